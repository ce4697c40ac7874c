/** The conditions of a search, turned once into tests of a record's values ("Search the CRM", HubSpot developer documentation). */
import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { findObjectType, type ObjectType } from './object-types.ts';
import type { Property } from './property.ts';
import { invalid, type Refusal } from './refusal.ts';
import { epochMs, type Values } from './values.ts';

export const filterShape = z.object({
  propertyName: z.string(),
  operator: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String).nullish(),
  highValue: z.union([z.string(), z.number()]).transform(String).nullish(),
  values: z.array(z.union([z.string(), z.number()]).transform(String)).nullish(),
});
export type Filter = z.output<typeof filterShape>;

/** Whether a record has a link to one of another type. */
export type LinkedTo = (recordId: string, type: ObjectType, id: string) => boolean;
/** Asks a record by its id and its indexed values. */
export type Test = (id: string, values: Values) => boolean;

export interface Searched {
  readonly catalogue: Catalogue;
  readonly type: ObjectType;
  readonly linkedTo: LinkedTo;
}

export function compileFilter({ catalogue, type, linkedTo }: Searched, filter: Filter): Test {
  if (filter.propertyName.startsWith('associations.')) return linkFilter(linkedTo, filter);
  const name = filter.propertyName.toLowerCase();
  const property = catalogue.find(type, name);
  if (property === undefined) throw invalid(`Property ${filter.propertyName} does not exist on ${type}.`);
  if (filter.operator === 'HAS_PROPERTY') return (_id, values) => values[name] !== undefined;
  if (filter.operator === 'NOT_HAS_PROPERTY') return (_id, values) => values[name] === undefined;
  const test = valueTest(property, filter);
  // A record without a value answers to no comparison, NEQ and NOT_IN included.
  return (_id, values) => {
    const value = values[name];
    return value !== undefined && test(value);
  };
}

function linkFilter(linkedTo: LinkedTo, filter: Filter): Test {
  const other = findObjectType(filter.propertyName.slice('associations.'.length));
  if (other === undefined) throw invalid(`Unknown association ${filter.propertyName}.`);
  if (filter.operator === 'EQ') {
    const id = needed(filter.value, filter);
    return (recordId) => linkedTo(recordId, other, id);
  }
  if (filter.operator !== 'IN') throw invalid(`Operator ${filter.operator} is not supported for associations.`);
  const ids = needed(filter.values, filter);
  return (recordId) => ids.some((id) => linkedTo(recordId, other, id));
}

function valueTest(property: Property, filter: Filter): (value: string) => boolean {
  const comparand = (text: string | null | undefined): string | number =>
    toComparable(property, needed(text, filter), filter);
  const own = (value: string): string | number => toComparable(property, value, filter);
  switch (filter.operator) {
    case 'EQ':
    case 'NEQ': {
      const wanted = comparand(filter.value);
      return filter.operator === 'EQ' ? (value) => own(value) === wanted : (value) => own(value) !== wanted;
    }
    case 'LT':
    case 'LTE':
    case 'GT':
    case 'GTE':
      return orderTest(filter.operator, own, comparand(filter.value));
    case 'BETWEEN': {
      const [low, high] = [comparand(filter.value), comparand(filter.highValue)];
      return (value) => own(value) >= low && own(value) <= high;
    }
    case 'IN':
    case 'NOT_IN':
      return listTest(property, filter);
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const contains = tokenTest(needed(filter.value, filter));
      return filter.operator === 'CONTAINS_TOKEN' ? contains : (value) => !contains(value);
    }
    default:
      throw invalid(`${filter.operator} is not a valid operator.`);
  }
}

function orderTest(
  operator: 'LT' | 'LTE' | 'GT' | 'GTE',
  own: (value: string) => string | number,
  wanted: string | number,
): (value: string) => boolean {
  switch (operator) {
    case 'LT':
      return (value) => own(value) < wanted;
    case 'LTE':
      return (value) => own(value) <= wanted;
    case 'GT':
      return (value) => own(value) > wanted;
    case 'GTE':
      return (value) => own(value) >= wanted;
  }
}

/** For text the list must be given in lower case: other entries find nothing. Enumerations compare exactly. */
function listTest(property: Property, filter: Filter): (value: string) => boolean {
  const given = needed(filter.values, filter);
  const text = property.type === 'string';
  const wanted = new Set(text ? given : given.map((value) => toComparable(property, value, filter)));
  const member = (value: string): boolean =>
    wanted.has(text ? value.toLowerCase() : toComparable(property, value, filter));
  return filter.operator === 'IN' ? member : (value) => !member(value);
}

/** Numbers compare as numbers; instants and days as text that sorts; options as they stand; other text without regard to case. */
export function toComparable(property: Property, text: string, filter?: Filter): string | number {
  switch (property.type) {
    case 'number': {
      const number = Number(text);
      if (Number.isNaN(number)) throw badValue(text, filter);
      return number;
    }
    case 'datetime':
      return STORED_INSTANT.test(text) ? text : isoOf(text, filter);
    case 'date':
      return STORED_DAY.test(text) ? text : isoOf(text, filter).slice(0, 10);
    case 'string':
      return text.toLowerCase();
    default:
      return text;
  }
}

/** As values are kept: UTC with milliseconds. */
const STORED_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const STORED_DAY = /^\d{4}-\d{2}-\d{2}$/;

function isoOf(text: string, filter: Filter | undefined): string {
  const at = epochMs(text) ?? Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at)) throw badValue(text, filter);
  return new Date(at).toISOString();
}

function badValue(text: string, filter: Filter | undefined): Refusal {
  return invalid(`Invalid value ${text} for property ${filter?.propertyName ?? ''}.`);
}

/** Every word of the wish must match a word, or the whole, of the value; `*` stands for anything. */
function tokenTest(wish: string): (value: string) => boolean {
  const patterns = wish
    .trim()
    .split(/\s+/)
    .map((word) => new RegExp(`^${word.split('*').map(escapePattern).join('.*')}$`, 'iu'));
  return (value) => {
    const tokens = [value, ...value.split(/[^\p{L}\p{N}]+/u)];
    return patterns.every((pattern) => tokens.some((token) => pattern.test(token)));
  };
}

function escapePattern(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function needed<Value>(value: Value | null | undefined, filter: Filter): Value {
  if (value === null || value === undefined) {
    throw invalid(`Operator ${filter.operator} on ${filter.propertyName} lacks its value.`);
  }
  return value;
}
