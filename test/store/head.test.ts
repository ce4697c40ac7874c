/** The ledger's head beside the database: written so that it can be trusted, and compared so that a loss is noticed. */
import { appendFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeadFile } from '../../src/store/head.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { factOf } from '../contracts/store-cast.ts';
import { countedIds, LEASE_MS } from './ground.ts';

let room: string;
beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'baton-head-'));
});
afterEach(() => rm(room, { recursive: true }));

describe('the file', () => {
  const path = () => join(room, 'db.head.jsonl');
  const head = (seq: number) => ({ seq, hash: String(seq).padStart(64, '0'), at: '2026-11-02T00:00:00.000Z' });
  const lines = async () => (await readFile(path(), 'utf8')).split('\n').filter((line) => line !== '');

  test('says the newest head that was noted, after a sync and not before', async () => {
    const file = await HeadFile.open(path());
    for (const seq of [1, 2, 3]) file.note(head(seq));
    await expect(readFile(path(), 'utf8')).rejects.toThrow('ENOENT');
    await file.sync();
    await file.sync();
    expect(await lines()).toHaveLength(1);
    expect((await HeadFile.open(path())).last).toEqual(head(3));
  });

  test('never goes back, though commits may be noted out of order', async () => {
    const file = await HeadFile.open(path());
    file.note(head(3));
    file.note(head(2));
    await file.sync();
    file.note(head(1));
    await file.sync();
    expect((await HeadFile.open(path())).last).toEqual(head(3));
  });

  test('a line that a crash cut in half is no line, and does not spoil the next', async () => {
    const file = await HeadFile.open(path());
    file.note(head(1));
    await file.sync();
    await appendFile(path(), '{"seq":2,"hash":"00');
    const after = await HeadFile.open(path());
    expect(after.last).toEqual(head(1));
    after.note(head(3));
    await after.sync();
    expect((await HeadFile.open(path())).last).toEqual(head(3));
  });

  test('does not grow for ever', async () => {
    await appendFile(path(), Array.from({ length: 3_000 }, (_, n) => `${JSON.stringify(head(n))}\n`).join(''));
    expect((await HeadFile.open(path())).last).toEqual(head(2_999));
    expect(await lines()).toHaveLength(1_000);
  });

  test('a head that cannot be written is not passed over in silence', async () => {
    const file = await HeadFile.open(path());
    await rm(room, { recursive: true });
    file.note(head(1));
    await expect(file.sync()).rejects.toThrow('ENOENT');
    await expect(file.sync()).rejects.toThrow('ENOENT');
    room = await mkdtemp(join(tmpdir(), 'baton-head-'));
  });
});

describe('a database on disk', () => {
  const directory = () => join(room, 'db');
  const open = () =>
    openStore({ kind: 'embedded', directory: directory() }, { leaseMs: LEASE_MS, id: countedIds().id });
  const append = (store: OpenedStore, ...names: readonly string[]) =>
    store.transaction((tx) =>
      tx.ledger.append(names.map((name) => factOf(name, { kind: 'admitted', handoff: 'marketing-to-is' }))),
    );

  test('that lost its last commits is noticed, till a person accepts the loss', async () => {
    const first = await open();
    expect(first.migrated.length).toBeGreaterThan(0);
    expect(first.behind).toBeUndefined();
    await append(first, 'a');
    await first.close();
    await cp(directory(), join(room, 'copy'), { recursive: true });

    const second = await open();
    expect(second.migrated).toEqual([]);
    expect(second.behind).toBeUndefined();
    await append(second, 'b', 'c');
    await second.close();
    await rm(directory(), { recursive: true });
    await cp(join(room, 'copy'), directory(), { recursive: true });

    const third = await open();
    expect(third.behind).toEqual({ fileSeq: 3, dbSeq: 1, differs: false });
    await append(third, 'x', 'y', 'z');
    await third.close();

    const fourth = await open();
    expect(fourth.behind).toEqual({ fileSeq: 3, dbSeq: 4, differs: true });
    await fourth.acceptLoss();
    expect(fourth.behind).toBeUndefined();
    await append(fourth, 'w');
    await fourth.close();

    const fifth = await open();
    expect(fifth.behind).toBeUndefined();
    await fifth.close();
  });

  test('that somebody has open is refused, and can be opened when it is closed', async () => {
    const store = await open();
    await expect(open()).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
    await store.close();
    await (await open()).close();
  });
});
