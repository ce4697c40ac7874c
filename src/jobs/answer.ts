/** Answers become facts: what the system said of each write, folded into the lead and appended to the ledger. */
import { evolve } from '../domain/evolve.ts';
import type { HandoffKey, LeadFact, LeadId, NewFact } from '../domain/facts.ts';
import { storyRef } from '../domain/handoff-story.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { LeadState } from '../domain/lead.ts';
import { type Fields, type RecordRef, recordKey, sameRef } from '../domain/record.ts';
import type { HandoffWrite, Outcome, Outgoing, Sent } from '../domain/writes.ts';
import type { Transaction } from '../ports/store.ts';
import { writeProblem } from './lead-problems.ts';
import type { Prepared } from './prepare.ts';

export interface Answered extends Pick<Prepared, 'row' | 'write' | 'sent'> {
  readonly outcome: Outcome | { readonly state: 'nothing-to-do' };
}

/** Keeps what was confirmed and answers the facts to append. Leads are locked in order of id. */
export async function answer(
  tx: Transaction,
  answered: readonly Answered[],
  now: Temporal.Instant,
): Promise<readonly NewFact[]> {
  const at = iso(now);
  const ids = [...new Set(answered.map(({ row }) => row.lead))].sort();
  const kept = await tx.leads.projections(ids);
  const states = new Map([...kept].map(([id, { state }]) => [id, state]));
  const changed = new Set<LeadId>();
  const facts: NewFact[] = [];
  for (const one of answered) {
    const state = states.get(one.row.lead);
    if (state === undefined) continue;
    const fact = factOf(one, state);
    if (fact !== undefined) {
      const agreement = one.row.payload?.kind === 'handoff' ? one.row.payload.agreement : undefined;
      facts.push({
        stream: `lead:${one.row.lead}`,
        at,
        cause: { by: 'system', system: one.row.system },
        agreement,
        fact,
      });
      states.set(one.row.lead, evolve(state, fact, at));
      changed.add(one.row.lead);
    }
    await confirm(tx, one, at);
    await note(tx, one, at);
  }
  for (const lead of [...changed].sort()) {
    const state = states.get(lead);
    const projection = kept.get(lead);
    if (state !== undefined && projection !== undefined) await tx.leads.save(lead, { ...projection, state });
  }
  // Deadlines start and stop with answers: look at these leads again.
  await tx.leads.touch([...changed].sort(), at);
  return facts;
}

function factOf(answered: Answered, state: LeadState): LeadFact | undefined {
  const { row, write, sent, outcome } = answered;
  if (row.payload?.kind === 'move-task') return movedOf(answered, row.payload.handoff, state);
  if (row.payload?.kind !== 'handoff') return undefined;
  const key = row.payload.handoff;
  const handoff = state.handoffs.find((one) => one.key === key);
  if (handoff === undefined || handoff.taskId !== undefined) return undefined;
  if (outcome.state === 'rejected') {
    const { category, code } = outcome.problem;
    return handoff.status === 'refused' ? undefined : { kind: 'handoff-refused', handoff: key, category, code };
  }
  if ((outcome.state !== 'done' && outcome.state !== 'already') || outcome.taskId === undefined) return undefined;
  const record = outcome.record ?? (write?.kind === 'handoff' ? write.about : undefined);
  if (record === undefined) return undefined;
  const due = row.payload.due ?? [];
  return {
    kind: 'task-made',
    handoff: key,
    task: { ref: { system: 'salesforce', object: 'task', id: outcome.taskId } },
    record: { ref: record },
    // Found by its key, it was made by what left then.
    leadMade: outcome.recordMade ?? (outcome.state === 'already' && sent !== undefined && sent.target === undefined),
    due,
  };
}

/** That a person had moved or done it meanwhile is no fact of ours: they are seen when the task is read. */
function movedOf({ row, outcome }: Answered, key: HandoffKey, state: LeadState): LeadFact | undefined {
  const handoff = state.handoffs.find((one) => one.key === key);
  const moved = outcome.state === 'done' || (outcome.state === 'already' && row.status === 'unknown');
  if (!moved || handoff?.taskId === undefined) return undefined;
  const task = { ref: { system: 'salesforce', object: 'task', id: handoff.taskId } } as const;
  return { kind: 'task-moved', handoff: key, task, to: handoff.to };
}

/** Kept fields take the values we wrote, so that reading them again is no news; a made Lead stands for this lead at once. */
async function confirm(tx: Transaction, { row, write, sent, outcome }: Answered, at: IsoInstant): Promise<void> {
  if (outcome.state !== 'done' && outcome.state !== 'already') return;
  if (write?.kind === 'fields') {
    const record = outcome.record ?? write.target;
    if (!sameRef(record, write.target)) await linkNew(tx, record, row.lead, at);
    await tx.records.confirm(record, takenOf(sent, outcome), at, outcome.modifiedAt);
  } else if (write?.kind === 'handoff') {
    const record = outcome.record ?? write.about;
    if (record === undefined) return;
    await tx.leads.link(recordKey(record), row.lead, at);
    // Of one found by its key only the key was read back: what a person has made of its fields since then stands.
    const sentAt = outcome.state === 'already' ? (sent?.at ?? at) : at;
    // Whoever has it when it is read first, if not that user, was given it by somebody.
    const owner = outcome.madeOwner === undefined ? {} : { ownerId: outcome.madeOwner };
    await tx.records.confirm(record, { ...owner, ...madeOf(sent, outcome) }, sentAt, outcome.modifiedAt);
    if (outcome.told !== undefined) await tx.records.confirm(storyRef(write), outcome.told, at);
  }
}

/** The record that stands for the person by now, where nobody knows it yet: whoever it is known for is settled when it is read. */
async function linkNew(tx: Transaction, record: RecordRef, lead: LeadId, at: IsoInstant): Promise<void> {
  const key = recordKey(record);
  if (!(await tx.leads.byKeys([key])).has(key)) await tx.leads.link(key, lead, at);
}

type Done = Extract<Outcome, { readonly state: 'done' | 'already' }>;

/** A value that the system kept as it was is not ours: the next reading must not take it for a person's change. */
function takenOf(sent: Sent | undefined, { refused, untaken }: Done): Fields {
  const not = untaken ?? (refused?.field === undefined ? [] : [refused.field]);
  return Object.fromEntries(Object.entries(sent?.fields ?? {}).filter(([field]) => !not.includes(field)));
}

/** Where it is not said which armed fields were refused, it is all of them: then only the key by which a Lead was made stands. */
function madeOf(sent: Sent | undefined, outcome: Done): Fields {
  if (outcome.refused === undefined || outcome.untaken !== undefined) return takenOf(sent, outcome);
  const key = sent?.target === undefined ? sent?.fields['batonId'] : undefined;
  return key === undefined ? {} : { batonId: key };
}

async function note(tx: Transaction, { row, write, outcome }: Answered, at: IsoInstant): Promise<void> {
  const key = writeProblem(row.system, row.key);
  if (outcome.state === 'done' || outcome.state === 'already') {
    if (outcome.refused === undefined) await tx.outbox.clearProblem(key);
    else await tx.outbox.listProblem(outcome.refused, at, key);
  } else if (outcome.state === 'nothing-to-do') {
    // What was refused before is no longer asked for.
    await tx.outbox.clearProblem(key);
  } else if (outcome.state === 'rejected' || outcome.state === 'unknown') {
    const about = aboutOf(write);
    await tx.outbox.listProblem({ ...outcome.problem, ...(about === undefined ? {} : { record: about }) }, at, key);
  }
}

function aboutOf(write: Outgoing | undefined): RecordRef | undefined {
  if (write === undefined || write.kind === 'close-task' || write.kind === 'move-task') return undefined;
  return write.kind === 'fields' ? write.target : (write as HandoffWrite).about;
}
