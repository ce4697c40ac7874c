/** Updates many rows by one ingest job of Bulk API 2.0, driven by hand, and says of each row what became of it. */
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Outcome } from '../../src/domain/writes.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { refusalOf, unanswered, unprepared } from './problems.ts';
import { resourcePath } from './soql.ts';
import type { UpdateRow } from './update-row.ts';

/** "How Requests Are Processed": so many rows make one batch of the org's; a job of one batch is the quickest. */
export const ROWS_PER_JOB = 10_000;
/** "Valid Record Rows": clears a field, where an empty cell leaves it as it is. */
const CLEARED = '#N/A';
/** Waits between two looks at the job, in machine time: doubled each time. A job that takes longer than all of them is aborted. */
const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 10_000;
const MOST_LOOKS = 24;
/** Looks in a row that got no answer. */
const MOST_SILENT = 3;

const jobAnswer = z.object({ id: z.string().min(1) });
const stateAnswer = z.object({
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'Aborted', 'JobComplete', 'Failed']),
  errorMessage: z.string().nullish(),
});
type State = z.infer<typeof stateAnswer>;
/** jsforce reads CSV into rows by their heading; an empty file into none. */
const resultRows = z.preprocess(
  (given) => (Array.isArray(given) ? given : []),
  z.array(z.record(z.string(), z.string())),
);
const nothing = z.unknown();

/** A text that would be taken for the mark of an emptied field goes another way. */
export function fitsBulk({ columns }: UpdateRow): boolean {
  return !Object.values(columns).includes(CLEARED);
}

/**
 * Rows of one object, each id once; at most {@link ROWS_PER_JOB}. No assignment rule runs, since the job names none ("Create a Job", `assignmentRuleId`).
 * Undefined: the org takes no such jobs from this user, and nothing was done.
 */
export async function bulkUpdate(
  type: string,
  rows: readonly UpdateRow[],
  { client }: Context,
): Promise<readonly Outcome[] | undefined> {
  const made = await make(client, type);
  if (made.state === 'refused') return undefined;
  if (made.state !== 'answered') return rows.map(() => unprepared(made, client.now()));
  const path = `/jobs/ingest${resourcePath(made.value.id)}`;
  const begun = await fillAndClose(client, path, rows);
  if (begun !== undefined) {
    // Whether it was closed may not be known: aborted, it does nothing any more, and what it has done it tells.
    const left = await abort(client, path);
    if (left === undefined || left.state === 'Open') return rows.map(() => unprepared(begun, client.now()));
  }
  const end = await awaitEnd(client, path);
  if (end === undefined) return rows.map((row) => unanswered(row.target));
  return outcomesOf(client, path, rows, end);
}

function make(client: SalesforceClient, object: string): Promise<Attempt<z.infer<typeof jobAnswer>>> {
  const body = { object, operation: 'update', contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
  return client.call({ purpose: 'bulk fields', method: 'POST', path: '/jobs/ingest', body, writes: true }, jobAnswer);
}

/** Why the job was not surely set off. */
async function fillAndClose(
  client: SalesforceClient,
  path: string,
  rows: readonly UpdateRow[],
): Promise<Unanswered | undefined> {
  const csv = fileOf(rows);
  const call = { purpose: 'bulk fields', writes: true } as const;
  const filled = await client.call({ ...call, method: 'PUT', path: `${path}/batches`, csv }, nothing);
  if (filled.state !== 'answered') return filled;
  const body = { state: 'UploadComplete' };
  const closed = await client.call({ ...call, method: 'PATCH', path, body }, nothing);
  return closed.state === 'answered' ? undefined : closed;
}

function fileOf(rows: readonly UpdateRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.columns)))];
  const lines = rows.map((row) => [row.id, ...columns.map((column) => cellOf(row, column))]);
  return stringify([['Id', ...columns], ...lines]);
}

function cellOf({ columns }: UpdateRow, column: string): string {
  if (!Object.hasOwn(columns, column)) return '';
  const value = columns[column];
  return value === null || value === undefined || value === '' ? CLEARED : String(value);
}

/** How the job ended; one that takes too long is aborted. Undefined: nobody answers. */
async function awaitEnd(client: SalesforceClient, path: string): Promise<State | undefined> {
  let waitMs = FIRST_LOOK_MS;
  let silent = 0;
  for (let look = 0; look < MOST_LOOKS && silent < MOST_SILENT; look += 1) {
    const state = await stateOf(client, path);
    silent = state === undefined ? silent + 1 : 0;
    if (state !== undefined && isOver(state)) return state;
    await pause(waitMs);
    waitMs = Math.min(2 * waitMs, LONGEST_LOOK_MS);
  }
  return abort(client, path);
}

async function stateOf(client: SalesforceClient, path: string): Promise<State | undefined> {
  const answer = await client.call({ purpose: 'bulk fields', method: 'GET', path, writes: false }, stateAnswer);
  return answer.state === 'answered' ? answer.value : undefined;
}

/** A job that is left open would go on later and put old values over newer ones. Where aborting is refused, it is over already. */
async function abort(client: SalesforceClient, path: string): Promise<State | undefined> {
  const body = { state: 'Aborted' };
  await client.call({ purpose: 'bulk fields', method: 'PATCH', path, body, writes: true }, nothing);
  const state = await stateOf(client, path);
  return state !== undefined && (isOver(state) || state.state === 'Open') ? state : undefined;
}

function isOver({ state }: State): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

/** By their ids; a row in none of the three lists is unknown. */
async function outcomesOf(
  client: SalesforceClient,
  path: string,
  rows: readonly UpdateRow[],
  end: State,
): Promise<readonly Outcome[]> {
  const list = async (name: string): Promise<readonly Readonly<Record<string, string>>[] | undefined> => {
    const call = { purpose: 'bulk fields', method: 'GET', path: `${path}/${name}`, writes: false } as const;
    const answer = await client.call(call, resultRows);
    return answer.state === 'answered' ? answer.value : undefined;
  };
  const [done, failed, left] = [
    await list('successfulResults'),
    await list('failedResults'),
    await list('unprocessedrecords'),
  ];
  const successful = new Set((done ?? []).map((one) => id18(one['Id'] ?? '')));
  const refused = new Map((failed ?? []).map((one) => [id18(one['Id'] ?? ''), one['sf__Error'] ?? '']));
  const untouched = new Set((left ?? []).map((one) => id18(one['Id'] ?? '')));
  const now = client.now();
  return rows.map((row): Outcome => {
    if (successful.has(row.id)) return { state: 'done', record: row.target };
    const error = refused.get(row.id);
    if (error !== undefined) return refusalOf(errorIn(error), now, row.target);
    if (!untouched.has(row.id)) return unanswered(row.target);
    const message = end.errorMessage ?? 'the job ended before it came to this row';
    return refusalOf({ code: 'UNKNOWN_EXCEPTION', message }, now, row.target);
  });
}

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --`. */
function errorIn(text: string): {
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly string[];
} {
  const [, code = 'UNKNOWN', message = text, fields = ''] = /^([A-Z_]+):([\s\S]*):([^:]*?) ?--$/.exec(text) ?? [];
  const named = fields.split(/[ ,]+/).filter((name) => name !== '');
  return { code, message, ...(named.length === 0 ? {} : { fields: named }) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
