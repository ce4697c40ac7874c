/** One ingest job of Bulk API 2.0 from being made to being over, noted all the while: a job that a death leaves behind is found and ended. */
import { z } from 'zod';
import { iso, toIso } from '../../src/domain/instant.ts';
import type { NotedJob } from '../../src/ports/bulk-job.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import { identify } from './check.ts';
import type { SalesforceClient } from './client.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { resourcePath } from './soql.ts';

const PURPOSE = 'bulk fields';
/** "Get All Jobs" answers 1,000 a page, of seven days. */
const MOST_PAGES = 10;
/** By how much our clock may be ahead of the org's. */
const SKEW_MINUTES = 10;

const jobAnswer = z.object({ id: z.string().min(1) });
const stateAnswer = z.object({
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'Aborted', 'JobComplete', 'Failed']),
  errorMessage: z.string().nullish(),
});
export type State = z.infer<typeof stateAnswer>;
const listAnswer = z.object({
  records: z.array(
    z.object({
      id: z.string(),
      operation: z.string(),
      object: z.string(),
      createdById: z.string(),
      createdDate: z.string(),
      state: z.string(),
    }),
  ),
  nextRecordsUrl: z.string().nullish(),
});
const nothing = z.unknown();

/** A job that may be filled. What another left behind is ended first. No assignment rule runs, since the job names none ("Create a Job", `assignmentRuleId`). */
export async function makeJob(object: string, context: Context): Promise<Attempt<string>> {
  const { client, bulkJob } = context;
  const left = await endLeft(context);
  if (left !== undefined) return left.state === 'refused' ? { state: 'unsent', problem: left.problem } : left;
  const noted: NotedJob = { object, since: iso(client.now()) };
  await bulkJob.write(noted);
  const body = { object, operation: 'update', contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };
  const made = await client.call(
    { purpose: PURPOSE, method: 'POST', path: '/jobs/ingest', body, writes: true },
    jobAnswer,
  );
  if (made.state === 'answered') {
    await bulkJob.write({ ...noted, id: made.value.id });
    return { state: 'answered', value: made.value.id };
  }
  if (made.state !== 'unknown') await bulkJob.write(undefined);
  return made;
}

/** Ends the job that is noted, if one is, and strikes it. Answers why that could not be done now. */
export async function endLeft(context: Context): Promise<Unanswered | undefined> {
  const { client, bulkJob } = context;
  const left = await bulkJob.read();
  if (left === undefined) return undefined;
  const found = left.id === undefined ? await findOpen(left, client) : { state: 'answered' as const, value: [left.id] };
  if (found.state !== 'answered') return found;
  for (const id of found.value) {
    const trouble = await end(client, id);
    if (trouble !== undefined) return trouble;
  }
  await bulkJob.write(undefined);
  return undefined;
}

/** Undefined: it is over, or gone. */
async function end(client: SalesforceClient, id: string): Promise<Unanswered | undefined> {
  const before = await jobState(client, id);
  if (before.state === 'answered' && isOver(before.value)) return undefined;
  if (before.state === 'refused' && before.status === 404) return undefined;
  if (before.state !== 'answered') return before;
  const aborted = await abort(client, id);
  // It may have come to its end between the two.
  const after = aborted.state === 'answered' ? undefined : await jobState(client, id);
  if (after === undefined || (after.state === 'answered' && isOver(after.value))) return undefined;
  return aborted.state === 'answered' ? undefined : aborted;
}

/**
 * Jobs that were made and whose answer was lost. They hold no rows, and end by themselves after seven days: where the list cannot be had, or is longer
 * than is read, they are left to that.
 */
async function findOpen(left: NotedJob, client: SalesforceClient): Promise<Attempt<readonly string[]>> {
  const identity = await identify(client);
  if (identity.state !== 'answered') return identity;
  const since = iso(Temporal.Instant.from(left.since).subtract({ minutes: SKEW_MINUTES }));
  const ids: string[] = [];
  let path: string | undefined = '/jobs/ingest?jobType=V2Ingest';
  for (let page = 0; page < MOST_PAGES && path !== undefined; page += 1) {
    const answer: Attempt<z.infer<typeof listAnswer>> = await client.call(
      { purpose: PURPOSE, method: 'GET', path, writes: false },
      listAnswer,
    );
    if (answer.state === 'refused') break;
    if (answer.state !== 'answered') return answer;
    const { records } = answer.value;
    const further: string | null | undefined = answer.value.nextRecordsUrl;
    for (const { id, operation, object, createdById, createdDate, state } of records) {
      const isOurs = id18(createdById) === identity.value.user && operation === 'update' && object === left.object;
      if (isOurs && toIso(createdDate) >= since && state === 'Open') ids.push(id);
    }
    // Only on the org itself: the token goes with it.
    path = further?.startsWith('/services/data/') ? further : undefined;
  }
  return { state: 'answered', value: ids };
}

export function jobPath(id: string): string {
  return `/jobs/ingest${resourcePath(id)}`;
}

export function jobState(client: SalesforceClient, id: string): Promise<Attempt<State>> {
  return client.call({ purpose: PURPOSE, method: 'GET', path: jobPath(id), writes: false }, stateAnswer);
}

export function abort(client: SalesforceClient, id: string): Promise<Attempt<unknown>> {
  const body = { state: 'Aborted' };
  return client.call({ purpose: PURPOSE, method: 'PATCH', path: jobPath(id), body, writes: true }, nothing);
}

export function isOver({ state }: State): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}
