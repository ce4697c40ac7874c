/** Writes fields in batches, each row with its own trace so that one bad row fails alone. */
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Outcome, Outgoing } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import { after } from '../kit/problems.ts';
import { outcomeOf } from '../kit/send.ts';
import type { BatchAnswer, Row } from './answers.ts';
import { BATCH, type UpdateInput } from './client.ts';
import { rowProblem } from './problems.ts';
import { KEPT } from './read-records.ts';
import { complete, differing, plan, type Task, type TypeOf, typesOf, type Writing } from './write-tasks.ts';

/** Refusals of a whole call that one bad row can cause. The others (scope, credentials, a property that is not there) hit every row alike. */
const MAY_BE_ONE_ROW: ReadonlySet<Problem['category']> = new Set([
  'validation',
  'format',
  'picklist',
  'no-record',
  'duplicate',
  'unlisted',
]);
/** Further calls of one `send` that look for the bad row in a refused batch: both halves of a hundred, seven times. */
const MOST_HALVINGS = 14;

/**
 * One outcome per write, in their order. Two writes to one record go in two calls, in order (a lifecycle stage moves back only by clearing first); the
 * second is not sent unless the first was done.
 */
export async function sendWrites(writing: Writing, writes: readonly Outgoing[]): Promise<readonly Outcome[]> {
  const { tasks, outcomes } = plan(writing.mapping, writes);
  const halvings = { left: MOST_HALVINGS };
  for (const round of inRounds(tasks)) {
    const ready = round.filter((task) => {
      // What had to be emptied first was not: its outcome is that of the whole write.
      if (outcomes[task.at] !== undefined && !isDone(outcomes[task.at])) return false;
      const waits = tasks.some(
        ({ at, target }) => at < task.at && sameTarget(target, task.target) && !isDone(outcomes[at]),
      );
      if (waits) outcomes[task.at] = heldBack(writing.now(), task.target);
      return !waits;
    });
    for (const object of ['contact', 'company'] as const) {
      // Urgent ones share their calls; the last of these is filled up with others.
      const mine = ready
        .filter((task) => task.object === object)
        .toSorted((a, b) => Number(b.urgent) - Number(a.urgent));
      for (const batch of inBatches(mine, { most: BATCH })) await sendBatch(writing, batch, outcomes, halvings);
    }
  }
  return complete(outcomes);
}

async function sendBatch(
  writing: Writing,
  batch: readonly Task[],
  outcomes: (Outcome | undefined)[],
  halvings: { left: number },
): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  const inputs = batch.map(
    (task): UpdateInput => ({ id: task.target.id, objectWriteTraceId: traceOf(task), properties: task.properties }),
  );
  const lane = batch.some(({ urgent }) => urgent) ? 'first' : 'usual';
  const answer = await writing.client.update(
    { purpose: 'send', writes: true, lane },
    KEPT[first.object].plural,
    inputs,
  );
  if (answer.state === 'answered') {
    const typeOf = await typesOf(writing, first.object);
    for (const task of batch) outcomes[task.at] = outcomeFrom(task, answer.value, typeOf, writing.now());
  } else if (answer.state === 'refused' && batch.length > 1 && MAY_BE_ONE_ROW.has(answer.problem.category)) {
    // A refusal did nothing, so its halves may be sent; what the bound leaves over stays for another time.
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      halvings.left -= 1;
      if (halvings.left >= 0) await sendBatch(writing, half, outcomes, halvings);
      else for (const task of half) outcomes[task.at] = heldBack(writing.now(), task.target);
    }
  } else {
    for (const task of batch) {
      const problem = { ...answer.problem, record: task.target };
      outcomes[task.at] = outcomeOf({ ...answer, problem }, writing.now());
    }
  }
}

/** Answers are not promised to be in the order of the inputs: rows are found by id, errors by trace or id. What is in neither is unknown. */
function outcomeFrom(task: Task, answer: BatchAnswer, typeOf: TypeOf, now: Temporal.Instant): Outcome {
  const error = answer.errors.find(
    ({ id, context }) =>
      id === task.target.id ||
      context?.['objectWriteTraceId']?.includes(traceOf(task)) ||
      ['ids', 'id'].some((key) => context?.[key]?.includes(task.target.id)),
  );
  if (error !== undefined) return { state: 'rejected', problem: rowProblem(error, task.target) };
  const row = answer.rows.find(({ id }) => id === task.target.id);
  if (row === undefined) return { state: 'unknown', problem: missing(task.target, now) };
  const refused = notTaken(task, row, typeOf);
  return {
    state: 'done',
    record: task.target,
    modifiedAt: row.updatedAt,
    ...(refused === undefined ? {} : { refused }),
  };
}

/** HubSpot may keep its own value without a word (a lifecycle stage that would move back): what it answers is compared with what was asked. */
function notTaken(task: Task, row: Row, typeOf: TypeOf): Problem | undefined {
  const property = differing(task, row, typeOf, 'holds');
  if (property === undefined) return undefined;
  return {
    category: 'validation',
    mover: 'admin',
    system: 'hubspot',
    record: task.target,
    code: 'NOT_TAKEN',
    detail: `HubSpot accepted the write and kept another value of ${property}`,
    field: task.names.get(property) ?? property,
  };
}

/** A record stands in each round at most once: the first round holds every record's first write, and so on. */
function inRounds(tasks: readonly Task[]): readonly (readonly Task[])[] {
  const rounds: Task[][] = [];
  const turns = new Map<string, number>();
  for (const task of tasks) {
    const key = `${task.object}/${task.target.id}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    const round = rounds[turn];
    if (round === undefined) rounds[turn] = [task];
    else round.push(task);
  }
  return rounds;
}

/** Unique in its call, where a record stands only once. */
function traceOf(task: Task): string {
  return `baton-${task.target.id}`;
}

function sameTarget(a: RecordRef, b: RecordRef): boolean {
  return a.object === b.object && a.id === b.id;
}

function isDone(outcome: Outcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'already';
}

function heldBack(now: Temporal.Instant, record: RecordRef): Outcome {
  const until = after(now, 1);
  return {
    state: 'throttled',
    until,
    problem: {
      category: 'unavailable',
      mover: 'baton',
      system: 'hubspot',
      record,
      code: 'NOT_SENT',
      detail: 'not sent: it waits for an earlier write to the same record, or for another call',
      retryAt: until,
    },
  };
}

export function missing(record: RecordRef, now: Temporal.Instant): Problem {
  return {
    category: 'lost-answer',
    mover: 'vendor',
    system: 'hubspot',
    record,
    code: 'NOT_IN_ANSWER',
    detail: 'the answer names this record neither among the results nor among the errors',
    retryAt: after(now, 1),
  };
}
