/** What a job of Bulk API 2.0 is and says of itself, whatever it does. */
import type { CsvForm } from './bulk-csv.ts';
import type { Org } from './org.ts';
import { refuse } from './refusal.ts';
import { stamp } from './values.ts';

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';

/** What every job has. */
export interface JobHead extends CsvForm {
  readonly id: string;
  readonly object: string;
  readonly operation: string;
  readonly userId: string;
  readonly createdAt: Temporal.Instant;
  readonly apiVersion: number;
  state: JobState;
  changedAt: Temporal.Instant;
  /** From when on the org works on it; undefined until it may. */
  readyAt: Temporal.Instant | undefined;
  errorMessage: string | undefined;
  /** The org's part of the data that the job may see and write: that of its user. */
  readonly org: Org;
}

export function setState(job: JobHead, state: JobState, now: Temporal.Instant): void {
  job.state = state;
  job.changedAt = now;
}

export function fail(job: JobHead, message: string, now: Temporal.Instant): void {
  setState(job, 'Failed', now);
  job.errorMessage = message;
}

/** Shown when a job is made, changed and listed. */
export function jobHead(job: JobHead): Record<string, unknown> {
  const { id, operation, object, state, apiVersion, lineEnding, columnDelimiter } = job;
  return {
    id,
    operation,
    object,
    createdById: job.userId,
    createdDate: stamp(job.createdAt),
    systemModstamp: stamp(job.changedAt),
    state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion,
    lineEnding,
    columnDelimiter,
  };
}

export function invalidState(message: string): Error {
  return refuse(400, 'INVALIDJOBSTATE', message);
}
