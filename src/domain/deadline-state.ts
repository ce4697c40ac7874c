/** How the deadline for first contact stands: still open, met or missed. A late contact does not undo a miss. */
import type { HandoffState, LeadState } from './lead.ts';
import { openHandoffs } from './lead.ts';

export const DEADLINE_STATES = ['open', 'met', 'missed'] as const;
export type DeadlineState = (typeof DEADLINE_STATES)[number];

/** Of the first contact, or of whatever is to be done first where none was agreed; null where it ended before either. */
export function deadlineStateOf({ due, met, missed, status }: HandoffState): DeadlineState | null {
  const name = (due.find(({ deadline }) => deadline === 'first-contact') ?? due[0])?.deadline ?? '';
  if (met.includes(name)) return 'met';
  if (missed.includes(name)) return 'missed';
  return status === 'closed' ? null : 'open';
}

/** Of a lead: a miss among its open handoffs first, else as the newest handoff has it; null before the first task. */
export function deadlineStateOfLead(state: LeadState): DeadlineState | null {
  const open = openHandoffs(state).filter(({ due }) => due.length > 0);
  if (open.some((handoff) => deadlineStateOf(handoff) === 'missed')) return 'missed';
  const newest = open.at(-1) ?? state.handoffs.at(-1);
  return newest === undefined || newest.due.length === 0 ? null : deadlineStateOf(newest);
}
