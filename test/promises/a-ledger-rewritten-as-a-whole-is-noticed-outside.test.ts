/** Who rewrites the whole ledger with hashes that fit is found out by what stands outside the database; and an export can be verified without Baton. */
import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAnchors } from '../../src/anchors/index.ts';
import { exportLedger } from '../../src/cli/ledger-export.ts';
import { chain, type Entry, type EntryContent, GENESIS } from '../../src/domain/ledger.ts';
import { EMPTY, grown, rootOf } from '../../src/domain/merkle.ts';
import { seal } from '../../src/jobs/seal.ts';
import { reworded } from '../support/exported.ts';
import { aQualifyingPerson } from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';

const VERIFIER = 'tools/verify/verify.mjs';

describe('a ledger rewritten as a whole', () => {
  let stage: Stage;
  let folder: string;
  /** What the address outside was told, in order. */
  const told: unknown[] = [];
  const answers: number[] = [];
  const log = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      if (status === 200) told.push([request.headers.authorization, JSON.parse(body)]);
      response.writeHead(status).end();
    });
  });
  const file = (name: string): string => join(folder, name);
  const sql = async (text: string) => stage.store.pglite?.exec(text);
  const entries = () => stage.store.transaction((tx) => tx.ledger.entries(0, 10_000));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-anchors-'));
    await new Promise<void>((resolve) => log.listen(0, '127.0.0.1', resolve));
    const { port } = log.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/log`;
    stage = await openStage({
      anchors: openAnchors({ file: file('anchors.jsonl'), endpoint: { url, token: 'bearer-of-news' } }),
    });
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(0.2, 0.2);
    await stage.arm('tasks');
    await stage.operations.admit({ pace: 'all' });
    await seal(stage.context);
    await stage.pass(0.2, 0.2);
    await seal(stage.context);
    await exportLedger(stage.operations, { to: file('good.jsonl') });
    await exportLedger(stage.operations, { to: file('opened.jsonl'), open: true });
    await sql(`alter table ledger_entry disable trigger user; alter table checkpoint disable trigger user;
      create table kept_entry as select * from ledger_entry; create table kept_point as select * from checkpoint`);
  });
  beforeEach(async () => {
    await sql(`delete from ledger_entry; insert into ledger_entry select * from kept_entry;
      delete from checkpoint; insert into checkpoint select * from kept_point;
      update ledger_head set seq = (select max(seq) from ledger_entry);
      update ledger_head set hash = (select hash from ledger_entry where seq = ledger_head.seq)`);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: true });
  });
  afterAll(async () => {
    await stage.close();
    log.close();
    await rm(folder, { recursive: true });
  });

  /** As somebody with the database's password and Baton's source would do it. */
  async function rewrite(change: (content: EntryContent) => EntryContent, withCheckpoints: boolean): Promise<void> {
    const written: Entry[] = [];
    for (const { text } of await entries()) {
      const content = change(JSON.parse(text));
      written.push(chain({ ...content, prev: written.at(-1)?.hash ?? GENESIS }));
    }
    const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
    for (const { seq, text, prev, hash } of written)
      await sql(`update ledger_entry set prev = ${quoted(`${seq}`)} where seq = ${seq}`).then(() =>
        sql(
          `update ledger_entry set text = ${quoted(text)}, prev = ${quoted(prev)}, hash = ${quoted(hash)} where seq = ${seq}`,
        ),
      );
    await sql(`update ledger_head set hash = ${quoted(written.at(-1)?.hash ?? '')}`);
    if (!withCheckpoints) return;
    for (const { size } of await stage.store.transaction((tx) => tx.checkpoints.after(0, 100))) {
      const root = rootOf(
        grown(
          EMPTY,
          written.slice(0, size).map(({ hash }) => hash),
        ),
      );
      await sql(`update checkpoint set root = '${root}', head = '${written[size - 1]?.hash}' where size = ${size}`);
    }
  }
  const laterBy = (content: EntryContent): EntryContent =>
    content.seq === 5 ? { ...content, agreement: 'f'.repeat(64) } : content;

  it('is sealed as it grows, and every place outside is told', async () => {
    const points = await stage.store.transaction((tx) => tx.checkpoints.after(0, 100));
    expect(points.length).toBeGreaterThanOrEqual(2);
    expect(points.at(-1)?.size).toBe((await entries()).length);
    expect((await stage.operations.status({})).ledger).toMatchObject({ sealed: points.at(-1)?.size });
    const lines = (await readFile(file('anchors.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
    expect(lines.map((line) => JSON.parse(line))).toEqual(points);
    expect(told).toEqual(points.map((point) => ['Bearer bearer-of-news', { baton: 1, ...point }]));
  });

  it('fits itself, yet not its own checkpoints', async () => {
    await rewrite(laterBy, false);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: false, fault: 'checkpoint' });
  });

  it('fits its checkpoints too, yet not what was anchored; and nothing is written any more', async () => {
    await rewrite(laterBy, true);
    const [first] = await stage.store.transaction((tx) => tx.checkpoints.after(4, 1));
    const found = { seq: first?.size, fault: 'replaced' };
    const denies = { anchor: 'anchors.jsonl', size: first?.size, at: first?.at };
    expect(await stage.operations.ledgerVerify({})).toEqual({ ok: false, ...found, denies });
    expect((await stage.operations.status({})).distrusted).toEqual(found);
    const before = told.length;
    expect(await seal(stage.context)).toMatchObject({ sealed: 0 });
    expect(told.length).toBe(before);
  });

  it('is gone on with only once a person has accepted it, and that is an entry', async () => {
    await rewrite(laterBy, true);
    const anchorsFrom = (await stage.store.transaction((tx) => tx.checkpoints.after(4, 1)))[0]?.size;
    const { length } = await entries();
    expect(await stage.operations.acceptLoss({})).toMatchObject({ ok: true, entries: length + 1 });
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: true });
    const told = JSON.parse((await entries()).at(-1)?.text ?? '');
    expect(told).toMatchObject({ kind: 'loss-accepted', body: { from: anchorsFrom, to: length } });
  });

  it('is noticed on any database when its end was cut off', async () => {
    const all = await entries();
    await sql(`delete from ledger_entry where seq > 6; delete from checkpoint where size > 6;
      update ledger_head set seq = 6, hash = '${all[5]?.hash}'`);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({
      ok: false,
      seq: 7,
      fault: 'lost',
      denies: { anchor: 'anchors.jsonl' },
    });
  });

  describe('verified without Baton', () => {
    const run = promisify(execFile);
    const verify = async (...words: readonly string[]) =>
      run(process.execPath, [VERIFIER, ...words, '--language', 'en']).then(
        ({ stdout }) => ({ code: 0, text: stdout }),
        ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
      );
    const lines = async () => (await readFile(file('good.jsonl'), 'utf8')).trimEnd().split('\n');

    it('is whole, with its anchors', async () => {
      const { length } = await entries();
      const good = await verify(file('good.jsonl'), '--anchors', file('anchors.jsonl'));
      expect(good.text).toMatch(
        new RegExp(`^The ledger is whole: ${length} entries .* [2-9] checkpoints and [2-9] anchors`),
      );
      expect(good.code).toBe(0);
    });

    it('by its one file, which needs nothing but Node, in a folder with nothing else', async () => {
      const program = await readFile(VERIFIER, 'utf8');
      const imported = [...program.matchAll(/\bfrom '([^']+)'|\bimport\(|\brequire\(/g)].map(
        ([, name]) => name ?? 'at run time',
      );
      expect(imported.filter((name) => !name.startsWith('node:'))).toEqual([]);
      await mkdir(file('alone'));
      await copyFile(VERIFIER, file('alone/verify.mjs'));
      await copyFile(file('good.jsonl'), file('alone/ledger.jsonl'));
      const words = ['verify.mjs', 'ledger.jsonl', '--language', 'en'];
      const { stdout } = await run(process.execPath, words, { cwd: file('alone') });
      expect(stdout).toMatch(/^The ledger is whole: /);
    });

    it('names what is behind the hashes only where that was asked for', async () => {
      expect(await readFile(file('good.jsonl'), 'utf8')).not.toMatch(/aoki|青木/);
      const opened = await verify(file('opened.jsonl'));
      expect(opened.text).toMatch(/\d+ references are named, and \d+ texts are those that were sealed/);
      const forged = (await readFile(file('opened.jsonl'), 'utf8')).replace(/("salt":"[^"]*","text":")/, '$1x');
      await writeFile(file('forged.jsonl'), forged);
      expect(await verify(file('forged.jsonl'))).toMatchObject({
        code: 1,
        text: expect.stringContaining('not the one that was sealed'),
      });
    });

    it('a rewritten one fits itself, and is found out by the anchors', async () => {
      await rewrite(laterBy, true);
      await exportLedger(stage.operations, { to: file('rewritten.jsonl') });
      expect((await verify(file('rewritten.jsonl'))).code).toBe(0);
      const found = await verify(file('rewritten.jsonl'), '--anchors', file('anchors.jsonl'));
      expect(found).toMatchObject({ code: 1, text: expect.stringContaining('it was rewritten') });
    });

    it('one that ends before its anchors says so, and may be an older one', async () => {
      const all = await lines();
      const cut = all.findIndex((line) => line.startsWith('{"checkpoint"'));
      const until = JSON.parse(all[cut - 1] ?? '');
      const header = JSON.stringify({ 'baton-ledger': 1, entries: until.seq, head: until.hash });
      await writeFile(file('older.jsonl'), [header, ...all.slice(1, cut + 1)].join('\n'));
      const words = [file('older.jsonl'), '--anchors', file('anchors.jsonl')];
      expect(await verify(...words)).toMatchObject({ code: 1, text: expect.stringContaining('ends before them') });
      expect((await verify(...words, '--may-be-older')).code).toBe(0);
    });

    it.each<[string, (all: string[]) => string[], RegExp]>([
      [
        'a changed text',
        (all) => all.with(4, (all[4] ?? '').replace('\\"v\\":1', '\\"v\\":2')),
        /Entry 4, line 5: its hash/,
      ],
      ['a line taken out', (all) => all.toSpliced(4, 1), /Entry 4, line 5: an entry before it is missing/],
      ['a line twice', (all) => all.toSpliced(4, 0, all[3] ?? ''), /Entry 4, line 5: an entry before it/],
      ['a tail cut off', (all) => all.slice(0, 6), /ends early/],
      [
        'a checkpoint of others',
        (all) =>
          all.map((line) => (line.startsWith('{"checkpoint"') ? line.replace(/"root":"../, '"root":"00') : line)),
        /the checkpoint does not fit/,
      ],
      [
        'a changed text with its hash computed anew',
        (all) => reworded(all, 4, (text) => text.replace(/"at":"\d{4}/, '"at":"1999')),
        /Entry 5, line 6: it does not follow the entry before it/,
      ],
      [
        'an entry that is told twice in its stream',
        (all) => reworded(all, 4, (text) => text.replace(/"version":(\d+)/, (_, n) => `"version":${Number(n) + 1}`)),
        /Entry 4, line 5: an entry of its stream/,
      ],
      [
        'another form of an entry',
        (all) => reworded(all, 4, (text) => `${text} `),
        /Entry 4, line 5: its text is not in the one form/,
      ],
      [
        'another head',
        (all) => all.with(0, (all[0] ?? '').replace(/"head":"../, '"head":"00')),
        /the last entry is not the one/,
      ],
      ['no header', (all) => all.slice(1), /line 1: this is no ledger export/],
      ['half a line', (all) => all.with(3, (all[3] ?? '').slice(0, 40)), /line 4: this is no line of an export/],
      ['nothing', () => [], /line 1: this is no ledger export/],
    ])('%s is named', async (_, change, says) => {
      await writeFile(file('bad.jsonl'), change(await lines()).join('\n'));
      const found = await verify(file('bad.jsonl'));
      expect(found.text).toMatch(says);
      expect(found.code).toBe(1);
    });

    it('says what it needs', async () => {
      expect(await verify()).toMatchObject({ code: 2, text: expect.stringContaining('node verify.mjs') });
      expect(await verify(file('absent.jsonl'))).toMatchObject({
        code: 2,
        text: expect.stringContaining('absent.jsonl'),
      });
    });
  });

  it('a place that cannot be reached holds nothing up, and gets the newest the next time', async () => {
    answers.push(503);
    const before = told.length;
    await stage.operations.stop({});
    const report = await seal(stage.context);
    expect(report).toMatchObject({ sealed: 1, unreached: [{ why: 'answered 503' }] });
    expect(await seal(stage.context)).toMatchObject({ sealed: 0, unreached: [] });
    expect(told.slice(before)).toEqual([['Bearer bearer-of-news', expect.objectContaining({ size: report.size })]]);
    await sql(`drop table kept_entry, kept_point; create table kept_entry as select * from ledger_entry;
      create table kept_point as select * from checkpoint`);
  });

  it('what is lost for good is accepted as lost, and the anchors of it are held against nobody', async () => {
    const all = await entries();
    const frontier = grown(
      EMPTY,
      all.slice(0, 6).map(({ hash }) => hash),
    );
    await sql(`delete from ledger_entry where seq > 6; delete from checkpoint where size > 6;
      update ledger_head set seq = 6, hash = '${all[5]?.hash}';
      update seal_frontier set size = 6, peaks = '${JSON.stringify(frontier.peaks)}'`);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: false, fault: 'lost' });
    expect(await stage.operations.acceptLoss({})).toMatchObject({ ok: true, entries: 7 });
    await seal(stage.context);
    expect(await stage.operations.ledgerVerify({})).toMatchObject({ ok: true, entries: 7 });
    await exportLedger(stage.operations, { to: file('after.jsonl') });
    const { status } = spawnSync(process.execPath, [VERIFIER, file('after.jsonl'), '--anchors', file('anchors.jsonl')]);
    expect(status).toBe(0);
  });
});
