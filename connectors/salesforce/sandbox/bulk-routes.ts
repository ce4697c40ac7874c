/** `jobs/ingest` and `jobs/query`: jobs are made, filled, closed, aborted, deleted and listed, and their results are fetched. */
import { z } from 'zod';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { DELIMITERS, LINE_ENDINGS } from './bulk-csv.ts';
import { failedResults, type IngestJob, ingestInfo, successfulResults, unprocessedRecords } from './bulk-ingest.ts';
import { invalidState, type JobHead, jobHead, setState } from './bulk-job.ts';
import type { Job } from './bulk-jobs.ts';
import { checkBulkPlan, queryInfo, queryResultPages, queryResults } from './bulk-query.ts';
import { badMethod, type Call, groundOf, recordBody, segment, versionOf } from './call.ts';
import { notFound, refuse } from './refusal.ts';
import { planQuery } from './soql.ts';

const form = {
  contentType: z.literal('CSV').default('CSV'),
  columnDelimiter: z.enum(Object.keys(DELIMITERS) as (keyof typeof DELIMITERS)[]).default('COMMA'),
  lineEnding: z.enum(Object.keys(LINE_ENDINGS) as (keyof typeof LINE_ENDINGS)[]).default('LF'),
};
const ingestSchema = z.object({
  ...form,
  object: z.string(),
  operation: z.enum(['insert', 'update', 'upsert', 'delete', 'hardDelete']),
  externalIdFieldName: z.string().optional(),
  assignmentRuleId: z.string().optional(),
});
const querySchema = z.object({ ...form, operation: z.enum(['query', 'queryAll']), query: z.string() });
const stateSchema = z.object({ state: z.enum(['UploadComplete', 'Aborted']) });

/** Jobs in one page of the list. */
const LISTED = 1_000;

export function answerJobs(call: Call): WorldResponse {
  const kind = segment(call, 1)?.toLowerCase();
  if (kind !== 'ingest' && kind !== 'query') throw notFound();
  const id = segment(call, 2) ?? '';
  if (id === '') {
    if (call.method === 'GET') return list(call, kind);
    if (call.method !== 'POST') throw badMethod(call);
    return kind === 'ingest' ? createIngest(call) : createQuery(call);
  }
  const job = call.jobs.find(kind, id);
  const part = segment(call, 3)?.toLowerCase() ?? '';
  if (part === '') return one(call, job);
  if (part === 'batches' && job.kind === 'ingest') return upload(call, job);
  if (call.method !== 'GET') throw badMethod(call);
  return results(call, job, part);
}

function results(call: Call, job: Job, part: string): WorldResponse {
  if (job.kind === 'query') {
    if (part === 'results') return queryResults(job, call.query);
    if (part === 'resultpages') return queryResultPages(job, call.query, `${call.base}/jobs/query/${job.id}`);
    throw notFound();
  }
  if (part === 'successfulresults') return successfulResults(job);
  if (part === 'failedresults') return failedResults(job);
  if (part === 'unprocessedrecords') return unprocessedRecords(job);
  throw notFound();
}

function one(call: Call, job: Job): WorldResponse {
  if (call.method === 'GET') return { status: 200, body: info(job) };
  if (call.method === 'PATCH') return change(call, job);
  if (call.method !== 'DELETE') throw badMethod(call);
  call.jobs.remove(job);
  return { status: 204 };
}

function change(call: Call, job: Job): WorldResponse {
  const { state } = read(stateSchema, call);
  if (state === 'Aborted') {
    if (!['Open', 'UploadComplete', 'InProgress'].includes(job.state))
      throw invalidState(`Job ${job.id} cannot be aborted: it is ${job.state}`);
    setState(job, 'Aborted', call.now);
  } else {
    if (job.kind !== 'ingest' || job.state !== 'Open')
      throw invalidState(`Job ${job.id} cannot be closed: it is ${job.state}`);
    call.jobs.release(job, call.now);
  }
  return { status: 200, body: jobHead(job) };
}

/** One upload for each job, while it is open (Upload Job Data). */
function upload(call: Call, job: IngestJob): WorldResponse {
  if (call.method !== 'PUT') throw badMethod(call);
  if (job.state !== 'Open') throw invalidState(`Job ${job.id} takes no data: it is ${job.state}`);
  if (job.upload !== undefined)
    throw refuse(
      400,
      'CLIENTINPUTERROR',
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    );
  job.upload = call.text;
  return { status: 201 };
}

function createIngest(call: Call): WorldResponse {
  const wanted = read(ingestSchema, call);
  const target = call.org.schema.object(wanted.object);
  if (target === undefined) throw refuse(400, 'INVALIDENTITY', `Unable to find object: ${wanted.object}`);
  const keyName = wanted.externalIdFieldName ?? '';
  const keyField = wanted.operation === 'upsert' ? call.org.schema.field(target, keyName) : undefined;
  if (wanted.operation === 'upsert' && keyField?.externalId !== true && keyField?.type !== 'id')
    throw refuse(
      400,
      'INVALIDJOB',
      keyName === ''
        ? 'External ID was blank for upsert'
        : `Field name provided, ${keyName} does not match an External ID, Salesforce Id, or indexed field for ${target.name}`,
    );
  const job: IngestJob = {
    ...head(call, wanted, target.name),
    kind: 'ingest',
    operation: wanted.operation,
    target,
    keyField,
    autoAssign: wanted.assignmentRuleId !== undefined,
    state: 'Open',
    upload: undefined,
    columns: undefined,
    start: 0,
    at: 0,
    outcomes: [],
    failed: 0,
  };
  call.jobs.add(job, call.now);
  const contentUrl = `${call.base.slice(1)}/jobs/ingest/${job.id}/batches`;
  return { status: 200, body: { ...jobHead(job), ...keyOf(job), contentUrl } };
}

function createQuery(call: Call): WorldResponse {
  const wanted = read(querySchema, call);
  const plan = planQuery(groundOf(call), wanted.query);
  checkBulkPlan(plan);
  call.spendQueryJob();
  const job: Job = {
    ...head(call, wanted, plan.object.name),
    kind: 'query',
    plan,
    deleted: wanted.operation === 'queryAll',
    rows: undefined,
  };
  call.jobs.add(job, call.now);
  call.jobs.release(job, call.now);
  return { status: 200, body: jobHead(job) };
}

function head(call: Call, wanted: z.infer<typeof ingestSchema> | z.infer<typeof querySchema>, object: string): JobHead {
  return {
    id: call.jobs.nextId(),
    object,
    operation: wanted.operation,
    userId: call.userId,
    createdAt: call.now,
    changedAt: call.now,
    apiVersion: versionOf(call),
    columnDelimiter: wanted.columnDelimiter,
    lineEnding: wanted.lineEnding,
    state: 'UploadComplete',
    readyAt: undefined,
    errorMessage: undefined,
    org: call.org,
  };
}

function info(job: Job): Record<string, unknown> {
  return {
    ...jobHead(job),
    jobType: jobType(job),
    ...(job.kind === 'ingest' ? { ...keyOf(job), ...ingestInfo(job) } : queryInfo(job)),
    ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
  };
}

function keyOf({ keyField }: IngestJob): Record<string, unknown> {
  return keyField === undefined ? {} : { externalIdFieldName: keyField.name };
}

function jobType(job: Job): string {
  return job.kind === 'ingest' ? 'V2Ingest' : 'V2Query';
}

/** The newest first; `queryLocator` is where a page ended. */
function list(call: Call, kind: Job['kind']): WorldResponse {
  const wished = call.query.get('jobType');
  const from = Number(call.query.get('queryLocator') ?? 0) || 0;
  const jobs = call.jobs
    .all()
    .filter((job) => job.kind === kind && (wished === null || wished === jobType(job)))
    .reverse();
  const done = from + LISTED >= jobs.length;
  return {
    status: 200,
    body: {
      done,
      nextRecordsUrl: done ? null : `${call.base}/jobs/${kind}?queryLocator=${from + LISTED}`,
      records: jobs.slice(from, from + LISTED).map((job) => ({ ...jobHead(job), jobType: jobType(job) })),
    },
  };
}

function read<T extends z.ZodType>(schema: T, call: Call): z.infer<T> {
  const parsed = schema.safeParse(recordBody(call));
  if (!parsed.success) throw refuse(400, 'INVALIDJOB', z.prettifyError(parsed.error));
  return parsed.data;
}
