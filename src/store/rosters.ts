/**
 * Users and owners change now and then and are looked at by every judging: their lists stay at hand under a mark, which stands in the database and is another
 * one after each change, by whichever process. A mark of a transaction that was undone never comes again, so neither does what was seen in it.
 */
import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { ObjectName, RecordRef, SourceRecord, System } from '../domain/record.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, encode, inOrder } from './rows.ts';
import type { Tables } from './tables.ts';

type Kind = Pick<RecordRef, 'system' | 'object'>;

const OBJECTS: ReadonlySet<ObjectName> = new Set(['user', 'owner']);

function isRoster({ object }: Pick<Kind, 'object'>): boolean {
  return OBJECTS.has(object);
}

/** The name of its mark among the settings. */
function markOf(system: System, object: ObjectName): string {
  return `roster ${system}/${object}`;
}

/** After rows of these were written or taken away, in the same transaction. */
export async function markChanged(db: Kysely<Tables>, changed: readonly Kind[]): Promise<void> {
  const names = inOrder(changed.filter(isRoster).map(({ system, object }) => markOf(system, object)));
  if (names.length === 0) return;
  const rows = names.map((name) => ({ name, value: encode(randomUUID()) }));
  await sql`
    insert into setting (name, value)
    select name, value from json_to_recordset(${asRows(rows)}) as row(name text, value text)
    on conflict (name) do update set value = excluded.value ${UNANSWERED}`.execute(db);
}

/** Of one process. */
export class Rosters {
  readonly #lists = new Map<string, { readonly mark: string; readonly records: readonly SourceRecord[] }>();

  /** `read` is carried out after the mark was looked at: what it brings is as new as that, or newer. What has no mark is not kept. */
  async of(
    db: Kysely<Tables>,
    { system, object }: Kind,
    read: () => Promise<readonly SourceRecord[]>,
  ): Promise<readonly SourceRecord[]> {
    const name = markOf(system, object);
    const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
    const known = this.#lists.get(name);
    if (known !== undefined && known.mark === row?.value) return known.records;
    const records = await read();
    if (row !== undefined) this.#lists.set(name, { mark: row.value, records });
    return records;
  }
}
