/** However many accounts are kept, looking for the one that somebody worked at on a day before reads hardly more than the ones that fit; counted by the database itself. */
import { type Dialect, Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { up as keepAccountKeys } from '../../src/store/migrations/0080-account-keys-kept.ts';
import { matchThen } from '../../src/store/past-accounts.ts';
import type { Tables } from '../../src/store/tables.ts';
import { record } from '../support/judging.ts';
import { postgres } from '../support/services.ts';
import { onPglite, onPostgres, type StoreGround } from './ground.ts';

const ACCOUNTS = 20_000;
const AT = '2026-11-20T03:00:00.000Z';

const server = await postgres();
interface Place {
  readonly ground: StoreGround;
  readonly db: Kysely<Tables>;
  /** The same, as a migration sees it. */
  readonly bare: Kysely<unknown>;
}
const places: Place[] = [];

function placeOf(ground: StoreGround, dialect: Dialect): Place {
  return { ground, db: new Kysely<Tables>({ dialect }), bare: new Kysely<unknown>({ dialect }) };
}

beforeAll(async () => {
  const embedded = await onPglite();
  const { pglite } = embedded.store;
  if (pglite === undefined) throw new Error('no embedded database');
  places.push(placeOf(embedded, new PGliteDialect({ pglite })));
  if (server !== undefined) {
    const ground = await onPostgres(server.url, 'back');
    const pool = new Pool({
      connectionString: server.url,
      max: 1,
      options: `-c search_path=baton_test_back_${process.pid}`,
    });
    places.push(placeOf(ground, new PostgresDialect({ pool })));
  }
  for (const { db, bare } of places) await fill(db, bare);
});
afterAll(async () => {
  for (const { ground, db } of places) {
    // The embedded one is the store's own.
    if (ground.store.pglite === undefined) await db.destroy();
    await ground.dispose();
  }
});

/** Each account had another domain before. Kept as by a version of Baton that forgot it, and brought up from there. */
async function fill(db: Kysely<Tables>, bare: Kysely<unknown>): Promise<void> {
  await sql`
    insert into record_version (key, seen_at, modified_at, deleted, changed, source)
    select 'salesforce/account/' || n, ${AT}, ${AT}, false,
      json_build_object('domain', case when no = 1 then 'old' else 'new' end || n || '.example', 'company', case when no = 1 then 'N' || n end)::text, 'poll'
    from generate_series(1, ${ACCOUNTS}) as n cross join generate_series(1, 2) as no`.execute(db);
  await sql`
    insert into record_version (key, seen_at, modified_at, deleted, changed, source)
    values ('salesforce/lead/1', ${AT}, ${AT}, false, '{"domain":"old7.example"}', 'poll')`.execute(db);
  await sql`alter table account_key drop column stands`.execute(db);
  await sql`
    insert into account_key (key, account)
    select 'domain:new' || n || '.example', 'salesforce/account/' || n from generate_series(1, ${ACCOUNTS}) as n`.execute(
    db,
  );
  await keepAccountKeys(bare);
  await sql`analyze account_key`.execute(db);
}

/** Rows of versions and keys that a piece of work reads, in this transaction, in whatever way. */
async function rowsRead<T>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<[T, number]> {
  return db.transaction().execute(async (tx) => {
    const read = async (): Promise<number> => {
      const { rows } = await sql<{ read: string }>`
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as read
        from pg_stat_xact_user_tables where relid in ('record_version'::regclass, 'account_key'::regclass)`.execute(tx);
      return Number(rows[0]?.read ?? 0);
    };
    const before = await read();
    const result = await work(tx);
    return [result, (await read()) - before];
  });
}

describe.each(server === undefined ? [0] : [0, 1])('database %i', (at) => {
  const place = (): Place => {
    const found = places[at];
    if (found === undefined) throw new Error('no database');
    return found;
  };
  const asked = async (email: string): Promise<[readonly string[], number]> => {
    const keys: string[] = [];
    const person = { records: [record({ email })], companies: [] };
    const [, read] = await rowsRead(place().db, (db) =>
      matchThen(db, person, new Set(), (met) => {
        keys.push(...met);
        return Promise.resolve([]);
      }),
    );
    return [keys, read];
  };

  test('one that bears the domain, one that bore it, and none', async () => {
    for (const [email, keys] of [
      ['a@new7.example', ['salesforce/account/7']],
      ['a@old7.example', ['salesforce/account/7']],
      ['a@neither.example', []],
    ] as const) {
      const [found, read] = await asked(email);
      expect(found).toEqual(keys);
      expect(read).toBeLessThanOrEqual(5);
    }
  });

  test('what an account bears now stands, and what it bore is kept beside it', async () => {
    const { rows } = await sql<{ key: string; stands: boolean }>`
      select key, stands from account_key where account = 'salesforce/account/7' order by key`.execute(place().db);
    expect(rows).toEqual([
      { key: 'domain:new7.example', stands: true },
      { key: 'domain:old7.example', stands: false },
      { key: 'name:n7', stands: false },
    ]);
    const { rows: all } = await sql<{ count: string }>`select count(*) as count from account_key`.execute(place().db);
    expect(Number(all[0]?.count)).toBe(3 * ACCOUNTS);
  });
});
