/** Whom a handoff is asked of: its pool by its routes, the pools after it, the account's owner first, and whoever must not get it. Pure. */
import { judge } from './agreement/condition.ts';
import type { Agreement, HandoffTerms } from './agreement/schema.ts';
import { GIVEN_AGAIN } from './handoff-machine.ts';
import type { Judged } from './judged.ts';
import type { LeadState } from './lead.ts';
import type { OwnerKey } from './team.ts';

/** Ask the pool for the next owner, then decide again with the answer; nothing was handed off yet. */
export interface NeedsOwner {
  readonly handoff: string;
  readonly pool: string;
  /** Pools that are asked, one after the other, when nobody in it is available. */
  readonly after?: readonly string[] | undefined;
  /** The member who owns the account already, if the pool has them. */
  readonly preferred?: OwnerKey | undefined;
  readonly exclude: readonly OwnerKey[];
}

export function ownerRequest(judged: Judged, terms: HandoffTerms, state: LeadState): NeedsOwner {
  const { lead, circumstances } = judged;
  const pool = poolOf(judged, terms);
  const { matched } = lead;
  // What their records name goes before what only fits by domain or name.
  const account = [
    ...lead.companies,
    ...lead.records,
    ...(matched === undefined || matched.by === 'several' ? [] : [matched.account]),
  ].find(
    ({ ref, fields, deleted }) =>
      !deleted && ref.system === 'salesforce' && ref.object !== 'lead' && typeof fields['ownerId'] === 'string',
  );
  const owner = account?.fields['ownerId'];
  const preferred =
    typeof owner === 'string'
      ? circumstances.people.memberOf('salesforce', { type: 'person', user: owner })
      : undefined;
  return {
    handoff: terms.type,
    pool,
    after: poolsAfter(pool, judged.agreement.fallback),
    preferred: preferred?.department === terms.to ? (preferred.key as OwnerKey) : undefined,
    exclude: whoHadIt(state),
  };
}

/** The first route that is known to hold. */
export function poolOf(judged: Judged, { routes, pool }: HandoffTerms): string {
  return routes.find(({ when }) => judge(when, judged).holds === 'yes')?.pool ?? pool;
}

/** Each once, so that a circle ends. */
function poolsAfter(pool: string, fallback: Agreement['fallback']): readonly string[] {
  const pools: string[] = [];
  for (let next = fallback[pool]; next !== undefined && next !== pool && !pools.includes(next); next = fallback[next])
    pools.push(next);
  return pools;
}

/** Whoever sent it back, ever; and whoever declined it, let it lie or lost it, while it is the same qualification. */
function whoHadIt({ handoffs, sentBackBy = [], stageSince }: LeadState): readonly OwnerKey[] {
  const lately = handoffs.flatMap(({ outcome, to: { member }, decidedAt }) => {
    const now = stageSince === undefined || decidedAt >= stageSince;
    return now && GIVEN_AGAIN.has(outcome) && member !== undefined ? [member] : [];
  });
  return [...new Set([...sentBackBy, ...lately])];
}
