/** PROBLEMS: what needs a person, one by one: what it is about, what another try would do, and a word with which somebody puts it aside. */
import { createHash } from 'node:crypto';
import type { HandoffKey, LeadId } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import { BatonError, type ProblemCategory } from '../domain/problem.ts';
import { recordKey, refOfKey, type SubjectKey, SYSTEMS, type System } from '../domain/record.ts';
import type { OutboxRow } from '../domain/writes.ts';
import type { ListedProblem } from '../ports/outbox.ts';
import type { AgainHow, ProblemDetails, ProblemView, TriedAgain } from '../ports/problems.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { writeProblem } from './lead-problems.ts';
import { place } from './placing.ts';
import { personOf } from './plan.ts';
import { pull } from './pull.ts';
import { retry } from './retry.ts';
import { isTold } from './telling.ts';

/** Enough to tell the problems of one installation apart, and to type. */
const NO_LENGTH = 8;

export interface AskedProblems {
  readonly category?: ProblemCategory | undefined;
  /** Also those that somebody has put aside. */
  readonly all?: boolean | undefined;
}

export async function problems(context: JobContext, { category, all }: AskedProblems): Promise<readonly ProblemView[]> {
  const listed = await context.store.transaction((tx) => tx.outbox.problems());
  return listed
    .filter(
      (one) => (all === true || one.ignored === undefined) && (category === undefined || one.category === category),
    )
    .map(viewOf);
}

export async function showProblem(context: JobContext, no: string): Promise<ProblemDetails> {
  return context.store.transaction(async (tx) => {
    const found = await find(tx, no);
    const lead = await leadOf(tx, found);
    const [view] = lead === undefined ? [] : await tx.leads.view([lead]);
    const row = await rowOf(tx, found);
    return {
      ...viewOf(found),
      again: await howOf(tx, found),
      person: view === undefined ? undefined : personOf(view.lead),
      write: row === undefined ? undefined : { kind: row.payload?.kind ?? 'fields', attempts: row.attempts },
    };
  });
}

/** What was refused is sent again, what could not be read is read, what could not be judged is judged; the rest goes on by itself. */
export async function retryProblem(context: JobContext, no: string): Promise<TriedAgain> {
  const { runtime } = context;
  const at = iso(runtime.now());
  const { how, stream } = await context.store.transaction(async (tx) => {
    const found = await find(tx, no);
    const how = await howOf(tx, found);
    if (how === 'sent-again') await sendAgain(tx, found, at);
    if (how === 'judged-again') {
      const lead = await leadOf(tx, found);
      if (lead !== undefined) await tx.leads.touch([lead], at);
    }
    if (how === 'placed-again') {
      const records = found.record === undefined ? [] : await tx.records.get([found.record]);
      const { leads } = await place(tx, (prefix) => runtime.id(prefix), records, at);
      await tx.leads.touch([...leads].sort(), at);
    }
    return { how, stream: how === 'read-again' ? streamOf(found.key) : undefined };
  });
  if (how === 'told-again') await retry(context);
  if (stream !== undefined) await pull(context, stream.system, [stream.stream]);
  return { how };
}

/** Put aside until it comes with another code, or is over; in the ledger, under the name of whoever says so. */
export async function ignoreProblem(
  context: JobContext,
  { problem: no, by, reason }: { readonly problem: string; readonly by: string; readonly reason: string },
): Promise<ProblemView> {
  const at = iso(context.runtime.now());
  return context.store.transaction(async (tx) => {
    const found = await find(tx, no);
    const ignored = { by, reason, at };
    await tx.outbox.ignoreProblem(found.key, ignored);
    const { category, code, record } = found;
    await tx.ledger.append([
      {
        stream: 'installation',
        at,
        cause: { by: 'person', user: by, how: 'command' },
        fact: {
          kind: 'problem-ignored',
          category,
          code,
          reason: { text: reason },
          ...(record === undefined ? {} : { record: { ref: record } }),
        },
      },
    ]);
    return viewOf({ ...found, ignored });
  });
}

function viewOf(listed: ListedProblem): ProblemView {
  return { ...listed, no: noOf(listed.key) };
}

function noOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, NO_LENGTH);
}

/** By its number, or its beginning where that is enough. */
async function find(tx: Transaction, no: string): Promise<ListedProblem> {
  const asked = no.toLowerCase();
  const found = (await tx.outbox.problems()).filter(({ key }) => noOf(key).startsWith(asked));
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  throw new BatonError(
    'NO_SUCH_PROBLEM',
    found.length === 0 ? `there is no problem ${no}` : `${found.length} problems begin with ${no}`,
    'give the number that `baton problems list` shows',
    { asked: no },
  );
}

async function howOf(tx: Transaction, found: ListedProblem): Promise<AgainHow> {
  const [verb] = found.key.split(' ', 1);
  if (found.category === 'notice') return 'told-again';
  if (verb === 'identity') return 'placed-again';
  if (verb === 'judge') return 'judged-again';
  if (verb === 'pull') return streamOf(found.key) === undefined ? 'by-itself' : 'read-again';
  if (verb !== 'write') return 'by-itself';
  const row = await rowOf(tx, found);
  if (row?.status === 'rejected') return 'sent-again';
  return row === undefined && targetOf(found.key) !== undefined ? 'sent-again' : 'by-itself';
}

/** A refused deed under its own key; of fields, whatever still differs. */
async function sendAgain(tx: Transaction, found: ListedProblem, at: ReturnType<typeof iso>): Promise<void> {
  const row = await rowOf(tx, found);
  if (row?.kind === 'deed') return tx.outbox.reopen(row.id, at);
  const target = targetOf(found.key);
  const ref = target === undefined ? undefined : refOfKey(target);
  const lead = await leadOf(tx, found);
  if (ref !== undefined && lead !== undefined) await tx.outbox.putState(ref, lead);
}

/** `write hubspot hubspot/contact/1`, `write salesforce <key of a handoff>`. */
async function rowOf(tx: Transaction, { key }: ListedProblem): Promise<OutboxRow | undefined> {
  return (await tx.outbox.pending()).find((row) => writeProblem(row.system, row.key) === key);
}

function targetOf(key: string): SubjectKey | undefined {
  const target = key.split(' ')[2] as SubjectKey | undefined;
  return target !== undefined && refOfKey(target) !== undefined ? target : undefined;
}

function streamOf(key: string): { readonly system: System; readonly stream: string } | undefined {
  const [, name, stream] = key.split(' ');
  const system = SYSTEMS.find((one) => one === name);
  return system === undefined || stream === undefined ? undefined : { system, stream };
}

async function leadOf(tx: Transaction, found: ListedProblem): Promise<LeadId | undefined> {
  if (found.key.startsWith('judge ')) return found.key.slice('judge '.length) as LeadId;
  const row = await rowOf(tx, found);
  if (row !== undefined) return row.lead;
  const key = found.record === undefined ? targetOf(found.key) : recordKey(found.record);
  const ref = key === undefined ? undefined : refOfKey(key);
  if (ref !== undefined && isTold(ref)) return tx.leads.ofHandoff(ref.id as HandoffKey);
  return key === undefined ? undefined : (await tx.leads.lookUp([key])).get(key);
}
