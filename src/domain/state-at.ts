/** A lead's state as of a past moment: folded from those facts of its stream that are the lead's. */
import { evolve, INITIAL_STATE } from './evolve.ts';
import type { AnyFact, LeadFact, NewFact } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import type { LeadState } from './lead.ts';

/** The state at that moment, from the facts of the lead's stream in their order. */
export function stateAt(facts: readonly NewFact[], moment: IsoInstant): LeadState {
  let state = INITIAL_STATE;
  for (const { fact, at } of facts) if (at <= moment && isOfLead(fact)) state = evolve(state, fact, at);
  return state;
}

/** The facts that stand in other streams. */
const OTHERS: Readonly<Record<Exclude<AnyFact['kind'], LeadFact['kind']>, true>> = {
  'agreement-signed': true,
  'agreement-activated': true,
  'agreement-read': true,
  'review-held': true,
  armed: true,
  'baseline-taken': true,
  stopped: true,
  resumed: true,
  'gate-closed': true,
  'gate-opened': true,
  'admission-set': true,
  'team-changed': true,
  'capacity-set': true,
  'absence-set': true,
  'absence-ended': true,
  'identity-settled': true,
  'problem-ignored': true,
  'loss-accepted': true,
};

function isOfLead(fact: AnyFact): fact is LeadFact {
  return !Object.hasOwn(OTHERS, fact.kind);
}
