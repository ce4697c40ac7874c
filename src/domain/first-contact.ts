/** First contact from what really happened: a human call, mail or meeting by the owner, recorded; never a status, never automation, never the task itself. */
import type { Activity } from './activity.ts';
import type { Agreement } from './agreement/schema.ts';
import type { Circumstances } from './circumstances.ts';
import type { HandoffState } from './lead.ts';

export interface FirstContact {
  readonly activity: Activity;
  readonly how: 'evidenced' | 'reported';
}

/** Outcomes of a call that did not reach the lead. A message may stand for a voice mail: Salesforce's words do not tell them apart. */
const REACHED_NOBODY: ReadonlySet<unknown> = new Set([
  'no-answer',
  'busy',
  'wrong-number',
  'left-voicemail',
  'left-message',
  'cancelled',
]);

/** The earliest contact after the handoff's task was made; evidence wins over a report of the same or a later moment. Activities come oldest first. */
export function firstContact(
  handoff: HandoffState,
  activities: readonly Activity[],
  terms: Agreement['firstContact'],
  people: Circumstances['people'],
): FirstContact | undefined {
  const since = handoff.taskAt;
  if (since === undefined) return undefined;
  let reported: FirstContact | undefined;
  for (const activity of activities) {
    if (activity.occurredAt < since) continue;
    if (isContact(activity, handoff, terms, people)) {
      if (reported !== undefined && reported.activity.occurredAt < activity.occurredAt) return reported;
      return { activity, how: 'evidenced' };
    }
    if (reported === undefined && terms.reported && isReport(activity, handoff))
      reported = { activity, how: 'reported' };
  }
  return reported;
}

function isContact(
  activity: Activity,
  handoff: HandoffState,
  terms: Agreement['firstContact'],
  people: Circumstances['people'],
): boolean {
  const { kind } = activity;
  if (kind !== 'call' && kind !== 'mail' && kind !== 'meeting') return false;
  if (!terms.kinds.includes(kind) || activity.properties['direction'] === 'in') return false;
  const member = people.memberOf(activity.system, activity.actor);
  if (member === undefined || !holds(handoff, member.key, member.department)) return false;
  const outcome = activity.properties['outcome'];
  if (kind === 'meeting') return outcome === 'held';
  // Nobody has said what became of a call without an outcome: it is no evidence.
  return kind === 'mail' || (outcome !== null && outcome !== undefined && !REACHED_NOBODY.has(outcome));
}

function holds(handoff: HandoffState, member: string, department: string): boolean {
  return handoff.to.member === undefined ? handoff.to.department === department : handoff.to.member === member;
}

function isReport(activity: Activity, handoff: HandoffState): boolean {
  return (
    activity.kind === 'handoff-task-completed' &&
    activity.properties['handoff'] === handoff.key &&
    activity.actor.type === 'person'
  );
}
