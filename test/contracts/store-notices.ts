/** What is promised of notices: once by channel and key, one worker at a time, and nothing kept of what was told. */
import { expect, test } from 'vitest';
import type { AgreementHash, LeadId } from '../../src/domain/facts.ts';
import type { FactsOf, Notice } from '../../src/domain/notice.ts';
import type { NoticeRow } from '../../src/ports/notices.ts';
import type { Store } from '../../src/ports/store.ts';
import type { StoreGround } from './store.ts';
import { at } from './store-cast.ts';

const VERSION = 'a'.repeat(64) as AgreementHash;

function version(to: string, changes: Partial<Notice> = {}): Notice {
  return {
    ...{
      channel: 'email',
      key: `agreement-version ${VERSION} ${to}`,
      kind: 'agreement-version',
      about: VERSION,
      to: [to],
    },
    ...{ language: 'ja', facts: [{ kind: 'agreement-version', agreement: VERSION, from: at(0) }], notBefore: at(0) },
    ...changes,
  };
}

function held(lead: string, changes: Partial<Notice> = {}): Notice {
  const facts: FactsOf<'held'> = {
    ...{ kind: 'held', agreement: VERSION, handoff: 'to-is', missing: ['timeframe'] },
    ...{ lead: lead as LeadId, name: `${lead} \u0000 "quoted"`, company: '', email: '' },
  };
  return {
    ...{ channel: 'email', key: 'held 15 sato', kind: 'held', about: 'marketing', to: ['sato'], language: 'ja' },
    ...{ facts: [facts], notBefore: at(15), ...changes },
  };
}

const put = (store: Store, notices: readonly Notice[], minute = 0): Promise<void> =>
  store.transaction((tx) => tx.notices.put(notices, at(minute)));
const claim = (store: Store, minute: number, machineMs = 0): Promise<NoticeRow | undefined> =>
  store.transaction((tx) => tx.notices.claim('email', at(minute), machineMs));

async function claimAll(store: Store, minute: number): Promise<readonly NoticeRow[]> {
  const rows: NoticeRow[] = [];
  for (let row = await claim(store, minute); row !== undefined; row = await claim(store, minute)) rows.push(row);
  return rows;
}

export function noticePromises(given: () => StoreGround): void {
  test('one is put once per channel and key, and claimed as it was put, the one that has waited longest first', async () => {
    const { store } = given();
    await put(store, [version('sato', { notBefore: at(2) }), version('ito')]);
    await put(store, [version('sato'), version('ito', { facts: [] }), version('ito', { channel: 'slack' })], 1);
    const rows = await claimAll(store, 5);
    expect(rows.map(({ to }) => to)).toEqual([['ito'], ['sato']]);
    expect(rows[0]).toEqual({
      ...{ id: expect.stringMatching(/^notice-/), attempts: 1, since: at(0), status: 'waiting' },
      ...{ channel: 'email', key: `agreement-version ${VERSION} ito`, kind: 'agreement-version', about: VERSION },
      ...{ to: ['ito'], language: 'ja', facts: [{ kind: 'agreement-version', agreement: VERSION, from: at(0) }] },
    });
  });

  test('none is claimed before its time, or twice', async () => {
    const { store } = given();
    await put(store, [version('sato', { notBefore: at(3) })]);
    expect(await claim(store, 2)).toBeUndefined();
    expect(await store.transaction((tx) => tx.notices.nextDue(['email'], 0))).toBe(at(3));
    expect(await store.transaction((tx) => tx.notices.nextDue(['slack', 'teams'], 0))).toBeUndefined();
    const both = await Promise.all([claim(store, 3), claim(store, 3)]);
    expect(both.filter((row) => row !== undefined)).toHaveLength(1);
    expect(await store.transaction((tx) => tx.notices.nextDue(['email'], 0))).toBeUndefined();
  });

  test('what is gathered joins the one of its key that waits, in the same statement or later, till that is claimed', async () => {
    const { store } = given();
    await put(store, [held('a'), held('b')]);
    await put(store, [held('c')]);
    expect(await claim(store, 14)).toBeUndefined();
    const row = await claim(store, 15);
    expect(row?.facts.map((one) => 'lead' in one && one.lead)).toEqual(['a', 'b', 'c']);
    await put(store, [held('d')]);
    expect(await claimAll(store, 20)).toEqual([]);
  });

  test('of one that is out only whom it told of what and when is kept', async () => {
    const { store, run } = given();
    await put(store, [version('sato'), version('ito')]);
    const [first, second] = await claimAll(store, 1);
    await store.transaction(async (tx) => {
      await tx.notices.settle(second?.id ?? '', { state: 'sent', at: at(7) });
      await tx.notices.settle(first?.id ?? '', { state: 'sent', at: at(8) });
    });
    expect(await store.transaction((tx) => tx.notices.told('agreement-version'))).toEqual([
      { about: VERSION, channel: 'email', to: second?.to, at: at(7) },
      { about: VERSION, channel: 'email', to: first?.to, at: at(8) },
    ]);
    expect(await store.transaction((tx) => tx.notices.told('held'))).toEqual([]);
    expect(await run('select id from notice where facts is not null')).toEqual([]);
    await put(store, [version('sato'), version('ito')]);
    expect(await claim(store, 100)).toBeUndefined();
  });

  test('one that is to wait waits, with its id; a channel that is held back gives nothing', async () => {
    const { store } = given();
    await put(store, [version('sato'), version('ito', { notBefore: at(30) })]);
    const row = await claim(store, 1);
    await store.transaction((tx) => tx.notices.settle(row?.id ?? '', { state: 'waiting', notBefore: at(5) }));
    await store.transaction((tx) => tx.notices.holdBack('email', at(10)));
    expect(await store.transaction((tx) => tx.notices.nextDue(['email'], 0))).toBe(at(10));
    expect(await claim(store, 9)).toBeUndefined();
    expect(await claim(store, 10)).toMatchObject({ id: row?.id, attempts: 2, status: 'waiting', since: at(0) });
    expect(await claim(store, 10)).toBeUndefined();
  });

  test('one whose worker did not come back in time is unknown, and can be settled by whoever has it then', async () => {
    const { store, leaseMs } = given();
    await put(store, [version('sato')]);
    const row = await claim(store, 1, 1_000);
    expect(await claim(store, 1, 1_000 + leaseMs - 1)).toBeUndefined();
    const due = await store.transaction((tx) => tx.notices.nextDue(['email'], 1_000 + leaseMs));
    expect(due !== undefined && due < at(0)).toBe(true);
    expect(await claim(store, 1, 1_000 + leaseMs)).toMatchObject({ id: row?.id, status: 'unknown', attempts: 2 });
    await store.transaction((tx) => tx.notices.settle(row?.id ?? '', { state: 'sent', at: at(2) }));
    expect(await claim(store, 9, 1_000 + 9 * leaseMs)).toBeUndefined();
  });

  test('one that was given up is claimed only after somebody asked for it, as if new', async () => {
    const { store } = given();
    await put(store, [version('sato')]);
    const row = await claim(store, 1);
    await store.transaction((tx) => tx.notices.settle(row?.id ?? '', { state: 'failed' }));
    expect(await claim(store, 99)).toBeUndefined();
    expect(await store.transaction((tx) => tx.notices.retry(at(50)))).toEqual([{ id: row?.id, channel: 'email' }]);
    expect(await store.transaction((tx) => tx.notices.retry(at(50)))).toEqual([]);
    expect(await claim(store, 50)).toMatchObject({ id: row?.id, attempts: 1, since: at(50), facts: row?.facts });
  });
}
