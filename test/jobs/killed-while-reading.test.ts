/** The process dies before the commit of each transaction by which reading changes anything: nothing that was read is lost, and nothing is there twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engage, meetMail, visitSite } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CallKind, Life, type LifeWishes, middleOfEach, nameOf, sampled } from '../support/crash.ts';
import { aPerson, asks, type Person } from '../support/happenings.ts';
import { openStage, type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

/** Search windows, records by their ids, what belongs to whom, members of lists, archived records, forms, mails, attendance, owners, stages of deals, page views. */
const READING: readonly CallKind[] = [
  { system: 'hubspot', method: 'POST', path: '/search' },
  { system: 'hubspot', method: 'POST', path: '/batch/read' },
  { system: 'hubspot', method: 'POST', path: '/associations' },
  { system: 'hubspot', method: 'GET', path: '/memberships' },
  { system: 'hubspot', method: 'GET', path: '/crm/v3/objects' },
  { system: 'hubspot', method: 'GET', path: '/form' },
  { system: 'hubspot', method: 'GET', path: '/email' },
  { system: 'hubspot', method: 'GET', path: '/marketing' },
  { system: 'hubspot', method: 'GET', path: '/owners' },
  { system: 'hubspot', method: 'GET', path: '/pipelines' },
  { system: 'hubspot', method: 'GET', path: '/event-occurrences' },
];
const lists = [{ list: '42', is: 'exhibition-visited' }];

async function post({ hubspot }: Stage, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${hubspot.token}`, 'content-type': 'application/json' };
  const { ok } = await fetch(`${hubspot.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(ok).toBe(true);
}

function lives(stage: Stage, person: Person): void {
  const at = stage.runtime.now().epochMilliseconds;
  const { world } = stage.hubspot;
  asks(stage, person, 'inquiry');
  meetMail(world, person.contact, { mail: 77, type: 'OPEN', at });
  const call = { subject: '電話', words: '予定を確認', outcome: 'connected', owner: undefined, userId: undefined, at };
  engage(world, person.contact, { kind: 'call', ...call });
  world.portal.lists.join('42', person.contact, at);
  visitSite(world, person.contact, { views: 1, page: '/pricing', at });
  const view = { eventType: 'e_visited_page', contactId: person.contact, at, properties: { hs_url: '/pricing' } };
  world.portal.occurrences.record({ id: `view-${person.contact}`, ...view });
  const deal = world.create(
    'deals',
    { dealname: 'D', pipeline: 'default', dealstage: 'contractsent' },
    byPerson(1, at),
  );
  const end = { type: 'contacts', id: person.contact } as const;
  world.portal.links.linkPlain({ type: 'deals', id: deal.id }, end, { at, source: { type: 'CRM_UI' } });
  world.portal.marketingEvents.note('1', { contactId: person.contact, state: 'ATTENDED', at });
}

/** Four people come and do what HubSpot tells of in every way; two of them are merged, one is deleted, one erased. */
async function tell(wishes: LifeWishes) {
  await ground.empty();
  const { mappings, ...settings } = shippedSettings();
  const hubspot = systemMapping.parse({ ...mappings.hubspot, lists, deals: 'shown' });
  const stage = await openStage({
    store: ground.store,
    settings: { ...settings, mappings: { ...mappings, hubspot } },
    hubspot: { enterprise: true },
  });
  const at = stage.runtime.now().epochMilliseconds;
  const { portal } = stage.hubspot.world;
  portal.lists.put({ id: '42', name: 'Cards', processingType: 'MANUAL' });
  portal.marketingEvents.put({ id: '1', name: 'W', type: 'WEBINAR', startsAt: at, endsAt: at }, at);
  const people = ['aoki', 'baba', 'chiba', 'doi'].map((name) => aPerson(stage, name));
  const [a, b, c, d] = people;
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four people');
  minutesPass(stage, 5);
  for (const person of people) lives(stage, person);
  const life = await Life.begin(stage, wishes);
  const step = (hours: number) =>
    life.live(
      () => stage.pass(hours, hours),
      async () => {},
    );
  await step(0.5);
  await post(stage, '/crm/v3/objects/contacts/merge', { primaryObjectId: a.contact, objectIdToMerge: b.contact });
  stage.hubspot.world.archive('contacts', c.contact, byPerson(1, stage.runtime.now().epochMilliseconds));
  await post(stage, '/crm/v3/objects/contacts/gdpr-delete', { objectId: d.contact });
  // The archived are listed after hours; the sweep finds who is gone, and a round later erases them.
  for (const hours of [7, 18, 25, 25]) await step(hours);
  life.end();
  return { stage, life };
}

async function outcomeOf({ stage }: { readonly stage: Stage }) {
  const rows = (statement: string) => ground.run(statement);
  return {
    records: await rows('select key, deleted from source_record order by key'),
    activities: await rows('select kind, id from activity order by kind, id'),
    versions: await rows('select key, count(*)::int as n from record_version group by key order by key'),
    people: (await rows('select count(distinct lead)::int as n from link where to_at is null'))[0],
    barred: (await rows('select count(*)::int as n from erased_key'))[0],
    leads: (await stage.operations.status({})).leads,
    problems: (await stage.operations.problems({})).map(({ key }) => key),
    ledger: (await rows('select kind from ledger_entry order by kind')).map(({ kind }) => kind),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
}

describe('killed while reading', () => {
  test('at any transaction, all is read once', { timeout: 300_000 }, async () => {
    const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
    const told = await tell({ mark });
    const expected = await outcomeOf(told);
    const points = told.life.points().filter(({ at }) => at === 'transaction');
    await told.stage.close();
    expect(points.length).toBeGreaterThan(15);
    expect(expected).toMatchObject({ leads: { lead: 2 }, problems: [], verified: true, ledger: ['erased'] });
    expect(new Set(expected.activities.map(({ kind }) => kind))).toEqual(
      new Set([
        'call',
        'deal',
        'exhibition-visited',
        'inquiry-sent',
        'mail-opened',
        'site-visited',
        'webinar-attended',
      ]),
    );
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
