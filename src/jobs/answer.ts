/** Answers become facts: what the system said of each write, folded into the lead and appended to the ledger. */
import { evolve } from '../domain/evolve.ts';
import type { LeadFact, LeadId, NewFact } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { LeadState } from '../domain/lead.ts';
import { type RecordRef, recordKey } from '../domain/record.ts';
import type { HandoffWrite, OutboxRow, Outcome, Outgoing } from '../domain/writes.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';

export interface Answered {
  readonly row: OutboxRow;
  readonly write: Outgoing | undefined;
  readonly outcome: Outcome | { readonly state: 'nothing-to-do' };
}

/** Keeps what was confirmed and answers the facts to append. Leads are locked in order of id. */
export async function answer(
  tx: Transaction,
  context: JobContext,
  answered: readonly Answered[],
  now: Temporal.Instant,
): Promise<readonly NewFact[]> {
  const at = iso(now);
  const ids = [...new Set(answered.map(({ row }) => row.lead))].sort();
  const states = new Map((await tx.leads.load(ids)).map((lead) => [lead.id, lead.state]));
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
    await confirm(tx, context, one, at);
    await note(tx, one, at);
  }
  const projections = await tx.leads.projections([...changed].sort());
  for (const lead of [...changed].sort()) {
    const state = states.get(lead);
    const projection = projections.get(lead);
    if (state !== undefined && projection !== undefined) await tx.leads.save(lead, { ...projection, state });
  }
  // Deadlines start and stop with answers: look at these leads again.
  await tx.leads.touch([...changed].sort(), at);
  return facts;
}

function factOf({ row, write, outcome }: Answered, state: LeadState): LeadFact | undefined {
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
    leadMade: outcome.recordMade === true,
    due,
  };
}

/** Kept fields take the values we wrote, so that reading them again is no news; a made Lead stands for this lead at once. */
async function confirm(
  tx: Transaction,
  { settings }: JobContext,
  { row, write, outcome }: Answered,
  at: IsoInstant,
): Promise<void> {
  if (write === undefined || (outcome.state !== 'done' && outcome.state !== 'already')) return;
  if (write.kind === 'fields') {
    // A value that the system kept as it was is not ours: the next reading must not take it for a person's change.
    const taken = Object.entries(write.fields).filter(([field]) => field !== outcome.refused?.field);
    await tx.records.confirm(write.target, Object.fromEntries(taken), at, outcome.modifiedAt);
  }
  if (write.kind !== 'handoff') return;
  const record: RecordRef | undefined = outcome.record ?? write.about;
  if (record === undefined) return;
  if (write.about === undefined) {
    await tx.leads.link(recordKey(record), row.lead, at);
    const ours = settings.mappings.salesforce.objects.lead?.write ?? {};
    // Where the armed fields were refused, only the key by which the Lead was made stands.
    const made = Object.entries(write.create ?? {}).filter(
      ([field]) => field in ours && (outcome.refused === undefined || field === 'batonId'),
    );
    await tx.records.confirm(record, Object.fromEntries(made), at, outcome.modifiedAt);
  } else if (outcome.refused === undefined) await tx.records.confirm(record, write.patch, at, outcome.modifiedAt);
}

async function note(tx: Transaction, { row, write, outcome }: Answered, at: IsoInstant): Promise<void> {
  const key = `write ${row.system} ${row.key}`;
  if (outcome.state === 'done' || outcome.state === 'already') {
    if (outcome.refused === undefined) await tx.outbox.clearProblem(key);
    else await tx.outbox.listProblem(outcome.refused, at, key);
  } else if (outcome.state === 'rejected' || outcome.state === 'unknown') {
    const about = aboutOf(write);
    await tx.outbox.listProblem({ ...outcome.problem, ...(about === undefined ? {} : { record: about }) }, at, key);
  }
}

function aboutOf(write: Outgoing | undefined): RecordRef | undefined {
  if (write === undefined || write.kind === 'close-task') return undefined;
  return write.kind === 'fields' ? write.target : (write as HandoffWrite).about;
}
