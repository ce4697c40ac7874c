/** Stores for tests: one per database, emptied between tests because opening one takes a second or two. */
import { createHash } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import type { StoreGround as ContractGround } from '../contracts/store.ts';

export interface StoreGround extends ContractGround {
  readonly store: OpenedStore;
  readonly pglite: PGlite | undefined;
}

export const LEASE_MS = 60_000;

/** Ids that a counter decides; `restart` makes equal runs give equal ids. */
export function countedIds(): { id(prefix: string): string; restart(): void } {
  let count = 0;
  return {
    id: (prefix) => {
      count += 1;
      return `${prefix}${createHash('sha256').update(`test ${count}`).digest('base64url').slice(0, 20)}`;
    },
    restart: () => {
      count = 0;
    },
  };
}

type Run = (statement: string) => Promise<readonly Record<string, unknown>[]>;

export async function onPglite(): Promise<StoreGround> {
  const ids = countedIds();
  const store = await openStore({ kind: 'embedded' }, { leaseMs: LEASE_MS, id: ids.id });
  const run: Run = async (statement) => (await pgliteOf(store).query<Record<string, unknown>>(statement)).rows;
  return ground(store, run, { ids, concurrent: false, dispose: () => store.close() });
}

/** In a schema of its own, dropped at the end. */
export async function onPostgres(url: string, name: string): Promise<StoreGround> {
  const ids = countedIds();
  const schema = `baton_test_${name}_${process.pid}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema if exists ${schema} cascade`);
  const store = await openStore({ kind: 'postgres', url, schema }, { leaseMs: LEASE_MS, id: ids.id });
  await client.query(`set search_path to ${schema}`);
  const run: Run = async (statement) => (await client.query<Record<string, unknown>>(statement)).rows;
  const dispose = async (): Promise<void> => {
    await store.close();
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  };
  return ground(store, run, { ids, concurrent: true, dispose });
}

function pgliteOf({ pglite }: OpenedStore): PGlite {
  if (pglite === undefined) throw new TypeError('no embedded database');
  return pglite;
}

interface Rest {
  readonly ids: { restart(): void };
  readonly concurrent: boolean;
  dispose(): Promise<void>;
}

function ground(store: OpenedStore, run: Run, { ids, concurrent, dispose }: Rest): StoreGround {
  return {
    store,
    pglite: store.pglite,
    leaseMs: LEASE_MS,
    concurrent,
    run,
    dispose,
    empty: async () => {
      ids.restart();
      const names = await tablesOf(run);
      for (const table of GUARDED) await run(`alter table ${table} disable trigger user`);
      await run(`truncate ${names.join(', ')} restart identity`);
      for (const table of GUARDED) await run(`alter table ${table} enable trigger user`);
      await run(`insert into ledger_head (seq, hash) values (0, repeat('0', 64))`);
      await run(`insert into seal_frontier (size, peaks) values (0, '[]')`);
      await run(`insert into pool (name, turn, taken) values ('', 0, '{}')`);
    },
  };
}

/** Rows that nobody changes but a test. */
const GUARDED = ['ledger_entry', 'checkpoint'];

/** Baton's own, in order of name. */
export async function tablesOf(run: Run): Promise<readonly string[]> {
  const rows = await run(
    `select table_name from information_schema.tables
     where table_schema = current_schema() and table_name not like 'kysely%' order by table_name`,
  );
  return rows.map((row) => String(row['table_name']));
}

/** Where these texts stand in any row of any table: `table: text`. */
export async function tracesOf(run: Run, texts: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(run)) {
    const rows = await run(`select row_to_json(t)::text as row from ${table} t`);
    for (const { row } of rows)
      for (const text of texts) if (String(row).includes(text)) found.push(`${table}: ${text}`);
  }
  return [...new Set(found)].sort();
}
