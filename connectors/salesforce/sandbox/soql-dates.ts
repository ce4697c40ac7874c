/** Date literals of SOQL, `TODAY` to `N_YEARS_AGO:3`, as spans of whole days in the user's zone. Fiscal years are calendar years. */
import { malformed } from './soql-literals.ts';
import { stamp } from './values.ts';

export interface Clock {
  readonly now: Temporal.Instant;
  /** Of the user who asks. */
  readonly zone: string;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Days from `from` up to and without `to`. */
interface Days {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/** The span in the form of the field: days, or moments at which days begin. */
export function spanOf(
  literal: string,
  n: number | undefined,
  type: string,
  clock: Clock,
): { from: string; to: string } {
  const { from, to } = daysOf(literal.toUpperCase(), n, clock.now.toZonedDateTimeISO(clock.zone).toPlainDate());
  const written = (day: Temporal.PlainDate): string =>
    type === 'date' ? day.toString() : stamp(day.toZonedDateTime(clock.zone).toInstant());
  return { from: written(from), to: written(to) };
}

function daysOf(literal: string, n: number | undefined, today: Temporal.PlainDate): Days {
  const days = (from: number, to: number): Days => ({ from: today.add({ days: from }), to: today.add({ days: to }) });
  const count = n ?? 0;
  if (literal === 'YESTERDAY') return days(-1, 0);
  if (literal === 'TODAY') return days(0, 1);
  if (literal === 'TOMORROW') return days(1, 2);
  if (literal === 'LAST_90_DAYS') return days(-90, 1);
  if (literal === 'NEXT_90_DAYS') return days(1, 91);
  if (literal === 'LAST_N_DAYS') return days(-count, 1);
  if (literal === 'NEXT_N_DAYS') return days(1, count + 1);
  if (literal === 'N_DAYS_AGO') return days(-count, 1 - count);
  const [, which, name] =
    /^(THIS|LAST|NEXT|LAST_N|NEXT_N|N)_(?:FISCAL_)?(WEEK|MONTH|QUARTER|YEAR)S?(?:_AGO)?$/.exec(literal) ?? [];
  if (which === undefined || name === undefined) throw malformed(`unknown date literal: ${literal}`);
  const unit = name.toLowerCase() as Unit;
  const units = (from: number, to: number): Days => ({
    from: shifted(unit, today, from),
    to: shifted(unit, today, to),
  });
  if (which === 'THIS') return units(0, 1);
  if (which === 'LAST') return units(-1, 0);
  if (which === 'NEXT') return units(1, 2);
  if (which === 'LAST_N') return units(-count, 0);
  if (which === 'NEXT_N') return units(1, count + 1);
  return units(-count, 1 - count);
}

/** The first day of the unit that lies `by` units from that of `day`. Weeks begin on Sunday. */
function shifted(unit: Unit, day: Temporal.PlainDate, by: number): Temporal.PlainDate {
  switch (unit) {
    case 'week':
      return day.subtract({ days: day.dayOfWeek % 7 }).add({ weeks: by });
    case 'month':
      return day.with({ day: 1 }).add({ months: by });
    case 'quarter':
      return day.with({ month: Math.floor((day.month - 1) / 3) * 3 + 1, day: 1 }).add({ months: 3 * by });
    case 'year':
      return day.with({ month: 1, day: 1 }).add({ years: by });
    default:
      return day.add({ days: by });
  }
}
