/**
 * Notes of handoffs. Each is made under its handoff's key, a unique property, by a batch upsert (page "Notes", reference "Create or update a batch of
 * notes by unique property values"), and then tied to its contact; both may be repeated, and neither makes a second note.
 */
import { z } from 'zod';
import type { Problem } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { FieldsWrite, Outcome, Outgoing } from '../../src/domain/writes.ts';
import { inBatches } from '../kit/batches.ts';
import { type Attempt, outcomeOf } from '../kit/send.ts';
import { asBatch, type BatchAnswer, type Row, rowError } from './answers.ts';
import { contactsOf } from './associated.ts';
import { BATCH } from './client.ts';
import { plainText } from './plain-text.ts';
import { rowProblem } from './problems.ts';
import type { Reading } from './reading.ts';
import { missing } from './write.ts';
import { notSupported } from './write-tasks.ts';

const OBJECT = 'notes';
/** Page "Associate records": at most 2,000 inputs. */
const TIE = '/crm/v4/associations/notes/contacts/batch/associate/default';
const SEND = { purpose: 'send', writes: true } as const;
const RESOLVE = { purpose: 'resolve', writes: false, lane: 'first' } as const;
const linked = z.looseObject({ errors: z.array(rowError).default([]) });

export function isNote(write: Outgoing): write is FieldsWrite {
  return write.kind === 'fields' && write.target.object === 'note';
}

/** Notes by the one way, all else by the other; the outcomes in the order of the writes. */
export async function apart(
  writes: readonly Outgoing[],
  others: (writes: readonly Outgoing[]) => Promise<readonly Outcome[]>,
  notes: (writes: readonly FieldsWrite[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const ofNotes = writes.filter(isNote);
  if (ofNotes.length === 0) return others(writes);
  const rest = writes.filter((write) => !isNote(write));
  const queues = { rest: [...(await others(rest))], notes: [...(await notes(ofNotes))] };
  return writes.flatMap((write) => queues[isNote(write) ? 'notes' : 'rest'].shift() ?? []);
}

/** One outcome per write. What bears its moment (`at`) is made; of the others a note that a person has deleted is not made again. */
export async function sendNotes(reading: Reading, writes: readonly FieldsWrite[]): Promise<readonly Outcome[]> {
  const key = reading.mapping.handoffNotes?.key;
  if (key === undefined) return writes.map((write) => ({ state: 'rejected', problem: notSupported(write) }));
  const outcomes = new Map<FieldsWrite, Outcome>();
  for (const makes of [true, false]) {
    const some = writes.filter(({ fields }) => Object.hasOwn(fields, 'at') === makes);
    for (const batch of inBatches(some, { most: BATCH })) await sendBatch(reading, { key, makes, batch }, outcomes);
  }
  return writes.flatMap((write) => outcomes.get(write) ?? []);
}

interface Notes {
  /** The property that holds the key. */
  readonly key: string;
  readonly makes: boolean;
  readonly batch: readonly FieldsWrite[];
}

async function sendBatch(reading: Reading, notes: Notes, outcomes: Map<FieldsWrite, Outcome>): Promise<void> {
  const { key, makes, batch } = notes;
  const inputs = batch.map(({ target, fields }) => ({
    id: target.id,
    idProperty: key,
    objectWriteTraceId: target.id,
    properties: propertiesOf(key, target, fields),
  }));
  const { batch: api } = reading.client.apis;
  const answer: Attempt<BatchAnswer> = await reading.client.ask(SEND, async () =>
    asBatch(await (makes ? api.upsert(OBJECT, { inputs }) : api.update(OBJECT, { inputs }))),
  );
  const tied: { readonly write: FieldsWrite; readonly row: Row; readonly contact: string }[] = [];
  for (const write of batch) {
    const told =
      answer.state === 'answered' ? toldOf(reading, notes, write, answer.value) : failed(reading, write, answer);
    if ('state' in told) outcomes.set(write, told);
    else {
      const contact = write.fields['contact'];
      if (typeof contact === 'string') tied.push({ write, row: told, contact });
      else outcomes.set(write, done(write, told));
    }
  }
  if (tied.length === 0) return;
  const pairs = tied.map(({ row, contact }) => ({ from: { id: row.id }, to: { id: contact } }));
  // The official client takes a 207 of this call for no answer.
  const ties = await reading.client.request(SEND, 'POST', TIE, linked, { body: { inputs: pairs } });
  for (const { write, row } of tied) outcomes.set(write, tieOutcome(reading, write, row, ties));
}

/** The note as it stands now, or what became of the write. */
function toldOf(reading: Reading, { key, makes }: Notes, { target }: FieldsWrite, answer: BatchAnswer): Row | Outcome {
  const error = answer.errors.find(({ context = {} }) =>
    ['objectWriteTraceId', 'ids', 'id'].some((name) => context[name]?.includes(target.id)),
  );
  if (error !== undefined) {
    const problem = rowProblem(error, target);
    return !makes && problem.category === 'no-record'
      ? { state: 'already', record: target }
      : { state: 'rejected', problem };
  }
  const row = answer.rows.find(({ properties }) => properties[key] === target.id);
  return row ?? { state: 'unknown', problem: missing(target, reading.now()) };
}

function tieOutcome(reading: Reading, write: FieldsWrite, row: Row, ties: Attempt<z.infer<typeof linked>>): Outcome {
  if (ties.state !== 'answered') return failed(reading, write, ties);
  const error = ties.value.errors.find(({ context }) => context?.['fromObjectId']?.includes(row.id));
  return error === undefined ? done(write, row) : { state: 'rejected', problem: rowProblem(error, write.target) };
}

function failed(
  reading: Reading,
  { target }: FieldsWrite,
  answer: Exclude<Attempt<unknown>, { state: 'answered' }>,
): Outcome {
  return outcomeOf({ ...answer, problem: { ...answer.problem, record: target } }, reading.now());
}

function done({ target }: FieldsWrite, { updatedAt }: Row): Outcome {
  return { state: 'done', record: target, modifiedAt: updatedAt };
}

/** Bodies are HTML (page "Notes"). */
function propertiesOf(key: string, target: RecordRef, { at, body }: FieldsWrite['fields']): Record<string, string> {
  return {
    [key]: target.id,
    ...(body === undefined ? {} : { hs_note_body: html(String(body ?? '')) }),
    ...(at === undefined ? {} : { hs_timestamp: String(at) }),
  };
}

function html(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\n': '<br>',
  };
  return text.replaceAll(/[&<>"\n]/g, (mark) => marks[mark] ?? mark);
}

/** After a lost answer: whether the note stands under its key, says what it should, and is the contact's. */
export async function resolveNotes(reading: Reading, writes: readonly FieldsWrite[]): Promise<readonly Outcome[]> {
  const key = reading.mapping.handoffNotes?.key;
  if (key === undefined) return writes.map((write) => ({ state: 'rejected', problem: notSupported(write) }));
  const outcomes: Outcome[] = [];
  for (const batch of inBatches(writes, { most: BATCH })) outcomes.push(...(await resolveBatch(reading, key, batch)));
  return outcomes;
}

async function resolveBatch(reading: Reading, key: string, batch: readonly FieldsWrite[]): Promise<readonly Outcome[]> {
  const inputs = batch.map(({ target }) => ({ id: target.id }));
  const body = { inputs, idProperty: key, properties: [key, 'hs_note_body'], propertiesWithHistory: [] };
  const { batch: api } = reading.client.apis;
  const found = await reading.client.ask(RESOLVE, async () => asBatch(await api.read(OBJECT, body)));
  if (found.state !== 'answered') return batch.map(({ target }) => stillUnknown(target, found.problem));
  const { rows } = found.value;
  const contacts = await contactsOf(reading, OBJECT, rows, RESOLVE);
  if (contacts.state !== 'answered') return batch.map(({ target }) => stillUnknown(target, contacts.problem));
  return batch.map(({ target, fields: { body: text, contact } }): Outcome => {
    const row = rows.find(({ properties }) => properties[key] === target.id);
    const says = row !== undefined && plainText(row.properties['hs_note_body']) === plainText(html(String(text ?? '')));
    const isTheirs = (contacts.value.get(row?.id ?? '') ?? []).some(({ id }) => id === contact);
    return row !== undefined && says && (contact === undefined || isTheirs)
      ? { state: 'already', record: target, modifiedAt: row.updatedAt }
      : { state: 'rejected', problem: notDone(target) };
  });
}

function stillUnknown(record: RecordRef, problem: Problem): Outcome {
  return { state: 'unknown', problem: { ...problem, record } };
}

function notDone(record: RecordRef): Problem {
  const detail = 'read back: there is no such note, or not as it should be';
  return { category: 'lost-answer', mover: 'baton', system: 'hubspot', record, code: 'NOT_DONE', detail };
}
