/** Updates rows by id, each by itself: collections of 200, up to five of them in one composite call. */
import { z } from 'zod';
import type { Problem } from '../../src/domain/problem.ts';
import type { Outcome } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import { after } from '../kit/problems.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import { bulkUpdate, fitsBulk, ROWS_PER_JOB } from './bulk-update.ts';
import type { Context } from './context.ts';
import type { GroupSizeLimits } from './group-size.ts';
import { classify, holdsUpAll, mayBeOne, Refusal, refusalOf, unanswered, wholeCall } from './problems.ts';
import type { UpdateRow } from './update-row.ts';
import { errorAnswer, vendorError } from './vendor-error.ts';
import { writeHeaders } from './write-headers.ts';

/** "sObject Collections": so many rows a call. And "Composite": so many collections in one composite call. */
export const MOST_ROWS = 200;
const MOST_COLLECTIONS = 5;
export const ROWS_PER_CALL: GroupSizeLimits = { start: MOST_ROWS, least: 25, most: MOST_ROWS * MOST_COLLECTIONS };
/** Larger bodies take long to send; to be tried how much a composite call takes. */
const MOST_CHARACTERS = 4_000_000;
/** Further calls of one `update` that look for the row that had its whole collection refused: both halves of 200, eight times. */
const MOST_HALVINGS = 16;
/** What is not looked into any more waits so long. */
const HELD_SECONDS = 60;
/** Locked parents that are remembered. */
const MOST_LOCKED = 1_000;

export type { UpdateRow };

const rowAnswer = z.object({ success: z.boolean(), errors: z.array(errorAnswer).default([]) });
const rowsAnswer = z.array(rowAnswer);
type RowAnswer = z.infer<typeof rowAnswer>;
const compositeAnswer = z.object({
  compositeResponse: z.array(z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() })),
});

type Chunk = readonly UpdateRow[];

/** One `update` under way. */
interface Job {
  readonly purpose: string;
  readonly context: Context;
  readonly outcomes: Map<UpdateRow, Outcome>;
  halvings: number;
}

/** One outcome per row, in their order. */
export async function update(
  rows: readonly UpdateRow[],
  purpose: string,
  context: Context,
): Promise<readonly Outcome[]> {
  const job: Job = { purpose, context, outcomes: new Map(), halvings: MOST_HALVINGS };
  for (const list of withoutRepeats(rows)) {
    await sendInBulk(list, job);
    const ordered = inOrderOfParents(list.filter((row) => !job.outcomes.has(row)));
    await sendRows(
      ordered.filter((row) => !mayRefer(row)),
      MOST_COLLECTIONS,
      job,
    );
    await sendRows(ordered.filter(mayRefer), 1, job);
  }
  return rows.map((row) => job.outcomes.get(row) ?? unanswered(row.target));
}

/** Where many rows of one object wait. What the org does not take in bulk goes by collections. */
async function sendInBulk(list: Chunk, { context, outcomes }: Job): Promise<void> {
  for (const type of new Set(list.map((row) => row.type))) {
    const rows = inOrderOfParents(list.filter((row) => row.type === type && fitsBulk(row)));
    if (rows.length <= context.bulkAbove) continue;
    for (const batch of inBatches(rows, { most: ROWS_PER_JOB })) {
      const answers = await bulkUpdate(type, batch, context);
      if (answers === undefined) return;
      for (const [index, row] of batch.entries()) outcomes.set(row, answers[index] ?? unanswered(row.target));
    }
  }
}

/** A composite takes `@{…}` in any text for a reference to another subrequest; a collection that is a call of its own carries it as it is. */
function mayRefer({ columns }: UpdateRow): boolean {
  return Object.values(columns).some((value) => typeof value === 'string' && value.includes('@{'));
}

/** A call that names one id twice may refuse the second, so that goes into a later call, and in order. */
function withoutRepeats(rows: readonly UpdateRow[]): readonly Chunk[] {
  const lists: UpdateRow[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const turn = seen.get(row.id) ?? 0;
    seen.set(row.id, turn + 1);
    const list = lists[turn] ?? [];
    list.push(row);
    lists[turn] = list;
  }
  return lists;
}

/** By type, of which a call takes ten runs at most; then parent by parent, in the order in which each first comes up. */
export function inOrderOfParents(rows: readonly UpdateRow[]): Chunk {
  const places = new Map<string, number>();
  const place = ({ id, parent }: UpdateRow): number => {
    const key = parent ?? id;
    const known = places.get(key) ?? places.size;
    places.set(key, known);
    return known;
  };
  const placed = rows.map((row) => ({ row, place: place(row) }));
  placed.sort((a, b) => (a.row.type < b.row.type ? -1 : a.row.type > b.row.type ? 1 : a.place - b.place));
  return placed.map(({ row }) => row);
}

async function sendRows(rows: Chunk, collections: number, job: Job): Promise<void> {
  const { rowsPerCall } = job.context;
  for (let from = 0; from < rows.length; ) {
    const chunks = nextChunks(rows.slice(from, from + rowsPerCall.now), collections, job.context);
    const count = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    from += count;
    const answers = await post(chunks, job);
    const failure = answers.find((answer) => answer.state !== 'answered');
    rowsPerCall.learn(count, failure?.problem.code);
    for (const [index, chunk] of chunks.entries()) await settle(chunk, answers[index], job);
    if (failure !== undefined && answers.every((answer) => answer === failure) && holdsUpAll(failure)) {
      for (const row of rows.slice(from)) job.outcomes.set(row, wholeCall(failure, job.context.client.now()));
      return;
    }
  }
}

/** At least one row. Rows whose parent was locked a while ago go into a collection of their own, which nobody else's lock can fail. */
function nextChunks(rows: Chunk, most: number, { lockedParents }: Context): readonly Chunk[] {
  const chunks: UpdateRow[][] = [];
  let characters = 0;
  for (const row of rows) {
    characters += JSON.stringify(row.columns).length;
    if (characters > MOST_CHARACTERS && chunks.length > 0) break;
    const last = chunks.at(-1);
    const before = last?.at(-1);
    const apart = [before?.parent, row.parent].some((one) => one !== undefined && lockedParents.has(one));
    if (last !== undefined && last.length < MOST_ROWS && !(apart && before?.parent !== row.parent)) last.push(row);
    else if (chunks.length < most) chunks.push([row]);
    else break;
  }
  return chunks;
}

/** One call: a collection, or a composite of several. One answer per chunk. */
async function post(chunks: readonly Chunk[], { purpose, context }: Job): Promise<readonly Attempt<RowAnswer[]>[]> {
  const { client, mapping } = context;
  const headers = writeHeaders(mapping);
  const path = '/composite/sobjects';
  const bodies = chunks.map((chunk) => {
    // Last, so that no column can stand for what the row is and whose it is.
    const records = chunk.map(({ type, id, columns }) => ({ ...columns, attributes: { type }, id }));
    return { allOrNone: false, records };
  });
  if (bodies.length === 1)
    return [await client.call({ purpose, method: 'PATCH', path, headers, body: bodies[0], writes: true }, rowsAnswer)];
  const compositeRequest = bodies.map((body, n) => {
    return { method: 'PATCH', url: client.resource(path), referenceId: `c${n}`, httpHeaders: headers, body };
  });
  const body = { allOrNone: false, compositeRequest };
  const answer = await client.call(
    { purpose, method: 'POST', path: '/composite', body, writes: true },
    compositeAnswer,
  );
  if (answer.state !== 'answered') return chunks.map(() => answer);
  const { compositeResponse } = answer.value;
  return chunks.map((_, n) => {
    return partOf(
      compositeResponse.find(({ referenceId }) => referenceId === `c${n}`),
      client.now(),
    );
  });
}

function partOf(
  part: z.infer<typeof compositeAnswer>['compositeResponse'][number] | undefined,
  now: Temporal.Instant,
): Attempt<RowAnswer[]> {
  const rows = rowsAnswer.safeParse(part?.body);
  if (part?.httpStatusCode === 200 && rows.success) return { state: 'answered', value: rows.data };
  const errors = z.array(errorAnswer).safeParse(part?.body);
  const first = errors.success ? errors.data[0] : undefined;
  const refused =
    part === undefined || first === undefined
      ? undefined
      : classify(new Refusal(part.httpStatusCode, vendorError(first), part.body), { writes: true, now });
  return refused ?? { state: 'unknown', problem: noResult() };
}

function noResult(): Problem {
  const outcome = unanswered(undefined);
  if (outcome.state !== 'unknown') throw new TypeError('no answer is unknown');
  return outcome.problem;
}

async function settle(chunk: Chunk, answer: Attempt<RowAnswer[]> | undefined, job: Job): Promise<void> {
  const { context, outcomes } = job;
  const now = context.client.now();
  if (answer?.state === 'answered') {
    for (const [index, row] of chunk.entries()) {
      const outcome = rowOutcome(row, answer.value[index], now);
      outcomes.set(row, outcome);
      remember(row, outcome, context);
    }
  } else if (answer?.state === 'refused' && chunk.length > 1 && mayBeOne(answer.problem)) {
    await settleHalves(chunk, answer, job);
  } else {
    for (const row of chunk) {
      const outcome = answer === undefined ? unanswered(row.target) : wholeCall(answer, now);
      outcomes.set(row, outcome);
      remember(row, outcome, context);
    }
  }
}

/** A refusal did nothing, so its halves may be sent. What the bound leaves over waits, unless nobody knows what is wrong. */
async function settleHalves(chunk: Chunk, refused: Unanswered, job: Job): Promise<void> {
  const middle = Math.ceil(chunk.length / 2);
  for (const half of [chunk.slice(0, middle), chunk.slice(middle)]) {
    job.halvings -= 1;
    if (job.halvings >= 0) {
      const [answer] = await post([half], job);
      await settle(half, answer, job);
    } else {
      const now = job.context.client.now();
      const { problem } = refused;
      for (const row of half)
        job.outcomes.set(row, problem.category === 'unlisted' ? wholeCall(refused, now) : heldBack(problem, now));
    }
  }
}

function heldBack(cause: Problem, now: Temporal.Instant): Outcome {
  const until = after(now, HELD_SECONDS);
  return { state: 'throttled', until, problem: { ...cause, mover: 'baton', code: 'HELD_BACK', retryAt: until } };
}

function remember({ parent }: UpdateRow, outcome: Outcome, { lockedParents }: Context): void {
  if (parent === undefined) return;
  if (lockedParents.size >= MOST_LOCKED) lockedParents.clear();
  if (outcome.state === 'throttled' && outcome.problem.category === 'lock') lockedParents.add(parent);
  else if (outcome.state === 'done') lockedParents.delete(parent);
}

function rowOutcome(row: UpdateRow, answer: RowAnswer | undefined, now: Temporal.Instant): Outcome {
  if (answer === undefined) return unanswered(row.target);
  if (answer.success) return { state: 'done', record: row.target };
  const first = answer.errors[0];
  return first === undefined ? unanswered(row.target) : refusalOf(vendorError(first), now, row.target);
}
