/** What a store promises about the touches of late. */
import { expect, test } from 'vitest';
import type { OwnerKey } from '../../src/domain/team.ts';
import type { StoreGround } from './store.ts';
import { at, contact, handoff, key, lead, makeLeads, state, stored, visit } from './store-cast.ts';

const COMPANY = { system: 'hubspot', object: 'company', id: 'c1' } as const;

export function touchPromises(given: () => StoreGround): void {
  test('calls, mails and meetings are found by time, by lead and by company, with the companies of whoever they were to', async () => {
    const { store } = given();
    await makeLeads(store, 'a', 'b', 'c');
    await store.transaction(async (tx) => {
      await tx.records.keep([contact('1', { companyId: 'c1' }), contact('2', { companyId: 'c1' })], at(0));
      await tx.leads.link(key('hubspot/contact/1'), lead('a'), at(0));
      await tx.leads.link(key('hubspot/contact/2'), lead('b'), at(0));
      await tx.records.keepActivities(
        [
          visit('old', ['hubspot/contact/1'], { kind: 'call', occurredAt: at(1) }),
          visit('call', ['hubspot/contact/1', 'email/a@taro.example'], { kind: 'call', occurredAt: at(5) }),
          visit('view', ['hubspot/contact/1'], { occurredAt: at(6) }),
          visit('mail', ['hubspot/contact/2'], { kind: 'mail', occurredAt: at(7) }),
          visit('meet', ['hubspot/contact/c'], { kind: 'meeting', occurredAt: at(8) }),
        ],
        at(9),
      );
    });
    const since = (limit: number, where?: Parameters<typeof asked>[0]) => asked(where, limit);
    const asked = (where?: { leads: ReturnType<typeof lead>[]; companies: (typeof COMPANY)[] }, limit = 10) =>
      store.transaction(async (tx) =>
        (await tx.touches.since(at(2), limit, where)).map(({ lead, activity, companies }) => [
          lead,
          activity.id,
          companies,
        ]),
      );
    const c1 = ['hubspot/company/c1'];
    const all = [
      ['a', 'call', c1],
      ['b', 'mail', c1],
      ['c', 'meet', []],
    ];
    expect(await since(10)).toEqual(all);
    expect(await since(2)).toEqual(all.slice(1));
    expect(await since(10, { leads: [], companies: [COMPANY] })).toEqual(all.slice(0, 2));
    expect(await since(10, { leads: [lead('c')], companies: [] })).toEqual(all.slice(2));
    expect(await since(10, { leads: [], companies: [] })).toEqual([]);
  });

  test('handoffs are told with their departments, from a moment on', async () => {
    const { store } = given();
    await makeLeads(store, 'a');
    const to = { department: 'inside-sales', member: 'suzuki' as OwnerKey };
    const handoffs = [handoff('h1', { decidedAt: at(1) }), handoff('h2', { to, decidedAt: at(5) })];
    await store.transaction((tx) => tx.leads.save(lead('a'), stored({ state: state({ handoffs }) })));
    const told = await store.transaction((tx) => tx.touches.handovers([lead('a')], at(2)));
    expect(told).toEqual([{ lead: 'a', from: handoffs[1]?.from.department, to: 'inside-sales', at: at(5) }]);
  });
}
