/**
 * The back-fill: where an object's first reading has many pages to go, the rest of it comes by a Bulk API 2.0 job. Where that stands is part of the cursor, so
 * whoever is killed goes on with the same job at the same page. What changes meanwhile the polls see, from the moment on at which the job was decided.
 */
import { z } from 'zod';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Page, Progress } from '../../src/ports/connector.ts';
import type { Unanswered } from '../kit/send.ts';
import { createJob, jobState, resultPage, rowsIn } from './bulk-calls.ts';
import type { Filling, Place, Reading } from './read-cursor.ts';
import { fingerprint, foundIn, isReadable, type Readable, type ReadContext, visible } from './read-sources.ts';
import { behind, select } from './soql.ts';

/** Opportunities come with their children, which no bulk query has. */
const IN_BULK: ReadonlySet<string> = new Set(['Lead', 'Contact', 'Account', 'Task', 'Event', 'CampaignMember']);

const countsAnswer = z.object({ sObjects: z.array(z.object({ name: z.string(), count: z.number() })) });

/**
 * Looks how many rows there are of the objects whose first reading is not over with its first page, once, and hands large ones to the back-fill. Without an
 * answer they are read page by page.
 */
export async function sizedUp(last: Reading, context: ReadContext): Promise<Reading> {
  const { client, limits } = context;
  const sized = (last.sized ?? []).filter((object) => last.objects[object]?.page !== undefined);
  const first = Object.entries(last.objects).flatMap(([object, { page, from }]) =>
    page !== undefined && from === undefined && IN_BULK.has(object) && !sized.includes(object) ? [object] : [],
  );
  if (first.length === 0) return { ...last, sized };
  const path = `/limits/recordCount?sObjects=${first.join(',')}`;
  const counts = await client.call({ purpose: 'count rows', method: 'GET', path, writes: false }, countsAnswer);
  const known = new Map(counts.state === 'answered' ? counts.value.sObjects.map((one) => [one.name, one.count]) : []);
  const large = first.filter((object) => (known.get(object) ?? 0) >= limits.bulkFrom);
  const now = iso(client.now());
  const filling = large.map((object): readonly [string, Filling] => {
    const { page, what } = last.objects[object] ?? {};
    return [object, { behind: page, since: now, what, done: 0, total: known.get(object) ?? 0 }];
  });
  // From here on the polls follow it; the round's overlap covers what was under way.
  const places = large.map((object): readonly [string, Place] => {
    const { ended, what } = last.objects[object] ?? {};
    return [
      object,
      {
        high: now,
        ...(what === undefined ? {} : { what }),
        ...(ended === undefined ? {} : { ended: { until: ended.until } }),
      },
    ];
  });
  return {
    ...last,
    sized: [...sized, ...first.filter((object) => !large.includes(object))],
    filling: { ...last.filling, ...Object.fromEntries(filling) },
    objects: { ...last.objects, ...Object.fromEntries(places) },
  };
}

/** The next piece of the back-fill; undefined while there is none to do, or the org is still at work on it. Its cursor may then have moved all the same. */
export async function fillOn(
  last: Reading,
  context: ReadContext,
): Promise<Page | { readonly waits: Reading } | undefined> {
  const [object, filling] = Object.entries(last.filling ?? {})[0] ?? [];
  if (object === undefined || filling === undefined || !isReadable(object)) return undefined;
  const { client } = context;
  const readAt = iso(client.now());
  // The mapping asks for more than the job does: the polls begin the object anew, and may find that it is large.
  if (filling.what !== fingerprint(object, context.mapping))
    return { ...nothing(readAt), cursor: withoutFilling(object, last), more: true };
  if (filling.job === undefined) return begun(object, filling, last, context);
  if (filling.locator === undefined && filling.ready !== true) {
    const state = await jobState(client, filling.job);
    if (state.state !== 'answered')
      return isGone(state) ? withoutJob(object, filling, last, readAt) : troubled(last, readAt, state.problem);
    if (state.value.state === 'Failed' || state.value.state === 'Aborted')
      return pageByPage(object, filling, last, readAt);
    if (state.value.state !== 'JobComplete') return { waits: last };
  }
  const described = await context.descriptions.of(object);
  if (described.state !== 'answered') return troubled(last, readAt, described.problem);
  const page = await resultPage(client, filling.job, { locator: filling.locator, rows: context.limits.bulkRows });
  if (page.state !== 'answered')
    return isGone(page) ? withoutJob(object, filling, last, readAt) : troubled(last, readAt, page.problem);
  const rows = rowsIn(page.value, described.value);
  const found = await foundIn(object, rows, readAt, context);
  if (found.state !== 'answered') return troubled(last, readAt, found.problem);
  const done = filling.done + rows.length;
  const { next, told } = page.value;
  // Rows that nobody fetches would be missing for ever: the end is believed where it is told, or where the job has no more rows.
  if (!told) {
    const state = await jobState(client, filling.job);
    if (state.state !== 'answered') return troubled(last, readAt, state.problem);
    if (done < (state.value.numberRecordsProcessed ?? Number.POSITIVE_INFINITY))
      return troubled(last, readAt, NO_LOCATOR);
  }
  const further: Filling = { ...filling, ready: true, done, ...(next === undefined ? {} : { locator: next }) };
  const cursor = next === undefined ? filledUp(object, filling, last) : withFilling(object, further, last);
  const filled = (last.filled ?? 0) + rows.length;
  const through = Object.keys(cursor.filling ?? {}).length === 0;
  const { filled: _, ...rest } = cursor;
  return {
    ...found.value,
    cursor: through ? rest : { ...cursor, filled },
    // The end is told by a page that has no more: what is left to do is the polls'.
    more: !through,
    readAt,
    progress: progressOf({ ...cursor, filled }),
  };
}

const NO_LOCATOR: Problem = {
  category: 'unavailable',
  mover: 'admin',
  system: 'salesforce',
  code: 'NO_LOCATOR',
  detail: 'the header Sforce-Locator is missing from a page of the back-fill: nobody knows where the next one begins',
};

async function begun(object: Readable, filling: Filling, last: Reading, context: ReadContext): Promise<Page> {
  const readAt = iso(context.client.now());
  const { behind: from } = filling;
  const soql = select({
    fields: visible(object, context),
    from: object,
    where: from === undefined ? [] : [behind(from.at, from.id)],
  });
  const job = await createJob(context.client, soql);
  // An edition without it, a limit of its own, a column that bulk does not know: whatever the reason, paging needs none of it.
  if (job.state === 'refused' && job.problem.category !== 'credential')
    return pageByPage(object, filling, last, readAt);
  if (job.state !== 'answered') return troubled(last, readAt, job.problem);
  return { ...nothing(readAt), cursor: withFilling(object, { ...filling, job: job.value }, last), more: true };
}

/** As if there had never been a job: the first reading goes on behind the row at which it was handed over. */
function pageByPage(object: string, { behind: page }: Filling, last: Reading, readAt: IsoInstant): Page {
  const { ended, what } = last.objects[object] ?? {};
  const place: Place = {
    ...(page === undefined ? {} : { high: page.at, page }),
    ...(what === undefined ? {} : { what }),
    ...(ended === undefined ? {} : { ended }),
  };
  const rest = withoutFilling(object, last);
  const cursor = { ...rest, sized: [...(rest.sized ?? []), object], objects: { ...rest.objects, [object]: place } };
  return { ...nothing(readAt), cursor, more: true };
}

/** The job is gone, with its seven days or by somebody's hand: another one begins where the first did. */
function withoutJob(object: string, filling: Filling, last: Reading, readAt: IsoInstant): Page {
  const { behind: from, since, what, total, lost = 0 } = filling;
  if (lost >= MOST_JOBS) return pageByPage(object, filling, last, readAt);
  const anew: Filling = { behind: from, since, what, total, done: 0, lost: lost + 1 };
  return { ...nothing(readAt), cursor: withFilling(object, anew, last), more: true };
}
const MOST_JOBS = 3;

/** A locator that is no longer known is as good as no job. */
function isGone(answer: Unanswered): boolean {
  if (answer.problem.code === 'INVALID_QUERY_LOCATOR') return true;
  return answer.state === 'refused' && answer.problem.category !== 'credential';
}

/** A result is as old as its job: what the polls have read since the job was decided is read once more, so that nothing older stands over it. */
function filledUp(object: string, { since }: Filling, last: Reading): Reading {
  const { page: _, ...place } = last.objects[object] ?? {};
  const rest = withoutFilling(object, last);
  return { ...rest, objects: { ...rest.objects, [object]: { ...place, high: since } } };
}

function troubled(cursor: Reading, readAt: IsoInstant, problem: Page['problems'][number]): Page {
  return { ...nothing(readAt), problems: [problem], cursor };
}

function nothing(readAt: IsoInstant): Omit<Page, 'cursor'> {
  return { records: [], activities: [], problems: [], more: false, readAt };
}

function withFilling(object: string, filling: Filling, last: Reading): Reading {
  return { ...last, filling: { ...last.filling, [object]: filling } };
}

function withoutFilling(object: string, last: Reading): Reading {
  const { [object]: _, ...others } = last.filling ?? {};
  return { ...last, filling: others };
}

/** Counts are Salesforce's own estimate ("Record Count"), a few minutes old. */
function progressOf({ filled = 0, filling = {} }: Reading): Progress {
  const left = Object.values(filling).reduce((sum, { done, total }) => sum + Math.max(0, total - done), 0);
  return { done: filled, total: Math.max(filled, filled + left) };
}
