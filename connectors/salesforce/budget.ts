/** Salesforce's limits on calls (page "API Request Limits and Allocations"), and what answers and `/limits` tell of this org. */
import { z } from 'zod';
import type { KeeperTerms } from '../kit/budget.ts';
import type { Told } from '../kit/tally.ts';

/**
 * The smallest org's: 15,000 calls in any 24 hours (Developer). No burst is written down, but of requests that take 20 seconds five may run at once there, 25
 * elsewhere; so no more than five of ours do. Beyond four fifths of the org's day, all tools together, nothing of Baton's leaves.
 */
export const TERMS: KeeperTerms = {
  system: 'salesforce',
  bursts: {},
  daily: 15_000,
  atOnce: { burst: 5 },
  rolling: true,
  accountKeeps: { first: 0.2, usual: 0.25, last: 0.4 },
};

/** Too many long requests at once: nobody else is asked for so long. */
export const CONCURRENT_PAUSE_MS = 10_000;

export const limitsAnswer = z.looseObject({
  DailyApiRequests: z.looseObject({ Max: z.number(), Remaining: z.number() }),
});

export function toldByLimits({ DailyApiRequests: { Max, Remaining } }: z.infer<typeof limitsAnswer>): Told | undefined {
  return told(Max, Remaining);
}

/** `Sforce-Limit-Info: api-usage=18/15000`, as jsforce reads it. */
export function toldByHeader(usage: { readonly used: number; readonly limit: number } | undefined): Told | undefined {
  return usage === undefined ? undefined : told(usage.limit, usage.limit - usage.used);
}

function told(limit: number, left: number): Told | undefined {
  if (!Number.isSafeInteger(limit) || !Number.isSafeInteger(left) || limit < 1) return undefined;
  return { day: { limit, left: Math.min(Math.max(0, left), limit) } };
}
