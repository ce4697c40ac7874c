/** Question: how many HTTP calls does it take to read what changed? Counted by the sandboxes, which is where calls cost. */
import type { System } from '../src/domain/record.ts';
import { type Crowd, change, gather, openForCrowds } from '../test/support/crowd.ts';
import type { Stage } from '../test/support/stage.ts';
import { PAGE, poll, SYSTEMS } from './crowds.ts';
import type { Benchmark, Cell } from './support.ts';

export const pulling: Benchmark = {
  name: 'pulling',
  question: 'HTTP calls to read so many changed records of one system, everything else that a poll asks included',
  run: async ({ quick }) => {
    const rows: Cell[][] = [];
    for (const count of quick ? [200] : [1_000, 5_000]) rows.push(...(await callsFor(count)));
    return {
      columns: ['system', 'what', 'records', 'calls', 'fewest', 'per 1,000'],
      rows,
      notes: [
        'fewest: full pages of the changed records alone (200 search results, 2,000 rows)',
        'an idle poll asks for every kind of record and activity and finds nothing; new and changed records cost it further pages only',
      ],
    };
  },
};

async function callsFor(count: number): Promise<Cell[][]> {
  const stage = await openForCrowds();
  try {
    const rows: Cell[][] = [];
    await stage.turn();
    const crowd = gather(stage, count);
    for (const system of SYSTEMS) rows.push(await row(stage, system, 'all new', count));
    for (const system of SYSTEMS) {
      change(stage, crowd, system);
      rows.push(await row(stage, system, 'all changed', count));
    }
    for (const system of SYSTEMS) rows.push(await idleRow(stage, system, crowd));
    return rows;
  } finally {
    await stage.close();
  }
}

/** After a small change, since Salesforce's newest minutes are read again each time; the cheaper of two polls, since the other may have signed in anew. */
async function idleRow(stage: Stage, system: System, { contacts, leads }: Crowd): Promise<Cell[]> {
  change(stage, { contacts: contacts.slice(0, 1), leads: leads.slice(0, 1) }, system);
  await poll(stage, system);
  const calls = Math.min((await poll(stage, system)).calls, (await poll(stage, system)).calls);
  return [system, 'idle', 0, calls, 0, '–'];
}

async function row(stage: Stage, system: System, what: string, count: number): Promise<Cell[]> {
  const { calls } = await poll(stage, system);
  const fewest = Math.ceil(count / PAGE[system]);
  return [system, what, count, calls, fewest, (calls / count) * 1_000];
}
