/** What a store promises about what is to be sent. */
import { expect, test } from 'vitest';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { OutboxRow, Outcome } from '../../src/domain/writes.ts';
import type { Store } from '../../src/ports/store.ts';
import { gate } from '../support/signals.ts';
import type { StoreGround } from './store.ts';
import { at, contactRef, deed, lead, makeLeads } from './store-cast.ts';

const problem: Problem = { category: 'lost-answer', mover: 'vendor', code: '502', detail: 'bad gateway' };
const DONE: Outcome = { state: 'done' };

const putState = (store: Store, ...names: readonly string[]) =>
  store.transaction(async (tx) => {
    for (const name of names) await tx.outbox.putState(contactRef(name), lead(name));
  });
const putDeed = (store: Store, name: string, key: string, minute?: number) =>
  store.transaction((tx) =>
    tx.outbox.putDeed('hubspot', lead(name), key, deed(key), minute === undefined ? undefined : at(minute)),
  );
const claim = (store: Store, minute = 5, machineMs = 0, limit = 100) =>
  store.transaction((tx) => tx.outbox.claim('hubspot', at(minute), machineMs, limit));
const claimKeys = async (...asked: Parameters<typeof claim>) =>
  (await claim(...asked)).map(({ key, status }) => `${key} ${status}`);
const settle = (store: Store, { id }: Pick<OutboxRow, 'id'>, outcome: Outcome, minute?: number) =>
  store.transaction((tx) => tx.outbox.settle(id, outcome, at(5), minute === undefined ? undefined : at(minute)));
const nextDue = (store: Store, machineMs = 0) => store.transaction((tx) => tx.outbox.nextDue('hubspot', machineMs));

const isPast = (due: IsoInstant | undefined): boolean => due !== undefined && due <= at(0);

async function only(store: Store, ...asked: [minute?: number, machineMs?: number]): Promise<OutboxRow> {
  const [row, ...more] = await claim(store, ...asked);
  expect(more).toEqual([]);
  if (row === undefined) throw new Error('nothing was claimed');
  return row;
}

export function outboxPromises(given: () => StoreGround): void {
  test('what is on its way to a lead is known until its row is settled, also when nobody comes back to settle it', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await putState(store, 'a', 'b');
    const sent = { target: contactRef('a'), fields: { stage: 'mql', totalScore: 70 }, at: at(5) };
    const onItsWay = () =>
      store.transaction(async (tx) => (await tx.leads.load([lead('a'), lead('b')])).map((one) => one.sent));
    const [row] = await claim(store);
    if (row === undefined) throw new Error('nothing was claimed');
    expect(await onItsWay()).toEqual([undefined, undefined]);
    await store.transaction((tx) => tx.outbox.sending(row.id, sent));
    expect(await onItsWay()).toEqual([[sent], undefined]);
    await store.transaction((tx) => tx.outbox.orphan());
    expect(await onItsWay()).toEqual([[sent], undefined]);
    const [again] = await claim(store);
    expect(again).toMatchObject({ id: row.id, status: 'unknown', sent });
    await settle(store, row, { state: 'rejected', problem: { ...problem, code: 'NOT_DONE' } });
    expect(await onItsWay()).toEqual([undefined, undefined]);
    const [fresh] = (await claim(store)).filter(({ id }) => id === row.id);
    expect(fresh).not.toHaveProperty('sent');
  });

  test('a target has one row however often its state is put, and none once it is sent', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putState(store, 'a', 'a');
    await putState(store, 'a');
    const row = await only(store);
    expect(row).toMatchObject({
      kind: 'state',
      lead: 'a',
      key: 'hubspot/contact/a',
      target: contactRef('a'),
      attempts: 1,
    });
    expect(await claim(store)).toEqual([]);
    await settle(store, row, DONE);
    expect(await store.transaction((tx) => tx.outbox.pending())).toEqual([]);
  });

  test('a deed is put once per key, also after it was done or dropped', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await putDeed(store, 'a', 'h1');
    await putDeed(store, 'a', 'h1');
    const row = await only(store);
    expect(row).toMatchObject({ kind: 'deed', system: 'hubspot', key: 'h1', payload: deed('h1'), status: 'sending' });
    await settle(store, row, DONE);
    await putDeed(store, 'a', 'h1');
    await putDeed(store, 'b', 'h2');
    const second = await only(store);
    await store.transaction((tx) => tx.outbox.settle(second.id, { state: 'nothing-to-do' }, at(5)));
    await putDeed(store, 'b', 'h2');
    expect(await claim(store)).toEqual([]);
    expect(await store.transaction((tx) => tx.outbox.pending())).toEqual([]);
  });

  test('deeds come before states, each oldest first, no more than asked, and only of the system asked', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c', 'd');
    await putState(store, 'b', 'a');
    await putDeed(store, 'd', 'h2');
    await putDeed(store, 'c', 'h1');
    expect(await store.transaction((tx) => tx.outbox.claim('salesforce', at(5), 0, 10))).toEqual([]);
    expect(await claimKeys(store, 5, 0, 3)).toEqual(['h2 sending', 'h1 sending', 'hubspot/contact/b sending']);
    expect(await claimKeys(store)).toEqual(['hubspot/contact/a sending']);
  });

  test('deeds and states of hot leads come first, as their leads are when the transaction ends', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    await putState(store, 'a', 'b', 'c');
    await putDeed(store, 'a', 'h1');
    await store.transaction(async (tx) => {
      for (const [name, temperature] of [
        ['b', 'warm'],
        ['c', 'hot'],
      ] as const) {
        const id = lead(name);
        const before = (await tx.leads.projections([id])).get(id);
        if (before === undefined) throw new Error('no such lead');
        await tx.leads.save(id, { ...before, state: { ...before.state, temperature } });
        await tx.outbox.putState(contactRef(name), id);
        await tx.outbox.putDeed('hubspot', id, `h-${name}`, deed(`h-${name}`));
      }
    });
    expect((await claimKeys(store)).map((row) => row.split(' ')[0])).toEqual(['h-c', 'h-b', 'h1']);
    for (const row of await store.transaction((tx) => tx.outbox.pending()))
      if (row.kind === 'deed') await settle(store, row, DONE);
    expect((await claimKeys(store)).map((row) => row.split(' ')[0])).toEqual([
      'hubspot/contact/c',
      'hubspot/contact/b',
      'hubspot/contact/a',
    ]);
  });

  test('nothing is claimed before its time', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await putDeed(store, 'a', 'h1', 10);
    expect(await claim(store, 9)).toEqual([]);
    expect(await nextDue(store)).toBe(at(10));
    const row = await only(store, 10);
    await settle(store, row, { state: 'throttled', problem, until: at(20) });
    expect(await nextDue(store)).toBe(at(20));
    expect(await claim(store, 19)).toEqual([]);
    await settle(store, await only(store, 20), { state: 'throttled', problem, until: at(20) }, 25);
    expect(await nextDue(store)).toBe(at(25));
    expect((await only(store, 25)).attempts).toBe(1);
  });

  test('what nobody waits for is due at once, and what is being sent only when its lease has run out', async () => {
    const { store, leaseMs } = given();
    await makeLeads(store, 'a');
    expect(await nextDue(store)).toBeUndefined();
    await putState(store, 'a');
    expect(isPast(await nextDue(store))).toBe(true);
    await claim(store);
    expect(await nextDue(store, leaseMs - 1)).toBeUndefined();
    expect(isPast(await nextDue(store, leaseMs))).toBe(true);
  });

  test("a lead's deeds go one after the other, and its state after them", async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await putState(store, 'a', 'b');
    await putDeed(store, 'a', 'h1');
    await putDeed(store, 'a', 'h2');
    const [first, ...others] = await claim(store);
    expect([first, ...others].map((row) => row?.key)).toEqual(['h1', 'hubspot/contact/b']);
    if (first === undefined) throw new Error('nothing was claimed');
    await settle(store, first, DONE);
    await settle(store, await only(store), DONE);
    expect((await only(store)).key).toBe('hubspot/contact/a');
  });

  test('while nobody knows whether a deed was done, nothing else of its lead is sent, in neither system', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putDeed(store, 'a', 'h1');
    await putState(store, 'a');
    await store.transaction((tx) => tx.outbox.putState({ system: 'salesforce', object: 'lead', id: 'x' }, lead('a')));
    await settle(store, await only(store), { state: 'unknown', problem }, 10);
    const other = () => store.transaction((tx) => tx.outbox.claim('salesforce', at(9), 0, 10));
    expect(await claim(store, 9)).toEqual([]);
    expect(await other()).toEqual([]);
    expect(await nextDue(store)).toBe(at(10));
    const row = await only(store, 10);
    expect(row).toMatchObject({ key: 'h1', status: 'unknown' });
    expect(await other()).toEqual([]);
    await settle(store, row, { state: 'already' });
    expect((await other()).map(({ key }) => key)).toEqual(['salesforce/lead/x']);
    expect((await only(store, 10)).key).toBe('hubspot/contact/a');
  });

  test('an unknown write that was surely not done waits again; claimed afresh, it is to be sent', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putDeed(store, 'a', 'h1');
    await settle(store, await only(store), { state: 'unknown', problem });
    const unknown = await only(store);
    expect(unknown.status).toBe('unknown');
    await settle(store, unknown, { state: 'rejected', problem: { ...problem, code: 'NOT_DONE' } });
    expect((await only(store)).status).toBe('sending');
  });

  test('a row whose lease ran out while it was sent comes back as unknown', async () => {
    const { store, leaseMs } = given();
    await makeLeads(store, 'a', 'b');
    await putDeed(store, 'a', 'h1');
    await putState(store, 'b');
    await claim(store, 5, 1_000);
    expect(await claim(store, 5, 1_000 + leaseMs - 1)).toEqual([]);
    expect(await claimKeys(store, 5, 1_000 + leaseMs)).toEqual(['h1 unknown', 'hubspot/contact/b unknown']);
    expect(await claim(store, 5, 1_000 + leaseMs)).toEqual([]);
  });

  test('after a restart all that was being sent is unknown', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    await putState(store, 'a', 'b', 'c');
    await claim(store, 5, 0, 2);
    expect(await store.transaction((tx) => tx.outbox.orphan())).toBe(2);
    expect(await store.transaction((tx) => tx.outbox.orphan())).toBe(0);
    expect(await claimKeys(store)).toEqual([
      'hubspot/contact/a unknown',
      'hubspot/contact/b unknown',
      'hubspot/contact/c sending',
    ]);
  });

  test('a state put while it is being sent is sent once more', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putState(store, 'a');
    const row = await only(store);
    await putState(store, 'a');
    expect(await claim(store)).toEqual([]);
    await settle(store, row, DONE);
    const again = await only(store);
    expect(again).toMatchObject({ kind: 'state', status: 'sending', attempts: 1 });
    await settle(store, again, DONE);
    expect(await claim(store)).toEqual([]);
  });

  test('a refused deed stays listed, however often it is put, and is tried anew only when it is reopened', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await putDeed(store, 'a', 'h1');
    await putState(store, 'b');
    for (const row of await claim(store)) await settle(store, row, { state: 'rejected', problem });
    expect(await claim(store)).toEqual([]);
    const pending = await store.transaction((tx) => tx.outbox.pending());
    expect(pending).toMatchObject([{ key: 'h1', status: 'rejected', payload: deed('h1') }]);
    await putDeed(store, 'a', 'h1');
    expect(await claim(store)).toEqual([]);
    const id = pending[0]?.id ?? 0;
    await store.transaction((tx) => tx.outbox.reopen(id, at(20)));
    expect(await claim(store, 19)).toEqual([]);
    expect((await only(store, 20)).key).toBe('h1');
    await store.transaction((tx) => tx.outbox.reopen(id, at(20)));
    expect(await claim(store, 20)).toEqual([]);
  });

  test('a refusal that says when to try again is tried again then', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putDeed(store, 'a', 'h1');
    await settle(store, await only(store), { state: 'rejected', problem: { ...problem, retryAt: at(30) } });
    expect(await claim(store, 29)).toEqual([]);
    expect((await only(store, 30)).key).toBe('h1');
  });

  test('due dates once fixed stay with the deed', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putDeed(store, 'a', 'h1');
    const fixed = { ...deed('h1'), due: [{ deadline: 'first-contact', dueAt: at(99) }] };
    const row = await store.transaction(async (tx) => {
      const [claimed] = await tx.outbox.claim('hubspot', at(5), 0, 1);
      if (claimed !== undefined) await tx.outbox.fixDue(claimed.id, fixed);
      return claimed;
    });
    if (row === undefined) throw new Error('nothing was claimed');
    await settle(store, row, { state: 'throttled', problem, until: at(6) });
    expect((await only(store, 6)).payload).toEqual(fixed);
  });

  test('a settled row is settled: a late answer changes nothing', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await putDeed(store, 'a', 'h1');
    const row = await only(store);
    await settle(store, row, DONE);
    await settle(store, row, { state: 'unknown', problem });
    expect(await claim(store)).toEqual([]);
  });

  test('two senders never claim the same row', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    await makeLeads(store, 'a', 'b', 'c', 'd');
    await putState(store, 'a', 'b', 'c', 'd');
    const both = await Promise.all([claim(store, 5, 0, 3), claim(store, 5, 0, 3)]);
    const rest = await claim(store);
    expect([...both.flat(), ...rest].map(({ lead: of }) => of).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('rows of a lead that is being judged are passed over, and nobody waits for anybody', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    await makeLeads(store, 'a', 'b');
    await putState(store, 'a', 'b');
    const [judging, sent] = [gate(), gate()];
    const judged = store.transaction(async (tx) => {
      await tx.leads.load([lead('a')]);
      judging.open();
      await sent.passed;
      await tx.outbox.putState(contactRef('a'), lead('a'));
    });
    await judging.passed;
    expect((await claim(store)).map(({ lead: of }) => of)).toEqual(['b']);
    sent.open();
    await judged;
    expect((await only(store)).lead).toBe('a');
  });

  test('problems are listed once each by key, newest form first shown, till they are cleared', async () => {
    const { store } = given();
    const list = () => store.transaction((tx) => tx.outbox.problems());
    await store.transaction(async (tx) => {
      await tx.outbox.listProblem(problem, at(1), 'b');
      await tx.outbox.listProblem({ ...problem, record: contactRef('1') }, at(1), 'a');
      await tx.outbox.listProblem({ ...problem, code: '503' }, at(2), 'b');
    });
    expect(await list()).toEqual([
      { ...problem, record: contactRef('1'), key: 'a', at: at(1) },
      { ...problem, code: '503', key: 'b', at: at(2) },
    ]);
    await store.transaction((tx) => tx.outbox.clearProblem('a'));
    await store.transaction((tx) => tx.outbox.clearProblem('none'));
    expect((await list()).map(({ key }) => key)).toEqual(['b']);
  });

  test('deeds are claimed by whoever put them in the same transaction, alone if asked, and behind none of their lead', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    await putDeed(store, 'a', 'a1');
    await putDeed(store, 'b', 'b1');
    const claimed = await store.transaction(async (tx) => {
      // Whoever puts holds the leads.
      await tx.leads.load(['a', 'b', 'c'].map(lead));
      await tx.outbox.putDeed('hubspot', lead('c'), 'c1', deed('c1'));
      await tx.outbox.putDeed('hubspot', lead('c'), 'c2', deed('c2'));
      await tx.outbox.putDeed('hubspot', lead('a'), 'a2', deed('a2'));
      await tx.outbox.putDeed('hubspot', lead('b'), 'b2', deed('b2'), at(90));
      await tx.outbox.putDeed('salesforce', lead('b'), 'b3', deed('b3'));
      const wanted: string[] = [];
      const wishes = { own: true, wanted: (leads: readonly string[]) => wanted.push(...leads) };
      const rows = await tx.outbox.claim('hubspot', at(5), 0, 100, wishes);
      expect(wanted).toEqual([lead('a'), lead('c')]);
      return rows.map(({ key, status }) => `${key} ${status}`);
    });
    expect(claimed).toEqual(['c1 sending']);
    expect(await claimKeys(store)).toEqual(['a1 sending', 'b1 sending']);
    // Whoever has put none gets what there is.
    await store.transaction(async (tx) => {
      const rows = await tx.outbox.claim('salesforce', at(5), 0, 100, { own: true });
      expect(rows.map(({ key }) => key)).toEqual(['b3']);
    });
  });
}
