/** Rate limits: bursts by machine time, the day's calls by business time ("Usage guidelines", HubSpot developer documentation). */
import { Refusal } from './refusal.ts';

export interface LimitSettings {
  /** Calls in any ten seconds of machine time. */
  readonly per10Seconds: number;
  /** Searches in any second of machine time. */
  readonly searchesPerSecond: number;
  /** Calls in a day of the portal's time zone. */
  readonly daily: number;
}

/** So generous that only a test that asks for less meets them. */
export const GENEROUS: LimitSettings = { per10Seconds: 1_000_000, searchesPerSecond: 1_000_000, daily: 10_000_000 };

const BURST_MS = 10_000;
const SEARCH_MS = 1_000;
const PARTS = 10;

/** Counts in a rolling window, in tenths of it. */
class Window {
  readonly #spanMs: number;
  #counts: { readonly part: number; count: number }[] = [];

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  used(machineMs: number): number {
    const now = this.#part(machineMs);
    this.#counts = this.#counts.filter(({ part }) => part > now - PARTS);
    return this.#counts.reduce((sum, { count }) => sum + count, 0);
  }

  add(machineMs: number): void {
    const part = this.#part(machineMs);
    const last = this.#counts.at(-1);
    if (last?.part === part) last.count += 1;
    else this.#counts.push({ part, count: 1 });
  }

  #part(machineMs: number): number {
    return Math.floor((machineMs / this.#spanMs) * PARTS);
  }
}

export class Limits {
  readonly settings: LimitSettings;
  readonly #zone: string;
  readonly #machineMs: () => number;
  readonly #burst = new Window(BURST_MS);
  readonly #searches = new Window(SEARCH_MS);
  #today = 0;
  /** Epoch milliseconds at which the day's count starts anew. */
  #resetsAt = 0;

  constructor(settings: LimitSettings, zone: string, machineMs: () => number) {
    this.settings = settings;
    this.#zone = zone;
    this.#machineMs = machineMs;
  }

  /** Counts a call and answers its headers; throws the 429 instead if it is one too many. Refused calls do not count. */
  take(now: Temporal.Instant, kind: { readonly search: boolean; readonly oauth: boolean }): Record<string, string> {
    this.#turnDay(now);
    const machineMs = this.#machineMs();
    if (this.#today >= this.settings.daily) throw throttled('DAILY', 'You have reached your daily limit.');
    if (kind.search) {
      // Search is outside the ten-second limit, and its answers carry no limit headers.
      if (this.#searches.used(machineMs) >= this.settings.searchesPerSecond) {
        throw throttled('SECONDLY', 'You have reached your secondly limit.');
      }
      this.#searches.add(machineMs);
      this.#today += 1;
      return {};
    }
    const used = this.#burst.used(machineMs);
    if (used >= this.settings.per10Seconds) {
      throw throttled('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.');
    }
    this.#burst.add(machineMs);
    this.#today += 1;
    return this.#headers(used + 1, kind.oauth);
  }

  /** For the usage endpoint. */
  usage(now: Temporal.Instant): { readonly limit: number; readonly used: number; readonly resetsAt: number } {
    this.#turnDay(now);
    return { limit: this.settings.daily, used: this.#today, resetsAt: this.#resetsAt };
  }

  #headers(used: number, oauth: boolean): Record<string, string> {
    const { per10Seconds, daily } = this.settings;
    return {
      'X-HubSpot-RateLimit-Max': String(per10Seconds),
      'X-HubSpot-RateLimit-Remaining': String(per10Seconds - used),
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(BURST_MS),
      // OAuth apps are not told the daily pair.
      ...(oauth
        ? {}
        : {
            'X-HubSpot-RateLimit-Daily': String(daily),
            'X-HubSpot-RateLimit-Daily-Remaining': String(daily - this.#today),
          }),
    };
  }

  #turnDay(now: Temporal.Instant): void {
    if (now.epochMilliseconds < this.#resetsAt) return;
    const here = now.toZonedDateTimeISO(this.#zone);
    this.#resetsAt = here.startOfDay().add({ days: 1 }).epochMilliseconds;
    this.#today = 0;
  }
}

function throttled(policyName: string, message: string): Refusal {
  return new Refusal({
    status: 429,
    category: 'RATE_LIMITS',
    message,
    more: { errorType: 'RATE_LIMIT', policyName },
  });
}
