/** Between reading a dead process's lock and removing it, somebody else may have taken it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { lockDirectory } from '../../src/store/lock.ts';
import { gate } from '../support/signals.ts';

/** Runs after a lock file was read and before its reader goes on. */
const pause = vi.hoisted(() => ({ afterRead: async (): Promise<void> => {} }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readFile = async (path: string, encoding: 'utf8'): Promise<string> => {
    const text = await real.readFile(path, encoding);
    if (path.endsWith('.lock')) await pause.afterRead();
    return text;
  };
  return { ...real, readFile };
});

test('whoever has read the lock of a dead process does not remove the one that was taken since', async () => {
  const room = await mkdtemp(join(tmpdir(), 'baton-lock-'));
  const directory = join(room, 'db');
  const dead = { pid: 4_000_000, host: hostname(), started: 'long ago', since: '2026-01-01T00:00:00Z', instance: 'x' };
  await writeFile(`${directory}.lock`, JSON.stringify(dead));
  const [hasRead, mayGoOn] = [gate(), gate()];
  pause.afterRead = async () => {
    pause.afterRead = async () => {};
    hasRead.open();
    await mayGoOn.passed;
  };
  const slow = lockDirectory(directory, 'slow');
  await hasRead.passed;
  const quick = await lockDirectory(directory, 'quick');
  mayGoOn.open();
  await expect(slow).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
  await quick.release();
  await rm(room, { recursive: true });
});
