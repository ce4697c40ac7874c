/** Stores for tests: one per database, emptied between tests, which is faster than opening one. */
import { createHash } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import type { StoreGround as ContractGround } from '../contracts/store.ts';
import { inMemory } from '../support/database.ts';

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
  const store = await openStore(await inMemory(), { leaseMs: LEASE_MS, id: ids.id });
  const run: Run = async (statement) => (await pgliteOf(store).query<Record<string, unknown>>(statement)).rows;
  const script = async (statements: string): Promise<void> => void (await pgliteOf(store).exec(statements));
  return ground(store, run, { ids, concurrent: false, script, dispose: () => store.close() });
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
  const script = async (statements: string): Promise<void> => void (await client.query(statements));
  return ground(store, run, { ids, concurrent: true, script, dispose });
}

function pgliteOf({ pglite }: OpenedStore): PGlite {
  if (pglite === undefined) throw new TypeError('no embedded database');
  return pglite;
}

interface Rest {
  readonly ids: { restart(): void };
  readonly concurrent: boolean;
  /** Runs several statements, all or none. */
  script(statements: string): Promise<void>;
  dispose(): Promise<void>;
}

function ground(store: OpenedStore, run: Run, { ids, concurrent, script, dispose }: Rest): StoreGround {
  let emptying: string | undefined;
  return {
    store,
    pglite: store.pglite,
    leaseMs: LEASE_MS,
    concurrent,
    run,
    dispose,
    empty: async () => {
      ids.restart();
      emptying ??= await emptyingOf(run);
      await script(emptying);
    },
  };
}

/** Deletes rather than truncates: what truncates throws away every plan on the table, and the next test pays for all of them. */
async function emptyingOf(run: Run): Promise<string> {
  const names = await tablesOf(run);
  const counters = await run(
    `select pg_get_serial_sequence(quote_ident(table_name), column_name) as counter from information_schema.columns
     where table_schema = current_schema() and is_identity = 'YES'`,
  );
  return [
    'begin',
    ...GUARDED.map((table) => `alter table ${table} disable trigger user`),
    ...names.map((name) => `delete from ${name}`),
    ...GUARDED.map((table) => `alter table ${table} enable trigger user`),
    ...counters.map(({ counter }) => `select setval('${counter}', 1, false)`),
    `insert into ledger_head (seq, hash) values (0, repeat('0', 64))`,
    `insert into seal_frontier (size, peaks) values (0, '[]')`,
    `insert into pool (name, turn, taken) values ('', 0, '{}')`,
    'commit',
  ].join(';\n');
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
