/** Question: does a first reading of Salesforce by bulk cost more, in memory or time, the more Leads there are? The worker is a process of its own. */

import { openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { SandboxServer } from '../connectors/kit/sandbox.ts';
import { CrowdedOrg } from './crowded-org.ts';
import { openDaemon } from './daemon.ts';
import type { Benchmark, Cell } from './support.ts';

/** Of one reading, unless told. */
const MINUTES = 6;
/** Where memory and time are told on the way. */
const MARKS = [10_000, 30_000, 100_000, 300_000];
const LOOK_MS = 250;

export const backfillSalesforce: Benchmark = {
  name: 'backfill-salesforce',
  question:
    'records a second, calls and memory of a first reading of so many Salesforce Leads by bulk, judged for the rehearsal meanwhile',
  run: async ({ quick, minutes = MINUTES }) => {
    const rows = await readAll(quick ? 25_000 : 1_000_000, minutes);
    return {
      columns: [
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
      ],
      rows,
      notes: [
        `the reading is ended after ${minutes} minutes, unless it is over before`,
        'all Leads share one moment, as after an import; 2,000 come by the first page, the rest by one bulk job in pages of 5,000',
        'resident: the whole process, with the embedded database; heap: what JavaScript holds, before any collection that may be due',
      ],
    };
  },
};

/** A row for each mark on the way, and for its end, when all is judged. */
async function readAll(count: number, minutes: number): Promise<Cell[][]> {
  const now = () => Temporal.Now.instant();
  const org = new CrowdedOrg(count, now());
  const server = new SandboxServer(org, now);
  const url = await server.listen();
  const hubspot = await openHubSpotSandbox({ now });
  const { clientId, clientSecret } = org.world.oauth.settings;
  const daemon = await openDaemon(hubspot, { url, clientId, clientSecret }, 'unarmed');
  try {
    const rows: Cell[][] = [];
    const start = await daemon.look();
    const before = server.callCount;
    const began = performance.now();
    let isOver = false;
    const reading = daemon.pull('salesforce').finally(() => {
      isOver = true;
    });
    // It is told where it is waited for; a worker that is ended here ends it too.
    reading.catch(() => {});
    const note = async (): Promise<void> => {
      const { rssMiB, heapMiB, cpuSeconds } = await daemon.look();
      const seconds = (performance.now() - began) / 1_000;
      const calls = server.callCount - before;
      const { given } = org;
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
      if (org.given >= (MARKS[rows.length] ?? Number.POSITIVE_INFINITY)) await note();
    }
    await note();
    if (isOver) await reading;
    return rows;
  } finally {
    await daemon.kill();
    await server.close();
    await hubspot.close();
  }
}
