/** Question: does a first reading cost more, in memory or time, the more contacts there are? The worker is a process of its own, and the contacts are made as they are asked for. */
import { SandboxServer } from '../connectors/kit/sandbox.ts';
import { openSalesforceSandbox } from '../connectors/salesforce/sandbox/index.ts';
import { CrowdedWorld } from './crowded-world.ts';
import { openDaemon } from './daemon.ts';
import { READING_COLUMNS, watchReading } from './first-reading.ts';
import type { Benchmark, Cell } from './support.ts';

/** Of one reading, unless told. */
const MINUTES = 8;

export const backfill: Benchmark = {
  name: 'backfill',
  question:
    'records a second, calls and memory of a first reading of so many HubSpot contacts, judged for the rehearsal meanwhile',
  run: async ({ quick, minutes = MINUTES, records }) => {
    const rows = await readAll(records ?? (quick ? 2_000 : 1_000_000), minutes);
    return {
      columns: READING_COLUMNS,
      rows,
      notes: [
        `the reading is ended after ${minutes} minutes, unless it is over before`,
        'resident: the whole process, with the embedded database and the pages that it keeps in memory; heap: what JavaScript holds, before any collection that may be due',
        'fewest calls: 5 per 1,000, full pages of 200 search results',
        'budgets are those of the smallest account; searches at five a second allow 1,000 records a second',
      ],
    };
  },
};

async function readAll(count: number, minutes: number): Promise<readonly Cell[][]> {
  const now = () => Temporal.Now.instant();
  const crowd = new CrowdedWorld(count);
  const server = new SandboxServer(crowd, now);
  const url = await server.listen();
  const salesforce = await openSalesforceSandbox({ now });
  const daemon = await openDaemon({ url, token: 'sandbox-token' }, salesforce, 'unarmed');
  try {
    return await watchReading({ system: 'hubspot', count, daemon, server, crowd, minutes });
  } finally {
    await daemon.kill();
    await server.close();
    await salesforce.close();
  }
}
