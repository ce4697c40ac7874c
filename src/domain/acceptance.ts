/** Acceptance after a handoff: the new owner's yes or no. A no, or none in time, gives the lead to somebody else; silence is no yes. */
import type { Answer } from './approval.ts';
import type { Draft } from './draft.ts';
import { closeHandoff } from './hand-over.ts';
import { after } from './handoff-machine.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, openHandoffs } from './lead.ts';

/** Adds the answer, if somebody is asked for one and it is theirs to give. */
export function takeAcceptance(draft: Draft, judged: Judged, { to, yes, cause, comment }: Answer): void {
  const user = cause.by === 'person' ? cause.user : undefined;
  const open = to === 'acceptance' ? awaited(draft.state.handoffs) : undefined;
  if (open === undefined || user === undefined || !mayAccept(judged, open, user)) return;
  if (yes) draft.add({ kind: 'handoff-accepted', handoff: open.key }, cause);
  else closeHandoff(draft, judged, open, { outcome: 'declined', cause, comment });
}

/** The newest open handoff that its owner has neither accepted nor declined. */
export function awaited(handoffs: readonly HandoffState[]): HandoffState | undefined {
  return handoffs.findLast(
    ({ status, terms, acceptedAt }) =>
      acceptedAt === undefined &&
      after(status, 'handoff-accepted') !== undefined &&
      terms.some(({ deadline }) => deadline === 'acceptance'),
  );
}

/** Its owner; of a queue, anybody in the department. */
function mayAccept({ circumstances: { people } }: Judged, { to }: HandoffState, user: string): boolean {
  return to.member === undefined ? people.member(user)?.department === to.department : to.member === user;
}

/**
 * What was not accepted in time goes to somebody else, unless its owner is at work on it already. With a queue it stays: there is nobody to take it from.
 */
export function expire(draft: Draft, judged: Judged, key: HandoffState['key']): void {
  const open = openHandoffs(draft.state).find((one) => one.key === key);
  if (open?.status !== 'open' || open.to.member === undefined || !open.missed.includes('acceptance')) return;
  closeHandoff(draft, judged, open, { outcome: 'expired', cause: { by: 'time' } });
}
