/** However many deadlines are open, looking for what is due reads what is due and hardly a row more; counted by the database itself. */
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import { claim, nextDue } from '../../src/store/claims.ts';
import type { Tables } from '../../src/store/tables.ts';
import { postgres } from '../support/services.ts';
import { onPglite, onPostgres, type StoreGround } from './ground.ts';

const OPEN = 20_000;
const DUE = 100;
const NOW = Temporal.Instant.from('2026-11-20T03:00:00Z');
const now = iso(NOW);

const server = await postgres();
interface Place {
  readonly ground: StoreGround;
  readonly db: Kysely<Tables>;
}
const places: Place[] = [];

beforeAll(async () => {
  const embedded = await onPglite();
  const { pglite } = embedded.store;
  if (pglite === undefined) throw new Error('no embedded database');
  places.push({ ground: embedded, db: new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) }) });
  if (server !== undefined) {
    const ground = await onPostgres(server.url, 'due');
    const pool = new Pool({
      connectionString: server.url,
      max: 1,
      options: `-c search_path=baton_test_due_${process.pid}`,
    });
    places.push({ ground, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) });
  }
  for (const { db } of places) await fill(db);
});
afterAll(async () => {
  for (const { ground, db } of places) {
    // The embedded one is the store's own.
    if (ground.store.pglite === undefined) await db.destroy();
    await ground.dispose();
  }
});

/** Every lead has a moment at which it is to be looked at: the first in the past, the others from tomorrow on, in no order. */
async function fill(db: Kysely<Tables>): Promise<void> {
  await sql`
    insert into lead (id, state, stage, lane, attribute, behaviour, total, next_at, desired, created_at, dirty_since, dirt)
    select 'L' || n, '{}', 'mql', n % 3, 0, 0, 0,
      to_char(timestamp '2026-11-20 03:00:00' + (case when n <= ${DUE} then -n else 1440 + (n * 7919) % 100000 end) * interval '1 minute',
        'YYYY-MM-DD"T"HH24:MI:SS".000Z"'), '{}', ${now}, null, 0
    from generate_series(1, ${OPEN}) as n`.execute(db);
  await sql`analyze lead`.execute(db);
}

/** Rows of leads that a piece of work reads, in this transaction, in whatever way. */
async function rowsRead<T>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<[T, number]> {
  return db.transaction().execute(async (tx) => {
    const read = async (): Promise<number> => {
      const { rows } = await sql<{ read: string }>`
        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read
        from pg_stat_xact_user_tables where relid = 'lead'::regclass`.execute(tx);
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

  test('a claim reads the due rows and ten more at most', async () => {
    const [ids, read] = await rowsRead(place().db, (db) => claim(db, now, 1_000));
    expect(ids).toHaveLength(DUE);
    expect(read).toBeLessThanOrEqual(DUE + 10);
  });

  test('where nothing is due it reads ten at most', async () => {
    const early = iso(NOW.subtract({ hours: 48 }));
    const [ids, read] = await rowsRead(place().db, (db) => claim(db, early, 1_000));
    expect(ids).toHaveLength(0);
    expect(read).toBeLessThanOrEqual(10);
  });

  test('when the next is due costs one row', async () => {
    const [moment, read] = await rowsRead(place().db, (db) => nextDue(db));
    expect(moment).toBe(iso(NOW.subtract({ minutes: DUE })));
    expect(read).toBeLessThanOrEqual(10);
  });
});
