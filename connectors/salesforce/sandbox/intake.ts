/** Reads the fields of a record as a caller wrote them in JSON: names, rights and types, before any rule of the object is asked. */
import { to18 } from './ids.ts';
import type { Org } from './org.ts';
import { type RowError, rowError } from './refusal.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';
import { filled, readDay, readStamp, type Value } from './values.ts';

export type Intake =
  | { readonly ok: true; readonly values: Readonly<Record<string, Value>> }
  | { readonly ok: false; readonly errors: readonly RowError[] };

/** `attributes` is skipped; so must `Id` have been by the caller, where it is allowed. */
export function readRecord(
  org: Org,
  object: ObjectSpec,
  input: Readonly<Record<string, unknown>>,
  mode: 'create' | 'update',
): Intake {
  const values: Record<string, Value> = {};
  const closed: string[] = [];
  for (const [name, raw] of Object.entries(input)) {
    if (name === 'attributes') continue;
    const step = typeof raw === 'object' && raw !== null ? org.schema.relationship(object, name) : undefined;
    const spec = step ?? org.schema.field(object, name);
    if (spec === undefined)
      return refused('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    if (!(mode === 'create' ? spec.createable : spec.updateable)) {
      closed.push(spec.name);
      continue;
    }
    const value = step === undefined ? readValue(spec, raw) : readParent(org, step, Object.entries(raw ?? {}));
    if (!value.ok) return value;
    values[spec.name] = value.value;
  }
  if (closed.length > 0)
    return refused(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${closed.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      closed,
    );
  return { ok: true, values };
}

type Read = { readonly ok: true; readonly value: Value } | Extract<Intake, { ok: false }>;

/** A parent named by one of its own unique fields: `Account: {Number__c: '7'}`. */
function readParent({ schema, rows }: Org, step: FieldSpec, named: readonly (readonly [string, unknown])[]): Read {
  const [[name, value] = ['', undefined], ...more] = named.filter(([each]) => each !== 'attributes');
  if (more.length > 0 || (typeof value !== 'string' && typeof value !== 'number'))
    return refused('INVALID_FIELD', `A reference by ${step.relationship} takes one external id field and its value`);
  for (const target of step.to ?? []) {
    const object = schema.object(target);
    const field = object === undefined ? undefined : schema.field(object, name);
    if (object === undefined || field === undefined || !(field.externalId || field.unique)) continue;
    const holder = rows.holder(object.name, field.name, String(value));
    if (holder !== undefined) return { ok: true, value: filled(holder['Id']) ?? null };
    return refused(
      'INVALID_FIELD',
      `Foreign key external ID: ${value} not found for field ${field.name} in entity ${object.name}`,
    );
  }
  return refused('INVALID_FIELD', `Field name provided, ${name} is not an External ID or indexed field for ${step.to}`);
}

function readValue(spec: FieldSpec, raw: unknown): Read {
  if (raw === null || raw === '') return { ok: true, value: spec.type === 'boolean' ? false : null };
  const value = typed(spec, raw);
  if (value !== undefined) return { ok: true, value };
  if ((spec.type === 'reference' || spec.type === 'id') && typeof raw === 'string')
    return refused('MALFORMED_ID', `${spec.label}: id value of incorrect type: ${raw}`, [spec.name]);
  const kind = typeof raw === 'string' ? 'VALUE_STRING' : typeof raw === 'number' ? 'VALUE_NUMBER' : 'START_OBJECT';
  return refused(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${spec.type} from ${kind} value ${String(raw)} or request may be missing a required field`,
  );
}

/** The value in its type; undefined where the vendor would not take it. Outer white space is cut from text, as Salesforce does on saving. */
export function typed(spec: FieldSpec, raw: unknown): Value | undefined {
  switch (spec.type) {
    case 'boolean':
      if (typeof raw === 'boolean') return raw;
      return raw === 'true' ? true : raw === 'false' ? false : undefined;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent': {
      const number = typeof raw === 'string' ? Number(raw.trim() === '' ? Number.NaN : raw) : raw;
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
      return spec.type === 'int' && !Number.isInteger(number) ? undefined : number;
    }
    case 'date':
      return typeof raw === 'string' ? readDay(raw) : undefined;
    case 'datetime':
      return typeof raw === 'string' ? readStamp(raw) : undefined;
    case 'reference':
    case 'id':
      return typeof raw === 'string' ? to18(raw) : undefined;
    default:
      return typeof raw === 'string' ? raw.trim() || null : undefined;
  }
}

function refused(code: string, message: string, fields: readonly string[] = []): Extract<Intake, { ok: false }> {
  return { ok: false, errors: [rowError(code, message, fields)] };
}
