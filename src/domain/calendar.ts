/** Business time: when an office is open, and when an agreed term falls due. Pure: holidays come in as data, `now` as an argument. */
import type { Agreement } from './agreement/schema.ts';
import type { DeadlineTerm } from './facts.ts';
import type { IsoDate } from './instant.ts';
import type { TeamMember } from './team.ts';

/** As ISO 8601 numbers them: Monday is 1. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface Calendar {
  /** IANA time zone in which the hours are read, e.g. `Asia/Tokyo`. */
  readonly zone: string;
  /** `09:00`; a day is open from this minute … */
  readonly opens: string;
  /** … up to, and without, this one, later on the same day. */
  readonly closes: string;
  readonly days: ReadonlySet<Weekday>;
  /** Days that are closed whatever weekday they are: holidays, company closing days, a member's absence. */
  readonly closed: ReadonlySet<IsoDate>;
  /** What a term of `hours` does on a closed day: it stands still from midnight to midnight, or runs on. */
  readonly hoursPause: boolean;
}

/** Days from first to last, both included. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

const WEEKDAYS: Readonly<Record<Agreement['businessTime']['days'][number], Weekday>> = {
  mon: 1,
  tue: 2,
  wed: 3,
  thu: 4,
  fri: 5,
  sat: 6,
  sun: 7,
};

/** The longest absence that is kept; what lies beyond is open again. */
const MOST_ABSENT_DAYS = 1_000;
/** How far ahead an opening is looked for. 999 business days, the longest term, take about four years. */
const MOST_DAYS_AHEAD = 3_700;

/**
 * The calendar of one office or member. `holidays` are the national ones and count only if the agreement asks for them; `absences` are closed too, for
 * the terms that wait for a member's return. Throws RangeError on hours that no day has.
 */
export function calendarOf(
  businessTime: Agreement['businessTime'],
  zone: string,
  holidays: Iterable<IsoDate>,
  absences: readonly DaySpan[] = [],
): Calendar {
  const { opens, closes, clockOnClosedDays } = businessTime;
  if (Temporal.PlainTime.compare(opens, closes) >= 0) throw new RangeError(`opens at ${opens}, not before ${closes}`);
  const closed = new Set<IsoDate>(businessTime.closed.map((day) => day as IsoDate));
  if (businessTime.holidays === 'japan') for (const day of holidays) closed.add(day);
  for (const span of absences) for (const day of daysOf(span)) closed.add(day);
  const days = new Set(businessTime.days.map((day) => WEEKDAYS[day]));
  return { zone, opens, closes, days, closed, hoursPause: clockOnClosedDays === 'pause' };
}

/** A member's own: their zone, their hours where team.yaml names any, their absences. Of nobody: the agreement's. */
export function calendarFor(
  { businessTime, zone }: Pick<Agreement, 'businessTime' | 'zone'>,
  member: Pick<TeamMember, 'zone' | 'hours' | 'absences'> | undefined,
  holidays: Iterable<IsoDate>,
): Calendar {
  const { opens, closes, days, holidays: kept } = { ...businessTime, ...member?.hours };
  const hours = { ...businessTime, opens, closes };
  const own = { ...hours, days: days ?? hours.days, holidays: kept ?? hours.holidays };
  return calendarOf(own, member?.zone ?? zone, holidays, member?.absences ?? []);
}

/** The day that it is there, which early in a Tokyo morning is not yet the day in UTC. */
export function localDate(instant: Temporal.Instant, zone: string): IsoDate {
  return asDate(instant.toZonedDateTimeISO(zone).toPlainDate());
}

/** The opening minute is open, the closing minute is not. */
export function isOpen(instant: Temporal.Instant, calendar: Calendar): boolean {
  const day = instant.toZonedDateTimeISO(calendar.zone).toPlainDate();
  if (!isBusinessDay(day, calendar)) return false;
  return (
    Temporal.Instant.compare(instant, opening(day, calendar)) >= 0 &&
    Temporal.Instant.compare(instant, closing(day, calendar)) < 0
  );
}

/** The moment itself while open, else the next opening. Throws RangeError if there is none within ten years. */
export function nextOpen(instant: Temporal.Instant, calendar: Calendar): Temporal.Instant {
  return later(instant, opening(currentDay(instant, calendar), calendar));
}

/** The opening before or at that moment: of its own business day, else of the one before. Throws RangeError if there is none within ten years. */
export function lastOpening(instant: Temporal.Instant, calendar: Calendar): Temporal.Instant {
  let day = instant.toZonedDateTimeISO(calendar.zone).toPlainDate();
  for (let n = 0; n < MOST_DAYS_AHEAD; n++) {
    const opens = opening(day, calendar);
    if (isBusinessDay(day, calendar) && Temporal.Instant.compare(opens, instant) <= 0) return opens;
    day = day.subtract({ days: 1 });
  }
  throw new RangeError(`no business day within ${MOST_DAYS_AHEAD} days before ${instant.toString()}`);
}

/**
 * When the term falls due.
 * - `hours`: so many hours later, by day and by night. Where the calendar has them pause, the hours of closed days do not count: 24 hours from Friday
 *   17:00 end on Monday at 17:00, from any time of a Saturday at the end of Monday.
 * - `business-hours`: after so many open hours. A term used up exactly at closing time is due at that closing.
 * - `business-days`: at the closing time of the n-th business day after the one in which the clock starts. A start inside a business day's hours, or
 *   before its opening, belongs to that day; a start at or after closing, or on a closed day, counts from the next opening.
 *   So 3 business days from Monday 10:00 end on Thursday at closing time; from Friday evening, or from Sunday, on the Thursday after.
 */
export function dueAt(start: Temporal.Instant, term: DeadlineTerm, calendar: Calendar): Temporal.Instant {
  if (!Number.isSafeInteger(term.amount) || term.amount < 1) throw new RangeError(`a term of ${term.amount}`);
  switch (term.unit) {
    case 'hours':
      return calendar.hoursPause ? afterUnpausedHours(start, term.amount, calendar) : start.add({ hours: term.amount });
    case 'business-hours':
      return afterBusinessHours(start, term.amount, calendar);
    case 'business-days': {
      let day = currentDay(start, calendar);
      for (let n = 0; n < term.amount; n++) day = businessDayFrom(day.add({ days: 1 }), calendar);
      return closing(day, calendar);
    }
  }
}

function afterUnpausedHours(start: Temporal.Instant, hours: number, calendar: Calendar): Temporal.Instant {
  const midnight = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime(calendar.zone).toInstant();
  let leftMs = hours * 3_600_000;
  let day = businessDayFrom(start.toZonedDateTimeISO(calendar.zone).toPlainDate(), calendar);
  let from = later(start, midnight(day));
  // Ends: every business day uses up time, and businessDayFrom throws where there is none.
  for (;;) {
    const restMs = midnight(day.add({ days: 1 })).epochMilliseconds - from.epochMilliseconds;
    if (leftMs <= restMs) return from.add({ milliseconds: leftMs });
    leftMs -= restMs;
    day = businessDayFrom(day.add({ days: 1 }), calendar);
    from = midnight(day);
  }
}

/** How long it was open between two moments, in milliseconds; what lies beyond ten years is not counted. */
export function openMs(from: Temporal.Instant, to: Temporal.Instant, calendar: Calendar): number {
  let day = from.toZonedDateTimeISO(calendar.zone).toPlainDate();
  const last = to.toZonedDateTimeISO(calendar.zone).toPlainDate();
  let ms = 0;
  for (let n = 0; n < MOST_DAYS_AHEAD && Temporal.PlainDate.compare(day, last) <= 0; n++) {
    if (isBusinessDay(day, calendar)) {
      const ends = Temporal.Instant.compare(to, closing(day, calendar)) < 0 ? to : closing(day, calendar);
      ms += Math.max(0, ends.epochMilliseconds - later(from, opening(day, calendar)).epochMilliseconds);
    }
    day = day.add({ days: 1 });
  }
  return ms;
}

function afterBusinessHours(start: Temporal.Instant, hours: number, calendar: Calendar): Temporal.Instant {
  let leftMs = hours * 3_600_000;
  let day = currentDay(start, calendar);
  let from = later(start, opening(day, calendar));
  // Ends: every business day uses up time, and businessDayFrom throws where there is none.
  for (;;) {
    const openMs = closing(day, calendar).epochMilliseconds - from.epochMilliseconds;
    if (leftMs <= openMs) return from.add({ milliseconds: leftMs });
    leftMs -= Math.max(0, openMs);
    day = businessDayFrom(day.add({ days: 1 }), calendar);
    from = opening(day, calendar);
  }
}

/** The business day whose closing comes next. */
function currentDay(instant: Temporal.Instant, calendar: Calendar): Temporal.PlainDate {
  const today = instant.toZonedDateTimeISO(calendar.zone).toPlainDate();
  const over = Temporal.Instant.compare(instant, closing(today, calendar)) >= 0;
  return businessDayFrom(over ? today.add({ days: 1 }) : today, calendar);
}

/** That day if it is a business day, else the first after it. */
function businessDayFrom(day: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate {
  let candidate = day;
  for (let n = 0; n < MOST_DAYS_AHEAD; n++) {
    if (isBusinessDay(candidate, calendar)) return candidate;
    candidate = candidate.add({ days: 1 });
  }
  throw new RangeError(`no business day within ${MOST_DAYS_AHEAD} days of ${day.toString()}`);
}

function isBusinessDay(day: Temporal.PlainDate, calendar: Calendar): boolean {
  return calendar.days.has(day.dayOfWeek as Weekday) && !calendar.closed.has(asDate(day));
}

function opening(day: Temporal.PlainDate, calendar: Calendar): Temporal.Instant {
  return momentOf(day, calendar.opens, calendar.zone);
}

function closing(day: Temporal.PlainDate, calendar: Calendar): Temporal.Instant {
  return momentOf(day, calendar.closes, calendar.zone);
}

/** A local time that the change to summer time skips is read as the hour after it, as Temporal does by default. */
function momentOf(day: Temporal.PlainDate, time: string, zone: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).toInstant();
}

function daysOf(span: DaySpan): IsoDate[] {
  const first = Temporal.PlainDate.from(span.from);
  const count = first.until(Temporal.PlainDate.from(span.to), { largestUnit: 'days' }).days + 1;
  return Array.from({ length: Math.min(Math.max(0, count), MOST_ABSENT_DAYS) }, (_, n) =>
    asDate(first.add({ days: n })),
  );
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}

function asDate(day: Temporal.PlainDate): IsoDate {
  return day.toString() as IsoDate;
}
