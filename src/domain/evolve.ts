/** A lead's state is the fold of its facts: nothing else changes it, so the ledger alone can rebuild it. */
import type { AnyFact, HandoffKey, LeadFact, NewFact } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import type { HandoffState, LeadState } from './lead.ts';
import { sameRef } from './record.ts';

/** Before the first fact: with marketing, cold, nothing linked. */
export const INITIAL_STATE: LeadState = {
  version: 0,
  stage: 'lead',
  holder: { department: 'marketing' },
  temperature: 'cold',
  episode: 0,
  links: [],
  handoffs: [],
};

/** Closed handoffs beyond this many are forgotten by the state (never by the ledger). */
const CLOSED_KEPT = 10;
/** Stages left beyond this many, likewise. */
const STAGES_KEPT = 20;

/** The state after one more fact. Facts about other things than the lead leave it as it is, but for its version. */
export function evolve(before: LeadState, fact: LeadFact, at: IsoInstant): LeadState {
  const state: LeadState = { ...before, version: before.version + 1 };
  switch (fact.kind) {
    case 'lead-found':
      return { ...state, stage: fact.stage, holder: fact.holder, links: fact.records.flatMap(({ ref }) => ref ?? []) };
    case 'record-linked':
      return fact.record.ref === null ? state : { ...state, links: [...state.links, fact.record.ref] };
    case 'stage-changed':
      return {
        ...state,
        stage: fact.to,
        stageSince: at,
        // Sent back, the lead is marketing's again.
        ...(fact.to === 'returned' ? { holder: { department: 'marketing' } } : {}),
        standing: undefined,
        admitted: undefined,
        held: undefined,
        stages: [...(state.stages ?? []).slice(1 - STAGES_KEPT), { stage: fact.from, until: at }],
      };
    case 'temperature-changed':
      return { ...state, temperature: fact.to };
    case 'standing':
      return { ...state, standing: { handoff: fact.handoff, reason: fact.reason, since: at }, held: undefined };
    case 'admitted':
      return { ...state, standing: undefined, admitted: fact.handoff };
    case 'held':
      return { ...state, held: { handoff: fact.handoff, missing: fact.missing }, standing: undefined };
    case 'no-longer-qualified':
      return { ...state, standing: undefined, admitted: undefined, held: undefined };
    case 'left-selection':
      return { ...state, outsideSince: at };
    case 'entered-selection':
      return { ...state, outsideSince: undefined, newSince: fact.newSince };
    case 'deal-told':
      return { ...state, deal: { id: fact.deal.ref?.id ?? '', status: fact.status } };
    case 'handoff-decided':
      return {
        ...state,
        episode: fact.episode,
        holder: fact.to,
        standing: undefined,
        admitted: undefined,
        held: undefined,
        handoffs: [...state.handoffs.slice(-CLOSED_KEPT), decided(fact, at)],
      };
    case 'task-made':
      return onHandoff(state, fact.handoff, (handoff) => ({
        // Closed while the answer was lost: it stays closed, and its task is still to be closed (no `closedAt`).
        ...(handoff.status === 'closed' ? { closedAt: undefined } : { status: 'open' }),
        taskId: fact.task.ref?.id,
        taskAt: at,
        due: fact.due,
      }));
    case 'first-contact-seen':
      return onHandoff(state, fact.handoff, (handoff) => ({
        status: handoff.status === 'closed' ? 'closed' : 'contacted',
        firstContactAt: fact.at,
        firstContactHow: fact.how,
      }));
    case 'deadline-met':
      return onHandoff(state, fact.handoff, (handoff) => ({
        met: [...handoff.met, fact.deadline],
        missed: handoff.missed.filter((deadline) => deadline !== fact.deadline),
      }));
    case 'deadline-missed':
      return onHandoff(state, fact.handoff, (handoff) => ({ missed: [...handoff.missed, fact.deadline] }));
    case 'handoff-closed':
      return onHandoff(state, fact.handoff, () => ({ status: 'closed', outcome: fact.outcome, closedAt: at }));
    case 'handoff-refused':
      return onHandoff(state, fact.handoff, ({ status }) => ({ status: status === 'closed' ? 'closed' : 'refused' }));
    case 'joined':
      return { ...state, joined: fact.into, links: [] };
    case 'split':
      return { ...state, links: fact.record.ref === null ? [] : [fact.record.ref] };
    case 'record-unlinked': {
      const { ref } = fact.record;
      return ref === null ? state : { ...state, links: state.links.filter((link) => !sameRef(link, ref)) };
    }
    case 'erased':
      return {
        ...state,
        links: state.links.filter(({ system }) => !fact.whole && system !== fact.system),
        handoffs: state.handoffs.map((handoff) => ({ ...handoff, reason: '', evidence: undefined })),
        ...(fact.whole ? { erased: true } : {}),
      };
    case 'field-changed':
    case 'owner-changed':
      return state;
  }
}

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
  'identity-settled': true,
  'problem-ignored': true,
  'loss-accepted': true,
};

function isOfLead(fact: AnyFact): fact is LeadFact {
  return !Object.hasOwn(OTHERS, fact.kind);
}

function decided(fact: Extract<LeadFact, { kind: 'handoff-decided' }>, at: IsoInstant): HandoffState {
  return {
    key: fact.handoff,
    type: fact.type,
    episode: fact.episode,
    status: 'decided',
    from: fact.from,
    to: fact.to,
    toQueue: fact.toQueue,
    priority: fact.priority,
    decidedAt: at,
    terms: fact.deadlines,
    score: fact.score,
    reason: fact.reason.text ?? '',
    evidence: fact.evidence && Object.fromEntries(fact.evidence.map(({ item, value }) => [item, value.text ?? ''])),
    due: [],
    met: [],
    missed: [],
  };
}

function onHandoff(
  state: LeadState,
  key: HandoffKey,
  change: (handoff: HandoffState) => Partial<HandoffState>,
): LeadState {
  return {
    ...state,
    handoffs: state.handoffs.map((handoff) => (handoff.key === key ? { ...handoff, ...change(handoff) } : handoff)),
  };
}
