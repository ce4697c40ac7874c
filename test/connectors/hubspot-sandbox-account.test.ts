/** The sandbox's definitions and streams beside records: properties, owners, pipelines, forms, mail events, the account itself. */
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { meetMail, sendForm } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox, START } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();
const at = START.epochMilliseconds;

const read = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> =>
  schema.parse(await (await bench.client.apiRequest({ path })).json());

describe('properties', () => {
  const wish = {
    name: 'baton_id',
    label: 'Baton id',
    groupName: 'baton',
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
    hasUniqueValue: true,
  };
  const makeGroup = () =>
    bench.client.crm.properties.groupsApi.create('contacts', { name: 'baton', label: 'Baton', displayOrder: 0 });

  test('are made in a group that stands, once, and then hold unique values that can stand for ids', async () => {
    await expect(bench.client.crm.properties.coreApi.create('contacts', wish)).rejects.toMatchObject({ code: 400 });
    await makeGroup();
    await expect(makeGroup()).rejects.toMatchObject({ code: 409 });
    await bench.client.crm.properties.coreApi.create('contacts', wish);
    await expect(bench.client.crm.properties.coreApi.create('contacts', wish)).rejects.toMatchObject({ code: 409 });
    expect(await bench.client.crm.properties.coreApi.getByName('contacts', 'baton_id')).toMatchObject({
      hubspotDefined: false,
      hasUniqueValue: true,
      modificationMetadata: { archivable: true, readOnlyValue: false },
    });
    const properties = { email: 'a@x.example', baton_id: 'b-1' };
    const { id } = await bench.client.crm.contacts.basicApi.create({ properties, associations: [] });
    const found = await bench.client.crm.contacts.basicApi.getById('b-1', ['email'], [], [], false, 'baton_id');
    expect(found.id).toBe(id);
    const again = { email: 'b@x.example', baton_id: 'b-1' };
    await expect(
      bench.client.crm.contacts.basicApi.create({ properties: again, associations: [] }),
    ).rejects.toMatchObject({
      code: 400,
      body: { errors: [{ code: 'CONFLICTING_UNIQUE_VALUE' }] },
    });
  });

  test('are made in batches, and listed with those of HubSpot', async () => {
    await makeGroup();
    const names = ['baton_stage', 'baton_owner'];
    const inputs = names.map((name) => ({ ...wish, name, hasUniqueValue: false }));
    await bench.client.crm.properties.batchApi.create('contacts', { inputs });
    const all = await bench.client.crm.properties.coreApi.getAll('contacts');
    const listed = new Map(all.results.map((one) => [one.name, one]));
    for (const name of [...names, 'email', 'hs_lead_status']) expect(listed.has(name), name).toBe(true);
    expect(listed.get('lastmodifieddate')).toMatchObject({ type: 'datetime', fieldType: 'date', hubspotDefined: true });
    expect(listed.get('lifecyclestage')?.options.map((option) => option.value)).toContain('marketingqualifiedlead');
    await bench.client.crm.properties.coreApi.archive('contacts', 'baton_stage');
    await expect(bench.client.crm.properties.coreApi.getByName('contacts', 'baton_stage')).rejects.toMatchObject({
      code: 404,
    });
    await expect(bench.client.crm.properties.coreApi.archive('contacts', 'email')).rejects.toMatchObject({ code: 400 });
  });

  test('refuse a field type that does not go with the type', async () => {
    await makeGroup();
    const wrong = { ...wish, fieldType: PropertyCreateFieldTypeEnum.Date };
    await expect(bench.client.crm.properties.coreApi.create('contacts', wrong)).rejects.toMatchObject({ code: 400 });
  });
});

describe('owners', () => {
  test('are listed, found by address, and keep their other number only while active', async () => {
    const { owners } = bench.sandbox.world.portal;
    const sato = owners.add({ email: 'sato@baton-demo.example', firstName: '直子', lastName: '佐藤' }, at);
    const weber = owners.add({ email: 'weber@baton-demo.example', firstName: 'Jonas', lastName: 'Weber' }, at);
    owners.deactivate('weber@baton-demo.example', at);
    const api = bench.client.crm.owners.ownersApi;
    const live = await api.getPage();
    expect(live.results.map((one) => [one.id, one.userId])).toEqual([[sato.id, sato.userId]]);
    expect((await api.getPage('sato@baton-demo.example')).results).toHaveLength(1);
    const archived = await api.getPage(undefined, undefined, 100, true);
    expect(archived.results).toMatchObject([{ id: weber.id, userId: null, userIdIncludingInactive: weber.userId }]);
    expect(await api.getById(Number(sato.id))).toMatchObject({ email: 'sato@baton-demo.example' });
  });
});

test('the sales pipeline says as strings which stage is won', async () => {
  const { results } = await bench.client.crm.pipelines.pipelinesApi.getAll('deals');
  const won = results[0]?.stages.filter((stage) => stage.metadata?.['probability'] === '1.0');
  expect(won).toMatchObject([{ id: 'closedwon', metadata: { isClosed: 'true' } }]);
});

const submissions = z.object({
  results: z.array(
    z.object({
      conversionId: z.string(),
      submittedAt: z.number(),
      values: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
  paging: z.object({ next: z.object({ after: z.string() }) }).optional(),
});

describe('forms', () => {
  const form = {
    id: '5b0a1d52-0000-4000-8000-000000000001',
    name: '見積依頼',
    fields: ['email', 'message'],
    createdAt: at,
  };
  const base = `/form-integrations/v1/submissions/forms/${form.id}`;
  const send = (n: number) => {
    const contact =
      bench.sandbox.world.portal.store.lookUp('contacts', 'a@x.example', 'email') ??
      bench.sandbox.world.create('contacts', { email: 'a@x.example', company: 'X' }, byPerson(1, at));
    const answers = { message: `M${n}`, purchase_timeframe: 'within-3-months' };
    sendForm(bench.sandbox.world, contact.id, { form, answers, page: 'https://www.baton-demo.example/q', at: at + n });
    return contact;
  };
  beforeEach(() => bench.sandbox.world.portal.forms.put(form));

  test('are defined with the fields they ask for', async () => {
    const { results } = await bench.client.marketing.forms.formsApi.getPage();
    expect(results[0]).toMatchObject({ id: form.id, name: '見積依頼', formType: 'hubspot' });
    expect(results[0]?.fieldGroups.flatMap((group) => group.fields.map((field) => field.name))).toEqual(form.fields);
  });

  test('list what was sent, newest first, and pages do not shift when more arrives', async () => {
    for (let n = 1; n <= 5; n += 1) send(n);
    const first = await read(`${base}?limit=2`, submissions);
    expect(first.results.map((one) => one.submittedAt - at)).toEqual([5, 4]);
    send(6);
    const second = await read(`${base}?limit=2&after=${first.paging?.next.after}`, submissions);
    expect(second.results.map((one) => one.submittedAt - at)).toEqual([3, 2]);
    const third = await read(`${base}?limit=2&after=${second.paging?.next.after}`, submissions);
    expect(third.results.map((one) => one.submittedAt - at)).toEqual([1]);
    expect(third.paging).toBeUndefined();
    expect(third.results[0]?.values).toContainEqual({ name: 'email', value: 'a@x.example' });
    expect(third.results[0]?.values).toContainEqual({ name: 'message', value: 'M1' });
  });

  test('change the contact: its answers, and counters that nobody can write', async () => {
    send(1);
    const contact = send(2);
    const wanted = ['num_conversion_events', 'recent_conversion_date', 'purchase_timeframe', 'lastmodifieddate'];
    const shown = await bench.client.crm.contacts.basicApi.getById(contact.id, wanted, ['purchase_timeframe']);
    const moment = new Date(at + 2).toISOString();
    expect(shown.properties).toMatchObject({
      num_conversion_events: '2',
      recent_conversion_date: moment,
      purchase_timeframe: 'within-3-months',
      lastmodifieddate: moment,
    });
    expect(shown.propertiesWithHistory?.['purchase_timeframe']?.[0]).toMatchObject({ sourceType: 'FORM' });
  });

  test('unknown ones answer 404', async () => {
    const answer = await bench.client.apiRequest({ path: '/form-integrations/v1/submissions/forms/none' });
    expect(answer.status).toBe(404);
  });
});

const events = z.object({
  hasMore: z.boolean(),
  offset: z.string(),
  events: z.array(z.object({ id: z.string(), created: z.number(), type: z.string(), recipient: z.string() })),
});

test('mail events come newest first, by window, type and recipient, in opaque pages', async () => {
  const { world } = bench.sandbox;
  world.portal.mails.put({ id: 71_001, name: '導入事例' });
  const [a, b] = ['a@x.example', 'b@x.example'].map((email) => world.create('contacts', { email }, byPerson(1, at)));
  for (let n = 1; n <= 3; n += 1) meetMail(world, a?.id ?? '', { mail: 71_001, type: 'SENT', at: at + n });
  meetMail(world, a?.id ?? '', { mail: 71_001, type: 'OPEN', at: at + 4 });
  meetMail(world, b?.id ?? '', { mail: 71_001, type: 'SENT', at: at + 5 });
  const page = (query: string) => read(`/email/public/v1/events?${query}`, events);
  const times = (answer: z.output<typeof events>) => answer.events.map((one) => one.created - at);
  expect(times(await page(''))).toEqual([5, 4, 3, 2, 1]);
  expect(times(await page(`startTimestamp=${at + 2}&endTimestamp=${at + 4}`))).toEqual([4, 3, 2]);
  expect(times(await page('eventType=OPEN'))).toEqual([4]);
  expect(times(await page('recipient=b@x.example'))).toEqual([5]);
  const first = await page('limit=2');
  expect(first.hasMore).toBe(true);
  const second = await page(`limit=10&offset=${first.offset}`);
  expect([times(second), second.hasMore]).toEqual([[3, 2, 1], false]);
  const mail = await read('/email/public/v1/campaigns/71001', z.object({ name: z.string() }));
  expect(mail.name).toBe('導入事例');
});

test('the account says who it is, in its own zone, and how much of the day is used', async () => {
  const details = await read('/account-info/v3/details', z.looseObject({ portalId: z.number() }));
  expect(details).toMatchObject({ timeZone: 'Asia/Tokyo', utcOffset: '+09:00', utcOffsetMilliseconds: 32_400_000 });
  const path = '/account-info/2026-03/api-usage/daily/private-apps';
  const usage = await read(path, z.object({ results: z.array(z.looseObject({ currentUsage: z.number() })) }));
  // 2 November 09:00 in Tokyo: the day ends at 15:00 UTC.
  expect(usage.results).toMatchObject([{ currentUsage: 2, resetsAt: '2026-11-02T15:00:00.000Z' }]);
});

describe('lists', () => {
  const put = (id: string, name: string, processingType: 'MANUAL' | 'DYNAMIC') =>
    bench.sandbox.world.portal.lists.put({ id, name, processingType });

  test('are found by id, by name and by a part of it, and say who is on them', async () => {
    put('41', 'Cards of spring', 'MANUAL');
    put('42', 'Customers', 'DYNAMIC');
    const { id } = bench.sandbox.world.create('contacts', { email: 'a@x.example' }, byPerson(1, at));
    const { listsApi, membershipsApi } = bench.client.crm.lists;
    expect((await listsApi.getAll(['41', '42', '43'])).lists.map(({ name }) => name)).toEqual([
      'Cards of spring',
      'Customers',
    ]);
    expect((await listsApi.getByName('Cards of spring', '0-1')).list).toMatchObject({ listId: '41', size: 0 });
    await expect(listsApi.getByName('Nothing', '0-1')).rejects.toMatchObject({ code: 404 });
    const found = await listsApi.doSearch({
      query: 'CARDS',
      offset: 0,
      processingTypes: [],
      additionalProperties: [],
    });
    expect(found).toMatchObject({ total: 1, hasMore: false, lists: [{ listId: '41' }] });
    expect(await membershipsApi.add('41', [id, '999'])).toMatchObject({
      recordsIdsAdded: [id],
      recordIdsMissing: ['999'],
    });
    expect(await membershipsApi.getLists('0-1', id)).toMatchObject({ total: 1, results: [{ listId: '41' }] });
    expect((await membershipsApi.getPageOrderedByAddedToListDate('41')).results).toMatchObject([{ recordId: id }]);
    expect(await membershipsApi.remove('41', [id])).toMatchObject({ recordIdsRemoved: [id] });
    expect((await membershipsApi.getPage('41')).results).toEqual([]);
    expect(await membershipsApi.addAndRemove('41', { recordIdsToAdd: [id], recordIdsToRemove: [] })).toMatchObject({
      recordsIdsAdded: [id],
      recordIdsRemoved: [],
    });
    expect((await listsApi.getById('41')).list).toMatchObject({ listId: '41', processingType: 'MANUAL', size: 1 });
    await expect(listsApi.getById('40')).rejects.toMatchObject({ code: 404 });
    await expect(membershipsApi.add('42', [id])).rejects.toMatchObject({ code: 400 });
  });
});
