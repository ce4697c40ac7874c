/** Question: with a million open deadlines of which a hundred are due, what does one look at the clock read, and how long does it take? */
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { iso } from '../src/domain/instant.ts';
import { claim, nextDue } from '../src/store/claims.ts';
import { openStore } from '../src/store/index.ts';
import type { Tables } from '../src/store/tables.ts';
import { type Benchmark, type Cell, type Ground, grounds, shown, spreadOf } from './support.ts';

const NOW = Temporal.Instant.from('2026-11-20T03:00:00Z');
const DUE = 100;

export const clock: Benchmark = {
  name: 'clock',
  question: `one look at the clock with 1,000,000 open deadlines of which ${DUE} are due: rows read, and time`,
  run: async ({ quick }) => {
    const open = quick ? 50_000 : 1_000_000;
    const rows: Cell[][] = [];
    for (const ground of await grounds('clock')) {
      try {
        rows.push(...(await measured(ground, open, quick ? 3 : 15)));
      } finally {
        await ground.dispose();
      }
    }
    return {
      columns: ['what', 'on', 'open', 'found', 'rows read', 'milliseconds: median (range)'],
      rows,
      notes: [
        'each lead carries the next moment at which time alone can change it, its nearest deadline included; rows are counted by the database (pg_stat_xact_user_tables)',
        'a claim is taken back each time, so that the same hundred are found again',
      ],
      wrong: rows.flatMap(([what, on, , found, read]) =>
        Number(read) > Number(found) + 10 ? [`${what} on ${on} read ${read} rows for ${found}`] : [],
      ),
    };
  },
};

async function measured(ground: Ground, open: number, runs: number): Promise<Cell[][]> {
  const store = await openStore(ground.place, { leaseMs: 60_000, id: (prefix) => prefix });
  const { pglite } = store;
  const db =
    pglite === undefined
      ? new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOn(ground) }) })
      : new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  try {
    await fill(db, open);
    return [
      await timed(
        db,
        runs,
        [`claiming what is due`, ground.name, open],
        async (tx) => (await claim(tx, iso(NOW), 1_000)).length,
      ),
      await timed(db, runs, ['when the next is due', ground.name, open], async (tx) =>
        (await nextDue(tx)) === undefined ? 0 : 1,
      ),
    ];
  } finally {
    if (pglite === undefined) await db.destroy();
    await store.close();
  }
}

function poolOn({ place }: Ground): Pool {
  if (place.kind !== 'postgres') throw new TypeError('not on PostgreSQL');
  return new Pool({ connectionString: place.url, max: 1, options: `-c search_path=${place.schema}` });
}

async function fill(db: Kysely<Tables>, open: number): Promise<void> {
  await sql`
    insert into lead (id, state, stage, lane, attribute, behaviour, total, next_at, desired, created_at, dirty_since, dirt)
    select 'L' || n, '{}', 'mql', n % 3, 0, 0, 0,
      to_char(timestamp '2026-11-20 03:00:00' + (case when n <= ${DUE} then -n else 1440 + (n * 7919::bigint) % 100000 end) * interval '1 minute',
        'YYYY-MM-DD"T"HH24:MI:SS".000Z"'), '{}', ${iso(NOW)}, null, 0
    from generate_series(1, ${open}) as n`.execute(db);
  await sql`analyze lead`.execute(db);
}

class TakenBack extends Error {}

async function timed(
  db: Kysely<Tables>,
  runs: number,
  names: readonly Cell[],
  work: (tx: Kysely<Tables>) => Promise<number>,
): Promise<Cell[]> {
  const times: number[] = [];
  let found = 0;
  let read = 0;
  for (let run = 0; run <= runs; run += 1) {
    try {
      await db.transaction().execute(async (tx) => {
        const before = await rowsRead(tx);
        const began = performance.now();
        found = await work(tx);
        // The first run only warms up.
        if (run > 0) times.push(performance.now() - began);
        read = (await rowsRead(tx)) - before;
        throw new TakenBack();
      });
    } catch (error) {
      // Nothing is kept of it.
      if (!(error instanceof TakenBack)) throw error;
    }
  }
  return [...names, found, read, shown(spreadOf(times), 2)];
}

async function rowsRead(tx: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ read: string }>`
    select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read
    from pg_stat_xact_user_tables where relid = 'lead'::regclass`.execute(tx);
  return Number(rows[0]?.read ?? 0);
}
