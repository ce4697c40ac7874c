/** What a store promises about hints. */
import { expect, test } from 'vitest';
import { type Hint, MOST_ERASURES, MOST_HINTED, MOST_TRIES } from '../../src/ports/hints.ts';
import type { Store } from '../../src/ports/store.ts';
import type { StoreGround } from './store.ts';
import { at } from './store-cast.ts';

const changed = (id: string, more: Partial<Hint> = {}): Hint => ({
  system: 'hubspot',
  stream: 'contacts',
  kind: 'changed',
  record: { system: 'hubspot', object: 'contact', id },
  ...more,
});
const many = (count: number, more: Partial<Hint> = {}): readonly Hint[] =>
  Array.from({ length: count }, (_, n) => changed(`${n}`, more));
const put = (store: Store, ...hints: readonly Hint[]) => store.transaction((tx) => tx.hints.put(hints, at(0)));
const claim = (store: Store, machineMs = 0, limit = 1_000) =>
  store.transaction((tx) => tx.hints.claim('hubspot', machineMs, limit));
const claimIds = async (...asked: Parameters<typeof claim>) => (await claim(...asked)).map(({ record }) => record?.id);
const whole = (store: Store) => store.transaction((tx) => tx.hints.whole('hubspot'));
const waiting = (store: Store, machineMs = 0) => store.transaction((tx) => tx.hints.waiting('hubspot', machineMs));

export function hintPromises(given: () => StoreGround): void {
  test('each is kept once, and claimed by one, oldest first', async () => {
    const { store } = given();
    await put(store, changed('3'), changed('1'), changed('3'));
    await put(store, changed('1'), changed('2'), changed('2', { stream: 'companies' }));
    expect(await waiting(store)).toBe(true);
    expect(await claimIds(store, 0, 2)).toEqual(['3', '1']);
    expect(await claimIds(store)).toEqual(['2', '2']);
    expect(await claim(store)).toEqual([]);
    expect(await waiting(store)).toBe(false);
  });

  test('with all that was said, and of one system', async () => {
    const { store } = given();
    const hints = [changed('9', { kind: 'merged' }), changed('9', { kind: 'erased' })];
    await put(store, ...hints);
    expect(await store.transaction((tx) => tx.hints.waiting('salesforce', 0))).toBe(false);
    expect(await store.transaction((tx) => tx.hints.claim('salesforce', 0, 10))).toEqual([]);
    expect(await claim(store)).toMatchObject(hints);
  });

  test('one that was followed is gone; put again meanwhile, it stands and is free at once', async () => {
    const { store } = given();
    await put(store, changed('1'), changed('2'));
    const claimed = await claim(store);
    await put(store, changed('2'));
    expect(await claim(store)).toEqual([]);
    await store.transaction((tx) => tx.hints.settle(claimed));
    expect(await claimIds(store)).toEqual(['2']);
  });

  test('one that nobody came back for is free after the lease, and left to the poll in the end', async () => {
    const { store, leaseMs } = given();
    await put(store, changed('1'));
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      expect(await claimIds(store, tries * leaseMs)).toEqual(['1']);
      expect(await claim(store, (tries + 1) * leaseMs - 1)).toEqual([]);
    }
    expect(await waiting(store, MOST_TRIES * leaseMs)).toBe(false);
    await put(store, changed('1'));
    expect(await claimIds(store, MOST_TRIES * leaseMs)).toEqual(['1']);
  });

  test('a flood becomes one hint for whatever changed; other streams and kinds keep theirs', async () => {
    const { store, run } = given();
    await put(store, changed('1', { kind: 'deleted' }), changed('1', { stream: 'companies' }));
    await put(store, ...many(MOST_HINTED));
    await put(store, ...many(MOST_HINTED));
    expect(await whole(store)).toEqual([]);
    await put(store, changed('one more'));
    for (let n = 0; n < 3; n += 1) await put(store, ...many(100 + n));
    expect(await whole(store)).toMatchObject([{ stream: 'contacts', kind: 'changed' }]);
    expect(await run('select count(*)::int as count from hint')).toEqual([{ count: 3 }]);
    expect(await claimIds(store)).toEqual(['1', '1']);
  });

  test('the one for whatever changed is over when it was settled, unless more came meanwhile', async () => {
    const { store } = given();
    await put(store, { system: 'hubspot', stream: 'calls', kind: 'changed' });
    const before = await whole(store);
    await put(store, changed('5', { stream: 'calls' }));
    await store.transaction((tx) => tx.hints.settle(before));
    const after = await whole(store);
    expect(after).toHaveLength(1);
    await store.transaction((tx) => tx.hints.settle(after));
    await put(store, changed('5', { stream: 'calls' }));
    expect([await whole(store), await claimIds(store)]).toEqual([[], ['5']]);
  });

  test('erasures are kept one by one, or not at all', async () => {
    const { store } = given();
    await put(store, ...many(MOST_ERASURES, { kind: 'erased' }));
    await expect(put(store, changed('one more', { kind: 'erased' }), changed('2'))).rejects.toThrow('erasures');
    expect(await whole(store)).toEqual([]);
    expect(await claimIds(store, 0, 20_000)).toHaveLength(MOST_ERASURES);
  });

  test('many at once neither wait for each other in a circle nor keep more than they may', async () => {
    const { store, run } = given();
    const hands = Array.from({ length: 12 }, (_, hand) => many(100, { stream: `s${hand % 2}` }));
    await Promise.all(
      hands.map((hints, hand) => put(store, ...(hand % 3 === 0 ? hints.toReversed() : hints), changed(`own ${hand}`))),
    );
    expect(await run(`select stream, count(*)::int as count from hint group by stream order by stream`)).toEqual([
      { stream: 'contacts', count: 12 },
      { stream: 's0', count: 100 },
      { stream: 's1', count: 100 },
    ]);
  });
}
