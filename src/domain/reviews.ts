/** The three review cycles: which day the next of each is due, and since when one is overdue. */
import type { Agreement, Period, ReviewCycle } from './agreement/vocabulary.ts';
import { REVIEWS } from './agreement/vocabulary.ts';
import type { IsoDate } from './instant.ts';

export interface ReviewDue {
  readonly cycle: ReviewCycle;
  readonly every: Period;
  readonly dueOn: IsoDate;
  /** Days past the due day; 0 up to and on it. */
  readonly overdueDays: number;
  readonly lastHeldOn?: IsoDate | undefined;
}

const STEPS: Readonly<Record<Period, Temporal.DurationLike>> = {
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
};

/** The day that the agreement names, or, once a review was held on or after one period before it, a period after the last one held. */
export function dueReviews(
  { reviews, zone }: Agreement,
  lastHeld: Readonly<Partial<Record<ReviewCycle, IsoDate>>>,
  now: Temporal.Instant,
): readonly ReviewDue[] {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  return REVIEWS.map((cycle) => {
    const { every, next } = reviews[cycle];
    const held = lastHeld[cycle];
    const agreed = Temporal.PlainDate.from(next);
    const after = held === undefined ? agreed : Temporal.PlainDate.from(held).add(STEPS[every]);
    const due = Temporal.PlainDate.compare(after, agreed) > 0 ? after : agreed;
    // Held shortly before its day, it counts for that day.
    const early =
      held !== undefined && due.equals(agreed) && Temporal.PlainDate.compare(held, agreed.subtract(STEPS[every])) > 0;
    const on = early ? agreed.add(STEPS[every]) : due;
    const overdue = on.until(today, { largestUnit: 'days' }).days;
    return { cycle, every, dueOn: on.toString() as IsoDate, overdueDays: Math.max(0, overdue), lastHeldOn: held };
  });
}
