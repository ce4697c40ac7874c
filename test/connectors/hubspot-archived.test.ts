/** What is in the bin: no search tells of it, so its list is read, of contacts and of companies. */
import { afterEach, expect, test } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, openDesk, START } from './hubspot-desk.ts';

let desk: Desk | undefined;
afterEach(async () => {
  await desk?.sandbox.close();
  desk = undefined;
});

const kept = (pages: readonly Page[]): Cursor => JSON.parse(JSON.stringify(pages.at(-1)?.cursor ?? {}));
const gone = (pages: readonly Page[]): readonly string[] =>
  pages.flatMap(({ records }) => records.map(({ ref, deleted }) => `${ref.object} ${ref.id} ${deleted}`));
const asked = ({ sandbox }: Desk): number => sandbox.server.calls.length;

/** 130 contacts and two companies in the bin, and as many that are not. */
async function withBin(): Promise<Desk> {
  desk = await openDesk({ people: 132 });
  const { world } = desk.sandbox;
  const how = byPerson(1, START.epochMilliseconds);
  for (let n = 0; n < 130; n += 1) world.archive('contacts', String(1_001 + n), how);
  for (const name of ['a', 'b', 'c']) world.create('companies', { name }, how);
  for (const id of ['5001', '5002']) world.archive('companies', id, how);
  return desk;
}

test('archived contacts and companies come as deleted, whole also when the process dies after every page', async () => {
  const place = await withBin();
  const pages: Page[] = [];
  do pages.push(await place.reopen().pull('archived', pages.length === 0 ? undefined : kept(pages)));
  while (pages.at(-1)?.more && pages.length < 20);
  const contacts = [...Array(130).keys()].map((n) => `contact ${1_001 + n} true`);
  expect([...gone(pages)].sort()).toEqual([...contacts, 'company 5001 true', 'company 5002 true'].sort());
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
});

test('they are read every six hours, and not in between', async () => {
  const place = await withBin();
  const first = await pullAll(place.connector, 'archived');
  const calls = asked(place);
  place.pass({ hours: 5, minutes: 59 });
  const between = await pullAll(place.connector, 'archived', kept(first));
  expect(gone(between)).toEqual([]);
  expect(asked(place)).toBe(calls);
  place.sandbox.world.archive('contacts', '1131', byPerson(1, place.now.epochMilliseconds));
  place.pass({ minutes: 1 });
  expect(gone(await pullAll(place.connector, 'archived', kept(between)))).toContain('contact 1131 true');
});

test('a page that cannot be read is read again from its place', async () => {
  const place = await withBin();
  const first = await place.connector.pull('archived', undefined);
  place.sandbox.server.inject({ path: '/objects/contacts', times: 1, effect: { answer: { status: 503, body: '' } } });
  const failed = await place.connector.pull('archived', first.cursor);
  expect(failed).toMatchObject({
    records: [],
    more: false,
    cursor: first.cursor,
    problems: [{ category: 'unavailable' }],
  });
  expect(gone(await pullAll(place.connector, 'archived', failed.cursor))).toHaveLength(32);
});
