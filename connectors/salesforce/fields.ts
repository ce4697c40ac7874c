/** Between Baton's names and values and Salesforce's: which columns are read, how a row becomes fields, and fields a request body. */
import { toIso } from '../../src/domain/instant.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Fields, FieldValue, RecordRef } from '../../src/domain/record.ts';
import { formatProblem } from '../kit/problems.ts';
import { isId } from './soql.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Baton's names whose type is fixed, so that a text field standing in for a number is read as one. All others keep the type they come in. */
const TYPES: Readonly<Record<string, 'number' | 'boolean' | 'instant'>> = {
  employees: 'number',
  growth: 'number',
  budget: 'number',
  pageViews: 'number',
  visits: 'number',
  attributeScore: 'number',
  behaviourScore: 'number',
  totalScore: 'number',
  optedOut: 'boolean',
  lastVisitAt: 'instant',
  stageSince: 'instant',
  contactDeadline: 'instant',
};

/** The fixed type of one of Baton's names. */
export function typeOfName(name: string): 'number' | 'boolean' | 'instant' | undefined {
  return Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
}

/** Salesforce writes offsets without a colon: `2026-11-01T00:00:00.000+0000`. */
export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:?\d\d|Z)$/;

/** Baton's name → column, for all that is read: every written field is read back too. */
export function columnsOf(mapping: ObjectMapping): Readonly<Record<string, string>> {
  const written = Object.entries(mapping.write).map(([name, { to }]) => [name, to] as const);
  return { ...mapping.read, ...Object.fromEntries(written) };
}

/** A row's mapped fields under Baton's names; what cannot be parsed is null and a problem. */
export function fieldsOf(
  row: Row,
  mapping: ObjectMapping,
  ref: RecordRef,
): { readonly fields: Fields; readonly problems: readonly Problem[] } {
  const fields: Record<string, FieldValue> = {};
  const problems: Problem[] = [];
  for (const [name, column] of Object.entries(columnsOf(mapping))) {
    const whole = plain(row[column]);
    const given = typeof whole === 'string' && column.endsWith('Id') ? id18(whole) : whole;
    const meant = typeof given === 'string' ? (mapping.values[name]?.[given] ?? given) : given;
    const value = typed(name, meant);
    fields[name] = value ?? null;
    if (value === undefined) problems.push(formatProblem(ref, name, meant, TYPES[name] ?? 'text'));
  }
  return { fields, problems };
}

/** A JSON value as a field value. Compound fields (addresses) have no single value: null. */
function plain(value: unknown): FieldValue {
  if (typeof value === 'string') return momentOr(value.toWellFormed().replaceAll('\0', ''));
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function momentOr(text: string): string {
  return MOMENT.test(text) ? toIso(text) : text;
}

/** Undefined: not of the type that the name promises. */
function typed(name: string, value: FieldValue): FieldValue | undefined {
  const type = TYPES[name];
  if (type === undefined || value === null || value === '') return value === '' ? null : value;
  if (type === 'instant') return typeof value === 'string' && MOMENT.test(value) ? value : undefined;
  if (typeof value === type) return value;
  if (type === 'number' && typeof value === 'string') return numberIn(value);
  return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : undefined;
}

/** Plain decimal notation only; thousands marks as in `1,200` are taken out, `NaN` and `1e400` are not numbers. */
function numberIn(text: string): number | undefined {
  const bare = text.normalize('NFKC').trim();
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$|^[+-]?\d+(\.\d+)?$/.test(bare) ? Number(bare.replaceAll(',', '')) : undefined;
}

/** Salesforce's own check characters turn the case-sensitive 15 characters into the 18 that compare safely; any other text stays as it is. */
export function id18(text: string): string {
  if (text.length !== 15 || !isId(text)) return text;
  let suffix = '';
  for (const block of [0, 5, 10]) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) if (/[A-Z]/.test(text[block + i] ?? '')) bits |= 1 << i;
    suffix += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits] ?? '';
  }
  return text + suffix;
}

export interface Body {
  readonly body: Readonly<Record<string, FieldValue>>;
  /** Baton's names that the mapping does not let Baton write. */
  readonly unmapped: readonly string[];
}

/** Fields as the columns of an update. */
export function updateBody(fields: Fields, mapping: ObjectMapping | undefined): Body {
  return bodyOf(fields, mapping, (name) => {
    const rule = mapping?.write[name];
    return rule === undefined || rule.rule === 'never' ? undefined : rule.to;
  });
}

/** Fields as the columns of a new record: the columns that are only read later are given too, empty ones left out. */
export function createBody(fields: Fields, mapping: ObjectMapping | undefined): Body {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ''));
  return bodyOf(given, mapping, (name) => mapping?.write[name]?.to ?? mapping?.read[name]);
}

function bodyOf(
  fields: Fields,
  mapping: ObjectMapping | undefined,
  column: (name: string) => string | undefined,
): Body {
  const body: Record<string, FieldValue> = {};
  const unmapped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const to = column(name);
    if (to === undefined) unmapped.push(name);
    else body[to] = vendorValue(name, value, mapping);
  }
  return { body, unmapped };
}

function vendorValue(name: string, value: FieldValue, mapping: ObjectMapping | undefined): FieldValue {
  const pair = Object.entries(mapping?.values[name] ?? {}).find(([, meant]) => meant === value);
  return pair === undefined ? value : pair[0];
}
