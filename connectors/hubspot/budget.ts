/** HubSpot's limits on calls (page "Usage guidelines"): what any account may do, and what answers and the usage endpoint tell of this one. */
import { z } from 'zod';
import type { KeeperTerms } from '../kit/budget.ts';
import type { Told } from '../kit/tally.ts';
import { moment } from './answers.ts';

/**
 * The smallest account's: 100 calls in any 10 seconds, 250,000 a day. Search is outside the first and has five calls a second in every account, and
 * its answers tell nothing. At once are as many calls as HubSpot's own client allows where its limiter is on: six, and three searches.
 */
export const TERMS: KeeperTerms = {
  system: 'hubspot',
  bursts: { burst: { most: 100, spanMs: 10_000 }, search: { most: 5, spanMs: 1_000 } },
  daily: 250_000,
  atOnce: { burst: 6, search: 3 },
};

/** Page "Account information": one entry for all private apps of the account. */
export const usageAnswer = z.looseObject({
  results: z.array(z.looseObject({ usageLimit: z.number(), currentUsage: z.number(), resetsAt: moment.optional() })),
});
export const USAGE_PATH = '/account-info/2026-03/api-usage/daily/private-apps';

/** Headers of any answer but a search's. The daily pair is missing where no daily limit holds: for OAuth apps. */
export function toldByHeaders(headers: Readonly<Record<string, string>>): Told | undefined {
  const figure = (name: string): number | undefined => {
    const text = headers[`x-hubspot-ratelimit-${name}`];
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const most = figure('max');
  const left = figure('remaining');
  if (most === undefined || left === undefined || most === 0) return undefined;
  const spanMs = figure('interval-milliseconds') || TERMS.bursts['burst']?.spanMs || 0;
  const limit = figure('daily');
  const leftToday = figure('daily-remaining');
  return {
    burst: { window: 'burst', most, left: Math.min(left, most), spanMs },
    day:
      limit === undefined || limit === 0 || leftToday === undefined
        ? null
        : { limit, left: Math.min(leftToday, limit) },
  };
}

/** Where the account has counted nothing yet there is no entry, and nothing is told. */
export function toldByUsage({ results: [today] }: z.infer<typeof usageAnswer>): Told | undefined {
  if (today === undefined || today.usageLimit < 1) return undefined;
  const { usageLimit: limit, currentUsage, resetsAt } = today;
  const left = Math.max(0, Math.round(limit - currentUsage));
  return {
    day: { limit: Math.round(limit), left: Math.min(left, limit) },
    ...(resetsAt === undefined ? {} : { resetsAt }),
  };
}
