/** Reads what changed: one composite call a page, a query per object, each followed by its own keyset, so that one busy object does not hold up the rest. */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { type IsoInstant, iso, toIso } from '../../src/domain/instant.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import type { Context } from './context.ts';
import { id18, MOMENT, type Row } from './fields.ts';
import { errorAnswer, problemOf, type VendorError, vendorError } from './problems.ts';
import { ACTIVITY_COLUMNS, type ActivityObject, activityOf } from './read-activities.ts';
import { abandon, advance, begin, conditions, type Place, pending, type Reading, readingOf } from './read-cursor.ts';
import { type RecordObject, recordColumns, recordOf } from './read-records.ts';
import { queryPath, select } from './soql.ts';

export interface ReadLimits {
  /** Rows of one object in a page; a page of SOQL holds at most 2,000. */
  readonly rows: number;
  /** Tasks or Events in a page: their texts may be long. */
  readonly activityRows: number;
  /** How far each round looks back behind the newest row read. A transaction may last ten minutes and shows up with its own stamp. */
  readonly overlapSeconds: number;
}
export const READ_LIMITS: ReadLimits = { rows: 2_000, activityRows: 1_000, overlapSeconds: 600 };

export interface ReadContext extends Context {
  readonly limits: ReadLimits;
  /** The user Baton works as. */
  readonly integrationUser: string;
}

type Readable = RecordObject | ActivityObject;
export const STREAMS = ['users', 'changes'] as const;
export type Stream = (typeof STREAMS)[number];

/** A composite call takes at most five queries ("Composite": five of the 25 subrequests may be queries): the fifth takes turns. */
const FIFTH = ['Account', 'User', 'Account', 'Group'] as const;
const USERS = ['User', 'Group'] as const;

function objectsOf(stream: Stream, round: number): readonly Readable[] {
  return stream === 'users' ? USERS : ['Lead', 'Contact', 'Task', 'Event', FIFTH[round % FIFTH.length] ?? 'Account'];
}

/** Users and queues are read once before all else, so that owners are known by name; from then on the fifth query follows them, at no call of its own. */
function isThrough(stream: Stream, last: Reading): boolean {
  return (
    stream === 'users' && USERS.every((object) => last.objects[object] !== undefined) && pending(last).length === 0
  );
}

const compositeAnswer = z.object({
  compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() })),
});
const rowAnswer = z.looseObject({ Id: z.string(), SystemModstamp: z.string().regex(MOMENT) });
const pageAnswer = z.object({ done: z.boolean(), records: z.array(rowAnswer) });

export function isReadable(object: string): object is Readable {
  return ['Lead', 'Contact', 'Account', 'User', 'Group', 'Task', 'Event'].includes(object);
}

export async function readPage(stream: Stream, after: Cursor | undefined, context: ReadContext): Promise<Page> {
  const { client } = context;
  const now = client.now();
  const readAt = iso(now);
  const last = readingOf(after);
  if (isThrough(stream, last)) return { records: [], activities: [], problems: [], cursor: last, more: false, readAt };
  const reading = stillPending(last) ?? nextRound(stream, last, now, context.limits);
  const asked = Object.entries(reading.asked).map(([object, place]) => queryOf(object, place, context));
  const answer = await client.call(
    {
      purpose: `pull ${stream}`,
      method: 'POST',
      path: '/composite',
      writes: false,
      body: { allOrNone: false, compositeRequest: asked.map(({ subrequest }) => subrequest) },
    },
    compositeAnswer,
  );
  if (answer.state !== 'answered') {
    const nothing = { records: [], activities: [], more: false, readAt };
    return { ...nothing, problems: [answer.problem], cursor: last };
  }
  const parts: Part[] = [];
  for (const query of asked) {
    const body = answer.value.compositeResponse.find(({ referenceId }) => referenceId === query.object);
    parts.push(await readPart(query, body, readAt, context));
  }
  return pageOf(last, reading, parts, readAt);
}

/** A round under way: only the objects with further pages are asked. */
interface Asking {
  readonly round: number;
  readonly asked: Readonly<Record<string, Place>>;
}

function stillPending(last: Reading): Asking | undefined {
  const objects = pending(last).filter(isReadable);
  if (objects.length === 0) return undefined;
  return {
    round: last.round,
    asked: Object.fromEntries(objects.map((object) => [object, last.objects[object] ?? {}])),
  };
}

function nextRound(stream: Stream, last: Reading, now: Temporal.Instant, limits: ReadLimits): Asking {
  const asked = objectsOf(stream, last.round).map((object) => {
    return [object, begin(last.objects[object], now, limits.overlapSeconds, object === 'Event')] as const;
  });
  return { round: last.round + 1, asked: Object.fromEntries(asked) };
}

interface Query {
  readonly object: Readable;
  readonly place: Place;
  readonly limit: number;
  readonly columns: readonly string[];
  readonly subrequest: { readonly method: 'GET'; readonly url: string; readonly referenceId: string };
}

function queryOf(object: string, place: Place, context: ReadContext): Query {
  if (!isReadable(object)) throw new RangeError('not an object that is read');
  const activity = object === 'Task' || object === 'Event';
  const limit = activity ? context.limits.activityRows : context.limits.rows;
  const columns = visible(object, context);
  const where = [...(object === 'Group' ? ["Type = 'Queue'"] : []), ...conditions(place)];
  const soql = select({ fields: columns, from: object, where, inOrder: true, limit });
  // With queryAll deleted and merged rows come by the same keyset, and archived Tasks too.
  const url = queryPath(context.client.apiVersion, soql, true);
  return { object, place, limit, columns, subrequest: { method: 'GET', url, referenceId: object } };
}

function wanted(object: Readable, mapping: SystemMapping): readonly string[] {
  return object === 'Task' || object === 'Event' ? ACTIVITY_COLUMNS[object] : recordColumns(object, mapping);
}

/** The wanted columns, but for those that a description, asked for after a refusal, does not hold. */
function visible(object: Readable, { descriptions, mapping }: ReadContext): readonly string[] {
  const columns = wanted(object, mapping);
  const described = descriptions.known(object);
  if (described === undefined) return columns;
  const there = new Set(described.fields.map(({ name }) => name));
  return columns.filter((column) => there.has(column));
}

/** What one object's query brought. `again`: it can be asked better at once. */
interface Part {
  readonly object: Readable;
  readonly place: Place | undefined;
  readonly records: readonly SourceRecord[];
  readonly activities: readonly Activity[];
  readonly problems: readonly Problem[];
  readonly again: boolean;
}

type SubAnswer = z.infer<typeof compositeAnswer>['compositeResponse'][number];

async function readPart(
  query: Query,
  answer: SubAnswer | undefined,
  readAt: IsoInstant,
  context: ReadContext,
): Promise<Part> {
  const { object } = query;
  const nothing = { object, place: undefined, records: [], activities: [], again: false };
  const page = pageAnswer.safeParse(answer?.body);
  if (answer?.httpStatusCode !== 200 || !page.success) {
    const errors = z.array(errorAnswer).safeParse(answer?.body);
    const first = errors.success ? errors.data[0] : undefined;
    const error = first === undefined ? { code: 'MALFORMED_ANSWER', message: '' } : vendorError(first);
    return { ...nothing, ...(await refusedPart(query, error, context)) };
  }
  const rows = page.data.records;
  const final = rows.at(-1);
  const place = advance(
    query.place,
    final === undefined ? undefined : { at: toIso(final.SystemModstamp), id: id18(final.Id) },
    !page.data.done || rows.length >= query.limit,
  );
  return { ...nothing, place, ...rowsOf(object, rows, readAt, context) };
}

function rowsOf(
  object: Readable,
  rows: readonly Row[],
  now: IsoInstant,
  { client, mapping, integrationUser }: ReadContext,
): Pick<Part, 'records' | 'activities' | 'problems'> {
  const { instanceUrl } = client;
  if (object === 'Task' || object === 'Event') {
    const activities = rows.map((row) => activityOf(object, row, { now, integrationUser, instanceUrl }));
    return { records: [], activities: activities.filter((activity) => activity !== undefined), problems: [] };
  }
  const read = rows.map((row) => recordOf(object, row, mapping, instanceUrl));
  return { records: read.map(({ record }) => record), activities: [], problems: read.flatMap((one) => one.problems) };
}

/**
 * A query is refused as a whole for one column that this user may not see, or that setup has not made yet. The object's description
 * says which are missing; the rest is read from then on, and each missing column is a problem.
 */
async function refusedPart(
  query: Query,
  error: VendorError,
  context: ReadContext,
): Promise<Pick<Part, 'problems' | 'again'>> {
  const { descriptions, client, mapping } = context;
  const problem = problemOf(error, client.now());
  if (error.code !== 'INVALID_FIELD') return { problems: [problem], again: false };
  descriptions.forget(query.object);
  const described = await descriptions.of(query.object);
  if (described.state !== 'answered') return { problems: [problem, described.problem], again: false };
  const seen = new Set(visible(query.object, context));
  const missing = wanted(query.object, mapping).filter((column) => !seen.has(column));
  const again = query.columns.some((column) => !seen.has(column));
  const problems = missing.map((column) => missingField(query.object, column));
  return { problems: problems.length === 0 ? [problem] : problems, again };
}

function missingField(object: string, column: string): Problem {
  return {
    category: 'missing-field',
    mover: 'admin',
    system: 'salesforce',
    code: 'INVALID_FIELD',
    detail: `${object}.${column} does not exist or may not be read`,
    field: `${object}.${column}`,
  };
}

function pageOf(last: Reading, { round }: Asking, parts: readonly Part[], readAt: IsoInstant): Page {
  const read = parts.flatMap(({ object, place }) => {
    const before = last.objects[object];
    if (place !== undefined) return [[object, place] as const];
    return before?.page === undefined ? [] : [[object, abandon(before)] as const];
  });
  const cursor: Reading = { v: 1, round, objects: { ...last.objects, ...Object.fromEntries(read) } };
  return {
    records: parts.flatMap(({ records }) => records),
    activities: parts.flatMap(({ activities }) => activities),
    problems: parts.flatMap(({ problems }) => problems),
    cursor,
    // An object that was refused does not ask for more: it would be refused again at once.
    more: parts.some(({ place, again }) => again || place?.page !== undefined),
    readAt,
  };
}
