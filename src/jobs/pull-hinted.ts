/** PULL, sooner: reads what hints name, by the same way in as every pull; and looks into a journal for hints. */
import { z } from 'zod';
import { iso } from '../domain/instant.ts';
import type { RecordRef, System } from '../domain/record.ts';
import { type Connector, type Cursor, LOOK_MOST, type LookPage } from '../ports/connector.ts';
import type { KeptHint } from '../ports/hints.ts';
import type { PullReport } from '../ports/reports.ts';
import type { How, Transaction } from '../ports/store.ts';
import { isOther } from './account.ts';
import type { JobContext } from './context.ts';
import { answers, type EarlyLook, recordsOf, rememberPlace } from './early-look.ts';
import { withEditors, writtenTo } from './editors.ts';
import { streamProblem } from './keeping.ts';
import { askedAgain } from './pauses.ts';
import { pull } from './pull.ts';
import { keepLook, SWEEP } from './sweep.ts';

/** Looks in one go; each takes as many hints as a look can. */
const ROUNDS = 20;
/** Pieces of the journal read in one go. */
const PIECES = 50;
/** What their cursors and problems stand under, beside the streams. */
const HINTED = 'hinted';
const JOURNAL = 'journal';

type Sum = { -readonly [Key in keyof PullReport]: PullReport[Key] };

/** Looks at the records that hints name, and then reads the streams in which those say there is more. An `early` look that is under way is followed alone. */
export async function pullHinted(context: JobContext, system: System, early?: EarlyLook): Promise<PullReport> {
  const connector = connectorOf(context, system);
  const report: Sum = { system, pages: 0, records: 0, news: 0, activities: 0, newLeads: 0, touched: 0, failed: false };
  if (await isOther(context, connector)) return { ...report, failed: true };
  if (early?.how === 'begun') return followEarly(context, connector, early, report);
  const look = connector.look?.bind(connector);
  const streams = new Set<string>();
  for (let round = 0; look !== undefined && round < ROUNDS; round += 1) {
    if (early === undefined) connector.expect?.('look');
    const { hints, cursors } = await claim(context, system, round === 0 ? early : undefined);
    for (const some of [hints.filter(isErasure), hints.filter((hint) => !isErasure(hint))]) {
      if (some.length === 0) continue;
      const after = cursors.get(HINTED) ?? lookOf(cursors.get(SWEEP));
      const records = recordsOf(some);
      const ask = (): Promise<LookPage> => look(records, after);
      const known = writtenTo(context, records);
      const [looked, written] = await Promise.all([askedAgain(() => context.runtime.now(), ask), known]);
      rememberPlace(connector, looked.cursor);
      const page = await withEditors(context, connector, looked, written);
      // Whether a record is gone for good can be told only of an account that was looked into before.
      const isSure = after !== undefined || !some.every(isErasure);
      add(report, await follow(context, system, { hints: some, refs: records, page, isSure }));
      for (const stream of page.streams ?? []) streams.add(stream);
    }
    // What could not be read is tried again when the lease of its hints ends; what came meanwhile was woken for.
    if (report.failed || hints.length < LOOK_MOST) break;
  }
  if (streams.size > 0) add(report, await pull(context, system, [...streams]));
  return report;
}

/**
 * Its hints are settled once they are kept: till then they stand for it. A look that failed is made again with them. What it found may be judged while it is
 * being committed.
 */
async function followEarly(
  context: JobContext,
  connector: Connector,
  early: EarlyLook,
  report: Sum,
): Promise<PullReport> {
  const { system } = connector;
  early.how = 'failed';
  let page: LookPage;
  try {
    const [looked, written] = await Promise.all([early.looked, early.written]);
    rememberPlace(connector, looked.cursor);
    page = await withEditors(context, connector, looked, written);
  } catch {
    return report;
  }
  let committed = Promise.resolve();
  const committing = (ending: Promise<void>): void => {
    committed = ending;
    // Whoever waits for it hears of a failure.
    ending.catch(() => {});
  };
  add(report, await follow(context, system, { hints: [], refs: early.refs, page, isSure: true }, committing));
  const streams = page.streams ?? [];
  if (streams.length > 0) add(report, await pull(context, system, [...streams]));
  if (!report.failed) early.how = 'kept';
  early.committed = committed.catch((error: unknown) => {
    early.how = 'failed';
    throw error;
  });
  early.committed.catch(() => {});
  return report;
}

const isErasure = ({ kind }: KeptHint): boolean => kind === 'erased';

function connectorOf({ connectors }: JobContext, system: System): Connector {
  const connector = connectors.get(system);
  if (connector === undefined) throw new TypeError(`no connector for ${system}`);
  return connector;
}

/** Without those that were answered by what is kept already: they are settled. */
function claim({ store, runtime }: JobContext, system: System, kept: EarlyLook | undefined) {
  const claimed = async (tx: Transaction) => {
    const [cursors, hints] = await Promise.all([
      tx.records.cursors(system),
      tx.hints.claim(system, runtime.machineMs(), LOOK_MOST),
    ]);
    if (kept === undefined || !answers(kept, hints)) return { cursors, hints };
    await tx.hints.settle(hints);
    return { cursors, hints: [] };
  };
  return store.transaction(claimed, { lasting: false, few: true });
}

/** Where the sweep found that it looks: an account that it did not look into before says nothing about our records. */
function lookOf(sweep: Cursor | undefined): Cursor | undefined {
  const parsed = z.object({ look: z.record(z.string(), z.unknown()) }).safeParse(sweep);
  return parsed.success ? parsed.data.look : undefined;
}

interface Followed {
  /** To be settled with it. */
  readonly hints: readonly KeptHint[];
  readonly refs: readonly RecordRef[];
  readonly page: LookPage;
  readonly isSure: boolean;
}

async function follow(
  context: JobContext,
  system: System,
  { hints, refs, page, isSure }: Followed,
  committing?: How['committing'],
): Promise<PullReport> {
  const erased = hints.length > 0 && hints.every(isErasure);
  const keep = async (tx: Transaction) => {
    const kept = await keepLook(tx, context, system, { refs, page, erased, under: HINTED, awaited: true });
    if (isSure && !kept.failed && hints.length > 0) await tx.hints.settle(hints);
    return { system, pages: 1, records: page.records.length, ...kept };
  };
  // What was read is lost with its hints being settled, and read again; what is decided by it is kept for good, and this with it.
  const onward = committing === undefined ? {} : { committing };
  return context.store.transaction(keep, { lasting: erased, few: true, ...onward });
}

function add(sum: Sum, report: PullReport): void {
  sum.pages += report.pages;
  sum.records += report.records;
  sum.news += report.news;
  sum.activities += report.activities;
  sum.newLeads += report.newLeads;
  sum.touched += report.touched;
  sum.failed ||= report.failed;
}

export interface JournalReport {
  readonly system: System;
  readonly pieces: number;
  readonly hints: number;
  /** A piece could not be had; `problems` says why. */
  readonly failed: boolean;
}

/** Keeps the hints that the journal holds beyond its cursor, each piece with the cursor in one transaction. */
export async function readJournal(context: JobContext, system: System): Promise<JournalReport> {
  const { journal } = connectorOf(context, system);
  const report = { system, pieces: 0, hints: 0, failed: false };
  if (journal === undefined) return report;
  const { store, runtime } = context;
  let cursor = (await store.transaction((tx) => tx.records.cursors(system))).get(JOURNAL);
  for (let piece = 0; piece < PIECES; piece += 1) {
    const page = await journal.read(cursor);
    cursor = page.cursor;
    const at = iso(runtime.now());
    await store.transaction(async (tx) => {
      await tx.hints.put(page.hints, at);
      await tx.records.saveCursor(system, JOURNAL, page.cursor, at);
      const [problem] = page.problems;
      if (problem === undefined) await tx.outbox.clearProblem(streamProblem(system, JOURNAL));
      else await tx.outbox.listProblem(problem, at, streamProblem(system, JOURNAL));
    });
    report.pieces += 1;
    report.hints += page.hints.length;
    report.failed = page.problems.length > 0;
    if (!page.more) break;
  }
  return report;
}
