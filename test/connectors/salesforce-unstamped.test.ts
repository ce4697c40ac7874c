/** What no stamp tells: deletions that left the recycle bin, formulas, and who it was. */
import { describe, expect, it } from 'vitest';
import { systemMapping } from '../../src/domain/mapping.ts';
import { recordKey } from '../../src/domain/record.ts';
import type { Cursor, Page } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { open, placeLead, type Scene } from './salesforce-scene.ts';
import { MAPPING } from './salesforce-setup.ts';

const cursorOf = (pages: readonly Page[]): Cursor => pages.at(-1)?.cursor ?? {};

async function poll(on: Scene, from: Cursor, minutes: number): Promise<{ pages: readonly Page[]; cursor: Cursor }> {
  const pages: Page[] = [];
  let cursor = from;
  for (let minute = 0; minute < minutes; minute += 1) {
    on.now = on.now.add({ minutes: 1 });
    const some = await pullAll(on.connector, 'changes', cursor);
    pages.push(...some);
    cursor = cursorOf(some);
  }
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
  return { pages, cursor };
}

describe('a deletion', () => {
  it('that has left the recycle bin before anybody looked is found in the list of deletions', async () => {
    const on = await open();
    const [gone, stays] = [placeLead(on), placeLead(on)];
    const { cursor } = await poll(on, {}, 2);
    on.now = on.now.add({ hours: 24 });
    on.sandbox.world.as(on.tanaka, on.now).remove('Lead', gone.id);
    on.sandbox.world.purge('Lead', gone.id);
    on.now = on.now.add({ hours: 24 });
    const before = on.connector.spent().byPurpose['pull changes'] ?? 0;
    const { pages } = await poll(on, cursor, 2);
    const deleted = pages.flatMap(({ records }) => records.filter((record) => record.deleted));
    expect(deleted).toMatchObject([{ ref: gone, fields: {}, modifiedAt: '2026-11-21T09:02:00.000Z' }]);
    const rest = pages.flatMap(({ records }) => records.filter(({ ref }) => ref.id === stays.id));
    expect(rest.every((record) => !record.deleted)).toBe(true);
    // The list rides along; only the rows that it names are looked for.
    // One of the polls met a session that had expired.
    expect(on.connector.spent().byPurpose).toMatchObject({ 'pull changes': before + 3, 'pull deleted': 1 });
  });

  it('by a merge still says into which record', async () => {
    const on = await open();
    const [master, loser] = [placeLead(on), placeLead(on)];
    const { cursor } = await poll(on, {}, 2);
    on.now = on.now.add({ hours: 2 });
    on.sandbox.world.as(on.tanaka, on.now).merge(master.id, [loser.id]);
    on.now = on.now.add({ hours: 2 });
    const { pages } = await poll(on, cursor, 2);
    const told = pages.flatMap(({ records }) => records.filter(({ ref }) => ref.id === loser.id));
    expect(told.length).toBeGreaterThan(0);
    for (const record of told) expect(record).toMatchObject({ deleted: true, fields: { mergedInto: master.id } });
  });

  it('is believed only up to the moment that the list covers', async () => {
    const on = await open();
    placeLead(on);
    const { cursor } = await poll(on, {}, 2);
    on.now = on.now.add({ hours: 3, seconds: 30 });
    const { cursor: later } = await poll(on, cursor, 1);
    // Nothing of the running minute is covered yet.
    expect(later['deletions']).toMatchObject({ Lead: '2026-11-20T12:03:00.000Z' });
  });
});

describe('a campaign', () => {
  it('whose type or day somebody corrects later is found by the sweep within a day, at no call of its own', async () => {
    const campaigns = [{ campaign: 'Trade Show', is: 'exhibition' }];
    const on = await open({}, systemMapping.parse({ ...MAPPING, campaigns }));
    const lead = placeLead(on);
    const { world } = on.sandbox;
    const fair = { Name: '展示会2026秋', Type: 'Other', StartDate: '2026-11-10' };
    const id = world.place('Campaign', fair, on.now);
    world.place('CampaignMember', { CampaignId: id, LeadId: lead.id, Status: 'Responded' }, on.now);
    // Behind a newer member's overlap it is not read again.
    on.now = on.now.add({ minutes: 30 });
    const mailing = world.place('Campaign', { Name: 'メルマガ', Type: 'Email' }, on.now);
    world.place('CampaignMember', { CampaignId: mailing, LeadId: lead.id, Status: 'Responded' }, on.now);
    const { cursor, pages: first } = await poll(on, {}, 12);
    expect(first.flatMap(({ activities }) => activities)).toEqual([]);
    world.shift('Campaign', id, { Type: 'Trade Show', StartDate: '2026-11-12' });
    const { cursor: before, pages: none } = await poll(on, cursor, 30);
    expect(none.flatMap(({ activities }) => activities)).toEqual([]);
    on.now = on.now.add({ hours: 24 });
    const calls = on.connector.spent().byPurpose['pull changes'] ?? 0;
    const { pages } = await poll(on, before, 30);
    expect(pages.flatMap(({ activities }) => activities)).toMatchObject([
      { kind: 'exhibition-visited', occurredAt: '2026-11-12T00:00:00.000Z', subjects: [`salesforce/lead/${lead.id}`] },
    ]);
    // Tokens run out meanwhile.
    expect((on.connector.spent().byPurpose['pull changes'] ?? 0) - calls).toBeLessThanOrEqual(32);
  });
});

describe('a formula', () => {
  it('that changes by itself is found by the sweep within a day, at no call of its own', async () => {
    const mapping = structuredClone(MAPPING);
    const on = await open(
      { formulas: ['Lead.Industry'] },
      {
        ...mapping,
        objects: { ...mapping.objects, lead: { read: { industry: 'Industry' }, write: {}, values: {} } },
      },
    );
    const lead = placeLead(on, { Industry: 'Retail' });
    const { cursor } = await poll(on, {}, 2);
    on.sandbox.world.shift('Lead', lead.id, { Industry: 'Finance' });
    on.now = on.now.add({ hours: 25 });
    const { calls } = on.connector.spent();
    const { pages } = await poll(on, cursor, 6);
    const industries = pages.flatMap(({ records }) =>
      records.filter(({ ref }) => ref.id === lead.id).map(({ fields }) => fields['industry']),
    );
    expect(industries).toContain('Finance');
    // Beside the polls only the session that had expired meanwhile: a refused call and a new token.
    expect(on.connector.spent().calls - calls).toBe(6 + 2);
  });

  it('that the mapping does not read has nothing swept: no row comes again that did not change', async () => {
    const on = await open({ formulas: ['Lead.Industry'] }, structuredClone(MAPPING));
    const lead = placeLead(on, { Industry: 'Retail' });
    const { cursor } = await poll(on, {}, 30);
    on.now = on.now.add({ hours: 25 });
    const { pages } = await poll(on, cursor, 6);
    // Past the overlap, in which it would be read once more.
    const again = pages.flatMap(({ records }) => records.filter(({ ref }) => ref.id === lead.id));
    expect(again).toHaveLength(6);
  });
});

describe('a standing poll', () => {
  it('is one call with at most five queries, whatever it looks after', async () => {
    const on = await open(
      { tracked: ['Lead.Status'] },
      { ...MAPPING, campaigns: [{ campaign: 'x', is: 'webinar', statuses: {} }] },
    );
    placeLead(on);
    const { cursor } = await poll(on, {}, 3);
    const calls = on.sandbox.server.callCount;
    // A day at one poll a minute, seen in a stretch of it.
    await poll(on, cursor, 90);
    expect(on.sandbox.server.callCount - calls).toBe(90);
  });
});

describe('who changed a field', () => {
  it('is told by its history where the org keeps one, and left open where it does not', async () => {
    const on = await open({ tracked: ['Lead.Status', 'Lead.OwnerId'] });
    const lead = placeLead(on);
    const sato = on.sandbox.world.place(
      'User',
      { LastName: '佐藤', Username: 's@b.example', Email: 's@b.example' },
      on.now,
    );
    on.now = on.now.add({ minutes: 1 });
    on.sandbox.world.as(sato, on.now).update('Lead', lead.id, { Status: 'Working - Contacted', OwnerId: sato });
    on.now = on.now.add({ minutes: 1 });
    on.sandbox.world.as(on.tanaka, on.now).update('Lead', lead.id, { Baton_Stage__c: 'sql' });
    const [record] = (await pullAll(on.connector, 'changes')).flatMap((page) => page.records);
    if (record === undefined) throw new Error('nothing was read');
    const { ref, modifiedAt } = record;
    const editors = await on.connector.editors?.([{ ref, modifiedAt, fields: ['leadStatus', 'ownerId', 'stage'] }]);
    expect(editors?.get(recordKey(ref))).toEqual({
      leadStatus: { by: 'person', user: sato },
      ownerId: { by: 'person', user: sato },
    });
    expect(on.connector.spent().byPurpose['pull history']).toBe(1);
  });

  it('is an integration where it was Baton’s own user, and nobody asks again where there is no history', async () => {
    const on = await open({ tracked: ['Lead.Status'] });
    const lead = placeLead(on);
    const { integrationUserId } = on.sandbox.world;
    on.sandbox.world.as(integrationUserId, on.now).update('Lead', lead.id, { Status: 'Working - Contacted' });
    const [record] = (await pullAll(on.connector, 'changes')).flatMap((page) => page.records);
    if (record === undefined) throw new Error('nothing was read');
    const { ref, modifiedAt } = record;
    const editors = await on.connector.editors?.([{ ref, modifiedAt, fields: ['leadStatus'] }]);
    expect([...(editors?.values() ?? [])]).toEqual([{ leadStatus: { by: 'integration' } }]);
    const without = await open({ hidden: ['LeadHistory'] });
    const other = placeLead(without);
    for (let i = 0; i < 2; i += 1)
      expect(await without.connector.editors?.([{ ref: other, modifiedAt, fields: ['leadStatus'] }])).toEqual(
        new Map(),
      );
    expect(without.connector.spent().byPurpose['pull history']).toBe(1);
  });
});
