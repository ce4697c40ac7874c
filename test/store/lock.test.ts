/** Two processes never share an embedded data directory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from '../../src/store/lock.ts';
import { tick } from '../support/signals.ts';

let room: string;
let directory: string;
let children: ChildProcess[] = [];
beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'baton-lock-'));
  directory = join(room, 'db');
});
afterEach(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  children = [];
  await rm(room, { recursive: true });
});

async function holder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child-lock.ts'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  if (child.stdout === null) throw new Error('no output');
  await once(child.stdout, 'data');
  return child;
}

async function end(child: ChildProcess, how: 'SIGKILL' | 'quietly'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (how === 'SIGKILL') child.kill('SIGKILL');
  else child.stdin?.end();
  await gone;
}

async function left(changes: Readonly<Record<string, unknown>>): Promise<void> {
  const lock = { pid: 4_000_000, host: hostname(), started: 'long ago', since: '2026-01-01T00:00:00Z', instance: 'x' };
  await writeFile(`${directory}.lock`, JSON.stringify({ ...lock, ...changes }));
}

test('a second process is told who holds the directory and since when', async () => {
  const child = await holder();
  await expect(lockDirectory(directory, 'second')).rejects.toMatchObject({
    name: 'BatonError',
    code: 'DIRECTORY_IN_USE',
    message: expect.stringMatching(new RegExp(`process ${child.pid} on ${hostname()}, running since 20\\d\\d-`)),
    remedy: expect.stringContaining(`${directory}.lock`),
  });
  await end(child, 'quietly');
  const lock = await lockDirectory(directory, 'second');
  await lock.release();
  expect(await readdir(room)).toEqual([]);
});

test('the lock of a process that was killed is taken over', async () => {
  await end(await holder(), 'SIGKILL');
  expect(await readdir(room)).toEqual(['db.lock']);
  const lock = await lockDirectory(directory, 'second');
  expect(JSON.parse(await readFile(`${directory}.lock`, 'utf8'))).toMatchObject({
    pid: process.pid,
    instance: 'second',
  });
  await lock.release();
});

test('a process number that was given to somebody else since does not hold the lock', async () => {
  await left({ pid: process.ppid });
  await (await lockDirectory(directory, 'second')).release();
  await left({ pid: process.pid });
  await (await lockDirectory(directory, 'second')).release();
});

test('a lock of another host is never taken over', async () => {
  await left({ host: 'elsewhere' });
  await expect(lockDirectory(directory, 'second')).rejects.toThrow('process 4000000 on elsewhere');
});

test('a lock that cannot be understood, or a take-over that was broken off, is left to a person', async () => {
  await writeFile(`${directory}.lock`, '{"pid": 12');
  await expect(lockDirectory(directory, 'second')).rejects.toThrow('another process');
  await left({});
  await writeFile(`${directory}.lock.taking`, '');
  await expect(lockDirectory(directory, 'second')).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
});

test('the same process does not get it twice', async () => {
  const lock = await lockDirectory(directory, 'first');
  await expect(lockDirectory(directory, 'second')).rejects.toThrow(`process ${process.pid} on`);
  await lock.release();
});

test('of many that find the lock of a dead process one gets it', async () => {
  await left({});
  // Some look while others are already taking over: each begins a few turns after the one before.
  const contend = async (n: number) => {
    for (let turn = 0; turn < n; turn += 1) await tick();
    return lockDirectory(directory, `try ${n}`);
  };
  const tries = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => contend(n)));
  const won = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won).toHaveLength(1);
  for (const lock of won) await lock.release();
  expect(await readdir(room)).toEqual([]);
});
