/** What a store promises about leads. */
import { expect, test } from 'vitest';
import type { HandoffKey, LeadId } from '../../src/domain/facts.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import type { StoreGround } from './store.ts';
import { at, contact, contactRef, factOf, handoff, key, lead, makeLeads, state, stored, visit } from './store-cast.ts';

export function leadPromises(given: () => StoreGround): void {
  test('a key stands for one lead at a time, and moves', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const mail = key('email/x@taro.example');
    const who = async () => (await store.transaction((tx) => tx.leads.byKeys([mail, key('email/y')]))).get(mail);
    expect(await who()).toBeUndefined();
    await store.transaction((tx) => tx.leads.link(mail, lead('a'), at(1)));
    await store.transaction((tx) => tx.leads.link(mail, lead('a'), at(2)));
    expect(await who()).toBe('a');
    await store.transaction(async (tx) => {
      await tx.leads.link(mail, lead('b'), at(3));
      await tx.leads.link(mail, lead('a'), at(4));
      await tx.leads.link(mail, lead('b'), at(5));
    });
    expect(await who()).toBe('b');
  });

  test('a lead is loaded whole: records, companies, activities in order of time, and what was written', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const person = contact('1', { companyId: 'c1', email: 'a@taro.example' });
    const company = contact('c1', { name: '例商事' }, { ref: { system: 'hubspot', object: 'company', id: 'c1' } });
    const value = { target: contactRef('1'), field: 'stage', value: 'mql', by: 'person', at: at(2) } as const;
    await store.transaction(async (tx) => {
      await tx.records.keep([person, company], at(0));
      await tx.leads.link(key('hubspot/contact/1'), lead('a'), at(1));
      await tx.leads.link(key('email/a@taro.example'), lead('a'), at(1));
      await tx.records.keepActivities(
        [
          visit('z', ['hubspot/contact/1', 'email/a@taro.example'], { occurredAt: at(2) }),
          visit('y', ['hubspot/contact/a'], { occurredAt: at(2) }),
          visit('x', ['email/a@taro.example'], { occurredAt: at(1) }),
          visit('m', ['hubspot/contact/a', 'hubspot/contact/b'], { occurredAt: at(3), kind: 'meeting' }),
          visit('s', ['email/a@taro.example'], { occurredAt: at(2), kind: 'call' }),
        ],
        at(4),
      );
      await tx.leads.saveWritten([value]);
    });
    const [a, b] = await store.transaction((tx) => tx.leads.load([lead('b'), lead('nobody'), lead('a')]));
    expect(a?.records.map(({ ref }) => ref.id)).toEqual(['a', '1']);
    expect(a?.companies).toEqual([company]);
    expect(a?.activities.map(({ id }) => id)).toEqual(['x', 's', 'y', 'z', 'm']);
    expect(a?.written).toEqual([value]);
    expect(a?.state).toEqual(state());
    expect(b?.activities.map(({ id }) => id)).toEqual(['m']);
  });

  test('what was written last stands, and an older value does not replace it', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const value = { target: contactRef('a'), field: 'stage', by: 'baton' } as const;
    await store.transaction(async (tx) => {
      await tx.leads.saveWritten([
        { ...value, value: 'mql', at: at(3) },
        { ...value, value: 'sql', at: at(4) },
      ]);
      await tx.leads.saveWritten([{ ...value, value: 'lead', at: at(2) }]);
    });
    const [a] = await store.transaction((tx) => tx.leads.load([lead('a')]));
    expect(a?.written).toEqual([{ ...value, value: 'sql', at: at(4) }]);
  });

  test('what was judged reads back, by lead and in the list', async () => {
    const { store } = given();
    await makeLeads(store, 'b', 'a');
    const projection = stored({
      state: state({ version: 3, stage: 'mql', stageSince: at(2), temperature: 'hot' }),
      score: { attribute: 30, behaviour: 50, total: 80 },
      nextAt: at(60),
      desired: { stage: 'mql', totalScore: 80, contactDeadline: null },
    });
    await store.transaction((tx) => tx.leads.save(lead('a'), projection));
    const read = await store.transaction((tx) => tx.leads.projections([lead('a'), lead('nobody')]));
    expect([...read]).toEqual([['a', projection]]);
    expect(await store.transaction((tx) => tx.leads.list())).toEqual([
      { id: 'a', email: 'a@taro.example', ...projection },
      { id: 'b', email: 'b@taro.example', ...stored({}) },
    ]);
  });

  test('one new person met by two workers at once becomes one lead', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    const mail = key('email/new@taro.example');
    const meet = (name: string) =>
      store.transaction(async (tx) => {
        const known = (await tx.leads.byKeys([mail])).get(mail);
        if (known !== undefined) return known;
        await tx.leads.create(lead(name), state(), at(0));
        await tx.leads.link(mail, lead(name), at(0));
        return lead(name);
      });
    const [one, other] = await Promise.all([meet('a'), meet('b')]);
    expect(one).toBe(other);
    expect(await store.transaction((tx) => tx.leads.list())).toHaveLength(1);
  });

  test('handoffs are found by lead and counted by member while they are open', async () => {
    const { store, run } = given();
    await makeLeads(store, 'a', 'b', 'c');
    const due = [{ deadline: 'first-contact', dueAt: at(90) }];
    const queue = handoff('h3', { to: { department: 'field-sales' }, toQueue: 'fs' });
    const save = (name: string, ...handoffs: ReturnType<typeof handoff>[]) =>
      store.transaction((tx) => tx.leads.save(lead(name), stored({ state: state({ handoffs }) })));
    await save('a', handoff('h1', { status: 'open', due, taskAt: at(1) }), queue);
    await save('b', handoff('h2', { to: { department: 'inside-sales', member: 'suzuki' as OwnerKey } }));
    const withHandoffs = (open: boolean) => store.transaction((tx) => tx.leads.withHandoffs({ open }));
    expect(await withHandoffs(true)).toEqual(['a', 'b']);
    const ofHandoff = (key: string) => store.transaction((tx) => tx.leads.ofHandoff(key as HandoffKey));
    expect([await ofHandoff('h2'), await ofHandoff('h3'), await ofHandoff('h4')]).toEqual(['b', 'a', undefined]);
    expect(await store.transaction((tx) => tx.leads.openByMember())).toEqual({ tanaka: 1, suzuki: 1 });
    const heldBy = (members: readonly string[], after: string, limit: number) =>
      store.transaction((tx) => tx.leads.heldBy(members, after as LeadId, limit));
    expect(await heldBy(['tanaka', 'suzuki'], '', 9)).toEqual(['a', 'b']);
    expect([await heldBy(['tanaka', 'suzuki'], '', 1), await heldBy(['tanaka', 'suzuki'], 'a', 1)]).toEqual([
      ['a'],
      ['b'],
    ]);
    expect(await heldBy(['suzuki'], '', 9)).toEqual(['b']);
    await save('b', handoff('h2', { status: 'closed', outcome: 'sent-back', closedAt: at(3) }));
    await save('a', handoff('h1', { status: 'contacted', due, met: ['first-contact'], firstContactAt: at(2) }), queue);
    expect(await withHandoffs(true)).toEqual(['a']);
    expect(await heldBy(['tanaka', 'suzuki'], '', 9)).toEqual(['a']);
    expect(await withHandoffs(false)).toEqual(['a', 'b']);
    expect(await store.transaction((tx) => tx.leads.openByMember())).toEqual({ tanaka: 1 });
    expect(await run('select * from deadline')).toEqual([
      { handoff: 'h1', deadline: 'first-contact', due_at: at(90), met: true, missed: false },
    ]);
  });

  test('the leads of a company are those whose records name it', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    await store.transaction((tx) =>
      tx.records.keep(
        ['b', 'a'].map((name) => contact(name, { companyId: 'c1' }, { modifiedAt: at(1) })),
        at(1),
      ),
    );
    const of = (object: 'company' | 'account', id: string) =>
      store.transaction((tx) => tx.leads.ofCompanies([{ system: 'hubspot', object, id }]));
    expect(await of('company', 'c1')).toEqual(['a', 'b']);
    expect(await of('company', 'c2')).toEqual([]);
    expect(await of('account', 'c1')).toEqual([]);
  });

  test('a rehearsal is replaced by the next and removed when it is no longer true', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const rehearsal = (name: string, minute: number) => ({
      lead: lead(name),
      at: at(minute),
      facts: [factOf(name, { kind: 'admitted', handoff: 'marketing-to-is' })],
      desired: { stage: 'mql' },
    });
    await store.transaction(async (tx) => {
      await tx.leads.rehearse(lead('b'), rehearsal('b', 1));
      await tx.leads.rehearse(lead('a'), rehearsal('a', 1));
      await tx.leads.rehearse(lead('a'), rehearsal('a', 2));
    });
    const all = () => store.transaction((tx) => tx.leads.rehearsals());
    expect(await all()).toEqual([rehearsal('a', 2), rehearsal('b', 1)]);
    await store.transaction((tx) => tx.leads.rehearse(lead('a'), undefined));
    expect(await all()).toEqual([rehearsal('b', 1)]);
  });

  test('a pool remembers its turns, and gives each once', async () => {
    const { store, concurrent } = given();
    const turn = (name: string) =>
      store.transaction(async (tx) => {
        const before = await tx.leads.pool(name);
        await tx.leads.savePool(name, { turn: before.turn + 1, taken: { ...before.taken, tanaka: before.turn + 1 } });
        return before.turn;
      });
    expect(await turn('is')).toBe(0);
    const turns = await Promise.all(concurrent ? [turn('is'), turn('is'), turn('is'), turn('fs')] : [turn('is')]);
    if (concurrent) expect([...turns.slice(0, 3).sort(), turns[3]]).toEqual([1, 2, 3, 0]);
    const { taken } = await store.transaction((tx) => tx.leads.pool('is'));
    expect(taken).toEqual({ tanaka: concurrent ? 4 : 2 });
  });

  test('two workers that need two pools in opposite order both get them', async () => {
    const { store, concurrent } = given();
    if (!concurrent) return;
    const both = (first: string, second: string) =>
      store.transaction(async (tx) => {
        for (const name of [first, second]) {
          const { turn, taken } = await tx.leads.pool(name);
          await tx.leads.savePool(name, { turn: turn + 1, taken });
        }
      });
    await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? both('is', 'fs') : both('fs', 'is'))));
    const turns = await store.transaction(async (tx) => [await tx.leads.pool('is'), await tx.leads.pool('fs')]);
    expect(turns.map(({ turn }) => turn)).toEqual([8, 8]);
  });
}
