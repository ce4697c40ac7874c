/** Users and owners are read once and kept at hand; whoever changed them, in whatever process, the next to ask gets them as they are. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceRecord } from '../../src/domain/record.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { at } from '../contracts/store-cast.ts';
import { postgres } from '../support/services.ts';
import { LEASE_MS, onPglite, onPostgres, type StoreGround } from './ground.ts';

const user = (id: string, active: boolean, minute = 0): SourceRecord => ({
  ref: { system: 'salesforce', object: 'user', id },
  fields: { email: `${id}@acme.example`, active },
  modifiedAt: at(minute),
  deleted: false,
});

const keep = (store: OpenedStore, ...records: readonly SourceRecord[]) =>
  store.transaction((tx) => tx.records.keep(records, at(30)));
const list = (store: OpenedStore) => store.transaction((tx) => tx.records.find('salesforce', 'user'));
const told = (records: readonly SourceRecord[]) => records.map(({ ref, fields }) => `${ref.id} ${fields['active']}`);

const server = await postgres();
const places: readonly { readonly name: string; open(): Promise<StoreGround> }[] = [
  { name: 'PGlite', open: onPglite },
  ...(server === undefined ? [] : [{ name: 'PostgreSQL', open: () => onPostgres(server.url, 'rosters') }]),
];

describe.for(places)('the list of users on $name', (place) => {
  let ground: StoreGround;
  beforeAll(async () => {
    ground = await place.open();
  });
  afterAll(() => ground.dispose());

  test('is the same till one of them changes, and others change nothing about it', async () => {
    const { store } = ground;
    expect(await list(store)).toEqual([]);
    await keep(store, user('a', true), user('b', true));
    const first = await list(store);
    expect(told(first)).toEqual(['a true', 'b true']);
    await keep(store, { ...user('x', true), ref: { system: 'salesforce', object: 'lead', id: 'x' } });
    await keep(store, { ...user('o', true), ref: { system: 'hubspot', object: 'owner', id: 'o' } });
    expect(await list(store)).toBe(first);
    await keep(store, user('a', false, 1));
    expect(told(await list(store))).toEqual(['a false', 'b true']);
  });

  test('is seen changed by whoever changed it, and by nobody once that was undone', async () => {
    const { store } = ground;
    const before = told(await list(store));
    const undone = store.transaction(async (tx) => {
      await tx.records.keep([user('b', false, 2)], at(30));
      expect(told(await tx.records.find('salesforce', 'user'))).toContain('b false');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(told(await list(store))).toEqual(before);
    await keep(store, user('c', true, 2));
    expect(told(await list(store))).toEqual([...before, 'c true']);
  });

  test('loses whoever is erased', async () => {
    const { store } = ground;
    await keep(store, user('e', true, 3));
    expect(told(await list(store))).toContain('e true');
    await store.transaction((tx) =>
      tx.erasure.erase([{ system: 'salesforce', object: 'user', id: 'e' }], at(40), 'till-then'),
    );
    expect(told(await list(store))).not.toContain('e true');
  });
});

test.skipIf(server === undefined)('what one process changes the others see', async () => {
  const ground = await onPostgres(server?.url ?? '', 'rosters_two');
  const schema = `baton_test_rosters_two_${process.pid}`;
  const means = { leaseMs: LEASE_MS, id: (prefix: string) => prefix };
  const other = await openStore({ kind: 'postgres', url: server?.url ?? '', schema }, means);
  try {
    await keep(ground.store, user('a', true));
    const [here, there] = [await list(ground.store), await list(other)];
    expect([told(here), told(there)]).toEqual([['a true'], ['a true']]);
    await keep(other, user('a', false, 1));
    expect(told(await list(ground.store))).toEqual(['a false']);
    expect(await list(ground.store)).not.toBe(here);
  } finally {
    await other.close();
    await ground.dispose();
  }
});
