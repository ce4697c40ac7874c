/** The three places where BullMQ may keep its jobs: embedded PGlite, PostgreSQL, Redis. */
import type { PGlite } from '@electric-sql/pglite';
import {
  type BackendFactory,
  isPgPool,
  type Job,
  type PgPool,
  PostgresConnection,
  PostgresQueueBackend,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { BatonError } from '../domain/problem.ts';
import { BULLMQ_SCHEMA, migrate, PGlitePool } from './pglite-pool.ts';

/** `schema` and `prefix` belong to the queue alone. A PGlite may be shared with the store; an embedded queue is opened once per instance. */
export type QueuePlace =
  | { readonly kind: 'pglite'; readonly pglite: PGlite }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string };

/** What Baton uses of BullMQ's Queue. */
export type LaneQueue = Pick<Queue<unknown>, 'add' | 'getJobCounts' | 'waitUntilReady'> & {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};
/** What Baton uses of BullMQ's Worker. */
export type LaneWorker = {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'completed' | 'failed', listener: () => void): unknown;
  waitUntilReady(): Promise<void>;
  pause(doNotWaitActive: boolean): Promise<void>;
  close(force: boolean): Promise<void>;
};
/** Runs one claimed job. */
export type Claimed = (job: Pick<Job<unknown>, 'name' | 'data' | 'moveToWait'>, token?: string) => Promise<void>;
export type LaneOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** One open place. Lanes must be closed before it is. */
export interface Backend {
  /** No other process can be at work here. */
  readonly exclusive: boolean;
  queue(lane: string): LaneQueue;
  worker(lane: string, run: Claimed, options: LaneOptions): LaneWorker;
  /** Removes what a former process of an embedded place left in a lane. Elsewhere other processes may be at work, and nothing is removed. */
  clear(lane: string): Promise<void>;
  close(): Promise<void>;
}

/** Lanes each hold one PostgreSQL connection for LISTEN; the rest serves short statements. */
const POSTGRES_CONNECTIONS = 8;
const CONNECT_LIMIT_MS = 5_000;
/** Redis is tried again after at most this long, for as long as the queue is open. */
const RECONNECT_AT_MOST_MS = 2_000;
/** BullMQ keeps an event log that Baton does not read; about so many rows of it per lane. */
const EVENTS_KEPT = 256;
const STREAMS = { events: { maxLen: EVENTS_KEPT } };

/** Connects, makes BullMQ's tables where there are any, and refuses a Redis that may throw jobs away. Throws BatonError where a person must act. */
export async function openBackend(place: QueuePlace): Promise<Backend> {
  if (place.kind === 'pglite') return openPGlite(place.pglite);
  if (place.kind === 'postgres') return openPostgres(place.url, place.schema);
  return openRedis(place.url, place.prefix);
}

async function openPGlite(pglite: PGlite): Promise<Backend> {
  await migrate(pglite);
  const backend = onPool(new PGlitePool(pglite), BULLMQ_SCHEMA);
  return { ...backend, exclusive: true, clear: (lane) => backend.empty(lane), close: async () => {} };
}

async function openPostgres(url: string, schema: string): Promise<Backend> {
  const pool = new Pool({
    connectionString: url,
    // BullMQ's statements name no schema.
    options: `-c search_path="${schema}"`,
    // What an operator sees in pg_stat_activity; PostgreSQL cuts it at 63 characters.
    application_name: `baton queue ${schema}`,
    max: POSTGRES_CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
  });
  // As in the store: a connection that breaks while it is handed out ends its statement, not the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client, schema);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw unreachable('PostgreSQL', url, error);
  }
  return { ...onPool(asBullPool(pool), schema), exclusive: false, clear: async () => {}, close: () => pool.end() };
}

/** The types of pg and of BullMQ describe the same listeners in ways that the compiler cannot match; BullMQ's own guard can. */
function asBullPool(pool: unknown): PgPool {
  if (!isPgPool(pool)) throw new TypeError('BullMQ does not take this pool');
  return pool;
}

/** BullMQ gives a ready-made pool no way to name its schema; its check of the tables reads it from here. */
class SchemaConnection extends PostgresConnection {
  override readonly schema: string;
  constructor(pool: PgPool, schema: string) {
    super(pool);
    this.schema = schema;
  }
}

function onPool(pool: PgPool, schema: string) {
  const factory: BackendFactory<PostgresQueueBackend, PgPool> = (name, options) =>
    new PostgresQueueBackend(new SchemaConnection(pool, schema), name, options);
  const bull = withBackend(factory);
  return {
    queue: (lane: string): LaneQueue => new bull.Queue<unknown>(lane, { connection: pool, streams: STREAMS }),
    worker: (lane: string, run: Claimed, options: LaneOptions): LaneWorker =>
      new bull.Worker<unknown>(lane, run, { ...options, connection: pool }),
    empty: async (lane: string): Promise<void> => {
      const queue = new bull.Queue<unknown>(lane, { connection: pool, skipMetasUpdate: true });
      await queue.obliterate({ force: true });
      await queue.close();
    },
  };
}

async function openRedis(url: string, prefix: string): Promise<Backend> {
  let connected = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectionName: `baton-queue-${prefix}`,
    connectTimeout: CONNECT_LIMIT_MS,
    // BullMQ's workers demand it: a blocking call may wait for ever.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (connected ? Math.min(50 * 2 ** times, RECONNECT_AT_MOST_MS) : null),
  });
  let lastError: unknown;
  redis.on('error', (error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    connected = true;
    refuseEviction(await redis.info('memory'));
  } catch (error) {
    redis.disconnect();
    throw error instanceof BatonError ? error : unreachable('Redis', url, lastError ?? error);
  }
  const options: QueueOptions = { connection: redis, prefix, streams: STREAMS };
  return {
    queue: (lane) => new Queue<unknown>(lane, options),
    worker: (lane, run, own) => new Worker<unknown>(lane, run, { ...own, connection: redis, prefix }),
    exclusive: false,
    clear: async () => {},
    close: async () => redis.disconnect(),
  };
}

/** Reads the answer of `INFO memory`. A Redis that evicts keys when memory is short would drop jobs and locks without a word (BullMQ's guide, "Going to production"). */
export function refuseEviction(info: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === 'noeviction') return;
  throw new BatonError(
    'REDIS_EVICTS',
    `Redis may throw Baton's jobs away: its maxmemory-policy is ${policy ?? 'not told'}, not noeviction.`,
    'Set "maxmemory-policy noeviction" in redis.conf (or in the settings of the service), or give Baton a Redis of its own.',
    { policy: policy ?? '?' },
  );
}

/** Names the server without its user and password. */
function unreachable(what: string, url: string, cause: unknown): BatonError {
  const host = URL.canParse(url) ? new URL(url).host : 'an address that is no URL';
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new BatonError(
    'QUEUE_UNREACHABLE',
    `The queue's ${what} at ${host} cannot be used: ${why}`,
    `Check that ${what} runs there, that its address, user and password in the configuration are right, and that the user may make a schema.`,
    { what, host, why },
  );
}
