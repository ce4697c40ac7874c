/** The sandbox searches as HubSpot documents it: late, bounded, and blind to what is archived. */
import { Client } from '@hubspot/api-client';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HubSpotSandbox, openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';

const START = Temporal.Instant.from('2026-11-02T00:00:00Z');
const LAG_MS = 10_000;
let now = START;
let sandbox: HubSpotSandbox;
let client: Client;

const open = async (lagMs: number) => {
  now = START;
  sandbox = await openHubSpotSandbox({ now: () => now, lagMs });
  client = new Client({ accessToken: sandbox.token, basePath: sandbox.url });
};
afterEach(() => sandbox.close());

interface Condition {
  readonly propertyName: string;
  readonly operator: keyof typeof FilterOperatorEnum;
  readonly value?: string;
  readonly highValue?: string;
  readonly values?: string[];
}
const find = async (conditions: readonly Condition[], more: Record<string, unknown> = {}) => {
  const filters = conditions.map(({ operator, ...rest }) => ({ ...rest, operator: FilterOperatorEnum[operator] }));
  const answer = await client.crm.contacts.searchApi.doSearch({ filterGroups: [{ filters }], ...more });
  return answer.results.map((one) => one.properties['firstname'] ?? one.id);
};
const create = (properties: Record<string, string>) =>
  client.crm.contacts.basicApi.create({ properties, associations: [] });

describe('filters', () => {
  beforeEach(async () => {
    await open(0);
    await create({ firstname: 'Aoi', email: 'aoi@red.example', purchase_budget: '9', hs_lead_status: 'NEW' });
    now = now.add({ minutes: 1 });
    await create({ firstname: 'Ben', email: 'ben@blue.example', purchase_budget: '100', hs_lead_status: 'OPEN' });
    now = now.add({ minutes: 1 });
    await create({ firstname: 'Chie', email: 'chie@red.example', phone: '03-0000-1111' });
  });
  const minute = (n: number) => String(START.epochMilliseconds + n * 60_000);

  test.each<[string, Condition, string[]]>([
    ['EQ, numbers as numbers', { propertyName: 'purchase_budget', operator: 'Eq', value: '9.0' }, ['Aoi']],
    ['EQ, text without case', { propertyName: 'email', operator: 'Eq', value: 'BEN@blue.example' }, ['Ben']],
    ['EQ, options by case', { propertyName: 'hs_lead_status', operator: 'Eq', value: 'new' }, []],
    ['NEQ, never a missing value', { propertyName: 'hs_lead_status', operator: 'Neq', value: 'NEW' }, ['Ben']],
    ['LT, not as text', { propertyName: 'purchase_budget', operator: 'Lt', value: '50' }, ['Aoi']],
    ['LTE by milliseconds', { propertyName: 'lastmodifieddate', operator: 'Lte', value: minute(1) }, ['Aoi', 'Ben']],
    ['GT by ISO', { propertyName: 'createdate', operator: 'Gt', value: '2026-11-02T00:01:00Z' }, ['Chie']],
    ['GTE', { propertyName: 'createdate', operator: 'Gte', value: minute(1) }, ['Ben', 'Chie']],
    [
      'BETWEEN, both ends',
      { propertyName: 'createdate', operator: 'Between', value: minute(0), highValue: minute(1) },
      ['Aoi', 'Ben'],
    ],
    ['IN, lower case', { propertyName: 'firstname', operator: 'In', values: ['aoi', 'Ben'] }, ['Aoi']],
    ['NOT_IN', { propertyName: 'hs_lead_status', operator: 'NotIn', values: ['NEW'] }, ['Ben']],
    ['HAS_PROPERTY', { propertyName: 'phone', operator: 'HasProperty' }, ['Chie']],
    ['NOT_HAS_PROPERTY', { propertyName: 'phone', operator: 'NotHasProperty' }, ['Aoi', 'Ben']],
    ['CONTAINS_TOKEN', { propertyName: 'email', operator: 'ContainsToken', value: '*@red.example' }, ['Aoi', 'Chie']],
    ['CONTAINS_TOKEN, whole words', { propertyName: 'email', operator: 'ContainsToken', value: 'blu' }, []],
  ])('%s', async (_name, condition, expected) => {
    expect(await find([condition])).toEqual(expected);
  });

  test('are AND within a group, OR between groups', async () => {
    const red = { propertyName: 'email', operator: FilterOperatorEnum.ContainsToken, value: 'red' };
    const fresh = { propertyName: 'hs_lead_status', operator: FilterOperatorEnum.Eq, value: 'NEW' };
    const open = { propertyName: 'hs_lead_status', operator: FilterOperatorEnum.Eq, value: 'OPEN' };
    const answer = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [red, fresh] }, { filters: [open] }],
    });
    expect(answer.results.map((one) => one.properties['firstname'])).toEqual(['Aoi', 'Ben']);
    expect(answer.total).toBe(2);
  });

  test('reach through associations', async () => {
    const company = await client.crm.companies.basicApi.create({ properties: { name: 'Red' }, associations: [] });
    const aoi = await client.crm.contacts.basicApi.getById('aoi@red.example', [], [], [], false, 'email');
    await client.crm.associations.v4.basicApi.createDefault('contacts', aoi.id, 'companies', company.id);
    expect(await find([{ propertyName: 'associations.company', operator: 'Eq', value: company.id }])).toEqual(['Aoi']);
  });

  test('sort by one property only, ties and missing values in a steady order', async () => {
    const by = (propertyName: string, direction: string) => ({ sorts: [{ propertyName, direction }] });
    expect(await find([], by('purchase_budget', 'DESCENDING'))).toEqual(['Ben', 'Aoi', 'Chie']);
    expect(await find([], by('hs_object_id', 'ASCENDING'))).toEqual(['Aoi', 'Ben', 'Chie']);
    const two = [...by('email', 'ASCENDING').sorts, ...by('phone', 'ASCENDING').sorts];
    await expect(find([], { sorts: two })).rejects.toMatchObject({ code: 400 });
  });

  test('never find what is archived', async () => {
    const ben = await client.crm.contacts.basicApi.getById('ben@blue.example', [], [], [], false, 'email');
    await client.crm.contacts.basicApi.archive(ben.id);
    expect(await find([{ propertyName: 'firstname', operator: 'HasProperty' }])).toEqual(['Aoi', 'Chie']);
  });

  test.each([
    ['unknown property', { propertyName: 'no_such', operator: 'Eq', value: '1' }],
    ['missing value', { propertyName: 'email', operator: 'Eq' }],
    ['number that is none', { propertyName: 'purchase_budget', operator: 'Gt', value: 'much' }],
  ] satisfies [string, Condition][])('are refused: %s', async (_name, condition) => {
    await expect(find([condition])).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } });
  });
});

describe('the index lags', () => {
  beforeEach(() => open(LAG_MS));
  const titled = (value: string) => find([{ propertyName: 'jobtitle', operator: 'Eq', value }]);

  test('a change is found only later; until then the older state is', async () => {
    const { id } = await create({ firstname: 'Aoi', email: 'a@x.example', jobtitle: '担当' });
    expect(await titled('担当')).toEqual([]);
    now = now.add({ milliseconds: LAG_MS });
    expect(await titled('担当')).toEqual(['Aoi']);

    await client.crm.contacts.basicApi.update(id, { properties: { jobtitle: '部長' } });
    expect((await client.crm.contacts.basicApi.getById(id, ['jobtitle'])).properties['jobtitle']).toBe('部長');
    expect(await titled('部長')).toEqual([]);
    const stale = await client.crm.contacts.searchApi.doSearch({ properties: ['jobtitle'] });
    expect(stale.results[0]).toMatchObject({
      properties: { jobtitle: '担当', lastmodifieddate: START.toString({ smallestUnit: 'millisecond' }) },
      updatedAt: new Date(START.epochMilliseconds),
    });

    now = now.add({ milliseconds: LAG_MS - 1 });
    expect(await titled('担当')).toEqual(['Aoi']);
    now = now.add({ milliseconds: 1 });
    expect(await titled('担当')).toEqual([]);
    expect(await titled('部長')).toEqual(['Aoi']);
  });

  test('changes made one after the other appear one after the other', async () => {
    const { id } = await create({ firstname: 'Aoi', email: 'a@x.example', jobtitle: '1' });
    for (const jobtitle of ['2', '3']) {
      now = now.add({ seconds: 4 });
      await client.crm.contacts.basicApi.update(id, { properties: { jobtitle } });
    }
    const seen: string[] = [];
    for (let second = 0; second <= 12; second += 1) {
      const answer = await client.crm.contacts.searchApi.doSearch({ properties: ['jobtitle'] });
      seen.push(answer.results[0]?.properties['jobtitle'] ?? '-');
      now = now.add({ seconds: 1 });
    }
    expect(seen.join('')).toBe('--11112222333');
  });
});

describe('bounds', () => {
  beforeEach(() => open(0));

  test('no page reaches beyond ten thousand results, but a walk by id does', async () => {
    for (let n = 0; n < 10_050; n += 1) {
      sandbox.world.create(
        'contacts',
        { email: `p${n}@x.example` },
        { at: START.epochMilliseconds, source: { type: 'IMPORT' } },
      );
    }
    const page = (after: number) => client.crm.contacts.searchApi.doSearch({ limit: 200, after: String(after) });
    const last = await page(9_800);
    expect(last).toMatchObject({ total: 10_050, paging: { next: { after: '10000' } } });
    await expect(page(10_000)).rejects.toMatchObject({ code: 400 });
    await expect(page(9_900)).rejects.toMatchObject({ code: 400 });
    const lastId = last.results.at(-1)?.id ?? '';
    const rest = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: lastId }] }],
      limit: 200,
    });
    expect(rest.total).toBe(50);
  });

  test('pages, bodies and filters are limited', async () => {
    const search = (body: Record<string, unknown>) => client.crm.contacts.searchApi.doSearch(body);
    await expect(search({ limit: 201 })).rejects.toMatchObject({ code: 400 });
    await expect(search({ after: 'abc' })).rejects.toMatchObject({ code: 400 });
    const filter = { propertyName: 'email', operator: FilterOperatorEnum.HasProperty };
    const group = (size: number) => ({ filters: Array<typeof filter>(size).fill(filter) });
    await expect(search({ filterGroups: [group(7)] })).rejects.toMatchObject({ code: 400 });
    await expect(search({ filterGroups: Array(6).fill(group(1)) })).rejects.toMatchObject({ code: 400 });
    await expect(search({ filterGroups: Array(4).fill(group(5)) })).rejects.toMatchObject({ code: 400 });
    const empty = JSON.stringify({ query: '' }).length;
    await expect(search({ query: 'x'.repeat(3_000 - empty) })).resolves.toMatchObject({ total: 0 });
    await expect(search({ query: 'x'.repeat(3_001 - empty) })).rejects.toMatchObject({ code: 400 });
  });

  test('answers carry no rate-limit headers', async () => {
    const searched = await client.crm.contacts.searchApi.doSearchWithHttpInfo({});
    const listed = await client.crm.contacts.basicApi.getPageWithHttpInfo();
    expect(Object.keys(searched.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
    expect(listed.headers['x-hubspot-ratelimit-remaining']).toBeDefined();
  });
});
