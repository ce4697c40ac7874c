/**
 * Deletions that no query shows: a row that has left the recycle bin, or whose bin was emptied while nobody looked, is in Salesforce's list of deletions
 * alone ("Get Deleted"). The list rides along with a poll, and is believed up to the moment that it says it covers.
 */
import { z } from 'zod';
import { type IsoInstant, instantOf, iso, toIso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import { errorIn, rowsByIds, type SubAnswer } from './composite.ts';
import { id18, MOMENT } from './fields.ts';
import { problemOf } from './problems.ts';
import type { Reading } from './read-cursor.ts';
import { recordOf } from './read-records.ts';
import { type ReadContext, visible } from './read-sources.ts';
import { oneOf } from './soql.ts';

const LISTED = { Lead: 'lead', Contact: 'contact', Account: 'account' } as const;
type Listed = keyof typeof LISTED;
const OBJECTS: readonly Listed[] = ['Lead', 'Contact', 'Account'];
const ASKED_EVERY = { hours: 1 };
/** "startDate cannot be more than 30 days ago", with a day to spare. */
const FARTHEST_BACK = { hours: 29 * 24 };

const moment = z.string().regex(MOMENT).transform(toIso);
const listAnswer = z.object({
  deletedRecords: z.array(z.object({ id: z.string().transform(id18), deletedDate: moment })),
  latestDateCovered: moment,
});

export interface Subrequest {
  readonly method: 'GET';
  readonly url: string;
  readonly referenceId: string;
}

/** What is to ride along now: nothing of what was deleted before the first row was read. */
export function deletionsAsked(last: Reading, { client }: ReadContext): readonly Subrequest[] {
  const now = client.now();
  return OBJECTS.flatMap((object): readonly Subrequest[] => {
    const covered = last.deletions?.[object];
    if (covered === undefined || Temporal.Instant.compare(instantOf(covered).add(ASKED_EVERY), now) > 0) return [];
    const farthest = iso(now.subtract(FARTHEST_BACK));
    const span = new URLSearchParams({
      start: wholeSeconds(covered > farthest ? covered : farthest),
      end: wholeSeconds(iso(now)),
    });
    const url = client.resource(`/sobjects/${object}/deleted/?${span}`);
    return [{ method: 'GET', url, referenceId: `deleted_${object}` }];
  });
}

export interface Deletions {
  readonly records: readonly SourceRecord[];
  readonly problems: readonly Problem[];
  readonly covered: Readonly<Record<string, IsoInstant>>;
}

/** What the answers say; `now`: when they were asked for. Those still in the recycle bin are read there: only their rows tell a merge from a deletion. */
export async function deletionsIn(
  answers: readonly SubAnswer[],
  last: Reading,
  { context, now }: { readonly context: ReadContext; readonly now: IsoInstant },
): Promise<Deletions> {
  const records: SourceRecord[] = [];
  const problems: Problem[] = [];
  const covered: Record<string, IsoInstant> = {};
  for (const object of OBJECTS) {
    const before = last.deletions?.[object];
    // From before the first row is read on: rows that go while the rest is being read would else stay for ever.
    if (before === undefined) covered[object] = now;
    const answer = answers.find(({ referenceId }) => referenceId === `deleted_${object}`);
    if (answer === undefined || before === undefined) continue;
    const list = listAnswer.safeParse(answer.body);
    if (answer.httpStatusCode !== 200 || !list.success) {
      const problem = problemOf(errorIn(answer), context.client.now());
      problems.push(problem);
      // What will be refused again is asked for with the next turn, not with every poll.
      if (problem.retryAt === undefined) covered[object] = now;
      continue;
    }
    const read = await recordsOf(object, list.data.deletedRecords, context);
    if ('problem' in read) {
      problems.push(read.problem);
      continue;
    }
    records.push(...read);
    const { latestDateCovered } = list.data;
    covered[object] = latestDateCovered > before ? latestDateCovered : before;
  }
  return { records, problems, covered };
}

async function recordsOf(
  object: Listed,
  deleted: readonly { readonly id: string; readonly deletedDate: IsoInstant }[],
  context: ReadContext,
): Promise<readonly SourceRecord[] | { readonly problem: Problem }> {
  if (deleted.length === 0) return [];
  const rows = await rowsByIds(context.client, 'pull deleted', {
    ids: deleted.map(({ id }) => id),
    query: (ids) => ({ fields: visible(object, context), from: object, where: [oneOf('Id', ids)] }),
  });
  if (rows.state !== 'answered') return rows;
  const { instanceUrl } = context.client;
  const found = rows.value.map((row) => recordOf(object, row, context.mapping, instanceUrl).record);
  const known = new Set(found.map(({ ref }) => ref.id));
  const purged = deleted.filter(({ id }) => !known.has(id));
  return [
    ...found,
    ...purged.map(({ id, deletedDate }): SourceRecord => {
      return {
        ref: { system: 'salesforce', object: LISTED[object], id },
        fields: {},
        modifiedAt: deletedDate,
        deleted: true,
      };
    }),
  ];
}

/** Salesforce leaves seconds out of account; it wants an offset. */
function wholeSeconds(at: IsoInstant): string {
  return `${at.slice(0, 19)}+00:00`;
}
