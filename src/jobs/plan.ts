/** PLAN: every write that would be made now, as a diff; nothing is written. Unarmed, what the last seven days would have brought. */

import { fullName } from '../domain/brief.ts';
import type { Circumstances } from '../domain/circumstances.ts';
import { desiredFor, differences, wantedOn } from '../domain/desired.ts';
import type { LeadFact, LeadId, NewFact } from '../domain/facts.ts';
import { type Missing, missingOf } from '../domain/gate.ts';
import { flatFields, type Lead, mergeFields } from '../domain/lead.ts';
import { ARM_STEPS, type ArmStep } from '../domain/mapping.ts';
import { isOpenToWrites, sameRef } from '../domain/record.ts';
import { latestValues } from '../domain/shared-fields.ts';

import type { FieldsWrite } from '../domain/writes.ts';

import type { PlanReport } from '../ports/answers.ts';
import type { PersonView } from '../ports/plain.ts';
import type { Transaction } from '../ports/store.ts';
import { type Called, calledBy, departmentsKnown } from './called.ts';
import { directory } from './circumstances.ts';
import type { JobContext, Settings } from './context.ts';

import { mayDecide, type Power, readPower, whyNot } from './power.ts';
import { isTold, toldWrite } from './telling.ts';

import { termsOf } from './which-agreement.ts';

export async function plan(context: JobContext): Promise<PlanReport> {
  return context.store.transaction(async (tx) => {
    const power = await readPower(tx);
    const armed = ARM_STEPS.filter((step) => power.armed.has(step));
    const { standing, held, ...rest } = mayDecide(power)
      ? await pendingPlan(tx, context, power)
      : await rehearsedPlan(tx, context, power);
    const waiting = await waitingPlan(tx, context, power);
    return {
      rehearsal: !mayDecide(power),
      because: whyNot(power),
      gateOpen: power.gateOpen,
      armed,
      departments: departmentsKnown(power, context.settings),
      ...rest,
      standing: [...waiting.standing, ...standing].sort((a, b) => b.total - a.total),
      held: [...waiting.held, ...held],
      approvals: waiting.approvals,
    };
  });
}

/** Of each kind of those who wait, the hottest; `status` counts them all. */
const SHOWN = 10_000;

type Parts = Pick<PlanReport, 'handoffs' | 'fields' | 'standing' | 'held'>;

/** Leads of whom it is in the ledger that they stand or are held. */
async function waitingPlan(
  tx: Transaction,
  { settings }: JobContext,
  power: Power,
): Promise<Pick<PlanReport, 'standing' | 'held' | 'approvals'>> {
  const ids: LeadId[] = [];
  for (const how of ['standing', 'held', 'approval'] as const) ids.push(...(await tx.leads.waiting(how, SHOWN)));
  const approvals: PlanReport['approvals'][number][] = [];
  const standing: PlanReport['standing'][number][] = [];
  const held: PlanReport['held'][number][] = [];
  for (const { lead, kept } of await tx.leads.view(ids.sort())) {
    const { state } = lead;
    const view = personOf(lead);
    if (state.standing !== undefined)
      standing.push({ ...view, reason: state.standing.reason, total: kept.score.total });
    if (state.held !== undefined)
      held.push({ ...view, missing: state.held.missing, asked: askedFor(state.held, power, settings) });
    if (state.approval !== undefined) {
      const { status, of, dueAt, missed } = state.approval;
      const name = settings.team.members.find(({ key }) => key === of.member)?.name;
      approvals.push({ ...view, status, of: name ?? of.department, dueAt, missed });
    }
  }
  return { standing, held, approvals };
}

/** By the version in force, else by the file; of what neither can tell, by its id alone. */
function askedFor(
  held: Parameters<typeof missingOf>[1],
  { inForce }: Power,
  { agreement }: Settings,
): readonly Missing[] {
  const terms = inForce?.terms ?? (agreement.kind === 'read' ? agreement.terms : undefined);
  return missingOf(terms, held);
}

async function rehearsedPlan(tx: Transaction, context: JobContext, power: Power): Promise<Parts> {
  // Rehearsed by the file, which now says something else or nothing.
  termsOf(power, context.settings);
  const called = calledBy(power, context.settings);
  const rehearsals = await tx.leads.rehearsals();
  const leads = new Map(
    (await tx.leads.view(rehearsals.map(({ lead }) => lead).sort())).map(({ lead }) => [lead.id, lead]),
  );
  const people = await directory(tx, context);
  const handoffs: PlanReport['handoffs'][number][] = [];
  const fields: PlanReport['fields'][number][] = [];
  const standing: PlanReport['standing'][number][] = [];
  const held: PlanReport['held'][number][] = [];
  for (const { lead: id, facts, desired } of rehearsals) {
    const lead = leads.get(id);
    if (lead === undefined) continue;
    const view = personOf(lead);
    for (const { fact } of facts) {
      if (fact.kind === 'standing')
        standing.push({ ...view, reason: fact.reason, total: Number(desired['totalScore'] ?? 0) });
      if (fact.kind === 'held')
        held.push({ ...view, missing: fact.missing, asked: askedFor(fact, power, context.settings) });
    }
    handoffs.push(...facts.flatMap((fact) => handoffRow(fact, lead, called, people)));
    if (worthWriting(desired, context.settings))
      fields.push(...fieldRows(lead, desired, context.settings, new Set(ARM_STEPS)));
  }
  return { handoffs, fields, standing, held };
}

/** What is neither a stage nor enough points is not written on a record. */
function worthWriting(desired: Readonly<Record<string, unknown>>, { scoreDelta }: Settings): boolean {
  return Number(desired['totalScore']) >= scoreDelta || desired['stage'] !== 'lead';
}

async function pendingPlan(tx: Transaction, context: JobContext, power: Power): Promise<Parts> {
  const called = calledBy(power, context.settings);
  const pending = (await tx.outbox.pending()).filter((row) => row.status !== 'rejected');
  const ids = [...new Set(pending.map(({ lead }) => lead))].sort();
  const views = new Map((await tx.leads.view(ids)).map((view) => [view.lead.id, view]));
  const people = await directory(tx, context);
  const handoffs: PlanReport['handoffs'][number][] = [];
  const fields: PlanReport['fields'][number][] = [];
  const shown = new Set<LeadId>();
  for (const row of pending) {
    const view = views.get(row.lead);
    if (view === undefined) continue;
    const { lead, kept } = view;
    if (row.payload?.kind === 'handoff') handoffs.push(...waitingHandoff(lead, row.payload.handoff, called, people));
    if (row.kind !== 'state') continue;
    if (row.target !== undefined && isTold(row.target)) {
      const write = toldWrite({ context, people, power }, lead, row.target);
      if (write !== undefined) fields.push(toldRow(lead, write));
    } else if (!shown.has(row.lead)) {
      shown.add(row.lead);
      fields.push(...fieldRows(lead, kept.desired, context.settings, power.armed));
    }
  }
  return { handoffs, fields, standing: [], held: [] };
}

/** Of the row or note of a handoff: what it is known to say, and what it is to say. */
function toldRow(lead: Lead, { target, fields }: FieldsWrite): PlanReport['fields'][number] {
  const known = (field: string) =>
    lead.written.find((one) => one.field === field && sameRef(one.target, target))?.value ?? null;
  const changes = Object.entries(fields).map(([field, to]) => ({ field, from: known(field), to }));
  return { ...personOf(lead), record: target, changes };
}

function handoffRow(
  { fact }: NewFact,
  lead: Lead,
  called: Called,
  people: Circumstances['people'],
): readonly PlanReport['handoffs'][number][] {
  if (!isDecided(fact)) return [];
  const member = fact.to.member === undefined ? undefined : people.member(fact.to.member);
  const to = member?.name ?? fact.toQueue ?? fact.to.department;
  const label = called('handoff', fact.type);
  return [{ ...personOf(lead), type: fact.type, to, label, total: fact.score.total, reason: fact.reason.text ?? '' }];
}

function isDecided(fact: NewFact['fact']): fact is Extract<LeadFact, { kind: 'handoff-decided' }> {
  return fact.kind === 'handoff-decided';
}

function waitingHandoff(
  lead: Lead,
  key: string,
  called: Called,
  people: Circumstances['people'],
): readonly PlanReport['handoffs'][number][] {
  const handoff = lead.state.handoffs.find((one) => one.key === key);
  if (handoff === undefined) return [];
  const member = handoff.to.member === undefined ? undefined : people.member(handoff.to.member);
  const to = member?.name ?? handoff.toQueue ?? handoff.to.department;
  const label = called('handoff', handoff.type);
  return [{ ...personOf(lead), type: handoff.type, to, label, total: handoff.score.total, reason: handoff.reason }];
}

function fieldRows(
  lead: Lead,
  desired: Readonly<Record<string, string | number | boolean | null>>,
  settings: Settings,
  armed: ReadonlySet<ArmStep>,
): readonly PlanReport['fields'][number][] {
  return lead.records.flatMap((record) => {
    const mapping = settings.mappings[record.ref.system].objects[record.ref.object as 'contact' | 'lead'];
    if (mapping === undefined || !isOpenToWrites(record)) return [];
    const own = desiredFor(record.ref.system, desired, settings.statuses);
    const wanted = { ...wantedOn(record, lead, own), ...latestValues(record, mapping, lead) };
    const changes = differences(record, wanted, mapping, lead, armed);
    return changes.length === 0 ? [] : [{ ...personOf(lead), record: record.ref, changes }];
  });
}

export function personOf(lead: Lead): PersonView {
  const fields = flatFields(mergeFields(lead));
  return {
    lead: lead.id,
    name: fullName(fields),
    company: String(fields['company'] ?? ''),
    email: String(fields['email'] ?? ''),
  };
}
