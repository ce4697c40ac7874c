/** Handing a lead over: the facts, the frozen score, the task with its brief, and the end of the handoff before. */
import type { Agreement, HandoffTerms } from './agreement/schema.ts';
import { brief } from './brief.ts';
import { byRule } from './cause.ts';
import { collisionMs, othersActive } from './collisions.ts';
import type { Draft } from './draft.ts';
import {
  type Cause,
  type DeadlineTerm,
  type HandoffKey,
  type HandoffOutcome,
  type Holder,
  type LeadId,
  type ScoreFact,
  STAGES,
  type Stage,
} from './facts.ts';
import { handoffKey } from './handoff-key.ts';
import { iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, type LeadState, openHandoffs } from './lead.ts';
import { wordsOnReturn } from './said-by-sales.ts';
import type { Score } from './score.ts';
import type { OwnerKey } from './team.ts';
import { deadlineTerm, termOf } from './terms.ts';
import { texts } from './texts/index.ts';

/** Whom the pool chose: a member, or its queue. */
export interface Assigned {
  readonly member?: OwnerKey | undefined;
  readonly queue?: string | undefined;
  /** Whose turn it was; absent: the pool that the handoff names. */
  readonly pool?: string | undefined;
  readonly turn: number;
}

/** The stage changes, open handoffs end, and the new one is put out as one deed under its key. */
export function handOver(draft: Draft, judged: Judged, terms: HandoffTerms, owner: Assigned): void {
  const { lead, score, circumstances } = judged;
  const before = draft.state;
  const reached = terms.stage ?? before.stage;
  const cause = byRule(before.stage === reached ? terms.type : `${reached}-rule`);
  const frozen = scoreFact(score);
  const episode = nextEpisode(before, terms);
  const assignee = owner.member === undefined ? undefined : circumstances.people.member(owner.member);
  const language = assignee?.language ?? circumstances.language;
  const t = texts(language);
  const reason = t.brief.reason(terms.label[language], score.total, t.words.temperature[score.temperature]);
  if (before.stage !== reached)
    draft.add({ kind: 'stage-changed', from: before.stage, to: reached, score: frozen }, cause);
  closeOpen(draft, judged, ({ type }) => (leadsOn(judged.agreement, type, terms) ? 'advanced' : 'superseded'), cause);
  const key = handoffKey(lead.id, terms.type, episode);
  const deadlines = deadlinesOf(terms);
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
      evidence: judged.evidence.flatMap(({ item, value }) =>
        value === null ? [] : [{ item, value: { text: String(value) } }],
      ),
      pool: owner.pool ?? terms.pool,
      turn: owner.turn,
    },
    cause,
  );
  const { handOver } = before;
  if (handOver?.handoff === terms.type && !handOver.missed) {
    const met = { deadline: 'handing-over', dueAt: handOver.dueAt, at: iso(judged.now) } as const;
    draft.add({ kind: 'deadline-met', handoff: key, ...met }, { by: 'time' });
  }
  const written = brief({
    lead,
    agreement: judged.agreement,
    stage: reached,
    terms,
    deadlines,
    score,
    evidence: judged.evidence,
    assignee,
    reason,
    others: othersOf(judged, terms, before.holder.department),
    circumstances,
    zone: judged.agreement.zone,
  });
  draft.deeds.push({
    system: 'salesforce',
    key,
    payload: { kind: 'handoff', handoff: key, agreement: circumstances.agreement, brief: written },
  });
}

/** Who else is at it, so that the new owner speaks with them before calling. */
function othersOf({ lead, agreement, circumstances, now }: Judged, { to }: HandoffTerms, from: string) {
  const withinMs = collisionMs(agreement);
  const { approaches = [] } = circumstances;
  return withinMs === undefined ? [] : othersActive(approaches, { lead: lead.id, to, from, now: iso(now) }, withinMs);
}

/** A person may name a stage again that its handoff has led to already: that is another qualification, with another key. */
function nextEpisode({ handoffs, episode }: LeadState, { type, stage }: HandoffTerms): number {
  const decided = handoffs.some((one) => one.type === type && one.episode === episode);
  return stage === 'mql' || decided ? episode + 1 : episode;
}

/** That the next handoff of this type will bear. */
export function nextKey(state: LeadState, lead: LeadId, terms: HandoffTerms): HandoffKey {
  return handoffKey(lead, terms.type, nextEpisode(state, terms));
}

/** The owner's yes has its deadline beside what was agreed that they do. */
function deadlinesOf({ deadlines, acceptance }: HandoffTerms): readonly DeadlineTerm[] {
  const yes = acceptance === undefined ? [] : [termOf('acceptance', acceptance.within)];
  return [...deadlines.map(deadlineTerm), ...yes];
}

/** Whether one follows the other: a person may also have named an earlier stage again. */
function leadsOn({ handoffs }: Agreement, before: string, { type, stage }: HandoffTerms): boolean {
  const reached = handoffs.find((one) => one.type === before)?.stage ?? 'lead';
  return type !== before && STAGES.indexOf(stage ?? 'lead') >= STAGES.indexOf(reached);
}

/** A stage that is reached, or that a person named, without a handoff: what was open ends as the stage says. */
export function reachStage(draft: Draft, judged: Judged, stage: Stage, cause: Cause): void {
  const before = draft.state;
  if (before.stage === stage) return;
  draft.add({ kind: 'stage-changed', from: before.stage, to: stage, score: scoreFact(judged.score) }, cause);
  const outcome = ENDS[stage];
  if (outcome === undefined) return;
  for (const open of openHandoffs(draft.state))
    closeHandoff(draft, judged, open, { outcome, cause, ...wordsOnReturn(judged, stage) });
}

/** Every open handoff ends, and Baton's task with it. */
export function closeOpen(
  draft: Draft,
  judged: Judged,
  outcomeOf: (open: HandoffState) => HandoffOutcome,
  cause: Cause,
): void {
  for (const open of openHandoffs(draft.state)) closeHandoff(draft, judged, open, { outcome: outcomeOf(open), cause });
}

export interface Ending {
  readonly outcome: HandoffOutcome;
  readonly cause: Cause;
  /** What was said with it. */
  readonly reason?: string | undefined;
  readonly comment?: string | undefined;
}

/** It ends, and Baton's task with it. */
export function closeHandoff(draft: Draft, judged: Judged, open: HandoffState, ending: Ending): void {
  const { outcome, cause, reason, comment } = ending;
  draft.add(
    {
      kind: 'handoff-closed',
      handoff: open.key,
      outcome,
      ...(reason === undefined ? {} : { reason: { text: reason } }),
      ...(comment === undefined ? {} : { comment: { text: comment } }),
    },
    cause,
  );
  closeTask(draft, judged, open);
}

/** What becomes of open handoffs. At the other stages their owner goes on. */
const ENDS: Readonly<Partial<Record<Stage, HandoffOutcome>>> = {
  returned: 'sent-back',
  disqualified: 'superseded',
  lost: 'superseded',
  opportunity: 'advanced',
  won: 'advanced',
};

/**
 * A handoff that ended while its answer was lost has a task after all: it ends once more, with its task. One whose task lay in the recycle bin when it
 * ended, and was taken out since, has nothing left to do in it either.
 */
export function closeStrays(draft: Draft, judged: Judged): void {
  for (const handoff of draft.state.handoffs) {
    if (handoff.status !== 'closed' || handoff.taskId === undefined) continue;
    if (handoff.closedAt === undefined) {
      const outcome = handoff.outcome ?? 'superseded';
      draft.add({ kind: 'handoff-closed', handoff: handoff.key, outcome }, { by: 'system', system: 'salesforce' });
    } else if (!isSeenOpen(judged, handoff)) continue;
    closeTask(draft, judged, handoff);
  }
}

function isSeenOpen({ lead }: Judged, { key }: HandoffState): boolean {
  return lead.activities.some(
    ({ kind, properties }) =>
      kind === 'handoff-task-open' && properties['handoff'] === key && properties['status'] !== 'deleted',
  );
}

/** Baton closes its own task when the lead moves on, unless a person has completed or deleted it. */
function closeTask(draft: Draft, { lead, circumstances }: Judged, { key, taskId }: HandoffState): void {
  const gone = lead.activities.some(
    ({ kind, properties }) =>
      properties['handoff'] === key &&
      (kind === 'handoff-task-completed' || (kind === 'handoff-task-open' && properties['status'] === 'deleted')),
  );
  if (gone || taskId === undefined) return;
  const comment = texts(circumstances.language).brief.closedByBaton;
  draft.deeds.push({
    system: 'salesforce',
    key: `close-${key}`,
    payload: { kind: 'close-task', handoff: key, taskId, comment },
  });
}

/** Score lines beyond this many are summed up in one, so that a ledger entry stays within its size. */
const LINES_FROZEN = 40;

/** The score as a handoff freezes it; its lines still sum to the total. */
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
