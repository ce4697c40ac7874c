/** Business time: what is promised of due dates, over weekends, holidays, year ends and clock changes. */
import holidayJp from '@holiday-jp/holiday_jp';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Calendar, calendarOf, dueAt, isOpen, localDate, nextOpen } from '../../src/domain/calendar.ts';
import type { DeadlineTerm } from '../../src/domain/facts.ts';
import type { IsoDate } from '../../src/domain/instant.ts';

type BusinessTime = Parameters<typeof calendarOf>[0];

const OFFICE: BusinessTime = {
  opens: '09:00',
  closes: '18:00',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  holidays: 'japan',
  closed: ['2026-12-29', '2026-12-30', '2026-12-31', '2027-01-02', '2027-01-03'],
};
const JAPAN = Object.keys(holidayJp.holidays) as IsoDate[];
const TOKYO = calendarOf(OFFICE, 'Asia/Tokyo', JAPAN);
const NEW_YORK = calendarOf({ ...OFFICE, holidays: 'none' }, 'America/New_York', JAPAN);
const BERLIN = calendarOf({ ...OFFICE, holidays: 'none' }, 'Europe/Berlin', JAPAN);
/** Where the clock of hours stands still on closed days. */
const PAUSING: BusinessTime = { ...OFFICE, clockOnClosedDays: 'pause' };
const TOKYO_PAUSES = calendarOf(PAUSING, 'Asia/Tokyo', JAPAN);
const NEW_YORK_PAUSES = calendarOf({ ...PAUSING, holidays: 'none' }, 'America/New_York', JAPAN);

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const term = (text: string): DeadlineTerm => {
  const [amount, ...unit] = text.split(' ');
  return { deadline: 'first-contact', amount: Number(amount), unit: unit.join('-') as DeadlineTerm['unit'] };
};

describe('a term falls due', () => {
  test.each<[calendar: Calendar, what: string, start: string, term: string, due: string]>([
    [TOKYO, 'in the week', '2026-11-16T10:00+09:00', '3 business days', '2026-11-19T18:00+09:00'],
    [TOKYO, 'before opening, the same', '2026-11-16T06:00+09:00', '3 business days', '2026-11-19T18:00+09:00'],
    [TOKYO, 'in the opening minute', '2026-11-16T09:00+09:00', '1 business days', '2026-11-17T18:00+09:00'],
    [TOKYO, 'in the last minute', '2026-11-16T17:59:59+09:00', '1 business days', '2026-11-17T18:00+09:00'],
    [TOKYO, 'at closing', '2026-11-16T18:00+09:00', '1 business days', '2026-11-18T18:00+09:00'],
    [TOKYO, 'Friday evening', '2026-11-13T19:00+09:00', '3 business days', '2026-11-19T18:00+09:00'],
    [TOKYO, 'Sunday', '2026-11-15T12:00+09:00', '3 business days', '2026-11-19T18:00+09:00'],
    [TOKYO, 'early, yesterday in UTC', '2026-11-16T23:30Z', '1 business days', '2026-11-18T18:00+09:00'],
    [TOKYO, 'over Labour Thanksgiving Day', '2026-11-20T10:00+09:00', '1 business days', '2026-11-24T18:00+09:00'],
    [TOKYO, 'Golden Week 2026', '2026-04-28T10:00+09:00', '3 business days', '2026-05-07T18:00+09:00'],
    [TOKYO, 'its last office minute', '2026-05-01T17:59+09:00', '3 business days', '2026-05-11T18:00+09:00'],
    [TOKYO, 'after that minute', '2026-05-01T18:00+09:00', '3 business days', '2026-05-12T18:00+09:00'],
    [TOKYO, 'within it', '2026-05-04T11:00+09:00', '2 business hours', '2026-05-07T11:00+09:00'],
    [TOKYO, 'Golden Week 2027', '2027-04-28T10:00+09:00', '3 business days', '2027-05-07T18:00+09:00'],
    [TOKYO, 'year end', '2026-12-28T10:00+09:00', '3 business days', '2027-01-06T18:00+09:00'],
    [TOKYO, 'year end in hours', '2026-12-28T17:00+09:00', '8 business hours', '2027-01-04T16:00+09:00'],
    [TOKYO, '29 February', '2028-02-28T10:00+09:00', '1 business days', '2028-02-29T18:00+09:00'],
    [TOKYO, 'over 29 February', '2028-02-28T10:00+09:00', '2 business days', '2028-03-01T18:00+09:00'],
    [TOKYO, '29 February by the clock', '2028-02-28T10:00+09:00', '24 hours', '2028-02-29T10:00+09:00'],
    [TOKYO, 'hours ending at closing', '2026-11-16T10:00+09:00', '8 business hours', '2026-11-16T18:00+09:00'],
    [TOKYO, 'an hour more', '2026-11-16T10:00+09:00', '9 business hours', '2026-11-17T10:00+09:00'],
    [TOKYO, 'hours over a weekend', '2026-11-13T17:30+09:00', '24 business hours', '2026-11-18T14:30+09:00'],
    [TOKYO, 'clock hours over a weekend', '2026-11-13T17:30+09:00', '24 hours', '2026-11-14T17:30+09:00'],
    [TOKYO_PAUSES, 'paused over a weekend', '2026-11-13T17:00+09:00', '24 hours', '2026-11-16T17:00+09:00'],
    [TOKYO_PAUSES, 'paused, in the week', '2026-11-16T20:00+09:00', '24 hours', '2026-11-17T20:00+09:00'],
    [TOKYO_PAUSES, 'paused from a Saturday', '2026-11-14T10:00+09:00', '24 hours', '2026-11-17T00:00+09:00'],
    [TOKYO_PAUSES, 'paused over a holiday', '2026-11-20T17:00+09:00', '48 hours', '2026-11-25T17:00+09:00'],
    [TOKYO_PAUSES, 'paused over the year end', '2026-12-28T17:00+09:00', '24 hours', '2027-01-04T17:00+09:00'],
    [TOKYO_PAUSES, 'business hours as ever', '2026-11-13T17:30+09:00', '24 business hours', '2026-11-18T14:30+09:00'],
    [NEW_YORK_PAUSES, 'paused into summer time', '2026-03-06T17:00-05:00', '24 hours', '2026-03-09T17:00-04:00'],
    [NEW_YORK, 'into summer time', '2026-03-06T17:00-05:00', '2 business hours', '2026-03-09T10:00-04:00'],
    [NEW_YORK, 'into summer time, days', '2026-03-06T10:00-05:00', '1 business days', '2026-03-09T18:00-04:00'],
    [NEW_YORK, 'into summer time, by the clock', '2026-03-07T12:00-05:00', '24 hours', '2026-03-08T13:00-04:00'],
    [NEW_YORK, 'out of it', '2026-10-30T17:00-04:00', '2 business hours', '2026-11-02T10:00-05:00'],
    [NEW_YORK, 'on a Japanese holiday', '2026-05-04T10:00-04:00', '1 business days', '2026-05-05T18:00-04:00'],
    [BERLIN, 'into summer time', '2026-03-27T17:30+01:00', '1 business hours', '2026-03-30T09:30+02:00'],
    [BERLIN, 'into summer time, days', '2026-03-27T10:00+01:00', '1 business days', '2026-03-30T18:00+02:00'],
    [BERLIN, 'out of it', '2026-10-23T17:30+02:00', '1 business hours', '2026-10-26T09:30+01:00'],
  ])('%#: %o %s: %s + %s → %s', (calendar, _, start, text, due) => {
    expect(dueAt(at(start), term(text), calendar).toString()).toBe(at(due).toString());
  });

  test('by open hours that really pass when the clock changes under way', () => {
    const night = calendarOf({ ...OFFICE, opens: '00:00', closes: '06:00', days: ['sun'] }, 'America/New_York', []);
    const spring = dueAt(at('2026-03-08T00:00-05:00'), term('5 business hours'), night);
    expect(spring.toString()).toBe(at('2026-03-08T06:00-04:00').toString());
    const autumn = dueAt(at('2026-11-01T00:00-04:00'), term('7 business hours'), night);
    expect(autumn.toString()).toBe(at('2026-11-01T06:00-05:00').toString());
  });

  test('after an absence where absences are given', () => {
    const away = calendarOf(OFFICE, 'Asia/Tokyo', JAPAN, [{ from: '2026-11-17', to: '2026-11-19' }]);
    expect(dueAt(at('2026-11-16T10:00+09:00'), term('1 business days'), away).toString()).toBe('2026-11-20T09:00:00Z');
  });

  test('never, and says so, where nothing ever opens', () => {
    const never: Calendar = { ...TOKYO, days: new Set() };
    expect(() => dueAt(at('2026-11-16T10:00Z'), term('1 business days'), never)).toThrow(RangeError);
    expect(() => dueAt(at('2026-11-16T10:00Z'), term('1 business hours'), never)).toThrow(RangeError);
    const paused: Calendar = { ...TOKYO_PAUSES, days: new Set() };
    expect(() => dueAt(at('2026-11-16T10:00Z'), term('1 hours'), paused)).toThrow(RangeError);
    expect(isOpen(at('2026-11-16T03:00Z'), never)).toBe(false);
  });

  test('only for terms of one or more, and hours that a day has', () => {
    expect(() => dueAt(at('2026-11-16T10:00Z'), term('0 hours'), TOKYO)).toThrow(RangeError);
    expect(() => dueAt(at('2026-11-16T10:00Z'), term('1.5 business days'), TOKYO)).toThrow(RangeError);
    expect(() => calendarOf({ ...OFFICE, opens: '18:00', closes: '09:00' }, 'Asia/Tokyo', [])).toThrow(RangeError);
    expect(() => calendarOf({ ...OFFICE, closes: '25:00' }, 'Asia/Tokyo', [])).toThrow(RangeError);
  });
});

/** Open at some time of that day. */
function isBusiness(day: Temporal.PlainDate, where: Calendar): boolean {
  return isOpen(day.toZonedDateTime({ timeZone: where.zone, plainTime: where.opens }).toInstant(), where);
}

describe('the day is the local one', () => {
  test.each([
    ['2026-11-15T23:30Z', 'Asia/Tokyo', '2026-11-16'],
    ['2026-11-15T14:59:59.999Z', 'Asia/Tokyo', '2026-11-15'],
    ['2026-11-15T15:00Z', 'Asia/Tokyo', '2026-11-16'],
    ['2026-11-16T04:59Z', 'America/New_York', '2026-11-15'],
    ['2028-02-28T15:30Z', 'Asia/Tokyo', '2028-02-29'],
  ])('%s in %s is %s', (instant, zone, day) => {
    expect(localDate(at(instant), zone)).toBe(day);
  });
});

describe('the office is open', () => {
  test.each([
    ['2026-11-16T09:00+09:00', true],
    ['2026-11-16T17:59:59.999+09:00', true],
    ['2026-11-16T18:00+09:00', false],
    ['2026-11-16T08:59:59.999+09:00', false],
    ['2026-11-15T12:00+09:00', false],
    ['2026-05-06T12:00+09:00', false],
    ['2026-12-30T12:00+09:00', false],
  ])('%s: %s', (instant, open) => {
    expect(isOpen(at(instant), TOKYO)).toBe(open);
  });
});

describe('for any start', () => {
  const start = fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) })
    .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
  const anyTerm = fc.record<DeadlineTerm>({
    deadline: fc.constant('first-contact'),
    amount: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom('hours', 'business-hours', 'business-days'),
  });
  const anyCalendar = fc.constantFrom(TOKYO, NEW_YORK, BERLIN, TOKYO_PAUSES, NEW_YORK_PAUSES);

  test('a later start is never due earlier', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 5 * 86_400_000 }), anyTerm, anyCalendar, (first, gap, of, where) => {
        const second = first.add({ milliseconds: gap });
        expect(Temporal.Instant.compare(dueAt(first, of, where), dueAt(second, of, where))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });

  test('nothing is due before it starts, and business terms leave at least that much open time', () => {
    fc.assert(
      fc.property(start, anyTerm, anyCalendar, (from, of, where) => {
        const due = dueAt(from, of, where);
        expect(Temporal.Instant.compare(due, from)).toBe(1);
        if (of.unit !== 'hours') expect(Temporal.Instant.compare(due, nextOpen(from, where))).toBe(1);
      }),
      { numRuns: 200 },
    );
  });

  test('business days end at closing time of a day that was open till then', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 40 }), anyCalendar, (from, amount, where) => {
        const due = dueAt(from, { deadline: 'meeting', amount, unit: 'business-days' }, where);
        expect(due.toZonedDateTimeISO(where.zone).toPlainTime().toString()).toBe('18:00:00');
        expect(isOpen(due.subtract({ milliseconds: 1 }), where)).toBe(true);
        expect(isOpen(due, where)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('hours that pause fall due on a business day, as many hours of business days later', () => {
    const pausing = fc.constantFrom(TOKYO_PAUSES, NEW_YORK_PAUSES);
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 120 }), pausing, (from, amount, where) => {
        const due = dueAt(from, { deadline: 'meeting', amount, unit: 'hours' }, where);
        // Counted day by day, from midnight to midnight.
        let counted = 0;
        for (let at = from; Temporal.Instant.compare(at, due) < 0; ) {
          const local = at.toZonedDateTimeISO(where.zone);
          const midnight = local.startOfDay().add({ days: 1 }).toInstant();
          const end = Temporal.Instant.compare(midnight, due) < 0 ? midnight : due;
          if (isBusiness(local.toPlainDate(), where)) counted += end.epochMilliseconds - at.epochMilliseconds;
          at = end;
        }
        expect(counted).toBe(amount * 3_600_000);
        expect(isBusiness(due.subtract({ milliseconds: 1 }).toZonedDateTimeISO(where.zone).toPlainDate(), where)).toBe(
          true,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('hours that pause are due with those that run on, or later', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 120 }), (from, amount) => {
        const of: DeadlineTerm = { deadline: 'meeting', amount, unit: 'hours' };
        expect(Temporal.Instant.compare(dueAt(from, of, TOKYO_PAUSES), dueAt(from, of, TOKYO))).not.toBe(-1);
      }),
      { numRuns: 200 },
    );
  });

  test('business hours end inside office hours or at closing', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), anyCalendar, (from, amount, where) => {
        const due = dueAt(from, { deadline: 'meeting', amount, unit: 'business-hours' }, where);
        expect(isOpen(due.subtract({ milliseconds: 1 }), where)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
