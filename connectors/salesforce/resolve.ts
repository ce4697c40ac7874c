/** Says of writes whose answer was lost whether they were done, and changes no record. */
import { z } from 'zod';
import type { RecordRef } from '../../src/domain/record.ts';
import type {
  CloseTaskWrite,
  FieldsWrite,
  HandoffWrite,
  MoveTaskWrite,
  Outcome,
  Outgoing,
} from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import type { Unanswered } from '../kit/send.ts';
import { endLeft } from './bulk-job.ts';
import { openTasks } from './close-tasks.ts';
import type { Context } from './context.ts';
import { id18, updateBody } from './fields.ts';
import { handoffRows } from './handoff-rows.ts';
import { type StoryRow, storyRows } from './handoff-story.ts';
import { openOwners } from './move-tasks.ts';
import { mappingOf } from './read-records.ts';
import { sameAsKept } from './row-values.ts';
import { vendorObject } from './send-fields.ts';
import { isId, oneOf, queryPath, select } from './soql.ts';
import { MOST_ROWS } from './update.ts';
import { inOrder } from './write.ts';

export async function resolveAll(writes: readonly Outgoing[], context: Context): Promise<readonly Outcome[]> {
  return inOrder(writes, {
    handoffs: (some) => resolveHandoffs(some, context),
    moves: (some) => resolveMoves(some, context),
    closings: (some) => resolveClosings(some, context),
    fields: (some) => resolveFields(some, context),
  });
}

async function resolveHandoffs(writes: readonly HandoffWrite[], context: Context): Promise<readonly Outcome[]> {
  const rows = await handoffRows(
    writes.map(({ key }) => key),
    context,
  );
  if (rows.state !== 'answered') return writes.map(() => still(rows));
  return writes.map(({ key, about }) => {
    const row = rows.value.get(key);
    return row === undefined ? notDone(about) : { state: 'already', ...row };
  });
}

async function resolveClosings(writes: readonly CloseTaskWrite[], context: Context): Promise<readonly Outcome[]> {
  const open = await openTasks(writes, context);
  if (open.state !== 'answered') return writes.map(() => still(open));
  return writes.map(({ taskId }) => {
    return open.value.has(id18(taskId)) ? notDone(undefined) : { state: 'already', taskId };
  });
}

/** What has another owner by now, or is closed, is sent again, and found settled then. */
async function resolveMoves(writes: readonly MoveTaskWrite[], context: Context): Promise<readonly Outcome[]> {
  const owners = await openOwners(writes, context);
  if (owners.state !== 'answered') return writes.map(() => still(owners));
  return writes.map(({ taskId, to }) => {
    return owners.value.get(id18(taskId)) === id18(to) ? { state: 'already', taskId } : notDone(undefined);
  });
}

const rowsAnswer = z.object({ records: z.array(z.looseObject({ Id: z.string() })) });

/** A record has the values, or it has not: who wrote them does not matter. */
async function resolveFields(writes: readonly FieldsWrite[], context: Context): Promise<readonly Outcome[]> {
  const left = writes.length === 0 ? undefined : await endLeft(context);
  // What is not done yet may still be done by a job that nobody could end.
  if (left !== undefined) return writes.map(() => still(left));
  const outcomes = new Map<FieldsWrite, Outcome>();
  for (const [write, row] of await storyRows(writes, context)) outcomes.set(write, storyOutcome(write, row));
  for (const type of new Set(writes.map(({ target }) => vendorObject(target)))) {
    const mine = writes.filter(({ target }) => vendorObject(target) === type && isId(target.id));
    if (type === undefined) continue;
    for (const batch of inBatches(mine, { most: MOST_ROWS })) await resolveBatch(type, batch, context, outcomes);
  }
  return writes.map((write) => outcomes.get(write) ?? notDone(write.target));
}

function storyOutcome({ target }: FieldsWrite, row: StoryRow): Outcome {
  if ('id' in row) return notDone(target);
  // Whoever could not be asked has not said that it was not done.
  return 'problem' in row ? { state: 'unknown', problem: row.problem } : row;
}

async function resolveBatch(
  type: string,
  writes: readonly FieldsWrite[],
  { client, mapping }: Context,
  outcomes: Map<FieldsWrite, Outcome>,
): Promise<void> {
  const own = mappingOf(type, mapping);
  const bodies = new Map(writes.map((write) => [write, updateBody(write.fields, own)]));
  const columns = [...bodies.values()].flatMap(({ body }) => Object.keys(body));
  const ids = [...new Set(writes.map(({ target }) => target.id))];
  const soql = select({ fields: ['Id', ...columns], from: type, where: [oneOf('Id', ids)] });
  const path = queryPath(client.apiVersion, soql);
  const answer = await client.call({ purpose: 'read back', method: 'GET', path, writes: false }, rowsAnswer);
  const rows = new Map(answer.state === 'answered' ? answer.value.records.map((row) => [id18(row.Id), row]) : []);
  for (const [write, { body, unmapped }] of bodies) {
    const row = rows.get(id18(write.target.id));
    const same =
      unmapped.length === 0 &&
      row !== undefined &&
      Object.entries(body).every(([name, value]) => sameAsKept(row[name], value));
    const found: Outcome = same ? { state: 'already', record: write.target } : notDone(write.target);
    outcomes.set(write, answer.state === 'answered' ? found : still(answer));
  }
}

function notDone(record: RecordRef | undefined): Outcome {
  const detail = 'read back: it was not done';
  const problem = { category: 'lost-answer', mover: 'baton', system: 'salesforce', code: 'NOT_DONE', detail } as const;
  return { state: 'rejected', problem: record === undefined ? problem : { ...problem, record } };
}

function still(result: Unanswered): Outcome {
  return { state: 'unknown', problem: result.problem };
}
