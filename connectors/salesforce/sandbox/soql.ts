/** SOQL: parsed by a library, evaluated here against the org's rows. What is not understood is refused, never guessed. */
import { type FieldType, type OrderByClause, parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { notHere, refuse } from './refusal.ts';
import type { Rows } from './rows.ts';
import type { FieldType as FieldKind, ObjectSpec, Schema } from './schema.ts';
import { malformed } from './soql-literals.ts';
import { type Path, parentRow, resolvePath, valueAt } from './soql-paths.ts';
import { compileWhere, type Filter } from './soql-where.ts';
import type { Row } from './values.ts';

export interface Plan {
  readonly object: ObjectSpec;
  /** Undefined for `SELECT COUNT()`. */
  readonly fields: readonly Path[] | undefined;
  readonly where: Filter;
  readonly order: (a: Row, b: Row) => number;
  readonly limit: number | undefined;
  readonly offset: number;
}

/** Longest query, and largest OFFSET (SOQL and SOSL Limits). */
const MAX_CHARACTERS = 100_000;
const MAX_OFFSET = 2_000;

/** Throws a Refusal: the vendor's for what it refuses too, 501 for what only this sandbox lacks. */
export function planQuery(schema: Schema, rows: Rows, soql: string): Plan {
  if (soql.length > MAX_CHARACTERS)
    throw refuse(400, 'QUERY_TOO_COMPLICATED', 'SOQL statements exceed 100,000 characters');
  const query = parsed(soql);
  for (const part of UNSUPPORTED) if (query[part] !== undefined) throw notHere(`${part} in SOQL`);
  const object = schema.object(query.sObject ?? '');
  if (object === undefined)
    throw refuse(
      400,
      'INVALID_TYPE',
      `sObject type '${query.sObject}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  const resolve = (name: string): Path => resolvePath(schema, object, name, query.sObjectAlias);
  const read = (row: Row, path: Path) => valueAt(schema, rows, row, path);
  if ((query.offset ?? 0) > MAX_OFFSET)
    throw refuse(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
  return {
    object,
    fields: selected(query.fields ?? [], resolve),
    where: compileWhere(query.where, { resolve, read }),
    order: ordering(query.orderBy, resolve, read),
    limit: query.limit,
    offset: query.offset ?? 0,
  };
}

/** The rows that the plan answers, in its order; `deleted` adds those in the recycle bin (queryAll). */
export function runPlan(rows: Rows, plan: Plan, deleted: boolean): readonly Row[] {
  const found: Row[] = [];
  const { test } = plan.where;
  for (const row of candidates(rows, plan, deleted))
    if ((deleted || row['IsDeleted'] !== true) && test(row)) found.push(row);
  found.sort(plan.order);
  return found.slice(plan.offset, plan.limit === undefined ? undefined : plan.offset + plan.limit);
}

/** The rows that the WHERE clause names, or all of them; deleted ones are not found by their keys. */
function candidates(rows: Rows, { object, where }: Plan, deleted: boolean): Iterable<Row> {
  const { among } = where;
  if (among === undefined || (deleted && among.field.type !== 'id')) return rows.all(object.name);
  const { field, values } = among;
  const found = values.map((value) =>
    field.type === 'id' ? rows.get(object.name, String(value)) : rows.holder(object.name, field.name, String(value)),
  );
  return found.filter((row) => row !== undefined);
}

/** One row as the REST API answers it: `attributes` first, parents nested, null where there is none. */
export function project(schema: Schema, rows: Rows, plan: Plan, row: Row, base: string): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: attributesOf(schema, row, base) };
  for (const path of plan.fields ?? []) {
    let at: Record<string, unknown> | undefined = record;
    path.through.forEach((step, level) => {
      if (at === undefined) return;
      const name = step.relationship ?? step.name;
      const parent = parentRow(rows, row, path.through.slice(0, level + 1));
      if (parent === undefined) {
        at[name] = null;
        at = undefined;
        return;
      }
      const nested = (at[name] as Record<string, unknown> | undefined) ?? {
        attributes: attributesOf(schema, parent, base),
      };
      at[name] = nested;
      at = nested;
    });
    if (at === undefined) continue;
    const value = valueAt(schema, rows, row, path);
    at[path.field.name] = path.field.type === 'complexvalue' && typeof value === 'string' ? JSON.parse(value) : value;
  }
  return record;
}

export function attributesOf(schema: Schema, row: Row, base: string): { readonly type: string; readonly url: string } {
  const id = String(row['Id']);
  const type = schema.objectOfId(id)?.name ?? '';
  return { type, url: `${base}/sobjects/${type}/${id}` };
}

const UNSUPPORTED = [
  'groupBy',
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

function selected(fields: readonly FieldType[], resolve: (name: string) => Path): readonly Path[] | undefined {
  const [first] = fields;
  if (first?.type === 'FieldFunctionExpression' && fields.length === 1 && first.functionName.toUpperCase() === 'COUNT')
    if (first.parameters.length === 0) return undefined;
  const paths = fields.map((field) => {
    if (field.type === 'Field') return resolve('objectPrefix' in field ? field.rawValue : field.field);
    if (field.type === 'FieldRelationship') return resolve([...field.relationships, field.field].join('.'));
    throw notHere(`${field.type === 'FieldFunctionExpression' ? field.functionName : field.type} in SELECT`);
  });
  const seen = new Set<string>();
  for (const path of paths) {
    const name = [...path.through, path.field].map((spec) => spec.name).join('.');
    if (seen.has(name)) throw refuse(400, 'INVALID_FIELD', `duplicate field selected: ${name}`);
    seen.add(name);
  }
  return paths;
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
const AS_IT_IS: readonly FieldKind[] = ['id', 'reference', 'date', 'datetime'];

function sortable(value: Row[string] | undefined, path: Path): Row[string] {
  if (value === undefined) return null;
  return typeof value === 'string' && !AS_IT_IS.includes(path.field.type) ? value.toLowerCase() : value;
}
