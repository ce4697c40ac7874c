/** Windows of whole days, counted back from a moment: what lies inside, and when it will have left. */
import { epochMsOf, type IsoInstant, isoOf } from './instant.ts';

const DAY_MS = 86_400_000;

/** Something at moment t is inside from t up to and including t + days (24 hours each). */
export class Window {
  /** Its length. */
  readonly ms: number;
  #now = Number.NaN;
  #start = '' as IsoInstant;

  /** `90 days`, as the agreement writes it. */
  constructor(text: string) {
    this.ms = Number.parseInt(text, 10) * DAY_MS;
  }

  /** The earliest moment inside, for a now in epoch milliseconds. */
  startAt(nowMs: number): IsoInstant {
    if (nowMs !== this.#now) {
      this.#start = isoOf(nowMs - this.ms);
      this.#now = nowMs;
    }
    return this.#start;
  }

  /** The first moment at which something that happened then is outside: a millisecond after the last one inside. */
  leavesAt(at: IsoInstant): IsoInstant {
    return isoOf(epochMsOf(at) + this.ms + 1);
  }
}

const shared = new Map<string, Window>();

/** The one window of that length, so that many conditions ask once where it begins. */
export function windowOf(text: string): Window {
  let window = shared.get(text);
  if (window === undefined) {
    window = new Window(text);
    shared.set(text, window);
  }
  return window;
}

export function justAfter(at: IsoInstant): IsoInstant {
  return isoOf(epochMsOf(at) + 1);
}
