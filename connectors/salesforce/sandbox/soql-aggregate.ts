/** COUNT, SUM and their kind, over all rows or by groups. */
import type { FieldFunctionExpression, FieldType, GroupByClause, OrderByClause } from '@jetstreamapp/soql-parser-js';
import { notHere, refuse } from './refusal.ts';
import { malformed } from './soql-literals.ts';
import type { Path } from './soql-paths.ts';
import type { Row, Value } from './values.ts';

/** Groups in one answer; there is no next page (SOQL and SOSL Limits). */
const MOST_GROUPS = 2_000;

export type Aggregate = (rows: readonly Row[]) => readonly Record<string, unknown>[];

interface Names {
  resolve(name: string): Path;
  read(row: Row, path: Path): Value;
}

interface Column {
  readonly key: string;
  /** How ORDER BY may call it. */
  readonly called: readonly string[];
  readonly of: (rows: readonly Row[]) => Value;
}

export function isAggregate(fields: readonly FieldType[], groupBy: unknown): boolean {
  return (
    groupBy !== undefined ||
    fields.some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true)
  );
}

export function compileAggregate(
  fields: readonly FieldType[],
  groupBy: GroupByClause | GroupByClause[] | undefined,
  orderBy: OrderByClause | OrderByClause[] | undefined,
  names: Names,
): Aggregate {
  const groups = [groupBy ?? []].flat().map((clause) => {
    if (!('field' in clause)) throw notHere('a function in GROUP BY');
    return names.resolve(clause.field);
  });
  let unnamed = 0;
  const columns = fields.map((field) => {
    if (field.type !== 'FieldFunctionExpression') return groupColumn(field, groups, names);
    const key = field.alias ?? `expr${unnamed}`;
    if (field.alias === undefined) unnamed += 1;
    return functionColumn(field, key, names);
  });
  const order = ordering(orderBy, columns);
  return (rows) => {
    const found = grouped(rows, groups, names);
    if (found.length > MOST_GROUPS)
      throw refuse(
        400,
        'EXCEEDED_ID_LIMIT',
        'Aggregate query does not support queryMore(), use LIMIT to restrict the results',
      );
    const records = found.map((members) => Object.fromEntries(columns.map(({ key, of }) => [key, of(members)])));
    return records.sort(order).map((record) => ({ attributes: { type: 'AggregateResult' }, ...record }));
  };
}

/** Without GROUP BY there is one group, even of no rows. */
function grouped(rows: readonly Row[], groups: readonly Path[], names: Names): readonly (readonly Row[])[] {
  if (groups.length === 0) return [rows];
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(groups.map((path) => names.read(row, path)));
    const members = found.get(key);
    if (members === undefined) found.set(key, [row]);
    else members.push(row);
  }
  return [...found.values()];
}

function groupColumn(
  field: Exclude<FieldType, FieldFunctionExpression>,
  groups: readonly Path[],
  names: Names,
): Column {
  if (field.type !== 'Field' && field.type !== 'FieldRelationship') throw notHere(`${field.type} beside an aggregate`);
  const name = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
  const path = names.resolve(name);
  if (!groups.some((group) => group.field === path.field && group.through.length === path.through.length))
    throw malformed(`Field must be grouped or aggregated: ${name}`);
  const alias = 'alias' in field ? field.alias : undefined;
  return {
    key: alias ?? path.field.name,
    called: [name, alias ?? name],
    of: ([first]) => (first === undefined ? null : names.read(first, path)),
  };
}

function functionColumn(expression: FieldFunctionExpression, key: string, names: Names): Column {
  const name = expression.functionName.toUpperCase();
  const [parameter] = expression.parameters;
  if (parameter !== undefined && typeof parameter !== 'string') throw notHere('a function inside a function');
  const path = parameter === undefined ? undefined : names.resolve(parameter);
  const values = (rows: readonly Row[]): Exclude<Value, null>[] =>
    path === undefined ? [] : rows.map((row) => names.read(row, path)).filter((value) => value !== null);
  const called = [expression.rawValue ?? '', key];
  if (name === 'COUNT') return { key, called, of: (rows) => (path === undefined ? rows.length : values(rows).length) };
  if (name === 'COUNT_DISTINCT') return { key, called, of: (rows) => new Set(values(rows)).size };
  if (name === 'MIN') return { key, called, of: (rows) => extreme(values(rows), -1) };
  if (name === 'MAX') return { key, called, of: (rows) => extreme(values(rows), 1) };
  if (name !== 'SUM' && name !== 'AVG') throw notHere(`${name} in SELECT`);
  return {
    key,
    called,
    of: (rows) => {
      const numbers = values(rows).map(Number);
      const sum = numbers.reduce((all, number) => all + number, 0);
      if (numbers.length === 0) return null;
      return name === 'SUM' ? sum : sum / numbers.length;
    },
  };
}

function extreme(values: readonly Exclude<Value, null>[], sign: 1 | -1): Value {
  return values.reduce<Value>(
    (best, value) => (best === null || (value > best ? sign : -sign) > 0 ? value : best),
    null,
  );
}

function ordering(
  clauses: OrderByClause | OrderByClause[] | undefined,
  columns: readonly Column[],
): (a: Record<string, Value>, b: Record<string, Value>) => number {
  const keys = [clauses ?? []].flat().map((clause) => {
    const name = ('field' in clause ? clause.field : (clause.fn.rawValue ?? '')).toLowerCase();
    const column = columns.find(({ called }) => called.some((each) => each.toLowerCase() === name));
    if (column === undefined) throw malformed(`Ordered field must be grouped or aggregated: ${name}`);
    return { key: column.key, sign: clause.order === 'DESC' ? -1 : 1 };
  });
  return (a, b) => {
    for (const { key, sign } of keys) {
      const [left = null, right = null] = [a[key], b[key]];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? -1 : 1;
      return left < right ? -sign : sign;
    }
    return 0;
  };
}
