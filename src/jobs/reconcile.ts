/** RECONCILE: once a day, and on command, every lead that is more than one is compared with what both systems say of it; what differs is named with its cause. */
import { z } from 'zod';
import type { LeadId } from '../domain/facts.ts';
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import type { Problem } from '../domain/problem.ts';
import { type Disagreement, disagreementsOf, isMendable } from '../domain/reconcile.ts';
import {
  isOpenToWrites,
  recordKey,
  refOfKey,
  type SourceRecord,
  type SubjectKey,
  SYSTEMS,
  type System,
} from '../domain/record.ts';
import { type Connector, type Cursor, LOOK_MOST } from '../ports/connector.ts';
import type { ReconciledSystem, ReconcileReport, ReconciliationView } from '../ports/reconciliation.ts';
import type { Transaction } from '../ports/store.ts';
import { directory } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { mayDecide, type Power, readPower } from './power.ts';
import { keepLook, withoutKnown } from './sweep.ts';

/** Under which its cursor is kept, and its failure listed. */
export const RECONCILE = 'reconcile';
const ROUND = { hours: 24 };
/** Leads of one step: their records fill one look. */
const STEP = 50;
/** Steps of one pull; a command goes on to the end, but not for ever. */
const STEPS_PER_PULL = 10;
const STEPS_PER_COMMAND = 2_000_000;
/** Differences told at a time. */
const SHOWN = 500;

const cursorShape = z.object({
  began: z.string(),
  /** The lead that was compared last; absent while it rests. */
  after: z.string().optional(),
  leads: z.int().default(0),
  live: z.boolean().default(true),
  look: z.record(z.string(), z.unknown()).optional(),
  /** The last round that came to its end. */
  last: z.object({ at: z.string(), leads: z.int(), live: z.boolean() }).optional(),
});
type Round = z.infer<typeof cursorShape>;

/** What there is to do now of the day's round. Before anything may be written there is nothing to prove. */
export async function reconcileDaily(
  context: JobContext,
  connector: Connector,
  cursor: Cursor | undefined,
): Promise<void> {
  const power = await context.store.transaction(readPower);
  if (!mayDecide(power) || !power.armed.has('status')) return;
  const parsed = cursorShape.safeParse(cursor);
  const now = context.runtime.now();
  // The first round begins a day after the first writes.
  if (!parsed.success) return save(context, connector.system, { began: iso(now), leads: 0, live: true });
  let round = parsed.data;
  if (round.after === undefined) {
    if (Temporal.Instant.compare(now, instantOf(round.began as IsoInstant).add(ROUND)) < 0) return;
    round = begun(round, now);
  }
  await steps(context, connector, round, STEPS_PER_PULL);
}

/** Both systems from the beginning to the end. `dryRun`: nothing is put to be mended. */
export async function reconcile(
  context: JobContext,
  { dryRun = false }: { readonly dryRun?: boolean | undefined },
): Promise<ReconcileReport> {
  const unfinished: { system: System; problem?: Problem | undefined }[] = [];
  let mended = 0;
  for (const [system, connector] of context.connectors) {
    const cursors = await context.store.transaction((tx) => tx.records.cursors(system));
    const parsed = cursorShape.safeParse(cursors.get(RECONCILE));
    const before: Round = parsed.success ? parsed.data : { began: '', leads: 0, live: true };
    const done = await steps(context, connector, begun(before, context.runtime.now()), STEPS_PER_COMMAND, dryRun);
    if (!done.ended) unfinished.push({ system, problem: done.problem });
    mended += done.mended;
  }
  return context.store.transaction(async (tx) => {
    const found = await tx.reconciliation.found(SHOWN);
    const ids = [...new Set(found.map(({ lead }) => lead))].sort();
    const people = new Map((await tx.leads.view(ids)).map(({ lead }) => [lead.id, personOf(lead)]));
    const nobody = (lead: LeadId) => ({ lead, name: '', company: '', email: '' });
    return {
      ...(await reconciled(tx)),
      complete: unfinished.length === 0,
      unfinished,
      mended,
      disagreements: found.map(({ lead, at: _, ...one }) => ({ ...one, person: people.get(lead) ?? nobody(lead) })),
    };
  });
}

/** How the last rounds ended. */
export async function reconciled(tx: Transaction): Promise<ReconciliationView> {
  const systems: ReconciledSystem[] = [];
  for (const system of SYSTEMS) {
    const parsed = cursorShape.safeParse((await tx.records.cursors(system)).get(RECONCILE));
    const last = parsed.success ? parsed.data.last : undefined;
    if (last !== undefined) systems.push({ system, ...last, at: last.at as IsoInstant });
  }
  const differing: Record<string, number> = {};
  for (const { cause, leads } of await tx.reconciliation.count()) differing[cause] = (differing[cause] ?? 0) + leads;
  return { systems, differing };
}

function begun({ look, last }: Round, now: Temporal.Instant): Round {
  return { began: iso(now), after: '', leads: 0, live: true, look, last };
}

async function save({ store, runtime }: JobContext, system: System, round: Round): Promise<void> {
  await store.transaction((tx) => tx.records.saveCursor(system, RECONCILE, round, iso(runtime.now())));
}

async function steps(
  context: JobContext,
  connector: Connector,
  from: Round,
  most: number,
  dryRun = false,
): Promise<{ readonly ended: boolean; readonly mended: number; readonly problem?: Problem | undefined }> {
  const { system } = connector;
  let round = from;
  let mended = 0;
  for (let step = 0; step < most; step += 1) {
    const leads = await context.store.transaction((tx) => tx.reconciliation.following(system, round.after ?? '', STEP));
    if (leads.length === 0) {
      const { began, leads: compared, live, look } = round;
      const last = { at: iso(context.runtime.now()), leads: compared, live };
      await context.store.transaction((tx) => tx.reconciliation.forget(system, began as IsoInstant));
      await save(context, system, { began, leads: compared, live, look, last });
      return { ended: true, mended };
    }
    const read = await readLive(context, connector, leads, round.look);
    // The day's calls are spent, or nobody answers: the round goes on with the next poll.
    if (read !== 'kept' && 'problem' in read) return { ended: false, mended, problem: read.problem };
    const done = await context.store.transaction((tx) => compare(tx, context, system, leads, dryRun));
    mended += done;
    round = {
      ...round,
      after: leads.at(-1) ?? '',
      leads: round.leads + leads.length,
      live: round.live && read !== 'kept',
      look: read === 'kept' ? round.look : read.cursor,
    };
    await save(context, system, round);
  }
  return { ended: false, mended };
}

/** What their records say now comes in by the one way in. Answers the look's cursor, or why nobody could say; `kept`: the system cannot be asked for records by id. */
async function readLive(
  context: JobContext,
  connector: Connector,
  leads: readonly LeadId[],
  after: Cursor | undefined,
): Promise<{ readonly cursor: Cursor } | { readonly problem: Problem } | 'kept'> {
  if (connector.look === undefined) return 'kept';
  const known = await context.store.transaction(async (tx) => {
    const views = await tx.leads.glance([...leads].sort());
    return views.flatMap(({ lead }) => openIn(lead, connector.system));
  });
  const refs = known.map(({ ref }) => ref);
  let cursor = after;
  for (let from = 0; from < refs.length; from += LOOK_MOST) {
    const asked = refs.slice(from, from + LOOK_MOST);
    const page = await connector.look(asked, cursor, 'in time');
    const unanswered = page.problems.find(({ record }) => record === undefined);
    if (unanswered !== undefined) return { problem: unanswered };
    ({ cursor } = page);
    const news = withoutKnown({ ...page, cursor: {} }, known);
    await context.store.transaction((tx) =>
      keepLook(tx, context, connector.system, { refs: asked, page: news, under: LOOKED }),
    );
  }
  return { cursor: cursor ?? {} };
}

/** The look keeps no place of its own. */
const LOOKED = 'reconcile-look';

function openIn({ records }: Pick<Lead, 'records'>, system: System): readonly SourceRecord[] {
  return records.filter((record) => record.ref.system === system && isOpenToWrites(record));
}

/** Keeps what differs; what Baton can mend is put to be judged, and to be written by the usual way. Answers how many leads. */
async function compare(
  tx: Transaction,
  context: JobContext,
  system: System,
  ids: readonly LeadId[],
  dryRun: boolean,
): Promise<number> {
  const at = iso(context.runtime.now());
  const power = await readPower(tx);
  const people = await directory(tx, context);
  const underway = await underwayIn(tx, system);
  const refused = await refusedIn(tx, system);
  const found: (Disagreement & { readonly lead: LeadId })[] = [];
  const mending = new Set<LeadId>();
  for (const { lead, kept } of await tx.leads.glance([...ids].sort())) {
    const { member } = lead.state.holder;
    const own = disagreementsOf(lead, {
      system,
      mapping: context.settings.mappings[system].objects,
      statuses: context.settings.statuses,
      armed: power.armed,
      stopped: isStopped(power),
      desired: kept.desired,
      ownerId: member === undefined ? undefined : people.userId(system, member),
      underway,
      refused,
    });
    found.push(...own.map((one) => ({ ...one, lead: lead.id })));
    if (dryRun || !own.some(isMendable)) continue;
    mending.add(lead.id);
    for (const { cause, record } of own)
      if (cause === 'drift' && record !== undefined && mayDecide(power)) await tx.outbox.putState(record, lead.id);
  }
  await tx.leads.touch([...mending].sort(), at);
  await tx.reconciliation.keep(system, ids, found, at);
  return mending.size;
}

function isStopped({ stopped, distrusted }: Power): boolean {
  return stopped || distrusted !== undefined;
}

/** A state by its target; a handoff by its lead, since it writes stage and owner there too. */
async function underwayIn(tx: Transaction, system: System): Promise<ReadonlyMap<string, 'waiting' | 'unknown'>> {
  const pending = (await tx.outbox.pending()).filter((row) => row.system === system && row.status !== 'rejected');
  return new Map(
    pending
      .filter(({ kind, payload }) => kind === 'state' || payload?.kind === 'handoff')
      .map(({ kind, key, lead, status }) => [
        kind === 'state' ? key : lead,
        status === 'unknown' ? 'unknown' : 'waiting',
      ]),
  );
}

/** Targets of writes that the list of problems tells of. */
async function refusedIn(tx: Transaction, system: System): Promise<ReadonlySet<SubjectKey>> {
  const start = `write ${system} `;
  const listed = (await tx.outbox.problems()).filter(({ key }) => key.startsWith(start));
  return new Set(
    listed.flatMap(({ key, record }): SubjectKey[] => {
      const target = key.slice(start.length) as SubjectKey;
      if (refOfKey(target) !== undefined) return [target];
      return record === undefined ? [] : [recordKey(record)];
    }),
  );
}
