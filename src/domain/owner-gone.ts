/** Whoever has an open handoff and may not log in to Salesforce any more cannot see to it: it goes to somebody else, whatever was done so far. */
import { byRule } from './cause.ts';
import type { Draft } from './draft.ts';
import { closeHandoff } from './hand-over.ts';
import { after } from './handoff-machine.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, openHandoffs } from './lead.ts';

/**
 * Ends it as `reassigned`, so that it is given again by the agreement's routing. With a queue it stays. One whose task is not made yet ends once it is, since nobody knows
 * for whom it is being made; and one that has led to another stage is left to people, as there is no handoff to be made again.
 */
export function takeFromWhoeverIsGone(draft: Draft, judged: Judged, key: HandoffState['key']): void {
  const open = openHandoffs(draft.state).find((one) => one.key === key);
  if (open?.to.member === undefined || !judged.circumstances.people.isGone(open.to.member)) return;
  if (after(open.status, 'handoff-closed', 'reassigned') === undefined || !mayBeMadeAgain(draft, judged, open)) return;
  closeHandoff(draft, judged, open, { outcome: 'reassigned', cause: byRule('owner-inactive') });
}

function mayBeMadeAgain({ state }: Draft, { agreement }: Judged, { type, decidedAt }: HandoffState): boolean {
  const { stageSince } = state;
  return (
    agreement.handoffs.some((terms) => terms.type === type) && (stageSince === undefined || stageSince <= decidedAt)
  );
}
