/** Updates rows by id, 200 a call, each row by itself: fields of Leads, Contacts and Accounts, and Baton's own Tasks that are closed. */
import { z } from 'zod';
import type { FieldValue, RecordRef } from '../../src/domain/record.ts';
import type { CloseTaskWrite, FieldsWrite, Outcome } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import { cut } from '../kit/problems.ts';
import type { Attempt } from '../kit/send.ts';
import type { Context } from './context.ts';
import { id18, updateBody } from './fields.ts';
import { errorAnswer, refusalOf, unanswered, unmapped, unprepared, vendorError, wholeCall } from './problems.ts';
import { mappingOf, VENDOR_OBJECTS } from './read-records.ts';
import { isId, oneOf, queryPath, select } from './soql.ts';
import { closedStatus } from './task-words.ts';

/** "sObject Collections": so many rows a call, in at most ten runs of one type. */
export const MOST_ROWS = 200;
const MOST_TEXT = 32_000;

interface UpdateRow {
  readonly type: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, FieldValue>>;
  readonly target: RecordRef | undefined;
}

const rowsAnswer = z.array(z.object({ success: z.boolean(), errors: z.array(errorAnswer).default([]) }));

/** One outcome per row, in their order. */
async function update(rows: readonly UpdateRow[], purpose: string, { client }: Context): Promise<readonly Outcome[]> {
  const outcomes = new Map<UpdateRow, Outcome>();
  for (const list of withoutRepeats(rows)) {
    const grouped = [...list].sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
    for (const batch of inBatches(grouped, { most: MOST_ROWS })) {
      const records = batch.map(({ type, id, columns }) => ({ attributes: { type }, id, ...columns }));
      const answer = await client.call(
        {
          purpose,
          method: 'PATCH',
          path: '/composite/sobjects',
          // Assignment rules run on updates too, and would take a Lead's owner away.
          headers: { 'Sforce-Auto-Assign': 'FALSE' },
          body: { allOrNone: false, records },
          writes: true,
        },
        rowsAnswer,
      );
      for (const [index, row] of batch.entries()) {
        const outcome =
          answer.state === 'answered'
            ? rowOutcome(row, answer.value[index], client.now())
            : wholeCall(answer, client.now());
        outcomes.set(row, outcome);
      }
    }
  }
  return rows.map((row) => outcomes.get(row) ?? unanswered(row.target));
}

function rowOutcome(
  row: UpdateRow,
  answer: z.infer<typeof rowsAnswer>[number] | undefined,
  now: Temporal.Instant,
): Outcome {
  if (answer === undefined) return unanswered(row.target);
  if (answer.success) return { state: 'done', record: row.target };
  const first = answer.errors[0];
  return first === undefined ? unanswered(row.target) : refusalOf(vendorError(first), now, row.target);
}

/** A call that names one id twice may refuse the second, so that goes into a later call, and in order. */
function withoutRepeats(rows: readonly UpdateRow[]): readonly (readonly UpdateRow[])[] {
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

/** One outcome per write, in their order. A field that the mapping does not let Baton write rejects its write whole. */
export async function sendFields(writes: readonly FieldsWrite[], context: Context): Promise<readonly Outcome[]> {
  const prepared = writes.map((write) => fieldsRow(write, context));
  const sent = await update(
    prepared.filter((one) => 'id' in one),
    'send fields',
    context,
  );
  const queue = [...sent];
  return prepared.map((one) => ('id' in one ? (queue.shift() ?? unanswered(one.target)) : one));
}

function fieldsRow({ target, fields }: FieldsWrite, { mapping }: Context): UpdateRow | Outcome {
  const type = vendorObject(target);
  const own = type === undefined ? undefined : mappingOf(type, mapping);
  const { body, unmapped: missing } = updateBody(fields, own);
  if (type === undefined || !isId(target.id))
    return { state: 'rejected', problem: unmapped(`${target.object} ${target.id}`, target) };
  if (missing[0] !== undefined) return { state: 'rejected', problem: unmapped(missing[0], target) };
  if (Object.keys(body).length === 0) return { state: 'already', record: target };
  return { type, id: target.id, columns: body, target };
}

export function vendorObject(ref: RecordRef): string | undefined {
  return ref.object === 'lead' || ref.object === 'contact' || ref.object === 'account'
    ? VENDOR_OBJECTS[ref.object]
    : undefined;
}

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
