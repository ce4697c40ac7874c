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
  readonly #earlier = new Map<number, string>();
  readonly #later = new Map<number, string>();

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

  /** The first moment at which something that happened then is outside: a millisecond after the last one inside. */
  leavesAt(at: IsoInstant): IsoInstant {
    const day = dayLater(at, this.#days, this.#later);
    const last = at.charCodeAt(22);
    // Mostly the last digit alone is another.
    if (last < NINE) return `${day}${at.slice(10, 22)}${DIGITS[last - ZERO + 1]}Z` as IsoInstant;
    return justAfter((day + at.slice(10)) as IsoInstant);
  }

  /** How long something that happened then stays inside, in milliseconds from some moment that is the same for every window and every `at`. */
  remainsMs(at: IsoInstant): number {
    return msOf(at) + this.#days * DAY_MS;
  }
}

/** Works on the text: the time of day stays as it is. `known` keeps the days that were asked for. */
function shifted(at: IsoInstant, days: number, known: Map<number, string>): IsoInstant {
  return (dayLater(at, days, known) + at.slice(10)) as IsoInstant;
}

function dayLater(at: IsoInstant, days: number, known: Map<number, string>): string {
  const day = dayOf(at);
  let other = known.get(day);
  if (other === undefined) {
    other = Temporal.PlainDate.from(at.slice(0, 10)).add({ days }).toString();
    if (known.size >= DAYS_KEPT) known.clear();
    known.set(day, other);
  }
  return other;
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

const DIGITS = '0123456789';
const NOUGHTS = ['', '0', '00'];
const ZERO = 48;
const NINE = 57;

/** The next millisecond: of the three last digits the nines begin anew, and the one before them is the next. */
export function justAfter(at: IsoInstant): IsoInstant {
  for (let place = 22; place >= 20; place -= 1) {
    const digit = at.charCodeAt(place);
    if (digit < NINE) return `${at.slice(0, place)}${DIGITS[digit - ZERO + 1]}${NOUGHTS[22 - place]}Z` as IsoInstant;
  }
  return iso(Temporal.Instant.from(at).add({ milliseconds: 1 }));
}

/** The number that stands at a place of the text: two digits. */
function two(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}

/** Days from a moment long ago, the same for all: the year begins in March, so that the leap day is its last. Read from the digits, for speed. */
function dayOf(at: IsoInstant): number {
  const month = two(at, 5);
  const year = two(at, 0) * 100 + two(at, 2) - (month <= 2 ? 1 : 0);
  const leapDays = ((year / 4) | 0) - ((year / 100) | 0) + ((year / 400) | 0);
  return year * 365 + leapDays + (((153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5) | 0) + two(at, 8);
}

function msOf(at: IsoInstant): number {
  const seconds = (two(at, 11) * 60 + two(at, 14)) * 60 + two(at, 17);
  return dayOf(at) * DAY_MS + seconds * 1_000 + two(at, 20) * 10 + at.charCodeAt(22) - ZERO;
}
