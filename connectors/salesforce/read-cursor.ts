/** Where reading stands, per object: how far it has come, and, while an object has more pages, the row behind which the next one begins. */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import type { Cursor } from '../../src/ports/connector.ts';
import { behind, datetime } from './soql.ts';

const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .transform((text) => text as IsoInstant);

const place = z.object({
  /** The newest SystemModstamp read. */
  high: moment.optional(),
  /** The lower bound of this round, which lies an overlap before the last round's newest row. */
  from: moment.optional(),
  /** The last row of a full page. */
  page: z.object({ at: moment, id: z.string() }).optional(),
  /** Events that ended in this window are read although nobody changed them: a meeting is held by time passing. */
  ended: z.object({ from: moment.optional(), until: moment }).optional(),
  /** Fingerprint of what is asked of each row: when the mapping asks for more, all rows are read anew. */
  what: z.string().optional(),
  /** The org has refused the object as a whole: not enabled, or not to be seen. */
  deniedAt: moment.optional(),
});
export type Place = z.infer<typeof place>;

/** Every row of an object read anew, by id. */
const sweep = z.object({
  object: z.string(),
  /** The row that was read last; absent at the beginning. */
  after: z.string().optional(),
});
export type Sweep = z.infer<typeof sweep>;

/** A back-fill by bulk: behind which row it begins, since when the polls follow the object, and how far it has come. */
const filling = z.object({
  behind: z.object({ at: moment, id: z.string() }).optional(),
  since: moment,
  /** Fingerprint of what the job asks of each row. */
  what: z.string().optional(),
  job: z.string().optional(),
  /** The org has done its part. */
  ready: z.boolean().optional(),
  locator: z.string().optional(),
  done: z.int().min(0),
  total: z.int().min(0),
  /** Jobs that were gone before they were read. */
  lost: z.int().min(0).optional(),
});
export type Filling = z.infer<typeof filling>;

const cursor = z.object({
  v: z.literal(1),
  round: z.int().min(0),
  objects: z.record(z.string(), place),
  /** By object: up to when Salesforce has told all deletions. */
  deletions: z.record(z.string(), moment).optional(),
  /** The sweep under way, and when the last one of each object began. */
  sweep: sweep.optional(),
  swept: z.record(z.string(), moment).optional(),
  /** Objects whose first reading was found to be small enough for pages. */
  sized: z.array(z.string()).optional(),
  filling: z.record(z.string(), filling).optional(),
  /** Rows that the back-fill has brought. */
  filled: z.int().min(0).optional(),
  polledAt: moment.optional(),
});
export type Reading = z.infer<typeof cursor>;

/** A cursor of another form is none: reading begins anew, which repeats records and skips none. */
export function readingOf(after: Cursor | undefined): Reading {
  const parsed = cursor.safeParse(after);
  return parsed.success ? parsed.data : { v: 1, round: 0, objects: {} };
}

/** The objects with further pages in this round. */
export function pending(reading: Reading): readonly string[] {
  return Object.entries(reading.objects)
    .filter(([, { page }]) => page !== undefined)
    .map(([object]) => object);
}

/** Where an object's round begins: an overlap before the newest row read, since long transactions show up late. */
export function begin(
  last: Place | undefined,
  now: Temporal.Instant,
  overlapSeconds: number,
  { what, ends }: { readonly what: string; readonly ends: boolean },
): Place {
  const high = last?.what === what ? last.high : undefined;
  const until = iso(now);
  return {
    what,
    ...(high === undefined ? {} : { high, from: iso(instantOf(high).subtract({ seconds: overlapSeconds })) }),
    ...(ends ? { ended: last?.ended === undefined ? { until } : { from: last.ended.until, until } } : {}),
  };
}

/** The conditions of the next page. */
export function conditions(at: Place): readonly string[] {
  const changed = at.from === undefined ? undefined : `SystemModstamp >= ${datetime(at.from)}`;
  const { ended } = at;
  const passed =
    ended?.from === undefined
      ? undefined
      : `(EndDateTime > ${datetime(ended.from)} AND EndDateTime <= ${datetime(ended.until)})`;
  const within = changed !== undefined && passed !== undefined ? `(${changed} OR ${passed})` : changed;
  const rest = at.page === undefined ? undefined : behind(at.page.at, at.page.id);
  return [within, rest].filter((condition) => condition !== undefined);
}

/** Past a page whose last row is `last`; `full`: there may be more behind it. */
export function advance(at: Place, last: { at: IsoInstant; id: string } | undefined, full: boolean): Place {
  const { page: _, ...rest } = at;
  if (last === undefined) return rest;
  const high = rest.high === undefined || last.at > rest.high ? last.at : rest.high;
  return full ? { ...rest, high, page: last } : { ...rest, high };
}

/** A round that was refused midway: the next one begins it anew, so that one refused object does not keep the others from being read. */
export function abandon(at: Place | undefined): Place {
  const { high, ended, what } = at ?? {};
  return {
    ...(what === undefined ? {} : { what }),
    ...(high === undefined ? {} : { high }),
    ...(ended?.from === undefined ? {} : { ended: { until: ended.from } }),
  };
}
