/** Bulk API 2.0 ingest jobs: an upload is worked through by portions of 10,000 rows, each row with an outcome of its own. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { csvLine, portionEnd, readPortion } from './bulk-csv.ts';
import { fail, invalidState, type JobHead, setState } from './bulk-job.ts';
import type { Doing } from './org.ts';
import { type RowError, rowError } from './refusal.ts';
import type { FieldSpec, ObjectSpec } from './schema.ts';
import { deleteRow, type Input, insertRow, type RowResult, updateRow, upsertRow } from './write.ts';

export interface IngestJob extends JobHead {
  readonly kind: 'ingest';
  readonly operation: 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';
  readonly target: ObjectSpec;
  /** Upserts only. */
  readonly keyField: FieldSpec | undefined;
  /** Assignment rules run only where the job names one (Create a Job, assignmentRuleId). */
  readonly autoAssign: boolean;
  upload: string | undefined;
  /** Columns as the upload names them, once its first line was read. */
  columns: readonly string[] | undefined;
  /** Where the first row begins, and where the next portion does. */
  start: number;
  at: number;
  /** Of the rows that were worked through, in order. */
  readonly outcomes: Outcome[];
  failed: number;
}

type Outcome = { readonly id: string; readonly created: boolean } | { readonly id: string; readonly error: string };

/** The vendor makes a batch of every 10,000 rows (How Requests Are Processed). */
const PORTION = 10_000;
/** Rows that the org saves together; a key may occur in them once. */
const CHUNK = 200;
/** Clears a field; an empty cell leaves it as it is (Valid Record Rows). */
const CLEARED = '#N/A';

export function advanceIngest(job: IngestJob, now: Temporal.Instant): void {
  const text = job.upload ?? '';
  if (job.columns === undefined && !readHeader(job, text, now)) return;
  setState(job, 'InProgress', now);
  const end = portionEnd(text, job.at, PORTION);
  const portion = readPortion(text.slice(job.at, end), job);
  if (portion === undefined) {
    fail(job, 'InvalidBatch : Failed to parse CSV. EOF found within a quoted value', now);
    return;
  }
  const doing: Doing = { now, userId: job.userId, autoAssign: job.autoAssign };
  const seen = new Set<string>();
  for (const [i, cells] of portion.entries()) {
    if (i % CHUNK === 0) seen.clear();
    const outcome = outcomeOf(workOn(job, cells, seen, doing));
    if ('error' in outcome) job.failed += 1;
    job.outcomes.push(outcome);
  }
  job.at = end;
  if (end >= text.length) setState(job, 'JobComplete', now);
}

/** Rows that were saved, as they were uploaded, behind their ids. */
export function successfulResults(job: IngestJob): WorldResponse {
  return results(job, ['sf__Id', 'sf__Created'], (outcome) =>
    outcome !== undefined && 'created' in outcome ? [outcome.id, String(outcome.created)] : undefined,
  );
}

export function failedResults(job: IngestJob): WorldResponse {
  return results(job, ['sf__Id', 'sf__Error'], (outcome) =>
    outcome !== undefined && 'error' in outcome ? [outcome.id, outcome.error] : undefined,
  );
}

/** Rows that nobody came to, because the job failed or was aborted. */
export function unprocessedRecords(job: IngestJob): WorldResponse {
  return results(job, [], (outcome) => (outcome === undefined ? [] : undefined));
}

export function ingestInfo(job: IngestJob): Record<string, unknown> {
  return {
    numberRecordsProcessed: job.outcomes.length,
    numberRecordsFailed: job.failed,
    retries: 0,
    totalProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apexProcessingTime: 0,
  };
}

function readHeader(job: IngestJob, text: string, now: Temporal.Instant): boolean {
  const end = portionEnd(text, 0, 1);
  const line = text.slice(0, end);
  const header = readPortion(line, job)?.[0]?.map((name) => name.trim());
  job.start = end;
  job.at = end;
  if (header === undefined) {
    fail(job, 'InvalidBatch : Failed to parse CSV header', now);
    return false;
  }
  job.columns = header;
  if (line.endsWith('\r\n') !== (job.lineEnding === 'CRLF') && line.endsWith('\n')) {
    fail(
      job,
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${job.lineEnding}`,
      now,
    );
    return false;
  }
  const unknown = header.find((name) => !isColumn(job, name));
  if (unknown === undefined) return true;
  fail(job, `InvalidBatch : Field name not found : ${unknown}`, now);
  return false;
}

/** A field, or a parent named by one of its own fields: `Account.Number__c`. */
function isColumn({ org, target }: IngestJob, name: string): boolean {
  const [first = '', second] = name.split('.');
  if (second === undefined) return org.schema.field(target, first) !== undefined;
  const parents = org.schema.relationship(target, first)?.to ?? [];
  return parents.some((parent) => {
    const object = org.schema.object(parent);
    return object !== undefined && org.schema.field(object, second) !== undefined;
  });
}

function workOn(job: IngestJob, cells: readonly string[], seen: Set<string>, doing: Doing): RowResult {
  const { org, target, operation, keyField } = job;
  const columns = job.columns ?? [];
  if (cells.length !== columns.length)
    return refusedRow('INVALID_FIELD', `${cells.length} values under ${columns.length} columns`);
  const { id, input } = recordOf(columns, cells, keyField);
  if (operation === 'insert') return insertRow(org, target, input, doing);
  if (operation === 'upsert') return upsertOne(job, id, input, seen, doing);
  if (id === undefined) return refusedRow('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
  return operation === 'update' ? updateRow(org, target, id, input, doing) : deleteRow(org, target, id, doing);
}

function upsertOne(job: IngestJob, key: string | undefined, input: Input, seen: Set<string>, doing: Doing): RowResult {
  const { org, target, keyField } = job;
  if (keyField === undefined || key === undefined)
    return refusedRow('MISSING_ARGUMENT', `${keyField?.name ?? 'Id'} not specified`, [keyField?.name ?? 'Id']);
  if (seen.has(key))
    return refusedRow('DUPLICATE_EXTERNAL_ID', `Duplicate external id specified: ${key}`, [keyField.name]);
  seen.add(key);
  return keyField.type === 'id'
    ? updateRow(org, target, key, input, doing)
    : upsertRow(org, target, keyField, key, input, doing);
}

/** Empty cells are left out, `#N/A` becomes null; the id or the key of an upsert stands apart. */
function recordOf(
  columns: readonly string[],
  cells: readonly string[],
  keyField: FieldSpec | undefined,
): { id: string | undefined; input: Input } {
  const input: Record<string, unknown> = {};
  const keyName = (keyField?.name ?? 'Id').toLowerCase();
  let id: string | undefined;
  columns.forEach((column, i) => {
    const cell = cells[i] ?? '';
    if (cell === '') return;
    const [first = '', second] = column.split('.');
    if (column.toLowerCase() === keyName) id = cell;
    else if (column.toLowerCase() === 'id') return;
    else if (second !== undefined) input[first] = { [second]: cell };
    else input[column] = cell === CLEARED ? null : cell;
  });
  return { id, input };
}

function outcomeOf(result: RowResult): Outcome {
  if (result.ok) return { id: result.id, created: result.created };
  return { id: result.id ?? '', error: result.errors.map(sentence).join(';') };
}

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --`. */
function sentence({ statusCode, message, fields }: RowError): string {
  return `${statusCode}:${message}:${fields.join(' ')}${fields.length > 0 ? ' ' : ''}--`;
}

function refusedRow(code: string, message: string, fields: readonly string[] = []): RowResult {
  return { ok: false, errors: [rowError(code, message, fields)] };
}

/** Reads the upload once more, beside the outcomes: what was uploaded is not kept twice. */
function results(
  job: IngestJob,
  first: readonly string[],
  pick: (outcome: Outcome | undefined) => readonly string[] | undefined,
): WorldResponse {
  if (job.state === 'Open' || job.state === 'UploadComplete' || job.state === 'InProgress')
    throw invalidState(`Job ${job.id} has no results while it is ${job.state}`);
  const text = job.upload ?? '';
  let body = csvLine([...first, ...(job.columns ?? [])], job);
  let row = 0;
  for (let at = job.start; at < text.length; ) {
    const end = portionEnd(text, at, PORTION);
    for (const cells of readPortion(text.slice(at, end), job) ?? []) {
      const head = pick(job.outcomes[row]);
      if (head !== undefined) body += csvLine([...head, ...cells], job);
      row += 1;
    }
    at = end;
  }
  return { status: 200, headers: { 'Content-Type': 'text/csv' }, body };
}
