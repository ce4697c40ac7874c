/** Reads a deadline as it stands in the agreement, `3 business days`, into amount and unit. */
import type { HandoffTerms } from './agreement/schema.ts';
import type { DeadlineTerm } from './facts.ts';

/** The schema has checked the form: a number, then `hour(s)`, `business hour(s)` or `business day(s)`. */
export function deadlineTerm({ name, within }: HandoffTerms['deadlines'][number]): DeadlineTerm {
  const [amount = '', ...unit] = within.split(' ');
  const words = unit.join('-');
  const plural = words.endsWith('s') ? words : `${words}s`;
  return { deadline: name, amount: Number(amount), unit: plural as DeadlineTerm['unit'] };
}
