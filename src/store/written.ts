/** The newest value that Baton sent or confirmed, or took up from a person, for every field of every target. */
import { type Kysely, sql } from 'kysely';
import type { IsoInstant } from '../domain/instant.ts';
import type { WrittenValue } from '../domain/lead.ts';
import { type ObjectName, type RecordRef, recordKey, type SubjectKey, type System } from '../domain/record.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts, encode } from './rows.ts';
import type { Tables, WrittenRow } from './tables.ts';

/** Later values replace earlier ones; of the same moment the last given stands. */
export async function writeValues(db: Kysely<Tables>, values: readonly WrittenValue[]): Promise<void> {
  const newest = new Map<string, WrittenRow>();
  for (const { target, field, value, by, at } of values) {
    const row: WrittenRow = { target: recordKey(target), field, value: encode(value), source: by, at };
    const key = `${row.target} ${field}`;
    const other = newest.get(key);
    if (other === undefined || other.at <= at) newest.set(key, row);
  }
  if (newest.size === 0) return;
  const rows = [...newest.keys()].sort().map((key) => newest.get(key) ?? {});
  await sql`
    insert into written (target, field, value, source, at)
    select target, field, value, source, at
    from json_to_recordset(${asRows(rows)}) as row(target text, field text, value text, source text, at text)
    on conflict (target, field) do update set value = excluded.value, source = excluded.source, at = excluded.at
    where excluded.at >= written.at ${UNANSWERED}`.execute(db);
}

/** Fields of these records that Baton wrote at or after the moment: a read that began then says nothing about them. */
export async function protectedFields(
  db: Kysely<Tables>,
  keys: Iterable<SubjectKey>,
  readAt: IsoInstant,
): Promise<ReadonlyMap<SubjectKey, ReadonlySet<string>>> {
  const rows = await db
    .selectFrom('written')
    .select(['target', 'field'])
    .where('target', '=', sql<SubjectKey>`any(${asTexts(keys)})`)
    .where('source', '=', 'baton')
    .where('at', '>=', readAt)
    .execute();
  const fields = new Map<SubjectKey, Set<string>>();
  for (const { target, field } of rows) fields.set(target, (fields.get(target) ?? new Set()).add(field));
  return fields;
}

type Told = readonly [string, string, WrittenRow['source'], IsoInstant];

/** By target, in order of field. All of a target come as one text: a row for each took twice the time. */
export async function writtenTo(
  db: Kysely<Tables>,
  keys: Iterable<SubjectKey>,
): Promise<ReadonlyMap<SubjectKey, readonly WrittenValue[]>> {
  const { rows } = await sql<{ target: SubjectKey; told: string }>`
    select target, json_agg(json_build_array(field, value, source, at) order by field)::text as told
    from written where target = any(${asTexts(keys)}) group by target`.execute(db);
  return new Map(
    rows.map(({ target, told }) => {
      const ref = refOf(target);
      const all: readonly Told[] = JSON.parse(told);
      return [target, all.map(([field, value, by, at]) => ({ target: ref, field, value: JSON.parse(value), by, at }))];
    }),
  );
}

/** Ids may hold a slash; systems and objects never do. */
export function refOf(key: SubjectKey): RecordRef {
  const [system, object, ...id] = key.split('/');
  return { system: system as System, object: object as ObjectName, id: id.join('/') };
}
