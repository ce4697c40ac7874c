/** Who gave a field the value it has: from the object's field history, for the fields for which the org has switched it on (Object Reference, LeadHistory). */
import { type Editor, recordKey, type SubjectKey } from '../../src/domain/record.ts';
import type { EditorsAsked } from '../../src/ports/connector.ts';
import { rowsByIds } from './composite.ts';
import type { Context } from './context.ts';
import { columnsOf, id18, type Row } from './fields.ts';
import { mappingOf, VENDOR_OBJECTS } from './read-records.ts';
import { instantIn, textIn } from './row-values.ts';
import { oneOf } from './soql.ts';

export type Editors = ReadonlyMap<SubjectKey, Readonly<Record<string, Editor>>>;

/** An owner's history goes by another name than the column. */
const HISTORY_NAMES: Readonly<Record<string, string>> = { OwnerId: 'Owner' };
/** An object whose history was refused is not asked for it again before that. */
const ASK_AGAIN = { hours: 24 };

/** What cannot be had is missing: the change is recorded all the same, by the last editor of the record. `integrationUser`: the user Baton works as. */
export function openEditors(
  context: Context,
  integrationUser: () => Promise<string | undefined>,
): (asked: readonly EditorsAsked[]) => Promise<Editors> {
  const refused = new Map<string, Temporal.Instant>();
  return async (asked) => {
    const found = new Map<SubjectKey, Readonly<Record<string, Editor>>>();
    const own = await integrationUser();
    for (const object of ['lead', 'contact', 'account'] as const) {
      const its = asked.filter(({ ref }) => ref.system === 'salesforce' && ref.object === object);
      const since = refused.get(object);
      const now = context.client.now();
      if (its.length === 0 || (since !== undefined && Temporal.Instant.compare(since.add(ASK_AGAIN), now) > 0))
        continue;
      const history = await historyOf(object, its, context);
      if (history === 'refused') refused.set(object, now);
      else for (const [key, editors] of editorsIn(object, its, history, { own, context })) found.set(key, editors);
    }
    return found;
  };
}

type Historied = keyof typeof VENDOR_OBJECTS;

async function historyOf(
  object: Historied,
  asked: readonly EditorsAsked[],
  context: Context,
): Promise<readonly Row[] | 'refused'> {
  const columns = columnsFor(object, context);
  const names = [...new Set(asked.flatMap(({ fields }) => fields.flatMap((field) => columns.get(field) ?? [])))];
  if (names.length === 0) return [];
  const vendor = VENDOR_OBJECTS[object];
  const rows = await rowsByIds(context.client, 'pull history', {
    ids: asked.map(({ ref }) => ref.id),
    query: (ids) => ({
      fields: ['Id', `${vendor}Id`, 'Field', 'CreatedDate', 'CreatedById'],
      from: `${vendor}History`,
      where: [oneOf(`${vendor}Id`, ids), oneOf('Field', names)],
    }),
  });
  if (rows.state === 'answered') return rows.value;
  // Not enabled, or not to be seen: for a day the last editor must do. Anything else may be over with the next page.
  return rows.state === 'refused' && rows.problem.category !== 'credential' ? 'refused' : [];
}

function editorsIn(
  object: Historied,
  asked: readonly EditorsAsked[],
  history: readonly Row[],
  { own, context }: { readonly own: string | undefined; readonly context: Context },
): readonly (readonly [SubjectKey, Readonly<Record<string, Editor>>])[] {
  const columns = columnsFor(object, context);
  const byRecord = Map.groupBy(history, (row) => id18(textIn(row, `${VENDOR_OBJECTS[object]}Id`) ?? ''));
  return asked.map(({ ref, fields, modifiedAt }) => {
    const rows = byRecord.get(ref.id) ?? [];
    const editors = fields.flatMap((field): readonly (readonly [string, Editor])[] => {
      const last = rows
        .filter((row) => textIn(row, 'Field') === columns.get(field))
        // What happened after the record was read is another change.
        .filter((row) => (instantIn(row, 'CreatedDate') ?? modifiedAt) <= modifiedAt)
        .sort(byAge)
        .at(-1);
      const user = last === undefined ? undefined : textIn(last, 'CreatedById');
      return user === undefined ? [] : [[field, editorOf(id18(user), own)]];
    });
    return [recordKey(ref), Object.fromEntries(editors)];
  });
}

/** Two of one second keep the order of their ids. */
function byAge(a: Row, b: Row): number {
  const [left, right] = [a, b].map((row) => `${instantIn(row, 'CreatedDate') ?? ''} ${row['Id']}`);
  return String(left) < String(right) ? -1 : 1;
}

/** Baton's name → what the history calls the column. */
function columnsFor(object: Historied, { mapping }: Context): ReadonlyMap<string, string> {
  const own = mappingOf(VENDOR_OBJECTS[object], mapping);
  const columns = own === undefined ? [] : Object.entries(columnsOf(own));
  return new Map(columns.map(([field, column]) => [field, HISTORY_NAMES[column] ?? column]));
}

/** Another tool under Baton's own user is an integration too. */
function editorOf(user: string, own: string | undefined): Editor {
  if (user === own) return { by: 'integration' };
  return user.startsWith('005') ? { by: 'person', user } : { by: 'system' };
}
