/** Bulk API 2.0 query jobs, driven by hand: jsforce's own reading of several result pages can end the process, and counts each page's heading as a row. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Attempt } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import type { Description } from './describe.ts';
import type { Row } from './fields.ts';
import { resourcePath } from './soql.ts';

const jobAnswer = z.object({ id: z.string().min(1) });
const stateAnswer = z.object({
  state: z.enum(['UploadComplete', 'InProgress', 'Aborted', 'JobComplete', 'Failed']),
  errorMessage: z.string().nullish(),
  numberRecordsProcessed: z.number().nullish(),
});
export type JobState = z.infer<typeof stateAnswer>;

const LANE = 'last';

/** Deleted rows too. Made anew where its answer was lost: a job reads, and one that nobody fetches ends by itself after seven days. */
export async function createJob(client: SalesforceClient, soql: string): Promise<Attempt<string>> {
  const body = { operation: 'queryAll', query: soql, contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
  const request = {
    purpose: 'back-fill job',
    method: 'POST',
    path: '/jobs/query',
    writes: false,
    lane: LANE,
    body,
  } as const;
  const answer = await client.call(request, jobAnswer);
  return answer.state === 'answered' ? { state: 'answered', value: answer.value.id } : answer;
}

export function jobState(client: SalesforceClient, job: string): Promise<Attempt<JobState>> {
  const path = `/jobs/query${resourcePath(job)}`;
  return client.call({ purpose: 'back-fill job', method: 'GET', path, writes: false, lane: LANE }, stateAnswer);
}

export interface ResultPage {
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly string[];
  /** Undefined: this was the last page. */
  readonly next: string | undefined;
  /** Whether the answer said so: something in between may leave the vendor's headers out. */
  readonly told: boolean;
}

/** One page of a finished job ("Get Results for a Query Job"): the header `Sforce-Locator` names the next, and is the word `null` on the last. */
export async function resultPage(
  client: SalesforceClient,
  job: string,
  { locator, rows }: { readonly locator: string | undefined; readonly rows: number },
): Promise<Attempt<ResultPage>> {
  const query = new URLSearchParams({ maxRecords: String(rows), ...(locator === undefined ? {} : { locator }) });
  const path = `/jobs/query${resourcePath(job)}/results?${query}`;
  return client.download({ purpose: 'back-fill', path, lane: LANE }, ({ body, headers }) => {
    const [columns = [], ...lines] = table.parse(parse(body, { bom: true, skip_empty_lines: true }));
    const next = headers['sforce-locator'];
    const isLast = next === undefined || next === 'null' || next === '';
    return { columns, rows: lines, next: isLast ? undefined : next, told: next !== undefined };
  });
}

const table = z.array(z.array(z.string()));

const NUMBERS: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent', 'long']);

/** Rows as REST would have answered them: in CSV all is text, and nothing is empty text. */
export function rowsIn({ columns, rows }: ResultPage, { fields }: Description): readonly Row[] {
  const types = new Map(fields.map(({ name, type }) => [name, type ?? 'string']));
  const kinds = columns.map((column) => types.get(column) ?? 'string');
  return rows.map((cells) =>
    Object.fromEntries(columns.map((column, index) => [column, typed(cells[index] ?? '', kinds[index] ?? 'string')])),
  );
}

function typed(text: string, type: string): string | number | boolean | null {
  if (text === '') return type === 'boolean' ? false : null;
  if (type === 'boolean') return text === 'true';
  return NUMBERS.has(type) && Number.isFinite(Number(text)) ? Number(text) : text;
}
