/** What a store promises about comparisons with a system, and about problems that were put aside. */
import { expect, test } from 'vitest';
import type { Problem } from '../../src/domain/problem.ts';
import type { Disagreement } from '../../src/domain/reconcile.ts';
import type { StoreGround } from './store.ts';
import { at, contactRef, handoff, key, lead, makeLeads, state, stored, visit } from './store-cast.ts';

export function reconciliationPromises(given: () => StoreGround): void {
  test('leads that are more than leads are followed in order of id, whoever says so', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c', 'd');
    await store.transaction(async (tx) => {
      await tx.leads.save(lead('b'), stored({ state: state({ stage: 'mql' }) }));
      await tx.leads.save(lead('c'), stored({ state: state({ handoffs: [handoff('h1', { status: 'open' })] }) }));
      const claims = { ref: contactRef('9'), fields: { stage: 'sql' }, modifiedAt: at(0), deleted: false };
      await tx.records.keep([claims], at(0));
      await tx.leads.link(key('hubspot/contact/9'), lead('d'), at(0));
    });
    const following = (after: string, limit = 10, system: 'hubspot' | 'salesforce' = 'hubspot') =>
      store.transaction((tx) => tx.reconciliation.following(system, after, limit));
    expect(await following('')).toEqual(['b', 'c', 'd']);
    expect(await following('', 2)).toEqual(['b', 'c']);
    expect(await following('c')).toEqual(['d']);
    expect(await following('', 10, 'salesforce')).toEqual(['b', 'c']);
  });

  test('a glance tells of leads what the whole view does, but for what they did and what is on its way', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await store.transaction(async (tx) => {
      await tx.leads.save(lead('a'), stored({ state: state({ stage: 'mql' }), outside: true }));
      const own = { ref: contactRef('9'), fields: { stage: 'sql' }, modifiedAt: at(0), deleted: false };
      await tx.records.keep([own], at(0));
      await tx.leads.link(key('hubspot/contact/9'), lead('a'), at(0));
      await tx.records.confirm(contactRef('9'), { stage: 'mql' }, at(1));
      await tx.records.keepActivities([visit('v1', ['hubspot/contact/9'])], at(1));
    });
    const [seen, whole] = await store.transaction((tx) =>
      Promise.all([tx.leads.glance([lead('a'), lead('b')]), tx.leads.view([lead('a'), lead('b')])]),
    );
    expect(seen).toEqual(
      whole.map(({ lead: { activities: _, companies: __, ...rest }, kept }) => ({ lead: rest, kept })),
    );
    expect(seen[0]?.lead).toMatchObject({ wasOutside: true, written: [{ field: 'stage', value: 'mql' }] });
    expect(whole[0]?.lead.activities).toHaveLength(1);
  });

  test('what was found of a lead takes the place of what was found before, in its system alone', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const found = (name: string, cause: Disagreement['cause'], system: 'hubspot' | 'salesforce' = 'hubspot') =>
      ({ system, about: 'stage', ours: 'mql', theirs: null, cause, lead: lead(name) }) as const;
    await store.transaction(async (tx) => {
      await tx.reconciliation.keep('hubspot', [lead('a')], [found('a', 'drift')], at(1));
      await tx.reconciliation.keep('salesforce', [lead('a')], [found('a', 'no-record', 'salesforce')], at(1));
      await tx.reconciliation.keep('hubspot', [lead('a'), lead('b')], [found('b', 'person')], at(2));
    });
    const told = await store.transaction((tx) => tx.reconciliation.found(10));
    expect(told).toEqual([
      { ...found('a', 'no-record', 'salesforce'), at: at(1) },
      { ...found('b', 'person'), at: at(2) },
    ]);
    expect(await store.transaction((tx) => tx.reconciliation.count())).toEqual([
      { system: 'hubspot', cause: 'person', leads: 1 },
      { system: 'salesforce', cause: 'no-record', leads: 1 },
    ]);
    await store.transaction((tx) => tx.reconciliation.forget('salesforce', at(2)));
    expect(await store.transaction((tx) => tx.reconciliation.found(10))).toHaveLength(1);
  });

  test('a problem that was put aside is not counted, and stays so while its code is the same', async () => {
    const { store } = given();
    const problem: Problem = { category: 'validation', mover: 'admin', code: 'A', detail: 'no' };
    const list = (code: string) => store.transaction((tx) => tx.outbox.listProblem({ ...problem, code }, at(1), 'x'));
    const word = { by: 'Sato', reason: 'known', at: at(2) };
    await list('A');
    await store.transaction((tx) => tx.outbox.ignoreProblem('x', word));
    await list('A');
    const seen = () =>
      store.transaction(async (tx) => [(await tx.outbox.problems())[0]?.ignored, (await tx.outbox.count()).problems]);
    expect(await seen()).toEqual([word, 0]);
    await list('B');
    expect(await seen()).toEqual([undefined, 1]);
  });
}
