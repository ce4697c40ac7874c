/** Question: how much longer than HubSpot's quotas allow does it take to read and write back what changed? The sandbox enforces them, on the machine's own time. */
import { engage } from '../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../connectors/hubspot/sandbox/index.ts';
import { judge } from '../src/jobs/judge.ts';
import { pull } from '../src/jobs/pull.ts';
import { send } from '../src/jobs/send.ts';
import type { BudgetBook, BudgetMeans } from '../src/ports/budget.ts';
import { type Crowd, gather, later, openForCrowds } from '../test/support/crowd.ts';
import type { Stage } from '../test/support/stage.ts';
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
    for (const count of quick ? [1_000] : [10_000, 12_000]) {
      const { row, refused, written } = await timed(count);
      rows.push(row);
      if (refused > 0) wrong.push(`${refused} calls were refused with 429`);
      if (written !== count) wrong.push(`${written} of ${count} contacts were written`);
    }
    const answer: Answer = {
      columns: [
        'contacts',
        'calls',
        'fewest',
        'searches',
        'read s',
        'judged s',
        'written s',
        'in all s',
        'allowed s',
        'ratio',
        '429s',
      ],
      rows,
      notes: [
        'allowed: the searches at five a second, or all other calls at 190 in ten seconds, whichever takes longer, with the fewest calls',
        'sandbox, database (embedded, in memory) and worker share one process and one core; other systems are left alone',
      ],
    };
    return wrong.length === 0 ? answer : { ...answer, wrong };
  },
};

async function timed(count: number): Promise<{ row: Cell[]; refused: number; written: number }> {
  const stage = await openForCrowds({ hubspot: { limits: LIMITS }, budget: paced() });
  try {
    await stage.turn();
    await stage.arm('status');
    const crowd = gather(stage, count);
    await cycle(stage);
    happen(stage, crowd);
    const before = stage.hubspot.server.callCount;
    const seconds = { pull: 0, judge: 0, send: 0 };
    const clock = async (what: keyof typeof seconds, work: () => Promise<unknown>): Promise<void> => {
      const began = performance.now();
      await work();
      seconds[what] += (performance.now() - began) / 1_000;
    };
    let written = 0;
    await clock('pull', () => pull(stage.context, 'hubspot'));
    await clock('judge', () => judge(stage.context));
    await clock('send', async () => {
      written = (await send(stage.context, 'hubspot')).done;
    });
    const { calls } = stage.hubspot.server;
    const searches = calls
      .slice(-(stage.hubspot.server.callCount - before))
      .filter(({ path }) => path.endsWith('/search'));
    const pages = Math.ceil(count / PAGE) * (1 + KINDS.length);
    const others = Math.ceil(count / LINKED) * KINDS.length + Math.ceil(count / BATCH);
    const allowed = Math.max(pages / LIMITS.searchesPerSecond, (others / LIMITS.per10Seconds) * 10);
    const all = seconds.pull + seconds.judge + seconds.send;
    const refused = calls.filter(({ status }) => status === 429).length;
    return {
      row: [
        count,
        stage.hubspot.server.callCount - before,
        pages + others,
        searches.length,
        seconds.pull,
        seconds.judge,
        seconds.send,
        all,
        allowed,
        Math.round((all / allowed) * 100) / 100,
        refused,
      ],
      refused,
      written,
    };
  } finally {
    await stage.close();
  }
}

/** Until nothing is left to be done in HubSpot. */
async function cycle(stage: Stage): Promise<void> {
  later(stage);
  await pull(stage.context, 'hubspot');
  await judge(stage.context);
  await send(stage.context, 'hubspot');
}

/** Each contact gets another title, which changes its score, and a call, a meeting and a note. */
function happen(stage: Stage, { contacts }: Crowd): void {
  later(stage);
  const { hubspot, runtime } = stage;
  const at = runtime.now().epochMilliseconds;
  for (const id of contacts) {
    hubspot.world.change('contacts', id, { jobtitle: 'Staff' }, byPerson(EDITOR, at));
    for (const kind of KINDS)
      engage(hubspot.world, id, {
        kind,
        owner: undefined,
        userId: EDITOR,
        subject: kind,
        words: 'met',
        outcome: '',
        at,
      });
  }
  later(stage);
}

function paced(): BudgetMeans {
  let state: unknown;
  const book: BudgetBook = {
    change: async (_, change) => {
      const changed = change(state);
      state = changed.state;
      return changed.answer;
    },
  };
  return {
    book,
    shares: { daily: 100, burst: 100 },
    paced: true,
    machineMs: () => Date.now(),
    wait: (ms) => new Promise((go) => setTimeout(go, ms)),
  };
}
