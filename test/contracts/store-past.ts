/** What a store promises about the past: what is learnt, changed or moved later changes no day before. */
import { expect, test } from 'vitest';
import type { SourceRecord } from '../../src/domain/record.ts';
import type { Knowledge } from '../../src/ports/past.ts';
import type { Store } from '../../src/ports/store.ts';
import type { StoreGround } from './store.ts';
import { at, contact, contactRef, factOf, handoff, key, lead, makeLeads, visit } from './store-cast.ts';

const then = (store: Store, minute: number, by: Knowledge = 'seen', name = 'a') =>
  store.transaction((tx) => tx.past.lead(lead(name), at(minute), by));
const keep = (store: Store, minute: number, ...records: readonly SourceRecord[]) =>
  store.transaction((tx) => tx.records.keep(records, at(minute)));
const see = (store: Store, minute: number, ...activities: readonly ReturnType<typeof visit>[]) =>
  store.transaction((tx) => tx.records.keepActivities(activities, at(minute)));
const link = (store: Store, minute: number, text: string, name = 'a') =>
  store.transaction((tx) => tx.leads.link(key(text), lead(name), at(minute)));

export function pastPromises(given: () => StoreGround): void {
  test('a record says what its last version by then said', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const url = 'https://app.hubspot.example/a';
    const first = contact('a', { title: 'staff', phone: '03' }, { modifiedAt: at(1), url });
    const second = contact('a', { title: 'head', phone: null }, { modifiedAt: at(15), modifiedBy: '42', url });
    await keep(store, 10, first);
    await keep(store, 20, second);
    const records = async (minute: number) => (await then(store, minute)).lead.records;
    expect(await records(9)).toEqual([contact('a', { email: 'a@taro.example' }, { url })]);
    expect(await records(10)).toEqual([{ ...first, fields: { ...first.fields, email: null } }]);
    expect(await records(19)).toEqual(await records(10));
    expect(await records(20)).toEqual([{ ...second, fields: { ...second.fields, email: null } }]);
  });

  test('a deleted record was there before, and is there again when it was brought back', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await keep(store, 10, contact('a', {}, { deleted: true, modifiedAt: at(10) }));
    await keep(store, 20, contact('a', { email: 'b@taro.example' }, { modifiedAt: at(20) }));
    const days = await Promise.all([9, 10, 20].map((minute) => then(store, minute)));
    expect(days.map(({ lead: { records } }) => [records[0]?.deleted, records[0]?.fields['email']])).toEqual([
      [false, 'a@taro.example'],
      [true, 'a@taro.example'],
      [false, 'b@taro.example'],
    ]);
  });

  test('a record that was changed in nothing that is mapped was changed all the same', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    expect(await keep(store, 10, contact('a', { email: 'a@taro.example' }, { modifiedAt: at(8) }))).toEqual([]);
    await store.transaction((tx) => tx.records.confirm(contactRef('a'), { email: 'a@taro.example' }, at(20), at(21)));
    const stamp = async (minute: number) => (await then(store, minute)).lead.records[0]?.modifiedAt;
    expect([await stamp(9), await stamp(10), await stamp(20)]).toEqual([at(0), at(8), at(21)]);
  });

  test('the account that fits by domain is the one that fitted then, and says what it said then', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const account = (id: string, fields: SourceRecord['fields'], modified: number) =>
      contact(id, fields, { ref: { system: 'salesforce', object: 'account', id }, modifiedAt: at(modified) });
    await keep(store, 10, account('001', { domain: 'https://www.Taro.example/', company: '太郎商事' }, 10));
    await keep(store, 20, account('001', { domain: 'https://www.taro.example/', company: '太郎物産' }, 20));
    await keep(store, 30, account('001', { domain: 'jiro.example', company: '次郎' }, 30));
    await keep(store, 40, account('002', { domain: 'taro.example', company: '三郎' }, 40));
    const fitted = async (minute: number) => {
      const { matched } = (await then(store, minute)).lead;
      return matched === undefined || matched.by === 'several' ? undefined : matched.account.fields['company'];
    };
    expect([await fitted(9), await fitted(10), await fitted(20), await fitted(30), await fitted(40)]).toEqual([
      undefined,
      '太郎商事',
      '太郎物産',
      undefined,
      '三郎',
    ]);
  });

  test('a company is the one that was named then, and says what it said then', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const company = (id: string, fields: SourceRecord['fields'], modified: number) =>
      contact(id, fields, { ref: { system: 'hubspot', object: 'company', id }, modifiedAt: at(modified) });
    await keep(store, 1, contact('a', { companyId: 'c1' }, { modifiedAt: at(1) }), company('c1', { employees: 5 }, 1));
    await keep(store, 10, company('c1', { employees: 50 }, 10));
    await keep(store, 20, contact('a', { companyId: 'c2' }, { modifiedAt: at(20) }));
    await keep(store, 21, company('c2', { employees: 500 }, 0));
    const days = await Promise.all([9, 10, 20, 21].map((minute) => then(store, minute)));
    expect(days.map(({ lead: { companies } }) => companies.map(({ fields }) => fields['employees']))).toEqual([
      [5],
      [50],
      [],
      [500],
    ]);
  });

  test('a key belongs to whom it belonged then, and its record and activities with it', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    await keep(store, 0, contact('x', {}));
    await link(store, 5, 'hubspot/contact/x');
    await see(store, 6, visit('v', ['hubspot/contact/x']));
    await link(store, 10, 'hubspot/contact/x', 'b');
    const days = await Promise.all([4, 5, 9, 10].map((minute) => then(store, minute)));
    expect(days.map(({ lead: { records } }) => records.map(({ ref }) => ref.id))).toEqual([
      ['a'],
      ['a', 'x'],
      ['a', 'x'],
      ['a'],
    ]);
    const visits = async (minute: number, name: string) =>
      (await then(store, minute, 'seen', name)).lead.activities.map(({ id }) => id);
    expect([await visits(9, 'a'), await visits(9, 'b')]).toEqual([['v'], []]);
    expect([await visits(10, 'a'), await visits(10, 'b')]).toEqual([[], ['v']]);
    const today = await Promise.all(['a', 'b'].map((name) => then(store, 4, 'happened', name)));
    expect(today.map(({ lead: { records } }) => records.map(({ ref }) => ref.id))).toEqual([['a'], ['b', 'x']]);
  });

  test('an activity is there from when it was seen, in order of time, in the form that it had', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const meeting = visit('m', ['hubspot/contact/a'], { kind: 'meeting', properties: { outcome: 'scheduled' } });
    const held = { ...meeting, occurredAt: at(3), properties: { outcome: 'held' }, text: 'ご相談 \u0000' };
    const moved = { ...held, subjects: [key('hubspot/contact/b')] };
    await see(store, 10, meeting);
    await see(store, 20, held, visit('v', ['hubspot/contact/a', 'email/z'], { occurredAt: at(1) }));
    await see(store, 30, moved);
    const activities = async (minute: number, name = 'a', by: Knowledge = 'seen') =>
      (await then(store, minute, by, name)).lead.activities.map(({ id, properties }) => [id, properties['outcome']]);
    expect(await activities(9)).toEqual([]);
    expect(await activities(10)).toEqual([['m', 'scheduled']]);
    expect(await activities(29)).toEqual([
      ['v', undefined],
      ['m', 'held'],
    ]);
    expect([await activities(30), await activities(30, 'b')]).toEqual([[['v', undefined]], [['m', 'held']]]);
    expect(await activities(29, 'b')).toEqual([]);
    expect([await activities(2, 'a', 'happened'), await activities(2, 'b', 'happened')]).toEqual([
      [['v', undefined]],
      [],
    ]);
    expect(await activities(3, 'b', 'happened')).toEqual([['m', 'held']]);
    expect((await then(store, 25)).lead.activities[1]).toEqual(held);
  });

  test('the state is the fold of the facts up to then, with everything put back', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const { key: name, type, episode, from, to, priority, score } = handoff('h1');
    const score0 = { attribute: 1, behaviour: 2, total: 3, lines: [] };
    await store.transaction((tx) =>
      tx.ledger.append([
        factOf('a', { kind: 'stage-changed', from: 'lead', to: 'mql', score: score0 }, { at: at(10) }),
        factOf(
          'a',
          {
            kind: 'handoff-decided',
            handoff: name,
            ...{ type, episode, from, to, priority, score },
            deadlines: [],
            reason: { text: '見積依頼' },
            pool: 'is',
          },
          { at: at(10) },
        ),
        factOf('a', { kind: 'stage-changed', from: 'mql', to: 'sql', score: score0 }, { at: at(20) }),
        factOf('b', { kind: 'stage-changed', from: 'lead', to: 'won', score: score0 }, { at: at(5) }),
      ]),
    );
    const state = async (minute: number, by?: Knowledge) => (await then(store, minute, by)).lead.state;
    expect(await state(9)).toMatchObject({ version: 0, stage: 'lead', handoffs: [] });
    expect(await state(19)).toMatchObject({
      version: 2,
      stage: 'mql',
      stageSince: at(10),
      holder: to,
      handoffs: [{ key: 'h1', reason: '見積依頼', decidedAt: at(10) }],
    });
    expect(await state(20)).toMatchObject({ version: 3, stage: 'sql' });
    expect(await state(19, 'happened')).toEqual(await state(19));
  });

  test('looked at with what became known later, a record changes when it was changed, and by us when we wrote', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await keep(store, 100, contact('a', { title: 'head' }, { modifiedAt: at(40) }));
    await keep(store, 200, contact('a', { title: 'chief' }, { modifiedAt: at(120) }));
    await store.transaction((tx) => tx.records.confirm(contactRef('a'), { stage: 'mql' }, at(300)));
    await see(store, 500, visit('v', ['hubspot/contact/a']));
    const said = async (minute: number, by: Knowledge) => {
      const { records, activities } = (await then(store, minute, by)).lead;
      return [records[0]?.fields['title'], records[0]?.fields['stage'], activities.length];
    };
    expect(await said(50, 'seen')).toEqual([undefined, undefined, 0]);
    expect(await said(50, 'happened')).toEqual(['head', undefined, 1]);
    expect(await said(150, 'seen')).toEqual(['head', undefined, 0]);
    expect(await said(150, 'happened')).toEqual(['chief', undefined, 1]);
    expect(await said(299, 'happened')).toEqual(['chief', undefined, 1]);
    expect(await said(300, 'happened')).toEqual(['chief', 'mql', 1]);
  });

  test('before anything was seen of a lead, the records of its first day stand as they were first seen, and that is said', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await keep(store, 10, contact('x', { title: 'staff' }, { modifiedAt: at(5) }));
    await link(store, 10, 'hubspot/contact/x');
    await keep(store, 20, contact('x', { title: 'head' }, { modifiedAt: at(20) }));
    await keep(store, 2 * 24 * 60, contact('y', { title: 'made later' }, { modifiedAt: at(2 * 24 * 60) }));
    await link(store, 2 * 24 * 60, 'hubspot/contact/y');
    const [early, late] = [{ occurredAt: at(-90) }, { occurredAt: at(-30) }];
    await see(store, 30, visit('v', ['hubspot/contact/x'], early), visit('w', ['hubspot/contact/x'], late));
    const before = await then(store, -60);
    expect(before).toMatchObject({ known: false, firstSeenAt: at(0) });
    expect(before.lead.records.map(({ fields }) => fields)).toEqual([{ email: 'a@taro.example' }, { title: 'staff' }]);
    expect(before.lead.activities.map(({ id }) => id)).toEqual(['v']);
    expect(await then(store, 0)).toMatchObject({ known: true, lead: { activities: [] } });
    expect((await then(store, 0)).firstSeenAt).toBeUndefined();
    expect(await then(store, -60, 'happened')).toMatchObject({ known: false });
    expect(await then(store, 5, 'happened')).toMatchObject({ known: true, lead: { records: [{}, {}] } });
    expect((await then(store, 5, 'seen', 'nobody')).lead).toMatchObject({ records: [], companies: [], activities: [] });
  });

  test('now is a moment like any other: the lead as it stands, but for what was written', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const company = contact('c1', { name: '例商事' }, { ref: { system: 'hubspot', object: 'company', id: 'c1' } });
    await keep(store, 1, contact('0', { companyId: 'c1', stage: 'lead' }, { modifiedAt: at(1), url: 'u' }), company);
    await link(store, 2, 'hubspot/contact/0');
    await link(store, 2, 'email/0@taro.example');
    await store.transaction((tx) => tx.records.confirm(contactRef('0'), { stage: 'mql' }, at(3), at(4)));
    await see(
      store,
      5,
      visit('v', ['email/0@taro.example', 'hubspot/contact/a'], { occurredAt: at(2) }),
      visit('u', ['hubspot/contact/0']),
      visit('w', ['hubspot/contact/0'], { occurredAt: at(1), text: 'x', url: 'y', properties: { views: 3 } }),
    );
    const [today] = await store.transaction((tx) => tx.leads.view([lead('a')]));
    expect((await then(store, 5)).lead).toEqual({ ...today?.lead, written: [] });
    expect(today?.lead.written).toHaveLength(1);
  });
}
