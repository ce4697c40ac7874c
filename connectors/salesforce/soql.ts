/** Builds SOQL so that no value can end its literal and no name can be anything but a name: jsforce's own builder escapes the quote, not the backslash. */
import type { IsoInstant } from '../../src/domain/instant.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_.]*$/;
const ID = /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Escapes of "Quoted String Escape Sequences" (SOQL and SOSL Reference). `%` and `_` are wildcards only in LIKE, which Baton does not use. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** A string literal that stands for exactly `text`; an unpaired surrogate, which no record can hold, becomes U+FFFD, and NUL disappears. */
export function quoted(text: string): string {
  const inside = text
    .toWellFormed()
    .replaceAll('\0', '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped
    .replace(/[\\'"\u0001-\u001f\u007f]/g, (character) => {
      return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return `'${inside}'`;
}

/** A datetime literal, which stands unquoted. Throws RangeError on anything else. */
export function datetime(moment: IsoInstant): string {
  if (!INSTANT.test(moment)) throw new RangeError('not an instant in UTC with milliseconds');
  return moment;
}

/** A field, relationship path or object name as it is. Throws RangeError on anything else. */
export function name(text: string): string {
  if (!NAME.test(text)) throw new RangeError('not a name of a field or object');
  return text;
}

export function isId(text: string): boolean {
  return ID.test(text);
}

/** A record id as a literal. Throws RangeError on anything else. */
export function idLiteral(id: string): string {
  if (!isId(id)) throw new RangeError('not a record id');
  return `'${id}'`;
}

/** `field IN (…)`; an empty list matches nothing, which SOQL cannot say: RangeError. */
export function oneOf(field: string, values: readonly string[]): string {
  if (values.length === 0) throw new RangeError('an empty list');
  return `${name(field)} IN (${values.map(quoted).join(', ')})`;
}

/** Rows after (`at`, `id`) in the order SystemModstamp, Id: the keyset that makes pages independent of locators, which live two days and ten at a time. */
export function behind(at: IsoInstant, id: string): string {
  return `((SystemModstamp = ${datetime(at)} AND Id > ${idLiteral(id)}) OR SystemModstamp > ${datetime(at)})`;
}

/** Rows whose id comes after. */
export function beyond(id: string): string {
  return `Id > ${idLiteral(id)}`;
}

export interface Select {
  readonly fields: readonly string[];
  readonly from: string;
  /** Rows that hang on each row, by the relationship's name. */
  readonly children?: readonly Children[];
  /** Conditions built by this file, all of which must hold. */
  readonly where?: readonly string[];
  /** In the order SystemModstamp, Id. */
  readonly inOrder?: boolean;
  /** In the order of ids. */
  readonly byId?: boolean;
  /** The greatest value of this field first. */
  readonly greatest?: string;
  readonly limit?: number;
}

export interface Children {
  readonly fields: readonly string[];
  readonly from: string;
  /** The newest first, and no more of them. */
  readonly newest?: number;
}

export function select(query: Select): string {
  const inner = (query.children ?? []).map((children) => {
    const newest =
      children.newest === undefined ? '' : ` ORDER BY CreatedDate DESC LIMIT ${Math.trunc(children.newest)}`;
    return `(SELECT ${children.fields.map(name).join(', ')} FROM ${name(children.from)}${newest})`;
  });
  const fields = [...[...new Set(query.fields)].map(name), ...inner].join(', ');
  const where = query.where !== undefined && query.where.length > 0 ? ` WHERE ${query.where.join(' AND ')}` : '';
  const order = orderOf(query);
  const limit = query.limit === undefined ? '' : ` LIMIT ${Math.trunc(query.limit)}`;
  return `SELECT ${fields} FROM ${name(query.from)}${where}${order}${limit}`;
}

function orderOf({ inOrder, byId, greatest }: Select): string {
  if (inOrder === true) return ' ORDER BY SystemModstamp, Id';
  if (byId === true) return ' ORDER BY Id';
  return greatest === undefined ? '' : ` ORDER BY ${name(greatest)} DESC`;
}

/** A path of these segments, each as it is: nothing in one can begin another, end the path, or lead out of it. Throws RangeError on what no path can hold. */
export function resourcePath(...segments: readonly string[]): string {
  return segments
    .map((segment) => {
      // Addresses resolve these two however they are escaped.
      if (segment === '' || segment === '.' || segment === '..') throw new RangeError('not a part of an address');
      return `/${encodeURIComponent(segment.toWellFormed())}`;
    })
    .join('');
}

/** The resource that answers the query; `all` includes deleted and archived rows. */
export function queryPath(apiVersion: string, soql: string, all = false): string {
  return `/services/data/v${apiVersion}/${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
}
