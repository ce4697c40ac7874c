/** Question: how much more time and how many more calls than Salesforce's limits allow does it take to read and write back what changed? The sandbox enforces requests at once and the day's calls. */
import { openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../connectors/salesforce/sandbox/index.ts';
import { TAKEN_UP_NOTE, takeUp } from './changed.ts';
import { openDaemon } from './daemon.ts';
import type { Answer, Benchmark, Cell } from './support.ts';

/** The smallest org's ("API Request Limits and Allocations"); the vendor counts at once only what takes 20 seconds. */
const DAILY = 15_000;
const AT_ONCE = 5;
/** What each answer takes, beside the work itself. */
const ANSWER_MS = 100;
/** Rows of a page, and of a composite call of five collections. */
const PAGE = 2_000;
const WRITTEN = 1_000;
const TITLE = { before: 'CEO', after: 'Staff' };

export const quotaSalesforce: Benchmark = {
  name: 'quota-salesforce',
  question:
    'time and calls to read so many changed Salesforce Leads and to write to each, beside the fewest calls possible',
  run: async ({ quick }) => {
    const rows: Cell[][] = [];
    const wrong: string[] = [];
    for (const count of quick ? [1_000] : [5_000, 10_000]) {
      const { row, refused, written } = await timed(count);
      rows.push(row);
      if (refused > 0) wrong.push(`${refused} calls were refused as too many`);
      if (written !== count) wrong.push(`${written} of ${count} Leads were written`);
    }
    const answer: Answer = {
      columns: [
        'Leads',
        'calls',
        'fewest',
        'ratio',
        '% of a day',
        'read s',
        'in all s',
        'processor s',
        'sandbox s',
        'allowed s',
        'ratio of time',
        'refused',
      ],
      rows,
      notes: [
        `a day has ${DAILY} calls, ${AT_ONCE} requests may be under way at once, however short, and each is answered after ${ANSWER_MS} ms`,
        `fewest: full pages of ${PAGE} rows and composite calls of ${WRITTEN}; allowed: these one after another, since a page tells where the next begins`,
        TAKEN_UP_NOTE,
      ],
    };
    return wrong.length === 0 ? answer : { ...answer, wrong };
  },
};

async function timed(count: number): Promise<{ row: Cell[]; refused: number; written: number }> {
  const now = () => Temporal.Now.instant();
  const hubspot = await openHubSpotSandbox({ now });
  const salesforce = await openSalesforceSandbox({ now, dailyCalls: DAILY, atOnce: AT_ONCE });
  const daemon = await openDaemon(hubspot, salesforce, 'armed');
  try {
    const leads = gather(salesforce, count);
    // All is new, read and written; then the clock starts.
    await daemon.pull('salesforce');
    happen(salesforce, leads);
    const { server } = salesforce;
    server.inject({ times: Number.MAX_SAFE_INTEGER, effect: { delayMs: ANSWER_MS } });
    const callsBefore = server.callCount;
    const { read, all, worker, sandbox, written } = await takeUp(daemon, 'salesforce');
    const calls = server.callCount - callsBefore;
    const fewest = Math.ceil(count / PAGE) + Math.ceil(count / WRITTEN);
    const allowed = (fewest * ANSWER_MS) / 1_000;
    const refused = server.calls.filter(({ status }) => status === 403).length;
    const ratio = (of: number, to: number): number => Math.round((of / to) * 100) / 100;
    const share = ratio(calls * 100, DAILY);
    const times = [read, all, worker, sandbox, allowed, ratio(all, allowed)];
    return { row: [count, calls, fewest, ratio(calls, fewest), share, ...times, refused], refused, written };
  } finally {
    await daemon.close();
    await hubspot.close();
    await salesforce.close();
  }
}

/** People of whom nothing is known but that they are there. */
function gather({ world }: SalesforceSandbox, count: number): readonly string[] {
  const at = Temporal.Now.instant().subtract({ minutes: 5 });
  return Array.from({ length: count }, (_, n) => {
    const Email = `person-${n}@crowd.example`;
    return world.place('Lead', { LastName: `Crowd ${n}`, Company: 'Crowd', Email, Title: TITLE.before }, at);
  });
}

/** Each Lead gets another title, which changes its score. */
function happen({ world }: SalesforceSandbox, leads: readonly string[]): void {
  const [user = ''] = world.rowsOf('User').map((row) => String(row['Id']));
  const org = world.as(user, Temporal.Now.instant());
  for (const id of leads) org.update('Lead', id, { Title: TITLE.after });
}
