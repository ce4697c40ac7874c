/** Keeps a page with its cursor: whose records and activities they are, whom they touch, and what went wrong. */
import type { Activity } from '../domain/activity.ts';
import type { LeadId } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { type RecordRef, recordKey, type SubjectKey, type System } from '../domain/record.ts';
import type { Page } from '../ports/connector.ts';
import type { Transaction } from '../ports/store.ts';
import { alarm } from './alarm.ts';
import type { JobContext } from './context.ts';
import { touchOfGone } from './owners-gone.ts';
import { personKeys, place } from './placing.ts';

export interface Kept {
  readonly news: number;
  readonly activities: number;
  readonly newLeads: number;
  readonly touched: number;
  /** The page, or a part of it, could not be had. */
  readonly failed: boolean;
}

export interface KeepWishes {
  /** Asked for by their ids: what is there now is alive. */
  readonly seenById?: boolean;
  /** Somebody waits, and it is likely to be news: whose it is is asked before that is known. */
  readonly awaited?: boolean;
}

/** In the caller's transaction: the cursor never gets ahead of what is kept, nor falls behind it. */
export async function keep(
  tx: Transaction,
  context: JobContext,
  system: System,
  stream: string,
  page: Page & KeepWishes,
): Promise<Kept> {
  const { runtime } = context;
  const seenAt = iso(runtime.now());
  await listReturned(tx, page, seenAt);
  const [news, foreseen] = await Promise.all([
    tx.records.keep(page.records, page.readAt, { seenById: page.seenById }),
    page.awaited === true ? tx.leads.lookUp(personKeys(page.records)) : undefined,
  ]);
  const activities = await tx.records.keepActivities(
    [...page.activities, ...(await struckOff(tx, system, page))],
    seenAt,
  );
  const changed = news.map(({ record }) => record);
  const { leads, created } = await place(tx, (prefix) => runtime.id(prefix), changed, seenAt, foreseen);
  for (const lead of await owners(
    tx,
    activities.flatMap(({ subjects }) => subjects),
  ))
    leads.add(lead);
  const companies = changed.filter(({ ref }) => ref.object === 'company' || ref.object === 'account');
  for (const lead of await tx.leads.ofCompanies(companies.map(({ ref }) => ref))) leads.add(lead);
  await tx.leads.touch([...leads].sort(), seenAt);
  await touchOfGone(tx, context, changed, seenAt);
  const failed = await listProblems(tx, system, stream, page, seenAt);
  await alarm(tx, context, page.problems);
  await tx.records.saveCursor(system, stream, page.cursor, seenAt);
  return { news: news.length, activities: activities.length, newLeads: created, touched: leads.size, failed };
}

/** Whoever was erased on request does not come back as what a merge or a conversion made of them; a person decides where that is somebody else too. */
async function listReturned(tx: Transaction, { records }: Page, at: IsoInstant): Promise<void> {
  for (const { record, as } of await tx.erasure.cameBack(records)) {
    const [code, detail] =
      as === 'nobody'
        ? ['ERASED_BEFORE', 'it came of a record whose person was erased on request: it is not read']
        : ['MERGED_WITH_ERASED', 'a record whose person was erased on request was merged into it'];
    const problem = { category: 'identity', mover: 'admin', system: record.system, record, code, detail } as const;
    await tx.outbox.listProblem(problem, at, `erased ${recordKey(record)}`);
  }
}

/** Those who were on the roll and are not named any more. */
async function struckOff(tx: Transaction, system: System, { roll, activities }: Page): Promise<readonly Activity[]> {
  if (roll === undefined) return [];
  const named = new Set(activities.map(({ id }) => id));
  const kept = await tx.records.activitiesBetween(system, roll.kind, roll.after, roll.upTo);
  return kept
    .filter(({ id, properties }) => properties['member'] === true && !named.has(id))
    .map((one) => ({ ...one, properties: { ...one.properties, member: false } }));
}

/** A page that could not be had is a problem of its stream, and over once a page comes; others are a record's. */
async function listProblems(
  tx: Transaction,
  system: System,
  stream: string,
  page: Page,
  at: IsoInstant,
): Promise<boolean> {
  const ofStream = streamProblem(system, stream);
  const failures = page.problems.filter(({ record }) => record === undefined);
  if (failures.length === 0) await tx.outbox.clearProblem(ofStream);
  // What a record is read with now stands; what was wrong with it before is over.
  for (const { ref } of page.records) await tx.outbox.clearProblem(recordProblem(ref));
  for (const problem of page.problems) {
    await tx.outbox.listProblem(problem, at, problem.record === undefined ? ofStream : recordProblem(problem.record));
  }
  return failures.length > 0;
}

function recordProblem(record: RecordRef): string {
  return `read ${recordKey(record)}`;
}

async function owners(tx: Transaction, subjects: readonly SubjectKey[]): Promise<ReadonlySet<LeadId>> {
  return new Set((await tx.leads.byKeys([...new Set(subjects)])).values());
}

/** The key under which a stream's problem is listed. */
export function streamProblem(system: System, stream: string): string {
  return `pull ${system} ${stream}`;
}
