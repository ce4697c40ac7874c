/** The values that a row holds, and the two forms in which Salesforce writes time. */

export type Value = string | number | boolean | null;
/** One record by API field names. Never changed in place: every write makes a new object, so a reader may keep an old one. */
export type Row = Readonly<Record<string, Value>>;

/** A moment as the REST API answers it: `2026-11-01T00:00:00.000+0000`, whole seconds. Text order is time order. */
export function stamp(instant: Temporal.Instant): string {
  if (instant !== latest.instant) latest = { instant, text: written(instant) };
  return latest.text;
}

/** One call stamps its rows many times with the same moment. */
let latest: { readonly instant: Temporal.Instant | undefined; readonly text: string } = {
  instant: undefined,
  text: '',
};

function written(instant: Temporal.Instant): string {
  return `${instant.toString({ smallestUnit: 'second', roundingMode: 'floor' }).slice(0, 19)}.000+0000`;
}

/** The moment behind {@link stamp}'s form, or behind any ISO 8601 date-time with an offset. Throws RangeError on anything else. */
export function momentOf(text: string): Temporal.Instant {
  return Temporal.Instant.from(text);
}

/** A date-time as a caller may write it, brought to {@link stamp}'s form; undefined if it is none. */
export function readStamp(text: string): string | undefined {
  try {
    return stamp(Temporal.Instant.from(text));
  } catch {
    // RangeError: the caller wrote something else, and is told so by whoever asked.
    return undefined;
  }
}

/** A calendar day, `YYYY-MM-DD`; undefined if it is none. */
export function readDay(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    // RangeError: a day that no calendar has.
    return undefined;
  }
}

/** A text value, or '' where there is none. */
export function textOf(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** A text value, or undefined where there is none or it is empty. */
export function filled(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
