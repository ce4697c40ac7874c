/** Windows of whole days, counted back from a moment: what lies inside, and when it will have left. */
import { type IsoInstant, iso } from './instant.ts';

const DAY_MS = 86_400_000;
/** Days of the calendar whose shifted form is kept in memory; more than ten years of them. */
const DAYS_KEPT = 4_096;

/** Something at moment t is inside from t up to and including t + days (24 hours each). */
export class Window {
  readonly #days: number;
  #now = Number.NaN;
  #start = '' as IsoInstant;
  readonly #shifted = new Map<string, string>();

  /** `90 days`, as the agreement writes it. */
  constructor(text: string) {
    this.#days = Number.parseInt(text, 10);
  }

  /** The earliest moment inside, for a now in epoch milliseconds. */
  startAt(nowMs: number): IsoInstant {
    if (nowMs !== this.#now) {
      this.#start = iso(Temporal.Instant.fromEpochMilliseconds(nowMs - this.#days * DAY_MS));
      this.#now = nowMs;
    }
    return this.#start;
  }

  /** The last moment at which something that happened then is still inside. Works on the text: the time of day stays as it is. */
  lastInside(at: IsoInstant): IsoInstant {
    const day = at.slice(0, 10);
    let later = this.#shifted.get(day);
    if (later === undefined) {
      later = Temporal.PlainDate.from(day).add({ days: this.#days }).toString();
      if (this.#shifted.size >= DAYS_KEPT) this.#shifted.clear();
      this.#shifted.set(day, later);
    }
    return (later + at.slice(10)) as IsoInstant;
  }
}

/** The next millisecond. */
export function justAfter(at: IsoInstant): IsoInstant {
  const ms = Number(at.slice(20, 23)) + 1;
  if (ms < 1_000) return `${at.slice(0, 20)}${String(ms).padStart(3, '0')}Z` as IsoInstant;
  return iso(Temporal.Instant.from(at).add({ milliseconds: 1 }));
}
