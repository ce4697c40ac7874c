/** The Japanese national holidays as data, for the domain's calendar. */
import holidayJp from '@holiday-jp/holiday_jp';
import type { IsoDate } from '../domain/instant.ts';

let days: ReadonlySet<IsoDate> | undefined;

/** Days from 1970 to 2050 as the package lists them, as plain dates: its own questions take a `Date` and answer for the process's zone. */
export function japaneseHolidays(): ReadonlySet<IsoDate> {
  days ??= new Set(Object.keys(holidayJp.holidays) as IsoDate[]);
  return days;
}
