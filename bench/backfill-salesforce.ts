/** Question: does a first reading of Salesforce by bulk cost more, in memory or time, the more Leads there are? The worker is a process of its own. */
import { openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { SandboxServer } from '../connectors/kit/sandbox.ts';
import { CrowdedOrg } from './crowded-org.ts';
import { openDaemon } from './daemon.ts';
import { READING_COLUMNS, watchReading } from './first-reading.ts';
import type { Benchmark, Cell } from './support.ts';

/** Of one reading, unless told. */
const MINUTES = 6;

export const backfillSalesforce: Benchmark = {
  name: 'backfill-salesforce',
  question:
    'records a second, calls and memory of a first reading of so many Salesforce Leads by bulk, judged for the rehearsal meanwhile',
  run: async ({ quick, minutes = MINUTES, records }) => {
    const rows = await readAll(records ?? (quick ? 25_000 : 1_000_000), minutes);
    return {
      columns: READING_COLUMNS,
      rows,
      notes: [
        `the reading is ended after ${minutes} minutes, unless it is over before`,
        'all Leads share one moment, as after an import; 2,000 come by the first page, the rest by one bulk job in pages of 5,000 (fewer than 20,000: all by pages of 2,000)',
        'resident: the whole process, with the embedded database; heap: what JavaScript holds, before any collection that may be due',
      ],
    };
  },
};

async function readAll(count: number, minutes: number): Promise<readonly Cell[][]> {
  const now = () => Temporal.Now.instant();
  const crowd = new CrowdedOrg(count, now());
  const server = new SandboxServer(crowd, now);
  const url = await server.listen();
  const hubspot = await openHubSpotSandbox({ now });
  const { clientId, clientSecret } = crowd.world.oauth.settings;
  const daemon = await openDaemon(hubspot, { url, clientId, clientSecret }, 'unarmed');
  try {
    return await watchReading({ system: 'salesforce', count, daemon, server, crowd, minutes });
  } finally {
    await daemon.kill();
    await server.close();
    await hubspot.close();
  }
}
