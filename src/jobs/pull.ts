/** PULL: reads what changed in one system, keeps it with its cursor in one transaction, and finds out whose it is. */

import { INITIAL_STATE } from '../domain/evolve.ts';
import type { LeadId } from '../domain/facts.ts';
import { identify, keysOf } from '../domain/identity.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import { isPerson, leadKey, recordKey, type SourceRecord, type SubjectKey, type System } from '../domain/record.ts';
import type { Page } from '../ports/connector.ts';
import type { PullReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';

/** Pages of one stream read in one go; what is left over is read by the next pull. */
const PAGES_PER_PULL = 500;

/** Throws what the connector throws (no connection, refused credentials): what was kept before stays kept. */
export async function pull(context: JobContext, system: System): Promise<PullReport> {
  const connector = context.connectors.get(system);
  if (connector === undefined) throw new TypeError(`no connector for ${system}`);
  const report = { system, pages: 0, records: 0, news: 0, activities: 0, newLeads: 0, touched: 0, failed: false };
  for (const stream of connector.streams) {
    for (let page = 0; page < PAGES_PER_PULL; page += 1) {
      const after = await context.store.transaction((tx) => tx.records.cursor(system, stream));
      const read = await connector.pull(stream, after);
      const kept = await context.store.transaction((tx) => keep(tx, context, system, stream, read));
      report.pages += 1;
      report.records += read.records.length;
      report.news += kept.news;
      report.activities += kept.activities;
      report.newLeads += kept.newLeads;
      report.touched += kept.touched;
      if (kept.failed) report.failed = true;
      if (kept.failed || !read.more) break;
    }
  }
  return report;
}

async function keep(tx: Transaction, { runtime }: JobContext, system: System, stream: string, page: Page) {
  const seenAt = iso(runtime.now());
  const news = await tx.records.keep(page.records, page.readAt);
  const activities = await tx.records.keepActivities(page.activities, seenAt);
  const { leads, created } = await place(
    tx,
    (prefix) => runtime.id(prefix),
    news.map(({ record }) => record),
    seenAt,
  );
  for (const lead of await owners(
    tx,
    activities.flatMap(({ subjects }) => subjects),
  ))
    leads.add(lead);
  for (const lead of await tx.leads.ofCompanies(
    news.filter(({ record }) => !isPerson(record.ref)).map(({ record }) => record.ref),
  )) {
    leads.add(lead);
  }
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
  const ofStream = `pull ${system} ${stream}`;
  const failures = page.problems.filter(({ record }) => record === undefined);
  if (failures.length === 0) await tx.outbox.clearProblem(ofStream);
  for (const problem of page.problems) {
    const key = problem.record === undefined ? ofStream : `read ${recordKey(problem.record)} ${problem.field ?? ''}`;
    await tx.outbox.listProblem(problem, at, key);
  }
  return failures.length > 0;
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
        `identity ${recordKey(record.ref)}`,
      );
      continue;
    }
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

async function owners(tx: Transaction, subjects: readonly SubjectKey[]): Promise<ReadonlySet<LeadId>> {
  return new Set((await tx.leads.byKeys([...new Set(subjects)])).values());
}
