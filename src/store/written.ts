/** The newest value that Baton sent or confirmed, or took up from a person, for every field of every target. */
import { type Kysely, sql } from 'kysely';
import type { IsoInstant } from '../domain/instant.ts';
import type { WrittenValue } from '../domain/lead.ts';
import { type ObjectName, type RecordRef, recordKey, type SubjectKey, type System } from '../domain/record.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts, encode } from './rows.ts';
import type { Tables, Told } from './tables.ts';

/** Later values replace earlier ones; of the same moment the last given stands. */
export async function writeValues(db: Kysely<Tables>, values: readonly WrittenValue[]): Promise<void> {
  const byTarget = new Map<SubjectKey, Map<string, Told>>();
  for (const { target, field, value, by, at } of values) {
    const key = recordKey(target);
    const told = byTarget.get(key) ?? new Map<string, Told>();
    byTarget.set(key, told);
    const other = told.get(field);
    if (other === undefined || other[2] <= at) told.set(field, [encode(value), by, at]);
  }
  if (byTarget.size === 0) return;
  const rows = [...byTarget.keys()].sort().map((target) => {
    const told = byTarget.get(target) ?? new Map<string, Told>();
    const newest = [...told.values()].reduce((latest, [, , at]) => (at > latest ? at : latest), '');
    return { target, told: Object.fromEntries(told), newest };
  });
  await sql`
    insert into written (target, told, newest)
    select target, told, newest from json_to_recordset(${asRows(rows)}) as row(target text, told jsonb, newest text)
    on conflict (target) do update set
      newest = greatest(excluded.newest, written.newest),
      told = written.told || (
        select coalesce(jsonb_object_agg(new.key, new.value), '{}') from jsonb_each(excluded.told) as new
        where written.told -> new.key is null or (new.value ->> 2) collate "C" >= written.told -> new.key ->> 2)
    ${UNANSWERED}`.execute(db);
}

/** Fields of these records that Baton wrote at or after the moment: a read that began then says nothing about them. */
export async function protectedFields(
  db: Kysely<Tables>,
  keys: Iterable<SubjectKey>,
  readAt: IsoInstant,
): Promise<ReadonlyMap<SubjectKey, ReadonlySet<string>>> {
  const rows = await db
    .selectFrom('written')
    .select(['target', sql<string>`told::text`.as('told')])
    .where('target', '=', sql<SubjectKey>`any(${asTexts(keys)})`)
    .where('newest', '>=', readAt)
    .execute();
  const fields = rows.map(({ target, told }): [SubjectKey, ReadonlySet<string>] => {
    const ours = fieldsIn(told).filter(([, [, source, at]]) => source === 'baton' && at >= readAt);
    return [target, new Set(ours.map(([field]) => field))];
  });
  return new Map(fields.filter(([, some]) => some.size > 0));
}

/** By target, in order of field. All of a target come as one text, which is parsed here: the databases' clients would parse it apart. */
export async function writtenTo(
  db: Kysely<Tables>,
  keys: Iterable<SubjectKey>,
): Promise<ReadonlyMap<SubjectKey, readonly WrittenValue[]>> {
  const rows = await db
    .selectFrom('written')
    .select(['target', sql<string>`told::text`.as('told')])
    .where('target', '=', sql<SubjectKey>`any(${asTexts(keys)})`)
    .execute();
  return new Map(
    rows.map(({ target, told }) => {
      const ref = refOf(target);
      const values = fieldsIn(told).map(([field, [value, by, at]]): WrittenValue => {
        return { target: ref, field, value: JSON.parse(value), by, at };
      });
      return [target, values];
    }),
  );
}

function fieldsIn(told: string): readonly (readonly [field: string, told: Told])[] {
  return Object.entries<Told>(JSON.parse(told)).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Ids may hold a slash; systems and objects never do. */
export function refOf(key: SubjectKey): RecordRef {
  const [system, object, ...id] = key.split('/');
  return { system: system as System, object: object as ObjectName, id: id.join('/') };
}
