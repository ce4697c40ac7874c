/** `composite/sobjects`: up to 200 rows in one call, each with its own outcome; 200 even when every row was refused. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, doingOf, segment } from './call.ts';
import type { Doing } from './org.ts';
import { notFound, type RowError, refuse, rowError } from './refusal.ts';
import { retrieveRows } from './retrieve.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';
import { deleteRow, insertRow, type RowResult, updateRow, upsertRow } from './write.ts';

/** Rows in one call, and runs of one object (REST API Developer Guide, sObject Collections). */
const MOST_ROWS = 200;
const MOST_CHUNKS = 10;

const bodySchema = z.object({
  allOrNone: z.boolean().default(false),
  records: z.array(z.looseObject({ attributes: z.looseObject({ type: z.string() }) })),
});
type Rec = z.infer<typeof bodySchema>['records'][number];

export function answerCollections(call: Call): WorldResponse {
  const doing = doingOf(call);
  const type = segment(call, 2);
  if (type !== undefined && type !== '' && segment(call, 3) === undefined) {
    if (call.method === 'GET' || call.method === 'POST') return retrieveRows(call, type);
  }
  if (type !== undefined && type !== '') return upsertMany(call, type, segment(call, 3) ?? '', doing);
  if (call.method === 'POST')
    return many(call, (object, record) => insertRow(call.org, object, withoutIds(record), doing));
  if (call.method === 'PATCH')
    return many(call, (object, record) => {
      const { id, Id, ...rest } = record;
      const given = id ?? Id;
      if (typeof given !== 'string')
        return refusedRow('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
      return updateRow(call.org, object, given, rest, doing);
    });
  if (call.method === 'DELETE') return deleteMany(call, doing);
  throw badMethod(call);
}

function upsertMany(call: Call, type: string, fieldName: string, doing: Doing): WorldResponse {
  if (call.method !== 'PATCH') throw badMethod(call);
  const object = call.org.schema.object(type);
  const field = object === undefined ? undefined : call.org.schema.field(object, fieldName);
  if (field === undefined || !field.externalId)
    throw notFound(`Provided external ID field does not exist or is not accessible: ${fieldName}`);
  const seen = new Set<string>();
  return many(call, (own, record) => upsertOne(call, own, field, record, seen, doing), true);
}

function upsertOne(
  call: Call,
  object: ObjectSpec,
  field: FieldSpec,
  record: Rec,
  seen: Set<string>,
  doing: Doing,
): RowResult {
  const key = Object.keys(record).find((name) => name.toLowerCase() === field.name.toLowerCase());
  const value = key === undefined ? undefined : record[key];
  if (key === undefined || typeof value !== 'string' || value === '')
    return refusedRow('MISSING_ARGUMENT', `${field.name} not specified`, [field.name]);
  if (seen.has(value))
    return refusedRow('DUPLICATE_EXTERNAL_ID', `Duplicate external id specified: ${value}`, [field.name]);
  seen.add(value);
  const { [key]: _key, ...rest } = record;
  return upsertRow(call.org, object, field, value, rest, doing);
}

function deleteMany(call: Call, doing: Doing): WorldResponse {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length > MOST_ROWS) throw tooMany();
  const { org } = call;
  return outcomes(call, call.query.get('allOrNone') === 'true', false, ids, (id) => {
    const object = org.schema.objectOfId(id);
    return object === undefined ? refusedRow('MALFORMED_ID', `malformed id ${id}`) : deleteRow(org, object, id, doing);
  });
}

function many(call: Call, write: (object: ObjectSpec, record: Rec) => RowResult, upsert = false): WorldResponse {
  const body = bodySchema.safeParse(call.body);
  if (!body.success) throw refuse(400, 'JSON_PARSER_ERROR', body.error.issues[0]?.message ?? 'not a collection');
  const { allOrNone, records } = body.data;
  if (records.length > MOST_ROWS) throw tooMany();
  const chunks = records.filter((record, i) => record.attributes.type !== records[i - 1]?.attributes.type).length;
  if (chunks > MOST_CHUNKS)
    throw refuse(400, 'LIMIT_EXCEEDED', `The request exceeded the limit of ${MOST_CHUNKS} chunks of different types`);
  return outcomes(call, allOrNone, upsert, records, (record) => {
    const object = call.org.schema.object(record.attributes.type);
    if (object === undefined)
      return refusedRow('INVALID_TYPE', `sObject type '${record.attributes.type}' is not supported.`);
    return write(object, record);
  });
}

function outcomes<T>(
  call: Call,
  allOrNone: boolean,
  upsert: boolean,
  items: readonly T[],
  write: (item: T) => RowResult,
): WorldResponse {
  const { rows } = call.org;
  const mark = rows.mark();
  const results = items.map(write);
  if (!allOrNone || results.every((result) => result.ok))
    return { status: 200, body: results.map((result) => outcome(result, upsert)) };
  rows.undoTo(mark);
  return {
    status: 200,
    body: results.map((result) => outcome(result.ok ? { ok: false, errors: [ROLLED_BACK] } : result, upsert)),
  };
}

const ROLLED_BACK: RowError = rowError(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

function outcome(result: RowResult, upsert: boolean): Record<string, unknown> {
  if (result.ok) return { id: result.id, success: true, errors: [], ...(upsert ? { created: result.created } : {}) };
  const { id, errors } = result;
  return {
    ...(id === undefined ? {} : { id }),
    success: false,
    errors: errors.map(({ statusCode, message, fields }) => ({ statusCode, message, fields })),
  };
}

function withoutIds(record: Rec): Record<string, unknown> {
  const { id: _id, Id: _Id, ...rest } = record;
  return rest;
}

function refusedRow(code: string, message: string, fields: readonly string[] = []): RowResult {
  return { ok: false, errors: [rowError(code, message, fields)] };
}

function tooMany(): Error {
  return refuse(
    400,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${MOST_ROWS} records into this call`,
  );
}
