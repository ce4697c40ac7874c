/** Sends what Baton decided, each kind in the vendor's largest safe batches, and answers in the order asked. */
import type {
  CloseTaskWrite,
  FieldsWrite,
  HandoffWrite,
  MoveTaskWrite,
  Outcome,
  Outgoing,
} from '../../src/domain/writes.ts';
import { closeTasks } from './close-tasks.ts';
import type { Context } from './context.ts';
import { sendHandoffs } from './handoffs.ts';
import { moveTasks } from './move-tasks.ts';
import { unanswered } from './problems.ts';
import { sendFields } from './send-fields.ts';

/** What does one kind of write, in order. */
export interface ByKind {
  handoffs(writes: readonly HandoffWrite[]): Promise<readonly Outcome[]>;
  moves(writes: readonly MoveTaskWrite[]): Promise<readonly Outcome[]>;
  closings(writes: readonly CloseTaskWrite[]): Promise<readonly Outcome[]>;
  fields(writes: readonly FieldsWrite[]): Promise<readonly Outcome[]>;
}

export async function sendAll(writes: readonly Outgoing[], context: Context): Promise<readonly Outcome[]> {
  return inOrder(writes, {
    handoffs: (some) => sendHandoffs(some, context),
    moves: (some) => moveTasks(some, context),
    closings: (some) => closeTasks(some, context),
    fields: (some) => sendFields(some, context),
  });
}

/** Kind by kind, one after another; outcomes come back in the order of the writes. */
export async function inOrder(writes: readonly Outgoing[], byKind: ByKind): Promise<readonly Outcome[]> {
  const handoffs = [...(await byKind.handoffs(writes.filter((write) => write.kind === 'handoff')))];
  const moves = [...(await byKind.moves(writes.filter((write) => write.kind === 'move-task')))];
  const closings = [...(await byKind.closings(writes.filter((write) => write.kind === 'close-task')))];
  const fields = [...(await byKind.fields(writes.filter((write) => write.kind === 'fields')))];
  const queues = { handoff: handoffs, 'move-task': moves, 'close-task': closings, fields };
  return writes.map(
    (write) => queues[write.kind].shift() ?? unanswered(write.kind === 'fields' ? write.target : undefined),
  );
}
