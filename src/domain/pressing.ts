/** What follows where a deadline is not met: a reminder before it, the manager after it, another owner at last, each when the agreement says so. */
import { mayBeGivenAgain } from './advance.ts';
import type { Draft } from './draft.ts';
import type { DueDeadline, HandoffKey } from './facts.ts';
import { closeHandoff } from './hand-over.ts';
import { earliest, type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, openHandoffs } from './lead.ts';
import { justAfter } from './window.ts';

export interface Pressed {
  readonly key: HandoffKey;
  readonly due: DueDeadline;
  /** What its owner lets lie may go to somebody else. */
  readonly mayGiveAgain: boolean;
}

/** Adds what is due; answers when the next step will be. */
export function press(draft: Draft, judged: Judged, { key, due, mayGiveAgain }: Pressed): IsoInstant | undefined {
  const handoff = openHandoffs(draft.state).find((one) => one.key === key);
  const { deadline, dueAt, remindAt, escalateAt, reassignAt } = due;
  if (handoff === undefined || handoff.met.includes(deadline)) return undefined;
  const now = iso(judged.now);
  let nextAt: IsoInstant | undefined;
  const reached = (at: IsoInstant | undefined): boolean => {
    if (at !== undefined && now < at) nextAt = earliest(nextAt, at);
    return at !== undefined && now >= at;
  };
  const { reminded = [], escalated = [] } = handoff;
  const isLate = done(handoff, deadline);
  if (!isLate && !reminded.includes(deadline) && now <= dueAt && reached(remindAt))
    draft.add({ kind: 'deadline-near', handoff: key, deadline, dueAt }, { by: 'time' });
  // Once the deadline has passed: what was done late ends it.
  if (now <= dueAt)
    return nextAt ?? (escalateAt !== undefined || reassignAt !== undefined ? justAfter(dueAt) : undefined);
  if (isLate) return undefined;
  if (!escalated.includes(deadline) && reached(escalateAt)) {
    const { department } = handoff.to;
    const member = judged.circumstances.people.managerOf(handoff.to, handoff.toQueue);
    draft.add({ kind: 'escalated', handoff: key, deadline, dueAt, to: { department, member } }, { by: 'time' });
  }
  if (mayGiveAgain && maybeTaken(handoff) && mayBeGivenAgain(draft.state, handoff) && reached(reassignAt))
    closeHandoff(draft, judged, handoff, { outcome: 'reassigned', cause: { by: 'time' } });
  return nextAt;
}

/** Late, but done: nobody is pressed any more. */
function done({ firstContactAt, acceptedAt }: HandoffState, deadline: string): boolean {
  if (deadline === 'first-contact') return firstContactAt !== undefined;
  return deadline === 'acceptance' && acceptedAt !== undefined;
}

/** It is taken from a person who has not been in touch at all; whoever works on it keeps it, and from a queue there is nobody to take it. */
function maybeTaken({ to, status, firstContactAt }: HandoffState): boolean {
  return to.member !== undefined && firstContactAt === undefined && (status === 'open' || status === 'accepted');
}
