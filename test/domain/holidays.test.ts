/** The Japanese national holidays of 2026 and 2027 as the law has them (国民の祝日に関する法律), written by hand; business time is closed on exactly these. */
import { describe, expect, test } from 'vitest';
import { japaneseHolidays } from '../../src/config/holidays.ts';
import { calendarOf, isOpen } from '../../src/domain/calendar.ts';
import type { IsoDate } from '../../src/domain/instant.ts';

const LAW: Readonly<Record<string, string>> = {
  '2026-01-01': '元日',
  '2026-01-12': '成人の日',
  '2026-02-11': '建国記念の日',
  '2026-02-23': '天皇誕生日',
  '2026-03-20': '春分の日',
  '2026-04-29': '昭和の日',
  '2026-05-03': '憲法記念日',
  '2026-05-04': 'みどりの日',
  '2026-05-05': 'こどもの日',
  '2026-05-06': '振替休日（憲法記念日が日曜）',
  '2026-07-20': '海の日',
  '2026-08-11': '山の日',
  '2026-09-21': '敬老の日',
  '2026-09-22': '国民の休日（祝日に挟まれた日）',
  '2026-09-23': '秋分の日',
  '2026-10-12': 'スポーツの日',
  '2026-11-03': '文化の日',
  '2026-11-23': '勤労感謝の日',
  '2027-01-01': '元日',
  '2027-01-11': '成人の日',
  '2027-02-11': '建国記念の日',
  '2027-02-23': '天皇誕生日',
  '2027-03-21': '春分の日',
  '2027-03-22': '振替休日（春分の日が日曜）',
  '2027-04-29': '昭和の日',
  '2027-05-03': '憲法記念日',
  '2027-05-04': 'みどりの日',
  '2027-05-05': 'こどもの日',
  '2027-07-19': '海の日',
  '2027-08-11': '山の日',
  '2027-09-20': '敬老の日',
  '2027-09-23': '秋分の日',
  '2027-10-11': 'スポーツの日',
  '2027-11-03': '文化の日',
  '2027-11-23': '勤労感謝の日',
};

const businessTime = {
  opens: '09:00',
  closes: '18:00',
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[],
  holidays: 'japan' as const,
  closed: [],
};

describe.each(['2026', '2027'])('in %s', (year) => {
  test('the days that are known are those of the law, no more and no fewer', () => {
    const known = [...japaneseHolidays()].filter((day) => day.startsWith(year)).sort();
    expect(known).toEqual(Object.keys(LAW).filter((day) => day.startsWith(year)));
  });

  test('an office that opens every day of the week is closed on these alone', () => {
    const calendar = calendarOf(businessTime, 'Asia/Tokyo', japaneseHolidays());
    const closed: IsoDate[] = [];
    for (let day = Temporal.PlainDate.from(`${year}-01-01`); String(day.year) === year; day = day.add({ days: 1 })) {
      const noon = day.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '12:00' }).toInstant();
      if (!isOpen(noon, calendar)) closed.push(day.toString() as IsoDate);
    }
    expect(closed).toEqual(Object.keys(LAW).filter((day) => day.startsWith(year)));
  });
});
