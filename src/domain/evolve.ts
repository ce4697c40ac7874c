/** A lead's state is the fold of its facts: nothing else changes it, so the ledger alone can rebuild it. */
import type { AnyFact, HandoffKey, Holder, LeadFact, NewFact } from './facts.ts';
import { forgotten } from './forget.ts';
import { after } from './handoff-machine.ts';
import type { IsoInstant } from './instant.ts';
import type { ApprovalState, HandoffState, LeadState } from './lead.ts';
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

const NOTHING_WAITS = { standing: undefined, admitted: undefined, held: undefined } as const;

/** Closed handoffs beyond this many are forgotten by the state (never by the ledger). */
const CLOSED_KEPT = 10;
/** Stages left beyond this many, likewise. */
const STAGES_KEPT = 20;
/** Owners of one handoff beyond this many, likewise. */
const OWNERS_KEPT = 20;

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
        ...NOTHING_WAITS,
        // What was approved is decided with the stage that it leads to.
        approval: before.approval?.status === 'approved' ? before.approval : undefined,
        handOver: undefined,
        stages: [...(state.stages ?? []).slice(1 - STAGES_KEPT), { stage: fact.from, until: at }],
      };
    case 'temperature-changed':
      return { ...state, temperature: fact.to };
    case 'standing':
      return { ...state, standing: { handoff: fact.handoff, reason: fact.reason, since: at }, held: undefined };
    case 'admitted':
      return { ...state, standing: undefined, admitted: fact.handoff };
    case 'held':
      return {
        ...state,
        held: { handoff: fact.handoff, missing: fact.missing },
        standing: undefined,
        handOver: handOverBy(before, fact.handoff, fact.handOverBy),
      };
    case 'no-longer-qualified':
      return { ...state, ...NOTHING_WAITS, approval: undefined, handOver: undefined };
    case 'left-selection':
      return { ...state, outsideSince: at };
    case 'entered-selection':
      return { ...state, outsideSince: undefined, newSince: fact.newSince };
    case 'deal-told':
      return { ...state, deal: { id: fact.deal.ref?.id ?? '', status: fact.status, system: fact.deal.ref?.system } };
    case 'handoff-decided':
      if (!mayBegin(before, fact)) return state;
      return {
        ...state,
        episode: fact.episode,
        holder: fact.to,
        ...NOTHING_WAITS,
        approval: undefined,
        handOver: undefined,
        handoffs: [...state.handoffs.slice(-CLOSED_KEPT), decided(fact, at)],
      };
    case 'approval-asked':
      if (!mayBegin(before, fact)) return state;
      return {
        ...state,
        standing: undefined,
        held: undefined,
        approval: asked(before.approval, fact, at),
        handOver: handOverBy(before, fact.type, fact.handOverBy),
      };
    case 'approval-given':
    case 'approval-denied':
      return { ...state, approval: answered(state.approval, fact) };
    case 'task-made':
      return onHandoff(state, fact, (handoff) => ({
        taskId: fact.task.ref?.id,
        taskAt: at,
        due: fact.due,
        // Closed while the answer was lost: its task is still to be closed.
        ...(handoff.status === 'closed' ? { closedAt: undefined } : {}),
      }));
    case 'handoff-accepted':
      return onHandoff(state, fact, () => ({ acceptedAt: at }));
    case 'first-contact-seen':
      return onHandoff(state, fact, () => ({
        firstContactAt: fact.at,
        firstContactHow: fact.how,
        firstContactBy: fact.activity.ref ?? undefined,
      }));
    case 'deadline-met':
      return onHandoff(state, fact, (handoff) => ({
        met: [...handoff.met, fact.deadline],
        missed: handoff.missed.filter((deadline) => deadline !== fact.deadline),
      }));
    case 'deadline-missed': {
      const { approval, handOver } = state;
      if (fact.deadline === 'handing-over')
        return { ...state, handOver: handOver === undefined ? undefined : { ...handOver, missed: true } };
      if (approval?.key === fact.handoff) return { ...state, approval: { ...approval, missed: true } };
      return onHandoff(state, fact, (handoff) => ({ missed: [...handoff.missed, fact.deadline] }));
    }
    case 'deadline-near':
      return onHandoff(state, fact, ({ reminded = [] }) => ({ reminded: [...reminded, fact.deadline] }));
    case 'escalated':
      return onHandoff(state, fact, ({ escalated = [] }) => ({ escalated: [...escalated, fact.deadline] }));
    case 'handoff-closed':
      return onHandoff(sentBack(state, fact, at), fact, (handoff) => ({
        outcome: fact.outcome,
        closedAt: at,
        endReason: fact.reason?.text ?? handoff.endReason,
        endComment: fact.comment?.text ?? handoff.endComment,
      }));
    case 'return-explained':
      return explained(state, fact);
    case 'rated':
      return { ...state, rated: { rating: fact.rating, at } };
    case 'loss-explained':
      return { ...state, lossReason: fact.reason.text ?? undefined };
    case 'handoff-refused':
    case 'task-moved':
      return onHandoff(state, fact, () => ({}));
    case 'owner-changed':
      return fact.holder === undefined ? state : takenOver(state, fact.holder, at);
    case 'joined':
      return { ...state, joined: fact.into, links: [] };
    case 'split':
      return { ...state, links: fact.record.ref === null ? [] : [fact.record.ref] };
    case 'record-unlinked': {
      const { ref } = fact.record;
      return ref === null ? state : { ...state, links: state.links.filter((link) => !sameRef(link, ref)) };
    }
    case 'erased':
      return forgotten(state, fact);
    case 'field-changed':
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

type OnHandoff = Extract<LeadFact, { readonly handoff: HandoffKey }>;

/** The handoff's status goes where the table says; what the table does not know leaves it. */
function onHandoff(
  state: LeadState,
  fact: OnHandoff,
  change: (handoff: HandoffState) => Partial<HandoffState>,
): LeadState {
  const outcome = fact.kind === 'handoff-closed' ? fact.outcome : undefined;
  const moved = (handoff: HandoffState): HandoffState => {
    const status = statusOf(after(handoff.status, fact.kind, outcome)) ?? handoff.status;
    return { ...handoff, ...change(handoff), status };
  };
  return { ...state, handoffs: state.handoffs.map((one) => (one.key === fact.handoff ? moved(one) : one)) };
}

function statusOf(to: ReturnType<typeof after>): HandoffState['status'] | undefined {
  return to === 'asked' || to === 'denied' || to === 'approved' ? undefined : to;
}

function mayBegin({ handoffs, approval }: LeadState, { kind, handoff }: LeadFact & OnHandoff): boolean {
  const asked = approval?.key === handoff ? approval.status : undefined;
  return after(handoffs.find(({ key }) => key === handoff)?.status ?? asked, kind) !== undefined;
}

type Fact<Kind extends LeadFact['kind']> = Extract<LeadFact, { readonly kind: Kind }>;

/** Asked anew of the deputy, it has waited since it was asked first. */
function asked(before: ApprovalState | undefined, fact: Fact<'approval-asked'>, at: IsoInstant): ApprovalState {
  const { handoff: key, type, of, deputy, dueAt } = fact;
  const since = before?.key === key ? before.since : at;
  return { key, type, status: 'asked', of, deputy, since, dueAt, missed: false };
}

function answered(
  approval: ApprovalState | undefined,
  { kind, handoff }: Fact<'approval-given' | 'approval-denied'>,
): ApprovalState | undefined {
  const to = approval?.key === handoff ? after(approval.status, kind) : undefined;
  return approval !== undefined && (to === 'approved' || to === 'denied') ? { ...approval, status: to } : approval;
}

/** Sales had it and gave it back: whoever had it, and what they said. */
function sentBack(state: LeadState, fact: Fact<'handoff-closed'>, at: IsoInstant): LeadState {
  const handoff = state.handoffs.find(({ key }) => key === fact.handoff);
  // A second word on one that had ended already says nothing new.
  if (fact.outcome !== 'sent-back' || handoff?.closedAt !== undefined) return state;
  const said = { reason: fact.reason?.text ?? undefined, comment: fact.comment?.text ?? undefined };
  const by = handoff?.to.member;
  const sentBackBy = by === undefined ? state.sentBackBy : [...new Set([...(state.sentBackBy ?? []), by])];
  return { ...state, returned: { at, by, ...said }, sentBackBy };
}

/** What was said afterwards belongs to the handoff that sales gave back last. */
function explained(state: LeadState, { reason, comment }: Fact<'return-explained'>): LeadState {
  if (state.returned === undefined) return state;
  const said = { reason: reason.text ?? undefined, comment: comment?.text ?? undefined };
  const last = state.handoffs.findLast(({ outcome }) => outcome === 'sent-back')?.key;
  const handoffs = state.handoffs.map((one) =>
    one.key === last ? { ...one, endReason: said.reason, endComment: said.comment } : one,
  );
  return { ...state, returned: { ...state.returned, ...said }, handoffs };
}

/** The time runs from the first of what it waited for. */
function handOverBy({ handOver }: LeadState, handoff: string, dueAt: IsoInstant | undefined): LeadState['handOver'] {
  if (handOver?.handoff === handoff) return handOver;
  return dueAt === undefined ? undefined : { handoff, dueAt, missed: false };
}

/** All that is open goes along, with its clock. */
function takenOver(state: LeadState, holder: Holder, at: IsoInstant): LeadState {
  const handoffs = state.handoffs.map((one) => {
    if (after(one.status, 'owner-changed') === undefined) return one;
    const { to, toQueue, before = [] } = one;
    return { ...one, to: holder, toQueue: undefined, before: [...before.slice(1 - OWNERS_KEPT), { to, toQueue }] };
  });
  return { ...state, holder, ownerAt: at, handoffs };
}
