/** Question: does a first reading of Salesforce by bulk cost more, in memory or time, the more Leads there are? The worker is a process of its own. */

import { openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { SandboxServer } from '../connectors/kit/sandbox.ts';
import { CrowdedOrg } from './crowded-org.ts';
import { openDaemon } from './daemon.ts';
import type { Benchmark, Cell } from './support.ts';

/** Of one reading; what it has read by then is told. */
const MOST_MS = 6 * 60_000;
const LOOKS = 5;
const LOOK_MS = 250;

export const backfillSalesforce: Benchmark = {
  name: 'backfill-salesforce',
  question:
    'records a second, calls and memory of a first reading of so many Salesforce Leads by bulk, judged for the rehearsal meanwhile',
  run: async ({ quick }) => {
    const rows: Cell[][] = [];
    for (const count of quick ? [25_000] : [100_000, 1_000_000]) rows.push(...(await readAll(count)));
    return {
      columns: [
        'of',
        'read',
        'seconds',
        'records/s',
        'calls',
        'calls per 1,000',
        'resident MiB',
        'beyond start',
        'heap MiB',
      ],
      rows,
      notes: [
        `each reading is ended after ${MOST_MS / 60_000} minutes`,
        'all Leads share one moment, as after an import; 2,000 come by the first page, the rest by one bulk job in pages of 5,000',
        'resident: the whole process, with the embedded database; heap: what JavaScript holds, before any collection that may be due',
      ],
    };
  },
};

/** A row for each fifth of the way, as far as it went. */
async function readAll(count: number): Promise<Cell[][]> {
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
      const { rssMiB, heapMiB } = await daemon.look();
      const seconds = (performance.now() - began) / 1_000;
      const calls = server.callCount - before;
      const { given } = org;
      const memory = [rssMiB, rssMiB - start.rssMiB, heapMiB].map(Math.round);
      rows.push([
        count,
        given,
        Math.round(seconds),
        Math.round(given / seconds),
        calls,
        (calls / given) * 1_000,
        ...memory,
      ]);
    };
    while (!isOver && performance.now() - began < MOST_MS) {
      await new Promise((go) => setTimeout(go, LOOK_MS));
      if (org.given >= ((rows.length + 1) * count) / LOOKS) await note();
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
