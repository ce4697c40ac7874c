/** WATCH: lets standing leads through at the chosen pace; everything else that time brings is judged by each lead's own next moment. */
import { evolve } from '../domain/evolve.ts';
import type { LeadFact, NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import type { WatchReport } from '../ports/reports.ts';
import type { LeadSummary, Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { changePower, mayDecide, type Power, readPower } from './power.ts';

export async function watch(context: JobContext): Promise<WatchReport> {
  return context.store.transaction(async (tx) => {
    const power = await readPower(tx);
    if (!mayDecide(power) || power.admission === 'none') return { admitted: 0, standing: 0 };
    const now = context.runtime.now();
    const standing = (await tx.leads.list()).filter(({ state }) => state.standing !== undefined);
    const chosen = hottestFirst(standing).slice(0, allowance(power, dayOf(power, now)));
    if (chosen.length === 0) return { admitted: 0, standing: standing.length };
    await admitAll(tx, chosen, power, now);
    return { admitted: chosen.length, standing: standing.length - chosen.length };
  });
}

function hottestFirst(leads: readonly LeadSummary[]): readonly LeadSummary[] {
  return [...leads].sort((a, b) => b.score.total - a.score.total || (a.id < b.id ? -1 : 1));
}

function dayOf(power: Power, now: Temporal.Instant): string {
  return now
    .toZonedDateTimeISO(power.inForce?.terms.zone ?? 'Asia/Tokyo')
    .toPlainDate()
    .toString();
}

/** How many more may pass today. */
function allowance(power: Power, day: string): number {
  if (power.admission === 'all') return Number.POSITIVE_INFINITY;
  if (power.admission === 'none') return 0;
  const used = power.admitted?.day === day ? power.admitted.count : 0;
  return Math.max(0, power.admission - used);
}

async function admitAll(
  tx: Transaction,
  leads: readonly LeadSummary[],
  power: Power,
  now: Temporal.Instant,
): Promise<void> {
  const at = iso(now);
  const facts: NewFact[] = [];
  const inOrder = [...leads].sort((a, b) => (a.id < b.id ? -1 : 1));
  await tx.leads.load(inOrder.map(({ id }) => id));
  for (const { id, state, ...projection } of inOrder) {
    if (state.standing === undefined) continue;
    const fact: LeadFact = { kind: 'admitted', handoff: state.standing.handoff };
    facts.push({
      stream: `lead:${id}`,
      at,
      cause: { by: 'person', how: 'command' },
      agreement: power.inForce?.hash,
      fact,
    });
    await tx.leads.save(id, { ...projection, state: evolve(state, fact, at) });
  }
  await tx.leads.touch(
    inOrder.map(({ id }) => id),
    at,
  );
  const day = dayOf(power, now);
  const used = power.admitted?.day === day ? power.admitted.count : 0;
  await changePower(tx, { admitted: { day, count: used + facts.length } });
  await tx.ledger.append(facts);
}
