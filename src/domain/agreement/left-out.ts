/** Parts that an agreement may leave out, so that whoever signs it knows what then goes without. */
import type { Agreement } from './schema.ts';

const PARTS = ['grade', 'criteria', 'quality', 'matrix', 'capacity', 'sendBack', 'collision', 'measurement'] as const;
export type OptionalPart = (typeof PARTS)[number];

/** Those that are not there, in the order of the file. What happens without them is said in `texts.agreement.without`. */
export function leftOut(terms: Agreement): readonly OptionalPart[] {
  return PARTS.filter((part) => terms[part] === undefined);
}
