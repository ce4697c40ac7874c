/** `baton work` on PostgreSQL and Redis: the same commands, the same handoffs, in schemas of its own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeHome } from '../../src/app.ts';
import type { HandoffView, StatusReport } from '../../src/ports/answers.ts';
import { openSandboxes, type Sandboxes, setUp } from '../../src/trial.ts';
import { type Daemon, daemon } from '../support/daemon.ts';
import { baton, type Ran } from '../support/run.ts';
import { postgres, redis } from '../support/services.ts';

const SCHEMA = `baton_work_${process.pid}`;
const MOST_LOOKS = 60;
const [database, cache] = [await postgres(), await redis()];

describe.skipIf(database === undefined || cache === undefined)('work on PostgreSQL and Redis', () => {
  let folder: string;
  let sandboxes: Sandboxes;
  let worker: Daemon;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-servers-'));
    sandboxes = await openSandboxes(() => Temporal.Now.instant(), {
      ports: { hubspot: 0, salesforce: 0 },
      story: { seed: 'servers', people: 60, days: 7 },
    });
    const { hubspot, salesforce } = sandboxes;
    writeHome(folder, {
      language: 'en',
      hubspotBasePath: hubspot.url,
      salesforceUrl: salesforce.url,
      secrets: {
        HUBSPOT_TOKEN: hubspot.token,
        SALESFORCE_ACCESS_TOKEN: salesforce.accessToken,
        BATON_DATABASE_URL: database?.url ?? '',
        BATON_REDIS_URL: cache?.url ?? '',
      },
    });
    const path = join(folder, 'baton.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text
        .replace('kind: embedded', 'kind: postgres')
        .replace('schema: baton', `schema: ${SCHEMA}`)
        .replace('kind: same', 'kind: redis'),
    );
    await setUp(folder);
    worker = await daemon(['--home', folder, 'work'], /at work/);
  });
  afterAll(async () => {
    await worker.end('SIGKILL');
    await sandboxes.close();
    await rm(folder, { recursive: true });
    const client = new Client({ connectionString: database?.url });
    await client.connect();
    await client.query(`drop schema if exists ${SCHEMA} cascade; drop schema if exists ${SCHEMA}_queue cascade`);
    await client.end();
    const connection = new Redis(cache?.url ?? '');
    const keys = await connection.keys(`${SCHEMA}:*`);
    if (keys.length > 0) await connection.del(...keys);
    await connection.quit();
  });

  const command = (...words: readonly string[]): Promise<Ran> => baton(['--home', folder, ...words]);

  async function json<T>(...words: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await command(...words, '--json');
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  }

  async function until(holds: (status: StatusReport) => boolean): Promise<StatusReport> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const status = await json<StatusReport>('status');
      if (holds(status)) return status;
    }
    throw new Error(`never\n${worker.said()}`);
  }

  test('hands over as on the embedded database, and ends in order', async () => {
    await until(({ leads }) => (leads['lead'] ?? 0) > 40);
    await command('agreement', 'sign', '--as', 'marketing', '--by', '佐藤 明子');
    await command('agreement', 'sign', '--as', 'field-sales', '--by', '高橋 誠');
    await json('arm', 'tasks');
    await until(({ standing }) => standing > 0);
    await json('admit', '1');
    await until(({ openHandoffs, waitingWrites }) => openHandoffs === 1 && waitingWrites === 0);
    const [handed] = await json<readonly HandoffView[]>('handoffs');
    expect(handed?.handoff.taskId).toMatch(/^00T/);
    expect(await json('ledger', 'verify')).toMatchObject({ ok: true });
    expect((await command('status')).stdout).not.toContain('Embedded');
    expect(await worker.end('SIGINT')).toBe(0);
  });

  test('what it kept stands in its own schema, and a command needs no worker', async () => {
    expect((await json<readonly HandoffView[]>('handoffs')).length).toBe(1);
    const client = new Client({ connectionString: database?.url });
    await client.connect();
    const { rows } = await client.query(`select count(*)::int as entries from ${SCHEMA}.ledger_entry`);
    await client.end();
    expect(rows[0]).toEqual({ entries: (await json<StatusReport>('status')).ledger.seq });
  });
});
