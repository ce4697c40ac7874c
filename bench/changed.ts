/** How long a worker takes to read what has changed, judge it and write it back. */
import type { System } from '../src/domain/record.ts';
import type { Daemon } from './daemon.ts';

/** In seconds, but for what was written. */
export interface TakenUp {
  /** Till all was read. */
  readonly read: number;
  /** Till all was written. */
  readonly all: number;
  /** Of the processor, by the worker. */
  readonly worker: number;
  /** Of the processor, by this process, where the sandboxes are. */
  readonly sandbox: number;
  /** Records. */
  readonly written: number;
}

export async function takeUp(daemon: Daemon, system: System): Promise<TakenUp> {
  const before = { jobs: daemon.jobs.length, worker: (await daemon.look()).cpuSeconds, here: process.cpuUsage() };
  const began = performance.now();
  const { cpuSeconds } = await daemon.pull(system);
  const all = (performance.now() - began) / 1_000;
  const { user, system: inKernel } = process.cpuUsage(before.here);
  const jobs = daemon.jobs.slice(before.jobs);
  return {
    read: ((jobs.find(({ verb }) => verb === 'pull')?.atMs ?? Number.NaN) - began) / 1_000,
    all,
    worker: cpuSeconds - before.worker,
    sandbox: (user + inKernel) / 1_000_000,
    written: jobs.reduce((sum, { verb, report }) => sum + (verb === 'send' ? Number(report['done'] ?? 0) : 0), 0),
  };
}

export const TAKEN_UP_NOTE = 'processor: what the worker took; sandbox: what the other process did';
