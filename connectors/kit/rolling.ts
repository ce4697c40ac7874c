/** A day that rolls: calls are kept by the hour in which they left, and forgotten when that hour is a day old. */

/** Hours since 1970, and the calls in each by purpose. */
export type Hours = [number, Record<string, number>][];

export interface RollingDay {
  readonly hours?: Hours | undefined;
  readonly ours: number;
  readonly byPurpose: Readonly<Record<string, number>>;
}

/** An hour is counted until its last call is a day old. */
const HOURS = 24;
const HOUR_MS = 3_600_000;

/** The day as it stands now. */
export function rolled<T extends RollingDay>(day: T, now: Temporal.Instant): T {
  const oldest = hourOf(now) - HOURS;
  const { hours = [] } = day;
  // Those of a clock that was put back are forgotten too, or they would count for ever.
  const rest = hours.filter(([hour]) => hour >= oldest && hour <= hourOf(now));
  if (rest.length === hours.length) return day;
  const byPurpose: Record<string, number> = {};
  for (const [, own] of rest)
    for (const [purpose, calls] of Object.entries(own)) byPurpose[purpose] = (byPurpose[purpose] ?? 0) + calls;
  return { ...day, hours: rest, byPurpose, ours: Object.values(byPurpose).reduce((all, calls) => all + calls, 0) };
}

export function hourOf(now: Temporal.Instant): number {
  return Math.floor(now.epochMilliseconds / HOUR_MS);
}

/** With one call more in that hour. */
export function inHour(hours: Hours, hour: number, purpose: string): Hours {
  const last = hours.at(-1);
  if (last?.[0] !== hour) return [...hours, [hour, { [purpose]: 1 }]];
  return [...hours.slice(0, -1), [hour, oneMore(last[1], purpose)]];
}

export function oneMore(byPurpose: Readonly<Record<string, number>>, purpose: string): Record<string, number> {
  return { ...byPurpose, [purpose]: (byPurpose[purpose] ?? 0) + 1 };
}
