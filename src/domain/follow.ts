/** Follows open handoffs: first contact from evidence, deadlines met and missed. Measuring goes on after a breach. */
import type { Activity } from './activity.ts';
import type { Draft } from './draft.ts';
import type { DueDeadline } from './facts.ts';
import { firstContact } from './first-contact.ts';
import { earliest, type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, openHandoffs } from './lead.ts';

/** Answers when the next deadline will have passed. */
export function followHandoffs(draft: Draft, judged: Judged): { readonly nextAt: IsoInstant | undefined } {
  const at = iso(judged.now);
  let nextAt: IsoInstant | undefined;
  for (const { key } of openHandoffs(draft.state)) {
    seeFirstContact(draft, judged, key);
    const handoff = draft.state.handoffs.find((h) => h.key === key);
    if (handoff === undefined) continue;
    for (const due of handoff.due) nextAt = earliest(nextAt, follow(draft, judged, handoff, due, at));
  }
  return { nextAt };
}

function seeFirstContact(draft: Draft, { lead, agreement, circumstances }: Judged, key: string): void {
  const handoff = draft.state.handoffs.find((h) => h.key === key);
  if (handoff === undefined || handoff.firstContactAt !== undefined) return;
  const seen = firstContact(handoff, lead.activities, agreement.firstContact, circumstances.people);
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

/** Adds `deadline-met` or `deadline-missed` when that has become certain; else answers the moment to look again. */
function follow(
  draft: Draft,
  judged: Judged,
  handoff: HandoffState,
  { deadline, dueAt }: DueDeadline,
  now: IsoInstant,
): IsoInstant | undefined {
  if (handoff.met.includes(deadline)) return undefined;
  const metAt = whenMet(judged, handoff, deadline);
  const missed = handoff.missed.includes(deadline);
  if (metAt !== undefined && metAt <= dueAt && !missed) {
    draft.add({ kind: 'deadline-met', handoff: handoff.key, deadline, dueAt, at: metAt }, { by: 'time' });
    return undefined;
  }
  if (missed) return undefined;
  if (now > dueAt) {
    draft.add({ kind: 'deadline-missed', handoff: handoff.key, deadline, dueAt }, { by: 'time' });
    return undefined;
  }
  return justAfter(dueAt);
}

function justAfter(at: IsoInstant): IsoInstant {
  return iso(Temporal.Instant.from(at).add({ milliseconds: 1 }));
}

/** When what the deadline asks for was done, as far as the kept records say. */
function whenMet({ lead, evidence }: Judged, handoff: HandoffState, deadline: string): IsoInstant | undefined {
  const since = handoff.taskAt;
  if (since === undefined) return undefined;
  if (deadline === 'first-contact') return handoff.firstContactAt;
  if (deadline === 'meeting') {
    return earliest(
      ...lead.activities
        .filter((activity) => isMeetingBy(activity))
        .map(setAt)
        .filter((at) => at >= since),
    );
  }
  // A status counts as updated when BANT was recorded, or a person changed the status, after the task was made.
  const recorded = evidence
    .filter((item) => item.status !== 'open' && item.from !== undefined && item.from.modifiedAt >= since)
    .map((item) => item.from?.modifiedAt);
  const changed = lead.written
    .filter((value) => value.by === 'person' && value.field === 'leadStatus' && value.at >= since)
    .map((value) => value.at);
  return earliest(...recorded, ...changed);
}

function isMeetingBy({ kind, actor, properties }: Activity): boolean {
  return kind === 'meeting' && actor.type === 'person' && properties['outcome'] !== 'canceled';
}

/** A meeting is set when it is entered, which is before it takes place. */
function setAt({ properties, occurredAt }: Activity): IsoInstant {
  const entered = properties['createdAt'];
  return typeof entered === 'string' && entered < occurredAt ? (entered as IsoInstant) : occurredAt;
}
