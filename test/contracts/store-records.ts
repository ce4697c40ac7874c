/** What a store promises about what was read. */
import { expect, test } from 'vitest';
import type { SourceRecord } from '../../src/domain/record.ts';
import type { Store } from '../../src/ports/store.ts';
import type { StoreGround } from './store.ts';
import { at, contact, contactRef, key, lead, makeLeads, visit } from './store-cast.ts';

const keep = (store: Store, record: SourceRecord, readAt = at(0)) =>
  store.transaction((tx) => tx.records.keep([record], readAt));
const kept = async (store: Store, id: string) => (await store.transaction((tx) => tx.records.get([contactRef(id)])))[0];

export function recordPromises(given: () => StoreGround): void {
  test('a new record is news once, with all that is filled in', async () => {
    const { store } = given();
    const record = contact('1', { email: 'a@taro.example', growth: 2.5, phone: null, optedOut: false });
    expect(await keep(store, record)).toEqual([
      { record, before: undefined, changed: ['email', 'growth', 'optedOut'] },
    ]);
    expect(await keep(store, record)).toEqual([]);
    expect(await keep(store, { ...record, modifiedAt: at(5) })).toEqual([]);
    expect((await kept(store, '1'))?.modifiedAt).toBe(at(5));
  });

  test('every part of a record comes back as it was read, whatever characters it holds', async () => {
    const { store } = given();
    const record = contact(
      '1',
      {
        company: '株式会社 "例" \\ \u0000 \ud83d\ude00 \ud800 \'',
        employees: 120,
        growth: -0.25,
        optedOut: true,
        title: null,
      },
      { modifiedBy: '42', url: 'https://app.hubspot.example/1' },
    );
    await keep(store, record);
    expect(await kept(store, '1')).toEqual(record);
  });

  test('news names the fields that changed and what they were before', async () => {
    const { store } = given();
    await keep(store, contact('1', { title: 'staff', phone: '03', company: 'A' }));
    const after = contact('1', { title: 'head', company: null, industry: 'IT', phone: '03' }, { modifiedAt: at(1) });
    expect(await keep(store, after)).toEqual([
      {
        record: after,
        before: { title: 'staff', phone: '03', company: 'A' },
        changed: ['company', 'industry', 'title'],
      },
    ]);
  });

  test('whoever gave a field its value is known for as long as it has that value', async () => {
    const { store } = given();
    const editors = { title: { by: 'person', user: 'user:9' }, phone: { by: 'import' } } as const;
    await keep(store, contact('1', { title: 'staff', phone: '03' }, { editors }));
    await keep(store, contact('1', { title: 'staff', phone: '06' }, { modifiedAt: at(1) }));
    expect((await kept(store, '1'))?.editors).toEqual({ title: editors.title });
    await store.transaction((tx) => tx.records.confirm(contactRef('1'), { title: 'head' }, at(2)));
    expect((await kept(store, '1'))?.editors).toBeUndefined();
  });

  test('when a record was made is kept, also by whoever reads it without, and is no news', async () => {
    const { store } = given();
    await keep(store, contact('1', { title: 'staff' }, { createdAt: at(0) }));
    await keep(store, contact('1', { title: 'head' }, { modifiedAt: at(1) }));
    expect((await kept(store, '1'))?.createdAt).toBe(at(0));
    expect(await keep(store, contact('1', { title: 'head' }, { modifiedAt: at(2), createdAt: at(0) }))).toEqual([]);
  });

  test('activities are found between two ids, in their order', async () => {
    const { store } = given();
    const all = ['42:3', '42:1', '43:1', '42:2'].map((id) => visit(id, ['hubspot/contact/1'], { kind: 'listed' }));
    const found = await store.transaction(async (tx) => {
      await tx.records.keepActivities(all, at(0));
      return tx.records.activitiesBetween('hubspot', 'listed', '42:1', '42:~');
    });
    expect(found.map(({ id }) => id)).toEqual(['42:2', '42:3']);
  });

  test('a read older than what is kept changes nothing', async () => {
    const { store } = given();
    await keep(store, contact('1', { title: 'head' }, { modifiedAt: at(10) }));
    expect(await keep(store, contact('1', { title: 'staff' }, { modifiedAt: at(9) }))).toEqual([]);
    expect((await kept(store, '1'))?.fields).toEqual({ title: 'head' });
    expect(await keep(store, contact('1', { title: 'chief' }, { modifiedAt: at(10) }))).toHaveLength(1);
  });

  test('of a record that comes twice in a page the newest counts', async () => {
    const { store } = given();
    const old = contact('1', { title: 'staff' }, { modifiedAt: at(1) });
    const fresh = contact('1', { title: 'head' }, { modifiedAt: at(2) });
    const news = await store.transaction((tx) => tx.records.keep([fresh, contact('2', {}), old], at(3)));
    expect(news.map(({ record }) => [record.ref.id, record.fields])).toEqual([
      ['1', { title: 'head' }],
      ['2', {}],
    ]);
  });

  test('a deletion and an undeletion are news, and what was known stays known', async () => {
    const { store } = given();
    await keep(store, contact('1', { email: 'a@taro.example' }));
    const gone = contact('1', {}, { deleted: true, modifiedAt: at(1) });
    expect(await keep(store, gone)).toEqual([
      { record: { ...gone, fields: { email: 'a@taro.example' } }, before: { email: 'a@taro.example' }, changed: [] },
    ]);
    expect(await keep(store, gone)).toEqual([]);
    expect(await keep(store, contact('1', { email: 'a@taro.example' }, { modifiedAt: at(2) }))).toHaveLength(1);
  });

  test('reading back our own write is no news', async () => {
    const { store } = given();
    await keep(store, contact('1', { stage: null, title: 'head' }));
    await store.transaction((tx) => tx.records.confirm(contactRef('1'), { stage: 'mql' }, at(5), at(6)));
    expect((await kept(store, '1'))?.fields).toEqual({ stage: 'mql', title: 'head' });
    const read = contact('1', { stage: 'mql', title: 'head' }, { modifiedAt: at(6) });
    expect(await keep(store, read, at(7))).toEqual([]);
  });

  test('a read that began before our write says nothing about the field we wrote, and all about the others', async () => {
    const { store } = given();
    await keep(store, contact('1', { stage: null, title: 'staff' }));
    await store.transaction((tx) => tx.records.confirm(contactRef('1'), { stage: 'mql' }, at(5)));
    const stale = contact('1', { stage: null, title: 'head' }, { modifiedAt: at(4) });
    const [news] = await keep(store, stale, at(5));
    expect(news?.changed).toEqual(['title']);
    expect((await kept(store, '1'))?.fields).toEqual({ stage: 'mql', title: 'head' });
  });

  test("a person's later value in a field of ours is news", async () => {
    const { store } = given();
    await keep(store, contact('1', { stage: null }));
    await store.transaction((tx) => tx.records.confirm(contactRef('1'), { stage: 'mql' }, at(5)));
    const [news] = await keep(store, contact('1', { stage: 'lost' }, { modifiedAt: at(6) }), at(7));
    expect(news).toMatchObject({ before: { stage: 'mql' }, changed: ['stage'] });
  });

  test('confirming a record that was never read remembers what was written, and its first reading is news', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    await store.transaction(async (tx) => {
      await tx.leads.link(key('hubspot/contact/9'), lead('a'), at(1));
      await tx.records.confirm(contactRef('9'), { stage: 'mql' }, at(1));
    });
    expect(await keep(store, contact('9', { stage: 'mql' }), at(2))).toHaveLength(1);
    const [loaded] = await store.transaction((tx) => tx.leads.load([lead('a')]));
    expect(loaded?.written).toEqual([
      { target: contactRef('9'), field: 'stage', value: 'mql', by: 'baton', at: at(1) },
    ]);
  });

  test('records are found by kind in order of id, and got in the order asked', async () => {
    const { store } = given();
    await store.transaction((tx) =>
      tx.records.keep([contact('b', {}), contact('a', {}), contact('C', {}), contact('日', {})], at(0)),
    );
    const found = await store.transaction((tx) => tx.records.find('hubspot', 'contact'));
    expect(found.map(({ ref }) => ref.id)).toEqual(['C', 'a', 'b', '日']);
    expect(await store.transaction((tx) => tx.records.find('salesforce', 'contact'))).toEqual([]);
    const got = await store.transaction((tx) => tx.records.get(['b', 'none', 'C'].map(contactRef)));
    expect(got.map(({ ref }) => ref.id)).toEqual(['b', 'C']);
  });

  test('every version that was news stays known, those that we wrote too', async () => {
    const { store, run } = given();
    await keep(store, contact('1', { title: 'staff' }), at(1));
    await keep(store, contact('1', { title: 'head' }, { modifiedAt: at(2) }), at(3));
    await store.transaction((tx) => tx.records.confirm(contactRef('1'), { stage: 'mql' }, at(4)));
    await keep(store, contact('1', { title: 'head', stage: 'mql' }, { modifiedAt: at(2) }), at(5));
    expect(await run('select seen_at, changed, source from record_version order by no')).toEqual([
      { seen_at: at(1), changed: '{"title":"staff"}', source: 'read' },
      { seen_at: at(3), changed: '{"title":"head"}', source: 'read' },
      { seen_at: at(4), changed: '{"stage":"mql"}', source: 'write' },
    ]);
  });

  test('an activity is kept once, and its changed form replaces it', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b');
    const first = visit('v1', ['hubspot/contact/a'], { text: 'ご相談 \u0000', properties: { views: 3, page: null } });
    const other = visit('v2', ['hubspot/contact/a']);
    const keepAll = (...all: Parameters<typeof visit>[]) =>
      store.transaction((tx) =>
        tx.records.keepActivities(
          all.map((one) => visit(...one)),
          at(1),
        ),
      );
    expect(await store.transaction((tx) => tx.records.keepActivities([first, other], at(1)))).toEqual([first, other]);
    expect(await store.transaction((tx) => tx.records.keepActivities([other, first], at(2)))).toEqual([]);
    const [moved] = await keepAll(['v1', ['hubspot/contact/b'], { occurredAt: at(9) }]);
    expect(moved?.occurredAt).toBe(at(9));
    const leads = await store.transaction((tx) => tx.leads.load([lead('a'), lead('b')]));
    expect(leads.map(({ activities }) => activities.map(({ id }) => id))).toEqual([['v2'], ['v1']]);
    expect(leads[1]?.activities[0]).toEqual(moved);
  });

  test('one id may stand for activities of several kinds', async () => {
    const { store } = given();
    const open = visit('t', ['hubspot/contact/a'], { kind: 'handoff-task-open' });
    const done = visit('t', ['hubspot/contact/a'], { kind: 'handoff-task-completed' });
    expect(await store.transaction((tx) => tx.records.keepActivities([open, done], at(1)))).toEqual([open, done]);
  });

  test('a cursor is kept with what it covers, or not at all', async () => {
    const { store } = given();
    const cursor = { after: '2026-11-02T00:00:00.000Z', ids: ['1', '2'] };
    const read = async () => Object.fromEntries(await store.transaction((tx) => tx.records.cursors('hubspot')));
    const page = store.transaction(async (tx) => {
      await tx.records.saveCursor('hubspot', 'contacts', cursor, at(0));
      throw new Error('the page broke');
    });
    await expect(page).rejects.toThrow('the page broke');
    expect(await read()).toEqual({});
    await store.transaction(async (tx) => {
      await tx.records.saveCursor('hubspot', 'contacts', { ids: [] }, at(0));
      await tx.records.saveCursor('hubspot', 'forms', { page: 2 }, at(0));
      await tx.records.saveCursor('salesforce', 'contacts', { other: true }, at(0));
    });
    await store.transaction((tx) => tx.records.saveCursor('hubspot', 'contacts', cursor, at(1)));
    expect(await read()).toEqual({ contacts: cursor, forms: { page: 2 } });
  });
}
