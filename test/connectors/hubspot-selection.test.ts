/** The walk over the list that selects, where answers are lost or untrue: nobody is taken to have left by what was not said. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { type Desk, openDesk, START } from './hubspot-desk.ts';
import { MAPPING } from './hubspot-setup.ts';

const PATH = '/crm/lists/2026-03/42/memberships';
let desk: Desk;
/** Where the first walk begins. */
let begin: Cursor;
beforeEach(async () => {
  desk = await openDesk({ mapping: systemMapping.parse({ ...MAPPING, selection: { list: '42' } }) });
  const { lists } = desk.sandbox.world.portal;
  lists.put({ id: '42', name: 'Selected', processingType: 'MANUAL' });
  for (let n = 0; n < 600; n += 1) lists.join('42', String(1001 + n), START.subtract({ hours: 2 }).epochMilliseconds);
  begin = kept((await pullAll(desk.connector, 'selection')).at(-1));
  desk.pass({ minutes: 16 });
});
afterEach(() => desk.sandbox.close());

const kept = (page: Page | undefined): Cursor => JSON.parse(JSON.stringify(page?.cursor ?? {}));
const id = (record: number): string => `42:${String(record).padStart(20, '0')}`;
const codes = (pages: readonly Page[]) => pages.flatMap(({ problems }) => problems.map(({ code }) => code));
const rolls = (pages: readonly Page[]) => pages.flatMap(({ roll }) => (roll === undefined ? [] : [roll]));
const named = (pages: readonly Page[]) => pages.flatMap(({ activities }) => activities.map((one) => one.id));
const row = (recordId: number) => ({ recordId: String(recordId), membershipTimestamp: '2026-11-21T07:00:00.000Z' });
const says = (body: object, after = 0): void =>
  desk.sandbox.server.inject({ path: PATH, after, times: 1, effect: { answer: { status: 200, body } } });
const WHOLE = [
  { kind: 'listed', after: '42:', upTo: id(1250) },
  { kind: 'listed', after: id(1250), upTo: id(1500) },
  { kind: 'listed', after: id(1500), upTo: '42:~' },
];

describe('a process that dies in a page of the walk', () => {
  test.each([0, 1, 2])('goes on with it: page %i', async (after) => {
    for (const effect of ['lose-request', 'lose-answer'] as const) {
      desk.sandbox.server.inject({ path: PATH, after, times: 1, effect });
      const broken = await pullAll(desk.connector, 'selection', begin);
      const rest = await pullAll(desk.reopen(), 'selection', kept(broken.at(-1)));
      expect(codes(broken)).toHaveLength(1);
      expect(rolls([...broken, ...rest])).toEqual(WHOLE);
      expect(new Set(named([...broken, ...rest])).size).toBe(600);
    }
  });
});

describe('an answer that cannot be', () => {
  test('out of order, says nothing of those whom it does not name', async () => {
    says({ total: 2, results: [row(1002), row(1001)] });
    const pages = await pullAll(desk.connector, 'selection', begin);
    expect([codes(pages), rolls(pages), named(pages)]).toEqual([['LIST_UNORDERED'], [], [id(1002), id(1001)]]);
  });

  test('that ends before as many have come as there are, lets nobody behind it leave, and is walked anew', async () => {
    const results = Array.from({ length: 250 }, (_, n) => row(1251 + n));
    says({ total: 600, results }, 1);
    const pages = await pullAll(desk.connector, 'selection', begin);
    expect([codes(pages), rolls(pages)]).toEqual([['LIST_SHORT'], WHOLE.slice(0, 2)]);
    desk.pass({ minutes: 16 });
    const again = await pullAll(desk.reopen(), 'selection', kept(pages.at(-1)));
    expect([codes(again), rolls(again)]).toEqual([[], WHOLE]);
  });

  test('that lacks even one of those on its only page, lets nobody behind the last one leave', async () => {
    says({ total: 200, results: Array.from({ length: 199 }, (_, n) => row(1001 + n)) });
    const pages = await pullAll(desk.connector, 'selection', begin);
    expect([codes(pages), rolls(pages).map(({ upTo }) => upTo)]).toEqual([['LIST_SHORT'], [id(1199)]]);
  });

  test('that is empty though there are some, lets nobody leave', async () => {
    says({ total: 1, results: [] });
    const pages = await pullAll(desk.connector, 'selection', begin);
    expect([codes(pages), rolls(pages)]).toEqual([['LIST_SHORT'], []]);
  });
});

test('a list that changes while it is walked is no such answer', async () => {
  const { lists } = desk.sandbox.world.portal;
  const first = await desk.connector.pull('selection', begin);
  for (let n = 0; n < 5; n += 1) {
    lists.join('42', String(900 + n), START.epochMilliseconds);
    lists.leave('42', String(1400 + n));
  }
  const rest = await pullAll(desk.connector, 'selection', kept(first));
  expect([codes(rest), rolls(rest).at(-1)?.upTo]).toEqual([[], '42:~']);
});
