/** `sobjects/…`: one row by id or by external id, created, read, changed, deleted. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, doingOf, recordBody, refusedRow, segment, versionOf } from './call.ts';
import { describeGlobal, describeObject, objectSummary } from './describe.ts';
import { to18 } from './ids.ts';
import { notFound, notHere, refuse } from './refusal.ts';
import { answerDeleted, answerUpdated } from './replication.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';
import { noColumn } from './soql-paths.ts';
import { attributesOf } from './soql-run.ts';
import type { Row } from './values.ts';
import { deleteRow, insertRow, type RowResult, updateRow, upsertRow } from './write.ts';

export function answerSobjects(call: Call): WorldResponse {
  const name = segment(call, 1);
  if (name === undefined || name === '') return get(call, () => describeGlobal(call));
  const object = call.org.schema.object(name);
  if (object === undefined) throw notFound();
  const second = segment(call, 2);
  if (second === undefined || second === '') {
    return call.method === 'POST' ? create(call, object) : get(call, () => objectSummary(call, object));
  }
  const third = segment(call, 3);
  if (third !== undefined) return byExternalId(call, object, second, third);
  const asked = second.toLowerCase();
  if (asked === 'describe') return get(call, () => describeObject(call, object));
  if (asked === 'updated') return get(call, () => answerUpdated(call, object));
  if (asked === 'deleted') return get(call, () => answerDeleted(call, object));
  if (/^(layouts|approvalLayouts|compactLayouts|namedLayouts|quickActions|listviews|eventSchema)$/i.test(second))
    throw notHere(`${second} of an object`);
  return byId(call, object, second);
}

function get(call: Call, answer: () => WorldResponse): WorldResponse {
  if (call.method !== 'GET') throw badMethod(call);
  return answer();
}

function create(call: Call, object: ObjectSpec): WorldResponse {
  return written(call, object, insertRow(call.org, object, withoutId(call), doingOf(call)));
}

function byId(call: Call, object: ObjectSpec, given: string): WorldResponse {
  const id = to18(given);
  const row = id === undefined ? undefined : call.org.rows.get(object.name, id);
  if (id === undefined || row === undefined) throw notFound();
  if (call.method === 'GET') return read(call, object, row);
  const doing = doingOf(call);
  if (call.method === 'PATCH') return noContent(updateRow(call.org, object, id, withoutId(call), doing));
  if (call.method === 'DELETE') return noContent(deleteRow(call.org, object, id, doing));
  throw badMethod(call);
}

/** The first version in which a change by external id answers with a body. */
const WITH_BODY = 46;

/**
 * Rows by an external id. A change answers 200 with the id and `created: false`, as from API version 46.0 on
 * (REST API Developer Guide, sObject Rows by External ID), and 204 before. Several matches answer 300 with their addresses.
 */
function byExternalId(call: Call, object: ObjectSpec, fieldName: string, value: string): WorldResponse {
  const field = call.org.schema.field(object, fieldName);
  if (field?.type === 'id') return byId(call, object, value);
  if (field === undefined && call.org.rows.get(object.name, to18(fieldName) ?? '') !== undefined)
    throw notHere(`${value} of a row: relationships are answered by queries`);
  if (field === undefined || !field.externalId)
    throw notFound(`Provided external ID field does not exist or is not accessible: ${fieldName}`);
  const [holder, ...more] = call.org.rows.holders(object.name, field.name, value);
  if (holder !== undefined && more.length > 0)
    return { status: 300, body: [holder, ...more].map((row) => `${call.base}/sobjects/${object.name}/${row['Id']}`) };
  if (call.method === 'PATCH') return upsert(call, object, field, value);
  if (holder === undefined) throw notFound();
  if (call.method === 'GET') return read(call, object, holder);
  if (call.method === 'DELETE') return noContent(deleteRow(call.org, object, String(holder['Id']), doingOf(call)));
  throw badMethod(call);
}

function upsert(call: Call, object: ObjectSpec, field: FieldSpec, value: string): WorldResponse {
  const input = withoutId(call);
  if (Object.keys(input).some((name) => name.toLowerCase() === field.name.toLowerCase()))
    throw refuse(400, 'INVALID_FIELD', `The ${field.name} field should not be specified in the sobject data.`);
  const result = upsertRow(call.org, object, field, value, input, doingOf(call));
  if (result.ok && !result.created && versionOf(call) < WITH_BODY) return { status: 204 };
  if (result.ok && !result.created)
    return { status: 200, body: { id: result.id, success: true, errors: [], created: false } };
  return written(call, object, result, { created: true });
}

function written(call: Call, object: ObjectSpec, result: RowResult, more: Record<string, boolean> = {}): WorldResponse {
  if (!result.ok) return refusedRow(result);
  return {
    status: 201,
    headers: { Location: `${call.base}/sobjects/${object.name}/${result.id}` },
    body: { id: result.id, success: true, errors: [], ...more },
  };
}

function noContent(result: RowResult): WorldResponse {
  return result.ok ? { status: 204 } : refusedRow(result);
}

function read(call: Call, object: ObjectSpec, row: Row): WorldResponse {
  if (row['IsDeleted'] === true) throw refuse(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  const wanted = call.query.get('fields');
  const fields = wanted === null ? object.fields : wanted.split(',').map((name) => known(call, object, name.trim()));
  return {
    status: 200,
    body: {
      attributes: attributesOf(call.org.schema, row, call.base),
      ...Object.fromEntries(fields.map((field) => [field.name, row[field.name] ?? null])),
    },
  };
}

function known(call: Call, object: ObjectSpec, name: string): FieldSpec {
  const field = call.org.schema.field(object, name);
  if (field === undefined) throw noColumn(name, object.name);
  return field;
}

function withoutId(call: Call): Readonly<Record<string, unknown>> {
  const input = recordBody(call);
  if (Object.keys(input).some((name) => name.toLowerCase() === 'id'))
    throw refuse(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  return input;
}
