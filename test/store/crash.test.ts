/** A process that is killed in the middle of its work loses nothing that it had been told was kept. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Verifier } from '../../src/domain/ledger.ts';
import { openStore } from '../../src/store/index.ts';
import { countedIds, LEASE_MS } from './ground.ts';

let room: string;
beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), 'baton-crash-'));
});
afterEach(() => rm(room, { recursive: true }));

/** Commits of the child before it is killed. */
const COMMITS = 60;

test('every commit that was acknowledged before a kill is there afterwards, and the ledger verifies', async () => {
  const directory = join(room, 'db');
  const acknowledged = await killedAfter(directory, COMMITS);
  const store = await openStore({ kind: 'embedded', directory }, { leaseMs: LEASE_MS, id: countedIds().id });
  try {
    expect(store.behind).toBeUndefined();
    const entries = await store.transaction((tx) => tx.ledger.entries(0, 100_000));
    expect(entries.length).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThanOrEqual(COMMITS);
    const verifier = new Verifier();
    for (const entry of entries) expect(verifier.check(entry)).toBeUndefined();
    expect(await store.transaction((tx) => tx.ledger.head())).toMatchObject({ seq: entries.length });
  } finally {
    await store.close();
  }
});

/** The last number that the child said had been committed. */
async function killedAfter(directory: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child-writer.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += String(chunk);
    if (said.split('\n').length > commits) child.kill('SIGKILL');
  }
  await exited;
  expect(child.signalCode).toBe('SIGKILL');
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
}
