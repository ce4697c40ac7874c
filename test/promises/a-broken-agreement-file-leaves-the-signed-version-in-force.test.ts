import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ConfigError,
  checkHome,
  reachBaton,
  readHome,
  startWork,
  type WorkingBaton,
  writeHome,
} from '../../src/app.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import type { Operations } from '../../src/ports/operations.ts';
import { SILENT } from '../../src/runtime/log.ts';
import { SimulatedRuntime } from '../../src/runtime/simulated.ts';
import { openSandboxes, type Sandboxes, setUp } from '../../src/trial.ts';
import { daemon } from '../support/daemon.ts';
import { putDatabase } from '../support/database.ts';
import { aQualifyingPerson, type Person } from '../support/happenings.ts';
import { batonHere } from '../support/run-here.ts';
import { MONDAY } from '../support/stage.ts';

const PATIENCE_MS = 180_000;
/** A tab, as an editor may put it. */
const spoilt = (text: string): string => text.replace('  margin: 2', '\tmargin: 2');
/** The agreement of the tests, which this installation signs. */
const OWN = readFileSync(join(import.meta.dirname, '../support/agreement.yaml'), 'utf8');
/** Line and column of the tab. */
const TAB = `${OWN.split('\n').indexOf('  margin: 2') + 1}:1`;
const misled = (text: string): string => text.replace('pool: field-sales', 'pool: fields');

class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'baton-agreement-'));
  readonly file = join(this.folder, 'mappings', 'agreement.yaml');
  readonly team = join(this.folder, 'mappings', 'team.yaml');

  change(file: string, how: (text: string) => string): void {
    const before = readFileSync(file, 'utf8');
    const after = how(before);
    if (after === before) throw new Error('nothing was changed');
    writeFileSync(file, after);
  }

  /** As a command reaches Baton where no worker runs. */
  async within<T>(ask: (operations: Operations) => Promise<T>): Promise<T> {
    const reached = await reachBaton(this.folder);
    try {
      return await ask(reached.operations);
    } finally {
      await reached.close();
    }
  }
}

describe('a version is signed, the worker works, and somebody breaks the file', { timeout: PATIENCE_MS }, () => {
  const home = new Home();
  const runtime = new SimulatedRuntime(MONDAY, 'agreement', SILENT);
  let sandboxes: Sandboxes;
  let working: WorkingBaton;
  let hash: string;

  beforeAll(async () => {
    sandboxes = await openSandboxes(() => runtime.now(), {
      ports: { hubspot: 0, salesforce: 0 },
      story: { seed: 'agreement', people: 0, days: 7 },
    });
    const { hubspot, salesforce } = sandboxes;
    writeHome(home.folder, {
      language: 'en',
      hubspotBasePath: hubspot.url,
      salesforceUrl: salesforce.url,
      pollSeconds: 60,
      secrets: {
        HUBSPOT_TOKEN: hubspot.token,
        SALESFORCE_CLIENT_ID: salesforce.clientId,
        SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
      },
    });
    writeFileSync(home.file, OWN);
    await putDatabase(join(home.folder, 'data'));
    await setUp(home.folder, () => runtime.now());
    working = await startWork(readHome(home.folder), { runtime, inTurn: true });
    const { terms } = onFile(readHome(home.folder).settings);
    for (const { department, head } of terms.parties)
      hash = (await working.baton.operations.sign({ department, name: head })).agreement;
    await working.work.settle();
    await working.baton.operations.arm({ step: 'tasks' });
    home.change(home.file, spoilt);
  }, PATIENCE_MS);

  afterAll(async () => {
    await working.close();
    await sandboxes.close();
    rmSync(home.folder, { recursive: true });
  }, PATIENCE_MS);

  /** A person qualifies; the worker is given an hour. Answers the tasks that Salesforce has by then. */
  async function qualifies(name: string): Promise<{ readonly person: Person; readonly tasks: number }> {
    // After the moment of arming: what was before it stands.
    runtime.advanceTo(runtime.now().add({ minutes: 1 }));
    const person = aQualifyingPerson({ ...sandboxes, runtime }, name);
    for (let turn = 0; turn < 12; turn += 1) {
      runtime.advanceTo(runtime.now().add({ minutes: 5 }));
      await working.work.settle();
    }
    const tasks = sandboxes.salesforce.world
      .rowsOf('Task')
      .filter((task) => typeof task['Baton_Handoff__c'] === 'string');
    return { person, tasks: tasks.length };
  }

  async function restart(): Promise<void> {
    await working.close();
    working = await startWork(readHome(home.folder), { runtime, inTurn: true });
  }

  it('the worker goes on', async () => {
    expect((await qualifies('aoki')).tasks).toBe(1);
  });

  it('and after a restart, under the version that was signed', async () => {
    await restart();
    const { person, tasks } = await qualifies('baba');
    expect(tasks).toBe(2);
    expect(await working.baton.operations.explain({ lead: person.email })).toMatchObject({
      agreement: hash,
      inForce: true,
    });
  });

  it('every command that does not need the text works; those that do say what is wrong, and where', async () => {
    const { operations } = working.baton;
    await operations.pull({});
    await operations.judge({});
    await operations.send({});
    await operations.watch({});
    expect((await operations.plan({})).rehearsal).toBe(false);
    expect(await operations.stop({})).toEqual({ stopped: true });
    expect((await operations.plan({})).rehearsal).toBe(true);
    expect((await operations.resume({})).stopped).toBe(false);
    expect((await operations.arm({ step: 'status' })).armed).toEqual(['tasks', 'status']);
    expect(await operations.problems({})).toEqual([]);
    const status = await operations.status({});
    const place = `${home.file}:${TAB}`;
    expect(status.agreement).toEqual({
      inForce: hash,
      file: undefined,
      broken: {
        en: `${place}: A tab is used to indent. → Indent with spaces.`,
        ja: `${place}: 字下げにタブが使われています。 → 半角スペースで字下げしてください。`,
      },
    });
    await expect(operations.sign({ department: 'marketing', name: 'A' })).rejects.toThrow(`${place}: A tab`);
    expect(() => checkHome(home.folder)).toThrow(ConfigError);
  });

  it('a person at a terminal is told in their language, and can stop it', async () => {
    await working.close();
    const en = await batonHere(['--home', home.folder, 'status', '--language', 'en']);
    const ja = await batonHere(['--home', home.folder, 'status', '--language', 'ja']);
    const [check, stop] = [
      await batonHere(['--home', home.folder, 'check']),
      await batonHere(['--home', home.folder, 'stop']),
    ];
    expect([en.code, ja.code, check.code, stop.code]).toEqual([0, 0, 2, 0]);
    expect(en.stdout).toMatch(
      new RegExp(`^The agreement file is broken; the signed version stays in force\\. .*:${TAB}: A tab`, 'm'),
    );
    expect(ja.stdout).toMatch(
      new RegExp(`^合意書のファイルが壊れています。署名済みの版が引き続き有効です。.*:${TAB}: 字下げにタブ`, 'm'),
    );
    expect(check.stderr).toContain(`:${TAB}: A tab is used to indent.`);
    await home.within((operations) => operations.resume({}));
    const worker = await daemon(
      ['--home', home.folder, 'work', '--log', 'silent'],
      new RegExp(`in force\\. .*:${TAB}: A tab`),
    );
    // What the worker read when it began is not what stands there now.
    writeFileSync(home.file, OWN);
    expect((await batonHere(['--home', home.folder, 'status', '--language', 'en'])).stdout).not.toContain('broken');
    home.change(home.file, spoilt);
    expect((await batonHere(['--home', home.folder, 'status', '--language', 'en'])).stdout).toContain(`:${TAB}: A tab`);
    expect(await worker.end('SIGTERM')).toBe(0);
    working = await startWork(readHome(home.folder), { runtime, inTurn: true });
  });

  it('a pool that only the file names is a fault of the file; a pool of the signed version must be there', async () => {
    writeFileSync(home.file, misled(OWN));
    await restart();
    expect((await working.baton.operations.status({})).agreement.broken?.en).toMatch(
      /to the pool "fields", which the team does not/,
    );
    await working.close();
    home.change(home.team, (text) => text.replace('field-sales:', 'fields:'));
    await expect(startWork(readHome(home.folder), { runtime, inTurn: true })).rejects.toThrow(
      `${home.team} pools: The agreement hands off to the pool "field-sales", which the team does not have.`,
    );
    home.change(home.team, (text) => text.replace('fields:', 'field-sales:'));
    writeFileSync(home.file, OWN);
    working = await startWork(readHome(home.folder), { runtime, inTurn: true });
    expect((await working.baton.operations.status({})).agreement).toEqual({
      inForce: hash,
      file: hash,
      broken: undefined,
    });
  });
});

describe('nothing is signed yet, and the file is broken', { timeout: PATIENCE_MS }, () => {
  const home = new Home();

  beforeAll(async () => {
    await putDatabase(join(home.folder, 'data'));
    const secrets = { HUBSPOT_TOKEN: 'none', SALESFORCE_ACCESS_TOKEN: 'none' };
    writeHome(home.folder, { language: 'ja', salesforceUrl: 'http://127.0.0.1:9', secrets });
    writeFileSync(home.file, OWN);
    home.change(home.file, spoilt);
  });
  afterAll(() => rmSync(home.folder, { recursive: true }));

  it('work refuses to begin, and says what is wrong', async () => {
    await expect(startWork(readHome(home.folder))).rejects.toThrow(ConfigError);
  });

  it('nothing is judged or planned, and no lead is blamed; status and stop work', async () => {
    await home.within(async (operations) => {
      await expect(operations.plan({})).rejects.toThrow(ConfigError);
      const status = await operations.status({});
      expect(status.agreement).toMatchObject({
        inForce: undefined,
        broken: { en: expect.stringContaining(`:${TAB}: A tab`) },
      });
      expect(await operations.stop({})).toEqual({ stopped: true });
      expect(await operations.problems({})).toEqual([]);
    });
    const { code, stdout } = await batonHere(['--home', home.folder, 'status', '--language', 'ja']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^合意書のファイルが壊れており、発効中の版もありません。.*:${TAB}: `, 'm'));
  });
});
