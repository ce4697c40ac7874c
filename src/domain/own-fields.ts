/** The fields that Baton makes in other systems: which of Baton's names they are, and the closed lists of values that some of them hold. */
import { DEEPEST_CONDITION } from './agreement/coherence.ts';
import { conditionPlaces, leavesOf } from './agreement/places.ts';
import { TEMPERATURES } from './agreement/shape/condition.ts';
import type { Agreement } from './agreement/vocabulary.ts';
import { STAGES } from './facts.ts';
import type { FieldValue } from './record.ts';

/** Asked by forms, and Baton's to make where the mapping names them. */
export const ASKED_BY_FORMS: ReadonlySet<string> = new Set(['timeframe', 'budget']);

/** What a form offers of the timeframe, whatever the agreement has rules for: nearest first. */
const TIMEFRAMES = ['within-3-months', 'within-6-months', '6-12-months', 'over-1-year', 'undecided'];

/** Values that Baton itself writes; another one never comes from it. */
export const WRITTEN_CHOICES: Readonly<Record<string, readonly string[]>> = {
  stage: STAGES,
  temperature: TEMPERATURES,
  priority: ['high', 'normal', 'low'],
};

/**
 * The values that people may choose in a field, by Baton's name: the levels of the agreement's evidence, lowest first, and the timeframes. Undefined for a
 * field that is no list.
 */
export function askedChoices(field: string, agreement: Agreement | undefined): readonly string[] | undefined {
  if (field === 'timeframe') return [...new Set([...TIMEFRAMES, ...namedOf(field, agreement)])];
  const item = Object.values(agreement?.evidence ?? {}).find((one) => one.field === field);
  const levels = item?.levels?.map(String) ?? [];
  return levels.length === 0 ? undefined : levels;
}

/** Every value that a rule of the agreement names for a field. */
function namedOf(field: string, agreement: Agreement | undefined): readonly string[] {
  if (agreement === undefined) return [];
  const scored = agreement.scoring.attributes
    .filter((rule) => rule.field === field)
    .flatMap(({ values = [] }) => values.flatMap((one) => ('in' in one ? one.in : [])));
  const compared = conditionPlaces(agreement)
    .flatMap(({ rule, path }) => leavesOf(rule, path, DEEPEST_CONDITION))
    .flatMap(({ leaf }) => ('attribute' in leaf && leaf.attribute === field ? (leaf.in ?? []) : []));
  const values: readonly FieldValue[] = [...scored, ...compared];
  return values.filter((value) => value !== null).map(String);
}
