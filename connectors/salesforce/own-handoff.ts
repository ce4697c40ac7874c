/** The object *Baton Handoff*, one row per handoff, and the field on activities that names the handoff of a task. */
import { STORY_CHOICES } from '../../src/domain/handoff-story.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import { type Language, texts } from '../../src/domain/texts/index.ts';
import { INSTANT, longText, NUMBER, picklist, text } from './own-columns.ts';
import { described, fieldPart, MARK, type Metadata, type Part, type PartWish } from './own-part.ts';

export const HANDOFF_OBJECT = 'Baton_Handoff__c';
/** One definition makes the field on Task and Event. */
const ACTIVITY_FIELD = 'Activity.Baton_Handoff__c';
export const ACTIVITY_COLUMN = 'Task.Baton_Handoff__c';

type Column = readonly [column: string, word: string, shape: Metadata | 'list'];

/** Column, the word it is called by in the catalogue, and what it holds. The unique key is what keeps a task from being made twice. */
const COLUMNS: readonly Column[] = [
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
/** What is told later, by Baton's names of it (`domain/handoff-story.ts`). */
const TOLD_LATER: readonly Column[] = [
  ['Current_Owner__c', 'owner', text(255)],
  ['Outcome__c', 'outcome', 'list'],
  ['Accepted_At__c', 'acceptedAt', INSTANT],
  ['Deadline_State__c', 'deadlineState', 'list'],
  ['First_Contact_At__c', 'firstContactAt', INSTANT],
  ['First_Contact_Minutes__c', 'firstContactMinutes', NUMBER],
  ['Minutes_Of__c', 'minutesOf', 'list'],
  ['First_Contact_How__c', 'firstContactHow', 'list'],
  ['First_Contact_By__c', 'firstContactBy', text(255)],
  ['Closed_At__c', 'closedAt', INSTANT],
  ['End_Reason__c', 'endReason', text(255)],
  ['Result__c', 'result', 'list'],
  ['Opportunity__c', 'opportunity', lookup('Opportunity')],
];
const ALL_COLUMNS = [...COLUMNS, ...TOLD_LATER];
export const HANDOFF_COLUMNS: readonly string[] = ALL_COLUMNS.map(([column]) => column);

/** A conversion gives the row its Contact. */
const STORY: readonly (readonly [name: string, column: string])[] = [
  ...TOLD_LATER.map(([column, name]) => [name, column] as const),
  ['contact', 'Contact__c'],
];
/** The row as something that is only written. */
export const STORY_MAPPING: ObjectMapping = {
  read: {},
  values: {},
  write: Object.fromEntries(STORY.map(([name, to]) => [name, { to, rule: 'always', armed: 'tasks' }])),
};

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
  const rows = ALL_COLUMNS.map(([column, word, shape]) => {
    const words = row[word] ?? { label: column, help: '' };
    return fieldPart(`${HANDOFF_OBJECT}.${column}`, words, shape === 'list' ? listOf(word, language) : shape);
  });
  return [...rows, fieldPart(ACTIVITY_FIELD, activity, text(64))];
}

function listOf(word: string, language: Language): Metadata {
  const lists: Readonly<Record<string, readonly string[]>> = STORY_CHOICES;
  const labels = texts(language).ownFields.salesforce.list[word] ?? {};
  return picklist((lists[word] ?? []).map((value) => ({ value, label: labels[value] ?? value })));
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
