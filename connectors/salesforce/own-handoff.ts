/** The object *Baton Handoff*, one row per handoff, and the field on activities that names the handoff of a task. */
import { texts } from '../../src/domain/texts/index.ts';
import { INSTANT, longText, NUMBER, text } from './own-columns.ts';
import { described, fieldPart, MARK, type Metadata, type Part, type PartWish } from './own-part.ts';

export const HANDOFF_OBJECT = 'Baton_Handoff__c';
/** One definition makes the field on Task and Event. */
const ACTIVITY_FIELD = 'Activity.Baton_Handoff__c';
export const ACTIVITY_COLUMN = 'Task.Baton_Handoff__c';

/** Column, the word it is called by in the catalogue, and what it holds. The unique key is what keeps a task from being made twice. */
const COLUMNS: readonly (readonly [column: string, word: string, shape: Metadata])[] = [
  ['Baton_Key__c', 'key', text(64, true)],
  ['Lead__c', 'lead', lookup('Lead')],
  ['Contact__c', 'contact', lookup('Contact')],
  ['Task_Id__c', 'taskId', text(18)],
  ['Type__c', 'type', text(80)],
  ['From__c', 'from', text(255)],
  ['To__c', 'to', text(255)],
  ['Decided_At__c', 'decidedAt', INSTANT],
  ['Due_At__c', 'dueAt', INSTANT],
  ['Reason__c', 'reason', longText()],
  ['Score__c', 'score', NUMBER],
  ['Agreement__c', 'agreement', text(64)],
];
export const HANDOFF_COLUMNS: readonly string[] = COLUMNS.map(([column]) => column);

/** Everybody reads the rows, for reports; only who may edit the object writes them. */
export function handoffObject({ language }: PartWish): Part {
  const { handoff, number } = texts(language).ownFields.salesforce;
  const metadata: Metadata = {
    label: handoff.label,
    pluralLabel: handoff.plural,
    description: described(handoff.help),
    nameField: { displayFormat: 'BH-{000000}', label: number, type: 'AutoNumber' },
    deploymentStatus: 'Deployed',
    sharingModel: 'Read',
    enableReports: true,
    enableSearch: true,
  };
  return { type: 'CustomObject', fullName: HANDOFF_OBJECT, metadata };
}

/** Without a tab nobody finds the object's list views. A tab has no name of its own: it is called as its object. */
export function handoffTab(): Part {
  return {
    type: 'CustomTab',
    fullName: HANDOFF_OBJECT,
    metadata: { customObject: true, motif: 'Custom53: Bell', description: MARK },
  };
}

/** The fields of the object, and the one on activities. */
export function handoffParts({ language }: PartWish): readonly Part[] {
  const { row, activity } = texts(language).ownFields.salesforce;
  const rows = COLUMNS.map(([column, word, shape]) => {
    return fieldPart(`${HANDOFF_OBJECT}.${column}`, row[word] ?? { label: column, help: '' }, shape);
  });
  return [...rows, fieldPart(ACTIVITY_FIELD, activity, text(64))];
}

/** A deleted person leaves the row standing: it says what was. */
function lookup(referenceTo: string): Metadata {
  return {
    type: 'Lookup',
    referenceTo,
    relationshipName: 'Baton_Handoffs',
    deleteConstraint: 'SetNull',
    required: false,
  };
}
