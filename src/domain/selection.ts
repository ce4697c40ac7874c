/** The selection rule: who takes part at all. Whoever it leaves out is neither scored nor qualified nor handed over; what is open is followed to its end. */
import { judge, type Subject } from './agreement/condition.ts';
import type { Draft } from './draft.ts';
import type { Cause } from './facts.ts';
import { instantOf, iso } from './instant.ts';
import type { Lead } from './lead.ts';
import type { Selection } from './mapping.ts';

/** A list is filled a while after its people did what puts them there: of whoever comes in for the first time so much before still counts as new. */
const JUST_BEFORE = { hours: 24 };

/** Not on the list, or the condition does not surely hold: what is not known takes nobody in. */
export function isOutside(subject: Subject, selection: Selection | undefined): boolean {
  if (selection === undefined) return false;
  const { list, when } = selection;
  if (list !== undefined && !isListed(subject.lead, list)) return true;
  return when !== undefined && judge(when, subject).holds !== 'yes';
}

function isListed({ activities }: Lead, list: string): boolean {
  return activities.some(
    ({ kind, properties }) => kind === 'listed' && properties['list'] === list && properties['member'] === true,
  );
}

/** Adds the fact where a lead leaves, or comes in having been left out before. */
export function passThreshold(
  draft: Draft,
  { wasOutside, state }: Lead,
  outside: boolean,
  now: Temporal.Instant,
): void {
  const { outsideSince } = draft.state;
  if (outside) {
    if (outsideSince === undefined) draft.add({ kind: 'left-selection' }, BY_SELECTION);
    return;
  }
  const before = iso(now);
  if (outsideSince !== undefined) draft.add({ kind: 'entered-selection', newSince: before }, BY_SELECTION);
  else if (state.version === 0 && wasOutside === true)
    draft.add({ kind: 'entered-selection', newSince: iso(instantOf(before).subtract(JUST_BEFORE)) }, BY_SELECTION);
}

const BY_SELECTION: Cause = { by: 'rule', rule: 'selection' };
