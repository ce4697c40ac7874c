/** JUDGE: decides for every lead that changed or whose time has come; facts, projection and outbox change in one transaction. */

import type { Answer } from '../domain/approval.ts';
import { type Decision, decide } from '../domain/decide.ts';
import type { LeadId, NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import { BatonError } from '../domain/problem.ts';
import type { JudgeReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import { announceDecisions } from './announce.ts';
import { rehearsalOf } from './circumstances.ts';
import { announceCollisions } from './colliding.ts';
import type { JobContext } from './context.ts';
import type { Known } from './desk.ts';
import { bringUpToDate, type Ground, groundOf, knownOf } from './ground.ts';
import { asKept, keepDecision } from './keep-decision.ts';
import { changePower, endFreePassage, mayDecide, type Power } from './power.ts';
import { unforeseen } from './unforeseen.ts';
import { approachesOf, type Looked, turnsOf, withOwner } from './with-owner.ts';

/** Leads per transaction, and transactions per run. */
const BATCH = 100;
const BATCHES_PER_RUN = 10_000;
/** A lead that could not be judged is tried again so often. */
const ASIDE_MINUTES = 15;

const NOTHING: JudgeReport = { judged: 0, handoffs: 0, facts: 0, standing: 0, rehearsed: 0, toSend: [] };

export async function judge(context: JobContext): Promise<JudgeReport> {
  return (await judgeOnward(context)).report;
}

/** Leads that were decided just now and are still locked, and what came of it. */
export interface Decided {
  readonly report: JudgeReport;
  readonly power: Power;
  readonly known: Known;
}

/** What is done with a last batch before its transaction ends, so that nobody has to load it again. */
export type Onward<T> = (tx: Transaction, decided: Decided) => Promise<T>;

export interface JudgedOnward<T> {
  readonly report: JudgeReport;
  /** Absent where nothing was decided in the last batch, or not in one go. */
  readonly came?: T | undefined;
}

/** Judges all that is due and goes on with what the last batch decided. */
export async function judgeOnward<T>(context: JobContext, onward?: Onward<T>): Promise<JudgedOnward<T>> {
  const report: Mutable<JudgeReport> = { ...NOTHING };
  for (let batch = 0; batch < BATCHES_PER_RUN; batch += 1) {
    const done = await judgeSome(context, onward);
    if (done === 'outdated') await bringUpToDate(context);
    else {
      add(report, done.report);
      if (done.report.judged < BATCH) return { report, came: done.came };
    }
  }
  return { report };
}

function add(report: Mutable<JudgeReport>, done: JudgeReport): void {
  report.judged += done.judged;
  report.handoffs += done.handoffs;
  report.facts += done.facts;
  report.standing += done.standing;
  report.rehearsed += done.rehearsed;
  report.toSend = [...new Set([...report.toSend, ...done.toSend])];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A batch, or, where that fails, its leads one by one: a lead that cannot be judged must not hold up the others. */
async function judgeSome<T>(context: JobContext, onward?: Onward<T>): Promise<JudgedOnward<T> | 'outdated'> {
  const work = async (tx: Transaction): Promise<JudgedOnward<T> | 'outdated'> => {
    const [ground, leads] = await Promise.all([groundOf(tx, context), claim(tx, context, BATCH)]);
    if (ground.outdated) return 'outdated';
    return judgeClaimed(tx, context, leads, ground, leads.length < BATCH ? onward : undefined);
  };
  try {
    return await context.store.transaction(work, { few: onward !== undefined });
  } catch (error) {
    // Without a version in force a broken agreement file keeps everybody from being judged: it is no lead's fault.
    if (error instanceof BatonError && error.code === 'CONFIG') throw error;
    context.runtime.log.warn('judge.batch-failed', { error: error instanceof Error ? error.name : 'Error' });
  }
  const report: Mutable<JudgeReport> = { ...NOTHING };
  for (let n = 0; n < BATCH; n += 1) {
    const done = await judgeOne(context);
    if (done.judged === 0) break;
    add(report, done);
  }
  return { report };
}

async function judgeOne(context: JobContext): Promise<JudgeReport> {
  let claimed: Lead | undefined;
  try {
    return await context.store.transaction(async (tx) => {
      const leads = await claim(tx, context, 1);
      [claimed] = leads;
      return (await judgeClaimed(tx, context, leads, await groundOf(tx, context))).report;
    });
  } catch (error) {
    if (claimed === undefined) throw error;
    await setAside(context, claimed, error);
    return { ...NOTHING, judged: 1 };
  }
}

/** Looked at again after a while, or when it changes. Throws where the fault is not the lead's: the database is away. */
async function setAside(context: JobContext, { id, records }: Lead, error: unknown): Promise<void> {
  const now = context.runtime.now();
  context.runtime.log.error('judge.set-aside', { lead: id, error: error instanceof Error ? error.name : 'Error' });
  await context.store.transaction(async (tx) => {
    const [lead] = await claim(tx, context, 1);
    const projection = (await tx.leads.projections([id])).get(id);
    // Another worker has it now.
    if (lead?.id !== id || projection === undefined) return;
    await tx.leads.save(id, { ...projection, nextAt: iso(now.add({ minutes: ASIDE_MINUTES })) });
    const record = records.at(-1)?.ref;
    await tx.outbox.listProblem(unforeseen(error, record === undefined ? {} : { record }), iso(now), problemOf(id));
  });
}

function problemOf(lead: LeadId): string {
  return `judge ${lead}`;
}

function claim(tx: Transaction, context: JobContext, limit: number): Promise<readonly Lead[]> {
  return tx.leads.claimDue(iso(context.runtime.now()), limit);
}

async function judgeClaimed<T>(
  tx: Transaction,
  context: JobContext,
  leads: readonly Lead[],
  ground: Ground,
  onward?: Onward<T>,
): Promise<JudgedOnward<T>> {
  if (leads.length === 0) return { report: NOTHING };
  for (const { id } of leads) await tx.outbox.clearProblem(problemOf(id));
  if (mayDecide(ground.power)) {
    const { decided, facts } = await decideUnsaid(tx, context, leads, ground);
    // Neither needs the other: their statements travel together.
    const [came] = await Promise.all([onward?.(tx, decided), tx.ledger.append(facts)]);
    return { report: decided.report, came };
  }
  await rehearse(tx, context, leads, ground.now);
  return { report: { ...NOTHING, judged: leads.length, rehearsed: leads.length } };
}

export interface DecideWishes extends Omit<Ground, 'outdated'> {
  /** What somebody has just said of these leads. */
  readonly answer?: Answer | undefined;
}

/** Of leads that this transaction has locked. */
export async function decideAll(
  tx: Transaction,
  context: JobContext,
  leads: readonly Lead[],
  wishes: DecideWishes,
): Promise<Decided> {
  const { decided, facts } = await decideUnsaid(tx, context, leads, wishes);
  await tx.ledger.append(facts);
  return decided;
}

/** The facts are still to be appended to the ledger. */
async function decideUnsaid(
  tx: Transaction,
  context: JobContext,
  leads: readonly Lead[],
  { power, now, answer, known }: DecideWishes,
): Promise<{ readonly decided: Decided; readonly facts: readonly NewFact[] }> {
  if (power.inForce === undefined) throw new TypeError('decided without an agreement in force');
  const { terms } = power.inForce;
  const { circumstances, ...before } = known ?? (await knownOf(tx, context, power, now));
  const facts: NewFact[] = [];
  const decisions: { lead: Lead; decision: Decision }[] = [];
  let handoffs = 0;
  let { gateOpen } = power;
  let { inHour } = before;
  const turns = turnsOf(tx, context, { circumstances, terms, now });
  const hasRoom = (): boolean => gateOpen && inHour < context.settings.handoffsPerHour;
  const look = (lead: Lead, room: boolean): Looked => {
    const given = { circumstances: { ...circumstances, gateOpen: room }, answer };
    return { lead, given, decision: decide(lead, { kind: 'look', ...given }, now, terms) };
  };
  const roomAtFirst = hasRoom();
  const looked = leads.map((lead) => look(lead, roomAtFirst));
  const deciding = { tx, terms, now, turns, approaches: approachesOf(tx, looked, terms, now) };
  for (const first of looked) {
    const { lead } = first;
    const decision = await withOwner(hasRoom() === roomAtFirst ? first : look(lead, hasRoom()), deciding);
    facts.push(...decision.facts);
    decisions.push({ lead, decision });
    await keepDecision(tx, lead, decision, { ...circumstances, mappings: context.settings.mappings, terms }, now);
    const decided = decision.facts.flatMap(({ fact }) => (fact.kind === 'handoff-decided' ? [fact.handoff] : []));
    handoffs += decided.length;
    // Whom a person let through does not fill the hour.
    if (lead.state.admitted === undefined) {
      inHour += decided.length;
      for (const handoff of decided) await tx.installation.countDecided(handoff, iso(now));
    }
    if (gateOpen && decision.facts.some(stoodAtGate)) {
      gateOpen = false;
      facts.push(await closeGate(tx, context, now));
    }
  }
  await turns.keep();
  await announceDecisions(tx, context, power.inForce, decisions);
  await announceCollisions(tx, context, power.inForce, { leads, people: circumstances.people });
  const standing = facts.filter(({ fact }) => fact.kind === 'standing').length;
  const toSend = [...tx.outbox.awaiting()];
  const report = { judged: leads.length, handoffs, facts: facts.length, standing, rehearsed: 0, toSend };
  return { decided: { report, power, known: { people: circumstances.people, views: decisions.map(asKept) } }, facts };
}

/** One more than the hour may have: the lead stands, the gate closes, and a person is asked. */
function stoodAtGate({ fact }: NewFact): boolean {
  return fact.kind === 'standing' && fact.reason === 'gate';
}

async function closeGate(tx: Transaction, { settings, runtime }: JobContext, now: Temporal.Instant): Promise<NewFact> {
  runtime.log.warn('gate closed', { handoffsPerHour: settings.handoffsPerHour });
  await changePower(tx, { gateOpen: false });
  await endFreePassage(tx);
  return {
    stream: 'installation',
    at: iso(now),
    cause: { by: 'system', system: 'baton' },
    fact: { kind: 'gate-closed', handoffsInHour: settings.handoffsPerHour },
  };
}

/** Without power nothing is decided: what would have been is kept apart, for `plan`. */
async function rehearse(
  tx: Transaction,
  context: JobContext,
  leads: readonly Lead[],
  now: Temporal.Instant,
): Promise<void> {
  const { circumstances, terms } = await rehearsalOf(tx, context, now);
  const turns = turnsOf(tx, context, { circumstances, terms, now, rehearsal: true });
  const looked = leads.map((lead): Looked => {
    return { lead, given: { circumstances }, decision: decide(lead, { kind: 'look', circumstances }, now, terms) };
  });
  const deciding = { tx, terms, now, turns, approaches: approachesOf(tx, looked, terms, now) };
  for (const first of looked) {
    const { lead } = first;
    const decision = await withOwner(first, deciding);
    await tx.leads.save(lead.id, { ...decision, state: lead.state });
    const { facts, desired, outside } = decision;
    await tx.leads.rehearse(lead.id, outside ? undefined : { lead: lead.id, at: iso(now), facts, desired });
  }
}
