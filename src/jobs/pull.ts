/** PULL: reads what changed in one system, keeps it with its cursor in one transaction, and finds out whose it is. */

import { iso } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { Connector, Cursor, Page } from '../ports/connector.ts';
import type { PullReport } from '../ports/reports.ts';
import { isOther } from './account.ts';
import { pagesAhead } from './ahead.ts';
import type { JobContext } from './context.ts';
import { withEditors } from './editors.ts';
import { type Kept, keep, streamProblem } from './keeping.ts';
import { FirstReadings, readProgress } from './progress.ts';
import { RECONCILE, reconcileDaily } from './reconcile.ts';
import { SWEEP, sweep } from './sweep.ts';
import { inTurn, type Meanwhile } from './underway.ts';
import { unforeseen } from './unforeseen.ts';

/** Pages of one stream read in one go; what is left over is read by the next pull. */
const PAGES_PER_PULL = 100;
/** Of a first reading the operator hears so often. */
const PAGES_PER_WORD = 5;

/** Hears when the first page of a round of streams abreast is about to be kept, and when the last one was. */
export type OnRound = (state: 'begun' | 'whole') => void;

/** All streams, the sweep and the day's comparison, or those named: these between two pages of a pull that is under way here. */
export async function pull(
  context: JobContext,
  system: System,
  only?: readonly string[],
  onRound: OnRound = () => {},
): Promise<PullReport> {
  const connector = context.connectors.get(system);
  if (connector === undefined) throw new TypeError(`no connector for ${system}`);
  const sweeps = connector.look !== undefined && connector.tellsDeletions !== true;
  const all = [...connector.streams, ...(sweeps ? [SWEEP] : []), RECONCILE];
  return inTurn(connector, only, (meanwhile) => pullStreams(context, connector, only ?? all, { meanwhile, onRound }));
}

async function pullStreams(
  context: JobContext,
  connector: Connector,
  streams: readonly string[],
  { meanwhile, onRound }: { readonly meanwhile: Meanwhile; readonly onRound: OnRound },
): Promise<PullReport> {
  const { system } = connector;
  if (await isOther(context, connector))
    return { system, pages: 0, records: 0, news: 0, activities: 0, newLeads: 0, touched: 0, failed: true };
  const { cursors, first, hinted } = await context.store.transaction(async (tx) => ({
    cursors: new Map(await tx.records.cursors(system)),
    first: new FirstReadings(system, await readProgress(tx, system)),
    hinted: await tx.hints.whole(system),
  }));
  const report = { system, pages: 0, records: 0, news: 0, activities: 0, newLeads: 0, touched: 0, failed: false };
  /** Of pages without content: nothing can be lost by keeping them together, later. */
  const idle = new Map<string, Cursor>();
  /** Read to their end: whatever changed there was seen. */
  const ended = new Set<string>();
  const count = (kept: Kept): void => {
    report.news += kept.news;
    report.activities += kept.activities;
    report.newLeads += kept.newLeads;
    report.touched += kept.touched;
    if (kept.failed) report.failed = true;
  };
  /** Answers whether the stream goes on. */
  const readPage = async (stream: string, next: () => Promise<Page>, page: number): Promise<boolean> => {
    const read = await withEditors(context, connector, await next());
    cursors.set(stream, read.cursor);
    report.pages += 1;
    if (isEmpty(read)) {
      idle.set(stream, read.cursor);
    } else {
      idle.delete(stream);
      onRound('begun');
      const kept = await context.store.transaction(async (tx) => {
        const underway = await first.note(tx, stream, read, context.runtime.now());
        if (underway !== undefined && page % PAGES_PER_WORD === PAGES_PER_WORD - 1)
          context.runtime.log.info('pull.first-reading', { system, stream, ...underway });
        return keep(tx, context, system, stream, read);
      });
      report.records += read.records.length;
      count(kept);
      if (kept.failed) return false;
    }
    if (!read.more && read.problems.every(({ record }) => record !== undefined)) ended.add(stream);
    return read.more;
  };
  /** What others had read meanwhile goes on from where they left off. */
  const serve = async (reading: readonly string[]): Promise<void> => {
    const served = await meanwhile.serve(reading);
    if (served.length === 0) return;
    const kept = await context.store.transaction((tx) => tx.records.cursors(system));
    for (const stream of served) {
      const cursor = kept.get(stream);
      if (cursor !== undefined) cursors.set(stream, cursor);
      idle.delete(stream);
    }
  };
  /** One stream that cannot be read or kept must not hold up the others. Throws where the database is away. */
  const orTell = async (stream: string, read: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await read();
    } catch (error) {
      report.failed = true;
      await tellStream(context, system, stream, error);
      return false;
    }
  };
  /** Their pages are read at the same time and kept in turns, so that equal readings are kept in equal order. */
  const readAbreast = async (abreast: readonly string[]): Promise<void> => {
    const now = () => context.runtime.now();
    let going = abreast.map((stream) => ({ stream, next: pagesAhead(connector, stream, cursors.get(stream), now) }));
    for (let page = 0; page < PAGES_PER_PULL && going.length > 0; page += 1) {
      const further: typeof going = [];
      for (const one of going) {
        if (await orTell(one.stream, () => readPage(one.stream, one.next, page))) further.push(one);
        await serve(abreast);
      }
      onRound('whole');
      going = further;
    }
  };
  const sweepSome = async (): Promise<boolean> => {
    for (const kept of await sweep(context, connector, cursors.get(SWEEP))) count(kept);
    return false;
  };
  const reconcileSome = async (): Promise<boolean> => {
    await reconcileDaily(context, connector, cursors.get(RECONCILE));
    return false;
  };
  for (const abreast of inGroups(streams, connector.abreast)) {
    if (abreast.includes(SWEEP)) await orTell(SWEEP, sweepSome);
    else if (abreast.includes(RECONCILE)) await orTell(RECONCILE, reconcileSome);
    else await readAbreast(abreast);
  }
  await keepIdle(context, system, idle);
  const followed = hinted.filter(({ stream }) => ended.has(stream));
  if (followed.length > 0) await context.store.transaction((tx) => tx.hints.settle(followed));
  return report;
}

/** Neighbours that may be read at the same time are one group; every other stream is one of its own. */
function inGroups(streams: readonly string[], abreast: readonly string[] = []): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const stream of streams) {
    const last = groups.at(-1);
    if (last?.every((one) => abreast.includes(one)) && abreast.includes(stream)) last.push(stream);
    else groups.push([stream]);
  }
  return groups;
}

function isEmpty({ records, activities, problems, roll }: Page): boolean {
  return records.length === 0 && activities.length === 0 && problems.length === 0 && roll === undefined;
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
