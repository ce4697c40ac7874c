/** The first reading: in the fewest calls, from wherever it was broken off, and with its progress told. */
import { afterEach, describe, expect, test } from 'vitest';
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
