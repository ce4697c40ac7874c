/** PULL: reads what changed in one system, keeps it with its cursor in one transaction, and finds out whose it is. */

import { INITIAL_STATE } from '../domain/evolve.ts';
import type { LeadId } from '../domain/facts.ts';
import { identify, keysOf } from '../domain/identity.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import {
  isPerson,
  leadKey,
  type RecordRef,
  recordKey,
  type SourceRecord,
  type SubjectKey,
  type System,
} from '../domain/record.ts';
import type { Connector, Cursor, Page } from '../ports/connector.ts';
import type { PullReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import { pagesAhead } from './ahead.ts';
import type { JobContext } from './context.ts';
import { unforeseen } from './unforeseen.ts';

/** Pages of one stream read in one go; what is left over is read by the next pull. */
const PAGES_PER_PULL = 500;

/** The pull of each connector that is under way here: a command's waits for the queue's, so that no cursor goes back. */
const underway = new WeakMap<Connector, Promise<unknown>>();

export async function pull(context: JobContext, system: System): Promise<PullReport> {
  const connector = context.connectors.get(system);
  if (connector === undefined) throw new TypeError(`no connector for ${system}`);
  const before = underway.get(connector) ?? Promise.resolve();
  const run = before.then(() => pullAll(context, connector));
  // Whoever waits behind a pull that fails pulls all the same.
  underway.set(
    connector,
    run.catch(() => {}),
  );
  return run;
}

async function pullAll(context: JobContext, connector: Connector): Promise<PullReport> {
  const { system } = connector;
  const cursors = new Map(await context.store.transaction((tx) => tx.records.cursors(system)));
  const report = { system, pages: 0, records: 0, news: 0, activities: 0, newLeads: 0, touched: 0, failed: false };
  /** Of pages without content: nothing can be lost by keeping them together, later. */
  const idle = new Map<string, Cursor>();
  const readStream = async (stream: string): Promise<void> => {
    const next = pagesAhead(connector, stream, cursors.get(stream));
    for (let page = 0; page < PAGES_PER_PULL; page += 1) {
      const read = await next();
      cursors.set(stream, read.cursor);
      report.pages += 1;
      if (isEmpty(read)) {
        idle.set(stream, read.cursor);
      } else {
        idle.delete(stream);
        const kept = await context.store.transaction((tx) => keep(tx, context, system, stream, read));
        report.records += read.records.length;
        report.news += kept.news;
        report.activities += kept.activities;
        report.newLeads += kept.newLeads;
        report.touched += kept.touched;
        if (kept.failed) report.failed = true;
        if (kept.failed) return;
      }
      if (!read.more) return;
    }
  };
  for (const stream of connector.streams) {
    try {
      await readStream(stream);
    } catch (error) {
      // One stream that cannot be read or kept must not hold up the others. Throws again where the database is away.
      report.failed = true;
      await tellStream(context, system, stream, error);
    }
  }
  await keepIdle(context, system, idle);
  return report;
}

function isEmpty({ records, activities, problems }: Page): boolean {
  return records.length === 0 && activities.length === 0 && problems.length === 0;
}

async function keepIdle(
  { store, runtime }: JobContext,
  system: System,
  idle: ReadonlyMap<string, Cursor>,
): Promise<void> {
  if (idle.size === 0) return;
  const at = iso(runtime.now());
  await store.transaction(async (tx) => {
    const listed = new Set((await tx.outbox.problems()).map(({ key }) => key));
    for (const [stream, cursor] of idle) {
      await tx.records.saveCursor(system, stream, cursor, at);
      if (listed.has(streamProblem(system, stream))) await tx.outbox.clearProblem(streamProblem(system, stream));
    }
  });
}

async function tellStream(
  { store, runtime }: JobContext,
  system: System,
  stream: string,
  error: unknown,
): Promise<void> {
  runtime.log.error('pull.stream-failed', { system, stream, error: error instanceof Error ? error.name : 'Error' });
  const at = iso(runtime.now());
  await store.transaction((tx) =>
    tx.outbox.listProblem(unforeseen(error, { system }), at, streamProblem(system, stream)),
  );
}

function streamProblem(system: System, stream: string): string {
  return `pull ${system} ${stream}`;
}

async function keep(tx: Transaction, { runtime }: JobContext, system: System, stream: string, page: Page) {
  const seenAt = iso(runtime.now());
  const news = await tx.records.keep(page.records, page.readAt);
  const activities = await tx.records.keepActivities(page.activities, seenAt);
  const changed = news.map(({ record }) => record);
  const { leads, created } = await place(tx, (prefix) => runtime.id(prefix), changed, seenAt);
  for (const lead of await owners(
    tx,
    activities.flatMap(({ subjects }) => subjects),
  ))
    leads.add(lead);
  const companies = changed.filter(({ ref }) => ref.object === 'company' || ref.object === 'account');
  for (const lead of await tx.leads.ofCompanies(companies.map(({ ref }) => ref))) leads.add(lead);
  await tx.leads.touch([...leads].sort(), seenAt);
  const failed = await listProblems(tx, system, stream, page, seenAt);
  await tx.records.saveCursor(system, stream, page.cursor, seenAt);
  return { news: news.length, activities: activities.length, newLeads: created, touched: leads.size, failed };
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

/** Finds the lead behind each person's record, or makes one; ambiguous ones are listed and wait for a person. */
async function place(
  tx: Transaction,
  id: (prefix: string) => string,
  changed: readonly SourceRecord[],
  at: IsoInstant,
): Promise<{ leads: Set<LeadId>; created: number }> {
  const people = changed.filter((record) => isPerson(record.ref));
  const known = new Map(await tx.leads.byKeys(people.flatMap((record) => keysOf(record))));
  const leads = new Set<LeadId>();
  let created = 0;
  for (const record of people) {
    const found = identify(record, known);
    if ('ambiguous' in found) {
      await tx.outbox.listProblem(
        {
          category: 'identity',
          mover: 'admin',
          system: record.ref.system,
          record: record.ref,
          code: 'AMBIGUOUS',
          detail: `matches ${found.ambiguous.length} leads`,
        },
        at,
        identityProblem(record.ref),
      );
      continue;
    }
    await tx.outbox.clearProblem(identityProblem(record.ref));
    if ('new' in found && record.deleted) continue;
    const lead = 'new' in found ? (id('L') as LeadId) : found.lead;
    if ('new' in found) {
      await tx.leads.create(lead, INITIAL_STATE, at);
      await tx.leads.link(leadKey(lead), lead, at);
      created += 1;
    }
    for (const key of keysOf(record)) {
      if (known.get(key) === lead) continue;
      if (known.has(key) && key !== recordKey(record.ref)) continue;
      await tx.leads.link(key, lead, at);
      known.set(key, lead);
    }
    leads.add(lead);
  }
  return { leads, created };
}

function identityProblem(record: RecordRef): string {
  return `identity ${recordKey(record)}`;
}

async function owners(tx: Transaction, subjects: readonly SubjectKey[]): Promise<ReadonlySet<LeadId>> {
  return new Set((await tx.leads.byKeys([...new Set(subjects)])).values());
}
