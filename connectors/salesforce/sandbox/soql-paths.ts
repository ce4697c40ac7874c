/** Field names of a query, relationships included: `Email`, `Account.Name`, `Owner.Name`, resolved against the schema before any row is read. */
import { NAME_FIELDS } from './objects-system.ts';
import { refuse } from './refusal.ts';
import type { Rows } from './rows.ts';
import type { FieldSpec, ObjectSpec, Schema } from './schema.ts';
import { filled, type Row, type Value } from './values.ts';

export interface Path {
  /** Reference fields to follow, outermost first; the field itself last. */
  readonly through: readonly FieldSpec[];
  readonly field: FieldSpec;
}

/** At most five levels of parents (SOQL and SOSL Reference, Understanding Relationship Query Limitations). */
const MAX_LEVELS = 5;

/** Throws the vendor's INVALID_FIELD for a name that the object does not have. `prefix` is the object's alias in FROM. */
export function resolvePath(schema: Schema, object: ObjectSpec, name: string, alias: string | undefined): Path {
  const parts = name.split('.');
  const first = parts[0]?.toLowerCase();
  if (parts.length > 1 && (first === alias?.toLowerCase() || first === object.name.toLowerCase())) parts.shift();
  const last = parts.pop() ?? '';
  if (parts.length > MAX_LEVELS) throw refuse(400, 'INVALID_FIELD', `more than ${MAX_LEVELS} levels in ${name}`);
  const through: FieldSpec[] = [];
  let at: ObjectSpec | 'name' = object;
  for (const part of parts) {
    const step: FieldSpec | undefined = at === 'name' ? undefined : schema.relationship(at, part);
    if (step === undefined)
      throw refuse(
        400,
        'INVALID_FIELD',
        `Didn't understand relationship '${part}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      );
    through.push(step);
    at = parentOf(schema, step);
  }
  const field = at === 'name' ? nameField(last) : schema.field(at, last);
  if (field === undefined) throw noColumn(last, at === 'name' ? 'Name' : at.name);
  return { through, field };
}

/** The row behind the path's relationships; undefined where a reference is empty. */
export function parentRow(rows: Rows, row: Row, through: readonly FieldSpec[]): Row | undefined {
  let at: Row | undefined = row;
  for (const step of through) {
    const id: string | undefined = at === undefined ? undefined : filled(at[step.name]);
    at = id === undefined ? undefined : rows.byId(id);
  }
  return at;
}

export function valueAt(schema: Schema, rows: Rows, row: Row, path: Path): Value {
  if (path.through.length === 0) return row[path.field.name] ?? null;
  const parent = parentRow(rows, row, path.through);
  if (parent === undefined) return null;
  const polymorphic = (path.through.at(-1)?.to ?? []).length > 1;
  if (polymorphic && path.field.name === 'Type') return schema.objectOfId(String(parent['Id']))?.name ?? null;
  return parent[path.field.name] ?? null;
}

export function noColumn(name: string, entity: string): Error {
  return refuse(
    400,
    'INVALID_FIELD',
    `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function parentOf(schema: Schema, step: FieldSpec): ObjectSpec | 'name' {
  const targets = step.to ?? [];
  return (targets.length === 1 ? schema.object(targets[0] ?? '') : undefined) ?? 'name';
}

function nameField(name: string): FieldSpec | undefined {
  return NAME_FIELDS.find((spec) => spec.name.toLowerCase() === name.toLowerCase());
}
