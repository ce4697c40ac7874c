/** What a store promises about people's words on who is who. */
import { expect, test } from 'vitest';
import { leadKey } from '../../src/domain/record.ts';
import type { StoreGround } from './store.ts';
import { at, contact, key, lead, makeLeads, state, stored } from './store-cast.ts';

export function identityPromises(given: () => StoreGround): void {
  test('a word is found by either side, whichever was named first, and a later one takes its place', async () => {
    const { store } = given();
    const [one, other] = [key('hubspot/contact/9'), key('salesforce/lead/5')];
    await store.transaction((tx) => tx.identities.say(other, one, 'two', at(1)));
    const words = (about: ReturnType<typeof key>) => store.transaction((tx) => tx.identities.words([about]));
    expect(await words(one)).toEqual([{ one, other, are: 'two' }]);
    expect(await words(other)).toEqual([{ one, other, are: 'two' }]);
    expect(await words(key('hubspot/contact/1'))).toEqual([]);
    await store.transaction((tx) => tx.identities.say(one, other, 'one', at(2)));
    expect(await words(one)).toEqual([{ one, other, are: 'one' }]);
  });

  test('it stays with the keys, whatever leads they stand for by now', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    const [one, other] = [key('hubspot/contact/9'), leadKey('b')];
    await store.transaction(async (tx) => {
      await tx.leads.link(other, lead('b'), at(0));
      await tx.identities.say(one, other, 'two', at(1));
    });
    const words = (about: string) => store.transaction((tx) => tx.identities.words([lead(about)]));
    expect(await words('b')).toEqual([{ one: 'b', other: one, are: 'two' }]);
    await store.transaction(async (tx) => {
      await tx.leads.link(one, lead('a'), at(2));
      await tx.leads.join(lead('b'), lead('c'), at(3));
    });
    expect(await words('a')).toEqual([{ one: 'c', other: 'a', are: 'two' }]);
    expect(await words('c')).toEqual([{ one: 'c', other: 'a', are: 'two' }]);
    expect(await words('b')).toEqual([]);
  });

  test('MQLs with several living Salesforce records are found till somebody says that they are one', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const salesforce = (id: string, fields = {}, deleted = false) =>
      contact(id, fields, { ref: { system: 'salesforce', object: 'lead', id }, deleted });
    await store.transaction(async (tx) => {
      await tx.records.keep(
        [salesforce('1'), salesforce('2'), salesforce('3', {}, true), salesforce('4', { converted: true })],
        at(0),
      );
      for (const id of ['1', '2', '3', '4']) await tx.leads.link(key(`salesforce/lead/${id}`), lead('a'), at(0));
    });
    const doubled = () => store.transaction((tx) => tx.identities.doubled(10));
    expect(await doubled()).toEqual([]);
    await store.transaction((tx) => tx.leads.save(lead('a'), stored({ state: state({ stage: 'mql' }) })));
    const records = [key('salesforce/lead/1'), key('salesforce/lead/2')] as const;
    expect(await doubled()).toEqual([{ lead: 'a', records }]);
    await store.transaction((tx) => tx.identities.say(...records, 'one', at(1)));
    expect(await doubled()).toEqual([]);
  });
}
