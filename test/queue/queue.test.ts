/** The queue on its three back ends, and what is particular to each. */
import { PGlite } from '@electric-sql/pglite';
import { WaitingError } from 'bullmq';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BatonError } from '../../src/domain/problem.ts';
import { type Claimed, refuseEviction } from '../../src/queue/backends.ts';
import { openLanes } from '../../src/queue/bullmq.ts';
import { openQueue } from '../../src/queue/index.ts';
import { queueContract } from '../contracts/queue.ts';
import { postgres, redis } from '../support/services.ts';
import { memoryLog } from '../support/signals.ts';

const postgresServer = await postgres();
const redisServer = await redis();

let embedded: PGlite;
beforeAll(async () => {
  embedded = await PGlite.create();
});
afterAll(() => embedded.close());

let nextName = 0;
/** No other run, and no other test, uses it. */
const ownName = (): string => `baton_queue_${process.pid}_${nextName++}`;

const LOSE = (schema: string): string =>
  ['job', 'dedup', 'dedup_next', 'meta', 'event'].map((table) => `delete from ${schema}.${table}`).join(';');

queueContract('PGlite', async () => ({
  shared: false,
  open: (settings) => openQueue({ kind: 'pglite', pglite: embedded }, settings),
  lose: async () => void (await embedded.exec(LOSE('bullmq'))),
  dispose: async () => {},
}));

if (postgresServer !== undefined) {
  const { url } = postgresServer;
  const withClient = async (statement: string): Promise<Record<string, unknown>[]> => {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };

  queueContract('PostgreSQL', async () => {
    const schema = ownName();
    return {
      shared: true,
      open: (settings) => openQueue({ kind: 'postgres', url, schema }, settings),
      lose: async () => void (await withClient(LOSE(schema))),
      dispose: async () => void (await withClient(`drop schema if exists ${schema} cascade`)),
    };
  });

  test('PostgreSQL may break every connection: work goes on', async () => {
    const schema = ownName();
    const queue = await openQueue({ kind: 'postgres', url, schema }, { log: memoryLog().log, concurrency: 1 });
    let runs = 0;
    await queue.work(async () => {
      runs += 1;
    });
    await queue.wake({ verb: 'judge' });
    await queue.idle();
    const killed = await withClient(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'baton queue ${schema}'`,
    );
    expect(killed.length).toBeGreaterThanOrEqual(3);
    await expect.poll(() => queue.wake({ verb: 'judge' }).then(() => queue.idle())).toBeUndefined();
    expect(runs).toBeGreaterThanOrEqual(2);
    await queue.close(0);
    await withClient(`drop schema ${schema} cascade`);
  });

  test('PostgreSQL keeps no job that is done, and no personal data of any', async () => {
    const schema = ownName();
    const queue = await openQueue({ kind: 'postgres', url, schema }, { log: memoryLog().log, concurrency: 1 });
    await queue.wake({ verb: 'send', of: 'salesforce' });
    const [waiting] = await withClient(`select name, data from ${schema}.job`);
    expect(waiting).toEqual({ name: 'send', data: { verb: 'send', of: 'salesforce' } });
    await queue.work(async ({ verb }) => {
      if (verb === 'seal') throw new Error('kept nowhere');
    });
    await queue.wake({ verb: 'seal' });
    await queue.idle();
    const left = await withClient(
      `select (select count(*) from ${schema}.job) as jobs, (select count(*) from ${schema}.dedup) as keys`,
    );
    expect(left).toEqual([{ jobs: '0', keys: '0' }]);
    await queue.close(0);
    await withClient(`drop schema ${schema} cascade`);
  });
}

if (redisServer !== undefined) {
  const { url } = redisServer;
  const keysOf = async (client: Redis, prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const page of client.scanStream({ match: `${prefix}:*`, count: 1_000 }))
      keys.push(...(page as string[]));
    return keys;
  };
  const forget = async (prefix: string): Promise<void> => {
    const client = new Redis(url);
    const keys = await keysOf(client, prefix);
    if (keys.length > 0) await client.del(...keys);
    await client.quit();
  };

  queueContract('Redis', async () => {
    const prefix = ownName();
    return {
      shared: true,
      open: (settings) => openQueue({ kind: 'redis', url, prefix }, settings),
      lose: () => forget(prefix),
      dispose: () => forget(prefix),
    };
  });

  test('Redis may break every connection: work goes on', async () => {
    const prefix = ownName();
    const queue = await openQueue({ kind: 'redis', url, prefix }, { log: memoryLog().log, concurrency: 1 });
    let runs = 0;
    await queue.work(async () => {
      runs += 1;
    });
    await queue.wake({ verb: 'judge' });
    await queue.idle();
    const client = new Redis(url);
    const connections = String(await client.client('LIST')).split('\n');
    const ours = connections.filter((line) => line.includes(prefix)).map((line) => /^id=(\d+)/.exec(line)?.[1] ?? '');
    expect(ours.length).toBeGreaterThanOrEqual(3);
    for (const id of ours) await client.client('KILL', 'ID', id);
    await client.quit();
    await queue.wake({ verb: 'judge' });
    await queue.idle();
    expect(runs).toBe(2);
    await queue.close(0);
    await forget(prefix);
  });

  test('Redis keeps no job that is done', async () => {
    const prefix = ownName();
    const queue = await openQueue({ kind: 'redis', url, prefix }, { log: memoryLog().log, concurrency: 1 });
    await queue.work(async ({ verb }) => {
      if (verb === 'seal') throw new Error('kept nowhere');
    });
    await queue.wake({ verb: 'send', of: 'hubspot' });
    await queue.wake({ verb: 'seal' });
    await queue.idle();
    await queue.close(0);
    const client = new Redis(url);
    const kinds = new Set((await keysOf(client, prefix)).map((key) => key.split(':').at(-1)));
    await client.quit();
    for (const kind of kinds) expect(['meta', 'id', 'events', 'marker', 'stalled-check']).toContain(kind);
    await forget(prefix);
  });
}

describe('a place that cannot be used', () => {
  const settings = { log: memoryLog().log, concurrency: 1 };

  test.each([
    ['Redis', { kind: 'redis', url: 'redis://:hunter2@127.0.0.1:1', prefix: 'p' }],
    ['PostgreSQL', { kind: 'postgres', url: 'postgres://baton:hunter2@127.0.0.1:1/none', schema: 's' }],
  ] as const)('%s that does not answer is said so at once, without its password', async (_name, place) => {
    const failure = await openQueue(place, settings).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(BatonError);
    expect(failure).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    expect(String(failure)).toContain('127.0.0.1:1');
    expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
  });

  test('a Redis that may evict keys is refused', () => {
    expect(() => refuseEviction('maxmemory:0\r\nmaxmemory_policy:noeviction\r\n')).not.toThrow();
    expect(() => refuseEviction('maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n')).toThrow('allkeys-lru');
    expect(() => refuseEviction('maxmemory:0\r\n')).toThrow(BatonError);
  });
});

test('a job claimed in the moment of closing goes back unrun', async () => {
  const claims: Claimed[] = [];
  const nothing = async (): Promise<void> => {};
  const queue = await openLanes(
    {
      exclusive: false,
      queue: () => ({
        on: () => undefined,
        add: () => Promise.reject(new Error('not asked for')),
        getJobCounts: async () => ({}),
        waitUntilReady: nothing,
        close: nothing,
      }),
      worker: (_lane, run) => {
        claims.push(run);
        return { on: () => undefined, waitUntilReady: nothing, pause: nothing, close: nothing };
      },
      clear: nothing,
      close: nothing,
    },
    { log: memoryLog().log, concurrency: 1 },
  );
  let runs = 0;
  await queue.work(async () => {
    runs += 1;
  });
  await queue.close(0);
  const putBack: unknown[] = [];
  const job = { name: 'judge', data: { verb: 'judge' }, moveToWait: async (token?: string) => putBack.push(token) };
  await expect(claims[0]?.(job, 'token')).rejects.toBeInstanceOf(WaitingError);
  expect({ runs, putBack }).toEqual({ runs: 0, putBack: ['token'] });
});
