/** What stands between SELECT and FROM: fields, FIELDS(…), and children in parentheses. */
import type { FieldType, Subquery } from '@jetstreamapp/soql-parser-js';
import { notHere, refuse } from './refusal.ts';
import type { ObjectSpec } from './schema.ts';
import { malformed } from './soql-literals.ts';
import type { Path } from './soql-paths.ts';

/** FIELDS(ALL) and FIELDS(CUSTOM) need a LIMIT of at most this (SOQL and SOSL Reference, FIELDS()). */
const MOST_WITH_ALL = 200;

export interface Selection {
  /** Undefined for `SELECT COUNT()`. */
  readonly fields: readonly Path[] | undefined;
  readonly children: readonly Subquery[];
}

export function selected(
  fields: readonly FieldType[],
  object: ObjectSpec,
  limit: number | undefined,
  resolve: (name: string) => Path,
): Selection {
  const [first] = fields;
  if (first?.type === 'FieldFunctionExpression' && fields.length === 1 && first.functionName.toUpperCase() === 'COUNT')
    if (first.parameters.length === 0) return { fields: undefined, children: [] };
  const children: Subquery[] = [];
  const paths = fields.flatMap((field) => {
    if (field.type === 'Field') return [resolve('objectPrefix' in field ? field.rawValue : field.field)];
    if (field.type === 'FieldRelationship') return [resolve([...field.relationships, field.field].join('.'))];
    if (field.type === 'FieldSubquery') {
      children.push(field.subquery);
      return [];
    }
    if (field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS')
      return groupOf(String(field.parameters[0] ?? ''), object, limit);
    throw notHere(`${field.type === 'FieldFunctionExpression' ? field.functionName : field.type} in SELECT`);
  });
  const seen = new Set<string>();
  for (const path of paths) {
    const name = [...path.through, path.field].map((spec) => spec.name).join('.');
    if (seen.has(name)) throw refuse(400, 'INVALID_FIELD', `duplicate field selected: ${name}`);
    seen.add(name);
  }
  return { fields: paths, children };
}

function groupOf(group: string, object: ObjectSpec, limit: number | undefined): readonly Path[] {
  const which = group.toUpperCase();
  if (!['ALL', 'STANDARD', 'CUSTOM'].includes(which)) throw malformed(`unknown FIELDS group: ${group}`);
  if (which !== 'STANDARD' && (limit === undefined || limit > MOST_WITH_ALL))
    throw malformed(`The SOQL FIELDS function must have a LIMIT of at most ${MOST_WITH_ALL}`);
  return object.fields
    .filter(({ name }) => which === 'ALL' || name.endsWith('__c') === (which === 'CUSTOM'))
    .map((field) => ({ through: [], field }));
}
