/**
 * Follows changes through search, which is eventually consistent, sorts by one property and ends at 10,000 results (page "Search the CRM"): a window of
 * modification time is fixed first, then walked by record id. Ids have no ties and "greater than the last one" starts a new result set, so neither
 * equal timestamps nor the ceiling can hide a record; one that changes while the window is walked moves to the next window.
 */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import type { Cursor } from '../../src/ports/connector.ts';
import type { Attempt } from '../kit/send.ts';
import { moment, type Row } from './answers.ts';
import type { Reading } from './reading.ts';

/** `from` (inclusive) is absent on the first window; `to` (exclusive) and `last` are there while a window is being walked. */
const cursorShape = z.object({ from: moment.optional(), to: moment.optional(), last: z.string().optional() });

export interface Walk {
  /** `contacts`, `calls`, … */
  readonly object: string;
  /** Contacts call it `lastmodifieddate`, all others `hs_lastmodifieddate`. */
  readonly modified: string;
  readonly properties: readonly string[];
}

export interface Step {
  readonly rows: readonly Row[];
  readonly cursor: Cursor;
  readonly more: boolean;
}

/** The next page of changes. A cursor that is not ours starts from the beginning: that repeats records and skips none. */
export async function walkChanges(reading: Reading, walk: Walk, after: Cursor): Promise<Attempt<Step>> {
  const parsed = cursorShape.safeParse(after);
  const { from, to = iso(reading.now()), last } = parsed.success ? parsed.data : {};
  const found = await reading.client.search({ purpose: `pull ${walk.object}`, writes: false }, walk.object, {
    filters: [
      ...(from === undefined ? [] : [filter(walk.modified, 'GTE', milliseconds(from))]),
      filter(walk.modified, 'LT', milliseconds(to)),
      ...(last === undefined ? [] : [filter('hs_object_id', 'GT', last)]),
    ],
    sortBy: 'hs_object_id',
    properties: walk.properties,
    limit: reading.limits.pageSize,
  });
  if (found.state !== 'answered') return found;
  const { rows, lastId, more } = found.value;
  if (!more) return { state: 'answered', value: { rows, cursor: { from: beginAgain(reading, to) }, more } };
  const place = lastId ?? last;
  const cursor = { ...(from === undefined ? {} : { from }), to, ...(place === undefined ? {} : { last: place }) };
  // Told of records and shown none, we look again with the next pull.
  return { state: 'answered', value: { rows, cursor, more: lastId !== undefined } };
}

/**
 * Where the next window begins: before the end of the one that is through, so that what the index learned late is found. HubSpot's clock makes the stamps;
 * where ours is ahead of it, the window ended in HubSpot's future, and what is stamped up to then has yet to happen.
 */
function beginAgain({ client, limits }: Reading, to: IsoInstant): IsoInstant {
  const ahead = -(client.clockAheadMs ?? 0);
  return iso(instantOf(to).subtract({ milliseconds: limits.overlapMs + (ahead > CLOCK_SLACK_MS ? ahead : 0) }));
}

/** Answers tell HubSpot's time in whole seconds and late by their way; a difference up to here is covered by the overlap. */
const CLOCK_SLACK_MS = 30_000;

function filter(propertyName: string, operator: 'GTE' | 'LT' | 'GT', value: string) {
  return { propertyName, operator, value };
}

/** Epoch milliseconds as text are the safest date in a filter (page "Search the CRM"). */
function milliseconds(at: IsoInstant): string {
  return String(instantOf(at).epochMilliseconds);
}
