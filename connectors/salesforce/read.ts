/** Reads what changed: one composite call a page, a query per object, each followed by its own keyset, so that one busy object does not hold up the rest. */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso, toIso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { compositeAnswer, errorIn, type SubAnswer } from './composite.ts';
import { id18, MOMENT } from './fields.ts';
import { problemOf } from './problems.ts';
import { fillOn, sizedUp } from './read-bulk.ts';
import {
  abandon,
  advance,
  conditions,
  type Place,
  pending,
  type Reading,
  readingOf,
  type Sweep,
} from './read-cursor.ts';
import { type Deletions, deletionsAsked, deletionsIn, type Subrequest } from './read-deleted.ts';
import { type Asking, nextRound, stillPending, unreadOf, usersRound } from './read-round.ts';
import {
  childrenOf,
  columnsWanted,
  type Found,
  foundIn,
  isReadable,
  limitOf,
  NOTHING,
  OPTIONAL,
  type Readable,
  type ReadContext,
  visible,
} from './read-sources.ts';
import { sweepConditions, sweepDue, sweptBy, sweptOn, toDescribe } from './read-sweep.ts';
import { queryPath, select } from './soql.ts';
import type { VendorError } from './vendor-error.ts';

export const STREAMS = ['users', 'changes'] as const;
export type Stream = (typeof STREAMS)[number];

/** While a back-fill runs, changes are looked for so often: whoever works does not wait for the past. */
const POLL_SECONDS = 60;

function isFilling(cursor: Cursor | Pick<Reading, 'filling'>): boolean {
  const { filling } = cursor;
  return typeof filling === 'object' && filling !== null && Object.keys(filling).length > 0;
}

function isPollDue({ filling = {}, polledAt }: Reading, readAt: IsoInstant): boolean {
  if (!isFilling({ filling }) || polledAt === undefined) return false;
  return instantOf(polledAt).add({ seconds: POLL_SECONDS }).epochMilliseconds <= instantOf(readAt).epochMilliseconds;
}

/** Users and queues are read once before all else, so that owners are known by name; from then on the fifth query follows them, at no call of its own. */
function isThrough(stream: Stream, last: Reading): boolean {
  const { User, Group } = last.objects;
  return stream === 'users' && User !== undefined && Group !== undefined && pending(last).length === 0;
}

const rowAnswer = z.looseObject({ Id: z.string(), SystemModstamp: z.string().regex(MOMENT) });
const pageAnswer = z.object({ done: z.boolean(), records: z.array(rowAnswer) });

export async function readPage(stream: Stream, after: Cursor | undefined, context: ReadContext): Promise<Page> {
  const { client, descriptions } = context;
  const readAt = iso(client.now());
  const given = readingOf(after);
  const sized = stream === 'changes' ? await sizedUp(given, context) : given;
  const filled = stream === 'changes' && !isPollDue(sized, readAt) ? await fillOn(sized, context) : undefined;
  if (filled !== undefined && !('waits' in filled)) return filled;
  const nothing = { records: [], activities: [], problems: [], more: false, readAt };
  // The org is at work on the job, and the changes were looked for just now.
  if (filled !== undefined && filled.waits.polledAt !== undefined) return { ...nothing, cursor: filled.waits };
  const last = filled?.waits ?? sized;
  if (isThrough(stream, last)) return { ...nothing, cursor: last };
  const asking = askingOf(stream, last, context);
  const queries = queriesOf(asking, context);
  const along = stream === 'changes' && stillPending(last) === undefined ? ridesAlong(last, context) : [];
  const compositeRequest = [...queries.map(({ subrequest }) => subrequest), ...along];
  const body = { allOrNone: false, compositeRequest };
  // The rest of a first reading takes what nobody else needs: it may be long, and it can go on another day.
  const isFirst = Object.values(asking.asked).every(({ page, from }) => page !== undefined && from === undefined);
  const lane = isFirst ? 'last' : 'usual';
  const request = { purpose: `pull ${stream}`, method: 'POST', path: '/composite', writes: false, body, lane } as const;
  const answer = await client.call(request, compositeAnswer);
  if (answer.state !== 'answered') return { ...nothing, problems: [answer.problem], cursor: last };
  const answers = answer.value.compositeResponse;
  const described = answers.find(({ referenceId }) => referenceId.startsWith('describe_'));
  if (described !== undefined) descriptions.take(described.referenceId.slice('describe_'.length), described.body);
  const parts: Part[] = [];
  for (const query of queries) {
    const own = answers.find(({ referenceId }) => referenceId === query.subrequest.referenceId);
    parts.push(await readPart(query, own, readAt, context));
  }
  const deletions = await deletionsIn(answers, last, { context, now: readAt });
  const page = pageOf(last, asking, { parts, deletions, readAt }, { stream, context });
  // A poll that came between two pages of a back-fill: it goes on.
  return filled === undefined && isFilling(page.cursor) ? { ...page, more: true } : page;
}

function askingOf(stream: Stream, last: Reading, context: ReadContext): Asking {
  const pendingNow = stillPending(last);
  if (pendingNow !== undefined) return pendingNow;
  return stream === 'users' ? usersRound(last, context) : nextRound(last, context, sweepDue(last, context));
}

/** What is no query costs nothing beside the queries of a call. */
function ridesAlong(last: Reading, context: ReadContext): readonly Subrequest[] {
  const object = toDescribe(last, context);
  const describe =
    object === undefined
      ? []
      : [
          {
            method: 'GET' as const,
            url: context.client.resource(`/sobjects/${object}/describe`),
            referenceId: `describe_${object}`,
          },
        ];
  return [...deletionsAsked(last, context), ...describe];
}

interface Query {
  readonly object: Readable;
  readonly place: Place;
  readonly sweep?: Sweep;
  readonly limit: number;
  readonly columns: readonly string[];
  readonly subrequest: Subrequest;
}

function queriesOf({ asked, sweep }: Asking, context: ReadContext): readonly Query[] {
  const queries = Object.entries(asked).map(([object, place]) => {
    if (!isReadable(object)) throw new RangeError('not an object that is read');
    return queryOf(object, { place, where: conditions(place), referenceId: object }, context);
  });
  if (sweep === undefined || !isReadable(sweep.object)) return queries;
  const { object } = sweep;
  const page = { place: {}, where: sweepConditions(sweep), referenceId: `Sweep${object}` };
  return [...queries, { ...queryOf(object, page, context), sweep }];
}

function queryOf(
  object: Readable,
  { place, where, referenceId }: { place: Place; where: readonly string[]; referenceId: string },
  context: ReadContext,
): Query {
  const limit = limitOf(object, context);
  const columns = visible(object, context);
  const isSweep = referenceId !== object;
  const soql = select({
    fields: columns,
    children: childrenOf(object, context),
    from: object,
    where: [...(object === 'Group' ? ["Type = 'Queue'"] : []), ...where],
    ...(isSweep ? { byId: true } : { inOrder: true }),
    limit,
  });
  // With queryAll deleted and merged rows come by the same keyset, and archived Tasks too.
  const url = queryPath(context.client.apiVersion, soql, true);
  return { object, place, limit, columns, subrequest: { method: 'GET', url, referenceId } };
}

/** What one query brought. `place` absent: it was refused. `again`: it can be asked better at once. */
interface Part extends Found {
  readonly object: Readable;
  readonly place?: Place | undefined;
  /** Of the query of a sweep: where it goes on, null at its end. */
  readonly swept?: Sweep | null;
  readonly again: boolean;
}

async function readPart(
  query: Query,
  answer: SubAnswer | undefined,
  readAt: IsoInstant,
  context: ReadContext,
): Promise<Part> {
  const { object, sweep } = query;
  const page = pageAnswer.safeParse(answer?.body);
  const stays = sweep === undefined ? {} : { swept: sweep };
  if (answer?.httpStatusCode !== 200 || !page.success)
    return { ...NOTHING, object, ...stays, ...(await refusedPart(query, errorIn(answer), context)) };
  const { done, records: rows } = page.data;
  const found = await foundIn(object, rows, readAt, context);
  if (found.state !== 'answered') return { ...NOTHING, object, ...stays, problems: [found.problem], again: false };
  const final = rows.at(-1);
  const full = !done || rows.length >= query.limit;
  if (sweep !== undefined)
    return { ...found.value, object, swept: sweptOn(sweep, final?.Id, full) ?? null, again: false };
  const last = final === undefined ? undefined : { at: toIso(final.SystemModstamp), id: id18(final.Id) };
  return { ...found.value, object, place: advance(query.place, last, full), again: false };
}

/**
 * A query is refused as a whole for one column that this user may not see, or that setup has not made yet. The object's description
 * says which are missing; the rest is read from then on, and each missing column is a problem.
 */
async function refusedPart(
  query: Query,
  error: VendorError,
  context: ReadContext,
): Promise<{ problems: readonly Problem[]; again: boolean; place?: Place }> {
  const { descriptions, client, mapping, unseen } = context;
  const { object, place } = query;
  const problem = problemOf(error, client.now());
  const relationship = /relationship '(\w+)'/.exec(error.message)?.[1];
  if (relationship !== undefined && childrenOf(object, context).some(({ from }) => from === relationship)) {
    unseen.add(relationship);
    return { problems: [problem], again: true };
  }
  if (error.code === 'INVALID_TYPE' && OPTIONAL.has(object))
    return { problems: [], again: false, place: { ...abandon(place), deniedAt: iso(client.now()) } };
  if (error.code !== 'INVALID_FIELD') return { problems: [problem], again: false };
  descriptions.forget(object);
  const described = await descriptions.of(object);
  if (described.state !== 'answered') return { problems: [problem, described.problem], again: false };
  const seen = new Set(visible(object, context));
  const missing = columnsWanted(object, mapping).filter((column) => !seen.has(column));
  const again = query.columns.some((column) => !seen.has(column));
  const problems = missing.map((column) => missingField(object, column));
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

interface ReadParts {
  readonly parts: readonly Part[];
  readonly deletions: Deletions;
  readonly readAt: IsoInstant;
}

function pageOf(
  last: Reading,
  { round }: Asking,
  { parts, deletions, readAt }: ReadParts,
  { stream, context }: { readonly stream: Stream; readonly context: ReadContext },
): Page {
  const read = parts.flatMap(({ object, place, swept, again }) => {
    const before = last.objects[object];
    if (swept !== undefined) return [];
    // Refused: the next round begins it anew. Users are first asked for until they are had.
    if (place === undefined && before === undefined && (again || stream === 'users')) return [];
    return [[object, place ?? abandon(before)] as const];
  });
  const cursor: Reading = { ...last, round, objects: { ...last.objects, ...Object.fromEntries(read) } };
  const followed = stream === 'users' ? cursor : withSweep(cursor, { parts, deletions, last, context });
  const next = isFilling(followed) ? { ...followed, polledAt: readAt } : followed;
  // What was refused does not ask for more: it would be refused again at once.
  const isFurther = parts.some(({ again, place }) => again || place?.page !== undefined);
  const isUnread = stream === 'changes' && unreadOf(next, context).length > 0;
  return {
    records: [...parts.flatMap(({ records }) => records), ...deletions.records],
    activities: parts.flatMap(({ activities }) => activities),
    problems: [...parts.flatMap(({ problems }) => problems), ...deletions.problems],
    cursor: next,
    more: isFurther || isUnread,
    readAt,
  };
}

function withSweep(
  cursor: Reading,
  {
    parts,
    deletions,
    last,
    context,
  }: {
    readonly parts: readonly Part[];
    readonly deletions: Deletions;
    readonly last: Reading;
    readonly context: ReadContext;
  },
): Reading {
  const { sweep: before, ...rest } = cursor;
  const part = parts.find(({ swept }) => swept !== undefined);
  const sweep = part === undefined ? before : (part.swept ?? undefined);
  const ended = part?.swept === null ? { [part.object]: iso(context.client.now()) } : {};
  const swept = { ...sweptBy(cursor, context), ...ended };
  return {
    ...rest,
    deletions: { ...last.deletions, ...deletions.covered },
    swept,
    ...(sweep === undefined ? {} : { sweep }),
  };
}
