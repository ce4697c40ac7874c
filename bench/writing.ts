/** Question: how many HTTP calls does it take to write handoffs, and to bring a changed status into both systems? */
import type { System } from '../src/domain/record.ts';
import { judge } from '../src/jobs/judge.ts';
import { send } from '../src/jobs/send.ts';
import { gather, openForCrowds, send as sendForm } from '../test/support/crowd.ts';
import { BATCH, costOf, GRAPHS, handoffCost, news, SYSTEMS } from './crowds.ts';
import type { Benchmark, Cell } from './support.ts';

export const writing: Benchmark = {
  name: 'writing',
  question:
    'HTTP calls to write so many handoffs (task, handoff record, owner and status) and so many changed statuses, every result read',
  run: async ({ quick }) => {
    const rows: Cell[][] = [];
    for (const count of quick ? [150] : [1_000, 2_000]) rows.push(...(await callsFor(count)));
    for (const count of quick ? [150] : [1_000, 2_400, 4_200]) rows.push(await callsForUnknown(count));
    return {
      columns: ['what', 'system', 'records', 'calls', 'fewest', 'per 1,000'],
      rows,
      notes: [
        'fewest: full calls of 75 handoffs, batches of 100 (HubSpot) and composite calls of 1,000 rows (Salesforce)',
      ],
    };
  },
};

/** Nobody of them is in Salesforce: their Leads are made with the handoffs, after whoever appeared meanwhile was looked for. */
async function callsForUnknown(count: number): Promise<Cell[]> {
  const stage = await openForCrowds();
  try {
    await stage.turn();
    await stage.arm('status');
    const crowd = gather(stage, count, { known: false });
    await news(stage);
    sendForm(stage, crowd, 'お問い合わせ / Contact us');
    await news(stage);
    const { calls } = await handoffCost(stage);
    return row('handoffs with their Leads', 'salesforce', { count, calls, fewest: Math.ceil(count / GRAPHS) });
  } finally {
    await stage.close();
  }
}

async function callsFor(count: number): Promise<Cell[][]> {
  const stage = await openForCrowds();
  try {
    await stage.turn();
    await stage.arm('status');
    const crowd = gather(stage, count);
    await news(stage);
    sendForm(stage, crowd, 'お問い合わせ / Contact us');
    await news(stage);
    const rows: Cell[][] = [];
    const { calls: handoffs } = await handoffCost(stage);
    rows.push(row('handoffs', 'salesforce', { count, calls: handoffs, fewest: Math.ceil(count / GRAPHS) }));
    await send(stage.context, 'hubspot');
    // The tasks stand now: their deadlines and the owners go into both systems.
    await judge(stage.context);
    for (const system of SYSTEMS) {
      const { calls } = await costOf(stage, system, () => send(stage.context, system));
      rows.push(row('statuses', system, { count, calls, fewest: Math.ceil(count / BATCH[system]) }));
    }
    return rows;
  } finally {
    await stage.close();
  }
}

function row(
  what: string,
  system: System,
  { count, calls, fewest }: Record<'count' | 'calls' | 'fewest', number>,
): Cell[] {
  return [what, system, count, calls, fewest, (calls / count) * 1_000];
}
