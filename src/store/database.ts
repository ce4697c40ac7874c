/** Opens either database so that the rest of the store cannot tell them apart: the same types, the same schema, one statement language. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { Pool, types } from 'pg';
import { BatonError } from '../domain/problem.ts';
import type { How } from '../ports/store.ts';
import { DURABILITY, type Durability, mustKeep } from './durability.ts';
import { GatheringSocket } from './gathering-socket.ts';
import { PreparedPGlite } from './prepared-pglite.ts';
import { PreparedPostgresDialect } from './prepared-postgres.ts';
import { Room } from './room.ts';
import type { Tables } from './tables.ts';

/** Types whose JavaScript form differs between the two clients, by PostgreSQL's type number (pg_type.dat): int8, date, numeric. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  20: Number,
  1082: (text) => text,
  1700: (text) => text,
};
/** Statements wait this long for a free connection before they fail. */
const CONNECT_LIMIT_MS = 30_000;
const CONNECTIONS = 10;

export interface Database {
  readonly db: Kysely<Tables>;
  readonly schema: string;
  readonly pglite?: PGlite;
  /** READ COMMITTED. */
  transaction<T>(run: (db: Kysely<Tables>) => Promise<T>, how: How): Promise<T>;
  close(): Promise<void>;
}

/**
 * The embedded database has its pages at hand whatever it holds. Told so, it looks rows up by their keys; by its own defaults, made for disks, it would
 * rather read whole tables, and every batch would take longer the more is kept.
 */
const ALL_IN_MEMORY = 'set seq_page_cost to 0.1; set random_page_cost to 0.1; set enable_seqscan to off';

/** Without a directory the database lives in memory and ends with the process; `copyOf`, a dump of another, is what it begins with. */
export async function openPglite(
  directory: string | undefined,
  copyOf?: Blob,
): Promise<Database & { readonly pglite: PGlite }> {
  if (directory !== undefined) await mkdir(dirname(directory), { recursive: true });
  const pglite = new PreparedPGlite({
    ...(directory === undefined ? {} : { dataDir: directory }),
    ...(copyOf === undefined ? {} : { loadDataDir: copyOf }),
    parsers: PARSERS,
  });
  await pglite.waitReady;
  await pglite.exec(ALL_IN_MEMORY);
  if (directory !== undefined) pglite.room = new Room(directory);
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  return {
    db,
    schema: 'public',
    pglite,
    // It writes to the disk in its own time anyway.
    transaction: async (run, { committing }) => {
      const result = await db.transaction().setIsolationLevel('read committed').execute(run);
      committing?.(Promise.resolve());
      return result;
    },
    close: async () => {
      await db.destroy();
      if (!pglite.closed) await pglite.close();
    },
  };
}

/** Uses a schema of its own, made when it is missing. Throws BatonError when the server cannot be used. */
export async function openPostgres(url: string, schema: string): Promise<Database> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new BatonError(
      'SCHEMA_NAME',
      `not a schema name: ${schema}`,
      'use lower-case letters, digits and underscores',
      { schema },
    );
  }
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    pipeline: true,
    stream: () => new GatheringSocket(),
    keepAlive: true,
    // What an operator sees in pg_stat_activity; PostgreSQL cuts it at 63 characters.
    application_name: `baton store ${schema}`,
    types: { getTypeParser: (oid, format) => PARSERS[oid] ?? types.getTypeParser(oid, format) },
  });
  // An idle connection that breaks is replaced; without a listener it would end the process. Whoever needs one next is told.
  pool.on('error', () => {});
  // The pool takes its own listener off a connection that it hands out: one that breaks between two statements would end the process. The next is told.
  pool.on('connect', (client) => client.on('error', () => {}));
  const dialect = new PreparedPostgresDialect({ pool, first: `set search_path to "${schema}"` });
  const db = new Kysely<Tables>({ dialect });
  try {
    const { rows } = await pool.query<Durability>(DURABILITY);
    for (const row of rows) mustKeep(hostOf(url), row);
    await pool.query(`create schema if not exists "${schema}"`);
  } catch (error) {
    if (!isTaken(error)) {
      await pool.end();
      throw error instanceof BatonError ? error : unreachable(url, error);
    }
  }
  return {
    db,
    schema,
    transaction: (run, how) => dialect.transaction(run, how),
    close: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Another process made it in the same moment: `if not exists` looks before it inserts (unique_violation, 23505). */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

/** Names the server without its user and password. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is no URL';
}

function unreachable(url: string, cause: unknown): BatonError {
  const host = hostOf(url);
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new BatonError(
    'DATABASE_UNREACHABLE',
    `PostgreSQL at ${host} cannot be used: ${why}`,
    'check that it runs there, that address, user, password and database in the configuration are right, and that the user may make a schema',
    { host, why },
  );
}
