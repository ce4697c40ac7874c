/** `query` and `queryAll`: a page of at most 2,000 rows, and a locator for the next one. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { badMethod, type Call, groundOf, segment } from './call.ts';
import type { ResultSet } from './cursors.ts';
import { columnsOf } from './query-columns.ts';
import { notHere } from './refusal.ts';
import { planQuery } from './soql.ts';
import { malformed } from './soql-literals.ts';
import type { Plan } from './soql-plan.ts';
import { project, runPlan } from './soql-run.ts';

/** Bounds of `Sforce-Query-Options: batchSize=` (REST API Developer Guide, Query Options Header); the larger is the default. */
const LEAST_ROWS = 200;
const MOST_ROWS = 2_000;

/** `resource` is `query` or `queryAll`; a further segment is a locator. */
export function answerQuery(call: Call, resource: 'query' | 'queryAll'): WorldResponse {
  if (call.method !== 'GET') throw badMethod(call);
  const { rows } = call.org;
  const locator = segment(call, 1);
  if (locator !== undefined && locator !== '') {
    const { name, set, from } = call.cursors.find(locator, call.userId, call.now);
    return page(call, resource, name, set, from);
  }
  if (call.query.has('explain')) throw notHere('query plans');
  const soql = call.query.get('q');
  if (soql === null) throw malformed('The q parameter is required');
  const plan = planQuery(groundOf(call), soql);
  if (call.query.get('columns')?.toLowerCase() === 'true') return { status: 200, body: columnsOf(plan) };
  const found = runPlan(rows, plan, resource === 'queryAll');
  if (plan.aggregate !== undefined) {
    const records = plan
      .aggregate(found)
      .slice(plan.offset, plan.limit === undefined ? undefined : plan.offset + plan.limit);
    return { status: 200, body: { totalSize: records.length, done: true, records } };
  }
  if (plan.fields === undefined) return { status: 200, body: { totalSize: found.length, done: true, records: [] } };
  const set = { plan, rows: found, batchSize: batchSize(call, plan) };
  const name = found.length > set.batchSize ? call.cursors.open(set, call.userId, call.now) : '';
  return page(call, resource, name, set, 0);
}

function page(call: Call, resource: string, name: string, set: ResultSet, from: number): WorldResponse {
  const { rows, schema } = call.org;
  const to = from + set.batchSize;
  const done = to >= set.rows.length;
  return {
    status: 200,
    body: {
      totalSize: set.rows.length,
      done,
      ...(done ? {} : { nextRecordsUrl: `${call.base}/${resource}/${name}-${to}` }),
      records: set.rows.slice(from, to).map((row) => project(schema, rows, set.plan, row, call.base)),
    },
  };
}

/** The wish is a hint: two or more custom long texts in SELECT bring at most 200 rows (SOAP API Developer Guide, Changing the Batch Size in Queries). */
function batchSize(call: Call, plan: Plan): number {
  const wish = Number(/batchSize\s*=\s*(\d+)/i.exec(call.headers['sforce-query-options'] ?? '')?.[1] ?? MOST_ROWS);
  const longTexts = (plan.fields ?? []).filter(({ field }) => field.type === 'textarea' && field.name.endsWith('__c'));
  if (longTexts.length >= 2) return LEAST_ROWS;
  return Math.min(MOST_ROWS, Math.max(LEAST_ROWS, wish));
}
