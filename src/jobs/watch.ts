/** WATCH: lets standing leads through at the chosen pace; everything else that time brings is judged by each lead's own next moment. */
import { evolve } from '../domain/evolve.ts';
import type { LeadFact, LeadId, NewFact } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import type { WatchReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { changePower, lockPower, mayDecide, type Power, readPower } from './power.ts';

/** Leads per transaction, and transactions per run. */
const BATCH = 1_000;
const BATCHES_PER_RUN = 1_000;

export async function watch(context: JobContext): Promise<WatchReport> {
  let admitted = 0;
  for (let batch = 0; batch < BATCHES_PER_RUN; batch += 1) {
    const done = await context.store.transaction((tx) => admitSome(tx, context.runtime.now()));
    admitted += done;
    if (done < BATCH) break;
  }
  const { power, standing } = await context.store.transaction(async (tx) => ({
    power: await readPower(tx),
    standing: (await tx.leads.count()).standing,
  }));
  return { admitted, standing: mayDecide(power) && power.admission !== 'none' ? standing : 0 };
}

/** When somebody may be let through next: now, or with the next day's share; undefined where nobody stands or nobody may pass. */
export async function nextAdmission(
  tx: Transaction,
  power: Power,
  now: Temporal.Instant,
): Promise<IsoInstant | undefined> {
  if (!mayDecide(power) || power.admission === 'none') return undefined;
  const [anybody] = await tx.leads.waiting('standing', 1);
  if (anybody === undefined) return undefined;
  return allowance(power, now) > 0 ? iso(now) : iso(tomorrow(power, now));
}

/**
 * The hottest of those that stand. They are looked at again once they are locked, and so is the pace: another worker may have judged one, or let
 * some through, meanwhile.
 */
async function admitSome(tx: Transaction, now: Temporal.Instant): Promise<number> {
  const most = Math.min(BATCH, allowance(await readPower(tx), now));
  const hottest = most === 0 ? [] : await tx.leads.waiting('standing', most);
  if (hottest.length === 0) return 0;
  const leads = new Map((await tx.leads.load([...hottest].sort())).map((lead) => [lead.id, lead]));
  const power = await lockPower(tx);
  const standing = hottest.flatMap((id) => leads.get(id) ?? []).filter(({ state }) => state.standing !== undefined);
  const chosen = standing.slice(0, Math.min(most, allowance(power, now)));
  if (chosen.length > 0) await admitAll(tx, chosen, power, now);
  return chosen.length;
}

function dayOf(power: Power, now: Temporal.Instant): Temporal.PlainDate {
  return now.toZonedDateTimeISO(zoneOf(power)).toPlainDate();
}

function tomorrow(power: Power, now: Temporal.Instant): Temporal.Instant {
  return dayOf(power, now).add({ days: 1 }).toZonedDateTime(zoneOf(power)).toInstant();
}

function zoneOf(power: Power): string {
  return power.inForce?.terms.zone ?? 'Asia/Tokyo';
}

/** How many more may pass today. */
function allowance(power: Power, now: Temporal.Instant): number {
  if (!mayDecide(power) || power.admission === 'none') return 0;
  return power.admission === 'all' ? Number.POSITIVE_INFINITY : Math.max(0, power.admission - used(power, now));
}

function used(power: Power, now: Temporal.Instant): number {
  return power.admitted?.day === dayOf(power, now).toString() ? power.admitted.count : 0;
}

async function admitAll(tx: Transaction, leads: readonly Lead[], power: Power, now: Temporal.Instant): Promise<void> {
  const at = iso(now);
  const ids: readonly LeadId[] = leads.map(({ id }) => id).sort();
  const projections = await tx.leads.projections(ids);
  const facts: NewFact[] = [];
  for (const id of ids) {
    const projection = projections.get(id);
    if (projection?.state.standing === undefined) continue;
    const fact: LeadFact = { kind: 'admitted', handoff: projection.state.standing.handoff };
    facts.push({
      stream: `lead:${id}`,
      at,
      cause: { by: 'person', how: 'command' },
      agreement: power.inForce?.hash,
      fact,
    });
    await tx.leads.save(id, { ...projection, state: evolve(projection.state, fact, at) });
  }
  await tx.leads.touch(ids, at);
  await changePower(tx, {
    admitted: { day: dayOf(power, now).toString(), count: used(power, now) + facts.length },
  });
  await tx.ledger.append(facts);
}
