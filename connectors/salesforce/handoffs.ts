/** Sends handoffs, one graph each: those that were halted go on, those whose record has gone elsewhere follow it, and those made already are read back by key. */
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { HandoffWrite, Outcome } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import type { Attempt, Unanswered } from '../kit/send.ts';
import type { Context } from './context.ts';
import { follow, goingAlong, leadsMadeFor } from './follow.ts';
import { type BuiltGraph, type GraphSurroundings, graphOf, MOST_NODES, withoutColumn, withoutPatch } from './graph.ts';
import { graphsAnswer, type Judged, judge } from './graph-answer.ts';
import { type HandoffRow, handoffRows } from './handoff-rows.ts';
import { HANDOFF_OBJECT } from './own-handoff.ts';
import { holdsUpAll, mayBeOne, unanswered, unprepared, wholeCall } from './problems.ts';
import { taskWords } from './task-words.ts';

/** Every round settles at least 14 graphs of each call, or takes something out of a graph. */
const MOST_ROUNDS = 25;
/** Further calls of one `send` that look for the graph that had its whole call refused: both halves of 75, seven times. */
const MOST_HALVINGS = 14;

/** One `send` of handoffs under way. */
interface Job {
  readonly context: Context;
  readonly surroundings: GraphSurroundings;
  readonly outcomes: Map<HandoffWrite, Outcome>;
  readonly taken: { readonly write: HandoffWrite; readonly problem: Problem }[];
  halvings: number;
}

/**
 * One outcome per handoff, in their order. Calls go one after another: tasks of one account in parallel calls would lock each other out. Nothing is
 * repeated of which an answer did not say that it was not done.
 */
export async function sendHandoffs(writes: readonly HandoffWrite[], context: Context): Promise<readonly Outcome[]> {
  if (writes.length === 0) return [];
  const { descriptions } = context;
  const undescribed = await descriptions.together(['Task', HANDOFF_OBJECT]);
  const task = undescribed ?? (await descriptions.of('Task'));
  if (task.state !== 'answered') return writes.map(() => unprepared(task, context.client.now()));
  const surroundings: GraphSurroundings = {
    mapping: context.mapping,
    words: taskWords(task.value),
    rowColumns: new Set(
      (descriptions.known(HANDOFF_OBJECT)?.fields ?? []).flatMap(({ name, createable }) => (createable ? [name] : [])),
    ),
    resource: (path) => context.client.resource(path),
  };
  const job: Job = { context, surroundings, outcomes: new Map(), taken: [], halvings: MOST_HALVINGS };
  const built: BuiltGraph[] = [];
  for (const [index, write] of writes.entries()) {
    const graph = graphOf(write, `g${index}`, surroundings);
    if ('graph' in graph) built.push(graph);
    else job.outcomes.set(write, { state: 'rejected', problem: graph });
  }
  let waiting = underOneParent(built);
  for (let round = 0; round < MOST_ROUNDS && waiting.length > 0; round += 1) waiting = await settle(waiting, job);
  await readBack(job);
  // The org's picklists have changed since they were described: describe them anew before the next handoff.
  const stale = [...job.outcomes.values()].some(
    (one) => one.state === 'rejected' && one.problem.category === 'picklist',
  );
  if (stale) context.descriptions.forget('Task');
  return writes.map((write) => job.outcomes.get(write) ?? unanswered(write.about));
}

/** Handoffs under one parent one after another, in the order in which each parent first comes up: no other call of theirs is under way then. */
function underOneParent(built: readonly BuiltGraph[]): readonly BuiltGraph[] {
  const groups = Map.groupBy(built, ({ write }) => write.parent ?? write.key);
  return [...groups.values()].flat();
}

/** Sends all of them once; answers those that are to be sent again, because this time surely nothing was done for them. */
async function settle(waiting: readonly BuiltGraph[], job: Job): Promise<readonly BuiltGraph[]> {
  const again: BuiltGraph[] = [];
  const gone: { readonly built: BuiltGraph; readonly judged: Judged & { is: 'gone' } }[] = [];
  let halted = 0;
  for (const [built, judged] of await post(waiting, job)) {
    const { write } = built;
    if (judged.is === 'settled') job.outcomes.set(write, judged.outcome);
    else if (judged.is === 'duplicate') job.taken.push({ write, problem: judged.problem });
    else if (judged.is === 'gone') gone.push({ built, judged });
    else if (judged.is === 'halted') {
      halted += 1;
      // Stands where the bound leaves it over.
      job.outcomes.set(write, judged.outcome);
      again.push(built);
    } else {
      const less =
        judged.is === 'patch'
          ? withoutPatch(built, judged.problem, job.surroundings)
          : withoutColumn(built, judged.column, judged.problem);
      if (less === undefined) job.outcomes.set(write, { state: 'rejected', problem: judged.problem });
      else again.push(less);
    }
  }
  if (gone.length > 0) again.push(...(await followed(gone, job)));
  return halted === waiting.length ? [] : again;
}

/** Each graph anew about the record that stands for its person now; where there is none, its refusal means what it says. */
async function followed(
  gone: readonly { readonly built: BuiltGraph; readonly judged: Judged & { is: 'gone' } }[],
  job: Job,
): Promise<readonly BuiltGraph[]> {
  const { context, surroundings, outcomes } = job;
  const keys = gone.flatMap(({ built: { write } }) => (write.about === undefined ? [write.lead] : []));
  const made = await leadsMadeFor(keys, context);
  const starts = new Map(
    gone.flatMap(({ built: { write } }) => {
      const start = write.about ?? (made.state === 'answered' ? made.value.get(write.lead) : undefined);
      return start === undefined ? [] : [[write, start] as const];
    }),
  );
  const ends = made.state === 'answered' ? await follow([...starts.values()], context) : made;
  return gone.flatMap(({ built, judged: { node, problem } }) => {
    const { write, graph } = built;
    if (ends.state !== 'answered') {
      outcomes.set(write, unprepared(ends, context.client.now()));
      return [];
    }
    const about = ends.value.get(starts.get(write)?.id ?? '');
    const anew = about === undefined ? undefined : graphOf(moved(write, about, job), graph.graphId, surroundings);
    if (anew !== undefined && 'graph' in anew) return [{ ...anew, write, followed: true }];
    if (node === 'patch') return [{ ...withoutPatch(built, problem, surroundings), followed: true }];
    outcomes.set(write, { state: 'rejected', problem });
    return [];
  });
}

function moved(write: HandoffWrite, about: RecordRef, { context: { mapping } }: Job): HandoffWrite {
  const { lead: ofLead, contact: ofContact } = mapping.objects;
  // Of a Lead that was to be made only what is Baton's goes along, and not the id, by which the Lead was found.
  const ours = Object.entries({ ...write.create, ...write.patch }).filter(
    ([name]) => (name in write.patch || ofLead?.write[name] !== undefined) && name !== 'batonId',
  );
  const patch = goingAlong(Object.fromEntries(ours), about.object === 'contact' ? ofContact : ofLead);
  return { ...write, about, create: undefined, patch };
}

async function readBack({ context, outcomes, taken }: Job): Promise<void> {
  const rows = await handoffRows(
    taken.map(({ write }) => write.key),
    context,
  );
  for (const { write, problem } of taken) outcomes.set(write, alreadyOf(write, problem, rows));
}

function alreadyOf(write: HandoffWrite, problem: Problem, rows: Attempt<ReadonlyMap<string, HandoffRow>>): Outcome {
  if (rows.state !== 'answered') return { state: 'unknown', problem: rows.problem };
  const row = rows.value.get(write.key);
  return row === undefined ? { state: 'rejected', problem } : { state: 'already', ...row };
}

async function post(built: readonly BuiltGraph[], job: Job): Promise<readonly (readonly [BuiltGraph, Judged])[]> {
  const { graphsPerCall, client } = job.context;
  const judged: (readonly [BuiltGraph, Judged])[] = [];
  for (let from = 0; from < built.length; ) {
    const weight = { of: ({ graph }: BuiltGraph) => graph.compositeRequest.length, most: MOST_NODES };
    const [batch = []] = inBatches(built.slice(from, from + graphsPerCall.now), { most: graphsPerCall.now, weight });
    from += batch.length;
    const answer = await postBatch(batch, job, judged);
    graphsPerCall.learn(batch.length, answer?.problem.code);
    if (answer === undefined || !holdsUpAll(answer)) continue;
    // No call gets through now: the rest is not even asked for.
    const outcome = wholeCall(answer, client.now());
    judged.push(...built.slice(from).map((one) => [one, { is: 'settled', outcome }] as const));
    break;
  }
  return judged;
}

/** One call; where it is refused as a whole, which one graph can cause, two of its halves. Answers what went wrong with the call. */
async function postBatch(
  batch: readonly BuiltGraph[],
  job: Job,
  judged: (readonly [BuiltGraph, Judged])[],
): Promise<Unanswered | undefined> {
  const { client } = job.context;
  const body = { graphs: batch.map(({ graph }) => graph) };
  const answer = await client.call(
    { purpose: 'send handoffs', method: 'POST', path: '/composite/graph', body, writes: true, lane: 'first' },
    graphsAnswer,
  );
  const now = client.now();
  if (answer.state === 'answered') {
    const byId = new Map(answer.value.graphs.map((graph) => [graph.graphId, graph]));
    for (const one of batch) judged.push([one, judge(one, byId.get(one.graph.graphId), now)]);
    return undefined;
  }
  if (answer.state === 'refused' && batch.length > 1 && mayBeOne(answer.problem) && job.halvings > 0) {
    job.halvings -= 2;
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) await postBatch(half, job, judged);
    return undefined;
  }
  const outcome = wholeCall(answer, now);
  for (const one of batch) judged.push([one, { is: 'settled', outcome }]);
  return answer;
}
