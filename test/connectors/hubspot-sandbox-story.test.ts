/** The story becomes HubSpot's records: history at once, the rest in its time, the same every time. */
import { Client } from '@hubspot/api-client';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type HubSpotSandbox,
  HubSpotWorld,
  openHubSpotSandbox,
  seedFromStory,
} from '../../connectors/hubspot/sandbox/index.ts';
import type { World } from '../../connectors/kit/sandbox.ts';
import type { Story, StoryPerson } from '../../connectors/kit/story.ts';
import { makeStory } from '../../connectors/kit/story-of-the-sandbox.ts';
import { type IsoInstant, toIso } from '../../src/domain/instant.ts';

const START = toIso('2026-11-02T00:00:00Z');
const QUOTE = '5b0a1d52-6c1e-4f0b-9a57-1f4f2f6a0002';
const at = (text: string): IsoInstant => toIso(text);
const person = (id: string, knownAt: IsoInstant): StoryPerson => ({
  id,
  company: 'c1',
  email: `${id}@aoba.example`,
  firstName: '太郎',
  lastName: '山田',
  title: '部長',
  phone: '03-0000-0000',
  language: 'ja',
  knownAt,
  salesforce: 'none',
  truth: { budget: 'none', authority: 'user', need: 'vague', timeframe: 'over-1-year' },
});
const SMALL: Story = {
  start: START,
  days: 3,
  companies: [
    {
      id: 'c1',
      name: '青葉製作所',
      domain: 'aoba.example',
      industry: 'manufacturing',
      employees: 320,
      region: 'Tokyo',
      country: 'Japan',
      growth: 12,
    },
  ],
  people: [person('p1', at('2026-10-01T00:00:00Z')), person('p2', at('2026-11-02T12:00:00Z'))],
  reps: [
    {
      key: 'tanaka',
      name: '田中 美咲',
      email: 'tanaka@baton-demo.example',
      department: 'inside-sales',
      zone: 'Asia/Tokyo',
      language: 'ja',
      diligence: 1,
    },
  ],
  forms: [{ id: QUOTE, name: '見積依頼 / Request a quote' }],
  mails: [{ id: 71_001, name: '導入事例' }],
  events: [
    { at: at('2026-10-10T00:00:00Z'), person: 'p1', kind: 'mail-sent', mail: '71001' },
    { at: at('2026-10-11T00:00:00Z'), person: 'p1', kind: 'visit', views: 3, page: '/pricing/' },
    {
      at: at('2026-10-12T00:00:00Z'),
      person: 'p1',
      kind: 'form',
      form: QUOTE,
      words: '見積をください',
      timeframe: 'within-3-months',
      budget: '12,000,000',
    },
    { at: START, person: 'p1', kind: 'visit', views: 2, page: '/cases/' },
    { at: at('2026-11-02T13:00:00Z'), person: 'p2', kind: 'form', form: QUOTE },
    {
      at: at('2026-11-03T01:00:00Z'),
      person: 'p1',
      kind: 'call',
      rep: 'tanaka',
      words: '来期の予算。',
      outcome: 'connected',
    },
  ],
};

let now = Temporal.Instant.from(START);
const opened: HubSpotSandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});
const open = async (story: Story) => {
  now = Temporal.Instant.from(story.start).subtract({ seconds: 1 });
  const sandbox = await openHubSpotSandbox({ now: () => now, story });
  opened.push(sandbox);
  return { sandbox, client: new Client({ accessToken: sandbox.token, basePath: sandbox.url }) };
};

describe('a small story', () => {
  test('has its history from the first moment', async () => {
    const { client, sandbox } = await open(SMALL);
    const wanted = [
      'email',
      'associatedcompanyid',
      'num_conversion_events',
      'purchase_timeframe',
      'purchase_budget',
      'hs_analytics_num_page_views',
      'hs_analytics_num_visits',
      'hs_analytics_last_url',
      'createdate',
      'lastmodifieddate',
    ];
    const { results } = await client.crm.contacts.basicApi.getPage(10, undefined, wanted);
    expect(results).toHaveLength(1);
    const company = sandbox.seeded?.companies.get('c1');
    expect(results[0]?.properties).toEqual({
      email: 'p1@aoba.example',
      associatedcompanyid: company,
      num_conversion_events: '1',
      purchase_timeframe: 'within-3-months',
      purchase_budget: '12000000',
      hs_analytics_num_page_views: '3',
      hs_analytics_num_visits: '1',
      hs_analytics_last_url: 'https://www.baton-demo.example/pricing/',
      createdate: '2026-10-01T00:00:00.000Z',
      lastmodifieddate: '2026-10-12T00:00:00.000Z',
      hs_object_id: results[0]?.id,
    });
    const firm = await client.crm.companies.basicApi.getById(company ?? '', [
      'name',
      'industry',
      'numberofemployees',
      'annual_growth',
    ]);
    expect(firm.properties).toMatchObject({
      name: '青葉製作所',
      industry: 'manufacturing',
      numberofemployees: '320',
      annual_growth: '12',
    });
    const owners = await client.crm.owners.ownersApi.getPage();
    expect(owners.results).toMatchObject([{ email: 'tanaka@baton-demo.example', firstName: '美咲', lastName: '田中' }]);
    const form = await client.marketing.forms.formsApi.getById(QUOTE);
    expect(form.fieldGroups.flatMap((group) => group.fields.map((field) => field.name))).toContain(
      'purchase_timeframe',
    );
  });

  test('goes on as time passes, and says when next', async () => {
    const { client, sandbox } = await open(SMALL);
    const upTo = async (text: string) => {
      now = Temporal.Instant.from(text);
      return (await client.crm.contacts.basicApi.getPage(10, undefined, ['hs_analytics_num_page_views'])).results;
    };
    expect(sandbox.world.nextEventAt()).toBe(START);
    expect((await upTo(START))[0]?.properties['hs_analytics_num_page_views']).toBe('5');
    expect(sandbox.world.nextEventAt()).toBe('2026-11-02T12:00:00.000Z');
    expect(await upTo('2026-11-02T13:00:00Z')).toHaveLength(2);
    await upTo('2026-11-05T00:00:00Z');
    expect(sandbox.world.nextEventAt()).toBeUndefined();
    const [call] = (
      await client.crm.objects.calls.basicApi.getPage(
        10,
        undefined,
        ['hs_call_disposition', 'hubspot_owner_id'],
        [],
        ['contacts', 'companies'],
      )
    ).results;
    expect(call?.properties).toMatchObject({
      hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
      hubspot_owner_id: sandbox.seeded?.owners.get('tanaka')?.id,
    });
    expect(call?.associations?.['contacts']?.results[0]?.id).toBe(sandbox.seeded?.contacts.get('p1'));
    expect(call?.associations?.['companies']?.results[0]?.id).toBe(sandbox.seeded?.companies.get('c1'));
  });

  test('keeps quiet about a person whom somebody has removed', async () => {
    const { client, sandbox } = await open(SMALL);
    await client.crm.contacts.basicApi.archive(sandbox.seeded?.contacts.get('p1') ?? '');
    now = Temporal.Instant.from('2026-11-05T00:00:00Z');
    expect((await client.crm.objects.calls.basicApi.getPage()).results).toEqual([]);
  });

  test('takes a person whom somebody has entered meanwhile as they stand', async () => {
    const { client, sandbox } = await open(SMALL);
    const properties = { email: 'p2@aoba.example', jobtitle: '課長' };
    const { id } = await client.crm.contacts.basicApi.create({ properties, associations: [] });
    now = Temporal.Instant.from('2026-11-05T00:00:00Z');
    const read = await client.crm.contacts.basicApi.getById(id, ['jobtitle', 'num_conversion_events']);
    expect(read.properties).toMatchObject({ jobtitle: '課長', num_conversion_events: '1' });
    expect(sandbox.seeded?.contacts.get('p2')).toBe(id);
  });

  test('logs only the chosen departments’ calls, meetings and notes', () => {
    const world = new HubSpotWorld();
    seedFromStory(world, SMALL, ['marketing']);
    world.advance(Temporal.Instant.from('2026-11-05T00:00:00Z'));
    expect(world.portal.store.all('calls')).toEqual([]);
  });

  test('is refused if it says what HubSpot would not take', () => {
    const wrong: Story = {
      ...SMALL,
      events: [{ at: START, person: 'p1', kind: 'form', form: QUOTE, timeframe: 'soon' }],
    };
    expect(() => seedFromStory(new HubSpotWorld(), wrong)).toThrow(/INVALID_OPTION/);
  });
});

test('two worlds of one story answer alike, word for word, whatever path led there', () => {
  const story = makeStory({ seed: 11, people: 60, days: 5, start: START });
  const ask = (world: World, path: string, body = '') => {
    const request = { query: new URLSearchParams('limit=100'), headers: { authorization: 'Bearer sandbox-token' } };
    const moment = Temporal.Instant.from(START).add({ hours: 24 * 6 });
    const method = body === '' ? 'GET' : 'POST';
    return JSON.stringify(world.handle({ ...request, method, path, body, now: moment }).body);
  };
  const [one, other] = [new HubSpotWorld({ lagMs: 5_000 }), new HubSpotWorld({ lagMs: 5_000 })];
  for (const world of [one, other]) seedFromStory(world, story);
  one.advance(Temporal.Instant.from(START).add({ hours: 24 * 6 }));
  for (let hour = 0; hour <= 24 * 6; hour += 1) other.advance(Temporal.Instant.from(START).add({ hours: hour }));
  const search = JSON.stringify({ filterGroups: [], limit: 200, sorts: ['hs_object_id'] });
  const asked: [string, string?][] = [
    ['/crm/v3/objects/contacts'],
    ['/crm/v3/objects/companies'],
    ['/crm/v3/objects/contacts/search', search],
    ['/email/public/v1/events'],
    ['/crm/v3/objects/no-such-thing'],
    ...story.forms.map((form): [string] => [`/form-integrations/v1/submissions/forms/${form.id}`]),
  ];
  for (const [path, body] of asked) expect(ask(other, path, body), path).toBe(ask(one, path, body));
  const page: unknown = JSON.parse(ask(one, '/crm/v3/objects/contacts'));
  expect(page).toMatchObject({ results: { length: 60 } });
});
