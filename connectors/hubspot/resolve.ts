/** After a lost answer: reads the targets back and says which writes were done. */
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Outcome, Outgoing } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { BatchAnswer, RowError } from './answers.ts';
import { BATCH } from './client.ts';
import { incomplete } from './problems.ts';
import { KEPT } from './read-records.ts';
import { complete, differing, plan, type Task, typesOf, type Writing } from './write-tasks.ts';

/** `already` where every value is there, else `NOT_DONE`: sending it again is then safe. `unknown` while the reading fails. */
export async function resolveWrites(writing: Writing, writes: readonly Outgoing[]): Promise<readonly Outcome[]> {
  const { tasks, outcomes } = plan(writing.mapping, writes);
  for (const object of ['contact', 'company'] as const) {
    const mine = tasks.filter((task) => task.object === object);
    for (const batch of inBatches(mine, { most: BATCH })) await resolveBatch(writing, batch, outcomes);
  }
  return complete(outcomes);
}

async function resolveBatch(
  writing: Writing,
  batch: readonly Task[],
  outcomes: (Outcome | undefined)[],
): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  const ids = [...new Set(batch.map(({ target }) => target.id))];
  const properties = [...new Set(batch.flatMap((task) => Object.keys(task.properties)))];
  const question = { purpose: 'resolve', writes: false, lane: 'first' } as const;
  const answer = await writing.client.read(question, KEPT[first.object].plural, ids, properties);
  const typeOf = await typesOf(writing, first.object);
  for (const task of batch) {
    const { at, target } = task;
    // A merged record answers under its new id: it is not this one.
    const row = answer.state === 'answered' ? answer.value.rows.find(({ id }) => id === target.id) : undefined;
    const unread = unreadOf(target, answer, writing.now());
    if (unread !== undefined) outcomes[at] = { state: 'unknown', problem: { ...unread.problem, record: target } };
    else if (row !== undefined && differing(task, row, typeOf, 'differs') === undefined)
      outcomes[at] = { state: 'already', record: target, modifiedAt: row.updatedAt };
    else outcomes[at] = { state: 'rejected', problem: notDone(target, row !== undefined) };
  }
}

/** Why it is not known what the target says now: nothing was read, or others were and it was not. */
function unreadOf(target: RecordRef, answer: Attempt<BatchAnswer>, now: Temporal.Instant): Unanswered | undefined {
  if (answer.state !== 'answered') return answer;
  const { rows, errors } = answer.value;
  return rows.some(({ id }) => id === target.id) ? undefined : incomplete(errorsOf(target, errors), now);
}

/** An error that names nobody may be about any of them. */
function errorsOf({ id: target }: RecordRef, errors: readonly RowError[]): readonly RowError[] {
  return errors.filter(({ id, context }) => {
    const named = [...(id === undefined ? [] : [id]), ...(context?.['ids'] ?? []), ...(context?.['id'] ?? [])];
    return named.length === 0 || named.includes(target);
  });
}

function notDone(record: RecordRef, found: boolean): Problem {
  return {
    category: found ? 'lost-answer' : 'no-record',
    mover: found ? 'baton' : 'user',
    system: 'hubspot',
    record,
    code: 'NOT_DONE',
    detail: found
      ? 'read back: the values are not there'
      : 'read back: there is no such record, or it was merged into another',
  };
}
