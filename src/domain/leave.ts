/** A lead that nobody stands behind any more: it was joined to another, erased, or all its records were deleted. What is open ends, and nothing begins. */
import type { Draft } from './draft.ts';
import type { Cause } from './facts.ts';
import { closeOpen, closeStrays } from './hand-over.ts';
import type { Judged } from './judged.ts';
import type { Lead } from './lead.ts';
import { lapse } from './permit.ts';

export function isLeft({ records, state, joinedInto }: Lead): boolean {
  if (joinedInto !== undefined || state.joined !== undefined || state.erased === true) return true;
  return records.length > 0 && records.every(({ deleted }) => deleted);
}

/** Adds the facts. A lead that was never found in the ledger leaves no trace in it. */
export function takeLeave(draft: Draft, judged: Judged): void {
  const { joinedInto } = judged.lead;
  if (draft.state.version === 0) return;
  const cause: Cause = { by: 'system', system: judged.lead.records[0]?.ref.system ?? 'baton' };
  if (joinedInto !== undefined && draft.state.joined === undefined)
    draft.add({ kind: 'joined', into: joinedInto }, cause);
  closeOpen(draft, judged, () => 'withdrawn', cause);
  closeStrays(draft, judged);
  lapse(draft);
}
