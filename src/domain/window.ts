/** Windows of whole days, counted back from a moment: what lies inside, and when it will have left. */
import { type IsoInstant, iso } from './instant.ts';

/** Days of the calendar whose shifted form is kept in memory; more than ten years of them. */
const DAYS_KEPT = 4_096;

/** Something at moment t is inside from t up to and including t + days (24 hours each). */
export class Window {
  readonly #days: number;
  #now = Number.NaN;
  #start = '' as IsoInstant;
  readonly #earlier = new Map<string, string>();
  readonly #later = new Map<string, string>();

  /** `90 days`, as the agreement writes it. */
  constructor(text: string) {
    this.#days = Number.parseInt(text, 10);
  }

  /** The earliest moment inside, for a now in epoch milliseconds. */
  startAt(nowMs: number): IsoInstant {
    if (nowMs !== this.#now) {
      this.#start = shifted(textOf(nowMs), -this.#days, this.#earlier);
      this.#now = nowMs;
    }
    return this.#start;
  }

  /** The last moment at which something that happened then is still inside. */
  lastInside(at: IsoInstant): IsoInstant {
    return shifted(at, this.#days, this.#later);
  }
}

/** Works on the text: the time of day stays as it is. `known` keeps the days that were asked for. */
function shifted(at: IsoInstant, days: number, known: Map<string, string>): IsoInstant {
  const day = at.slice(0, 10);
  let other = known.get(day);
  if (other === undefined) {
    other = Temporal.PlainDate.from(day).add({ days }).toString();
    if (known.size >= DAYS_KEPT) known.clear();
    known.set(day, other);
  }
  return (other + at.slice(10)) as IsoInstant;
}

let textFor = Number.NaN;
let text = '' as IsoInstant;

/** Many windows are asked of one moment, one after the other. */
function textOf(nowMs: number): IsoInstant {
  if (nowMs !== textFor) {
    text = iso(Temporal.Instant.fromEpochMilliseconds(nowMs));
    textFor = nowMs;
  }
  return text;
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

/** The next millisecond. */
export function justAfter(at: IsoInstant): IsoInstant {
  const ms = Number(at.slice(20, 23)) + 1;
  if (ms < 1_000) return `${at.slice(0, 20)}${String(ms).padStart(3, '0')}Z` as IsoInstant;
  return iso(Temporal.Instant.from(at).add({ milliseconds: 1 }));
}
