/** Deals with their pipelines and contacts, and the list that selects, against the sandbox by the real client. */
import { afterEach, describe, expect, test } from 'vitest';
import { hintOf, WatchedProperties } from '../../connectors/hubspot/hints.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Page } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, openDesk, START } from './hubspot-desk.ts';
import { MAPPING } from './hubspot-setup.ts';

let desk: Desk | undefined;
const at = async (changes: object): Promise<Desk> => {
  desk = await openDesk({ people: 9, mapping: systemMapping.parse({ ...MAPPING, ...changes }) });
  return desk;
};
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
});

const kept = (pages: readonly Page[]) => JSON.parse(JSON.stringify(pages.at(-1)?.cursor ?? {}));
const activities = (pages: readonly Page[]) => pages.flatMap((page) => page.activities);
const callsOf = ({ sandbox }: Desk, part: string) =>
  sandbox.server.calls.filter(({ path }) => path.includes(part)).length;
const before = START.subtract({ hours: 2 }).epochMilliseconds;

function deal({ sandbox }: Desk, values: Readonly<Record<string, string>>, contacts: readonly string[]): string {
  const { world } = sandbox;
  const how = byPerson(1, before);
  const made = world.create('deals', { dealname: '受発注の刷新', pipeline: 'default', ...values }, how);
  for (const id of contacts) world.portal.links.linkPlain(made, { type: 'contacts', id }, how);
  return made.id;
}

describe('deals', () => {
  test('come with what their stage means, by the pipelines, and with all their contacts; without one they are nobody’s', async () => {
    const place = await at({ deals: 'shown' });
    const open = deal(place, { dealstage: 'contractsent', amount: '1200000', hubspot_owner_id: '701' }, [
      '1003',
      '1002',
    ]);
    deal(place, { dealstage: 'closedwon', closedate: '2026-11-20T00:00:00Z' }, ['1001']);
    deal(place, { dealstage: 'closedlost' }, ['1001']);
    deal(place, { dealstage: 'closedwon' }, []);
    const pages = await pullAll(place.connector, 'deals');
    expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
    expect(activities(pages).map(({ properties: { status } }) => status)).toEqual(['open', 'won', 'lost']);
    expect(activities(pages)[0]).toMatchObject({
      kind: 'deal',
      id: open,
      subjects: ['hubspot/contact/1002', 'hubspot/contact/1003'],
      actor: { type: 'person', user: '701' },
      properties: {
        subject: '受発注の刷新',
        pipeline: 'Sales Pipeline',
        stage: 'Contract Sent',
        amount: 1_200_000,
        primary: '1002',
      },
    });
    expect(activities(pages)[1]?.properties['closedAt']).toBe('2026-11-20T00:00:00.000Z');
    expect(callsOf(place, '/pipelines')).toBe(1);
    expect(callsOf(place, '/associations')).toBe(1);
  });

  test('cost one search where nothing changed, and nothing where they are not read', async () => {
    const place = await at({ deals: 'counted' });
    deal(place, { dealstage: 'contractsent' }, ['1001']);
    const first = await pullAll(place.connector, 'deals');
    place.pass({ hours: 1 });
    place.sandbox.server.callCount = 0;
    const second = await pullAll(place.connector, 'deals', kept(first));
    expect(activities(second)).toEqual([]);
    expect(place.sandbox.server.callCount).toBe(1);
    const without = await at({});
    await pullAll(without.connector, 'deals');
    expect(without.sandbox.server.callCount).toBe(0);
  });

  test('are seen again when they move on', async () => {
    const place = await at({ deals: 'counted' });
    const id = deal(place, { dealstage: 'contractsent' }, ['1001']);
    const first = await pullAll(place.connector, 'deals');
    place.pass({ hours: 1 });
    place.sandbox.world.change('deals', id, { dealstage: 'closedwon' }, byPerson(1, place.now.epochMilliseconds));
    place.pass({ minutes: 5 });
    const [seen] = activities(await pullAll(place.connector, 'deals', kept(first)));
    expect(seen).toMatchObject({ id, properties: { stage: 'Closed Won', status: 'won' } });
  });

  test('count for the contact under the label that the mapping names', async () => {
    const place = await at({ deals: 'counted', dealContact: 'Decision maker' });
    const id = deal(place, { dealstage: 'contractsent' }, ['1001', '1002']);
    const { links } = place.sandbox.world.portal;
    const [toContact] = links.types.define('deals', 'contacts', { label: 'Decision maker', inverseLabel: 'Deal' });
    const how = byPerson(1, before);
    links.link({ type: 'deals', id }, { type: 'contacts', id: '1002' }, toContact?.typeId ?? 0, how);
    const [read] = activities(await pullAll(place.connector, 'deals'));
    expect(read?.properties['primary']).toBe('1002');
  });
});

describe('a hint of a deal', () => {
  test('has it read by its id, with its contacts as they are linked now, before search knows of it', async () => {
    const place = await at({ deals: 'counted' });
    const id = deal(place, { dealstage: 'closedwon' }, ['1001']);
    const { links, store } = place.sandbox.world.portal;
    await pullAll(place.connector, 'deals');
    const made = store.find('deals', id);
    if (made !== undefined) links.linkPlain(made, { type: 'contacts', id: '1002' }, byPerson(1, before));
    const ref = { system: 'hubspot', object: 'deal', id } as const;
    const page = await place.connector.look?.([ref], undefined);
    expect(page).toMatchObject({
      problems: [],
      gone: [],
      activities: [{ kind: 'deal', id, properties: { status: 'won' } }],
    });
    expect(page?.activities[0]?.subjects).toEqual(['hubspot/contact/1001', 'hubspot/contact/1002']);
  });

  test('that could not be read is a problem, and is read again', async () => {
    const place = await at({ deals: 'counted' });
    const id = deal(place, { dealstage: 'closedwon' }, ['1001']);
    const errors = [{ status: 'error', category: 'INTERNAL_ERROR', message: 'x', context: { ids: [id] } }];
    const body = { status: 'COMPLETE', results: [], numErrors: 1, errors };
    place.sandbox.server.inject({
      path: '/deals/batch/read',
      times: 1,
      effect: { answer: { status: 207, body } },
    });
    const look = async () => {
      const page = await place.connector.look?.([{ system: 'hubspot', object: 'deal', id }], undefined);
      return [page?.problems.map(({ code }) => code), page?.activities.map((one) => one.id)];
    };
    expect(await look()).toEqual([['207 INTERNAL_ERROR'], []]);
    expect(await look()).toEqual([[], [id]]);
  });

  test.each([
    ['none', []],
    [
      'counted',
      [{ system: 'hubspot', stream: 'deals', kind: 'changed', record: { system: 'hubspot', object: 'deal', id: '7' } }],
    ],
  ])('is none where deals are not read: %s', (deals, hints) => {
    const mapping = systemMapping.parse({ ...MAPPING, deals });
    const watched = new WatchedProperties(mapping);
    const told = { object: 'deal', what: 'propertyChange', id: '7', properties: ['dealstage'] };
    expect([hintOf(told, watched)].filter((hint) => hint !== undefined)).toEqual(hints);
    expect(hintOf({ ...told, properties: ['hs_next_step'] }, watched)).toBeUndefined();
  });
});

describe('the list that selects', () => {
  const members = (place: Desk, ids: readonly string[]): void => {
    const { lists } = place.sandbox.world.portal;
    lists.put({ id: '42', name: '対象者', processingType: 'DYNAMIC' });
    for (const id of ids) lists.join('42', id, before);
  };

  test('is read in the order of joining, beside a list of the same id that stands for something people did', async () => {
    const place = await at({ selection: { list: '42' }, lists: [{ list: '42', is: 'exhibition-visited' }] });
    members(place, ['1002', '1001']);
    const read = activities(await pullAll(place.connector, 'lists'));
    expect(read.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'exhibition-visited list:42:1002',
      'exhibition-visited list:42:1001',
      'listed 42:00000000000000001002',
      'listed 42:00000000000000001001',
    ]);
    expect(read.at(-1)?.properties).toEqual({ list: '42', member: true });
  });

  test('is walked by record id, each page saying of everybody between two ids whether they are on it', async () => {
    const place = await at({ selection: { list: '42' } });
    const ids = Array.from({ length: 260 }, (_, n) => String(1001 + n));
    members(place, ids.toReversed());
    const first = await pullAll(place.connector, 'selection');
    expect(first.map(({ roll }) => roll)).toEqual([undefined]);
    place.pass({ minutes: 16 });
    const walk = await pullAll(place.connector, 'selection', kept(first));
    expect(walk.map(({ roll }) => roll)).toEqual([
      { kind: 'listed', after: '42:', upTo: '42:00000000000000001250' },
      { kind: 'listed', after: '42:00000000000000001250', upTo: '42:~' },
    ]);
    expect(activities(walk)).toHaveLength(260);
    place.sandbox.server.callCount = 0;
    place.pass({ minutes: 10 });
    await pullAll(place.connector, 'selection', kept(walk));
    expect(place.sandbox.server.callCount).toBe(0);
  });

  test('that is gone lets nobody leave: it is a problem', async () => {
    const place = await at({ selection: { list: '43' } });
    const first = await pullAll(place.connector, 'selection');
    place.pass({ minutes: 16 });
    const [page] = await pullAll(place.connector, 'selection', kept(first));
    expect(page).toMatchObject({ activities: [], problems: [{ code: '404 OBJECT_NOT_FOUND' }] });
    expect(page?.roll).toBeUndefined();
  });

  test('whose walk loses its place begins again, and concludes nothing from what it had not read', async () => {
    const place = await at({ selection: { list: '42' } });
    const ids = Array.from({ length: 260 }, (_, n) => String(1001 + n));
    members(place, ids);
    const first = await pullAll(place.connector, 'selection');
    place.pass({ minutes: 16 });
    const page = await place.connector.pull('selection', kept(first));
    place.sandbox.world.portal.lists.leave('42', '1250');
    const lost = await place.connector.pull('selection', page.cursor);
    expect(lost).toMatchObject({ activities: [], problems: [], more: false });
    expect(lost.roll).toBeUndefined();
    const again = await pullAll(place.connector, 'selection', lost.cursor);
    expect(activities(again)).toHaveLength(259);
  });
});

test('doctor asks for the scopes of lists and deals only where the mapping needs them', async () => {
  const missing = async (changes: object): Promise<readonly string[]> => {
    desk = await openDesk({
      mapping: systemMapping.parse({ ...MAPPING, ...changes }),
      sandbox: { scopes: ['crm.objects.contacts.read', 'crm.schemas.contacts.read', 'crm.schemas.contacts.write'] },
    });
    const found = await desk.connector.check();
    await desk.sandbox.close();
    return found.filter(({ says }) => says === 'scope-missing').map(({ detail }) => detail);
  };
  const always = await missing({});
  expect(await missing({ deals: 'shown', selection: { list: '42' } })).toEqual([
    ...always,
    'crm.lists.read',
    'crm.objects.deals.read',
  ]);
});
