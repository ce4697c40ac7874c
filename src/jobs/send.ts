/** SEND: carries the outbox of one system out, each write by its key, and turns every answer into a fact. */
import type { LeadId } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { System } from '../domain/record.ts';
import { isOfOneRecord, type Outcome } from '../domain/writes.ts';
import type { Connector } from '../ports/connector.ts';
import type { SendReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import { isKnown, isOther } from './account.ts';
import { alarm } from './alarm.ts';
import { announceTasks } from './announce.ts';
import { type Answered, answer } from './answer.ts';
import { beforeMaking } from './before-making.ts';
import { beforeOverwriting } from './before-overwriting.ts';
import type { JobContext } from './context.ts';
import { type Known, knownOf } from './desk.ts';
import type { Decided } from './judge.ts';
import { mayDecide, type Power, readPower } from './power.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Rows carried at a time: whole calls of every kind (75 handoffs, 100 contacts, 200 Leads). And rounds per run. */
export const ROWS = 600;
/** After a round of nothing but deeds, more of them at a time: who appeared meanwhile is asked for once in a round. */
const DEEDS = 1_800;
const ROUNDS = 1_000;
/** Waits before an unknown or unsent write is looked at again: doubled each time, at most 15 minutes. */
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 900;
/** Machine time; a lease lasts four of these. */
const RENEW_MS = 15_000;

/** `begun`: claimed already (`claimDecided`), and carried first. */
export async function send(context: JobContext, system: System, begun: readonly Prepared[] = []): Promise<SendReport> {
  const connector = context.connectors.get(system);
  if (connector === undefined) throw new TypeError(`no connector for ${system}`);
  const report = { system, sent: 0, done: 0, rejected: 0, waiting: 0, nothingToDo: 0, facts: 0 };
  if (begun.length === 0 && (await belongsElsewhere(context, connector))) return report;
  let last: Kinds = { states: false, deeds: false };
  for (let round = 0; round < ROUNDS; round += 1) {
    const most = await rowsAtATime(context, connector, last);
    const isBegun = round === 0 && begun.length > 0;
    const taken = isBegun ? begun : await context.store.transaction((tx) => claim(tx, context, system, most));
    if (taken.length === 0) break;
    const claimed = await held(context, taken, async () =>
      // In this order: where what was to be written to is found to be gone, a record may have to be made.
      beforeMaking(context, connector, await beforeOverwriting(context, connector, taken)),
    );
    last = {
      states: claimed.every(({ row }) => row.kind === 'state'),
      deeds: claimed.every(({ row }) => row.kind !== 'state'),
    };
    await context.store.anchor();
    const carried = await held(context, claimed, () => carry(context, connector, claimed));
    const answered = carried.map(inTheEnd);
    report.facts += await context.store.transaction((tx) => settle(tx, context, answered));
    const waiting = answered.filter(
      ({ outcome }) => outcome.state === 'unknown' || outcome.state === 'throttled',
    ).length;
    report.sent += answered.filter(({ write }) => write !== undefined).length;
    report.done += answered.filter(({ outcome }) => outcome.state === 'done' || outcome.state === 'already').length;
    report.rejected += answered.filter((one) => one.outcome.state === 'rejected' && !isNotDone(one)).length;
    report.nothingToDo += answered.filter(({ outcome }) => outcome.state === 'nothing-to-do').length;
    report.waiting += waiting;
    // A system that does not take writes now is not asked again in this run; that one record is locked holds up no other.
    if (answered.some(holdsUpAll) || (claimed.length < most && claimed.every(holdsUpNothing))) break;
  }
  return report;
}

/** Whether the round before carried nothing else. */
interface Kinds {
  readonly states: boolean;
  readonly deeds: boolean;
}

function holdsUpAll({ outcome }: Answered): boolean {
  return outcome.state === 'unknown' || (outcome.state === 'throttled' && !isOfOneRecord(outcome));
}

/** What was tried as often as it is worth is refused, for a person to look at. */
function inTheEnd(one: Answered): Answered {
  const { row, outcome } = one;
  if (outcome.state !== 'throttled' || outcome.tries === undefined || row.attempts < outcome.tries) return one;
  const { retryAt: _, ...problem } = outcome.problem;
  return { ...one, outcome: { state: 'rejected', problem: { ...problem, mover: 'admin' } } };
}

/** Asked of the system only where something waits for it: a system that is away must not be asked for nothing, nor one that never says who it is. */
async function belongsElsewhere(context: JobContext, connector: Connector): Promise<boolean> {
  if (connector.account === undefined || isKnown(connector)) return false;
  const { unsettled } = await context.store.transaction((tx) => tx.outbox.count(connector.system));
  return unsettled > 0 && isOther(context, connector);
}

/** Behind a deed others may stand, and an unknown write that was not done is to be sent: only then there may be more to claim. */
function holdsUpNothing({ row }: Prepared): boolean {
  return row.kind === 'state' && row.status !== 'unknown';
}

/** A first arming or a changed agreement rewrites nearly every record: where so many wait, and no handoff before them, they go in bulk. */
async function rowsAtATime({ store }: JobContext, { system, bulk }: Connector, last: Kinds): Promise<number> {
  if (last.deeds) return DEEDS;
  if (bulk === undefined || !last.states) return ROWS;
  const { unsettled } = await store.transaction((tx) => tx.outbox.count(system));
  return unsettled > bulk.above ? bulk.rows : ROWS;
}

async function claim(tx: Transaction, context: JobContext, system: System, most: number): Promise<readonly Prepared[]> {
  return claimBy(tx, context, { system, most, reading: readPower(tx), seen: NOBODY, own: false });
}

/**
 * Claims what is to be sent in the transaction that decided it: what was loaded for that need not be loaded again. Nothing where it must be found out first
 * whose account it is.
 */
export async function claimDecided(
  tx: Transaction,
  context: JobContext,
  system: System,
  { power, known }: Pick<Decided, 'power' | 'known'>,
): Promise<readonly Prepared[]> {
  const connector = context.connectors.get(system);
  if (connector === undefined || (connector.account !== undefined && !isKnown(connector))) return [];
  return claimBy(tx, context, { system, most: ROWS, reading: Promise.resolve(power), seen: known, own: true });
}

interface ClaimOf {
  readonly system: System;
  readonly most: number;
  readonly reading: Promise<Power>;
  /** Leads that are known as they stand, and locked. */
  readonly seen: Pick<Known, 'views'> & Partial<Known>;
  /** What this transaction has put goes first, alone. */
  readonly own: boolean;
}

const NOBODY = { views: [] };

async function claimBy(
  tx: Transaction,
  context: JobContext,
  { system, most, reading, seen, own }: ClaimOf,
): Promise<readonly Prepared[]> {
  const now = context.runtime.now();
  let known: Promise<Known> | undefined;
  const claiming = tx.outbox.claim(system, iso(now), context.runtime.machineMs(), most, {
    own,
    may: reading.then(mayDecide),
    wanted: (leads) => {
      known = withOthers(tx, context, seen, leads);
      // Whoever needs it hears of a failure.
      known.catch(() => {});
    },
  });
  const [power, rows] = await Promise.all([reading, claiming]);
  return prepare(tx, context, power, rows, now, known);
}

async function withOthers(
  tx: Transaction,
  context: JobContext,
  { people, views }: ClaimOf['seen'],
  leads: readonly LeadId[],
): Promise<Known> {
  const others = leads.filter((id) => !views.some(({ lead }) => lead.id === id));
  if (people !== undefined && others.length === 0) return { people, views };
  const more = await knownOf(tx, context, others);
  return { people: more.people, views: [...views, ...more.views] };
}

/** Many calls may take longer than a lease: it is renewed while they are made, so that no other worker takes the rows for lost. */
async function held<T>(
  { store, runtime }: JobContext,
  claimed: readonly Prepared[],
  work: () => Promise<T>,
): Promise<T> {
  const ids = claimed.map(({ row }) => row.id);
  const renew = (): Promise<void> => store.transaction((tx) => tx.outbox.renew(ids, runtime.machineMs()));
  let renewing: Promise<void> = Promise.resolve();
  const beat = setInterval(() => {
    renewing = renewing.then(renew).catch(() => runtime.log.warn('send.lease-not-renewed'));
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await renewing;
  }
}

/** Unknown writes are only read back: what was surely not done is claimed again, and compared anew with what it should say by then. */
async function carry(
  { runtime }: JobContext,
  connector: Connector,
  claimed: readonly Prepared[],
): Promise<readonly Answered[]> {
  const writes = claimed.flatMap(({ row, write, later }) =>
    write === undefined || later !== undefined ? [] : [{ row, write }],
  );
  const known = new Map<number, Outcome>();
  const ask = async (some: typeof writes, how: 'resolve' | 'send'): Promise<void> => {
    const outcomes = some.length === 0 ? [] : await connector[how](some.map(({ write }) => write));
    some.forEach(({ row }, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined) known.set(row.id, outcome);
    });
  };
  await ask(
    writes.filter(({ row }) => row.status === 'unknown'),
    'resolve',
  );
  await ask(
    writes.filter(({ row }) => row.status !== 'unknown'),
    'send',
  );
  return claimed.map((one) => ({
    ...one,
    outcome: one.later === undefined ? outcomeOf(one, known.get(one.row.id)) : waiting(one.later, runtime.now()),
  }));
}

function waiting(problem: Problem, now: Temporal.Instant): Outcome {
  return { state: 'throttled', problem, until: problem.retryAt ?? iso(now.add({ seconds: FIRST_WAIT_SECONDS })) };
}

function outcomeOf({ row, write, blocked }: Prepared, known: Outcome | undefined): Answered['outcome'] {
  // Whether an unknown one was done stays unknown, whatever keeps us from asking.
  if (blocked !== undefined) return { state: row.status === 'unknown' ? 'unknown' : 'rejected', problem: blocked };
  return write === undefined ? { state: 'nothing-to-do' } : (known ?? lostInside());
}

/** Read back and not there: no answer to anything, the write may be made. */
function isNotDone({ row, outcome }: Answered): boolean {
  return row.status === 'unknown' && outcome.state === 'rejected' && outcome.problem.code === 'NOT_DONE';
}

/** A connector that forgot to answer for a write has not told us that it was not done. */
function lostInside(): Outcome {
  return {
    state: 'unknown',
    problem: { category: 'lost-answer', mover: 'baton', code: 'NO_OUTCOME', detail: 'the connector gave no outcome' },
  };
}

async function settle(tx: Transaction, context: JobContext, answered: readonly Answered[]): Promise<number> {
  const now = context.runtime.now();
  const facts = await answer(
    tx,
    answered.filter((one) => !isNotDone(one)),
    now,
  );
  await alarm(
    tx,
    context,
    answered.flatMap(({ outcome }) => refusalsIn(outcome)),
  );
  for (const one of answered) {
    const { row, outcome } = one;
    await tx.outbox.settle(row.id, outcome, iso(now), againAt(one, now));
  }
  await announceTasks(tx, context, answered, facts);
  await tx.ledger.append(facts);
  return facts.length;
}

/** What was refused as a whole, or of what was done. */
function refusalsIn(outcome: Answered['outcome']): readonly Problem[] {
  if (outcome.state === 'rejected') return [outcome.problem];
  return 'refused' in outcome && outcome.refused !== undefined ? [outcome.refused] : [];
}

/** Locks of others are waited for longer and longer: they may last as long as somebody's import does. */
function againAt({ row, outcome }: Answered, now: Temporal.Instant): IsoInstant | undefined {
  if (outcome.state === 'unknown') return laterBy(now, row.attempts);
  if (outcome.state !== 'throttled') return undefined;
  const backedOff = isOfOneRecord(outcome) ? laterBy(now, row.attempts) : outcome.until;
  return backedOff > outcome.until ? backedOff : outcome.until;
}

function laterBy(now: Temporal.Instant, attempts: number): IsoInstant {
  const seconds = Math.min(FIRST_WAIT_SECONDS * 2 ** Math.min(attempts, 10), LONGEST_WAIT_SECONDS);
  return iso(now.add({ seconds }));
}
