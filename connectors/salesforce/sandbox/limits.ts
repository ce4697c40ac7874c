/** The daily allowance of API calls: what `/limits` shows, what every answer's header says, and what happens past it. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import { refuse } from './refusal.ts';

const DAY_MS = 24 * 3_600_000;
/** Usage is kept by the quarter of an hour: precise enough for a rolling day, and bounded. */
const SLOT_MS = 15 * 60_000;

export class Allowance {
  readonly daily: number;
  readonly #slots = new Map<number, number>();

  constructor(daily: number) {
    this.daily = daily;
  }

  /** Counts a call; throws REQUEST_LIMIT_EXCEEDED past the day's allowance. */
  spend(now: Temporal.Instant): void {
    if (this.used(now) >= this.daily) throw refuse(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    const slot = Math.floor(now.epochMilliseconds / SLOT_MS);
    this.#slots.set(slot, (this.#slots.get(slot) ?? 0) + 1);
  }

  /** Calls of the last 24 hours. */
  used(now: Temporal.Instant): number {
    let used = 0;
    for (const [slot, calls] of this.#slots) {
      if (slot * SLOT_MS <= now.epochMilliseconds - DAY_MS) this.#slots.delete(slot);
      else used += calls;
    }
    return used;
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
        DailyBulkV2QueryJobs: whole(10_000),
        DailyBulkV2QueryFileStorageMB: whole(976_562),
        DataStorageMB: whole(1_024),
        FileStorageMB: whole(1_024),
        SingleEmail: whole(5_000),
      },
    };
  }
}
