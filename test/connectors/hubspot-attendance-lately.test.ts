/** Which marketing events are read again: HubSpot has no filter by time, so those long past would cost calls for ever, and those read in part would stay so. */
import { expect, onTestFinished, test } from 'vitest';
import { systemMapping } from '../../src/domain/mapping.ts';
import { pullAll } from '../contracts/connector.ts';
import { openDesk, START } from './hubspot-desk.ts';
import { MAPPING } from './hubspot-setup.ts';

const DAYS_AGO = { old: 46, recent: 44, coming: -60 };

test('those of six weeks and those to come; those long past only once', async () => {
  const mapping = systemMapping.parse({ ...MAPPING, events: [{ event: 'WEBINAR', is: 'webinar' }] });
  const place = await openDesk({ mapping });
  onTestFinished(() => place.sandbox.close());
  const { marketingEvents } = place.sandbox.world.portal;
  const hoursAgo = (hours: number): number => START.subtract({ hours }).epochMilliseconds;
  const registers = (contactId: string, hours: number): void => {
    for (const id of Object.keys(DAYS_AGO))
      marketingEvents.note(id, { contactId, state: 'REGISTERED', at: hoursAgo(hours) });
  };
  for (const [id, days] of Object.entries(DAYS_AGO)) {
    const at = hoursAgo(24 * days);
    marketingEvents.put({ id, name: id, type: 'WEBINAR', startsAt: at, endsAt: at }, hoursAgo(24 * 50));
  }
  registers('1001', 3);
  const first = await pullAll(place.connector, 'attendance');
  const ids = (pages: typeof first) => pages.flatMap(({ activities }) => activities.map(({ id }) => id)).sort();
  expect(ids(first)).toEqual(['coming:1001', 'old:1001', 'recent:1001']);
  registers('1002', 1);
  place.pass({ hours: 2 });
  const next = await pullAll(place.reopen(), 'attendance', JSON.parse(JSON.stringify(first.at(-1)?.cursor)));
  expect(ids(next).filter((id) => id.endsWith(':1002'))).toEqual(['coming:1002', 'recent:1002']);
});

test('those of whose people fewer came than took part, until all have come', async () => {
  const place = await openDesk();
  onTestFinished(() => place.sandbox.close());
  const { world, server } = place.sandbox;
  const at = START.subtract({ hours: 9 }).epochMilliseconds;
  world.portal.marketingEvents.put({ id: '7', name: 'S', type: 'SEMINAR', startsAt: at, endsAt: at }, at);
  for (let n = 0; n < 150; n += 1)
    world.portal.marketingEvents.note('7', { contactId: String(2_000 + n), state: 'ATTENDED', at });
  server.inject({
    path: '/breakdown',
    times: 1,
    effect: { answer: { status: 200, body: { total: 150, results: [] } } },
  });
  const first = await pullAll(place.connector, 'attendance');
  expect(first.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['PEOPLE_SHORT']);
  place.pass({ hours: 2 });
  const next = await pullAll(place.reopen(), 'attendance', JSON.parse(JSON.stringify(first.at(-1)?.cursor)));
  expect(next.flatMap(({ activities }) => activities)).toHaveLength(150);
  expect(next.flatMap(({ problems }) => problems)).toEqual([]);
  place.pass({ hours: 2 });
  const last = await pullAll(place.reopen(), 'attendance', JSON.parse(JSON.stringify(next.at(-1)?.cursor)));
  expect(last.flatMap(({ activities }) => activities)).toEqual([]);
});
