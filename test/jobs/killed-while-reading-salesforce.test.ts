/** The process dies before the commit of each transaction by which reading Salesforce changes anything: back-fill, conversions, opportunities, campaigns, deletions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemMapping } from '../../src/domain/mapping.ts';
import { pull } from '../../src/jobs/pull.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CallKind, Life, type LifeWishes, middleOfEach, nameOf, sampled } from '../support/crash.ts';
import { rep } from '../support/happenings.ts';
import { openStage, type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

/** Polls, and the jobs of the back-fill from being made to their pages of results. */
const READING: readonly CallKind[] = [
  { system: 'salesforce', method: 'POST', path: '/composite' },
  { system: 'salesforce', method: 'GET', path: '/limits/recordCount' },
  { system: 'salesforce', method: 'POST', path: '/jobs/query' },
  { system: 'salesforce', method: 'GET', path: '/jobs/query' },
  { system: 'salesforce', method: 'GET', path: '/results' },
];
const PEOPLE = 14;
const FORMULA = ['Lead.Industry'];
const campaigns = [{ campaign: 'Trade Show', is: 'exhibition' }];

/** Fourteen Leads, most of them by back-fill; then one is converted into an opportunity that is won, two are merged, one is deleted for good, a formula moves. */
async function tell(wishes: LifeWishes) {
  await ground.empty();
  const { mappings, ...settings } = shippedSettings();
  const salesforce = systemMapping.parse({ ...mappings.salesforce, campaigns });
  const stage = await openStage({
    store: ground.store,
    settings: { ...settings, mappings: { ...mappings, salesforce } },
    salesforce: { formulas: FORMULA },
    salesforceLimits: { rows: 3, activityRows: 3, bulkFrom: 8, bulkRows: 4 },
  });
  const { world } = stage.salesforce;
  const now = (): Temporal.Instant => stage.runtime.now();
  const { userId } = rep(stage, 'tanaka');
  const leads = Array.from({ length: PEOPLE }, (_, n) => {
    const fields = { LastName: `Lead ${n}`, Company: 'Kaede', Email: `l${n}@kaede.example`, OwnerId: userId };
    return world.place('Lead', fields, now().subtract({ minutes: 60 + Math.floor(n / 4) }));
  });
  const fair = world.place('Campaign', { Name: '展示会', Type: 'Trade Show', StartDate: '2026-10-01' }, now());
  for (const LeadId of leads.slice(4, 9))
    world.place('CampaignMember', { CampaignId: fair, LeadId, Status: 'Responded' }, now());
  minutesPass(stage, 5);
  const life = await Life.begin(stage, wishes);
  const reading = async (minutes: number, times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      minutesPass(stage, minutes);
      await pull(stage.context, 'salesforce');
    }
  };
  const step = (minutes: number, times: number) =>
    life.live(
      () => reading(minutes, times),
      () => reading(1, times),
    );
  await step(1, 2);
  const [a = '', b = '', c = '', d = '', e = ''] = leads;
  const { opportunityId = '' } = world.convertLead(a, { now: now(), userId, makeOpportunity: true });
  world.as(userId, now()).update('Opportunity', opportunityId, { StageName: 'Closed Won', Amount: 100 });
  world.as(userId, now()).merge(b, [c]);
  world.as(userId, now()).remove('Lead', d);
  world.purge('Lead', d);
  await step(1, 1);
  await step(90, 2);
  world.shift('Lead', e, { Industry: 'Finance' });
  await step(25 * 60, 1);
  await step(1, 5);
  life.end();
  return { stage, life };
}

async function outcomeOf({ stage }: { readonly stage: Stage }) {
  const rows = (statement: string) => ground.run(statement);
  return {
    records: await rows("select key, deleted, fields from source_record where system = 'salesforce' order by key"),
    activities: await rows('select kind, id from activity order by kind, id'),
    people: (await rows('select count(distinct lead)::int as n from link where to_at is null'))[0],
    readings: (await stage.operations.status({})).firstReadings,
    problems: (await stage.operations.problems({})).map(({ key }) => key),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
}

describe('killed while reading Salesforce', () => {
  test('at any transaction, all is read once', { timeout: 300_000 }, async () => {
    const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
    const told = await tell({ mark });
    const expected = await outcomeOf(told);
    const points = told.life.points().filter(({ at }) => at === 'transaction');
    const { spent } = told.stage.context.connectors.get('salesforce') ?? {};
    expect(spent?.().byPurpose).toMatchObject({ 'back-fill job': 2, 'back-fill': 3, 'pull deleted': 1 });
    await told.stage.close();
    expect(points.length).toBeGreaterThan(8);
    expect(expected).toMatchObject({ problems: [], readings: [], verified: true });
    expect(expected.activities.map(({ kind }) => kind)).toEqual([
      'deal',
      ...Array(2).fill('deal-moved'),
      ...Array(5).fill('exhibition-visited'),
    ]);
    expect(expected.records.filter(({ deleted }) => deleted === true)).toHaveLength(2);
    expect(JSON.stringify(expected.records)).toContain('finance');
    for (const point of sampled(points)) {
      const again = await tell({ point });
      expect.soft(again.life.died, JSON.stringify(point)).toBe(true);
      expect.soft(await outcomeOf(again), JSON.stringify(point)).toEqual(expected);
      await again.stage.close();
    }
  });

  test('in the middle of any call, all is read once', { timeout: 300_000 }, async () => {
    const told = await tell({ calls: READING });
    const points = middleOfEach(told.life.points());
    const expected = await outcomeOf(told);
    await told.stage.close();
    expect(points).toHaveLength(READING.length);
    for (const point of points) {
      const again = await tell({ calls: READING, point });
      expect.soft(again.life.died, nameOf(point)).toBe(true);
      expect.soft(await outcomeOf(again), nameOf(point)).toEqual(expected);
      await again.stage.close();
    }
  });
});
