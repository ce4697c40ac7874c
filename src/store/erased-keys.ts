/** What was erased and must not come back: salted hashes of keys, with the moment up to which they are barred. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { IsoInstant } from '../domain/instant.ts';
import type { SubjectKey } from '../domain/record.ts';
import { asRows, asTexts } from './rows.ts';
import type { Tables } from './tables.ts';

/** Later than any moment at which a record can have been changed. */
export const FOR_GOOD = '9999-12-31T23:59:59.999Z' as IsoInstant;

/** The salt's setting; it is made with the first erasure. */
const SALT = 'erasure-salt';

/** Which of the keys were erased, and when. Costs one small question where nothing ever was. */
export async function erasedAmong(
  db: Kysely<Tables>,
  keys: Iterable<SubjectKey>,
): Promise<ReadonlyMap<SubjectKey, IsoInstant>> {
  const salt = await saltOf(db);
  if (salt === undefined) return new Map();
  const byHash = new Map([...keys].map((key) => [hashOf(salt, key), key]));
  const { rows } = await sql<{ hash: string; at: IsoInstant }>`
    select hash, at from erased_key where hash = any(${asTexts(byHash.keys())})`.execute(db);
  return new Map(
    rows.flatMap(({ hash, at }) => {
      const key = byHash.get(hash);
      return key === undefined ? [] : [[key, at] as const];
    }),
  );
}

/** Those that never come back. */
export async function barredAmong(db: Kysely<Tables>, keys: Iterable<SubjectKey>): Promise<ReadonlySet<SubjectKey>> {
  return new Set([...(await erasedAmong(db, keys))].flatMap(([key, at]) => (at === FOR_GOOD ? [key] : [])));
}

/** `till`: up to which moment each is barred. */
export async function rememberErased(
  db: Kysely<Tables>,
  till: ReadonlyMap<SubjectKey, IsoInstant>,
  newSalt: string,
): Promise<void> {
  await sql`insert into setting (name, value) values (${SALT}, ${JSON.stringify(newSalt)}) on conflict do nothing`.execute(
    db,
  );
  const salt = await saltOf(db);
  if (salt === undefined) throw new Error('the salt of erasures is not there');
  await sql`
    insert into erased_key (hash, at)
    select hash, at from json_to_recordset(${asRows([...till].map(([key, at]) => ({ hash: hashOf(salt, key), at })))}) as row(hash text, at text)
    on conflict (hash) do update set at = greatest(erased_key.at, excluded.at)`.execute(db);
}

async function saltOf(db: Kysely<Tables>): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', SALT).executeTakeFirst();
  return row === undefined ? undefined : JSON.parse(row.value);
}

function hashOf(salt: string, key: SubjectKey): string {
  return createHash('sha256').update(`${salt}\n${key}`).digest('hex');
}
