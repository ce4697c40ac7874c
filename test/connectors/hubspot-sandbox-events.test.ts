/** What contacts did, as the sandbox tells it event by event: event occurrences, and marketing events with who took part. By plain HTTP. */
import { describe, expect, test } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox, START } from './hubspot-sandbox-bench.ts';

const at = START.epochMilliseconds;
const APP = 4_200_001;

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function get({ url, token }: { readonly url: string; readonly token: string }, path: string): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('event occurrences', () => {
  const bench = eachWithSandbox({ enterprise: true });
  const record = (n: number, eventType: string, contactId: string) =>
    bench.sandbox.world.portal.occurrences.record({
      id: `event-${n}`,
      eventType,
      contactId,
      at: at + n * 60_000,
      properties: { hs_url: `/page/${n}` },
    });
  const ids = ({ body }: Answer) => (body['results'] as { id: string }[]).map(({ id }) => id);

  test('come by type, contact and window, in either order and in pages, under the older and the dated path', async () => {
    for (let n = 1; n <= 4; n += 1) record(n, 'e_visited_page', n === 4 ? '2' : '1');
    record(5, 'e_other', '1');
    for (const path of ['/events/v3/events', '/events/event-occurrences/2026-03']) {
      const ask = (query: string) => get(bench.sandbox, `${path}?${query}`);
      const views = 'objectType=contact&eventType=e_visited_page';
      const of1 = `${views}&objectId=1`;
      const [all] = [await ask(of1)];
      expect(ids(all)).toEqual(['event-1', 'event-2', 'event-3']);
      expect((all.body['results'] as unknown[])[0]).toEqual({
        id: 'event-1',
        eventType: 'e_visited_page',
        objectType: 'CONTACT',
        objectId: '1',
        occurredAt: '2026-11-02T00:01:00.000Z',
        properties: { hs_url: '/page/1' },
      });
      expect(ids(await ask(`${of1}&sort=-occurredAt`))).toEqual(['event-3', 'event-2', 'event-1']);
      const window = 'occurredAfter=2026-11-02T00:02:00Z&occurredBefore=2026-11-02T00:04:00Z';
      expect(ids(await ask(`${views}&${window}`))).toEqual(['event-2', 'event-3']);
      const first = await ask(`${of1}&limit=2`);
      expect([ids(first), first.body['paging']]).toEqual([['event-1', 'event-2'], { next: { after: '2' } }]);
      const last = await ask(`${of1}&limit=2&after=2`);
      expect([ids(last), last.body['paging']]).toEqual([['event-3'], undefined]);
      expect((await ask('limit=1001')).status).toBe(400);
      expect((await ask('occurredAfter=yesterday')).status).toBe(400);
    }
  });
});

describe('event occurrences below the Enterprise edition', () => {
  const bench = eachWithSandbox();

  test('are refused, though their types are named', async () => {
    expect(await get(bench.sandbox, '/events/v3/events?eventType=e_visited_page')).toMatchObject({
      status: 403,
      body: { status: 'error', category: 'FORBIDDEN' },
    });
    expect(await get(bench.sandbox, '/events/event-occurrences/2026-03/event-types')).toEqual({
      status: 200,
      body: { eventTypes: ['e_visited_page'] },
    });
  });
});

describe('marketing events', () => {
  const bench = eachWithSandbox();

  test('are listed in pages with their counters, read one by one, and say who took part', async () => {
    const { world } = bench.sandbox;
    const { marketingEvents } = world.portal;
    for (const id of ['11', '12', '13'])
      marketingEvents.put({ id, name: `Webinar ${id}`, type: 'WEBINAR', startsAt: at, endsAt: at + 3_600_000 }, at);
    const people = ['a', 'b', 'c'].map((name) =>
      world.create('contacts', { email: `${name}@x.example` }, byPerson(1, at)),
    );
    const states = ['ATTENDED', 'NO_SHOW', 'CANCELLED'] as const;
    for (const [n, { id }] of people.entries())
      marketingEvents.note('12', { contactId: id, state: states[n] ?? 'REGISTERED', at: at + n, seconds: 60 });
    for (const path of [
      '/marketing/v3/marketing-events',
      '/marketing/marketing-events/v3',
      '/marketing/marketing-events/2026-03',
    ]) {
      const first = await get(bench.sandbox, `${path}?limit=2`);
      expect(first.body).toMatchObject({
        results: [
          { objectId: '11', registrants: 0, attendees: 0, eventCompleted: false },
          {
            objectId: '12',
            eventName: 'Webinar 12',
            eventType: 'WEBINAR',
            registrants: 2,
            attendees: 1,
            noShows: 1,
            cancellations: 1,
          },
        ],
        paging: { next: { after: '2' } },
      });
      const rest = await get(bench.sandbox, `${path}?limit=2&after=2`);
      expect(rest.body).toMatchObject({ results: [{ objectId: '13' }] });
      expect(rest.body['paging']).toBeUndefined();
      expect((await get(bench.sandbox, `${path}/12`)).body).toMatchObject({ objectId: '12', attendees: 1 });
      expect((await get(bench.sandbox, `${path}/99`)).status).toBe(404);
      const breakdown = `${path}/participations/12/breakdown`;
      const two = await get(bench.sandbox, `${breakdown}?limit=2`);
      expect(two.body).toMatchObject({
        total: 3,
        results: [
          {
            associations: { contact: { contactId: people[0]?.id, email: 'a@x.example' } },
            properties: { occurredAt: at, attendanceState: 'ATTENDED', attendanceDurationSeconds: 60 },
          },
          { properties: { attendanceState: 'NO_SHOW' } },
        ],
        paging: { next: { after: '2' } },
      });
      expect((await get(bench.sandbox, `${breakdown}?limit=2&after=2`)).body).toMatchObject({
        results: [{ properties: { attendanceState: 'CANCELLED' } }],
      });
      expect((await get(bench.sandbox, `${path}/participations/99/breakdown`)).status).toBe(404);
    }
  });

  test('are found by the id of the app that made them, by that app alone', async () => {
    const { marketingEvents } = bench.sandbox.world.portal;
    const made = (id: string, eventId: string, appId: number) =>
      marketingEvents.put(
        { id, name: id, type: 'WEBINAR', startsAt: at, endsAt: at, external: { appId, accountId: 'acc', eventId } },
        at,
      );
    made('21', 'zoom-1', APP);
    made('22', 'zoom-1', APP + 1);
    made('23', 'zoom-10', APP);
    const search = (query: string) => get(bench.sandbox, `/marketing/v3/marketing-events/events/search${query}`);
    expect(await search('?q=zoom-1')).toEqual({
      status: 200,
      body: { results: [{ objectId: '21', appId: APP, externalAccountId: 'acc', externalEventId: 'zoom-1' }] },
    });
    expect((await search('?q=nothing')).body).toEqual({ results: [] });
    expect((await search('')).status).toBe(400);
  });
});
