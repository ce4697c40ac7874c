/**
 * Page views one by one, where the account's edition has them. They can be asked for only contact by contact, so only contacts whose last visit has moved
 * are asked for: a search finds them by the counter's own moment.
 */
import { z } from 'zod';
import type { Activity } from '../../src/domain/activity.ts';
import { instantOf, iso } from '../../src/domain/instant.ts';
import { recordKey } from '../../src/domain/record.ts';
import type { Attempt } from '../kit/send.ts';
import { moment, type Row } from './answers.ts';
import { OCCURRENCES, PAGE_VIEW } from './edition.ts';
import { walkChanges } from './read-window.ts';
import { nothing, page, pageName, type Reading, type Stream } from './reading.ts';

const occurrencePage = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.string(),
      occurredAt: moment,
      properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
});
type Occurrence = z.infer<typeof occurrencePage>['results'][number];

const LAST_VISIT = 'hs_analytics_last_timestamp';
/** Contacts of one page: each costs a call. */
const CONTACTS = 25;
const VIEWS = '100';
/** Of one contact since the window began: a thousand views. */
const MOST_PAGES = 10;
/** How far back the first reading goes. */
const FIRST_DAYS = 30;
/** Contacts whose newest visit was read already are remembered, so many at most. */
const MOST_KNOWN = 20_000;

export function viewStream(reading: Reading): Stream {
  const { limits } = reading;
  // The counters are made later than the visits.
  const late: Reading = {
    ...reading,
    limits: { ...limits, pageSize: CONTACTS, searchesOfPage: 1, overlapMs: limits.lateMs },
  };
  const read = new Map<string, string>();
  return async (after) => {
    if (reading.mapping.pages.length === 0) return page(after, false);
    const has = await reading.edition.hasViews();
    if (has.state !== 'answered') return nothing(after, has);
    if (!has.value) return page(after, false);
    const start =
      Object.keys(after).length > 0 ? after : { from: iso(reading.now().subtract({ hours: 24 * FIRST_DAYS })) };
    const parsed = z.object({ from: moment }).safeParse(start);
    const since = parsed.success ? parsed.data.from : iso(reading.now());
    const walk = { object: 'contacts', modified: LAST_VISIT, properties: [LAST_VISIT] };
    const step = await walkChanges(late, walk, start);
    if (step.state !== 'answered') return nothing(after, step);
    const activities: Activity[] = [];
    for (const row of step.value.rows) {
      const visit = row.properties[LAST_VISIT] ?? '';
      if (read.get(row.id) === visit) continue;
      const views = await viewsOf(reading, row, iso(instantOf(since).subtract({ milliseconds: limits.lateMs })));
      if (views.state !== 'answered') return nothing(after, views);
      activities.push(...views.value);
      if (read.size >= MOST_KNOWN) read.clear();
      read.set(row.id, visit);
    }
    return page(step.value.cursor, step.value.more, { activities, problems: step.value.problems });
  };
}

async function viewsOf(reading: Reading, { id }: Row, since: string): Promise<Attempt<readonly Activity[]>> {
  const views: Activity[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = {
      eventType: PAGE_VIEW,
      objectType: 'contact',
      objectId: id,
      occurredAfter: since,
      sort: 'occurredAt',
      limit: VIEWS,
    };
    const answer = await reading.client.request(
      { purpose: 'pull views', writes: false },
      'GET',
      OCCURRENCES,
      occurrencePage,
      {
        query: { ...query, ...(after === undefined ? {} : { after }) },
      },
    );
    if (answer.state !== 'answered') return answer;
    for (const view of answer.value.results) views.push(activityOf(reading, id, view));
    after = answer.value.paging?.next?.after;
    if (after === undefined) break;
  }
  return { state: 'answered', value: views };
}

function activityOf(reading: Reading, contact: string, { id, occurredAt, properties }: Occurrence): Activity {
  const address = [properties['hs_url'], properties['hs_page_url'], properties['url']].find(
    (one) => typeof one === 'string',
  );
  const url = typeof address === 'string' && address !== '' ? address : undefined;
  const name = pageName(url, reading.mapping);
  return {
    system: 'hubspot',
    kind: 'site-visited',
    id,
    subjects: [recordKey({ system: 'hubspot', object: 'contact', id: contact })],
    occurredAt,
    actor: { type: 'lead' },
    properties: name === undefined ? {} : { page: name },
    ...(url === undefined ? {} : { url }),
  };
}
