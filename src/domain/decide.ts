/** The one place where anything is decided: a lead, an input, a moment and the agreement in; facts and writes out. Pure. */

import { takeAcceptance } from './acceptance.ts';
import { advance, type Due } from './advance.ts';
import { judge } from './agreement/condition.ts';
import { place } from './agreement/placing.ts';
import type { Agreement } from './agreement/schema.ts';
import { type Answer, askApproval, takeApproval } from './approval.ts';
import { byRule } from './cause.ts';
import type { Circumstances } from './circumstances.ts';
import { crossingDue, crossingFields, crossingTouches } from './crossing.ts';
import { takeUpDeals } from './deals.ts';
import { desired, isStatusDue } from './desired.ts';
import { type Deed, Draft } from './draft.ts';
import type { NewFact } from './facts.ts';
import { ownersFound, stagesEmptied, statusesFound } from './first-sight.ts';
import { followHandoffs } from './follow.ts';
import { type Assigned, closeStrays, handOver, reachStage } from './hand-over.ts';
import { inOrder, nextActivity } from './in-order.ts';
import { earliest, type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { type Lead, type LeadState, mergeFields, openHandoffs, type WrittenValue } from './lead.ts';
import { isLeft, takeLeave } from './leave.ts';
import { afterTaking, takeUpNews } from './news.ts';
import { type OwnerDoubt, ownerDoubts, ownersBrought, takeOwners } from './owner-change.ts';
import { goneDoubts } from './owner-gone.ts';
import { lapse, type Permission, permit } from './permit.ts';
import { qualify } from './qualify.ts';
import type { Fields } from './record.ts';
import { type NeedsOwner, ownerRequest } from './routing.ts';
import { takeSalesWords, takeSendBack } from './sales-word.ts';
import { type Score, score as scoreOf } from './score.ts';
import { isOutside, passThreshold } from './selection.ts';
import { eachOnce } from './twins.ts';
import { justAfter } from './window.ts';

export type { Assigned } from './hand-over.ts';
export type { NeedsOwner } from './routing.ts';

/**
 * `look`: a record changed, an activity was seen, or time passed: all three are judged from what is kept.
 * `assigned`: the pool's answer to `needsOwner` of the decision before.
 */
export type Input = {
  readonly circumstances: Circumstances;
  /** What somebody has just said by command. */
  readonly answer?: Answer | undefined;
} & ({ readonly kind: 'look' } | { readonly kind: 'assigned'; readonly handoff: string; readonly owner: Assigned });

export interface Decision {
  readonly facts: readonly NewFact[];
  readonly deeds: readonly Deed[];
  readonly state: LeadState;
  readonly score: Score;
  /** Baton's own fields as they should be. */
  readonly desired: Fields;
  /** Worth writing now: in some record, stage, temperature, owner or deadline is another, or the total moved enough. */
  readonly statusDue: boolean;
  /** Values in our fields to remember: people's, taken up, and ours, seen to have arrived. */
  readonly taken: readonly WrittenValue[];
  readonly needsOwner?: NeedsOwner | undefined;
  /** Records whose owner, as a person gave it, can have no handoff. */
  readonly ownerDoubts: readonly OwnerDoubt[];
  /** The selection rule leaves it out. */
  readonly outside: boolean;
  /** The next moment at which time alone can change anything. */
  readonly nextAt: IsoInstant | undefined;
}

/**
 * Equal arguments give equal decisions, in whatever order the lead's records and activities come. Facts are to be appended, and deeds put out, in one
 * transaction with the state.
 */
export function decide(given: Lead, input: Input, now: Temporal.Instant, agreement: Agreement): Decision {
  const { circumstances } = input;
  const found = touchedOnce(inOrder(given), circumstances);
  const draft = new Draft(found, iso(now), circumstances.agreement);
  if (isLeft(found)) return leaving(draft, found, circumstances, now, agreement);
  const fields = mergeFields(found);
  const score = scoreOf(found, agreement, now, found.state.version === 0 ? undefined : found.state.temperature);
  const outside = isOutside({ lead: found, fields, score, now, agreement }, circumstances.selection);
  // Whoever never took part leaves no trace in the ledger.
  if (outside && found.state.version === 0) return leftAlone(draft, score, outside);
  const { taken, said, answers, owners } = takeUpNews(draft, found, circumstances, now);
  passThreshold(draft, found, outside, now);
  const lead: Lead = { ...found, written: afterTaking(found.written, taken) };
  const verdicts = qualify({ lead, fields, score, now, agreement });
  const judged: Judged = { lead, fields, score, evidence: verdicts.evidence, now, agreement, circumstances };

  const { temperature: from } = draft.state;
  if (score.temperature !== from && !outside) {
    draft.add({ kind: 'temperature-changed', from, to: score.temperature, total: score.total }, byRule('temperature'));
  }
  const overruled = takeOwners(draft, judged, [...owners, ...ownersBrought(found, circumstances)]);
  if (said !== undefined) reachStage(draft, judged, said.stage, said.cause);
  else takeSendBack(draft, judged);
  takeUpDeals(draft, judged);
  takeSalesWords(draft, judged);
  for (const answer of input.answer === undefined ? answers : [...answers, input.answer]) {
    takeApproval(draft, judged, answer);
    takeAcceptance(draft, judged, answer);
  }
  const followed = followHandoffs(draft, judged, { mayGiveAgain: !outside });
  closeStrays(draft, judged);
  const next = outside ? NOTHING_DUE : advance(draft.state, judged, verdicts);
  const { needsOwner, nextAt: permittedAt } = take(draft, judged, next.due, input);
  const placing = place(judged, judge);
  const crossing = crossingTouches(lead, circumstances, { now, zone: agreement.zone });
  const crosses = crossingDue(lead, draft.state, crossing, now);
  const wanted = { ...desired(judged, draft.state, placing), ...crossingFields(crossing) };
  return {
    facts: draft.facts,
    deeds: draft.deeds,
    state: draft.state,
    score,
    desired: wanted,
    // What is still followed to its end is written too.
    statusDue:
      (!outside || openHandoffs(found.state).length > 0) &&
      (crosses.due || isStatusDue(lead, draft.state, wanted, circumstances)),
    taken: [
      ...afterTaking(taken, overruled),
      ...ownersFound(judged, draft.state),
      ...statusesFound(judged),
      ...stagesEmptied(judged),
    ],
    needsOwner,
    ownerDoubts: [...ownerDoubts(judged, draft.state), ...goneDoubts(judged, draft.state)],
    outside,
    nextAt: earliest(
      ...(outside ? [] : [score.nextAt, verdicts.mql.nextAt, verdicts.sql.nextAt]),
      followed.nextAt,
      outside ? undefined : crosses.nextAt,
      next.nextAt,
      permittedAt,
      reachedWithoutHandoff(draft) ? justAfter(iso(now)) : undefined,
      placing?.nextAt,
      nextActivity(lead, iso(now)),
    ),
  };
}

/** What the systems copied from each other counts once. */
function touchedOnce(lead: Lead, { people }: Circumstances): Lead {
  const activities = eachOnce(lead.activities, people);
  return activities === lead.activities ? lead : { ...lead, activities };
}

/** Nothing is looked for again until a record of the person is there. */
function leaving(
  draft: Draft,
  lead: Lead,
  circumstances: Circumstances,
  now: Temporal.Instant,
  agreement: Agreement,
): Decision {
  const score = scoreOf(lead, agreement, now, lead.state.version === 0 ? undefined : lead.state.temperature);
  takeLeave(draft, { lead, fields: {}, score, evidence: [], now, agreement, circumstances });
  return leftAlone(draft, score, false);
}

function leftAlone({ facts, deeds, state }: Draft, score: Score, outside: boolean): Decision {
  const nothing = { desired: {}, statusDue: false, taken: [], ownerDoubts: [], nextAt: undefined };
  return { facts, deeds, state, score, outside, ...nothing };
}

const NOTHING_DUE = { due: undefined, nextAt: undefined } as const;

/** More may follow from another stage at once. After a handoff its answer brings the next look; else nothing would. */
function reachedWithoutHandoff({ facts, deeds }: Draft): boolean {
  // Also where it ends at the stage where it began: a person's word, and a rule that answers it.
  return (
    facts.some(({ fact }) => fact.kind === 'stage-changed') && !deeds.some(({ payload }) => payload.kind === 'handoff')
  );
}

interface Taken {
  readonly needsOwner?: NeedsOwner | undefined;
  readonly nextAt?: IsoInstant | undefined;
}

/** Takes the step that is due, if it is permitted. Answers the request for an owner where one is needed first. */
function take(draft: Draft, judged: Judged, due: Due | undefined, input: Input): Taken {
  if (due === undefined) {
    lapse(draft);
    return {};
  }
  // What Salesforce will not take is settled first, by a person.
  if (draft.state.handoffs.some(({ status }) => status === 'refused')) return {};
  const permission = permitted(draft, judged, due);
  const { nextAt } = permission;
  if (!permission.given) return { nextAt };
  if (due.kind === 'stage') {
    reachStage(draft, judged, due.stage, byRule(`${due.stage}-rule`));
    return { nextAt };
  }
  const { terms } = due;
  if (input.kind === 'look' || input.handoff !== terms.type)
    return { needsOwner: ownerRequest(judged, terms, draft.state), nextAt };
  handOver(draft, judged, terms, input.owner);
  return { nextAt };
}

/** What was somebody's already has passed gate, baseline and approval. */
function permitted(draft: Draft, judged: Judged, due: Due): Permission {
  if (due.kind === 'handoff' && due.again === true) return { given: true, nextAt: undefined };
  const permission = permit(draft, judged, due);
  if (!permission.given || due.kind === 'stage') return permission;
  const { given, nextAt } = askApproval(draft, judged, due.terms);
  return { given, nextAt: earliest(permission.nextAt, nextAt) };
}
