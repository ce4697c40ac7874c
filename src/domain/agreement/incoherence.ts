/** What a well-formed agreement may get wrong, by the key of the sentence that says so. */
import type { Path } from './places.ts';

/** The keys of the sentences that say what is wrong; each exists in every language. */
export const INCOHERENCES = [
  'bands-or-values',
  'bands-descend',
  'each-needs-cap',
  'cap-needs-each',
  'cap-too-high',
  'no-points',
  'not-a-behaviour',
  'named-twice',
  'no-such-evidence',
  'more-than-there-are',
  'no-comparison',
  'too-deep',
  'no-such-zone',
  'warm-above-hot',
  'no-such-time',
  'closes-before-opening',
  'no-such-day',
  'no-such-department',
  'no-such-group',
  'no-such-level',
  'no-levels',
  'no-such-grade',
  'last-grade-open',
  'no-such-cell',
  'no-such-step',
  'cell-twice',
  'not-defined',
  'in-a-circle',
  'hearing-needs-when',
  'reminder-too-late',
] as const;

export interface Incoherence {
  readonly path: Path;
  readonly says: (typeof INCOHERENCES)[number];
  /** The name or number in question. */
  readonly about?: string | undefined;
}

/** More would fill the screen, and a file of ten thousand faults the memory. */
const MOST_NAMED = 30;

/** For {@link Incoherence.about}: what there is to choose from. */
export function namesAmong(all: Iterable<string | number | boolean>): string {
  const names = [...Iterator.from(all).take(MOST_NAMED + 1)];
  return names.length > MOST_NAMED ? `${names.slice(0, -1).join(', ')}, …` : names.join(', ');
}
