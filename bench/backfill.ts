/** Question: does a first reading cost more, in memory or time, the more contacts there are? The worker is a process of its own, and the contacts are made as they are asked for. */
import { SandboxServer } from '../connectors/kit/sandbox.ts';
import { openSalesforceSandbox } from '../connectors/salesforce/sandbox/index.ts';
import { CrowdedWorld } from './crowded-world.ts';
import { openDaemon } from './daemon.ts';
import type { Benchmark, Cell } from './support.ts';

/** Results of a search. */
const PAGE = 200;
/** Of one reading, unless told. */
const MINUTES = 8;
/** Where memory and time are told on the way. */
const MARKS = [10_000, 30_000, 100_000, 300_000];
const LOOK_MS = 250;

export const backfill: Benchmark = {
  name: 'backfill',
  question:
    'records a second, calls and memory of a first reading of so many HubSpot contacts, judged for the rehearsal meanwhile',
  run: async ({ quick, minutes = MINUTES }) => {
    const rows = await readAll(quick ? 2_000 : 1_000_000, minutes);
    return {
      columns: [
        'of',
        'read',
        'seconds',
        'records/s',
        'processor ms per record',
        'calls per 1,000',
        'fewest',
        'resident MiB',
        'beyond start',
        'heap MiB',
      ],
      rows,
      notes: [
        `the reading is ended after ${minutes} minutes, unless it is over before`,
        'resident: the whole process, with the embedded database and the pages that it keeps in memory; heap: what JavaScript holds, before any collection that may be due',
        'budgets are those of the smallest account; searches at five a second allow 1,000 records a second',
      ],
    };
  },
};

/** A row for each mark on the way, and for its end, when all is judged. */
async function readAll(count: number, minutes: number): Promise<Cell[][]> {
  const now = () => Temporal.Now.instant();
  const world = new CrowdedWorld(count);
  const server = new SandboxServer(world, now);
  const url = await server.listen();
  const salesforce = await openSalesforceSandbox({ now });
  const daemon = await openDaemon({ url, token: 'sandbox-token' }, salesforce, 'unarmed');
  try {
    const rows: Cell[][] = [];
    const start = await daemon.look();
    const before = server.callCount;
    const began = performance.now();
    let isOver = false;
    const reading = daemon.pull().finally(() => {
      isOver = true;
    });
    // It is told where it is waited for; a worker that is ended here ends it too.
    reading.catch(() => {});
    const note = async (): Promise<void> => {
      const { rssMiB, heapMiB, cpuSeconds } = await daemon.look();
      const seconds = (performance.now() - began) / 1_000;
      const { given } = world;
      const calls = ((server.callCount - before) / given) * 1_000;
      const perRecord = Math.round(((cpuSeconds - start.cpuSeconds) / given) * 100_000) / 100;
      const memory = [rssMiB, rssMiB - start.rssMiB, heapMiB].map(Math.round);
      rows.push([
        count,
        given,
        Math.round(seconds),
        Math.round(given / seconds),
        perRecord,
        calls,
        1_000 / PAGE,
        ...memory,
      ]);
      // A long reading tells as it goes.
      console.error(`  ${rows.at(-1)?.join('  ')}`);
    };
    while (!isOver && performance.now() - began < minutes * 60_000) {
      await new Promise((go) => setTimeout(go, LOOK_MS));
      if (world.given >= (MARKS[rows.length] ?? Number.POSITIVE_INFINITY)) await note();
    }
    await note();
    if (isOver) await reading;
    return rows;
  } finally {
    await daemon.kill();
    await server.close();
    await salesforce.close();
  }
}
