/** The fields that Baton makes in other systems: which of Baton's names they are, and the closed lists of values that some of them hold. */
import { DEEPEST_CONDITION } from './agreement/coherence.ts';
import { conditionPlaces, leavesOf } from './agreement/places.ts';
import { TEMPERATURES } from './agreement/shape/condition.ts';
import type { Agreement } from './agreement/vocabulary.ts';
import { DEADLINE_STATES } from './deadline-state.ts';
import { STAGES } from './facts.ts';
import type { FieldValue, System } from './record.ts';
import { type Language, texts, valueWord } from './texts/index.ts';

/** Asked by forms, and Baton's to make where the mapping names them. */
export const ASKED_BY_FORMS: ReadonlySet<string> = new Set(['timeframe', 'budget']);

/** What a form offers of the timeframe, whatever the agreement has rules for: nearest first. */
const TIMEFRAMES = ['within-3-months', 'within-6-months', '6-12-months', 'over-1-year', 'undecided'];

/** Values that Baton itself writes; another one never comes from it. */
export const WRITTEN_CHOICES: Readonly<Record<string, readonly string[]>> = {
  stage: STAGES,
  temperature: TEMPERATURES,
  approved: ['approved', 'declined'],
  salesRating: ['good', 'fair', 'poor'],
  accepted: ['accepted', 'declined'],
  priority: ['high', 'normal', 'low'],
  deadlineState: DEADLINE_STATES,
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

/** One value of a closed list, and what people read. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/**
 * The list that Baton makes of a field in a system; undefined for a field that is no list. Sales chooses the reason for sending back, and whatever else
 * rules of the agreement name, from lists.
 */
export function choicesIn(
  system: System,
  field: string,
  { agreement, language }: { readonly agreement: Agreement | undefined; readonly language: Language },
): readonly Choice[] | undefined {
  if (field === 'returnReason' && system === 'salesforce')
    return agreement?.sendBack?.reasons.map(({ id, label }) => ({ value: id, label: label[language] }));
  const values = WRITTEN_CHOICES[field] ?? knownChoices(system, field, agreement);
  return values?.map((value) => ({ value, label: choiceWord(field, value, language) }));
}

/** The values that people may give a field of a system. */
export function knownChoices(
  system: System,
  field: string,
  agreement: Agreement | undefined,
): readonly string[] | undefined {
  const asked = askedChoices(field, agreement);
  if (asked !== undefined || system === 'hubspot') return asked;
  if (field === 'returnReason') return agreement?.sendBack?.reasons.map(({ id }) => id);
  const named = [...new Set(namedOf(field, agreement))];
  return named.length === 0 ? undefined : named;
}

/** A value of one of Baton's lists, as people read it. */
export function choiceWord(field: string, value: string, language: Language): string {
  const { words, ownFields } = texts(language);
  const { stage, temperature, priority } = words;
  const { answer } = ownFields;
  const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...{ stage, temperature, priority },
    ...{ approved: answer, accepted: answer, deadlineState: words.deadlineState },
  };
  return table[field]?.[value] ?? valueWord(language, value);
}

/** What one of Baton's fields is called, and what it says; one that the catalogue does not know is called by its identifier in the system. */
export function fieldWords(
  field: string,
  identifier: string,
  language: Language,
): { readonly label: string; readonly help: string } {
  const known = texts(language).ownFields.field;
  if (Object.hasOwn(known, field)) return known[field] ?? { label: field, help: '' };
  const words = identifier.replace(/__c$/, '').replaceAll('_', ' ');
  return { label: words.charAt(0).toUpperCase() + words.slice(1), help: '' };
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
