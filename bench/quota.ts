/** Question: how much longer than HubSpot's quotas allow does it take to read and write back what changed? The sandbox enforces them, on the machine's own time. */
import { engage } from '../connectors/hubspot/sandbox/happenings.ts';
import { byPerson, type HubSpotSandbox, openHubSpotSandbox } from '../connectors/hubspot/sandbox/index.ts';
import { openSalesforceSandbox } from '../connectors/salesforce/sandbox/index.ts';
import { TAKEN_UP_NOTE, takeUp } from './changed.ts';
import { openDaemon } from './daemon.ts';
import type { Answer, Benchmark, Cell } from './support.ts';

/** A Professional account ("Usage guidelines"). */
const LIMITS = { per10Seconds: 190, searchesPerSecond: 5, daily: 625_000 };
const KINDS = ['call', 'meeting', 'note'] as const;
/** Results of a search, ids of an association call, inputs of a batch. */
const PAGE = 200;
const LINKED = 1_000;
const BATCH = 100;
const EDITOR = 1;

export const quota: Benchmark = {
  name: 'quota',
  question:
    'time to read so many changed contacts with three activities each and to write to each of them, beside the time that the quotas allow',
  run: async ({ quick }) => {
    const rows: Cell[][] = [];
    const wrong: string[] = [];
    const throttled: string[] = [];
    for (const count of quick ? [1_000] : [10_000, 12_000]) {
      const { row, calls, refused, written } = await timed(count);
      rows.push(row);
      throttled.push(`429s: ${refused} of ${calls} calls for ${count} contacts, the first reading included`);
      if (refused > 0) wrong.push(`${refused} calls for ${count} contacts were refused with 429`);
      if (written !== count) wrong.push(`${written} of ${count} contacts were written`);
    }
    const answer: Answer = {
      columns: [
        'contacts',
        'calls',
        'fewest',
        'searches',
        'read s',
        'in all s',
        'processor s',
        'sandbox s',
        'allowed s',
        'ratio',
        '429s',
      ],
      rows,
      notes: [
        ...throttled,
        'allowed: the searches at five a second, or all other calls at 190 in ten seconds, whichever takes longer, with the fewest calls',
        TAKEN_UP_NOTE,
        'the daemon with its embedded database is a process of its own, the sandboxes are another; it reads, judges and writes at the same time',
      ],
    };
    return wrong.length === 0 ? answer : { ...answer, wrong };
  },
};

interface Timed {
  readonly row: Cell[];
  /** Since the sandbox was opened; and how many of them got a 429. */
  readonly calls: number;
  readonly refused: number;
  readonly written: number;
}

async function timed(count: number): Promise<Timed> {
  const now = () => Temporal.Now.instant();
  const hubspot = await openHubSpotSandbox({ now, limits: LIMITS });
  const salesforce = await openSalesforceSandbox({ now });
  const daemon = await openDaemon(hubspot, salesforce, 'armed');
  try {
    const contacts = gather(hubspot, count);
    // All is new, read and written; then the clock starts.
    await daemon.pull();
    happen(hubspot, contacts);
    const { server } = hubspot;
    const callsBefore = server.callCount;
    const { read, all, worker, sandbox, written } = await takeUp(daemon, 'hubspot');
    const { calls } = server;
    const made = server.callCount - callsBefore;
    const searches = calls.slice(-made).filter(({ path }) => path.endsWith('/search'));
    const pages = Math.ceil(count / PAGE) * (1 + KINDS.length);
    const others = Math.ceil(count / LINKED) * KINDS.length + Math.ceil(count / BATCH);
    const allowed = Math.max(pages / LIMITS.searchesPerSecond, (others / LIMITS.per10Seconds) * 10);
    const refused = calls.filter(({ status }) => status === 429).length;
    const ratio = Math.round((all / allowed) * 100) / 100;
    const figures = [read, all, worker, sandbox, allowed, ratio, refused];
    const row = [count, made, pages + others, searches.length, ...figures];
    return { row, calls: server.callCount, refused, written };
  } finally {
    await daemon.close();
    await hubspot.close();
    await salesforce.close();
  }
}

/** People of whom nothing is known but that they are there. */
function gather({ world }: HubSpotSandbox, count: number): readonly string[] {
  const how = byPerson(EDITOR, Date.now());
  return Array.from({ length: count }, (_, n) => {
    const email = `person-${n}@crowd.example`;
    return world.create('contacts', { email, lastname: `Crowd ${n}`, company: 'Crowd', jobtitle: 'CEO' }, how).id;
  });
}

/** Each contact gets another title, which changes its score, and a call, a meeting and a note. */
function happen({ world }: HubSpotSandbox, contacts: readonly string[]): void {
  const at = Date.now();
  for (const id of contacts) {
    world.change('contacts', id, { jobtitle: 'Staff' }, byPerson(EDITOR, at));
    for (const kind of KINDS)
      engage(world, id, { kind, owner: undefined, userId: EDITOR, subject: kind, words: 'met', outcome: '', at });
  }
}
