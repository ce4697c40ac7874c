/** What a store promises to those who judge: which leads are due, and that each is one worker's alone. */
import { expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { gate } from '../support/signals.ts';
import type { StoreGround } from './store.ts';
import { at, lead, makeLeads, state, stored } from './store-cast.ts';

const claimed = async (store: Store, minute: number, limit = 100): Promise<readonly string[]> =>
  (await store.transaction((tx) => tx.leads.claimDue(at(minute), limit))).map(({ id }) => id);
const touch = (store: Store, ...names: readonly string[]) =>
  store.transaction((tx) => tx.leads.touch(names.map(lead), at(1)));

export function claimPromises(given: () => StoreGround): void {
  test('touched leads are claimed till they are saved; a load does not judge', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    expect(await claimed(store, 5)).toEqual([]);
    await touch(store, 'a', 'b', 'nobody');
    expect(await claimed(store, 5)).toEqual(['a', 'b']);
    await store.transaction(async (tx) => {
      await tx.leads.load([lead('b')]);
      await tx.leads.save(lead('b'), stored({}));
      for (const { id } of await tx.leads.claimDue(at(5), 1)) await tx.leads.save(id, stored({}));
    });
    expect(await claimed(store, 5)).toEqual(['b']);
    await store.transaction((tx) => tx.leads.touchAll(at(2)));
    expect(await claimed(store, 5)).toEqual(['a', 'b', 'c']);
  });

  test('a touch that comes after the claim is not cleared by the saving', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await touch(store, 'a');
    await store.transaction(async (tx) => {
      await tx.leads.claimDue(at(5), 1);
      await tx.leads.save(lead('a'), stored({}));
      await tx.leads.touch([lead('a')], at(5));
      await tx.leads.save(lead('a'), stored({}));
    });
    expect(await claimed(store, 5)).toEqual(['a']);
  });

  test('leads come due by their own next moment, hottest first, then by id, no more than asked', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c', 'd', 'e');
    await store.transaction(async (tx) => {
      const next = (name: string, minute: number, temperature: 'hot' | 'warm' | 'cold') =>
        tx.leads.save(lead(name), stored({ nextAt: at(minute), state: state({ temperature }) }));
      await next('a', 10, 'cold');
      await next('b', 10, 'warm');
      await next('c', 10, 'hot');
      await next('d', 11, 'hot');
      await next('e', 99, 'warm');
    });
    await touch(store, 'e');
    expect(await claimed(store, 9)).toEqual(['e']);
    expect(await claimed(store, 10)).toEqual(['c', 'b', 'e', 'a']);
    expect(await claimed(store, 11, 3)).toEqual(['c', 'd', 'b']);
  });

  test('the next moment anything is due is known, dirt being due at once', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const next = () => store.transaction((tx) => tx.leads.nextDue());
    expect(await next()).toBeUndefined();
    await store.transaction(async (tx) => {
      await tx.leads.save(lead('a'), stored({ nextAt: at(20) }));
      await tx.leads.save(lead('b'), stored({ nextAt: at(10) }));
    });
    expect(await next()).toBe(at(10));
    await touch(store, 'a');
    expect(await next()).toBe(at(1));
  });

  test('two workers never claim the same lead', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    await makeLeads(store, 'a', 'b', 'c', 'd');
    await touch(store, 'a', 'b', 'c', 'd');
    const [first, second] = [gate(), gate()];
    const worker = async (mine: ReturnType<typeof gate>, other: ReturnType<typeof gate>) =>
      store.transaction(async (tx) => {
        const leads = await tx.leads.claimDue(at(5), 2);
        mine.open();
        await other.passed;
        for (const { id } of leads) await tx.leads.save(id, stored({}));
        return leads.map(({ id }) => id);
      });
    const both = await Promise.all([worker(first, second), worker(second, first)]);
    expect(both.flat().sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(await claimed(store, 5)).toEqual([]);
  });

  test('touching a lead that is being judged does not wait, and is not lost', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    await makeLeads(store, 'a', 'b');
    await touch(store, 'a');
    const [judging, touched] = [gate(), gate()];
    const judged = store.transaction(async (tx) => {
      await tx.leads.claimDue(at(5), 1);
      judging.open();
      await touched.passed;
      await tx.leads.save(lead('a'), stored({ score: { attribute: 1, behaviour: 1, total: 2 } }));
    });
    await judging.passed;
    await store.transaction((tx) => tx.leads.touch([lead('a'), lead('b')], at(6)));
    expect(await claimed(store, 7)).toEqual(['b']);
    touched.open();
    await judged;
    expect(await store.transaction((tx) => tx.leads.nextDue())).toBe(at(6));
    expect(await claimed(store, 7)).toEqual(['a', 'b']);
  });

  test.each([
    'load',
    'projections',
  ] as const)('%s waits for whoever judges the lead, and sees what was judged', async (how) => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    await makeLeads(store, 'a');
    await touch(store, 'a');
    const [judging, done] = [gate(), gate()];
    const judged = store.transaction(async (tx) => {
      await tx.leads.claimDue(at(5), 1);
      judging.open();
      await done.passed;
      await tx.leads.save(lead('a'), stored({ state: state({ version: 7 }) }));
    });
    await judging.passed;
    const loaded = store.transaction(async (tx) => [...(await tx.leads[how]([lead('a')])).values()]);
    const others = async (): Promise<string> => {
      for (let n = 0; n < 30; n += 1) await store.transaction((tx) => tx.leads.nextDue());
      return 'the others went on';
    };
    expect(await Promise.race([loaded.then(() => 'it did not wait'), others()])).toBe('the others went on');
    done.open();
    await judged;
    expect((await loaded)[0]?.state.version).toBe(7);
  });
}
