/** Following changes where HubSpot makes it hard: a search that lags, ends at 10,000, sorts by one property and takes small bodies. */
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import { engage } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, type DeskWishes, openDesk, START } from './hubspot-desk.ts';
import { BASE, contactRow, MAPPING, openStage } from './hubspot-setup.ts';

let desk: Desk | undefined;
const at = async (wishes?: DeskWishes): Promise<Desk> => {
  desk = await openDesk(wishes);
  return desk;
};
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
  nock.cleanAll();
});

const idsOf = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap(({ records }) => records.map(({ ref }) => ref.id));
/** As it comes back from the database. */
const kept = (cursor: Cursor | undefined): Cursor => JSON.parse(JSON.stringify(cursor ?? {}));

/** People whom an import made in one millisecond. */
function importAtOnce({ sandbox }: Desk, count: number, moment: Temporal.Instant, name = 'import'): void {
  for (let n = 0; n < count; n += 1)
    sandbox.world.create('contacts', { email: `${name}${n}@kaede.example` }, byPerson(1, moment.epochMilliseconds));
}
function changeTitle({ sandbox }: Desk, id: string, title: string, moment: Temporal.Instant): void {
  sandbox.world.change('contacts', id, { jobtitle: title }, byPerson(1, moment.epochMilliseconds));
}

/** Each contact gets a note. */
function noteAll({ sandbox: { world } }: Desk, moment: Temporal.Instant): void {
  const at = moment.epochMilliseconds;
  for (const { id } of world.portal.store.all('contacts'))
    engage(world, id, { kind: 'note', owner: undefined, userId: 1, subject: '', words: 'met', outcome: '', at });
}
const callsTo = ({ sandbox }: Desk, part: string) => sandbox.server.calls.filter(({ path }) => path.includes(part));

describe('a page of many', () => {
  test('is what several searches found, and its associations are asked for in one call', async () => {
    const place = await at({ people: 1_150 });
    noteAll(place, START.subtract({ minutes: 5 }));
    const pages = await pullAll(place.connector, 'notes');
    expect(pages.map(({ activities }) => activities.length)).toEqual([1_000, 150]);
    expect(new Set(pages.flatMap(({ activities }) => activities.flatMap(({ subjects }) => subjects))).size).toBe(1_150);
    expect([callsTo(place, '/notes/search').length, callsTo(place, '/associations').length]).toEqual([6, 2]);
  });

  test('ends where a search fails, holds what was found by then and says so; the next begins there', async () => {
    const place = await at({ people: 450 });
    noteAll(place, START.subtract({ minutes: 5 }));
    place.sandbox.server.inject({ path: '/notes/search', after: 1, times: 1, effect: 'lose-request' });
    const broken = await place.connector.pull('notes', undefined);
    expect([broken.activities.length, broken.problems.length]).toEqual([200, 1]);
    expect(callsTo(place, '/notes/search')).toHaveLength(1);
    const rest = await pullAll(place.reopen(), 'notes', kept(broken.cursor));
    const ids = [broken, ...rest].flatMap(({ activities }) => activities.map(({ id }) => id));
    expect([ids.length, new Set(ids).size]).toEqual([450, 450]);
  });
});

describe('incremental reading', () => {
  test('25,000 records of one millisecond come once each, also when the process dies on the way', {
    timeout: 120_000,
  }, async () => {
    const place = await at();
    importAtOnce(place, 25_000, START.subtract({ minutes: 5 }));
    let { connector } = place;
    const seen: string[] = [];
    let cursor: Cursor | undefined;
    for (let read = 0, more = true; more; read += 1) {
      if (read > 30) throw new Error('the walk does not end');
      const page = await connector.pull('contacts', cursor);
      expect(page.problems).toEqual([]);
      seen.push(...page.records.map(({ ref }) => ref.id));
      cursor = kept(page.cursor);
      more = page.more;
      // What was read is kept with its cursor; the page after it is lost with the process, and read again.
      if (read % 8 === 7) {
        await connector.pull('contacts', cursor);
        connector = place.reopen();
      }
    }
    expect(seen).toHaveLength(25_000);
    expect(new Set(seen).size).toBe(25_000);
    // Beyond 10,000 results no page can be had: none was asked for.
    expect(place.sandbox.server.calls.filter(({ status }) => status >= 400)).toEqual([]);
  });

  test('who is changed or comes while an import is walked is read as it became, and nobody else twice', async () => {
    const place = await at({ sandbox: { lagMs: 20_000 } });
    importAtOnce(place, 900, START.subtract({ minutes: 5 }));
    const first = await place.connector.pull('contacts', undefined);
    place.pass({ seconds: 1 });
    // One that was read already, one that is still to come, and a newcomer.
    changeTitle(place, '1003', 'read before', place.now);
    changeTitle(place, '1880', 'read after', place.now);
    importAtOnce(place, 1, place.now, 'late');
    const rest = await pullAll(place.connector, 'contacts', kept(first.cursor));
    expect(new Set(idsOf([first, ...rest])).size).toBe(900);
    expect(idsOf([first, ...rest])).toHaveLength(900);
    place.pass({ seconds: 30 });
    const next = await pullAll(place.connector, 'contacts', kept(rest.at(-1)?.cursor));
    expect([...idsOf(next)].sort()).toEqual(['1003', '1880', '1901']);
    expect(next.flatMap(({ records }) => records.map(({ fields }) => fields['title']))).toEqual([
      'read before',
      'read after',
      null,
    ]);
  });

  test('a change just before the end of a window that the index learns of only afterwards is found by the overlap', async () => {
    const place = await at({ people: 3, sandbox: { lagMs: 110_000 } });
    const before = (await pullAll(place.connector, 'contacts')).at(-1)?.cursor;
    changeTitle(place, '1002', 'learned late', START.subtract({ seconds: 1 }));
    const during = await pullAll(place.connector, 'contacts', kept(before));
    expect(idsOf(during)).toEqual([]);
    place.pass({ seconds: 111 });
    const after = await pullAll(place.connector, 'contacts', kept(during.at(-1)?.cursor));
    expect(idsOf(after)).toEqual(['1002']);
  });

  test('mapped properties beyond a body of 3,000 characters are read all the same, over any number of pages', async () => {
    const names = Array.from({ length: 140 }, (_, n) => `a_property_of_the_account_${n}`);
    const read = Object.fromEntries(names.map((name, n) => [`theirs${n}`, name]));
    const mapping = { ...MAPPING, objects: { contact: { read: { email: 'email', ...read }, write: {}, values: {} } } };
    const place = await at({ mapping });
    const { catalogue, store } = place.sandbox.world.portal;
    const like = catalogue.find('contacts', 'jobtitle');
    if (like === undefined) throw new Error('every account has jobtitle');
    for (const name of names) catalogue.put('contacts', { ...like, name });
    importAtOnce(place, 450, START.subtract({ minutes: 5 }));
    const last = store.live('contacts', '1450');
    if (last === undefined) throw new Error('it was imported');
    store.update(last, {
      values: { a_property_of_the_account_139: 'the last word' },
      at: START.subtract({ minutes: 4 }).epochMilliseconds,
      source: { type: 'CRM_UI' },
    });
    const since = { from: START.subtract({ hours: 1 }).toString() };
    const pages = await pullAll(place.connector, 'contacts', since);
    expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
    expect(new Set(idsOf(pages)).size).toBe(450);
    expect(pages.at(-1)?.records.at(-1)?.fields['theirs139']).toBe('the last word');
  });

  test('a clock of ours that runs ahead of HubSpot’s skips nothing: the next window begins at HubSpot’s time', async () => {
    const behind = new Date('2026-11-21T08:50:00Z').toUTCString();
    nock(BASE).get('/account-info/v3/details').reply(403, {});
    nock(BASE)
      .post('/crm/v3/objects/contacts/search')
      .reply(200, { total: 1, results: [contactRow('1', {})] }, { date: behind });
    const stage = openStage();
    const page = await stage.connector.pull('contacts', undefined);
    // Whoever keeps the clock hears of it.
    expect(stage.heard).toContain('2026-11-21T08:50:00Z');
    // Now, 09:00 by our clock, less two minutes of overlap, less ten that our clock is ahead.
    expect(String(page.cursor['from']) <= '2026-11-21T08:48:02.000Z').toBe(true);
    expect(String(page.cursor['from']) >= '2026-11-21T08:47:00.000Z').toBe(true);
  });

  test('a search that counts records and shows none is asked again with the next pull, in the same window', async () => {
    const { connector } = openStage();
    nock(BASE).get('/account-info/v3/details').reply(403, {});
    nock(BASE).post('/crm/v3/objects/contacts/search').reply(200, { total: 2, results: [] });
    const cursor = { from: '2026-11-21T08:00:00.000Z', to: '2026-11-21T08:59:00.000Z', last: '7' };
    const page = await connector.pull('contacts', cursor);
    expect([page.more, page.cursor]).toEqual([false, cursor]);
  });
});
