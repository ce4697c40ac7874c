/** The one place where anything is decided: a lead, an input, a moment and the agreement in; facts and writes out. Pure. */
import type { Agreement, HandoffTerms } from './agreement/schema.ts';
import { brief } from './brief.ts';
import type { Circumstances } from './circumstances.ts';
import { desired } from './desired.ts';
import { type Deed, Draft } from './draft.ts';
import type { Cause, Holder, NewFact, ScoreFact, Stage } from './facts.ts';
import { followHandoffs } from './follow.ts';
import { handoffKey } from './handoff-key.ts';
import { earliest, type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { type Lead, type LeadState, mergeFields, openHandoffs, type WrittenValue } from './lead.ts';
import { takeUpNews } from './news.ts';
import { permit } from './permit.ts';
import { qualify } from './qualify.ts';
import type { Fields } from './record.ts';
import { type Score, score as scoreOf } from './score.ts';
import type { OwnerKey } from './team.ts';
import { deadlineTerm } from './terms.ts';
import { texts } from './texts/index.ts';

/**
 * `look`: a record changed, an activity was seen, or time passed: all three are judged from what is kept.
 * `assigned`: the pool's answer to `needsOwner` of the decision before.
 */
export type Input = { readonly circumstances: Circumstances } & (
  | { readonly kind: 'look' }
  | { readonly kind: 'assigned'; readonly handoff: string; readonly owner: Assigned }
);

export interface Assigned {
  readonly member?: OwnerKey | undefined;
  readonly queue?: string | undefined;
  readonly turn: number;
}

/** Ask the pool for the next owner, then decide again with the answer; nothing was handed off yet. */
export interface NeedsOwner {
  readonly handoff: string;
  readonly pool: string;
  /** The member who owns the account already, if the pool has them. */
  readonly preferred?: OwnerKey | undefined;
  readonly exclude: readonly OwnerKey[];
}

export interface Decision {
  readonly facts: readonly NewFact[];
  readonly deeds: readonly Deed[];
  readonly state: LeadState;
  readonly score: Score;
  /** Baton's own fields as they should be. */
  readonly desired: Fields;
  /** Worth writing now: stage, temperature or deadline changed, or the total moved enough. */
  readonly statusDue: boolean;
  /** People's values in our fields, taken up. */
  readonly taken: readonly WrittenValue[];
  readonly needsOwner?: NeedsOwner | undefined;
  /** The next moment at which time alone can change anything. */
  readonly nextAt: IsoInstant | undefined;
}

/** Equal arguments give equal decisions. Facts are to be appended, and deeds put out, in one transaction with the state. */
export function decide(lead: Lead, input: Input, now: Temporal.Instant, agreement: Agreement): Decision {
  const { circumstances } = input;
  const draft = new Draft(lead, iso(now), circumstances.agreement);
  const fields = mergeFields(lead);
  const score = scoreOf(lead, agreement, now, lead.state.version === 0 ? undefined : lead.state.temperature);
  const verdicts = qualify({ lead, fields, score, now, agreement });
  const subject: Judged = { lead, fields, score, evidence: verdicts.evidence, now, agreement, circumstances };

  const taken = takeUpNews(draft, lead, circumstances, now);
  if (score.temperature !== draft.state.temperature) {
    const { temperature: from } = draft.state;
    draft.add({ kind: 'temperature-changed', from, to: score.temperature, total: score.total }, byRule('temperature'));
  }
  const followed = followHandoffs(draft, subject);
  const due = agreement.handoffs.find((terms) => stands(draft.state, terms, verdicts[terms.stage].holds));
  let needsOwner: NeedsOwner | undefined;
  if (due !== undefined) {
    if (input.kind === 'assigned' && input.handoff === due.type) handOff(draft, subject, due, input.owner);
    else if (permit(draft, subject, due)) needsOwner = ownerRequest(subject, due);
  }
  const wanted = desired(lead, draft.state, score, circumstances);
  return {
    facts: draft.facts,
    deeds: draft.deeds,
    state: draft.state,
    score,
    desired: wanted,
    statusDue: isStatusDue(lead, wanted, circumstances),
    taken,
    needsOwner,
    nextAt: earliest(score.nextAt, verdicts.mql.nextAt, verdicts.sql.nextAt, followed.nextAt),
  };
}

/** The stages from which each handoff may start: a returned lead may qualify again. */
const STARTS: Readonly<Record<HandoffTerms['stage'], readonly Stage[]>> = { mql: ['lead', 'returned'], sql: ['mql'] };

function stands(state: LeadState, terms: HandoffTerms, holds: 'yes' | 'no' | 'unknown'): boolean {
  return (
    holds === 'yes' && STARTS[terms.stage].includes(state.stage) && !state.handoffs.some((h) => h.status === 'refused')
  );
}

function ownerRequest({ lead, circumstances }: Judged, terms: HandoffTerms): NeedsOwner {
  const account = [...lead.companies, ...lead.records].find(
    (record) =>
      record.ref.system === 'salesforce' &&
      record.ref.object !== 'lead' &&
      typeof record.fields['ownerId'] === 'string',
  );
  const owner = account?.fields['ownerId'];
  const preferred =
    typeof owner === 'string'
      ? circumstances.people.memberOf('salesforce', { type: 'person', user: owner })
      : undefined;
  const sentBackBy = lead.state.handoffs.flatMap((h) =>
    h.outcome === 'sent-back' && h.to.member !== undefined ? [h.to.member] : [],
  );
  return {
    handoff: terms.type,
    pool: terms.pool,
    preferred: preferred?.department === terms.to ? (preferred.key as OwnerKey) : undefined,
    exclude: sentBackBy,
  };
}

function handOff(draft: Draft, judged: Judged, terms: HandoffTerms, owner: Assigned): void {
  const { lead, score, circumstances, agreement } = judged;
  const before = draft.state;
  const cause = byRule(`${terms.stage}-rule`);
  const frozen = scoreFact(score);
  const episode = terms.stage === 'mql' ? before.episode + 1 : before.episode;
  const assignee = owner.member === undefined ? undefined : circumstances.people.member(owner.member);
  const t = texts(assignee?.language ?? circumstances.language);
  const reason = t.brief.reason(
    terms.label[assignee?.language ?? circumstances.language],
    score.total,
    t.words.temperature[score.temperature],
  );
  draft.add({ kind: 'stage-changed', from: before.stage, to: terms.stage, score: frozen }, cause);
  for (const open of openHandoffs(before)) {
    draft.add({ kind: 'handoff-closed', handoff: open.key, outcome: 'advanced' }, cause);
    closeTask(draft, judged, open.key, open.taskId);
  }
  const key = handoffKey(lead.id, terms.type, episode);
  const deadlines = terms.deadlines.map(deadlineTerm);
  const to: Holder = { department: terms.to, member: owner.member };
  draft.add(
    {
      kind: 'handoff-decided',
      handoff: key,
      type: terms.type,
      episode,
      from: before.holder,
      to,
      toQueue: owner.queue,
      priority: terms.priority[score.temperature],
      deadlines,
      score: frozen,
      reason: { text: reason },
      pool: terms.pool,
      turn: owner.turn,
    },
    cause,
  );
  const written = brief({
    lead,
    stage: terms.stage,
    terms,
    deadlines,
    score,
    evidence: judged.evidence,
    assignee,
    reason,
    circumstances,
    zone: agreement.zone,
  });
  draft.deeds.push({
    system: 'salesforce',
    key,
    payload: { kind: 'handoff', handoff: key, agreement: circumstances.agreement, brief: written },
  });
}

/** Baton closes its own task when the lead moves on, unless a person has done so. */
function closeTask(draft: Draft, { lead, circumstances }: Judged, handoff: string, taskId: string | undefined): void {
  const done = lead.activities.some(
    (activity) => activity.kind === 'handoff-task-completed' && activity.properties['handoff'] === handoff,
  );
  const state = draft.state.handoffs.find((h) => h.key === handoff);
  if (done || taskId === undefined || state === undefined) return;
  const comment = texts(circumstances.language).brief.closedByBaton;
  draft.deeds.push({
    system: 'salesforce',
    key: `close-${handoff}`,
    payload: { kind: 'close-task', handoff: state.key, taskId, comment },
  });
}

/** Score lines beyond this many are summed up in one, so that a ledger entry stays within its size. */
const LINES_FROZEN = 40;

/** The score as a handoff freezes it. */
export function scoreFact(score: Score): ScoreFact {
  const lines = score.lines.slice(0, LINES_FROZEN).map((line) => ({
    rule: line.rule,
    points: line.points,
    ...(line.evidence === undefined ? {} : { evidence: { ref: line.evidence } }),
    ...(line.at === undefined ? {} : { at: line.at }),
  }));
  const rest = score.lines.slice(LINES_FROZEN).reduce((sum, line) => sum + line.points, 0);
  if (rest !== 0) lines.push({ rule: 'other', points: rest });
  return { attribute: score.attribute, behaviour: score.behaviour, total: score.total, lines };
}

export function byRule(rule: string): Cause {
  return { by: 'rule', rule };
}

function isStatusDue(lead: Lead, wanted: Fields, { scoreDelta }: Circumstances): boolean {
  const last = (field: string): unknown =>
    lead.written.find((value) => value.field === field && value.by === 'baton')?.value;
  const lastTotal = last('totalScore');
  const total = Number(wanted['totalScore']);
  if (typeof lastTotal !== 'number') return total >= scoreDelta || wanted['stage'] !== 'lead';
  if (Math.abs(total - lastTotal) >= scoreDelta) return true;
  return ['stage', 'temperature', 'ownerName', 'contactDeadline'].some(
    (field) => (last(field) ?? null) !== (wanted[field] ?? null),
  );
}
