/** What an account may have beside records: marketing events with attendance, lists that stand for cards, tasks done, mails from person to person. */
import { afterEach, describe, expect, test } from 'vitest';
import { visitSite } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { ObjectType } from '../../connectors/hubspot/sandbox/object-types.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, type DeskWishes, openDesk, START } from './hubspot-desk.ts';
import { MAPPING } from './hubspot-setup.ts';

const mapping = systemMapping.parse({
  ...MAPPING,
  lists: [
    { list: '42', is: 'exhibition-visited', name: '展示会2026春' },
    { list: '43', is: 'survey-answered' },
  ],
  events: [
    { event: 'WEBINAR', is: 'webinar' },
    { event: 'e-3', is: 'exhibition' },
  ],
});

let desk: Desk | undefined;
const at = async (wishes: DeskWishes = {}): Promise<Desk> => {
  desk = await openDesk({ people: 9, mapping, ...wishes });
  return desk;
};
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
});

const kept = (pages: readonly Page[]): Cursor => JSON.parse(JSON.stringify(pages.at(-1)?.cursor ?? {}));
const told = (pages: readonly Page[]) =>
  pages.flatMap(({ activities }) =>
    activities.map(({ kind, id, properties }) => [kind, id, properties['status']].filter(Boolean).join(' ')),
  );
const ms = (duration: Temporal.DurationLike) => START.subtract(duration).epochMilliseconds;
const callsOf = ({ sandbox }: Desk, part: string) =>
  sandbox.server.calls.filter(({ path }) => path.includes(part)).length;

function holdEvents({ sandbox }: Desk): void {
  const { marketingEvents } = sandbox.world.portal;
  const when = { startsAt: ms({ hours: 48 }), endsAt: ms({ hours: 46 }) };
  marketingEvents.put({ id: '1', name: '導入ウェビナー', type: 'WEBINAR', ...when }, ms({ hours: 90 }));
  marketingEvents.put({ id: '2', name: '活用セミナー', type: 'WORKSHOP', ...when }, ms({ hours: 90 }));
  marketingEvents.put({ id: 'e-3', name: '展示会', type: 'FAIR', ...when }, ms({ hours: 90 }));
  const note = marketingEvents.note.bind(marketingEvents);
  for (const [event, contactId, state] of [
    ['1', '1001', 'REGISTERED'],
    ['1', '1002', 'ATTENDED'],
    ['1', '1003', 'NO_SHOW'],
    ['1', '1004', 'CANCELLED'],
    ['2', '1001', 'ATTENDED'],
    ['2', '1002', 'NO_SHOW'],
    ['e-3', '1001', 'REGISTERED'],
    ['e-3', '1002', 'ATTENDED'],
  ] as const)
    note(event, { contactId, state, at: ms({ hours: 47 }), ...(state === 'ATTENDED' ? { seconds: 1_800 } : {}) });
}

describe('marketing events', () => {
  test('say who registered, came, cancelled or stayed away, in the words of the mapping', async () => {
    const place = await at();
    holdEvents(place);
    const pages = await pullAll(place.connector, 'attendance');
    expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
    expect(told(pages)).toEqual([
      'webinar-registered 1:1001',
      'webinar-attended 1:1002',
      'webinar-missed 1:1003 no-show',
      'webinar-registered 1:1004 cancelled',
      'seminar-attended 2:1001',
      'seminar-registered 2:1002 no-show',
      'exhibition-visited e-3:1002',
    ]);
    expect(pages.flatMap(({ activities }) => activities)[1]).toMatchObject({
      subjects: ['hubspot/contact/1002'],
      occurredAt: START.subtract({ hours: 47 }).toString({ smallestUnit: 'millisecond' }),
      actor: { type: 'lead' },
      properties: { event: '導入ウェビナー', durationMs: 1_800_000 },
    });
  });

  test('are read again only when their counters move, and not more often than once an hour', async () => {
    const place = await at();
    holdEvents(place);
    const first = await pullAll(place.connector, 'attendance');
    expect(callsOf(place, '/breakdown')).toBe(3);
    place.pass({ minutes: 30 });
    const soon = await pullAll(place.connector, 'attendance', kept(first));
    expect(callsOf(place, '/marketing')).toBe(4);
    place.sandbox.world.portal.marketingEvents.note('1', {
      contactId: '1001',
      state: 'ATTENDED',
      at: ms({ hours: 46 }),
    });
    place.pass({ hours: 1 });
    const later = await pullAll(place.reopen(), 'attendance', kept(soon));
    expect(told(later)).toContain('webinar-attended 1:1001');
    expect(callsOf(place, '/breakdown')).toBe(4);
  });

  test('of any number, with any number of people, come whole, also when the process dies after every page', async () => {
    const place = await at();
    const { marketingEvents } = place.sandbox.world.portal;
    for (let n = 0; n < 45; n += 1) {
      marketingEvents.put(
        { id: String(100 + n), name: `W${n}`, type: 'WEBINAR', startsAt: ms({ hours: 9 }), endsAt: ms({ hours: 8 }) },
        0,
      );
      for (let m = 0; m < (n === 44 ? 250 : 3); m += 1)
        marketingEvents.note(String(100 + n), {
          contactId: String(5_000 + m),
          state: 'ATTENDED',
          at: ms({ hours: 8 }),
        });
    }
    const seen: string[] = [];
    let cursor: Cursor = {};
    for (let pages = 0, more = true; more && pages < 100; pages += 1) {
      const read = await place.reopen().pull('attendance', cursor);
      seen.push(...read.activities.map(({ id }) => id));
      cursor = JSON.parse(JSON.stringify(read.cursor));
      expect(JSON.stringify(cursor).length).toBeLessThan(8_192);
      more = read.more;
    }
    expect(new Set(seen).size).toBe(44 * 3 + 250);
    expect(seen).toHaveLength(44 * 3 + 250);
  });

  test('a token without the scope is no failure, and is not tried again for a day', async () => {
    const scopes = ['oauth', 'crm.objects.contacts.read', 'crm.schemas.contacts.write', 'crm.schemas.contacts.read'];
    const place = await at({ sandbox: { scopes: [...scopes, 'crm.objects.contacts.write'] } });
    for (const stream of ['attendance', 'lists']) {
      const pages = await pullAll(place.connector, stream);
      expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
      const calls = place.sandbox.server.callCount;
      place.pass({ hours: 5 });
      const again = await pullAll(place.connector, stream, kept(pages));
      expect(place.sandbox.server.callCount).toBe(calls);
      place.pass({ hours: 20 });
      await pullAll(place.connector, stream, kept(again));
      expect(place.sandbox.server.callCount).toBe(calls + 1);
    }
  });
});

describe('lists that stand for something', () => {
  const fill = ({ sandbox }: Desk) => {
    const { lists } = sandbox.world.portal;
    lists.put({ id: '42', name: 'Cards', processingType: 'SNAPSHOT' });
    lists.put({ id: '43', name: 'Survey', processingType: 'MANUAL' });
    for (let n = 0; n < 600; n += 1) lists.join('42', String(2_000 + n), ms({ hours: 30 }) + n);
    lists.join('43', '1001', ms({ hours: 5 }));
    return lists;
  };

  test('give each member one activity, at the moment of joining, and newcomers as they join', async () => {
    const place = await at();
    const lists = fill(place);
    const pages = await pullAll(place.connector, 'lists');
    const all = pages.flatMap(({ activities }) => activities);
    expect(all).toHaveLength(601);
    expect(all[0]).toMatchObject({
      kind: 'exhibition-visited',
      id: 'list:42:2000',
      occurredAt: '2026-11-20T03:00:00.000Z',
      properties: { list: '展示会2026春' },
    });
    expect(all.at(-1)).toMatchObject({ kind: 'survey-answered', subjects: ['hubspot/contact/1001'] });
    lists.join('42', '1002', place.now.epochMilliseconds);
    place.pass({ minutes: 20 });
    const next = await pullAll(place.reopen(), 'lists', kept(pages));
    expect(told(next)).toContain('exhibition-visited list:42:1002');
    // Of the long list only its last page is read again.
    expect(next.flatMap(({ activities }) => activities).length).toBeLessThan(200);
  });

  test('begin again when whoever marked the place has left, and a list that is gone is told while the others are read', async () => {
    const place = await at();
    const lists = fill(place);
    const pages = await pullAll(place.connector, 'lists');
    lists.leave('42', '2499');
    lists.join('42', '1003', place.now.epochMilliseconds);
    place.pass({ minutes: 20 });
    const again = await pullAll(place.connector, 'lists', kept(pages));
    expect(told(again)).toContain('exhibition-visited list:42:1003');
    const other = systemMapping.parse({
      ...mapping,
      lists: [
        { list: '99', is: 'note' },
        { list: '43', is: 'survey-answered' },
      ],
    });
    await place.sandbox.close();
    const second = await at({ mapping: other });
    fill(second);
    const read = await pullAll(second.connector, 'lists');
    expect(told(read)).toEqual(['survey-answered list:43:1001']);
    expect(read.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['404 OBJECT_NOT_FOUND']);
  });
});

describe('page views', () => {
  const visit = (place: Desk, contact: string, n: number, moment: Temporal.Instant, path = '/pricing') => {
    const { world } = place.sandbox;
    const at = moment.epochMilliseconds;
    visitSite(world, contact, { views: 1, page: path, at });
    const properties = { hs_url: `https://www.baton-demo.example${path}` };
    world.portal.occurrences.record({ id: `v${n}`, eventType: 'e_visited_page', contactId: contact, at, properties });
  };

  test('come one by one on an account that has them, only of contacts whose last visit moved, and the counters are silent', async () => {
    const place = await at({ sandbox: { enterprise: true } });
    visit(place, '1001', 1, START.subtract({ hours: 5 }));
    visit(place, '1001', 2, START.subtract({ hours: 4 }), '/about');
    visit(place, '1002', 3, START.subtract({ hours: 3 }));
    place.pass({ minutes: 1 });
    expect(told(await pullAll(place.connector, 'contacts'))).toEqual([]);
    const pages = await pullAll(place.connector, 'views');
    const views = pages.flatMap(({ activities }) => activities);
    expect(views.map(({ id, properties, subjects }) => [id, properties['page'], subjects[0]])).toEqual([
      ['v1', 'price', 'hubspot/contact/1001'],
      ['v2', undefined, 'hubspot/contact/1001'],
      ['v3', 'price', 'hubspot/contact/1002'],
    ]);
    visit(place, '1003', 4, place.now);
    place.pass({ minutes: 20 });
    const before = callsOf(place, 'objectId=');
    const next = await pullAll(place.connector, 'views', kept(pages));
    expect(told(next)).toEqual(['site-visited v4']);
    expect(callsOf(place, 'objectId=') - before).toBe(1);
    // A visit that HubSpot tells late, with the counter's moment in a window that is through, is found by the overlap, also by a new process.
    visit(place, '1004', 5, place.now.subtract({ minutes: 30 }));
    place.pass({ minutes: 20 });
    expect(told(await pullAll(place.reopen(), 'views', kept(next)))).toContain('site-visited v5');
  });

  test('below that edition the counters tell of the newest visit; the account is asked once a day, and nothing fails', async () => {
    const place = await at();
    visit(place, '1001', 1, START.subtract({ hours: 5 }));
    place.pass({ minutes: 1 });
    const contacts = await pullAll(place.connector, 'contacts');
    expect(told(contacts)).toEqual(['site-visited 1001:1']);
    const pages = [...(await pullAll(place.connector, 'views')), ...(await pullAll(place.connector, 'views'))];
    expect([told(pages), pages.flatMap(({ problems }) => problems)]).toEqual([[], []]);
    expect(callsOf(place, '/event-occurrences/')).toBe(1);
  });
});

describe('tasks and mails', () => {
  function log({ sandbox }: Desk, type: ObjectType, values: Record<string, string>): string {
    const how = byPerson(1, ms({ hours: 2 }));
    const { id } = sandbox.world.create(
      type,
      { hs_timestamp: START.subtract({ hours: 3 }).toString(), ...values },
      how,
    );
    const { portal } = sandbox.world;
    const [from, to] = [portal.store.find(type, id), portal.store.find('contacts', '1001')];
    if (from === undefined || to === undefined) throw new Error('both are there');
    portal.links.linkPlain(from, to, { at: how.at, source: how.source });
    return id;
  }

  test('a task counts once it is done, a mail once it was sent, each with whose it is', async () => {
    const place = await at();
    log(place, 'tasks', { hs_task_subject: '電話する', hs_task_status: 'NOT_STARTED' });
    const done = log(place, 'tasks', { hs_task_subject: '資料送付', hs_task_status: 'COMPLETED' });
    const mail = { hs_email_direction: 'EMAIL', hs_email_subject: 'ご案内', hs_email_text: '本文です' };
    const sent = log(place, 'emails', { ...mail, hs_email_status: 'SENT' });
    log(place, 'emails', { ...mail, hs_email_status: 'BOUNCED' });
    const came = log(place, 'emails', { ...mail, hs_email_direction: 'INCOMING_EMAIL' });
    place.pass({ minutes: 1 });
    expect(told(await pullAll(place.connector, 'tasks'))).toEqual([`task-completed ${done}`]);
    const mails = (await pullAll(place.connector, 'emails')).flatMap(({ activities }) => activities);
    expect(mails.map(({ kind, id, properties }) => [kind, id, properties['direction']])).toEqual([
      ['mail', sent, 'out'],
      ['mail', came, 'in'],
    ]);
    expect(mails[0]).toMatchObject({
      subjects: ['hubspot/contact/1001'],
      text: '本文です',
      properties: { subject: 'ご案内' },
    });
  });
});
