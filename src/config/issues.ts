/** Turns what the schema found wrong into faults that a person can act on: the place, the probable meaning, the remedy. */
import type { z } from 'zod';
import { INCOHERENCES } from '../domain/agreement/incoherence.ts';
import type { ConfigFault } from './faults.ts';
import { type Inspected, MOST_PLACED } from './inspect.ts';
import { type KnownKeys, knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import type { About, Expected, FaultKey } from './words.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Whoever knows where things stand in the file. */
export interface Places {
  fault(path: Path, says: FaultKey, about?: About, at?: 'key' | 'value'): ConfigFault;
}

/** In the schema's order; of a file that is wrong throughout some {@link MOST_PLACED}, and how many more there are. */
export function issueFaults(issues: readonly Issue[], schema: z.ZodType, raw: unknown, places: Places): Inspected {
  const known = knownKeys(schema);
  const only = (fault: ConfigFault): Inspected => ({ faults: [fault], beyond: 0 });
  if (raw === null) return only(places.fault([], 'empty-file'));
  if (isOther(raw, known)) return only(places.fault([], 'other-document', { options: known.at([]).join(', ') }));
  const reading: Reading = { raw, places, known, beyond: 0 };
  const faults = each(reading, worthTelling(issues), (issue) => explain(reading, issue, []));
  return { faults, beyond: reading.beyond };
}

function each<T>(reading: Reading, all: readonly T[], tell: (one: T) => readonly ConfigFault[]): ConfigFault[] {
  reading.beyond += Math.max(0, all.length - MOST_PLACED);
  return all.slice(0, MOST_PLACED).flatMap(tell);
}

/** A value that has not even the form needs no second look at what it means. */
function worthTelling(issues: readonly Issue[]): readonly Issue[] {
  const told = new Set(issues.flatMap(({ code, path }) => (code === 'custom' ? [] : [path.join('\0')])));
  return issues.filter(({ code, path }) => code !== 'custom' || !told.has(path.join('\0')));
}

/** No key of it is one that belongs here, nor nearly one: the missing ones would only hide that. */
function isOther(raw: unknown, known: KnownKeys): boolean {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
  const options = known.at([]);
  const keys = Object.keys(raw);
  return (
    options.length > 0 &&
    keys.length > 0 &&
    keys.every((key) => !options.includes(key) && !SECRET.test(key) && nearest(key, options) === undefined)
  );
}

interface Reading {
  readonly raw: unknown;
  readonly places: Places;
  readonly known: KnownKeys;
  /** Faults that are counted and not placed. */
  beyond: number;
}

function explain(reading: Reading, issue: Issue, above: Path): ConfigFault[] {
  const { places } = reading;
  const path = [...above, ...issue.path];
  const value = valueAt(reading.raw, path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(reading, issue.keys, path);
  if (issue.code === 'invalid_union') return union(reading, issue.errors, path, value);
  if (value === undefined && path.length > 0 && issue.code !== 'custom') return [missing(reading, issue, path)];
  if (value === null) return [places.fault(path, 'nothing-there', { expected: expectedOf(issue) }, 'key')];
  switch (issue.code) {
    case 'invalid_type':
      return [places.fault(path, ...wrongType(expectedOf(issue), value))];
    case 'invalid_value': {
      const options = issue.values.map(String);
      const about = { options: options.join(', '), nearest: nearest(String(value), options) };
      return [places.fault(path, 'one-of', about)];
    }
    case 'invalid_format':
      return [places.fault(path, 'wrong-form', { detail: formOf(issue) })];
    case 'invalid_key': {
      const [first] = issue.issues;
      if (first?.code === 'invalid_value') {
        const options = first.values.map(String);
        const name = String(path.at(-1));
        const about = { name, options: options.join(', '), nearest: nearest(name, options) };
        return [places.fault(path, 'unknown-key', about, 'key')];
      }
      return [places.fault(path, 'bad-name', { detail: first === undefined ? issue.message : formOf(first) }, 'key')];
    }
    case 'too_small':
      return [places.fault(path, isCounted(issue.origin) ? 'too-few' : 'too-small', { limit: String(issue.minimum) })];
    case 'too_big':
      return [places.fault(path, isCounted(issue.origin) ? 'too-many' : 'too-big', { limit: String(issue.maximum) })];
    case 'custom':
      return [custom(reading, issue, path)];
    default:
      return [places.fault(path, 'wrong-form', { detail: issue.message })];
  }
}

/** Names that only ever hold credentials. */
const SECRET = /token|secret|password|passphrase|private.?key|api.?key|credential/i;

function unknownKeys(reading: Reading, keys: readonly string[], path: Path): ConfigFault[] {
  const { places, known } = reading;
  const options = known.at(path);
  const list = options.join(', ');
  return each(reading, keys, (name) => {
    if (SECRET.test(name)) return [places.fault([...path, name], 'secret-in-file', { name }, 'key')];
    // It belongs to another form of this section than the other keys do.
    if (options.includes(name)) return [places.fault([...path, name], 'not-together', { name }, 'key')];
    const about = { name, nearest: nearest(name, options), options: list };
    return [places.fault([...path, name], 'unknown-key', about, 'key')];
  });
}

function missing({ places }: Reading, issue: Issue, path: Path): ConfigFault {
  const options = issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : undefined;
  return places.fault(path, 'missing', { name: String(path.at(-1)), options });
}

/** Of several possible forms, speaks of the one that was probably meant. */
function union(reading: Reading, branches: readonly Issue[][], path: Path, value: unknown): ConfigFault[] {
  const { places, known } = reading;
  if (value === undefined) return [places.fault(path, 'missing', { name: String(path.at(-1)) })];
  if (value === null) return [places.fault(path, 'nothing-there', {}, 'key')];
  const ranked = branches
    .map((issues) => ({ issues, misfit: misfit(issues, value) }))
    .sort((a, b) => a.misfit - b.misfit);
  const [best] = ranked;
  const undecided = best === undefined || best.misfit >= 3 || sharesNothing(best.issues, value);
  if (undecided) {
    const forms = known.forms(path);
    if (forms.every((form) => SCALARS.has(form))) return [places.fault(path, 'wrong-type', { expected: 'text' })];
    return [places.fault(path, 'no-shape', { options: forms.join(', ') })];
  }
  const misspelt = best.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const told = best.issues.filter((issue) => !isMisspelt(issue, misspelt, value));
  return each(reading, told, (issue) => explain(reading, issue, path));
}

/** What JSON Schema calls a text, a number, yes and no. */
const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean']);

/** How little a value resembles a form: keys too many, keys too few, another kind of thing altogether. */
function misfit(issues: readonly Issue[], value: unknown): number {
  const extra = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  let sum = extra.length;
  for (const issue of issues) {
    if (issue.path.length === 0) sum += issue.code === 'invalid_type' ? 3 : issue.code === 'invalid_value' ? 0.5 : 0;
    else if (issue.path.length === 1 && valueAt(value, issue.path) === undefined)
      sum += isMisspelt(issue, extra, value) ? -0.5 : 1;
  }
  return sum;
}

/** None of the keys there is a key of that form, nor nearly one. */
function sharesNothing(issues: readonly Issue[], value: unknown): boolean {
  const extra = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const misspelt = issues.some((issue) => isMisspelt(issue, extra, value));
  return typeof value === 'object' && value !== null && extra.length >= Object.keys(value).length && !misspelt;
}

/** A missing key that stands there under a slightly different name. */
function isMisspelt(issue: Issue, extra: readonly string[], value: unknown): boolean {
  const [name] = issue.path;
  if (issue.path.length !== 1 || typeof name !== 'string' || valueAt(value, [name]) !== undefined) return false;
  return extra.some((key) => nearest(key, [name]) !== undefined);
}

const INCOHERENCE_KEYS: ReadonlySet<string> = new Set(INCOHERENCES);

function custom({ places }: Reading, issue: Extract<Issue, { code: 'custom' }>, path: Path): ConfigFault {
  const { message, params } = issue;
  const about: unknown = params?.['about'];
  const name = typeof about === 'string' ? about : undefined;
  if (isFaultKey(message)) return places.fault(path, message, { name });
  return places.fault(path, 'wrong-form', { detail: message });
}

/** Keys that a schema's own check may carry as its message. */
function isFaultKey(message: string): message is FaultKey {
  return (
    INCOHERENCE_KEYS.has(message) || message === 'not-safe' || message === 'mail-not-safe' || message === 'backwards'
  );
}

/** Full-width digits, points and commas, and the signs that look like a minus. */
const WIDE_NUMBER = /^[-+−－‐–ー＋]?[\d０-９][\d０-９.,．，、_＿\s]*$/;

function wrongType(expected: Expected, value: unknown): [FaultKey, About] {
  if (expected === 'yes-no' && typeof value === 'string' && /^(yes|no|on|off|y|n|true|false)$/i.test(value))
    return ['not-yes-no', {}];
  if (expected === 'number' || expected === 'whole-number') {
    if (typeof value === 'number' && !Number.isFinite(value)) return ['not-finite', {}];
    if (typeof value === 'string' && /^[\d.,\s]+$/.test(value)) return ['quoted-number', {}];
    if (typeof value === 'string' && WIDE_NUMBER.test(value)) return ['wide-number', {}];
  }
  if (expected === 'text' && (typeof value === 'number' || typeof value === 'boolean')) return ['unquoted-text', {}];
  return ['wrong-type', { expected }];
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  string: 'text',
  number: 'number',
  int: 'whole-number',
  boolean: 'yes-no',
  array: 'list',
  tuple: 'list',
  object: 'section',
  record: 'section',
};

function expectedOf(issue: Issue): Expected {
  if (issue.code === 'invalid_type') return EXPECTED[issue.expected] ?? 'text';
  return 'text';
}

function formOf(issue: Issue): string {
  if (issue.code === 'invalid_format' && issue.format === 'email') return 'name@company.example';
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'https://…';
  return issue.message;
}

function isCounted(origin: string): boolean {
  return origin === 'array' || origin === 'string' || origin === 'set' || origin === 'map';
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, part) ? (value as Readonly<Record<PropertyKey, unknown>>)[part] : undefined;
  }
  return value;
}
