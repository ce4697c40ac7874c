/** Reads a deadline as it stands in the agreement, `3 business days`, into amount and unit. */
import type { HandoffTerms } from './agreement/schema.ts';
import { type Calendar, dueAt } from './calendar.ts';
import type { DeadlineTerm, DueDeadline } from './facts.ts';
import { instantOf, iso } from './instant.ts';

export function deadlineTerm({ name, within }: HandoffTerms['deadlines'][number]): DeadlineTerm {
  return termOf(name, within);
}

/** The schema has checked the form: a number, then `hour(s)`, `business hour(s)` or `business day(s)`. */
export function termOf(deadline: string, within: string): DeadlineTerm {
  const [amount = '', ...unit] = within.split(' ');
  const words = unit.join('-');
  const plural = words.endsWith('s') ? words : `${words}s`;
  return { deadline, amount: Number(amount), unit: plural as DeadlineTerm['unit'] };
}

type Spec = HandoffTerms['deadlines'][number];

/** The moments of one deadline, from when its clock starts: when it is due, and what was agreed to follow before and after. */
export function dueDeadline(
  start: Temporal.Instant,
  term: DeadlineTerm,
  spec: Pick<Spec, 'remindAfter' | 'escalateAfter' | 'reassignAfter'> | undefined,
  calendar: Calendar,
): DueDeadline {
  const { deadline } = term;
  const due = iso(dueAt(start, term, calendar));
  const later = (from: Temporal.Instant, after: string | undefined) =>
    after === undefined ? undefined : iso(dueAt(from, termOf(deadline, after), calendar));
  const remindAt = later(start, spec?.remindAfter);
  const escalateAt = later(instantOf(due), spec?.escalateAfter);
  const reassignAt = later(instantOf(due), spec?.reassignAfter);
  return {
    deadline,
    dueAt: due,
    ...(remindAt === undefined ? {} : { remindAt }),
    ...(escalateAt === undefined ? {} : { escalateAt }),
    ...(reassignAt === undefined ? {} : { reassignAt }),
  };
}
