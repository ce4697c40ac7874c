/** Sends handoffs, one graph each, and reads back by key those that turn out to be made already. */
import { z } from 'zod';
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { HandoffWrite, Outcome } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt } from '../kit/send.ts';
import type { Context } from './context.ts';
import { id18 } from './fields.ts';
import {
  type BuiltGraph,
  type GraphSurroundings,
  graphOf,
  graphsAnswer,
  type Judged,
  judge,
  MOST_GRAPHS,
  MOST_NODES,
  withoutPatch,
} from './graph.ts';
import { unanswered, unprepared, wholeCall } from './problems.ts';
import { oneOf, queryPath, select } from './soql.ts';
import { taskWords } from './task-words.ts';

/**
 * One outcome per handoff, in their order. Calls go one after another: tasks of one account in parallel calls would lock each other out.
 * Sent once, and once more only those whose armed fields alone were refused: a complete answer, which says that nothing was done.
 */
export async function sendHandoffs(writes: readonly HandoffWrite[], context: Context): Promise<readonly Outcome[]> {
  if (writes.length === 0) return [];
  const task = await context.descriptions.of('Task');
  if (task.state !== 'answered') return writes.map(() => unprepared(task, context.client.now()));
  const surroundings: GraphSurroundings = {
    mapping: context.mapping,
    words: taskWords(task.value),
    resource: (path) => context.client.resource(path),
  };
  const outcomes = new Map<HandoffWrite, Outcome>();
  const built: BuiltGraph[] = [];
  for (const [index, write] of writes.entries()) {
    const graph = graphOf(write, `g${index}`, surroundings);
    if ('graph' in graph) built.push(graph);
    else outcomes.set(write, { state: 'rejected', problem: graph });
  }
  await settle(built, context, outcomes);
  return writes.map((write) => outcomes.get(write) ?? unanswered(write.about));
}

async function settle(
  built: readonly BuiltGraph[],
  context: Context,
  outcomes: Map<HandoffWrite, Outcome>,
): Promise<void> {
  const first = await post(built, context);
  const patchless = first.flatMap(([graph, judged]) => {
    return judged.is === 'patch' ? [withoutPatch(graph, judged.problem)] : [];
  });
  const second = await post(patchless, context);
  const taken: { readonly write: HandoffWrite; readonly problem: Problem }[] = [];
  for (const [{ write }, judged] of [...first, ...second]) {
    if (judged.is === 'settled') outcomes.set(write, judged.outcome);
    else if (judged.is === 'duplicate') taken.push({ write, problem: judged.problem });
    // Without a patch node there is no third kind; with one, the second answer stands.
  }
  const rows = await handoffRows(
    taken.map(({ write }) => write.key),
    context,
  );
  for (const { write, problem } of taken) outcomes.set(write, alreadyOf(write, problem, rows));
  // The org's picklists have changed since they were described: describe them anew before the next handoff.
  const stale = [...outcomes.values()].some((one) => one.state === 'rejected' && one.problem.category === 'picklist');
  if (stale) context.descriptions.forget('Task');
}

function alreadyOf(write: HandoffWrite, problem: Problem, rows: Attempt<ReadonlyMap<string, HandoffRow>>): Outcome {
  if (rows.state !== 'answered') return { state: 'unknown', problem: rows.problem };
  const row = rows.value.get(write.key);
  return row === undefined ? { state: 'rejected', problem } : { state: 'already', ...row };
}

async function post(
  built: readonly BuiltGraph[],
  { client }: Context,
): Promise<readonly (readonly [BuiltGraph, Judged])[]> {
  const judged: (readonly [BuiltGraph, Judged])[] = [];
  const weight = { of: ({ graph }: BuiltGraph) => graph.compositeRequest.length, most: MOST_NODES };
  for (const batch of inBatches(built, { most: MOST_GRAPHS, weight })) {
    const body = { graphs: batch.map(({ graph }) => graph) };
    const answer = await client.call(
      { purpose: 'send handoffs', method: 'POST', path: '/composite/graph', body, writes: true },
      graphsAnswer,
    );
    const now = client.now();
    for (const one of batch) {
      if (answer.state !== 'answered') judged.push([one, { is: 'settled', outcome: wholeCall(answer, now) }]);
      else
        judged.push([
          one,
          judge(
            one,
            answer.value.graphs.find((graph) => graph.graphId === one.graph.graphId),
            now,
          ),
        ]);
    }
  }
  return judged;
}

export interface HandoffRow {
  readonly taskId: string | undefined;
  readonly record: RecordRef | undefined;
}

const rowsAnswer = z.object({
  records: z.array(
    z.object({
      Baton_Key__c: z.string(),
      Task_Id__c: z.string().nullish(),
      Lead__c: z.string().nullish(),
      Contact__c: z.string().nullish(),
    }),
  ),
});

/** A URI holds about 16 kB; 200 keys of 64 characters do not quite fit. */
const KEYS = { most: 200, weight: { of: (key: string) => key.length + 12, most: 12_000 } };

/** The Baton Handoff rows with these keys. The comparison is exact, though SOQL's is blind to case. */
export async function handoffRows(
  keys: readonly string[],
  { client }: Context,
): Promise<Attempt<ReadonlyMap<string, HandoffRow>>> {
  const found = new Map<string, HandoffRow>();
  for (const batch of inBatches([...new Set(keys)], KEYS)) {
    const fields = ['Baton_Key__c', 'Task_Id__c', 'Lead__c', 'Contact__c'];
    const soql = select({ fields, from: 'Baton_Handoff__c', where: [oneOf('Baton_Key__c', batch)] });
    const path = queryPath(client.apiVersion, soql);
    const answer = await client.call({ purpose: 'read back', method: 'GET', path, writes: false }, rowsAnswer);
    if (answer.state !== 'answered') return answer;
    for (const row of answer.value.records)
      found.set(row.Baton_Key__c, { taskId: idOf(row.Task_Id__c), record: aboutOf(row.Lead__c, row.Contact__c) });
  }
  return { state: 'answered', value: found };
}

function idOf(id: string | null | undefined): string | undefined {
  return id === null || id === undefined ? undefined : id18(id);
}

function aboutOf(lead: string | null | undefined, contact: string | null | undefined): RecordRef | undefined {
  const contactId = idOf(contact);
  if (contactId !== undefined) return { system: 'salesforce', object: 'contact', id: contactId };
  const leadId = idOf(lead);
  return leadId === undefined ? undefined : { system: 'salesforce', object: 'lead', id: leadId };
}
