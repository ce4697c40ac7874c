/** HubSpot keeps every property as text; Baton keeps typed values. Both directions, and the comparison across them. */
import { toIso } from '../../src/domain/instant.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Fields, FieldValue, RecordRef } from '../../src/domain/record.ts';
import { cut, formatProblem } from '../kit/problems.ts';

export type ValueType = 'text' | 'number' | 'boolean' | 'instant';

/** Baton's own vocabulary. A name that is not in it has the type of the property it is mapped to. */
const VOCABULARY: Readonly<Record<string, ValueType>> = {
  ...all(
    'number',
    'dealAmount lifetimeValue employees growth budget attributeScore behaviourScore totalScore pageViews visits',
  ),
  ...all('boolean', 'optedOut active'),
  ...all('instant', 'lastVisitAt stageSince contactDeadline'),
  ...all('text', 'email otherEmails firstName lastName title company companyId phone industry region country domain'),
  ...all('text', 'name timeframe ownerId bantBudget bantAuthority bantNeed bantTimeframe stage ownerName temperature'),
  ...all('text', 'reasons batonId lifecycleStage leadStatus grade cell missing potentialReason'),
  ...all(
    'text',
    'productUnderstanding competition relationship priority recentTouches returnReason returnComment salesRating salesComment lossReason',
  ),
};

/** A text property holds at most so many characters (page "Properties"). */
const MOST_TEXT = 65_536;
const NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d{1,4})?$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Undefined: not Baton's word, ask the property. */
export function typeOfName(name: string): ValueType | undefined {
  return VOCABULARY[name];
}

/** HubSpot's property types (page "Properties"); a `date` is a calendar day and stays text. */
export function typeOfProperty(type: string): ValueType {
  if (type === 'number') return 'number';
  if (type === 'bool') return 'boolean';
  return type === 'datetime' ? 'instant' : 'text';
}

/** Every mapped field of an object, by Baton's name, with its property: what is only read first, then what is written and so read back. */
export function propertiesOf(mapping: ObjectMapping): ReadonlyMap<string, string> {
  const properties = new Map(Object.entries(mapping.read));
  for (const [name, { to }] of Object.entries(mapping.write)) if (!properties.has(name)) properties.set(name, to);
  return properties;
}

export interface FieldReading {
  readonly fields: Fields;
  readonly problems: readonly Problem[];
}

/** All mapped fields of one record. Empty is null; what cannot be read is null and a problem. */
export function readFields(
  ref: RecordRef,
  properties: Readonly<Record<string, string | null>>,
  mapping: ObjectMapping,
  typeOf: (name: string) => ValueType,
): FieldReading {
  const fields: Record<string, FieldValue> = {};
  const problems: Problem[] = [];
  for (const [name, property] of propertiesOf(mapping)) {
    const raw = properties[property] ?? null;
    const known = raw === null ? null : (mapping.values[name]?.[raw] ?? raw);
    const type = typeOf(name);
    const value = parse(known, type);
    if (value === undefined) problems.push(formatProblem(ref, name, known, type));
    fields[name] = value ?? null;
  }
  return { fields, problems };
}

/** The value behind the text; null for empty, undefined for what is not of that type. */
export function parse(raw: string | null, type: ValueType): FieldValue | undefined {
  if (raw === null || raw.trim() === '') return null;
  switch (type) {
    case 'text':
      return raw;
    case 'number':
      return parseNumber(raw);
    case 'boolean':
      return parseBoolean(raw);
    case 'instant':
      return parseInstant(raw);
  }
}

/** What HubSpot is given: "" clears a property, null would not (page "Using object APIs"). Enumerations go back to HubSpot's own values. */
export function print(value: FieldValue, translations: Readonly<Record<string, string>> | undefined): string {
  if (value === null) return '';
  const text = cut(String(value), MOST_TEXT);
  const theirs = Object.entries(translations ?? {}).find(([, ours]) => ours === text);
  return theirs?.[0] ?? text;
}

/** Whether a property holds what was asked for; spelling of numbers and moments, line ends and outer space do not matter. */
export function holds(raw: string | null | undefined, wanted: string, type: ValueType): boolean {
  const [found, asked] = [raw ?? null, wanted].map((text) => parse(text, type) ?? text);
  if (typeof found === 'string' && typeof asked === 'string') return flat(found) === flat(asked);
  return (found ?? '') === (asked ?? '');
}

function flat(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** Grouping commas, full-width digits and a yen sign are read; only finite numbers count. */
function parseNumber(raw: string): number | undefined {
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/^[¥\\]\s*|\s*円$/g, '');
  if (!NUMBER.test(text) || !/\d/.test(text)) return undefined;
  const number = Number(text.replaceAll(',', ''));
  return Number.isFinite(number) ? number : undefined;
}

function parseBoolean(raw: string): boolean | undefined {
  const text = raw.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function parseInstant(raw: string): string | undefined {
  const text = raw.trim();
  try {
    return toIso(DAY.test(text) ? `${text}T00:00:00Z` : text);
  } catch {
    // Not a moment: the caller makes a problem of it.
    return undefined;
  }
}

function all(type: ValueType, names: string): Record<string, ValueType> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}
