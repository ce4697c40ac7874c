/**
 * Follows changes through search, which is eventually consistent, sorts by one property and ends at 10,000 results (page "Search the CRM"): a window of
 * modification time is fixed first, then walked by record id. Ids have no ties and "greater than the last one" starts a new result set, so neither
 * equal timestamps nor the ceiling can hide a record; one that changes while the window is walked moves to the next window.
 */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Cursor, Progress } from '../../src/ports/connector.ts';
import type { Attempt } from '../kit/send.ts';
import { moment, type Row, rowPage } from './answers.ts';
import { fitsIntoSearch, type SearchRequest } from './client.ts';
import { asking, type Reading } from './reading.ts';

/**
 * `from` (inclusive) is absent on the first window; `to` (exclusive) and `last` are there while a window is being walked, `list` while the first one is
 * read as a list, from that place on; `done`: the records of the first window so far.
 */
const cursorShape = z.object({
  from: moment.optional(),
  to: moment.optional(),
  last: z.string().optional(),
  list: z.string().optional(),
  done: z.int().min(0).optional(),
  total: z.int().min(0).optional(),
});
type WindowCursor = z.infer<typeof cursorShape>;

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
  /** Of the first window. */
  readonly progress?: Progress | undefined;
  /** Why the page ends where it does, if it was meant to go on. */
  readonly problems: readonly Problem[];
}
type Searched = Omit<Step, 'problems'>;

/**
 * The next page of changes: the results of several searches, so that what is asked of them together (a thousand associations in one call) is asked in full
 * calls. A search that fails after others ends the page before it, and is made again with the next.
 */
export async function walkChanges(reading: Reading, walk: Walk, after: Cursor): Promise<Attempt<Step>> {
  const first = await search(reading, walk, after);
  if (first.state !== 'answered') return first;
  const rows = [...first.value.rows];
  let last = first.value;
  for (let searches = 1; last.more && searches < reading.limits.searchesOfPage; searches += 1) {
    const next = await search(reading, walk, last.cursor);
    if (next.state !== 'answered') return { state: 'answered', value: { ...last, rows, problems: [next.problem] } };
    rows.push(...next.value.rows);
    last = next.value;
  }
  return { state: 'answered', value: { ...last, rows, problems: [] } };
}

/** A cursor that is not ours starts from the beginning: that repeats records and skips none. */
async function search(reading: Reading, walk: Walk, after: Cursor): Promise<Attempt<Searched>> {
  const parsed = cursorShape.safeParse(after);
  const cursor: WindowCursor = parsed.success ? parsed.data : {};
  const { from, to = iso(reading.now()), last, done = 0 } = cursor;
  const request: SearchRequest = {
    filters: [
      ...(from === undefined ? [] : [filter(walk.modified, 'GTE', milliseconds(from))]),
      filter(walk.modified, 'LT', milliseconds(to)),
      ...(last === undefined ? [] : [filter('hs_object_id', 'GT', last)]),
    ],
    sortBy: 'hs_object_id',
    properties: walk.properties,
    limit: reading.limits.pageSize,
  };
  if (cursor.list !== undefined || (from === undefined && last === undefined && isListCheaper(walk, request)))
    return walkList(reading, walk, request, { ...cursor, to });
  const found = await reading.client.search(asking(walk.object, { canWait: from === undefined }), walk.object, request);
  if (found.state !== 'answered') return found;
  const { rows, lastId, more, total } = found.value;
  const read = from === undefined ? { done: done + rows.length } : undefined;
  const progress = read && { ...read, ...(total === undefined ? {} : { total: done + total }) };
  if (!more) return { state: 'answered', value: { rows, cursor: { from: beginAgain(reading, to) }, more, progress } };
  const place = lastId ?? last;
  const next = { ...(from === undefined ? read : { from }), to, ...(place === undefined ? {} : { last: place }) };
  // Told of records and shown none, we look again with the next pull.
  return { state: 'answered', value: { rows, cursor: next, more: lastId !== undefined, progress } };
}

/** Records of one page of a list (page "Using object APIs"). */
const LIST_PAGE = 100;
/** Below every record's id. */
const NO_RECORD = '0';
/** HubSpot refuses addresses that are too long (414) and does not say how long that is; this is what every server takes. */
const ADDRESS_CHARACTERS = 6_000;

/** A search that does not hold the properties costs three calls for 200 records, a list two. */
function isListCheaper({ properties }: Walk, search: SearchRequest): boolean {
  return !fitsIntoSearch(search) && encodeURIComponent(properties.join(',')).length <= ADDRESS_CHARACTERS;
}

/**
 * The first window as a list, in the order of ids: what changes meanwhile is found by the window after it, which begins where this one did. Where it ends
 * before as many have come as were counted, the rest is searched for.
 */
async function walkList(
  reading: Reading,
  { object, properties }: Walk,
  search: SearchRequest,
  { to, list = '', last = NO_RECORD, done = 0, total }: WindowCursor & { readonly to: IsoInstant },
): Promise<Attempt<Searched>> {
  const question = asking(object, { canWait: true });
  let of = total;
  if (list === '') {
    const counted = await reading.client.search(question, object, { ...search, properties: [], limit: 1 });
    if (counted.state !== 'answered') return counted;
    of = counted.value.total;
  }
  const found = await reading.client.request(question, 'GET', `/crm/v3/objects/${object}`, rowPage, {
    query: { limit: String(LIST_PAGE), properties: properties.join(','), ...(list === '' ? {} : { after: list }) },
  });
  if (found.state !== 'answered') return found;
  const { results: rows, paging } = found.value;
  const after = paging?.next?.after;
  const progress = { done: done + rows.length, ...(of === undefined ? {} : { total: of }) };
  const place = { to, last: rows.at(-1)?.id ?? last };
  if (after !== undefined)
    return { state: 'answered', value: { rows, cursor: { ...place, list: after, ...progress }, more: true, progress } };
  // The list ends where it says so; whether it was right to, is asked where fewer came than were counted.
  const more = progress.done < (of ?? 0);
  const cursor = more ? { ...place, done: progress.done } : { from: beginAgain(reading, to) };
  return { state: 'answered', value: { rows, cursor, more, progress } };
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
