/** `tooling/…`: fields and objects made, changed and removed as JSON, and questions about the org's metadata (Tooling API). */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, recordBody, segment } from './call.ts';
import type { Component, Saved } from './customizing.ts';
import { describeGlobal, describeObject } from './describe.ts';
import { answerQuery } from './query.ts';
import { notFound, notHere, refuse, restErrors, statusOf } from './refusal.ts';
import { toolingTables } from './tooling-tables.ts';

/** What can be written by JSON; other parts of the metadata go by the Metadata API. */
const WRITTEN = ['CustomField', 'CustomObject'];

const bodySchema = z.object({
  FullName: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()),
});

export function answerTooling(call: Call): WorldResponse {
  const first = segment(call, 1)?.toLowerCase();
  const inside: Call = { ...call, base: `${call.base}/tooling`, segments: call.segments.slice(1) };
  if (first === 'query') return answerQuery({ ...inside, org: { ...call.org, ...toolingTables(call.org) } }, 'query');
  if (first !== 'sobjects') throw notHere(`tooling/${first ?? ''}`);
  const tables = { ...inside, org: { ...call.org, ...toolingTables(call.org) } };
  const name = segment(call, 2) ?? '';
  if (name === '') return describeGlobal(tables);
  const table = tables.org.schema.object(name);
  if (table === undefined) throw notFound();
  const third = segment(call, 3) ?? '';
  if (third.toLowerCase() === 'describe') return describeObject(tables, table);
  if (table.name === 'Flow' && third !== '' && call.method === 'GET') return one(call, 'Flow', third);
  if (!WRITTEN.includes(table.name)) throw notHere(`writing ${table.name} by the Tooling API`);
  return third === '' ? create(call, table.name) : one(call, table.name, third);
}

function create(call: Call, type: string): WorldResponse {
  if (call.method !== 'POST') throw badMethod(call);
  const { FullName = '', Metadata } = read(call);
  const saved = call.org.customizing.save(type, FullName, Metadata, 'create');
  if (!saved.ok) return refused(saved);
  const headers = { Location: `${call.base}/tooling/sobjects/${type}/${saved.id}` };
  return { status: 201, headers, body: { id: saved.id, success: true, errors: [], warnings: [], infos: [] } };
}

function one(call: Call, type: string, id: string): WorldResponse {
  const part = call.org.customizing.byId(id);
  if (part?.type !== type) throw notFound();
  if (call.method === 'GET') return { status: 200, body: shown(call, part) };
  if (call.method === 'PATCH') {
    const { FullName = part.fullName, Metadata } = read(call);
    if (FullName.toLowerCase() !== part.fullName.toLowerCase()) throw notHere('another name for what was made');
    return done(call.org.customizing.save(type, part.fullName, Metadata, 'update'));
  }
  if (call.method === 'DELETE') return done(call.org.customizing.remove(type, part.fullName));
  throw badMethod(call);
}

function shown(call: Call, part: Component): Record<string, unknown> {
  const { rows } = toolingTables(call.org);
  const row = rows.get(part.type, part.id) ?? {};
  const url = `${call.base}/tooling/sobjects/${part.type}/${part.id}`;
  return { attributes: { type: part.type, url }, ...row, Metadata: part.metadata };
}

function read(call: Call): z.infer<typeof bodySchema> {
  const body = bodySchema.safeParse(recordBody(call));
  if (!body.success) throw refuse(400, 'JSON_PARSER_ERROR', z.prettifyError(body.error));
  return body.data;
}

function done(saved: Saved): WorldResponse {
  return saved.ok ? { status: 204 } : refused(saved);
}

function refused({ errors }: Extract<Saved, { ok: false }>): WorldResponse {
  return { status: statusOf(errors), body: restErrors(errors) };
}
