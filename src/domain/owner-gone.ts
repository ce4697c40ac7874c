/** Whoever has an open handoff and may not log in to Salesforce any more cannot see to it: it goes to somebody else, whatever was done so far. */
import { mayBeGivenAgain } from './advance.ts';
import { byRule } from './cause.ts';
import type { Draft } from './draft.ts';
import { closeHandoff } from './hand-over.ts';
import { after } from './handoff-machine.ts';
import type { Judged } from './judged.ts';
import { type HandoffState, type LeadState, openHandoffs, recordInSalesforce } from './lead.ts';
import type { OwnerDoubt } from './owner-change.ts';

/**
 * Ends it as `reassigned`, so that it is given again by the agreement's routing. With a queue it stays. One whose task is not made yet ends once it is, or was refused, since nobody knows
 * for whom it is being made; and one that has led to another stage is left to people, as there is no handoff to be made again.
 */
export function takeFromWhoeverIsGone(draft: Draft, judged: Judged, key: HandoffState['key']): void {
  const open = openHandoffs(draft.state).find((one) => one.key === key);
  if (open?.to.member === undefined || !judged.circumstances.people.isGone(open.to.member)) return;
  if (after(open.status, 'handoff-closed', 'reassigned') === undefined || !mayBeMadeAgain(draft.state, judged, open))
    return;
  closeHandoff(draft, judged, open, { outcome: 'reassigned', cause: byRule('owner-inactive') });
}

/** A handoff that stays with whoever is gone, or who is in the team no more: people must give its record to somebody else. */
export function goneDoubts(judged: Judged, state: LeadState): readonly OwnerDoubt[] {
  const { lead, circumstances } = judged;
  const record = recordInSalesforce(lead);
  if (record === undefined) return [];
  const { people } = circumstances;
  const held = openHandoffs(state).flatMap((open) =>
    open.to.member === undefined ? [] : [{ open, by: open.to.member }],
  );
  // Who is to have what a person took out of the team is theirs to say: 200 handoffs are not given away by the deletion of a line.
  const left = held.find(({ by }) => people.member(by) === undefined);
  if (left !== undefined) return [{ record: record.ref, is: 'left', name: left.by }];
  const stays = held.some(({ open, by }) => people.isGone(by) && !mayBeMadeAgain(state, judged, open));
  return stays ? [{ record: record.ref, is: 'gone' }] : [];
}

function mayBeMadeAgain(state: LeadState, { agreement }: Judged, open: HandoffState): boolean {
  return agreement.handoffs.some(({ type }) => type === open.type) && mayBeGivenAgain(state, open);
}
