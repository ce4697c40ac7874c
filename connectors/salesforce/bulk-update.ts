/** Updates many rows by one ingest job of Bulk API 2.0, driven by hand, and says of each row what became of it. */
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Outcome } from '../../src/domain/writes.ts';
import type { Unanswered } from '../kit/send.ts';
import { abort, isOver, jobPath, jobState, makeJob, type State } from './bulk-job.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { refusalOf, unanswered, unprepared } from './problems.ts';
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

/** jsforce reads CSV into rows by their heading; an empty file into none. */
const resultRows = z.preprocess(
  (given) => (Array.isArray(given) ? given : []),
  z.array(z.record(z.string(), z.string())),
);
const nothing = z.unknown();

/** A text that would be taken for the mark of an emptied field goes another way, and so does what may be written over a person's word. */
export function fitsBulk({ columns, looked }: UpdateRow): boolean {
  return looked !== true && !Object.values(columns).includes(CLEARED);
}

/**
 * Rows of one object, each id once; at most {@link ROWS_PER_JOB}. No assignment rule runs, since the job names none ("Create a Job", `assignmentRuleId`).
 * Undefined: the org takes no such jobs from this user, and nothing was done.
 */
export async function bulkUpdate(
  type: string,
  rows: readonly UpdateRow[],
  context: Context,
): Promise<readonly Outcome[] | undefined> {
  const { client, bulkJob } = context;
  const made = await makeJob(type, context);
  if (made.state === 'refused') return undefined;
  if (made.state !== 'answered') return rows.map(() => unprepared(made, client.now()));
  const job = made.value;
  const begun = await fillAndClose(client, job, rows);
  // Whether it was closed may not be known: aborted, it does nothing any more, and what it has done it tells.
  const end = begun === undefined ? await awaitEnd(client, job) : await aborted(client, job);
  // Reading back ends it first.
  if (end === undefined) return rows.map((row) => unanswered(row.target));
  if (end.state === 'Open')
    return rows.map((row) => (begun === undefined ? unanswered(row.target) : unprepared(begun, client.now())));
  const outcomes = await outcomesOf(client, job, rows, end);
  await bulkJob.write(undefined);
  return outcomes;
}

/** Why the job was not surely set off. */
async function fillAndClose(
  client: SalesforceClient,
  job: string,
  rows: readonly UpdateRow[],
): Promise<Unanswered | undefined> {
  const csv = fileOf(rows);
  const call = { purpose: 'bulk fields', writes: true } as const;
  const filled = await client.call({ ...call, method: 'PUT', path: `${jobPath(job)}/batches`, csv }, nothing);
  if (filled.state !== 'answered') return filled;
  const body = { state: 'UploadComplete' };
  const closed = await client.call({ ...call, method: 'PATCH', path: jobPath(job), body }, nothing);
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
async function awaitEnd(client: SalesforceClient, job: string): Promise<State | undefined> {
  let waitMs = FIRST_LOOK_MS;
  let silent = 0;
  for (let look = 0; look < MOST_LOOKS && silent < MOST_SILENT; look += 1) {
    const state = await jobState(client, job);
    silent = state.state === 'answered' ? 0 : silent + 1;
    if (state.state === 'answered' && isOver(state.value)) return state.value;
    await pause(waitMs);
    waitMs = Math.min(2 * waitMs, LONGEST_LOOK_MS);
  }
  return aborted(client, job);
}

/** A job that is left open would go on later and put old values over newer ones. Where aborting is refused, it is over already. */
async function aborted(client: SalesforceClient, job: string): Promise<State | undefined> {
  await abort(client, job);
  const state = await jobState(client, job);
  return state.state === 'answered' && (isOver(state.value) || state.value.state === 'Open') ? state.value : undefined;
}

/** By their ids; a row in none of the three lists is unknown. */
async function outcomesOf(
  client: SalesforceClient,
  job: string,
  rows: readonly UpdateRow[],
  end: State,
): Promise<readonly Outcome[]> {
  const list = async (name: string): Promise<readonly Readonly<Record<string, string>>[] | undefined> => {
    const call = { purpose: 'bulk fields', method: 'GET', path: `${jobPath(job)}/${name}`, writes: false } as const;
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
