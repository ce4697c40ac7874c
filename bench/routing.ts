/** Question: how many leads are given their owner a second: by the pure rule, and with the pool's lock and memory in the database? */

import { readAgreement } from '../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../src/config/new-home.ts';
import { assign, type Turns as Memory } from '../src/domain/assign.ts';
import { Directory } from '../src/domain/circumstances.ts';
import { type Team, type TeamMember, teamMember } from '../src/domain/team.ts';
import { Turns } from '../src/jobs/assigning.ts';
import { openStore } from '../src/store/index.ts';
import { type Benchmark, type Cell, type Ground, grounds, rate, shown } from './support.ts';

const NOW = Temporal.Instant.from('2026-11-20T03:00:00Z');
const POOLS = [3, 20, 100] as const;
/** As judging claims them. */
const BATCH = 100;

export const routing: Benchmark = {
  name: 'routing',
  question: 'leads given their owner a second, in pools of 3, 20 and 100 members with weights, caps and absences',
  run: async ({ quick }) => {
    const runs = quick ? 2 : 5;
    const rows: Cell[][] = [];
    for (const size of POOLS)
      rows.push(['the pure rule', 'memory', size, shown(await rate(runs, () => pure(size, quick ? 2_000 : 20_000)))]);
    for (const ground of await grounds('routing')) {
      try {
        rows.push(...(await kept(ground, runs, quick ? 5 : 50)));
      } finally {
        await ground.dispose();
      }
    }
    return {
      columns: ['what', 'on', 'members', 'owners a second: median (range)'],
      rows,
      notes: [
        `with the database: batches of ${BATCH} in one transaction each, as judging gives them; the pools are locked, what is open is counted, and what the pools remember is kept`,
        'every tenth member is away, every fifth has a cap',
      ],
    };
  },
};

function membersOf(size: number): readonly TeamMember[] {
  return Array.from({ length: size }, (_, n) => ({
    ...teamMember.parse({ key: `m${n}`, name: `m${n}`, department: 'inside-sales', weight: 1 + (n % 4) }),
    salesforceUser: `m${n}@baton-demo.example`,
    ...(n % 5 === 4 ? { cap: 1_000_000 } : {}),
    ...(n % 10 === 9 ? { absences: [{ from: '2026-11-01', to: '2026-11-30' }] } : {}),
  }));
}

function pure(size: number, count: number): number {
  const members = membersOf(size);
  let state: Memory = { turn: 0, taken: {} };
  for (let n = 0; n < count; n += 1) {
    const { turn, taken } = assign({ pool: 'p', members, state, open: {}, at: NOW });
    state = { turn, taken };
  }
  return count;
}

async function kept(ground: Ground, runs: number, batches: number): Promise<Cell[][]> {
  const { terms } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` });
  const store = await openStore(ground.place, { leaseMs: 60_000, id: (prefix) => prefix });
  try {
    const rows: Cell[][] = [];
    for (const size of POOLS) {
      const members = membersOf(size);
      const team: Team = {
        members: [...members],
        pools: { p: { members: members.map(({ key }) => key), atWork: false } },
      };
      const users = members.map(({ key }) => ({
        system: 'salesforce' as const,
        id: `005${key}`,
        email: `${key}@baton-demo.example`,
        active: true,
      }));
      const people = new Directory(members, users);
      const measured = await rate(runs, async () => {
        for (let batch = 0; batch < batches; batch += 1)
          await store.transaction(async (tx) => {
            const turns = new Turns({ tx, team, now: NOW, people, terms, holidays: new Set() });
            for (let n = 0; n < BATCH; n += 1) await turns.ownerFor({ handoff: 'h', pool: 'p', exclude: [] });
            await turns.keep();
          });
        return batches * BATCH;
      });
      rows.push(['with lock and memory', ground.name, size, shown(measured)]);
    }
    return rows;
  } finally {
    await store.close();
  }
}
