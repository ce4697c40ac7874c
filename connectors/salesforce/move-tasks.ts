/** Gives Baton's own open Tasks to other users, unless a person has given them to somebody else or completed them. */
import { z } from 'zod';
import type { MoveTaskWrite, Outcome } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt } from '../kit/send.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import { unanswered, unprepared } from './problems.ts';
import { isId, oneOf, queryPath, select } from './soql.ts';
import { MOST_ROWS, update } from './update.ts';

/** A task that is closed, deleted, vanished, or somebody else's by a person's hand is `already`: a person, or an earlier call, has settled it. */
export async function moveTasks(writes: readonly MoveTaskWrite[], context: Context): Promise<readonly Outcome[]> {
  if (writes.length === 0) return [];
  const owners = await openOwners(writes, context);
  if (owners.state !== 'answered') return writes.map(() => unprepared(owners, context.client.now()));
  const rows = writes.map(({ taskId, from, to }) => {
    const owner = owners.value.get(id18(taskId));
    const moves = owner !== undefined && owner !== id18(to) && from.some((one) => id18(one) === owner);
    return moves ? { type: 'Task', id: id18(taskId), columns: { OwnerId: to }, target: undefined } : undefined;
  });
  const queue = [
    ...(await update(
      rows.filter((row) => row !== undefined),
      'move tasks',
      context,
    )),
  ];
  return writes.map(({ taskId }, index) => {
    const outcome: Outcome =
      rows[index] === undefined ? { state: 'already' } : (queue.shift() ?? unanswered(undefined));
    return outcome.state === 'done' || outcome.state === 'already' ? { ...outcome, taskId } : outcome;
  });
}

const tasksAnswer = z.object({
  records: z.array(z.object({ Id: z.string(), IsClosed: z.boolean(), OwnerId: z.string() })),
});

/** Whose the open ones among the tasks are. */
export async function openOwners(
  writes: readonly MoveTaskWrite[],
  { client }: Context,
): Promise<Attempt<ReadonlyMap<string, string>>> {
  const open = new Map<string, string>();
  const ids = [...new Set(writes.map(({ taskId }) => id18(taskId)).filter(isId))];
  for (const batch of inBatches(ids, { most: MOST_ROWS })) {
    const soql = select({ fields: ['Id', 'IsClosed', 'OwnerId'], from: 'Task', where: [oneOf('Id', batch)] });
    const path = queryPath(client.apiVersion, soql);
    const answer = await client.call({ purpose: 'read back', method: 'GET', path, writes: false }, tasksAnswer);
    if (answer.state !== 'answered') return answer;
    for (const task of answer.value.records) if (!task.IsClosed) open.set(id18(task.Id), id18(task.OwnerId));
  }
  return { state: 'answered', value: open };
}
