/** Question: how many records a second are read and written, and with how many calls, when a call is answered at once and when it takes a tenth of a second? */
import type { System } from '../src/domain/record.ts';
import { judge } from '../src/jobs/judge.ts';
import { send } from '../src/jobs/send.ts';
import { change, gather, openForCrowds, send as sendForm } from '../test/support/crowd.ts';
import type { Stage } from '../test/support/stage.ts';
import { BATCH, type Cost, costOf, GRAPHS, handoffCost, news, PAGE, type Poll, poll, SYSTEMS } from './crowds.ts';
import type { Benchmark, Cell } from './support.ts';

const LATENCIES_MS = [0, 100];
/** Rows of one page of a bulk job's results, as the connector asks for them. */
const BULK_PAGE = 5_000;
/** Where a bulk job is begun, here: a real one begins at 20,000, which takes longer than it tells. */
const BULK_FROM = 4_000;
/** To begin a job, and to look whether it is done. */
const JOB_CALLS = 2;

export const throughput: Benchmark = {
  name: 'throughput',
  question: 'records a second and calls of a first reading, of reading what changed and of writing, each by itself',
  run: async ({ quick }) => {
    const rows: Cell[][] = [];
    for (const latencyMs of LATENCIES_MS) {
      rows.push(...(await firstReadings(latencyMs, quick ? 4_000 : 6_000)));
      rows.push(...(await dayToDay(latencyMs, quick ? 150 : 1_000)));
    }
    return {
      columns: [
        'ms a call',
        'system',
        'what',
        'records',
        'seconds',
        'records/s',
        'calls',
        'fewest',
        'per 1,000',
        'a call',
      ],
      rows,
      notes: [
        'worker, sandboxes and the embedded database share one process; the sandboxes set no quotas, which `quota` is about',
        `fewest: full pages (${PAGE.hubspot} search results, ${PAGE.salesforce} rows, ${BULK_PAGE} of a bulk job), batches of ${BATCH.hubspot}, composite calls of ${BATCH.salesforce} rows, ${GRAPHS} handoffs`,
        'read: everything else that a poll asks is included; a first reading is kept, and not judged meanwhile',
        `a bulk job is begun from ${BULK_FROM} rows on here, from 20,000 in production`,
      ],
    };
  },
};

/** Both systems' people, before anything else is known. */
async function firstReadings(latencyMs: number, count: number): Promise<Cell[][]> {
  const stage = await openForCrowds({ salesforceLimits: { bulkFrom: BULK_FROM } });
  try {
    gather(stage, count);
    slow(stage, latencyMs);
    const pages = { hubspot: Math.ceil(count / PAGE.hubspot), salesforce: bulkCalls(count) };
    const rows: Cell[][] = [];
    for (const system of SYSTEMS) {
      rows.push(
        readRow({ latencyMs, system, what: 'first reading', count, fewest: pages[system] }, await poll(stage, system)),
      );
    }
    return rows;
  } finally {
    await stage.close();
  }
}

/** The first page comes before the job. */
function bulkCalls(count: number): number {
  const rest = Math.max(0, count - PAGE.salesforce);
  return 1 + (rest === 0 ? 0 : JOB_CALLS + Math.ceil(rest / BULK_PAGE));
}

async function dayToDay(latencyMs: number, count: number): Promise<Cell[][]> {
  const stage = await openForCrowds();
  try {
    await stage.turn();
    await stage.arm('status');
    const crowd = gather(stage, count);
    await news(stage);
    slow(stage, latencyMs);
    const rows: Cell[][] = [];
    for (const system of SYSTEMS) {
      change(stage, crowd, system);
      const fewest = Math.ceil(count / PAGE[system]);
      rows.push(readRow({ latencyMs, system, what: 'changes read', count, fewest }, await poll(stage, system)));
    }
    sendForm(stage, crowd, 'お問い合わせ / Contact us');
    await news(stage);
    const graphs = Math.ceil(count / GRAPHS);
    const handoffs = { latencyMs, system: 'salesforce', what: 'handoffs written', count, fewest: graphs } as const;
    rows.push(row(handoffs, await handoffCost(stage)));
    await send(stage.context, 'hubspot');
    // The tasks stand now: their deadlines and the owners go into both systems.
    await judge(stage.context);
    for (const system of SYSTEMS) {
      const fewest = Math.ceil(count / BATCH[system]);
      const cost = await costOf(stage, system, () => send(stage.context, system));
      rows.push(row({ latencyMs, system, what: 'statuses written', count, fewest }, cost));
    }
    return rows;
  } finally {
    await stage.close();
  }
}

/** From now on every call takes so long. */
function slow({ hubspot, salesforce }: Stage, delayMs: number): void {
  if (delayMs === 0) return;
  for (const { server } of [hubspot, salesforce])
    server.inject({ times: Number.POSITIVE_INFINITY, effect: { delayMs } });
}

interface What {
  readonly latencyMs: number;
  readonly system: System;
  readonly what: string;
  readonly count: number;
  readonly fewest: number;
}

/** What was not read costs nothing, and tells nothing. */
function readRow(what: What, cost: Poll): Cell[] {
  if (cost.news < what.count) throw new Error(`${what.what} of ${what.system}: ${cost.news} of ${what.count}`);
  return row(what, cost);
}

function row({ latencyMs, system, what, count, fewest }: What, { calls, seconds }: Cost): Cell[] {
  const rate = Math.round(count / seconds);
  return [latencyMs, system, what, count, seconds, rate, calls, fewest, (calls / count) * 1_000, count / calls];
}
