/**
 * Who is on the list that selects: it is walked in the order of record ids, and each page says of everybody between two ids whether they are on it (page
 * "Lists"). Whoever has left is known by that alone: no answer names them. Who has joined is told sooner, by `read-lists.ts`.
 */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { recordKey } from '../../src/domain/record.ts';
import { moment } from './answers.ts';
import { asking, isFresh, nothing, page, type Reading, type Stream } from './reading.ts';

export const membershipPage = z.looseObject({
  /** On the list, on whatever page. */
  total: z.int().min(0).optional(),
  results: z.array(
    z.looseObject({
      recordId: z.union([z.string(), z.number()]).transform(String),
      membershipTimestamp: moment,
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
});
export type MembershipRow = z.infer<typeof membershipPage>['results'][number];
export const MEMBERSHIP_PAGE = '250';

/**
 * `place`, `last`, `pages`, `named` (members so far) and `total` (the fewest that a page has told) of the walk under way; `walkedAt` and `took`: when the last
 * one ended, and its pages.
 */
const cursorShape = z.object({
  list: z.string().optional(),
  place: z.string().optional(),
  last: z.string().optional(),
  pages: z.int().min(0).default(0),
  named: z.int().min(0).default(0),
  total: z.int().min(0).optional(),
  walkedAt: moment.optional(),
  took: z.int().min(0).default(0),
});

/** A walk costs a call for each 250 members: one of many pages is made so much more seldom, at most about 1,500 calls a day. */
const LEAST_MINUTES = 15;
/** Of a list's members while it is walked: by so much fewer may come than its pages say, as some join in what is through and others leave in what is to come. */
const MAY_HAVE_CHANGED = 0.01;

export function selectionStream(reading: Reading): Stream {
  return async (after) => {
    const list = reading.mapping.selection?.list;
    if (list === undefined) return page(after, false);
    const parsed = cursorShape.safeParse(after);
    const now = reading.now();
    // Those who are on it now come in the order of joining first; nobody who had been on it before can have left.
    if (!parsed.success || parsed.data.list !== list) return page({ list, walkedAt: iso(now) }, false);
    const { place, last = idOf(list, ''), pages, walkedAt, took, ...before } = parsed.data;
    if (place === undefined && isFresh(walkedAt, now, { minutes: Math.max(LEAST_MINUTES, took) }))
      return page(after, false);
    const answer = await reading.client.request(
      asking('lists', { canWait: true }),
      'GET',
      `/crm/lists/2026-03/${encodeURIComponent(list)}/memberships`,
      membershipPage,
      { query: { limit: MEMBERSHIP_PAGE, ...(place === undefined ? {} : { after: place }) } },
    );
    // Who marked the place has left the list: the walk is begun again with the next pull.
    if (answer.state === 'refused' && answer.status === 400 && place !== undefined)
      return page({ list, took: pages }, false);
    if (answer.state !== 'answered') return nothing(after, answer);
    const { results, paging } = answer.value;
    const activities = results.map((row) => listed(list, row));
    const following = paging?.next?.after;
    const ids = [last, ...activities.map(({ id }) => id)];
    const named = before.named + results.length;
    const total = fewest(before.total, answer.value.total);
    const mayDiffer = place === undefined ? 0 : MAY_HAVE_CHANGED;
    const isShort = following === undefined && named < (total ?? 0) * (1 - mayDiffer);
    const problems = [...(isAscending(ids) ? [] : [unordered(list)]), ...(isShort ? [short(list)] : [])];
    const upTo = following === undefined && !isShort ? idOf(list, '~') : (ids.at(-1) ?? last);
    // Out of order, a page says nothing of those whom it does not name; nor does it where it names nobody and should.
    const roll = isAscending(ids) && upTo !== last ? { roll: { kind: 'listed', after: last, upTo } as const } : {};
    const further =
      following === undefined
        ? { list, walkedAt: iso(now), took: pages + 1 }
        : { list, place: following, last: upTo, pages: pages + 1, named, total };
    return { ...page(further, following !== undefined, { activities, problems }), ...roll };
  };
}

/** Of one on the list. The ids of all on one list stand in the order of its records. */
export function listed(list: string, { recordId, membershipTimestamp }: MembershipRow): Activity {
  return {
    system: 'hubspot',
    kind: 'listed',
    id: idOf(list, recordId.padStart(DIGITS, '0')),
    subjects: [recordKey({ system: 'hubspot', object: 'contact', id: recordId })],
    occurredAt: membershipTimestamp,
    actor: { type: 'unknown' },
    properties: { list, member: true },
  };
}

/** More than any record's id has. */
const DIGITS = 20;

function idOf(list: string, record: string): string {
  return `${list}:${record}`;
}

function isAscending(ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id);
}

function fewest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function short(list: string): Problem {
  return wrong(
    'LIST_SHORT',
    `list ${list} ended before as many had come as are on it: who has left it further on is not seen`,
  );
}

function unordered(list: string): Problem {
  return wrong('LIST_UNORDERED', `list ${list} did not come in the order of record ids: who has left it is not seen`);
}

function wrong(code: string, detail: string): Problem {
  return { category: 'format', mover: 'vendor', system: 'hubspot', code, detail };
}
