import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, CONTACT_READ, contactRow, key, MAPPING, openStage, TOKEN } from './hubspot-setup.ts';

const NOW_MS = String(Temporal.Instant.from('2026-11-21T09:00:00Z').epochMilliseconds);
const reqheaders = { authorization: `Bearer ${TOKEN}` };

function account() {
  return nock(BASE, { reqheaders })
    .get('/account-info/v3/details')
    .reply(200, { portalId: 4711, timeZone: 'Asia/Tokyo', uiDomain: 'app.hubspot.example' });
}
function search(object: string, body: nock.RequestBodyMatcher) {
  return nock(BASE, { reqheaders: { ...reqheaders, 'content-type': 'application/json' } }).post(
    `/crm/v3/objects/${object}/search`,
    body,
  );
}

onlyAnswered();

describe('contacts', () => {
  test('the first pull asks for exactly the mapped properties and the counters, in one window by id', async () => {
    account();
    const written = ['baton_id', 'baton_stage', 'baton_stage_since', 'baton_owner', 'baton_attribute_score'];
    const scores = ['baton_behaviour_score', 'baton_total_score', 'baton_temperature', 'baton_reasons'];
    search('contacts', {
      filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'LT', value: NOW_MS }] }],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties: [
        ...Object.values(CONTACT_READ),
        ...written,
        ...scores,
        'baton_contact_deadline',
        'hs_lead_status',
        'hs_analytics_last_url',
        'recent_conversion_date',
        'hs_merged_object_ids',
        'hs_calculated_merged_vids',
      ],
      limit: 200,
    }).reply(200, {
      total: 1,
      results: [
        contactRow('101', {
          email: 'Taro@Kaede.example',
          firstname: '太郎',
          numemployees: '1,234',
          purchase_budget: '１２００００００',
          hs_email_optout: 'false',
          hs_analytics_num_visits: '3',
          hs_analytics_last_timestamp: '2026-11-20T03:00:00Z',
          hs_analytics_last_url: 'https://www.maker.example/pricing?x=1',
          baton_total_score: '72',
          baton_stage_since: '1795219200000',
          baton_contact_deadline: '2026-11-25T09:00:00Z',
          baton_reasons: '',
        }),
      ],
    });
    nock(BASE, { reqheaders })
      .get('/events/event-occurrences/2026-03')
      .query({ eventType: 'e_visited_page', limit: '1' })
      .reply(403, { category: 'FORBIDDEN', message: 'not in this edition' });
    const stage = openStage();
    const page = await stage.connector.pull('contacts', undefined);
    expect(page.problems).toEqual([]);
    expect(page.readAt).toBe('2026-11-21T09:00:00.000Z');
    expect(page.more).toBe(false);
    expect(page.cursor).toEqual({ from: '2026-11-21T08:58:00.000Z' });
    expect(page.records).toHaveLength(1);
    expect(page.records[0]).toMatchObject({
      ref: { system: 'hubspot', object: 'contact', id: '101' },
      modifiedAt: '2026-11-21T08:00:00.000Z',
      deleted: false,
      url: 'https://app.hubspot.example/contacts/4711/record/0-1/101',
      fields: {
        email: 'Taro@Kaede.example',
        firstName: '太郎',
        lastName: null,
        employees: 1234,
        budget: 12_000_000,
        optedOut: false,
        visits: 3,
        lastVisitAt: '2026-11-20T03:00:00.000Z',
        totalScore: 72,
        stageSince: '2026-11-21T00:00:00.000Z',
        contactDeadline: '2026-11-25T09:00:00.000Z',
        reasons: null,
        batonId: null,
      },
    });
    expect(page.activities).toEqual([
      {
        system: 'hubspot',
        kind: 'site-visited',
        id: '101:3',
        subjects: [key('hubspot/contact/101')],
        occurredAt: '2026-11-20T03:00:00.000Z',
        actor: { type: 'lead' },
        properties: { visits: 3, page: 'price' },
        url: 'https://www.maker.example/pricing?x=1',
      },
    ]);
    expect(stage.connector.spent()).toMatchObject({
      calls: 3,
      byPurpose: { account: 1, 'pull contacts': 1, edition: 1 },
    });
  });

  test('what cannot be parsed is null and a problem that names the field', async () => {
    account();
    search('contacts', () => true).reply(200, {
      total: 1,
      results: [contactRow('101', { numemployees: 'NaN', purchase_budget: '1e400', hs_email_optout: 'perhaps' })],
    });
    const page = await openStage().connector.pull('contacts', undefined);
    expect(page.records[0]?.fields).toMatchObject({ employees: null, budget: null, optedOut: null });
    expect(page.problems.map(({ category, field, record }) => [category, field, record?.id])).toEqual([
      ['format', 'employees', '101'],
      ['format', 'budget', '101'],
      ['format', 'optedOut', '101'],
    ]);
  });

  test('a window is walked by id with its bounds fixed, and the next one overlaps it', async () => {
    account();
    const from = String(Temporal.Instant.from('2026-11-21T08:00:00Z').epochMilliseconds);
    const bounds = [
      { propertyName: 'lastmodifieddate', operator: 'GTE', value: from },
      { propertyName: 'lastmodifieddate', operator: 'LT', value: NOW_MS },
    ];
    const filters = (body: Record<string, unknown>) => JSON.stringify(body['filterGroups']);
    search('contacts', (body) => filters(body) === JSON.stringify([{ filters: bounds }])).reply(200, {
      total: 3,
      results: [contactRow('9', {}), contactRow('10', {})],
    });
    const further = [...bounds, { propertyName: 'hs_object_id', operator: 'GT', value: '10' }];
    search('contacts', (body) => filters(body) === JSON.stringify([{ filters: further }]) && !('after' in body)).reply(
      200,
      { total: 1, results: [contactRow('11', {})] },
    );
    const stage = openStage({ limits: { pageSize: 2, searchesOfPage: 1 } });
    const first = await stage.connector.pull('contacts', { from: '2026-11-21T08:00:00.000Z' });
    expect([first.more, first.cursor]).toEqual([
      true,
      { from: '2026-11-21T08:00:00.000Z', to: '2026-11-21T09:00:00.000Z', last: '10' },
    ]);
    stage.pass({ minutes: 30 });
    const second = await stage.connector.pull('contacts', first.cursor);
    expect([second.more, second.cursor]).toEqual([false, { from: '2026-11-21T08:58:00.000Z' }]);
  });

  test('a short page whose total says that there is more is not the last', async () => {
    account();
    search('contacts', () => true).reply(200, { total: 2, results: [contactRow('1', {})] });
    const { connector } = openStage({ limits: { searchesOfPage: 1 } });
    const page = await connector.pull('contacts', undefined);
    expect([page.more, page.problems]).toEqual([true, []]);
  });

  test('properties that do not fit into a search of 3,000 characters are read in a batch', async () => {
    account();
    const many = Object.fromEntries([...Array(120).keys()].map((n) => [`phone${n}`, `custom_property_${n}_of_theirs`]));
    const names = Object.keys(many);
    search('contacts', (body) => body['properties']?.length === 0 && JSON.stringify(body).length <= 3000).reply(200, {
      total: 1,
      results: [contactRow('7', {})],
    });
    nock(BASE, { reqheaders })
      .get('/crm/v3/properties/contacts')
      .reply(200, {
        results: names.map((_, n) => ({ name: `custom_property_${n}_of_theirs`, type: n === 5 ? 'number' : 'string' })),
      });
    nock(BASE, { reqheaders })
      .post('/crm/v3/objects/contacts/batch/read', (body) => {
        return body['properties']?.length >= 120 && JSON.stringify(body['inputs']) === '[{"id":"7"}]';
      })
      .reply(200, { status: 'COMPLETE', results: [contactRow('7', { custom_property_5_of_theirs: '15' })] });
    const mapping = { ...MAPPING, objects: { contact: { read: many, write: {}, values: {} } } };
    const since = { from: '2026-11-21T08:00:00.000Z' };
    const page = await openStage({ mapping }).connector.pull('contacts', since);
    expect(page.problems).toEqual([]);
    expect(page.records[0]?.fields['phone5']).toBe(15);
    expect(page.records[0]?.fields['phone6']).toBeNull();
  });

  test('enumerations that differ are read in Baton’s words', async () => {
    account();
    search('contacts', () => true).reply(200, { total: 1, results: [contactRow('1', { purchase_timeframe: 'p3m' })] });
    const values = { timeframe: { p3m: 'within-3-months' } };
    const contact = { read: { timeframe: 'purchase_timeframe' }, write: {}, values };
    const page = await openStage({ mapping: { ...MAPPING, objects: { contact } } }).connector.pull('contacts', {});
    expect(page.records[0]?.fields['timeframe']).toBe('within-3-months');
  });

  test('an account that does not say who it is still gives its records, without links, and is not asked again', async () => {
    nock(BASE).get('/account-info/v3/details').reply(403, { category: 'MISSING_SCOPES', message: 'no' });
    search('contacts', () => true)
      .times(2)
      .reply(200, { total: 1, results: [contactRow('1', {})] });
    const { connector } = openStage();
    expect((await connector.pull('contacts', undefined)).records[0]).not.toHaveProperty('url');
    expect((await connector.pull('contacts', undefined)).problems).toEqual([]);
  });
});

test('companies are followed by hs_lastmodifieddate', async () => {
  account();
  search('companies', (body) => JSON.stringify(body['filterGroups']).includes('"hs_lastmodifieddate"')).reply(200, {
    total: 1,
    results: [contactRow('55', { name: '楓製作所', numberofemployees: '620', annual_growth: '12.5' })],
  });
  const page = await openStage().connector.pull('companies', undefined);
  expect(page.records[0]?.ref.object).toBe('company');
  expect(page.records[0]?.fields).toMatchObject({ name: '楓製作所', employees: 620, growth: 12.5, country: null });
  expect(page.records[0]?.url).toContain('/record/0-2/55');
});

describe('owners', () => {
  test('are read whole: the active ones, then the deactivated', async () => {
    const owner = { updatedAt: '2026-01-01T00:00:00Z', createdAt: '2026-01-01T00:00:00Z', archived: false, userId: 9 };
    const TEAMS = [
      { id: '2', name: '企画', primary: false },
      { id: '1', name: '東日本', primary: true },
    ];
    const api = nock(BASE, { reqheaders });
    api
      .get('/crm/v3/owners/')
      .query({ limit: 100, archived: false })
      .reply(200, {
        results: [
          {
            ...owner,
            id: '501',
            email: 'Tanaka@baton-demo.example',
            firstName: '美咲',
            lastName: '田中',
            teams: TEAMS,
          },
        ],
        paging: { next: { after: '1' } },
      });
    api
      .get('/crm/v3/owners/')
      .query({ limit: 100, archived: false, after: '1' })
      .reply(200, {
        results: [{ ...owner, id: '502', email: 'miller@baton-demo.example', firstName: 'Anna', lastName: 'Miller' }],
      });
    api
      .get('/crm/v3/owners/')
      .query({ limit: 100, archived: true })
      .reply(200, {
        results: [{ ...owner, id: '503', email: 'gone@baton-demo.example', userId: null, archived: true }],
      });
    const stage = openStage();
    const { connector } = stage;
    const pages = [await connector.pull('owners', undefined)];
    for (let last = pages[0]; last?.more && pages.length < 9; last = pages.at(-1))
      pages.push(await connector.pull('owners', last.cursor));
    expect(pages.flatMap(({ records }) => records.map(({ ref, fields }) => ({ id: ref.id, ...fields })))).toEqual([
      {
        id: '501',
        name: '田中 美咲',
        email: 'tanaka@baton-demo.example',
        active: true,
        userId: '9',
        teams: '東日本;企画',
      },
      { id: '502', name: 'Anna Miller', email: 'miller@baton-demo.example', active: true, userId: '9' },
      { id: '503', name: 'gone@baton-demo.example', email: 'gone@baton-demo.example', active: false },
    ]);
    // Within the hour nothing is asked: a call would meet no answer here.
    const again = await connector.pull('owners', pages.at(-1)?.cursor);
    expect(again).toMatchObject({ records: [], problems: [], more: false, cursor: pages.at(-1)?.cursor });
    expect(connector.spent().calls).toBe(3);
    stage.pass({ hours: 1 });
    api.get('/crm/v3/owners/').query({ limit: 100, archived: false }).reply(200, { results: [] });
    expect(await connector.pull('owners', again.cursor)).toMatchObject({ more: true, cursor: { deactivated: true } });
  });
});
