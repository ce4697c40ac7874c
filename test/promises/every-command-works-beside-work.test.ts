import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHome } from '../../src/app.ts';
import type { HandoffView, PlanReport, StatusReport } from '../../src/ports/answers.ts';
import type { ExplainReport } from '../../src/ports/explanation.ts';
import { openSandboxes, type Sandboxes, setUp } from '../../src/trial.ts';
import { type Daemon, daemon } from '../support/daemon.ts';
import { putDatabase } from '../support/database.ts';
import { baton, type Ran } from '../support/run.ts';
import { batonHere } from '../support/run-here.ts';

/** Commands that run at a time. */
const AT_ONCE = 4;
/** Each writing call is made to take so long that a stop finds some still to be done. */
const SLOW_MS = 1_000;
/** Looks at the worker, each a command of about a second. */
const MOST_LOOKS = 120;
const LOOK_EVERY_MS = 500;

describe('every command works beside work', () => {
  let folder: string;
  let sandboxes: Sandboxes;
  let worker: Daemon;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-beside-'));
    sandboxes = await openSandboxes(() => Temporal.Now.instant(), {
      ports: { hubspot: 0, salesforce: 0 },
      story: { seed: 'beside', people: 300, days: 7 },
    });
    const { hubspot, salesforce } = sandboxes;
    writeHome(folder, {
      language: 'en',
      hubspotBasePath: hubspot.url,
      salesforceUrl: salesforce.url,
      pollSeconds: 86_400,
      secrets: {
        HUBSPOT_TOKEN: hubspot.token,
        SALESFORCE_CLIENT_ID: salesforce.clientId,
        SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
      },
    });
    await putDatabase(join(folder, 'data'));
    await setUp(folder);
    worker = await daemon(['--home', folder, 'work'], /at work/);
  });
  afterAll(async () => {
    await worker.end('SIGKILL');
    await sandboxes.close();
    await rm(folder, { recursive: true });
  });

  const command = (...words: readonly string[]): Promise<Ran> => baton(['--home', folder, ...words]);
  /** In this process, which is quicker: the other is the worker's. */
  const here = (...words: readonly string[]): Promise<Ran> => batonHere(['--home', folder, ...words]);

  async function json<T>(...words: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await here(...words, '--json');
    expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  }

  /** Each as a person and as a script would ask, a few at a time; every one of them ends well and says something. */
  async function all(commands: readonly (readonly string[])[]): Promise<void> {
    const waiting = commands.flatMap((words) => [words, [...words, '--json']]);
    const ask = async (): Promise<void> => {
      for (let words = waiting.shift(); words !== undefined; words = waiting.shift()) {
        const isScript = words.at(-1) === '--json';
        const { code, stdout, stderr } = await (isScript ? here(...words) : command(...words));
        expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
        expect(stdout.trim(), words.join(' ')).not.toBe('');
        if (isScript) expect(() => JSON.parse(stdout), words.join(' ')).not.toThrow();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
  }

  async function until(what: string, holds: (status: StatusReport) => boolean): Promise<StatusReport> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const status = await json<StatusReport>('status');
      if (holds(status)) return status;
      await new Promise((go) => setTimeout(go, LOOK_EVERY_MS));
    }
    throw new Error(`never: ${what}\n${worker.said()}`);
  }

  const calls = (): number => sandboxes.hubspot.server.callCount + sandboxes.salesforce.server.callCount;

  it('the commands that look, and those that do one step by hand', async () => {
    await until('read and judged', ({ leads }) => (leads['lead'] ?? 0) > 200);
    await all([
      ['status'],
      ['pull', 'hubspot'],
      ['pull'],
      ['judge'],
      ['send'],
      ['plan'],
      ['handoffs'],
      ['problems'],
      ['retry'],
      ['doctor'],
      ['setup', '--dry-run'],
      ['setup'],
      ['check'],
      ['ledger', 'verify'],
    ]);
  });

  it('signing and arming', async () => {
    const [standing] = (await json<PlanReport>('plan')).standing;
    expect(standing).toBeDefined();
    await all([
      ['agreement', 'sign', '--as', 'marketing', '--by', '佐藤 明子'],
      ['agreement', 'sign', '--as', 'field-sales', '--by', '高橋 誠'],
      ['explain', standing?.email ?? ''],
      ['ledger', 'show', standing?.email ?? ''],
    ]);
    await all([['arm', 'tasks']]);
    expect((await json<StatusReport>('status')).armed).toEqual(['tasks']);
  });

  it('letting leads through, and looking at what came of it', async () => {
    await all([['admit', '2']]);
    await until('two tasks made', ({ openHandoffs, waitingWrites }) => openHandoffs === 2 && waitingWrites === 0);
    const [first] = await json<readonly HandoffView[]>('handoffs');
    expect(first?.handoff.taskId).toMatch(/^00T/);
    await all([
      ['handoffs', '--open'],
      ['explain', first?.email ?? ''],
      ['explain', first?.email ?? '', '--at', Temporal.Now.instant().toString()],
      ['explain', first?.email ?? '', '--at', '2026-01-01', '--hindsight'],
      ['ledger', 'show', first?.email ?? ''],
    ]);
    const at = first?.handoff.decidedAt ?? '';
    const then = await json<ExplainReport>('explain', first?.email ?? '', '--at', at, '--hindsight');
    expect(then.asOf).toEqual({ at, hindsight: true, known: true });
    expect(then.handoffs.map(({ handoff }) => handoff.status)).toEqual(['decided']);
  });

  it('stop ends all writing within a second, and resume goes on with what waited', async () => {
    for (const { server } of [sandboxes.hubspot, sandboxes.salesforce]) {
      server.inject({ method: 'POST', path: '/batch/update', times: 1_000, effect: { delayMs: SLOW_MS } });
      server.inject({ method: 'PATCH', path: '/composite/sobjects', times: 1_000, effect: { delayMs: SLOW_MS } });
    }
    await json('arm', 'status');
    await until('writing', ({ waitingWrites }) => waitingWrites > 0);
    await json('stop');
    const stoppedAt = calls();
    // The command took the worker at its word: not one call begins after it.
    await all([['stop'], ['plan'], ['status']]);
    const { stopped, waitingWrites } = await json<StatusReport>('status');
    expect({ stopped, calls: calls() }).toEqual({ stopped: true, calls: stoppedAt });
    expect(waitingWrites).toBeGreaterThan(0);
    expect(existsSync(join(folder, 'STOP'))).toBe(true);

    for (const { server } of [sandboxes.hubspot, sandboxes.salesforce]) server.clearFaults();
    await all([['resume']]);
    expect(existsSync(join(folder, 'STOP'))).toBe(false);
    await until('all written', (status) => status.waitingWrites === 0);
    expect(calls()).toBeGreaterThan(stoppedAt);
    expect(await json('ledger', 'verify')).toMatchObject({ ok: true });
  });

  it('says what is wrong beside work as it does alone', async () => {
    const [unknown, future, party] = await Promise.all([
      command('explain', 'nobody@nowhere.example', '--language', 'ja'),
      command('explain', 'nobody@nowhere.example', '--at', '2999-12-31', '--language', 'ja'),
      command('agreement', 'sign', '--as', 'nobody', '--by', 'x', '--json'),
    ]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('nobody@nowhere.example に該当するリードはありません');
    expect(future.code).toBe(3);
    expect(future.stderr).toContain('2999-12-31T14:59:59.999Z はまだ先の時点です');
    expect(party.code).toBe(2);
    expect(JSON.parse(party.stdout)).toMatchObject({ error: { code: 'NOT_A_PARTY' } });
  });

  it('Ctrl-C finishes what is running and leaves the folder free', async () => {
    expect(await worker.end('SIGINT')).toBe(0);
    expect(worker.said()).toContain('Finishing what is running');
    expect(existsSync(join(folder, 'baton.sock'))).toBe(false);
    expect(existsSync(join(folder, 'data.lock'))).toBe(false);
    expect(await json('ledger', 'verify')).toMatchObject({ ok: true });
  });
});
