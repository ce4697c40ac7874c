/** Turns what the schema found wrong into faults that a person can act on: the place, the probable meaning, the remedy. */
import type { z } from 'zod';
import { INCOHERENCES } from '../domain/agreement/incoherence.ts';
import type { ConfigFault } from './faults.ts';
import { type KnownKeys, knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import type { About, Expected, FaultKey } from './words.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Whoever knows where things stand in the file. */
export interface Places {
  fault(path: Path, says: FaultKey, about?: About, at?: 'key' | 'value'): ConfigFault;
}

export function issueFaults(issues: readonly Issue[], schema: z.ZodType, raw: unknown, places: Places): ConfigFault[] {
  const known = knownKeys(schema);
  return issues.flatMap((issue) => explain({ raw, places, known }, issue, []));
}

interface Reading {
  readonly raw: unknown;
  readonly places: Places;
  readonly known: KnownKeys;
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

function unknownKeys({ places, known }: Reading, keys: readonly string[], path: Path): ConfigFault[] {
  const options = known.at(path);
  return keys.map((name) => {
    if (SECRET.test(name)) return places.fault([...path, name], 'secret-in-file', { name }, 'key');
    const about = { name, nearest: nearest(name, options), options: options.join(', ') };
    return places.fault([...path, name], 'unknown-key', about, 'key');
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
  if (undecided) return [places.fault(path, 'no-shape', { options: known.forms(path).join(', ') })];
  const misspelt = best.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  return best.issues
    .filter((issue) => !isMisspelt(issue, misspelt, value))
    .flatMap((issue) => explain(reading, issue, path));
}

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
  return INCOHERENCE_KEYS.has(message) || message === 'not-safe' || message === 'backwards';
}

function wrongType(expected: Expected, value: unknown): [FaultKey, About] {
  if (expected === 'yes-no' && typeof value === 'string' && /^(yes|no|on|off|y|n|true|false)$/i.test(value))
    return ['not-yes-no', {}];
  if ((expected === 'number' || expected === 'whole-number') && typeof value === 'string' && /^[\d.,\s]+$/.test(value))
    return ['quoted-number', {}];
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
