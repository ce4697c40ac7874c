/** The daily allowance of API calls: what `/limits` shows, what every answer's header says, and what happens past it. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { refuse } from './refusal.ts';

const DAY_MS = 24 * 3_600_000;
/** Usage is kept by the quarter of an hour: precise enough for a rolling day, and bounded. */
const SLOT_MS = 15 * 60_000;

/** Bulk API 2.0 query jobs a day (Bulk API 2.0 Limits). */
const DAILY_QUERY_JOBS = 10_000;

export class Allowance {
  readonly daily: number;
  readonly #slots = new Map<number, number>();
  readonly #queryJobs = new Map<number, number>();

  constructor(daily: number) {
    this.daily = daily;
  }

  /** Counts a call; throws REQUEST_LIMIT_EXCEEDED past the day's allowance. */
  spend(now: Temporal.Instant): void {
    if (this.used(now) >= this.daily) throw refuse(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    count(this.#slots, now);
  }

  spendQueryJob(now: Temporal.Instant): void {
    if (lastDay(this.#queryJobs, now) >= DAILY_QUERY_JOBS)
      throw refuse(400, 'LIMIT_EXCEEDED', `Max bulk v2 query jobs (${DAILY_QUERY_JOBS}) per day exceeded`);
    count(this.#queryJobs, now);
  }

  /** Calls of the last 24 hours. */
  used(now: Temporal.Instant): number {
    return lastDay(this.#slots, now);
  }

  /** `Sforce-Limit-Info` (REST API Developer Guide, Limit Info Header). */
  header(now: Temporal.Instant): Readonly<Record<string, string>> {
    return { 'Sforce-Limit-Info': `api-usage=${this.used(now)}/${this.daily}` };
  }

  answer(now: Temporal.Instant): WorldResponse {
    const whole = (Max: number) => ({ Max, Remaining: Max });
    return {
      status: 200,
      body: {
        DailyApiRequests: { Max: this.daily, Remaining: Math.max(0, this.daily - this.used(now)) },
        DailyBulkApiBatches: whole(15_000),
        DailyBulkV2QueryJobs: {
          Max: DAILY_QUERY_JOBS,
          Remaining: DAILY_QUERY_JOBS - lastDay(this.#queryJobs, now),
        },
        DailyBulkV2QueryFileStorageMB: whole(976_562),
        DataStorageMB: whole(1_024),
        FileStorageMB: whole(1_024),
        SingleEmail: whole(5_000),
      },
    };
  }
}

function count(slots: Map<number, number>, now: Temporal.Instant): void {
  const slot = Math.floor(now.epochMilliseconds / SLOT_MS);
  slots.set(slot, (slots.get(slot) ?? 0) + 1);
}

function lastDay(slots: Map<number, number>, now: Temporal.Instant): number {
  let used = 0;
  for (const [slot, calls] of slots) {
    if (slot * SLOT_MS <= now.epochMilliseconds - DAY_MS) slots.delete(slot);
    else used += calls;
  }
  return used;
}
