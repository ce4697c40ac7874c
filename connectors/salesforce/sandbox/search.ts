/** `search` and `parameterizedSearch`: SOSL in its usual form, `FIND {words} IN … FIELDS RETURNING Lead(Id, Name)`; anything else is refused as not here. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, groundOf } from './call.ts';
import { notHere, refuse } from './refusal.ts';
import type { FieldType, ObjectSpec } from './schema.ts';
import { planQuery } from './soql.ts';
import { attributesOf, project, runPlan } from './soql-run.ts';
import { type Row, textOf } from './values.ts';

/** Rows in one answer (SOSL Limits). */
const MOST_ROWS = 2_000;
const GROUPS: Readonly<Record<string, readonly FieldType[]>> = {
  ALL: ['string', 'textarea', 'email', 'phone', 'url', 'picklist'],
  NAME: ['string'],
  EMAIL: ['email'],
  PHONE: ['phone'],
};
/** Objects that are searched where none is named. */
const SEARCHED = ['Account', 'Contact', 'Lead', 'Opportunity'];

interface Search {
  readonly words: readonly string[];
  readonly group: string;
  /** `Lead(Id, Name WHERE … LIMIT 5)`; without parentheses only ids are answered. */
  readonly returning: readonly { readonly object: string; readonly inside: string }[];
  readonly limit: number;
}

export function answerSearch(call: Call): WorldResponse {
  if (call.method !== 'GET') throw badMethod(call);
  return found(call, parse(call.query.get('q') ?? ''));
}

const bodySchema = z.object({
  q: z.string(),
  in: z.string().default('ALL'),
  fields: z.array(z.string()).default(['Id']),
  sobjects: z
    .array(z.object({ name: z.string(), fields: z.array(z.string()).optional(), limit: z.number().optional() }))
    .default([]),
  overallLimit: z.number().default(MOST_ROWS),
});

/** The same, without SOSL: by JSON, or by simple parameters of the address. */
export function answerParameterizedSearch(call: Call): WorldResponse {
  const given = {
    q: call.query.get('q') ?? undefined,
    in: call.query.get('in') ?? undefined,
    fields: call.query.get('fields')?.split(','),
    sobjects: call.query.getAll('sobject').map((name) => ({ name })),
  };
  const parsed = bodySchema.safeParse(call.method === 'GET' ? given : call.body);
  if (!parsed.success) throw refuse(400, 'MALFORMED_SEARCH', z.prettifyError(parsed.error));
  const { q, in: group, fields, sobjects, overallLimit } = parsed.data;
  const returning = sobjects.map((each) => ({
    object: each.name,
    inside: `${(each.fields ?? fields).join(',')}${each.limit === undefined ? '' : ` LIMIT ${each.limit}`}`,
  }));
  return found(call, { words: wordsOf(q), group: group.toUpperCase(), returning, limit: overallLimit });
}

function parse(sosl: string): Search {
  const match =
    /^\s*FIND\s*\{((?:[^{}\\]|\\.)+)\}(?:\s+IN\s+(\w+)\s+FIELDS)?(?:\s+RETURNING\s+([\s\S]+?))?(?:\s+LIMIT\s+(\d+))?\s*$/i.exec(
      sosl,
    );
  if (match === null)
    throw refuse(400, 'MALFORMED_SEARCH', `${sosl}\nNo search term found. The search term must be enclosed in braces.`);
  const [, term = '', group = 'ALL', returning = '', limit] = match;
  const objects = [...returning.matchAll(/(\w+)\s*(?:\(((?:[^()]|\([^()]*\))*)\))?\s*(?:,|$)/g)];
  if (/\bAND\b|\bOR\b|["?]/.test(term) || (returning !== '' && objects.length === 0))
    throw notHere('this form of SOSL');
  return {
    words: wordsOf(term),
    group: group.toUpperCase(),
    returning: objects.map(([, object = '', inside = 'Id']) => ({ object, inside })),
    limit: Math.min(MOST_ROWS, Number(limit ?? MOST_ROWS)),
  };
}

/** Words of two letters at least; `*` ends a beginning. */
function wordsOf(term: string): readonly string[] {
  const text = term.replace(/\\(.)/g, '$1').trim();
  if (text.replaceAll('*', '').length < 2)
    throw refuse(400, 'MALFORMED_SEARCH', 'search term must be longer than one character');
  return text.toLowerCase().split(/\s+/);
}

function found(call: Call, { words, group, returning, limit }: Search): WorldResponse {
  const types = GROUPS[group];
  if (types === undefined) throw notHere(`search in ${group} FIELDS`);
  const { schema, rows } = call.org;
  const wanted = returning.length > 0 ? returning : SEARCHED.map((object) => ({ object, inside: 'Id' }));
  const searchRecords = wanted.flatMap(({ object: name, inside }) => {
    const [, fields = 'Id', rest = ''] =
      /^([\w\s,.]*?)(\s+(?:WHERE|ORDER|LIMIT|OFFSET)\b[\s\S]*)?$/i.exec(inside) ?? [];
    const plan = planQuery(groundOf(call), `SELECT ${fields} FROM ${name}${rest}`);
    const test = (row: Row): boolean => words.every((word) => holds(plan.object, row, types, group, word));
    const where = { test: (row: Row) => plan.where.test(row) && test(row) };
    return runPlan(rows, { ...plan, where }, false).map((row) => ({
      ...project(schema, rows, plan, row, call.base),
      attributes: attributesOf(schema, row, call.base),
    }));
  });
  return { status: 200, body: { searchRecords: searchRecords.slice(0, limit) } };
}

/** A word is found at the beginning of any word of a field if it ends in `*`, else as a whole word; addresses are taken apart too. */
function holds(object: ObjectSpec, row: Row, types: readonly FieldType[], group: string, word: string): boolean {
  const beginning = word.endsWith('*');
  const sought = word.replaceAll('*', '');
  return object.fields.some((field) => {
    if (!types.includes(field.type) || (group === 'NAME' && !field.name.endsWith('Name'))) return false;
    const text = textOf(row[field.name]).toLowerCase();
    if (text === sought) return true;
    return text.split(/[\s@.,;()/-]+/).some((each) => (beginning ? each.startsWith(sought) : each === sought));
  });
}
