/** `/composite/tree/T`: records with their children, made together or not at all. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, doingOf } from './call.ts';
import { childOf } from './children.ts';
import { notFound, type RowError, refuse, rowError } from './refusal.ts';
import type { ObjectSpec } from './schema.ts';
import { insertRow } from './write.ts';

/** Records in one call, and levels (REST API Developer Guide, sObject Tree). */
const MOST_RECORDS = 200;
const MOST_LEVELS = 5;

const recordSchema = z.looseObject({ attributes: z.looseObject({ type: z.string(), referenceId: z.string() }) });
const listSchema = z.object({ records: z.array(recordSchema) });
type TreeRecord = z.infer<typeof recordSchema>;

interface Done {
  readonly made: { readonly referenceId: string; readonly id: string }[];
  readonly refused: { readonly referenceId: string; readonly errors: readonly RowError[] }[];
}

export function answerTree(call: Call, objectName: string): WorldResponse {
  if (call.method !== 'POST') throw badMethod(call);
  const object = call.org.schema.object(objectName);
  if (object === undefined) throw notFound();
  const { records } = read(call.body);
  const mark = call.org.rows.mark();
  const done: Done = { made: [], refused: [] };
  for (const record of records) plant(call, object, record, {}, 1, done);
  if (done.refused.length === 0) return { status: 201, body: { hasErrors: false, results: done.made } };
  call.org.rows.undoTo(mark);
  return { status: 400, body: { hasErrors: true, results: done.refused } };
}

function plant(
  call: Call,
  object: ObjectSpec,
  record: TreeRecord,
  link: Record<string, string>,
  level: number,
  done: Done,
): void {
  const { attributes, ...fields } = record;
  const { referenceId } = attributes;
  if (level > MOST_LEVELS) throw refuse(400, 'LIMIT_EXCEEDED', `A tree is deeper than ${MOST_LEVELS} levels`);
  if (attributes.type.toLowerCase() !== object.name.toLowerCase())
    throw refuse(400, 'INVALID_INPUT', `A record of type ${attributes.type} stands among ${object.name}`);
  if ([...done.made, ...done.refused].some((each) => each.referenceId === referenceId))
    throw refuse(400, 'INVALID_INPUT', `Duplicate ReferenceId provided in the request: ${referenceId}`);
  if (done.made.length + done.refused.length >= MOST_RECORDS)
    throw refuse(400, 'LIMIT_EXCEEDED', `The request has more than ${MOST_RECORDS} records`);
  const own: Record<string, unknown> = { ...link };
  const children: { readonly name: string; readonly value: unknown }[] = [];
  for (const [name, value] of Object.entries(fields))
    if (listSchema.safeParse(value).success) children.push({ name, value });
    else own[name] = value;
  const result = insertRow(call.org, object, own, doingOf(call));
  if (result.ok) done.made.push({ referenceId, id: result.id });
  else done.refused.push({ referenceId, errors: result.errors });
  for (const { name, value } of children) {
    const relationship = childOf(call.org.schema, object, name);
    if (relationship === undefined) {
      const errors = [rowError('INVALID_FIELD', `No such relation '${name}' on entity '${object.name}'`, [name])];
      done.refused.push({ referenceId, errors });
    } else if (result.ok)
      for (const child of read(value).records)
        plant(call, relationship.child, child, { [relationship.field.name]: result.id }, level + 1, done);
  }
}

function read(value: unknown): z.infer<typeof listSchema> {
  const parsed = listSchema.safeParse(value);
  if (!parsed.success) throw refuse(400, 'JSON_PARSER_ERROR', z.prettifyError(parsed.error));
  return parsed.data;
}
