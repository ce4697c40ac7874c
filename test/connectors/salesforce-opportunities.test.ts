/** Opportunities over the Salesforce sandbox: for whom each counts, what it says, and that a role which changes is followed. */
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/domain/activity.ts';
import type { Cursor } from '../../src/ports/connector.ts';
import { pullAll } from '../contracts/connector.ts';
import { open, placeLead, type Scene } from './salesforce-scene.ts';
import { MAPPING } from './salesforce-setup.ts';

function contact({ sandbox, now }: Scene, name: string, account?: string): string {
  return sandbox.world.place(
    'Contact',
    { LastName: name, ...(account === undefined ? {} : { AccountId: account }) },
    now,
  );
}
function opportunity(on: Scene, fields: Record<string, string | number> = {}): string {
  const result = on.sandbox.world.as(on.tanaka, on.now).create('Opportunity', {
    Name: '受発注システム',
    StageName: 'Prospecting',
    CloseDate: '2026-12-20',
    ...fields,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.id;
}
function role(on: Scene, OpportunityId: string, ContactId: string, IsPrimary = false): string {
  return on.sandbox.world.place('OpportunityContactRole', { OpportunityId, ContactId, IsPrimary }, on.now);
}
const dealsIn = (pages: readonly { readonly activities: readonly Activity[] }[]): readonly Activity[] =>
  pages.flatMap(({ activities }) => activities.filter(({ kind }) => kind === 'deal'));

const movesIn = (pages: readonly { readonly activities: readonly Activity[] }[]): readonly Activity[] =>
  pages.flatMap(({ activities }) => activities.filter(({ kind }) => kind === 'deal-moved'));

async function pullOn(on: Scene, cursor: Cursor | undefined): Promise<{ deals: readonly Activity[]; cursor: Cursor }> {
  const pages = await pullAll(on.connector, 'changes', cursor);
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
  return { deals: dealsIn(pages), cursor: pages.at(-1)?.cursor ?? {} };
}

describe('an opportunity', () => {
  it('that a Lead was converted into counts for that person, and names who moved it and when', async () => {
    const on = await open();
    const lead = placeLead(on, { Email: 'h@s.example' });
    const { contactId, opportunityId } = on.sandbox.world.convertLead(lead.id, {
      now: on.now,
      userId: on.tanaka,
      makeOpportunity: true,
    });
    // Somebody else has the primary role now: the conversion goes before it.
    role(on, opportunityId ?? '', contact(on, '鈴木'), true);
    on.now = on.now.add({ hours: 2 });
    const moved = { StageName: 'Closed Won', Amount: 1_200_000.5 };
    on.sandbox.world.as(on.tanaka, on.now).update('Opportunity', opportunityId ?? '', moved);
    on.now = on.now.add({ hours: 1 });
    on.sandbox.world.as(on.tanaka, on.now).update('Opportunity', opportunityId ?? '', { NextStep: '納品' });
    const { deals } = await pullOn(on, undefined);
    expect(deals).toMatchObject([
      {
        system: 'salesforce',
        id: opportunityId,
        occurredAt: '2026-11-20T09:00:00.000Z',
        actor: { type: 'person', user: on.tanaka },
        properties: {
          stage: 'Closed Won',
          status: 'won',
          amount: 1_200_000.5,
          primary: contactId,
          movedBy: on.tanaka,
          closedAt: '2026-11-20T11:00:00.000Z',
          stageSince: '2026-11-20T11:00:00.000Z',
        },
      },
    ]);
    expect(deals[0]?.subjects).toEqual(
      expect.arrayContaining([`salesforce/contact/${contactId}`, `salesforce/lead/${lead.id}`]),
    );
  });

  it('counts for the primary role, else for the oldest one', async () => {
    const on = await open();
    const [first, second] = [contact(on, '佐藤'), contact(on, '高橋')];
    const withPrimary = opportunity(on);
    role(on, withPrimary, first);
    role(on, withPrimary, second, true);
    const without = opportunity(on, { Name: '保守' });
    role(on, without, first);
    const { deals } = await pullOn(on, undefined);
    const primaries = deals.map(({ id, properties }) => [id, properties['primary'], properties['status']]);
    expect(primaries).toEqual([
      [withPrimary, second, 'open'],
      [without, first, 'open'],
    ]);
    expect(deals[0]?.subjects).toHaveLength(2);
  });

  it('of which nobody has a role is suggested to the contacts of its account, and counts for nobody', async () => {
    const on = await open();
    const account = on.sandbox.world.place('Account', { Name: '楓林システムズ' }, on.now);
    const [one, two] = [contact(on, '伊藤', account), contact(on, '渡辺', account)];
    contact(on, '他社');
    opportunity(on, { AccountId: account });
    opportunity(on, { Name: '誰のものでもない' });
    const { deals } = await pullOn(on, undefined);
    expect(deals.map(({ subjects }) => subjects)).toEqual([[`salesforce/contact/${one}`, `salesforce/contact/${two}`]]);
    expect(deals[0]?.properties).toMatchObject({ suggested: true, status: 'open' });
    expect(deals[0]?.properties).not.toHaveProperty('primary');
  });

  it('is read again when a role comes or goes, though its own stamp stays', async () => {
    const on = await open();
    const [one, two] = [contact(on, '山本'), contact(on, '中村')];
    const id = opportunity(on);
    const old = role(on, id, one, true);
    let { deals, cursor } = await pullOn(on, undefined);
    expect(deals.map(({ properties }) => properties['primary'])).toEqual([one]);
    on.now = on.now.add({ hours: 1 });
    on.sandbox.world.as(on.tanaka, on.now).remove('OpportunityContactRole', old);
    role(on, id, two, true);
    const seen: unknown[] = [];
    // Roles take their turn in the fifth query.
    for (let poll = 0; poll < 8; poll += 1) {
      on.now = on.now.add({ minutes: 1 });
      ({ deals, cursor } = await pullOn(on, cursor));
      seen.push(...deals.map(({ properties }) => properties['primary']));
    }
    expect(new Set(seen)).toEqual(new Set([two]));
  });

  it('that is deleted says so, and nothing is asked of opportunities where the mapping wants none', async () => {
    const on = await open();
    const id = opportunity(on);
    role(on, id, contact(on, '小林'), true);
    on.sandbox.world.as(on.tanaka, on.now).remove('Opportunity', id);
    expect((await pullOn(on, undefined)).deals.map(({ properties }) => properties['status'])).toEqual([]);
    const closed = await open({}, { ...MAPPING, deals: 'none' });
    role(closed, opportunity(closed), contact(closed, '加藤'), true);
    expect((await pullOn(closed, undefined)).deals).toEqual([]);
  });

  it('that many others join in a page costs one call more, not one each', async () => {
    const on = await open();
    const somebody = contact(on, '吉田');
    for (let i = 0; i < 30; i += 1) role(on, opportunity(on, { Name: `案件 ${i}` }), somebody, true);
    expect((await pullOn(on, undefined)).deals).toHaveLength(30);
    expect(on.connector.spent().byPurpose).toMatchObject({ 'pull changes': 2, 'pull conversions': 1 });
  });

  it('is read without what this user may not see of it', async () => {
    const on = await open({ hidden: ['OpportunityHistory'] });
    role(on, opportunity(on), contact(on, '山田'), true);
    const pages = await pullAll(on.connector, 'changes');
    const [deal] = dealsIn(pages);
    expect(deal?.properties).toMatchObject({ status: 'open' });
    expect(deal?.properties).not.toHaveProperty('movedBy');
    expect(pages.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['INVALID_TYPE']);
  });
});

describe('the way through the stages', () => {
  const moved = (on: Scene, id: string, fields: Record<string, string | number>, by = on.tanaka): void => {
    on.now = on.now.add({ hours: 1 });
    on.sandbox.world.as(by, on.now).update('Opportunity', id, fields);
  };

  it('is kept move by move: from where, to where, when, by whom, at which amount; at no further call', async () => {
    const on = await open();
    const person = contact(on, '石川');
    const id = opportunity(on);
    role(on, id, person, true);
    moved(on, id, { Amount: 500_000 });
    moved(on, id, { StageName: 'Qualification' });
    moved(on, id, { StageName: 'Closed Lost', Amount: 0 }, on.sandbox.world.integrationUserId);
    moved(on, id, { CloseDate: '2027-01-10' });
    const pages = await pullAll(on.connector, 'changes');
    const way = movesIn(pages);
    expect(way.map(({ occurredAt, actor, properties }) => [occurredAt, actor, properties])).toEqual([
      [
        '2026-11-20T09:00:00.000Z',
        { type: 'person', user: on.tanaka },
        { deal: id, subject: '受発注システム', stage: 'Prospecting', outcome: 'Prospecting' },
      ],
      [
        '2026-11-20T11:00:00.000Z',
        { type: 'person', user: on.tanaka },
        {
          deal: id,
          subject: '受発注システム',
          from: 'Prospecting',
          stage: 'Qualification',
          outcome: 'Qualification',
          amount: 500_000,
        },
      ],
      [
        '2026-11-20T12:00:00.000Z',
        { type: 'automation' },
        {
          deal: id,
          subject: '受発注システム',
          from: 'Qualification',
          stage: 'Closed Lost',
          outcome: 'Closed Lost',
          amount: 0,
        },
      ],
    ]);
    expect(new Set(way.flatMap(({ subjects }) => subjects))).toEqual(new Set([`salesforce/contact/${person}`]));
    expect(on.connector.spent().byPurpose).toMatchObject({ 'pull changes': 2, 'pull conversions': 1 });
    // Read once more, each goes by the same name.
    moved(on, id, { StageName: 'Prospecting' });
    const again = movesIn(await pullAll(on.connector, 'changes', pages.at(-1)?.cursor));
    expect(again.map((one) => one.id).slice(0, 3)).toEqual(way.map((one) => one.id));
    expect(again.at(-1)?.properties).toMatchObject({ from: 'Closed Lost', stage: 'Prospecting' });
  });

  it('of an opportunity that is only suggested is not kept', async () => {
    const on = await open();
    const account = on.sandbox.world.place('Account', { Name: '楓林システムズ' }, on.now);
    contact(on, '伊藤', account);
    moved(on, opportunity(on, { AccountId: account }), { StageName: 'Qualification' });
    const pages = await pullAll(on.connector, 'changes');
    expect(dealsIn(pages)).toHaveLength(1);
    expect(movesIn(pages)).toEqual([]);
  });

  it('begins later where the org has more snapshots than are asked for: the oldest of them may be no move', async () => {
    const on = await open();
    const id = opportunity(on);
    role(on, id, contact(on, '前田'), true);
    for (let i = 0; i < 20; i += 1) moved(on, id, { Amount: 1_000 * (i + 1) });
    moved(on, id, { StageName: 'Closed Won' });
    const way = movesIn(await pullAll(on.connector, 'changes'));
    expect(way.map(({ properties }) => [properties['from'], properties['stage']])).toEqual([
      ['Prospecting', 'Closed Won'],
    ]);
  });
});
