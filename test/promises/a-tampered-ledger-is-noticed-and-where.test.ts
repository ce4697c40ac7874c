import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reachBaton, readHome, startWork, writeHome } from '../../src/app.ts';
import { verifyNewest } from '../../src/jobs/verify.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import type { Operations } from '../../src/ports/operations.ts';
import { putDatabase } from '../support/database.ts';
import { aQualifyingPerson } from '../support/happenings.ts';
import type { Ran } from '../support/run.ts';
import { batonHere } from '../support/run-here.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** What somebody with the database's password can do: the guards are taken off first. */
const UNGUARD = 'alter table ledger_entry disable trigger user';
/** Room between numbers, so that rows can change places. */
const FAR = 1_000_000;
const SHA = `encode(sha256(convert_to(text, 'UTF8')), 'hex')`;
const COLUMNS = 'seq, stream, version, kind, at, text, prev, hash';
const CUT_WITH_HEAD = `
  delete from ledger_entry where seq > 6;
  update ledger_head set seq = 6, hash = (select hash from ledger_entry where seq = 6)`;

const TAMPERINGS = [
  ['an edited entry', `update ledger_entry set text = replace(text, '"v":1', '"v":2') where seq = 5`, 5, 'hash'],
  [
    'an edited entry whose hash was made to fit, by the next',
    `update ledger_entry set text = replace(text, '"v":1', '"v":2') where seq = 5;
     update ledger_entry set hash = ${SHA} where seq = 5`,
    6,
    'prev',
  ],
  ['a deleted entry', 'delete from ledger_entry where seq = 4', 4, 'gap'],
  [
    'an inserted entry',
    `update ledger_entry set seq = seq + ${FAR} where seq >= 5;
     insert into ledger_entry (${COLUMNS})
       select 5, stream, 1000, kind, at, text, prev || ' ', hash from ledger_entry where seq = ${FAR + 5};
     update ledger_entry set seq = seq - ${FAR} + 1 where seq > ${FAR}`,
    5,
    'prev',
  ],
  [
    'two that changed places',
    `update ledger_entry set seq = seq + ${FAR} where seq in (3, 4);
     update ledger_entry set seq = 4 where seq = ${FAR + 3};
     update ledger_entry set seq = 3 where seq = ${FAR + 4}`,
    3,
    'prev',
  ],
  ['a cut tail', 'delete from ledger_entry where seq > 6', 7, 'gap'],
  [
    'an entry moved to another stream',
    `update ledger_entry set stream = 'lead:L-planted', version = 1 where seq = 7`,
    7,
    'columns',
  ],
  [
    'an entry beyond the head',
    `insert into ledger_entry (${COLUMNS})
       select head.seq + 1, 'lead:L-planted', 1, kind, at, text, head.hash, ${SHA}
       from ledger_entry, (select seq, hash from ledger_head) as head where ledger_entry.seq = 1`,
    undefined,
    'gap',
  ],
] as const;

describe('a tampered ledger is noticed, and where', () => {
  let stage: Stage;
  const sql = async (text: string) => stage.store.pglite?.exec(text);
  const whole = `truncate ledger_entry; insert into ledger_entry select * from kept_entry;
    update ledger_head set seq = kept_head.seq, hash = kept_head.hash from kept_head`;

  beforeAll(async () => {
    stage = await openStage();
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(0.2, 0.2);
    await stage.arm('tasks');
    await stage.operations.admit({ pace: 'all' });
    await stage.pass(0.2, 0.2);
    await sql(`${UNGUARD}; create table kept_entry as select * from ledger_entry;
      create table kept_head as select * from ledger_head`);
  });
  afterEach(async () => {
    await sql(whole);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: true });
    expect((await stage.operations.status({})).distrusted).toBeUndefined();
  });
  afterAll(() => stage.close());

  it.each(TAMPERINGS)('names %s', async (_, tampering, seq, fault) => {
    const { seq: last } = (await stage.operations.status({})).ledger;
    expect(last).toBeGreaterThan(8);
    await sql(tampering);
    const where = { seq: seq ?? last + 1, fault };
    expect(await stage.operations.ledgerVerify({})).toEqual({ ok: false, ...where });
    expect((await stage.operations.status({})).distrusted).toEqual(where);
  });

  it('is noticed when work starts, and only a look at the whole ledger ends the distrust', async () => {
    await sql(TAMPERINGS[0][1]);
    await verifyNewest(stage.context);
    expect((await stage.operations.status({})).distrusted).toEqual({ seq: 5, fault: 'hash' });
    await sql(whole);
    await verifyNewest(stage.context);
    expect((await stage.operations.status({})).distrusted).toEqual({ seq: 5, fault: 'hash' });
  });

  it('stops the writing while reading goes on, and what waited is written once the ledger is whole again', async () => {
    const tasks = stage.tasksByKey().size;
    expect(tasks).toBe(1);
    await sql(TAMPERINGS[2][1]);
    await stage.operations.ledgerVerify({});
    const person = aQualifyingPerson(stage, 'baba');
    await stage.pass(0.2, 0.2);
    expect(stage.tasksByKey().size).toBe(tasks);
    expect((await stage.operations.explain({ lead: person.email })).score.total).toBeGreaterThan(70);
    const plan = await stage.operations.plan({});
    expect(plan).toMatchObject({ because: 'distrusted', handoffs: [{ email: person.email }] });
    await expect(stage.operations.arm({ step: 'owner' })).rejects.toMatchObject({ code: 'DISTRUSTED' });
    await sql(whole);
    await stage.operations.ledgerVerify({});
    await stage.pass(0.2, 0.2);
    expect(stage.tasksByKey().size).toBe(tasks + 1);
    await sql(`drop table kept_entry, kept_head; create table kept_entry as select * from ledger_entry;
      create table kept_head as select * from ledger_head`);
  });
});

describe('a database behind its own head file', () => {
  let folder: string;
  const data = () => join(folder, 'data');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-tampered-'));
    const secrets = { HUBSPOT_TOKEN: 'none', SALESFORCE_ACCESS_TOKEN: 'none' };
    writeHome(folder, { language: 'ja', salesforceUrl: 'http://127.0.0.1:9', secrets });
    await putDatabase(data());
    await within(async (operations) => {
      for (const { department, head } of onFile(readHome(folder).settings).terms.parties)
        await operations.sign({ department, name: head });
      await operations.arm({ step: 'tasks' });
      await operations.stop({});
      await operations.resume({});
    });
    await cp(data(), `${data()}.kept`, { recursive: true });
  });
  afterEach(async () => {
    await rm(data(), { recursive: true });
    await cp(`${data()}.kept`, data(), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** As a command reaches Baton where no worker runs. */
  async function within<T>(ask: (operations: Operations) => Promise<T>): Promise<T> {
    const reached = await reachBaton(folder);
    try {
      return await ask(reached.operations);
    } finally {
      await reached.close();
    }
  }

  async function tamper(text: string): Promise<void> {
    const database = await PGlite.create({ dataDir: data() });
    await database.exec(`${UNGUARD}; ${text}`);
    await database.close();
  }

  const command = (...words: readonly string[]): Promise<Ran> =>
    batonHere(['--home', folder, 'ledger', ...words], { env: { BATON_LANGUAGE: undefined } });

  it('stops writing where entries are lost, until they are back', async () => {
    await tamper(CUT_WITH_HEAD);
    expect(await within((operations) => operations.status({}))).toMatchObject({
      distrusted: { seq: 7, fault: 'lost' },
      ledger: { seq: 6 },
    });
    const refused = await command('verify');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('7番');
    expect(refused.stdout).toContain('baton ledger accept-loss');
    await rm(data(), { recursive: true });
    await cp(`${data()}.kept`, data(), { recursive: true });
    const good = await command('verify', '--json');
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true });
    expect(await within((operations) => operations.status({}))).not.toHaveProperty('distrusted.seq');
  });

  it('whole, it is verified by the very command that its export prints, against the anchors where there are any', async () => {
    const to = join(folder, 'ledger.jsonl');
    const { stdout } = await command('export', '--to', to);
    const words = /node (tools\/verify\/verify\.mjs .+)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
    expect(words).toEqual(['tools/verify/verify.mjs', to]);
    expect(execFileSync(process.execPath, words, { encoding: 'utf8' })).toMatch(/whole|完全/);
    const anchors = join(folder, 'ledger-anchors.jsonl');
    await writeFile(anchors, '');
    expect((await command('export', '--to', to)).stdout).toContain(`verify.mjs ${to} --anchors ${anchors}`);
    await rm(anchors);
  });

  it('is noticed where another history was written in its place', async () => {
    const whole = await within(async (operations) => (await operations.status({})).ledger.seq);
    await tamper(CUT_WITH_HEAD);
    await within(async (operations) => {
      // Two entries a turn, till there are more than there were.
      for (let seq = 6; seq <= whole; seq += 2) {
        await operations.stop({});
        await operations.resume({});
      }
      const { ledger, distrusted } = await operations.status({});
      expect(ledger.seq).toBeGreaterThan(whole);
      expect(distrusted).toMatchObject({ fault: 'lost' });
    });
    const working = await startWork(readHome(folder));
    try {
      expect(await working.baton.operations.ledgerVerify({})).toMatchObject({ ok: false, fault: 'replaced' });
    } finally {
      await working.close();
    }
  });

  it('goes on when a person accepts the loss, which is in the ledger from then on', async () => {
    expect((await within((operations) => operations.status({}))).distrusted).toBeUndefined();
    const nothing = await command('accept-loss', '--json');
    expect(nothing.code).toBe(2);
    expect(JSON.parse(nothing.stdout)).toMatchObject({ error: { code: 'NOTHING_LOST' } });
    await tamper(CUT_WITH_HEAD);
    expect((await command('accept-loss')).code).toBe(0);
    expect((await command('verify')).code).toBe(0);
    await within(async (operations) => {
      expect((await operations.status({})).distrusted).toBeUndefined();
      expect((await operations.arm({ step: 'status' })).armed).toEqual(['tasks', 'status']);
    });
  });
});
