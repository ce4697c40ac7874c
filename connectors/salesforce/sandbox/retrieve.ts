/** Several rows of one object at once by their ids, with the fields that were asked for; null where there is no such row. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { Call } from './call.ts';
import { to18 } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import { noColumn } from './soql-paths.ts';
import { attributesOf } from './soql-run.ts';

/** Rows in one call by POST (REST API Developer Guide, Get Records Using sObject Collections). */
const MOST_ROWS = 2_000;

const bodySchema = z.object({ ids: z.array(z.string()), fields: z.array(z.string()) });

/** By GET the ids and fields stand in the address, by POST in the body. */
export function retrieveRows(call: Call, type: string): WorldResponse {
  const object = call.org.schema.object(type);
  if (object === undefined) throw notFound();
  const inQuery = (name: string): readonly string[] =>
    (call.query.get(name) ?? '').split(',').filter((each) => each !== '');
  const given = call.method === 'GET' ? { ids: inQuery('ids'), fields: inQuery('fields') } : call.body;
  const parsed = bodySchema.safeParse(given);
  if (!parsed.success) throw refuse(400, 'JSON_PARSER_ERROR', z.prettifyError(parsed.error));
  const { ids, fields } = parsed.data;
  if (ids.length > MOST_ROWS) throw refuse(400, 'EXCEEDED_ID_LIMIT', `record limit reached: ${MOST_ROWS}`);
  const specs = fields.map((name) => call.org.schema.field(object, name.trim()) ?? fail(noColumn(name, object.name)));
  return {
    status: 200,
    body: ids.map((id) => {
      const row = call.org.rows.get(object.name, to18(id) ?? '');
      if (row === undefined || row['IsDeleted'] === true) return null;
      const values = specs.map((spec) => [spec.name, row[spec.name] ?? null]);
      return { attributes: attributesOf(call.org.schema, row, call.base), ...Object.fromEntries(values) };
    }),
  };
}

function fail(error: Error): never {
  throw error;
}
