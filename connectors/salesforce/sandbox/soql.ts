/** SOQL: parsed by a library, evaluated here against the org's rows. What is not understood is refused, never guessed. */
import { type OrderByClause, parseQuery, type Query, type QueryBase } from '@jetstreamapp/soql-parser-js';
import { childOf } from './children.ts';
import { notHere, refuse } from './refusal.ts';
import type { FieldType, ObjectSpec } from './schema.ts';
import { compileAggregate, isAggregate } from './soql-aggregate.ts';
import { malformed } from './soql-literals.ts';
import { type Path, resolvePath, valueAt } from './soql-paths.ts';
import type { ChildPlan, Ground, Plan } from './soql-plan.ts';
import { runPlan } from './soql-run.ts';
import { selected } from './soql-select.ts';
import { compileWhere } from './soql-where.ts';
import type { Row, Value } from './values.ts';

/** Longest query, and largest OFFSET (SOQL and SOSL Limits). */
const MAX_CHARACTERS = 100_000;
const MAX_OFFSET = 2_000;

/** Throws a Refusal: the vendor's for what it refuses too, 501 for what only this sandbox lacks. */
export function planQuery(ground: Ground, soql: string): Plan {
  if (soql.length > MAX_CHARACTERS)
    throw refuse(400, 'QUERY_TOO_COMPLICATED', 'SOQL statements exceed 100,000 characters');
  return planParsed(ground, parsed(soql));
}

function planParsed(ground: Ground, query: Query): Plan {
  const object = ground.schema.object(query.sObject ?? '');
  if (object !== undefined) return planOf(ground, object, query);
  throw refuse(
    400,
    'INVALID_TYPE',
    `sObject type '${query.sObject}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function planOf(ground: Ground, object: ObjectSpec, query: QueryBase): Plan {
  const { schema, rows } = ground;
  for (const part of UNSUPPORTED) if (query[part] !== undefined) throw notHere(`${part} in SOQL`);
  const resolve = (name: string): Path => resolvePath(schema, object, name, query.sObjectAlias);
  const read = (row: Row, path: Path) => valueAt(schema, rows, row, path);
  if ((query.offset ?? 0) > MAX_OFFSET)
    throw refuse(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
  const names = { resolve, read, clock: ground.clock, values: (inner: Query) => valuesOf(ground, inner) };
  const base = { object, where: compileWhere(query.where, names), limit: query.limit, offset: query.offset ?? 0 };
  const wanted = query.fields ?? [];
  if (isAggregate(wanted, query.groupBy) && !(wanted.length === 1 && isBareCount(query))) {
    const aggregate = compileAggregate(wanted, query.groupBy, query.orderBy, names);
    return { ...base, fields: [], children: [], aggregate, order: ordering(undefined, resolve, read) };
  }
  const { fields, children } = selected(wanted, object, query.limit, resolve);
  return {
    ...base,
    fields,
    children: children.map((each): ChildPlan => {
      const relationship = childOf(schema, object, each.relationshipName);
      if (relationship === undefined)
        throw refuse(
          400,
          'INVALID_TYPE',
          `Didn't understand relationship '${each.relationshipName}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
        );
      const { name, field, child } = relationship;
      return { name, field, plan: planOf(ground, child, each), families: undefined };
    }),
    order: ordering(query.orderBy, resolve, read),
  };
}

/** `SELECT COUNT()` alone answers a number and no rows. */
function isBareCount({ fields }: QueryBase): boolean {
  const [only] = fields ?? [];
  return (
    only?.type === 'FieldFunctionExpression' &&
    only.functionName.toUpperCase() === 'COUNT' &&
    only.parameters.length === 0
  );
}

/** What the one field of a query behind IN holds. */
function valuesOf(ground: Ground, query: Query): readonly Value[] {
  const plan = planParsed(ground, query);
  const [field, ...more] = plan.fields ?? [];
  if (field === undefined || more.length > 0 || !['id', 'reference'].includes(field.field.type))
    throw malformed('a semi join takes one id or reference field');
  return runPlan(ground.rows, plan, false).map((row) => valueAt(ground.schema, ground.rows, row, field));
}

const UNSUPPORTED = [
  'having',
  'usingScope',
  'withDataCategory',
  'withSecurityEnforced',
  'withAccessLevel',
  'for',
  'update',
] as const;

function parsed(soql: string): Query {
  try {
    return parseQuery(soql);
  } catch (error) {
    // The parser throws on every text that is not SOQL; its sentence is as good as the vendor's.
    throw malformed(
      `\n${soql.slice(0, 200)}\n${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
}

/** Nulls come first in both directions unless NULLS LAST is said; ties keep the order of ids. */
function ordering(
  clauses: OrderByClause | OrderByClause[] | undefined,
  resolve: (name: string) => Path,
  read: (row: Row, path: Path) => Row[string],
): (a: Row, b: Row) => number {
  const keys = (clauses === undefined ? [] : [clauses].flat()).map((clause) => {
    if (!('field' in clause)) throw notHere('a function in ORDER BY');
    const path = resolve(clause.field);
    if (path.field.type === 'textarea') throw malformed(`field '${path.field.name}' can not be sorted in a query call`);
    const nulls = clause.nulls === 'LAST' ? 1 : -1;
    return { path, sign: clause.order === 'DESC' ? -1 : 1, nulls };
  });
  return (a, b) => {
    for (const { path, sign, nulls } of keys) {
      const left = sortable(read(a, path), path);
      const right = sortable(read(b, path), path);
      if (left === right) continue;
      if (left === null || right === null) return left === null ? nulls : -nulls;
      return left < right ? -sign : sign;
    }
    return String(a['Id']) < String(b['Id']) ? -1 : 1;
  };
}

/** Their text order is their order. */
const AS_IT_IS: readonly FieldType[] = ['id', 'reference', 'date', 'datetime'];

function sortable(value: Row[string] | undefined, path: Path): Row[string] {
  if (value === undefined) return null;
  return typeof value === 'string' && !AS_IT_IS.includes(path.field.type) ? value.toLowerCase() : value;
}
