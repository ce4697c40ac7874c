/** Turns claimed outbox rows into writes: due days are fixed, ids looked up, and fields compared with what the record says now. */
import { departmentsOf } from '../domain/agreement/names.ts';
import { calendarFor, localDate } from '../domain/calendar.ts';
import { desiredFor, differences, goesBack, takenOver, wantedOn } from '../domain/desired.ts';
import { nameOf } from '../domain/handoff-story.ts';
import { instantOf, iso } from '../domain/instant.ts';
import {
  flatFields,
  type HandoffState,
  type Lead,
  mergeFields,
  openHandoffs,
  recordInSalesforce,
} from '../domain/lead.ts';
import type { Problem } from '../domain/problem.ts';
import type { Fields, SourceRecord, System } from '../domain/record.ts';
import { isOpenToWrites, sameRef } from '../domain/record.ts';
import { latestValues } from '../domain/shared-fields.ts';
import { dueDeadline } from '../domain/terms.ts';
import { departmentWord } from '../domain/texts/index.ts';
import {
  type FieldsWrite,
  type HandoffDeed,
  type HandoffWrite,
  OF_THE_PERSON,
  type OutboxRow,
  type Outgoing,
  type Sent,
  sentWith,
} from '../domain/writes.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { type Desk, type Known, knownOf } from './desk.ts';
import { assigneeOf, formerAssignees, noAssignee, ownerOf, reminder, under, zoneOf } from './handoff-terms.ts';
import { agreementOf, type Power } from './power.ts';
import { priorValues, recordPriorValues } from './prior-values.ts';
import { isTold, toldWrite } from './telling.ts';
import { unforeseen } from './unforeseen.ts';
import { termsOf } from './which-agreement.ts';

export interface Prepared {
  readonly row: OutboxRow;
  /** Undefined: the record says already what it should, or the write is `blocked`. */
  readonly write: Outgoing | undefined;
  /** It cannot be made until a person has mended this. */
  readonly blocked?: Problem | undefined;
  /** It waits: what has to be asked first got no answer. */
  readonly later?: Problem | undefined;
  /** The fields of ours that are in the write; of an unknown one, those that left with it. */
  readonly sent?: Sent | undefined;
  /** Fields of its record to which nothing was known to be written before. */
  readonly firstFilled?: readonly string[] | undefined;
}

/** Of rows that this transaction has claimed: their leads are locked. `known`, where it was asked for already, of their leads at least. */
export async function prepare(
  tx: Transaction,
  context: JobContext,
  power: Power,
  rows: readonly OutboxRow[],
  now: Temporal.Instant,
  known?: Promise<Known>,
): Promise<readonly Prepared[]> {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map((row) => row.lead))].sort();
  const { people, views } = await (known ?? knownOf(tx, context, ids));
  const desk: Desk = {
    ...{ context, power, people },
    leads: new Map(views.map(({ lead }) => [lead.id, lead])),
    projections: new Map(views.map(({ lead, kept }) => [lead.id, kept])),
    now,
    takenOver: [],
    priors: [],
  };
  const prepared: Prepared[] = [];
  for (const row of rows) {
    const lead = desk.leads.get(row.lead);
    const known = desk.takenOver.length;
    const one = lead === undefined ? { row, write: undefined } : await prepareAny(tx, desk, row, lead);
    const sent = (row.status === 'unknown' ? row.sent : undefined) ?? sentWith(one.write, iso(now));
    if (sent !== undefined) await tx.outbox.sending(row.id, sent);
    prepared.push({ ...one, sent, firstFilled: desk.takenOver.slice(known).map(({ field }) => field) });
  }
  await tx.leads.saveWritten(desk.takenOver);
  await recordPriorValues(tx, desk);
  return prepared;
}

/** A write that cannot even be made up is refused like one that its system refuses: the others are sent. */
async function prepareAny(tx: Transaction, desk: Desk, row: OutboxRow, lead: Lead): Promise<Prepared> {
  try {
    return await prepareRow(tx, desk, row, lead);
  } catch (error) {
    desk.context.runtime.log.error('send.unforeseen', { row: row.id, system: row.system });
    return { row, write: undefined, blocked: unforeseen(error, { system: row.system }) };
  }
}

async function prepareRow(tx: Transaction, desk: Desk, row: OutboxRow, lead: Lead): Promise<Prepared> {
  if (row.kind === 'state') return { row, write: stateWrite(desk, row, lead) };
  const { payload } = row;
  if (payload === undefined) return { row, write: undefined };
  if (payload.kind === 'close-task') return { row, write: { ...payload, key: payload.handoff } };
  const handoff = lead.state.handoffs.find(({ key }) => key === payload.handoff);
  if (payload.kind === 'move-task') return moveTask(tx, desk, row, handoff);
  // A later decision closed it before its task was made: the task would only confuse.
  if (handoff === undefined || (handoff.status === 'closed' && row.status !== 'unknown'))
    return { row, write: undefined };
  const deed = payload.due === undefined ? await fixDue(tx, desk, row, payload, handoff) : payload;
  const assignee = assigneeOf(desk, handoff);
  // Whether an unknown one was done is asked by its key, whoever it went to.
  const isUnknown = row.status === 'unknown';
  if (assignee === undefined && !isUnknown) return { row, write: undefined, blocked: noAssignee(handoff) };
  return { row: { ...row, payload: deed }, write: handoffWrite(desk, lead, { handoff, deed, assignee, isUnknown }) };
}

/** One that is not made yet is made for whoever has the handoff by then; of one that was closed nothing is left to move. */
async function moveTask(
  tx: Transaction,
  desk: Desk,
  row: OutboxRow,
  handoff: HandoffState | undefined,
): Promise<Prepared> {
  if (handoff?.taskId === undefined || handoff.status === 'closed') return { row, write: undefined };
  const to = assigneeOf(desk, handoff);
  if (to === undefined) return { row, write: undefined, blocked: noAssignee(handoff) };
  const from = await formerAssignees(tx, desk, handoff);
  return { row, write: { kind: 'move-task', key: handoff.key, taskId: handoff.taskId, from, to } };
}

/** The rep's clock starts now, at the first attempt, and keeps running through retries. */
async function fixDue(
  tx: Transaction,
  desk: Desk,
  row: OutboxRow,
  deed: HandoffDeed,
  handoff: HandoffState,
): Promise<HandoffDeed> {
  const agreement = await agreementOf(tx, deed.agreement);
  if (agreement === undefined) throw new TypeError(`agreement ${deed.agreement} is not kept`);
  const member = handoff.to.member === undefined ? undefined : desk.people.member(handoff.to.member);
  const calendar = calendarFor(agreement, member, desk.context.settings.holidays);
  const specs = agreement.handoffs.find(({ type }) => type === handoff.type)?.deadlines ?? [];
  const due = handoff.terms.map((term) => {
    const spec = specs.find(({ name }) => name === term.deadline);
    return dueDeadline(desk.now, term, spec, calendar);
  });
  const fixed: HandoffDeed = { ...deed, due };
  await tx.outbox.fixDue(row.id, fixed);
  return fixed;
}

/** Fields that ride with the handoff itself, all or none with the task; scores follow by collections. */
const PATCHED: ReadonlySet<string> = new Set(['stage', 'stageSince', 'ownerName', 'leadStatus', 'ownerId']);

interface Ready {
  readonly handoff: HandoffState;
  readonly deed: HandoffDeed;
  /** Absent only of an unknown one, which is asked for by its key. */
  readonly assignee: string | undefined;
  /** It is only asked for: what left with it is known. */
  readonly isUnknown: boolean;
}

function handoffWrite(desk: Desk, lead: Lead, { handoff, deed, assignee = '', isUnknown }: Ready): HandoffWrite {
  const { settings } = desk.context;
  const member = handoff.to.member === undefined ? undefined : desk.people.member(handoff.to.member);
  const { terms: agreement } = termsOf(desk.power, settings);
  const zone = zoneOf(desk, handoff);
  const firstDue = deed.due?.find(({ deadline }) => deadline === 'first-contact') ?? deed.due?.[0];
  if (firstDue === undefined) throw new TypeError('a handoff without a deadline');
  const about = recordInSalesforce(lead);
  const wanted: Fields = { ...wantedOf(desk, lead, 'salesforce'), ...ownerOf(desk, handoff, { about, assignee }) };
  const to = nameOf(handoff, { people: desk.people, language: settings.language, agreement });
  const dueAt = instantOf(firstDue.dueAt);
  const due = localDate(dueAt, zone);
  return {
    kind: 'handoff',
    key: handoff.key,
    lead: lead.id,
    ...(about === undefined ? { create: creation(desk, lead, wanted) } : { about: about.ref }),
    task: {
      subject: deed.brief.subject.replace('{due}', due),
      body: deed.brief.body,
      due,
      remindAt: reminder(desk, member, { dueAt, zone }),
      priority: handoff.priority,
      assignee,
    },
    row: {
      type: handoff.type,
      from: departmentWord(settings.language, handoff.from.department, departmentsOf(agreement)),
      to,
      decidedAt: handoff.decidedAt,
      dueAt: firstDue.dueAt,
      reason: handoff.reason,
      score: handoff.score.total,
      agreement: deed.agreement,
      told: { owner: to, outcome: 'open', deadlineState: 'open' },
    },
    patch: about === undefined || isUnknown ? {} : patched(takeOver(desk, lead, about, wanted)),
    ...under(about),
  };
}

function patched(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => PATCHED.has(field)));
}

/** Baton's own fields in that system's words; from MQL on, the holder owns the record there too (where the owner step is armed). */
function wantedOf(desk: Desk, lead: Lead, system: System): Fields {
  const wanted = desiredFor(system, desk.projections.get(lead.id)?.desired ?? {}, desk.context.settings.statuses);
  const { member } = lead.state.holder;
  const owner = member === undefined ? undefined : desk.people.userId(system, member);
  return owner === undefined ? wanted : { ...wanted, ownerId: owner };
}

function creation(desk: Desk, lead: Lead, wanted: Fields): Fields {
  const known = flatFields(mergeFields(lead));
  const person = Object.fromEntries(
    OF_THE_PERSON.filter((field) => known[field] !== undefined).map((field) => [field, known[field] ?? null]),
  );
  const mapping = desk.context.settings.mappings.salesforce.objects.lead;
  const ours = Object.entries(mapping?.write ?? {})
    .filter(([field, { armed, rule }]) => PATCHED.has(field) && rule !== 'never' && desk.power.armed.has(armed))
    .flatMap(([field]) =>
      wanted[field] === undefined || wanted[field] === null ? [] : [[field, wanted[field]] as const],
    );
  return { ...person, ...Object.fromEntries(ours), batonId: lead.id };
}

function stateWrite(desk: Desk, row: OutboxRow, lead: Lead): FieldsWrite | undefined {
  const { target, sent } = row;
  if (target === undefined) return undefined;
  // Asked of an unknown write is what left with it, whatever should be there by now.
  if (row.status === 'unknown' && sent !== undefined) return { kind: 'fields', target, fields: sent.fields };
  if (isTold(target)) return toldWrite(desk, lead, target);
  const record = lead.records.find(({ ref }) => sameRef(ref, target));
  if (record === undefined || !isOpenToWrites(record) || !desk.projections.has(lead.id)) return undefined;
  const fields = takeOver(desk, lead, record, wantedOf(desk, lead, target.system));
  if (Object.keys(fields).length === 0) return undefined;
  const clearFirst = Object.entries(fields).flatMap(([field, to]) =>
    goesBack(field, record.fields[field] ?? null, to) ? [field] : [],
  );
  const cleared = clearFirst.length === 0 ? {} : { clearFirst };
  return {
    kind: 'fields',
    target,
    fields,
    ...cleared,
    ...under(record),
    ...(isUrgent(lead, fields) ? { urgent: true } : {}),
  };
}

/** Fields that only tell how much a lead is worth; any other tells somebody what to do. */
const SCORES: ReadonlySet<string> = new Set(['attributeScore', 'behaviourScore', 'totalScore', 'grade', 'reasons']);

function isUrgent({ state }: Lead, fields: Fields): boolean {
  return (
    state.temperature === 'hot' ||
    openHandoffs(state).length > 0 ||
    Object.keys(fields).some((name) => !SCORES.has(name))
  );
}

/** The fields of ours in which the record differs from what it should say; all of them are Baton's to watch from now on. */
function takeOver(desk: Desk, lead: Lead, record: SourceRecord, own: Fields): Fields {
  const { system, object } = record.ref;
  const mapping = desk.context.settings.mappings[system].objects[object as 'contact' | 'lead'];
  if (mapping === undefined) return {};
  const wanted: Fields = { ...wantedOn(record, lead, own), ...latestValues(record, mapping, lead) };
  const { armed } = desk.power;
  const found = takenOver(record, wanted, mapping, lead, armed);
  for (const [field, value] of Object.entries(found)) {
    desk.takenOver.push({ target: record.ref, field, value, by: 'baton', at: iso(desk.now) });
  }
  const differing = differences(record, wanted, mapping, lead, armed);
  desk.priors.push(...priorValues(lead, record, { found, differing, mapping }));
  return Object.fromEntries(differing.map(({ field, to }) => [field, to]));
}
