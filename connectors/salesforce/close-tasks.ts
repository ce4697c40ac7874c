/** Closes Baton's own Tasks, each with a comment below its text. */
import { z } from 'zod';
import type { CloseTaskWrite, Outcome } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import { cut } from '../kit/problems.ts';
import type { Attempt } from '../kit/send.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { unanswered, unprepared } from './problems.ts';
import { isId, oneOf, queryPath, select } from './soql.ts';
import { closedStatus } from './task-words.ts';
import { MOST_ROWS, type UpdateRow, update } from './update.ts';

const MOST_TEXT = 32_000;

/** A closed, deleted or vanished task is `already`: a person, or an earlier call, has settled it. */
export async function closeTasks(writes: readonly CloseTaskWrite[], context: Context): Promise<readonly Outcome[]> {
  if (writes.length === 0) return [];
  const { client } = context;
  const status = await closedStatus(client, context.descriptions);
  if (status.state !== 'answered') return writes.map(() => unprepared(status, client.now()));
  const tasks = await openTasks(writes, context);
  if (tasks.state !== 'answered') return writes.map(() => unprepared(tasks, client.now()));
  const rows = writes.map((write) => closingRow(write, status.value, tasks.value));
  const sent = await update(
    rows.filter((row) => row !== undefined),
    'close tasks',
    context,
  );
  const queue = [...sent];
  return writes.map((write, index) => {
    const outcome = rows[index] === undefined ? ({ state: 'already' } as const) : queue.shift();
    return withTask(outcome ?? unanswered(undefined), write.taskId);
  });
}

function withTask(outcome: Outcome, taskId: string): Outcome {
  return outcome.state === 'done' || outcome.state === 'already' ? { ...outcome, taskId } : outcome;
}

function closingRow(write: CloseTaskWrite, status: string, open: ReadonlyMap<string, string>): UpdateRow | undefined {
  const id = id18(write.taskId);
  const words = open.get(id);
  if (words === undefined) return undefined;
  const kept = cut(words, Math.max(1, MOST_TEXT - write.comment.length - 2));
  const description = cut(words === '' ? write.comment : `${kept}\n\n${write.comment}`, MOST_TEXT);
  const columns = { Status: status, ...(write.comment === '' ? {} : { Description: description.toWellFormed() }) };
  return { type: 'Task', id, columns, target: undefined };
}

const tasksAnswer = z.object({
  records: z.array(z.object({ Id: z.string(), IsClosed: z.boolean(), Description: z.string().nullish() })),
});

/** The open ones among the tasks, with their texts. */
export async function openTasks(
  writes: readonly CloseTaskWrite[],
  { client }: Context,
): Promise<Attempt<ReadonlyMap<string, string>>> {
  const open = new Map<string, string>();
  const ids = [...new Set(writes.map(({ taskId }) => id18(taskId)).filter(isId))];
  for (const batch of inBatches(ids, { most: MOST_ROWS })) {
    const soql = select({ fields: ['Id', 'IsClosed', 'Description'], from: 'Task', where: [oneOf('Id', batch)] });
    const path = queryPath(client.apiVersion, soql);
    const answer = await client.call({ purpose: 'read back', method: 'GET', path, writes: false }, tasksAnswer);
    if (answer.state !== 'answered') return answer;
    for (const task of answer.value.records) if (!task.IsClosed) open.set(id18(task.Id), task.Description ?? '');
  }
  return { state: 'answered', value: open };
}
