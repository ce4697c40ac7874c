/** Who held a lead from when to when, and by which entry of the ledger: a fold of its facts, so that the ledger alone shows it. */
import { evolve, INITIAL_STATE } from './evolve.ts';
import type { Holder, LeadFact, NewFact } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import type { LeadState } from './lead.ts';

export interface Tenure {
  readonly holder: Holder;
  /** Where it lay in a queue, as nobody could be found. */
  readonly queue?: string | undefined;
  readonly from: IsoInstant;
  /** Absent: still. */
  readonly to?: IsoInstant | undefined;
  /** The entry by which it began. */
  readonly entry: Stated;
}

/** A fact with its place in the ledger. */
export interface Stated extends NewFact {
  readonly seq: number;
}

/**
 * Oldest first, one after the other without gaps; none where the stream has no entry. Facts come in the order of their stream. A lead that was joined to another, or of
 * which nothing is left, is held by nobody from then on.
 */
export function tenures(facts: readonly Stated[]): readonly Tenure[] {
  const ended: Tenure[] = [];
  let current: Tenure | undefined;
  let state = INITIAL_STATE;
  for (const entry of facts) {
    if (!isOfLead(entry)) continue;
    state = evolve(state, entry.fact, entry.at);
    const next: Tenure = { holder: state.holder, queue: queueAfter(current, state, entry), from: entry.at, entry };
    const gone = isGone(state);
    if (current !== undefined && !gone && isSame(current, next)) continue;
    if (current !== undefined) ended.push({ ...current, to: entry.at });
    current = gone ? undefined : next;
    if (gone) break;
  }
  return current === undefined ? ended : [...ended, current];
}

/** It lies there until somebody takes it or it goes elsewhere. */
function queueAfter(current: Tenure | undefined, { holder }: LeadState, { fact }: Stated): string | undefined {
  if (fact.kind === 'handoff-decided') return fact.toQueue;
  return current !== undefined && isHolder(current.holder, holder) ? current.queue : undefined;
}

/** Of one lead's tenures, the one at that moment. */
export function tenureAt(all: readonly Tenure[], at: IsoInstant): Tenure | undefined {
  return all.findLast(({ from, to }) => from <= at && (to === undefined || at < to));
}

function isOfLead(entry: Stated): entry is Stated & { readonly fact: LeadFact } {
  return entry.stream.startsWith('lead:');
}

function isSame(one: Tenure, other: Tenure): boolean {
  return isHolder(one.holder, other.holder) && one.queue === other.queue;
}

function isHolder(one: Holder, other: Holder): boolean {
  return one.department === other.department && one.member === other.member;
}

function isGone({ joined, erased }: LeadState): boolean {
  return joined !== undefined || erased === true;
}
