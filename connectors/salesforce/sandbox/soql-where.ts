/** Turns a parsed WHERE clause into a test of one row, as strict about parentheses as Salesforce is. */
import type {
  Condition,
  ConditionWithValueQuery,
  LiteralType,
  Operator,
  Query,
  ValueQueryCondition,
  WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { notHere, refuse } from './refusal.ts';
import type { FieldSpec, FieldType } from './schema.ts';
import { type Clock, spanOf } from './soql-dates.ts';
import { likePattern, literalValue, malformed } from './soql-literals.ts';
import type { Path } from './soql-paths.ts';
import type { Row, Value } from './values.ts';

export type Test = (row: Row) => boolean;

/** A WHERE clause: which rows pass, and, where it names ids or keys, the only ones worth looking at. */
export interface Filter {
  readonly test: Test;
  readonly among?: Among;
}

/** Only rows whose `field` (an id, or an external id) has one of these values can pass. */
export interface Among {
  readonly field: FieldSpec;
  readonly values: readonly Value[];
}

export interface Names {
  resolve(name: string): Path;
  read(row: Row, path: Path): Value;
  /** For date literals. */
  readonly clock: Clock;
  /** The ids that an inner query finds. */
  values(query: Query): readonly Value[];
}

type Token = { readonly kind: '(' | ')' | 'AND' | 'OR' | 'NOT' } | { readonly kind: 'test'; readonly filter: Filter };

/** The parser answers a chain with counted parentheses; here it becomes tokens again, then a tree of tests. */
export function compileWhere(where: WhereClause | undefined, names: Names): Filter {
  if (where === undefined) return { test: () => true };
  const tokens = tokensOf(where, names);
  const reader = { tokens, at: 0 };
  const filter = readGroup(reader);
  if (reader.at < tokens.length) throw unexpected(tokens[reader.at]);
  return filter;
}

function tokensOf(where: WhereClause, names: Names): Token[] {
  const tokens: Token[] = [];
  let clause: WhereClause | undefined = where;
  while (clause !== undefined) {
    const { left } = clause;
    const operator = 'operator' in clause ? clause.operator : undefined;
    for (let n = left?.openParen ?? 0; n > 0; n -= 1) tokens.push({ kind: '(' });
    if (left !== null && operator !== 'NOT') {
      tokens.push({ kind: 'test', filter: compileCondition(left, names) });
      const closing = 'closeParen' in left ? (left.closeParen ?? 0) : 0;
      for (let n = closing; n > 0; n -= 1) tokens.push({ kind: ')' });
    }
    if (operator !== undefined) tokens.push({ kind: operator });
    clause = 'right' in clause ? clause.right : undefined;
  }
  return tokens;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

/**
 * One level between parentheses. AND and OR may not be mixed on it, and NOT may only open it: "Parentheses are required whenever you mix
 * the operators" (SOQL and SOSL Reference, Logical Operators). What stands after the level is the caller's to refuse.
 */
function readGroup(reader: Reader): Filter {
  if (reader.tokens[reader.at]?.kind === 'NOT') {
    reader.at += 1;
    const negated = readUnit(reader).test;
    return { test: (row) => !negated(row) };
  }
  return continueGroup(reader, readUnit(reader));
}

function continueGroup(reader: Reader, first: Filter): Filter {
  const joint = reader.tokens[reader.at]?.kind;
  if (joint !== 'AND' && joint !== 'OR') return first;
  const filters = [first];
  while (reader.tokens[reader.at]?.kind === joint) {
    reader.at += 1;
    filters.push(readUnit(reader));
  }
  const tests = filters.map(({ test }) => test);
  if (joint === 'OR') return { test: (row) => tests.some((test) => test(row)) };
  const narrowest = filters.find(({ among }) => among !== undefined)?.among;
  const test: Test = (row) => tests.every((each) => each(row));
  return narrowest === undefined ? { test } : { test, among: narrowest };
}

function readUnit(reader: Reader): Filter {
  const token = reader.tokens[reader.at];
  reader.at += 1;
  if (token?.kind === 'test') return token.filter;
  if (token?.kind !== '(') throw unexpected(token);
  const inside = readGroup(reader);
  const close = reader.tokens[reader.at];
  if (close?.kind !== ')') throw unexpected(close);
  reader.at += 1;
  return inside;
}

function unexpected(token: Token | undefined): Error {
  return malformed(token === undefined ? 'unexpected token: <EOF>' : `unexpected token: '${token.kind}'`);
}

function compileCondition(condition: ConditionWithValueQuery, names: Names): Filter {
  if ('valueQuery' in condition) return semiJoin(condition, names);
  if ('fn' in condition) throw notHere('a function in a WHERE clause');
  if (!('field' in condition)) throw malformed('a condition without a field');
  const path = names.resolve(condition.field);
  const { operator } = condition;
  if (path.field.type === 'textarea')
    throw refuse(400, 'INVALID_FIELD', `field '${path.field.name}' can not be filtered in a query call`);
  const read = (row: Row): Value => names.read(row, path);
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') return choiceTest(path, operator, condition.value, read);
  if (isDateLiteral(condition.literalType)) return spanTest(condition, path.field, read, names.clock);
  if (operator === 'IN' || operator === 'NOT IN') {
    const fold = foldOf(path.field);
    const values = literals(path.field, condition);
    const wanted = new Set(values.map(fold));
    if (operator === 'NOT IN') return { test: (row) => !wanted.has(fold(read(row))) };
    return { test: (row) => wanted.has(fold(read(row))), ...amongOf(path, values) };
  }
  if (Array.isArray(condition.value)) throw malformed(`a list after ${operator}`);
  if (operator === 'LIKE') return { test: likeTest(path.field, condition.value, read) };
  const [value = null] = literals(path.field, condition);
  return {
    test: comparison(operator, path.field, read, value),
    ...(operator === '=' ? amongOf(path, [value]) : {}),
  };
}

function semiJoin({ field, operator, valueQuery }: ValueQueryCondition, names: Names): Filter {
  const path = names.resolve(field);
  const found = new Set<Value>(names.values(valueQuery));
  found.delete(null);
  if (operator === 'NOT IN') return { test: (row) => !found.has(names.read(row, path)) };
  return { test: (row) => found.has(names.read(row, path)), ...amongOf(path, [...found]) };
}

function isDateLiteral(type: unknown): boolean {
  return type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL';
}

/** Against a span of days: `=` is within it, `<` before it, `>` after it. */
function spanTest(condition: Condition, spec: FieldSpec, read: (row: Row) => Value, clock: Clock): Filter {
  if (!('field' in condition) || typeof condition.value !== 'string') throw notHere('a list of date literals');
  const [literal = '', n] = condition.value.split(':');
  if (spec.type !== 'date' && spec.type !== 'datetime')
    throw refuse(
      400,
      'INVALID_FIELD',
      `value of filter criterion for field '${spec.name}' must be of type ${spec.type}`,
    );
  const { from, to } = spanOf(literal, n === undefined ? undefined : Number(n), spec.type, clock);
  const tests: Partial<Record<Operator, (value: string) => boolean>> = {
    '=': (value) => value >= from && value < to,
    '!=': (value) => value < from || value >= to,
    '<': (value) => value < from,
    '<=': (value) => value < to,
    '>': (value) => value >= to,
    '>=': (value) => value >= from,
  };
  const test = tests[condition.operator];
  if (test === undefined) throw malformed(`${condition.operator} with a date literal`);
  return {
    test: (row) => {
      const value = read(row);
      return value === null ? condition.operator === '!=' : test(String(value));
    },
  };
}

/** INCLUDES ('a;b', 'c'): both a and b, or c. */
function choiceTest(
  { field }: Path,
  operator: 'INCLUDES' | 'EXCLUDES',
  raw: string | readonly string[],
  read: (row: Row) => Value,
): Filter {
  if (field.type !== 'multipicklist') throw malformed(`${operator} on ${field.type} field: ${field.name}`);
  const wanted = [raw].flat().map((each) =>
    String(literalValue(field, each, 'STRING') ?? '')
      .toLowerCase()
      .split(';'),
  );
  const includes = (row: Row): boolean => {
    const chosen = String(read(row) ?? '')
      .toLowerCase()
      .split(';');
    return wanted.some((all) => all.every((each) => chosen.includes(each)));
  };
  return { test: operator === 'INCLUDES' ? includes : (row) => !includes(row) };
}

/** Rows can be looked up by their own id and external ids; not those without one. */
function amongOf({ through, field }: Path, values: readonly Value[]): { readonly among?: Among } {
  const found =
    through.length === 0 && (field.type === 'id' || (field.externalId && field.unique)) && !values.includes(null);
  return found ? { among: { field, values: [...new Set(values)] } } : {};
}

function literals(
  spec: FieldSpec,
  condition: { readonly value: string | readonly string[]; readonly literalType?: unknown },
): readonly Value[] {
  const raws = typeof condition.value === 'string' ? [condition.value] : condition.value;
  const types = condition.literalType as LiteralType | LiteralType[] | undefined;
  return raws.map((raw, i) => literalValue(spec, raw, Array.isArray(types) ? types[i] : types));
}

function likeTest(spec: FieldSpec, raw: string, read: (row: Row) => Value): Test {
  if (!FOLDED.includes(spec.type) || !raw.startsWith("'"))
    throw refuse(400, 'INVALID_FIELD', `invalid operator on ${spec.type} field: ${spec.name} LIKE`);
  const matches = likePattern(raw);
  return (row) => {
    const found = read(row);
    return typeof found === 'string' && matches(found);
  };
}

function comparison(operator: Operator, spec: FieldSpec, read: (row: Row) => Value, value: Value): Test {
  const fold = foldOf(spec);
  const wanted = fold(value);
  if (operator === '=') return (row) => fold(read(row)) === wanted;
  if (operator === '!=') return (row) => fold(read(row)) !== wanted;
  if (operator !== '<' && operator !== '<=' && operator !== '>' && operator !== '>=')
    throw notHere(`the operator ${operator}`);
  if (spec.type === 'boolean' || wanted === null)
    throw refuse(400, 'INVALID_FIELD', `invalid operator on ${spec.type} field: ${spec.name} ${operator}`);
  const ordered = (pass: (sign: number) => boolean): Test => {
    return (row) => {
      const found = fold(read(row));
      return found !== null && pass(found < wanted ? -1 : found > wanted ? 1 : 0);
    };
  };
  if (operator === '<') return ordered((sign) => sign < 0);
  if (operator === '<=') return ordered((sign) => sign <= 0);
  if (operator === '>') return ordered((sign) => sign > 0);
  return ordered((sign) => sign >= 0);
}

const FOLDED: readonly FieldType[] = ['string', 'email', 'phone', 'url', 'picklist', 'multipicklist'];

/** Text compares without case, and empty text is null. Ids and case-sensitive external ids keep their case: those of other case are other records. */
function foldOf(spec: FieldSpec): (value: Value) => Value {
  if (!FOLDED.includes(spec.type)) return (value) => value;
  const exact = spec.caseSensitive === true;
  return (value) => {
    if (typeof value !== 'string') return value;
    if (value === '') return null;
    return exact ? value : value.toLowerCase();
  };
}
