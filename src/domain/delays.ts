/** Where the time between qualifying and first contact goes: to marketing, an approver, Baton and its queues, routing, or the rep. Told by the ledger alone. */
import { evolve, INITIAL_STATE } from './evolve.ts';
import type { HandoffKey, LeadFact, NewFact } from './facts.ts';
import { type IsoInstant, instantOf } from './instant.ts';
import { type LeadState, openHandoffs } from './lead.ts';

export const WAITERS = ['marketing', 'approver', 'baton', 'routing', 'rep'] as const;
/** With whom a lead waits: what was missing, an answer, a task to be made or somebody to let it through, somebody to take it from a queue, a first contact. */
export type Waiter = (typeof WAITERS)[number];

export interface Delay {
  readonly handoff: HandoffKey;
  readonly type: string;
  readonly decidedAt: IsoInstant;
  /** The first contact was made, or it ended without one: nothing is added any more. */
  readonly over: boolean;
  readonly ms: Readonly<Record<Waiter, number>>;
}

type Mutable = { -readonly [Key in keyof Delay]: Delay[Key] } & { ms: Record<Waiter, number> };

const none = (): Record<Waiter, number> => ({ marketing: 0, approver: 0, baton: 0, routing: 0, rep: 0 });

/** Of one lead's stream, in its order, up to that moment; one for each handoff, the oldest first. What it waited for before belongs to the handoff that came of it. */
export function delaysOf(facts: readonly NewFact[], now: IsoInstant): readonly Delay[] {
  const delays = new Map<HandoffKey, Mutable>();
  let before = none();
  let state = INITIAL_STATE;
  let since: IsoInstant | undefined;
  const spend = (until: IsoInstant): void => {
    const waiter = waiterOf(state);
    if (since === undefined || waiter === undefined || until <= since) return;
    const open = openHandoffs(state).at(-1);
    const to = (open === undefined ? undefined : delays.get(open.key)?.ms) ?? before;
    to[waiter] += instantOf(since).until(instantOf(until)).total('milliseconds');
  };
  for (const { fact, at, stream } of facts) {
    if (at > now) break;
    if (!isOfLead(fact, stream)) continue;
    // A contact counts from when it was made, though Baton saw it later.
    spend(fact.kind === 'first-contact-seen' && fact.at < at ? fact.at : at);
    state = evolve(state, fact, at);
    if (fact.kind === 'handoff-decided') {
      delays.set(fact.handoff, { handoff: fact.handoff, type: fact.type, decidedAt: at, over: false, ms: before });
      before = none();
    }
    if (fact.kind === 'no-longer-qualified') before = none();
    since = at;
  }
  spend(now);
  for (const handoff of state.handoffs) {
    const delay = delays.get(handoff.key);
    if (delay !== undefined) delay.over = handoff.firstContactAt !== undefined || handoff.status === 'closed';
  }
  // What the state has forgotten since is long over.
  const known = new Set(state.handoffs.map(({ key }) => key));
  return [...delays.values()].map((delay) => (known.has(delay.handoff) ? delay : { ...delay, over: true }));
}

function isOfLead(fact: NewFact['fact'], stream: string): fact is LeadFact {
  return stream.startsWith('lead:') && fact.kind.length > 0;
}

/** Undefined: it waits with nobody. */
function waiterOf(state: LeadState): Waiter | undefined {
  const open = openHandoffs(state).at(-1);
  if (open !== undefined) {
    if (open.status === 'decided' || open.status === 'refused') return 'baton';
    if (open.firstContactAt === undefined) return open.to.member === undefined ? 'routing' : 'rep';
  }
  if (state.approval !== undefined) return 'approver';
  // Whoever has it must find out what is missing.
  if (state.held !== undefined) return state.holder.member === undefined ? 'marketing' : 'rep';
  return state.standing !== undefined ? 'baton' : undefined;
}

export interface DelayFigures {
  readonly handoffs: number;
  readonly meanMs: number;
  readonly medianMs: number;
  /** Nearest rank: of a hundred, the ninety-fifth. */
  readonly p95Ms: number;
}

/** By waiter, over handoffs that are over; one in which nobody waited with them counts as nothing. */
export function figuresOf(delays: readonly Delay[]): Readonly<Record<Waiter, DelayFigures>> {
  const over = delays.filter((delay) => delay.over);
  const of = (waiter: Waiter): DelayFigures => figures(over.map(({ ms }) => ms[waiter]).sort((a, b) => a - b));
  return {
    marketing: of('marketing'),
    approver: of('approver'),
    baton: of('baton'),
    routing: of('routing'),
    rep: of('rep'),
  };
}

/** Of values in ascending order. */
function figures(sorted: readonly number[]): DelayFigures {
  const count = sorted.length;
  if (count === 0) return { handoffs: 0, meanMs: 0, medianMs: 0, p95Ms: 0 };
  const at = (rank: number): number => sorted[Math.min(count, Math.max(1, rank)) - 1] ?? 0;
  const half = Math.floor(count / 2);
  const medianMs = count % 2 === 1 ? at(half + 1) : (at(half) + at(half + 1)) / 2;
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    handoffs: count,
    meanMs: Math.round(sum / count),
    medianMs: Math.round(medianMs),
    p95Ms: at(Math.ceil(0.95 * count)),
  };
}
