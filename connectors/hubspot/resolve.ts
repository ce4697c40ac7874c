/** After a lost answer: reads the targets back and says which writes were done. */
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Outcome, Outgoing } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import { BATCH } from './client.ts';
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
    if (answer.state !== 'answered') {
      outcomes[task.at] = { state: 'unknown', problem: { ...answer.problem, record: task.target } };
      continue;
    }
    // A merged record answers under its new id: it is not this one.
    const row = answer.value.rows.find(({ id }) => id === task.target.id);
    outcomes[task.at] =
      row !== undefined && differing(task, row, typeOf, 'differs') === undefined
        ? { state: 'already', record: task.target, modifiedAt: row.updatedAt }
        : { state: 'rejected', problem: notDone(task.target, row !== undefined) };
  }
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
