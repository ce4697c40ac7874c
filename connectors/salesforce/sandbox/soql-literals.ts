/** Literals of a WHERE clause: read as SOQL writes them, and checked against the type of the field they are compared with. */
import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { to18 } from './ids.ts';
import { notHere, type Refusal, refuse } from './refusal.ts';
import type { FieldSpec } from './schema.ts';
import { readDay, readStamp, type Value } from './values.ts';

/** Quoted String Escape Sequences (SOQL and SOSL Reference). */
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** One character of a quoted literal; `wild` where LIKE takes it for a pattern. */
export interface Character {
  readonly text: string;
  readonly wild: boolean;
}

/** The characters inside the quotes, escapes resolved. `\_` and `\%` belong to LIKE alone. */
export function charactersOf(quoted: string, like: boolean): readonly Character[] {
  const inside = quoted.slice(1, -1);
  const characters: Character[] = [];
  for (let i = 0; i < inside.length; i += 1) {
    const character = inside.charAt(i);
    if (character !== '\\') {
      characters.push({ text: character, wild: like && (character === '%' || character === '_') });
      continue;
    }
    i += 1;
    const escaped = inside.charAt(i);
    const code = /^u([0-9A-Fa-f]{4})$/.exec(inside.slice(i, i + 5))?.[1];
    if (code !== undefined) {
      characters.push({ text: String.fromCharCode(Number.parseInt(code, 16)), wild: false });
      i += 4;
    } else if (like && (escaped === '%' || escaped === '_')) {
      characters.push({ text: escaped, wild: false });
    } else {
      const meant = ESCAPES[escaped];
      if (meant === undefined)
        throw malformed(
          `Invalid string literal ${quoted}. Illegal character sequence '\\${escaped}' in string literal`,
        );
      characters.push({ text: meant, wild: false });
    }
  }
  return characters;
}

/** A LIKE pattern as a test of lower-case text. */
export function likePattern(quoted: string): (text: string) => boolean {
  const source = charactersOf(quoted, true)
    .map(({ text, wild }) => {
      if (!wild) return text.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return text === '%' ? '[^]*' : '[^]';
    })
    .join('');
  const pattern = new RegExp(`^${source}$`, 'u');
  return (text) => pattern.test(text.toLowerCase());
}

/** The value that a literal stands for, in the field's own form. Texts come out as they are; null and '' are null. */
export function literalValue(spec: FieldSpec, raw: string, type: LiteralType | undefined): Value {
  if (type === 'NULL') return null;
  if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL' || type === 'APEX_BIND_VARIABLE' || type === 'SUBQUERY')
    throw notHere(`${type} in a WHERE clause (${raw})`);
  switch (spec.type) {
    case 'boolean':
      if (type === 'BOOLEAN') return raw.toUpperCase() === 'TRUE';
      throw wrongType(spec, 'boolean', type);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      if (type === 'INTEGER' || type === 'DECIMAL') return Number(raw);
      throw wrongType(spec, spec.type, type);
    case 'date':
      return (type === 'DATE' ? readDay(raw) : undefined) ?? fail(wrongType(spec, 'date', type));
    case 'datetime':
      return (type === 'DATETIME' ? readStamp(raw) : undefined) ?? fail(wrongType(spec, 'dateTime', type));
    default:
      return stringValue(spec, raw, type);
  }
}

function stringValue(spec: FieldSpec, raw: string, type: LiteralType | undefined): Value {
  if (type !== 'STRING')
    throw refuse(
      400,
      'INVALID_FIELD',
      `value of filter criterion for field '${spec.name}' must be of type string and should be enclosed in quotes`,
    );
  const text = charactersOf(raw, false)
    .map((character) => character.text)
    .join('');
  if (text.length > 4_000) throw malformed('string literal exceeds 4000 characters');
  if (text === '') return null;
  if (spec.type !== 'id' && spec.type !== 'reference') return text;
  return to18(text) ?? fail(refuse(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`));
}

function wrongType(spec: FieldSpec, wanted: string, type: LiteralType | undefined): Refusal {
  const quotes = type === 'STRING' ? ' and should not be enclosed in quotes' : '';
  return refuse(
    400,
    'INVALID_FIELD',
    `value of filter criterion for field '${spec.name}' must be of type ${wanted}${quotes}`,
  );
}

export function malformed(message: string): Refusal {
  return refuse(400, 'MALFORMED_QUERY', message);
}

function fail(refusal: Refusal): never {
  throw refusal;
}
