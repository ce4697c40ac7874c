/** TRIAL: what a version that nobody has signed would do with the leads that are kept, beside the version in force. Nothing of it is kept. */
import { agreementHash } from '../domain/agreement/hash.ts';
import { namesOf } from '../domain/agreement/names.ts';
import { type Agreement, agreementSchema } from '../domain/agreement/schema.ts';
import { decide } from '../domain/decide.ts';
import type { LeadId } from '../domain/facts.ts';
import { type Lead, mergeFields } from '../domain/lead.ts';
import { BatonError } from '../domain/problem.ts';
import { qualify } from '../domain/qualify.ts';
import { type Score, score as scoreOf } from '../domain/score.ts';
import { eachOnce } from '../domain/twins.ts';
import type { Transaction } from '../ports/store.ts';
import type { TrialReport } from '../ports/versions.ts';
import { rehearsalOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { type Power, readPower } from './power.ts';

/** Leads looked at in one transaction. */
const BATCH = 500;
/** People named of each kind; the counts cover all. */
const SHOWN = 100;

export async function trial(context: JobContext, text: string): Promise<TrialReport> {
  const terms = agreementSchema.parse(JSON.parse(text));
  const missing = poolsOf(terms).filter((pool) => context.settings.team.pools[pool] === undefined);
  if (missing.length > 0) {
    throw new BatonError('NO_SUCH_POOL', `team.yaml has no pool ${missing.join(', ')}`, 'add it under "pools"', {
      pools: missing.join(', '),
    });
  }
  const { ids, inForce } = await context.store.transaction(async (tx) => ({
    ids: (await tx.leads.list()).map(({ id }) => id),
    inForce: (await readPower(tx)).inForce,
  }));
  const count = new Count(terms, inForce?.hash);
  for (let from = 0; from < ids.length; from += BATCH) {
    const portion = ids.slice(from, from + BATCH);
    await context.store.transaction((tx) => tryPortion(tx, context, { terms, inForce }, portion, count));
  }
  return count.report();
}

function poolsOf({ handoffs }: Agreement): readonly string[] {
  return [...new Set(handoffs.flatMap(({ pool, routes }) => [pool, ...routes.map((route) => route.pool)]))];
}

async function tryPortion(
  tx: Transaction,
  context: JobContext,
  { terms, inForce }: { readonly terms: Agreement; readonly inForce: Power['inForce'] },
  ids: readonly LeadId[],
  count: Count,
): Promise<void> {
  const now = context.runtime.now();
  const { circumstances } = await rehearsalOf(tx, context, now);
  for (const { lead: whole } of await tx.leads.view(ids)) {
    const lead = { ...whole, activities: eachOnce(whole.activities, circumstances.people) };
    const before = inForce === undefined ? undefined : judged(lead, inForce.terms, now);
    const after = judged(lead, terms, now);
    const decision = decide(
      lead,
      { kind: 'look', circumstances: { ...circumstances, agreement: count.agreement } },
      now,
      terms,
    );
    count.add(lead, before, after, {
      handoff: decision.needsOwner?.handoff,
      waits: decision.facts.flatMap(({ fact }) =>
        fact.kind === 'standing' || fact.kind === 'held' ? [fact.kind] : [],
      ),
    });
  }
}

interface Judgement {
  readonly score: Score;
  readonly mql: boolean;
  readonly sql: boolean;
}

function judged(lead: Lead, agreement: Agreement, now: Temporal.Instant): Judgement {
  const score = scoreOf(lead, agreement, now);
  const { mql, sql } = qualify({ lead, fields: mergeFields(lead), score, now, agreement });
  return { score, mql: mql.holds === 'yes', sql: sql.holds === 'yes' };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Tally = Mutable<TrialReport['before'] & object>;

/** Sums up a trial lead by lead, so that its memory does not grow with them. */
class Count {
  readonly agreement: ReturnType<typeof agreementHash>;
  readonly against: string | undefined;
  readonly #terms: Agreement;
  #leads = 0;
  readonly #before: Tally = emptyTally();
  readonly #after: Tally = emptyTally();
  readonly #gained = new Named();
  readonly #lost = new Named();
  readonly #handoffs = new Map<string, number>();
  readonly #waiting = { standing: 0, held: 0 };

  constructor(terms: Agreement, against: string | undefined) {
    this.#terms = terms;
    this.agreement = agreementHash(terms);
    this.against = against;
  }

  add(
    lead: Lead,
    before: Judgement | undefined,
    after: Judgement,
    next: { readonly handoff: string | undefined; readonly waits: readonly ('standing' | 'held')[] },
  ): void {
    this.#leads += 1;
    if (before !== undefined) tally(this.#before, before);
    tally(this.#after, after);
    const wasMql = before?.mql ?? false;
    const person = (): TrialReport['gained']['people'][number] => ({
      ...personOf(lead),
      before: before?.score.total,
      after: after.score.total,
    });
    if (after.mql && !wasMql) this.#gained.add(person);
    if (!after.mql && wasMql) this.#lost.add(person);
    if (next.handoff !== undefined) this.#handoffs.set(next.handoff, (this.#handoffs.get(next.handoff) ?? 0) + 1);
    for (const how of next.waits) this.#waiting[how] += 1;
  }

  report(): TrialReport {
    return {
      agreement: this.agreement,
      against: this.against,
      leads: this.#leads,
      before: this.against === undefined ? undefined : this.#before,
      after: this.#after,
      gained: this.#gained.told(),
      lost: this.#lost.told(),
      handoffs: Object.fromEntries(this.#handoffs),
      labels: namesOf(this.#terms).handoff,
      ...this.#waiting,
    };
  }
}

/** Counts all, and names the first of them. */
class Named {
  #count = 0;
  readonly #people: TrialReport['gained']['people'][number][] = [];

  add(person: () => TrialReport['gained']['people'][number]): void {
    this.#count += 1;
    if (this.#people.length < SHOWN) this.#people.push(person());
  }

  told(): TrialReport['gained'] {
    return { count: this.#count, people: this.#people };
  }
}

function emptyTally(): Tally {
  return { mql: 0, sql: 0, hot: 0, warm: 0, cold: 0 };
}

function tally(into: Tally, { score, mql, sql }: Judgement): void {
  into[score.temperature] += 1;
  if (mql) into.mql += 1;
  if (sql) into.sql += 1;
}
