/** Question: how many leads are judged in a second, with the store and without it? */
import type { Activity, ActivityKind } from '../src/domain/activity.ts';
import { decide } from '../src/domain/decide.ts';
import { iso } from '../src/domain/instant.ts';
import type { Lead } from '../src/domain/lead.ts';
import { recordKey } from '../src/domain/record.ts';
import { score } from '../src/domain/score.ts';
import { circumstancesOf } from '../src/jobs/circumstances.ts';
import { judge } from '../src/jobs/judge.ts';
import { readPower } from '../src/jobs/power.ts';
import { pull } from '../src/jobs/pull.ts';
import { onFile } from '../src/jobs/which-agreement.ts';
import { type Crowd, gather, later, openForCrowds } from '../test/support/crowd.ts';
import type { Stage } from '../test/support/stage.ts';
import { type Benchmark, type Cell, grounds, rate, shown } from './support.ts';

const ACTIVITIES_EACH = 20;
const KINDS: readonly ActivityKind[] = [
  'site-visited',
  'mail-sent',
  'mail-opened',
  'mail-clicked',
  'catalogue-downloaded',
  'webinar-attended',
  'price-list-downloaded',
  'call',
];
/** Turns of the pure loop in a run: enough for a steady figure. */
const TURNS = 20;

export const judging: Benchmark = {
  name: 'judging',
  question: `leads judged a second, each in both systems with ${ACTIVITIES_EACH} activities, under the shipped agreement`,
  run: async ({ quick }) => {
    const leads = quick ? 200 : 2_000;
    const runs = quick ? 2 : 5;
    const rows: Cell[][] = [];
    for (const ground of await grounds('judging')) {
      const stage = await openForCrowds({ place: ground.place });
      try {
        await fill(stage, leads);
        const again = await rate(runs, () => judgeAll(stage));
        rows.push(['judged, nothing new: loaded, decided, saved', ground.name, leads, shown(again)]);
        if (ground.name === 'PGlite') rows.push(...(await pure(stage, runs)));
      } finally {
        await stage.close();
        await ground.dispose();
      }
    }
    return { columns: ['what', 'on', 'leads', 'leads a second: median (range)'], rows, notes: [] };
  },
};

async function fill(stage: Stage, count: number): Promise<void> {
  await stage.turn();
  await stage.arm('status');
  const crowd = gather(stage, count);
  later(stage);
  for (const system of ['hubspot', 'salesforce'] as const) await pull(stage.context, system);
  const seenAt = iso(stage.runtime.now());
  const activities = activitiesOf(stage, crowd);
  for (let from = 0; from < activities.length; from += 2_000) {
    const portion = activities.slice(from, from + 2_000);
    await stage.store.transaction((tx) => tx.records.keepActivities(portion, seenAt));
  }
}

function activitiesOf({ runtime }: Stage, { contacts }: Crowd): readonly Activity[] {
  const now = runtime.now();
  return contacts.flatMap((id) =>
    Array.from({ length: ACTIVITIES_EACH }, (_, index): Activity => {
      const kind = KINDS[index % KINDS.length] ?? 'site-visited';
      return {
        system: 'hubspot',
        kind,
        id: `${id}-${index}`,
        subjects: [recordKey({ system: 'hubspot', object: 'contact', id })],
        occurredAt: iso(now.subtract({ hours: 24 * index + 1 })),
        actor: kind === 'call' ? { type: 'unknown' } : { type: 'lead' },
        properties: { page: 'price' },
      };
    }),
  );
}

async function judgeAll({ context, store, runtime }: Stage): Promise<number> {
  await store.transaction((tx) => tx.leads.touchAll(iso(runtime.now())));
  return (await judge(context)).judged;
}

/** The same leads, in memory. */
async function pure({ store, context, runtime, settings }: Stage, runs: number): Promise<Cell[][]> {
  const now = runtime.now();
  const { leads, circumstances } = await store.transaction(async (tx) => {
    const ids = (await tx.leads.list()).map(({ id }) => id);
    return {
      leads: await tx.leads.load(ids),
      circumstances: await circumstancesOf(tx, context, await readPower(tx), now),
    };
  });
  const { terms } = onFile(settings);
  const each = (work: (lead: Lead) => unknown) => (): number => {
    for (let turn = 0; turn < TURNS; turn += 1) for (const lead of leads) work(lead);
    return TURNS * leads.length;
  };
  const decided = await rate(
    runs,
    each((lead) => decide(lead, { kind: 'look', circumstances }, now, terms)),
  );
  const scored = await rate(
    runs,
    each((lead) => score(lead, terms, now)),
  );
  return [
    ['scored, qualified and decided', 'memory', leads.length, shown(decided)],
    ['scored, with evidence lines', 'memory', leads.length, shown(scored)],
  ];
}
