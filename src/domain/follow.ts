/** Follows open handoffs: first contact from evidence, deadlines met and missed. Measuring goes on after a breach. */
import { expire } from './acceptance.ts';
import type { Activity } from './activity.ts';
import type { Directory } from './circumstances.ts';
import type { Draft } from './draft.ts';
import type { DueDeadline } from './facts.ts';
import { firstContact } from './first-contact.ts';
import { earliest, type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, openHandoffs } from './lead.ts';
import { takeFromWhoeverIsGone } from './owner-gone.ts';
import { press } from './pressing.ts';
import { saidAtOf, sameRef } from './record.ts';
import { justAfter } from './window.ts';

/** Answers when the next deadline will have passed. `mayGiveAgain`: what its owner lets lie may go to somebody else. */
export function followHandoffs(
  draft: Draft,
  judged: Judged,
  { mayGiveAgain }: { readonly mayGiveAgain: boolean },
): { readonly nextAt: IsoInstant | undefined } {
  let nextAt: IsoInstant | undefined;
  for (const { key } of openHandoffs(draft.state)) {
    seeFirstContact(draft, judged, key);
    const handoff = draft.state.handoffs.find((h) => h.key === key);
    if (handoff === undefined) continue;
    for (const due of handoff.due) nextAt = earliest(nextAt, follow(draft, judged, handoff, due));
    const step = { mayGiveAgain };
    for (const due of handoff.due) nextAt = earliest(nextAt, press(draft, judged, { key, due, ...step }));
    if (!mayGiveAgain) continue;
    expire(draft, judged, key);
    takeFromWhoeverIsGone(draft, judged, key);
  }
  return { nextAt };
}

function seeFirstContact(draft: Draft, { lead, now, agreement, circumstances }: Judged, key: string): void {
  const handoff = draft.state.handoffs.find((h) => h.key === key);
  if (handoff === undefined || handoff.firstContactAt !== undefined) return;
  const past = lead.activities.filter(({ occurredAt }) => occurredAt <= iso(now));
  const seen = firstContact(handoff, past, agreement.firstContact, circumstances.people);
  if (seen === undefined) return;
  const { activity, how } = seen;
  const member = circumstances.people.memberOf(activity.system, activity.actor);
  draft.add(
    {
      kind: 'first-contact-seen',
      handoff: handoff.key,
      how,
      activity: { ref: { system: activity.system, object: activity.kind, id: activity.id } },
      at: activity.occurredAt,
    },
    { by: 'person', user: member?.key, how: 'unknown' },
  );
}

/**
 * Adds `deadline-met` or `deadline-missed` when that is certain; else answers the moment to look again. What was done in time and is read only after the
 * deadline has passed still meets it.
 */
function follow(draft: Draft, judged: Judged, handoff: HandoffState, due: DueDeadline): IsoInstant | undefined {
  const { deadline, dueAt } = due;
  if (handoff.met.includes(deadline)) return undefined;
  const metAt = whenMet(judged, handoff, deadline);
  if (metAt !== undefined && metAt <= dueAt) {
    draft.add({ kind: 'deadline-met', handoff: handoff.key, deadline, dueAt, at: metAt }, { by: 'time' });
    return undefined;
  }
  if (handoff.missed.includes(deadline)) return undefined;
  if (iso(judged.now) <= dueAt) return justAfter(dueAt);
  draft.add({ kind: 'deadline-missed', handoff: handoff.key, deadline, dueAt }, { by: 'time' });
  return undefined;
}

/** When what the deadline asks for was done, as far as the kept records say. Nothing counts before the task was made. */
function whenMet(judged: Judged, handoff: HandoffState, deadline: string): IsoInstant | undefined {
  const since = handoff.taskAt;
  if (since === undefined) return undefined;
  if (deadline === 'first-contact') return handoff.firstContactAt;
  if (deadline === 'acceptance') return handoff.acceptedAt;
  if (deadline === 'recording') return recorded(judged, handoff);
  return deadline === 'meeting' ? meetingSet(judged, handoff, since) : statusUpdated(judged, handoff, since);
}

/** A first contact that somebody reported is not written down yet: when, how and what came of it is. It counts from when it was entered. */
function recorded({ lead, now, agreement, circumstances }: Judged, handoff: HandoffState): IsoInstant | undefined {
  const past = lead.activities.filter(({ occurredAt }) => occurredAt <= iso(now));
  const seen = firstContact(handoff, past, { ...agreement.firstContact, reported: false }, circumstances.people);
  if (seen === undefined) return undefined;
  const { occurredAt, properties } = seen.activity;
  const entered = properties['createdAt'];
  return typeof entered === 'string' && entered > occurredAt ? (entered as IsoInstant) : occurredAt;
}

/**
 * A meeting of whoever has the lead now, or of that department, which takes or took place after the task was made. It counts from when it was entered; one that
 * had been arranged before the handoff counts at once.
 */
function meetingSet(judged: Judged, handoff: HandoffState, since: IsoInstant): IsoInstant | undefined {
  const { lead, now, circumstances } = judged;
  const entered = lead.activities
    .filter((activity) => activity.occurredAt >= since && isMeetingOf(activity, handoff, circumstances.people))
    .map((activity) => enteredAt(activity, iso(now)));
  const first = earliest(...entered);
  return first !== undefined && first < since ? since : first;
}

function isMeetingOf({ kind, system, actor, properties }: Activity, handoff: HandoffState, people: Directory): boolean {
  if (kind !== 'meeting' || properties['outcome'] === 'cancelled') return false;
  const member = people.memberOf(system, actor);
  // Whoever has it may be of another department: a pool may hold such members, and another pool stand in for it.
  return member !== undefined && (member.key === handoff.to.member || member.department === handoff.to.department);
}

/** Where the system does not tell when a meeting was entered: before it began, and not after it was seen. */
function enteredAt({ properties, occurredAt }: Activity, now: IsoInstant): IsoInstant | undefined {
  const entered = properties['createdAt'];
  return earliest(occurredAt, typeof entered === 'string' ? (entered as IsoInstant) : now);
}

/**
 * A status counts as updated when something else was recorded of an item of evidence than was known at the handoff, or when somebody changed the
 * Salesforce status: after the task was made, and as far as the record's last change can tell when.
 */
function statusUpdated({ lead, evidence }: Judged, handoff: HandoffState, since: IsoInstant): IsoInstant | undefined {
  const known = handoff.evidence;
  const recorded = evidence
    .filter(({ item, value }) => known !== undefined && value !== null && String(value) !== known[item])
    .map(({ from }) => from && saidAtOf(from));
  const changed = lead.written
    .filter(({ by, field, target }) => by === 'person' && field === 'leadStatus' && target.system === 'salesforce')
    .filter(({ at }) => at >= since)
    .flatMap(({ at, target }) => [at, lead.records.find(({ ref }) => sameRef(ref, target))?.modifiedAt]);
  return earliest(...[...recorded, ...changed].filter((at) => at !== undefined && at >= since));
}
