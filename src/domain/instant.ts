/** Instants as text that sorts: Baton keeps every moment as `2026-11-21T09:00:00.000Z`, so that text order is time order. */

declare const brand: unique symbol;
/** A string that the type checker keeps apart from other strings. */
export type Brand<Name extends string> = string & { readonly [brand]: Name };

/** UTC, always three fractional digits: comparing two with `<` compares the moments. */
export type IsoInstant = Brand<'IsoInstant'>;
/** A calendar day, `YYYY-MM-DD`, without a zone. */
export type IsoDate = Brand<'IsoDate'>;

/** Instants never change, and while leads are judged the same one is asked for again and again. */
const texts = new WeakMap<Temporal.Instant, IsoInstant>();

/** The moment as sortable text, cut to milliseconds. */
export function iso(instant: Temporal.Instant): IsoInstant {
  const known = texts.get(instant);
  if (known !== undefined) return known;
  const text = instant.toString({ smallestUnit: 'millisecond' }) as IsoInstant;
  texts.set(instant, text);
  return text;
}

/** Reads any ISO 8601 instant, `+0000` offsets (Salesforce) and epoch milliseconds (HubSpot) included. Throws RangeError on anything else. */
export function toIso(text: string | number): IsoInstant {
  if (typeof text === 'number' || /^-?\d{10,16}$/.test(text)) {
    return iso(Temporal.Instant.fromEpochMilliseconds(Number(text)));
  }
  return iso(Temporal.Instant.from(text));
}

/** The moment behind the text. */
export function instantOf(text: IsoInstant): Temporal.Instant {
  return Temporal.Instant.from(text);
}

/** The earlier of two moments, either of which may be missing. */
export function earliest(...moments: readonly (IsoInstant | undefined)[]): IsoInstant | undefined {
  let first: IsoInstant | undefined;
  for (const moment of moments) if (moment !== undefined && (first === undefined || moment < first)) first = moment;
  return first;
}
