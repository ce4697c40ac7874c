/** What every store must do, whatever database it stands on: call this suite for each. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { gate } from '../support/signals.ts';
import { at, contact, lead, never, state, stored } from './store-cast.ts';
import { claimPromises } from './store-claims.ts';
import { hintPromises } from './store-hints.ts';
import { identityPromises } from './store-identities.ts';
import { leadPromises } from './store-leads.ts';
import { ledgerPromises } from './store-ledger.ts';
import { noticePromises } from './store-notices.ts';
import { outboxPromises } from './store-outbox.ts';
import { pastPromises } from './store-past.ts';
import { reconciliationPromises } from './store-reconciliation.ts';
import { recordPromises } from './store-records.ts';
import { touchPromises } from './store-touches.ts';

export interface StoreGround {
  readonly store: Store;
  readonly leaseMs: number;
  /** Several transactions can be open at a time. */
  readonly concurrent: boolean;
  /** One statement past the store, as an attacker or a test would make it. */
  run(statement: string): Promise<readonly Record<string, unknown>[]>;
  /** As it was when it was opened. */
  empty(): Promise<void>;
  dispose(): Promise<void>;
}

export function storeContract(name: string, open: () => Promise<StoreGround>): void {
  describe(`a store on ${name}`, () => {
    let ground: StoreGround;
    beforeAll(async () => {
      ground = await open();
    });
    beforeEach(() => ground.empty());
    afterAll(() => ground.dispose());

    const given = (): StoreGround => ground;
    describe('transactions', () => transactionPromises(given));
    describe('records', () => recordPromises(given));
    describe('leads', () => leadPromises(given));
    describe('identities', () => identityPromises(given));
    describe('touches', () => touchPromises(given));
    describe('comparisons', () => reconciliationPromises(given));
    describe('past', () => pastPromises(given));
    describe('claims', () => claimPromises(given));
    describe('ledger', () => ledgerPromises(given));
    describe('outbox', () => outboxPromises(given));
    describe('notices', () => noticePromises(given));
    describe('hints', () => hintPromises(given));
    describe('installation', () => installationPromises(given));
  });
}

function transactionPromises(given: () => StoreGround): void {
  test('what fails half-way leaves nothing', async () => {
    const { store } = given();
    await expect(
      store.transaction(async (tx) => {
        await tx.leads.create(lead('a'), state(), at(0));
        await tx.records.keep([contact('1', {})], at(0));
        await tx.ledger.append([{ stream: 'x', at: at(0), cause: { by: 'time' }, fact: { kind: 'stopped' } }]);
        throw new Error('half-way');
      }),
    ).rejects.toThrow('half-way');
    const after = await store.transaction(async (tx) => [
      await tx.leads.list(),
      await tx.records.find('hubspot', 'contact'),
      await tx.ledger.head(),
    ]);
    expect(after).toEqual([[], [], { seq: 0, hash: '0'.repeat(64) }]);
  });

  test('a write that the database refuses fails the transaction, though it is made only at its end', async () => {
    const { store } = given();
    await expect(store.transaction((tx) => tx.leads.save(lead('nobody'), stored({})))).rejects.toThrow('created');
  });

  test('they do not nest, and say so instead of waiting for ever', async () => {
    const { store } = given();
    await expect(store.transaction(() => store.transaction(never))).rejects.toThrow('nest');
    await store.transaction(async (tx) => expect(await tx.leads.list()).toEqual([]));
  });

  test('one that has ended takes nothing more', async () => {
    const { store } = given();
    const leaked = await store.transaction(async (tx) => tx);
    await expect(leaked.leads.list()).rejects.toThrow('ended');
    await expect(leaked.leads.create(lead('a'), state(), at(0))).rejects.toThrow('ended');
  });

  test('several at once all come to their end', async () => {
    const { store } = given();
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => store.transaction((tx) => tx.leads.create(lead(name), state(), at(0)))),
    );
    expect((await store.transaction((tx) => tx.leads.list())).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('one does not see what another has not committed', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    const written = gate();
    const looked = gate();
    const writing = store.transaction(async (tx) => {
      await tx.leads.create(lead('a'), state(), at(0));
      await tx.leads.list();
      written.open();
      await looked.passed;
    });
    await written.passed;
    expect(await store.transaction((tx) => tx.leads.list())).toEqual([]);
    looked.open();
    await writing;
    expect(await store.transaction((tx) => tx.leads.list())).toHaveLength(1);
  });
}

function installationPromises(given: () => StoreGround): void {
  test('a setting reads back as it was set, and is undefined before', async () => {
    const { store } = given();
    const value = { armed: ['tasks'], count: 3, nothing: null, words: '引き渡し \u0000' };
    const before = await store.transaction(async (tx) => {
      const unset = await tx.installation.get('power');
      await tx.installation.set('power', value);
      await tx.installation.set('empty', null);
      return unset;
    });
    expect(before).toBeUndefined();
    expect(await store.transaction((tx) => tx.installation.get('power'))).toEqual(value);
    expect(await store.transaction((tx) => tx.installation.get('empty'))).toBeNull();
    await store.transaction((tx) => tx.installation.set('power', false));
    expect(await store.transaction((tx) => tx.installation.get('power'))).toBe(false);
  });

  test('decided handoffs are counted once each, from the moment asked on', async () => {
    const { store } = given();
    await store.transaction(async (tx) => {
      for (const [key, when] of [
        ['h1', 1],
        ['h2', 2],
        ['h2', 5],
        ['h3', 3],
      ] as const) {
        await tx.installation.countDecided(key as Parameters<typeof tx.installation.countDecided>[0], at(when));
      }
    });
    const since = (when: number) => store.transaction((tx) => tx.installation.handoffsSince(at(when)));
    expect([await since(0), await since(2), await since(3), await since(4)]).toEqual([3, 2, 1, 0]);
  });

  test('an agreement is kept as it was first signed', async () => {
    const { store } = given();
    await store.transaction((tx) => tx.installation.keepAgreement('abc', 'first', at(1)));
    await store.transaction((tx) => tx.installation.keepAgreement('abc', 'second', at(2)));
    expect(await store.transaction((tx) => tx.installation.agreement('abc'))).toBe('first');
    expect(await store.transaction((tx) => tx.installation.agreement('xyz'))).toBeUndefined();
  });

  test('agreements are found by the beginning of their hash', async () => {
    const { store } = given();
    await store.transaction(async (tx) => {
      for (const hash of ['abd1', 'abc2', 'abc1', 'a_c3']) await tx.installation.keepAgreement(hash, hash, at(1));
    });
    const found = (prefix: string, limit: number) =>
      store.transaction((tx) => tx.installation.agreementsBeginning(prefix, limit));
    expect([await found('abc', 2), await found('ab', 2), await found('a_c', 2), await found('c', 2)]).toEqual([
      ['abc1', 'abc2'],
      ['abc1', 'abc2'],
      ['a_c3'],
      [],
    ]);
  });
}
