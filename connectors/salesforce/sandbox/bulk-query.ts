/** Bulk API 2.0 query jobs: the rows are found once, and their result is written out page by page, whenever it is asked for. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { csvCell, csvLine } from './bulk-csv.ts';
import { invalidState, type JobHead, setState } from './bulk-job.ts';
import { refuse } from './refusal.ts';
import { type Path, valueAt } from './soql-paths.ts';
import type { Plan } from './soql-plan.ts';
import { runPlan } from './soql-run.ts';
import type { Row } from './values.ts';

export interface QueryJob extends JobHead {
  readonly kind: 'query';
  readonly plan: Plan;
  /** With the rows of the recycle bin (queryAll). */
  readonly deleted: boolean;
  /** As they were when the job ran; undefined until then. */
  rows: readonly Row[] | undefined;
}

/** Rows in one result where the caller asks for no other number; the vendor's own cut is by size. */
const PAGE_ROWS = 50_000;
/** Links that `resultPages` answers at once (Get Parallel Results for a Query Job). */
const PAGES_AT_ONCE = 5;

/** What this query may not ask for in bulk (Bulk API 2.0 Query, SOQL Considerations). */
export function checkBulkPlan(plan: Plan): void {
  const refused = (what: string): Error =>
    refuse(400, 'API_ERROR', `${what} not supported in Bulk V2 Query with CSV content type`);
  if (plan.fields === undefined || plan.aggregate !== undefined) throw refused('Aggregate Relationship');
  if (plan.children.length > 0) throw refused('Nested Query');
  if (plan.offset > 0) throw refused('OFFSET');
}

export function advanceQuery(job: QueryJob, now: Temporal.Instant): void {
  job.rows = runPlan(job.org.rows, job.plan, job.deleted);
  setState(job, 'JobComplete', now);
}

/** One page as CSV; `Sforce-Locator` names the next, and is `null` on the last. */
export function queryResults(job: QueryJob, query: URLSearchParams): WorldResponse {
  const rows = finished(job);
  const from = startOf(query.get('locator'), rows.length);
  const to = Math.min(rows.length, from + pageSize(query));
  const fields = job.plan.fields ?? [];
  const { schema, rows: table } = job.org;
  let body = csvLine(fields.map(columnName), job);
  for (const row of rows.slice(from, to))
    body += csvLine(
      fields.map((path) => csvCell(valueAt(schema, table, row, path))),
      job,
    );
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/csv',
      'Sforce-Locator': to < rows.length ? locatorOf(to) : 'null',
      'Sforce-NumberOfRecords': String(to - from),
    },
    body,
  };
}

/** The addresses of several pages, to be fetched at the same time. */
export function queryResultPages(job: QueryJob, query: URLSearchParams, address: string): WorldResponse {
  const rows = finished(job);
  const step = pageSize(query);
  const from = startOf(query.get('locator'), rows.length);
  const starts = Array.from({ length: PAGES_AT_ONCE }, (_, page) => from + page * step).filter(
    (start) => start < Math.max(1, rows.length),
  );
  const wish = query.has('maxRecords') ? `&maxRecords=${step}` : '';
  const next = from + PAGES_AT_ONCE * step;
  const done = next >= rows.length;
  return {
    status: 200,
    body: {
      resultPages: starts.map((start) => ({ resultUrl: `${address}/results?locator=${locatorOf(start)}${wish}` })),
      done,
      ...(done ? {} : { nextRecordsUrl: `${address}/resultPages?locator=${locatorOf(next)}${wish}` }),
    },
  };
}

export function queryInfo(job: QueryJob): Record<string, unknown> {
  return {
    ...(job.rows === undefined ? {} : { numberRecordsProcessed: job.rows.length }),
    retries: 0,
    totalProcessingTime: 0,
    isPkChunkingSupported: true,
  };
}

function finished(job: QueryJob): readonly Row[] {
  if (job.state !== 'JobComplete' || job.rows === undefined)
    throw invalidState(`Job ${job.id} has no results while it is ${job.state}`);
  return job.rows;
}

function columnName({ through, field }: Path): string {
  return [...through.map((step) => step.relationship ?? step.name), field.name].join('.');
}

function pageSize(query: URLSearchParams): number {
  const given = query.get('maxRecords');
  if (given === null) return PAGE_ROWS;
  if (!/^[1-9]\d*$/.test(given)) throw refuse(400, 'INVALID_INPUT', `maxRecords must be a positive number: ${given}`);
  return Math.min(Number(given), PAGE_ROWS);
}

function locatorOf(start: number): string {
  return Buffer.from(String(start)).toString('base64url');
}

function startOf(locator: string | null, length: number): number {
  if (locator === null || locator === '') return 0;
  const start = Buffer.from(locator, 'base64url').toString('utf8');
  if (!/^\d+$/.test(start) || Number(start) > length)
    throw refuse(400, 'INVALID_QUERY_LOCATOR', `invalid query locator: ${locator}`);
  return Number(start);
}
