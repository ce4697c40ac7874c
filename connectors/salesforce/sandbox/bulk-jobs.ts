/** The jobs of Bulk API 2.0: how long they are kept, and whose turn it is. Work is done portion by portion, one at each request. */

import { advanceIngest, type IngestJob } from './bulk-ingest.ts';
import { invalidState, type JobState, setState } from './bulk-job.ts';
import { advanceQuery, type QueryJob } from './bulk-query.ts';
import { idOf } from './ids.ts';
import { notFound } from './refusal.ts';

export type Job = IngestJob | QueryJob;

/** Jobs and their results are kept for seven days (Bulk API 2.0 Limits). */
const KEPT_HOURS = 24 * 7;
const BUSY: readonly JobState[] = ['UploadComplete', 'InProgress'];

export class BulkJobs {
  readonly #jobs = new Map<string, Job>();
  readonly #waits: Temporal.Duration;
  #made = 0;

  /** `waits`: how long a job lies before the org begins with it. */
  constructor(waits: Temporal.Duration) {
    this.#waits = waits;
  }

  nextId(): string {
    this.#made += 1;
    return idOf('750', this.#made);
  }

  add(job: Job, now: Temporal.Instant): void {
    for (const [id, old] of this.#jobs)
      if (Temporal.Instant.compare(old.changedAt.add({ hours: KEPT_HOURS }), now) < 0) this.#jobs.delete(id);
    this.#jobs.set(job.id, job);
  }

  /** From now on the org may work on it. */
  release(job: Job, now: Temporal.Instant): void {
    setState(job, 'UploadComplete', now);
    job.readyAt = now.add(this.#waits);
  }

  /** Throws NOT_FOUND. `id` has 15 or 18 characters. */
  find<K extends Job['kind']>(kind: K, id: string): Extract<Job, { kind: K }> {
    const job = this.#jobs.get(id) ?? [...this.#jobs.values()].find((each) => each.id.slice(0, 15) === id);
    if (job === undefined || job.kind !== kind) throw notFound();
    return job as Extract<Job, { kind: K }>;
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  remove(job: Job): void {
    if (job.state === 'Open' || job.state === 'InProgress')
      throw invalidState(`Job ${job.id} cannot be deleted while it is ${job.state}`);
    this.#jobs.delete(job.id);
  }

  /** Does the next portion of the oldest job that may be worked on. */
  advance(now: Temporal.Instant): void {
    const job = this.all().find(
      ({ state, readyAt }) =>
        BUSY.includes(state) && readyAt !== undefined && Temporal.Instant.compare(readyAt, now) <= 0,
    );
    if (job?.kind === 'ingest') advanceIngest(job, now);
    else if (job !== undefined) advanceQuery(job, now);
  }

  nextAt(): Temporal.Instant | undefined {
    const waiting = this.all().flatMap(({ state, readyAt }) => (BUSY.includes(state) && readyAt ? [readyAt] : []));
    return waiting.sort(Temporal.Instant.compare)[0];
  }
}
