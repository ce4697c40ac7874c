/** The first reading: in the fewest calls, from wherever it was broken off, and with its progress told. */
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Conversions } from '../../connectors/hubspot/conversions.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Cursor } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, openDesk, START } from './hubspot-desk.ts';
import { MAPPING } from './hubspot-setup.ts';

let desk: Desk | undefined;
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
});

const kept = (cursor: Cursor | undefined): Cursor => JSON.parse(JSON.stringify(cursor ?? {}));
const callsOf = ({ sandbox }: Desk, part: string) => sandbox.server.calls.filter(({ path }) => path.includes(part));

/** So many properties that no search body holds them. */
async function openWide(people: number): Promise<Desk> {
  const names = Array.from({ length: 100 }, (_, n) => `a_property_of_the_account_${n}`);
  const read = Object.fromEntries(names.map((name, n) => [`theirs${n}`, name]));
  const mapping = { ...MAPPING, objects: { contact: { read: { email: 'email', ...read }, write: {}, values: {} } } };
  desk = await openDesk({ people, mapping, limits: { searchesOfPage: 1 } });
  const { catalogue } = desk.sandbox.world.portal;
  const like = catalogue.find('contacts', 'jobtitle');
  if (like === undefined) throw new Error('every account has jobtitle');
  for (const name of names) catalogue.put('contacts', { ...like, name });
  return desk;
}

/** The page of the list from that place on, as HubSpot answers it. */
async function listOf({ sandbox }: Desk, after: unknown): Promise<{ results: readonly unknown[] }> {
  const query = new URLSearchParams({ limit: '100', properties: 'email', after: String(after) });
  const headers = { authorization: `Bearer ${sandbox.token}` };
  const answer = await fetch(`${sandbox.url}/crm/v3/objects/contacts?${query}`, { headers });
  return z.object({ results: z.array(z.unknown()) }).parse(await answer.json());
}

describe('a first reading', () => {
  test('whose properties fit into a search costs a call for 200 records, and tells how many are left', async () => {
    desk = await openDesk({ people: 450, limits: { searchesOfPage: 1 } });
    const pages = await pullAll(desk.connector, 'contacts');
    expect(pages.map(({ progress }) => progress)).toEqual([
      { done: 200, total: 450 },
      { done: 400, total: 450 },
      { done: 450, total: 450 },
    ]);
    expect(callsOf(desk, '/search')).toHaveLength(3);
    const later = await pullAll(desk.connector, 'contacts', pages.at(-1)?.cursor);
    expect(later.map(({ progress }) => progress)).toEqual([undefined]);
  });

  test('whose properties do not fit is read as a list, a call for 100 and one to count them; changes meanwhile come with the next window', async () => {
    const place = await openWide(450);
    const first = await place.connector.pull('contacts', undefined);
    expect(first.progress).toEqual({ done: 100, total: 450 });
    place.sandbox.world.change('contacts', '1007', { jobtitle: 'changed' }, byPerson(1, place.now.epochMilliseconds));
    place.sandbox.world.create('contacts', { email: 'late@kaede.example' }, byPerson(1, place.now.epochMilliseconds));
    place.pass({ minutes: 1 });
    // The process dies here: the next one goes on at the same place.
    const rest = await pullAll(place.reopen(), 'contacts', kept(first.cursor));
    const ids = [first, ...rest].flatMap(({ records }) => records.map(({ ref }) => ref.id));
    expect(new Set(ids).size).toBe(451);
    expect(ids).toHaveLength(451);
    expect(callsOf(place, '/crm/v3/objects/contacts?')).toHaveLength(5);
    expect(callsOf(place, '/batch/read')).toHaveLength(0);
    expect(callsOf(place, '/search')).toHaveLength(1);
    place.pass({ minutes: 1 });
    const next = await pullAll(place.connector, 'contacts', kept(rest.at(-1)?.cursor));
    expect(next.flatMap(({ records }) => records.map(({ ref }) => ref.id)).sort()).toEqual(['1007', '1451']);
    // From here on changes are followed by search.
    expect(callsOf(place, '/crm/v3/objects/contacts?')).toHaveLength(5);
  });

  test.each([
    ['the call that counts', 'POST', '/contacts/search', 0],
    ['the first page of the list', 'GET', '/crm/v3/objects/contacts', 0],
    ['a later page', 'GET', '/crm/v3/objects/contacts', 2],
    ['the last page', 'GET', '/crm/v3/objects/contacts', 4],
  ])('goes on where it was when the process dies in %s', async (_, method, path, after) => {
    for (const effect of ['lose-request', 'lose-answer'] as const) {
      const place = await openWide(450);
      place.sandbox.server.inject({ method, path, after, times: 1, effect });
      const broken = await pullAll(place.connector, 'contacts');
      expect(broken.flatMap(({ problems }) => problems.map(({ category }) => category))).toEqual(['unavailable']);
      const rest = await pullAll(place.reopen(), 'contacts', kept(broken.at(-1)?.cursor));
      const ids = [...broken, ...rest].flatMap(({ records }) => records.map(({ ref }) => ref.id));
      expect([ids.length, new Set(ids).size]).toEqual([450, 450]);
      expect(rest.at(-1)?.progress).toEqual({ done: 450, total: 450 });
      await place.sandbox.close();
    }
  });

  test('whose list ends before its time is completed by search', async () => {
    const place = await openWide(450);
    const first = await place.connector.pull('contacts', undefined);
    const { results } = await listOf(place, first.cursor['list']);
    place.sandbox.server.inject({
      path: '/crm/v3/objects/contacts',
      times: 1,
      effect: { answer: { status: 200, body: { results } } },
    });
    const rest = await pullAll(place.connector, 'contacts', kept(first.cursor));
    const ids = [first, ...rest].flatMap(({ records }) => records.map(({ ref }) => ref.id));
    expect([ids.length, new Set(ids).size]).toEqual([450, 450]);
    expect(rest.at(-1)).toMatchObject({ more: false, progress: { done: 450, total: 450 } });
  });

  test('is followed by windows whose records are read by their ids: one that could not be read is read again', async () => {
    const place = await openWide(3);
    const first = kept((await pullAll(place.connector, 'contacts')).at(-1)?.cursor);
    place.pass({ minutes: 1 });
    place.sandbox.world.change('contacts', '1002', { jobtitle: 'new' }, byPerson(1, place.now.epochMilliseconds));
    place.pass({ minutes: 1 });
    const errors = [{ status: 'error', category: 'INTERNAL_ERROR', message: 'x', context: { ids: ['1002'] } }];
    const body = { status: 'COMPLETE', results: [], numErrors: 1, errors };
    place.sandbox.server.inject({ path: '/batch/read', times: 1, effect: { answer: { status: 207, body } } });
    const broken = await pullAll(place.connector, 'contacts', first);
    expect(broken.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['207 INTERNAL_ERROR']);
    const next = await pullAll(place.reopen(), 'contacts', kept(broken.at(-1)?.cursor));
    expect(next.flatMap(({ records }) => records.map(({ ref }) => ref.id))).toContain('1002');
  });

  test('of which some were deleted on the way ends all the same', async () => {
    const place = await openWide(250);
    const first = await place.connector.pull('contacts', undefined);
    for (const id of ['1001', '1249'])
      place.sandbox.world.archive('contacts', id, byPerson(1, place.now.epochMilliseconds));
    place.pass({ minutes: 1 });
    const rest = await pullAll(place.connector, 'contacts', kept(first.cursor));
    expect([first, ...rest].flatMap(({ records }) => records)).toHaveLength(249);
    expect(rest.at(-1)?.more).toBe(false);
    place.pass({ minutes: 1 });
    expect(await pullAll(place.connector, 'contacts', kept(rest.at(-1)?.cursor))).toHaveLength(1);
  });

  test('remembers of a million contacts that once sent a form only those of the last hour', () => {
    const conversions = new Conversions(3_600_000, () => START);
    for (let n = 0; n < 10_000; n += 1) conversions.saw(String(n), iso(START.subtract({ hours: 1, seconds: n })));
    expect(conversions.size).toBe(0);
    conversions.saw('new', iso(START.subtract({ minutes: 5 })));
    expect(conversions.size).toBe(1);
    conversions.begin(iso(START));
    conversions.through(iso(START));
    expect(conversions.outrun(iso(START), iso(START.subtract({ hours: 1 })))).toBe(false);
    conversions.saw('newer', iso(START.add({ minutes: 5 })));
    expect(conversions.outrun(iso(START), iso(START.subtract({ hours: 1 })))).toBe(true);
  });
});
