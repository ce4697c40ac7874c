/** A first reading as its benchmarks watch it: a worker in a process of its own, on a system whose records are made as they are asked for. */
import type { SandboxServer, World, WorldRequest, WorldResponse } from '../connectors/kit/sandbox.ts';
import type { IsoInstant } from '../src/domain/instant.ts';
import type { System } from '../src/domain/record.ts';
import type { Daemon } from './daemon.ts';
import type { Cell } from './support.ts';

/** Where memory and time are told on the way. */
const MARKS = [10_000, 30_000, 100_000, 300_000];
const LOOK_MS = 250;

/** A sandbox's own world without the records in question, which answers all else. */
export abstract class Crowded<Own extends World> implements World {
  readonly world: Own;
  protected readonly count: number;
  /** Records handed out so far. */
  given = 0;

  constructor(world: Own, count: number) {
    this.world = world;
    this.count = count;
  }

  abstract handle(request: WorldRequest): WorldResponse;

  advance(now: Temporal.Instant): void {
    this.world.advance(now);
  }

  nextEventAt(): IsoInstant | undefined {
    return this.world.nextEventAt();
  }
}

export interface FirstReading {
  readonly system: System;
  readonly count: number;
  readonly daemon: Daemon;
  readonly server: SandboxServer;
  readonly crowd: { readonly given: number };
  /** What it has read by then is told. */
  readonly minutes: number;
}

export const READING_COLUMNS = [
  'of',
  'read',
  'seconds',
  'records/s',
  'processor ms per record',
  'calls',
  'calls per 1,000',
  'resident MiB',
  'beyond start',
  'heap MiB',
] as const;

/** A pull reads so many pages and leaves the rest to the next, which here comes at once: nothing is polled meanwhile. */
async function readAll(daemon: Daemon, system: System, crowd: FirstReading['crowd']): Promise<void> {
  let before: number;
  do {
    before = crowd.given;
    await daemon.pull(system);
  } while (crowd.given > before);
}

/** A row for each mark on the way, and for its end, when all is judged. */
export async function watchReading({
  system,
  count,
  daemon,
  server,
  crowd,
  minutes,
}: FirstReading): Promise<readonly Cell[][]> {
  const rows: Cell[][] = [];
  const start = await daemon.look();
  const before = server.callCount;
  const began = performance.now();
  let isOver = false;
  const reading = readAll(daemon, system, crowd).finally(() => {
    isOver = true;
  });
  // It is told where it is waited for; a worker that is ended here ends it too.
  reading.catch(() => {});
  const note = async (): Promise<void> => {
    const { rssMiB, heapMiB, cpuSeconds } = await daemon.look();
    const seconds = (performance.now() - began) / 1_000;
    const { given } = crowd;
    const calls = server.callCount - before;
    const perRecord = Math.round(((cpuSeconds - start.cpuSeconds) / given) * 100_000) / 100;
    const memory = [rssMiB, rssMiB - start.rssMiB, heapMiB].map(Math.round);
    rows.push([
      count,
      given,
      Math.round(seconds),
      Math.round(given / seconds),
      perRecord,
      calls,
      (calls / given) * 1_000,
      ...memory,
    ]);
    // A long reading tells as it goes.
    console.error(`  ${rows.at(-1)?.join('  ')}`);
  };
  while (!isOver && performance.now() - began < minutes * 60_000) {
    await new Promise((go) => setTimeout(go, LOOK_MS));
    if (crowd.given >= (MARKS[rows.length] ?? Number.POSITIVE_INFINITY)) await note();
  }
  await note();
  if (isOver) await reading;
  return rows;
}
