/** The two permission sets: what Baton itself needs, and what sales needs; a field made by the API is seen by nobody until one of them shows it. */
import { texts } from '../../src/domain/texts/index.ts';
import { CHECKPOINT_OBJECT } from './own-checkpoint.ts';
import type { OwnColumn } from './own-columns.ts';
import { ACTIVITY_COLUMN, HANDOFF_OBJECT } from './own-handoff.ts';
import { described, type Metadata, type Part, type PartWish, placeOfPart } from './own-part.ts';

export const WORKER_SET = 'Baton_Integration';
export const SALES_SET = 'Baton_Sales';

/** Neither deleting nor "all": whose records Baton may edit stays with the org's sharing. What is anchored it may make, and not change. */
const workerObjects = (checkpoints: boolean): readonly Metadata[] => [
  object('Account', { read: true, viewAll: true }),
  ...(checkpoints ? [object(CHECKPOINT_OBJECT, { read: true, create: true, viewAll: true })] : []),
  object('Campaign', { read: true, viewAll: true }),
  object(HANDOFF_OBJECT, { read: true, create: true, edit: true, viewAll: true }),
  object('Contact', { read: true, edit: true, viewAll: true }),
  object('Lead', { read: true, create: true, edit: true, viewAll: true }),
  object('Opportunity', { read: true, viewAll: true }),
];
/**
 * To follow a converted Lead, to hand one to another owner, to make and close tasks (PermissionSet, `userPermissions`). The right to see converted Leads
 * is one that `doctor` looks for.
 */
export const CONVERTED_RIGHT = 'AllowViewEditConvertedLeads';
const WORKER_RIGHTS = ['ActivitiesAccess', CONVERTED_RIGHT, 'ApiEnabled', 'EditTask', 'TransferAnyLead'];

/** Baton's names of its own fields into which people may speak: a stage set by hand is a person's word, and a yes is given there. */
export const SPOKEN: ReadonlySet<string> = new Set(['stage', 'approved', 'accepted']);

export function permissionSets(
  columns: readonly OwnColumn[],
  own: readonly Part[],
  { language, checkpoints = false }: PartWish,
): readonly Part[] {
  const { worker, sales } = texts(language).ownFields.salesforce.rights;
  const rowsOf = (object: string) =>
    own
      .filter(({ type, fullName }) => type === 'CustomField' && placeOfPart(fullName).object === object)
      .map(({ fullName }) => fullName);
  const fields = (edits: (column: OwnColumn) => boolean, writesRows: boolean): Metadata[] => [
    ...columns.map((column) => field(column.part.fullName, edits(column))),
    ...rowsOf(HANDOFF_OBJECT).map((name) => field(name, writesRows)),
    // Without sight of them nobody could hold an export against them; the right to a field lets it be filled when the row is made.
    ...rowsOf(CHECKPOINT_OBJECT).map((name) => field(name, writesRows)),
    field(ACTIVITY_COLUMN, writesRows),
  ];
  const set = (fullName: string, words: { label: string; help: string }, more: Metadata): Part => ({
    type: 'PermissionSet',
    fullName,
    metadata: { label: words.label, description: described(words.help), ...more },
  });
  return [
    set(WORKER_SET, worker, {
      fieldPermissions: sorted(
        fields(() => true, true),
        'field',
      ),
      objectPermissions: workerObjects(checkpoints),
      userPermissions: WORKER_RIGHTS.map((name) => ({ enabled: true, name })),
    }),
    set(SALES_SET, sales, {
      fieldPermissions: sorted(
        fields(({ name, theirs }) => theirs || SPOKEN.has(name), false),
        'field',
      ),
      objectPermissions: [
        ...(checkpoints ? [object(CHECKPOINT_OBJECT, { read: true })] : []),
        object(HANDOFF_OBJECT, { read: true }),
      ],
      tabSettings: [{ tab: HANDOFF_OBJECT, visibility: 'Visible' }],
    }),
  ];
}

function field(name: string, editable: boolean): Metadata {
  return { editable, field: name, readable: true };
}

function object(
  name: string,
  {
    read,
    create = false,
    edit = false,
    viewAll = false,
  }: Readonly<Partial<Record<'read' | 'create' | 'edit' | 'viewAll', boolean>>>,
): Metadata {
  return {
    allowCreate: create,
    allowDelete: false,
    allowEdit: edit,
    allowRead: read ?? false,
    modifyAllRecords: false,
    object: name,
    viewAllRecords: viewAll,
  };
}

function sorted(list: readonly Metadata[], by: string): readonly Metadata[] {
  return [...list].sort((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1));
}
