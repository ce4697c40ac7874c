/** What administrators define, by the API: properties and their groups, forms, and what the account says of its types. */
import {
  PropertyCreateFieldTypeEnum as Field,
  PropertyCreateTypeEnum as Type,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { describe, expect, test } from 'vitest';
import { meetMail } from '../../connectors/hubspot/sandbox/happenings.ts';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await bench.client.apiRequest({ method, path, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
};

describe('properties', () => {
  const property = (name: string) => ({
    name,
    label: name,
    groupName: 'scores',
    type: Type.String,
    fieldType: Field.Text,
  });

  test('are made, archived and made anew in batches; groups are renamed', async () => {
    const { groupsApi, batchApi, coreApi } = bench.client.crm.properties;
    await groupsApi.create('contacts', { name: 'scores', label: 'Scores', displayOrder: -1 });
    expect(await groupsApi.update('contacts', 'scores', { label: 'Our scores' })).toMatchObject({
      label: 'Our scores',
    });
    await batchApi.create('contacts', { inputs: [property('one'), property('two')] });
    await batchApi.archive('contacts', { inputs: [{ name: 'one' }, { name: 'never' }] });
    const names = async (archived: boolean) =>
      (await coreApi.getAll('contacts', archived)).results
        .filter((one) => one.groupName === 'scores')
        .map((one) => one.name);
    expect([await names(false), await names(true)]).toEqual([['two'], ['one']]);
    await expect(batchApi.archive('contacts', { inputs: [{ name: 'email' }] })).rejects.toMatchObject({ code: 400 });
    await coreApi.create('contacts', property('one'));
    expect([(await names(false)).sort(), await names(true)]).toEqual([['one', 'two'], []]);
  });

  test('are read in batches and changed one by one; a group is listed, read, and goes once it is empty', async () => {
    const { groupsApi, batchApi, coreApi } = bench.client.crm.properties;
    await groupsApi.create('contacts', { name: 'scores', label: 'Scores', displayOrder: -1 });
    await batchApi.create('contacts', { inputs: [property('one'), property('two')] });
    const read = await call('POST', '/crm/v3/properties/contacts/batch/read', {
      archived: false,
      inputs: [{ name: 'one' }, { name: 'never' }, { name: 'two' }],
    });
    expect((read.body?.['results'] as { name: string }[]).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(await coreApi.update('contacts', 'one', { label: 'First' })).toMatchObject({
      name: 'one',
      label: 'First',
      groupName: 'scores',
    });
    expect((await call('PATCH', '/crm/v3/properties/contacts/never', { label: 'x' })).status).toBe(404);
    const groups = (await call('GET', '/crm/v3/properties/contacts/groups')).body?.['results'] as { name: string }[];
    expect(groups.map(({ name }) => name)).toContain('scores');
    const path = '/crm/v3/properties/contacts/groups/scores';
    expect((await call('GET', path)).body).toMatchObject({ name: 'scores', label: 'Scores' });
    expect((await call('DELETE', path)).status).toBe(400);
    await batchApi.archive('contacts', { inputs: [{ name: 'one' }, { name: 'two' }] });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  test('of which none is sensitive', async () => {
    expect((await call('GET', '/crm/v3/properties/contacts?dataSensitivity=sensitive')).body).toEqual({ results: [] });
  });
});

describe('schemas', () => {
  test('tell of the standard types, and that there are no others', async () => {
    expect((await bench.client.crm.schemas.coreApi.getAll(false)).results).toEqual([]);
    const deal = (await call('GET', '/crm/v3/schemas/0-3')).body;
    expect(deal).toMatchObject({
      objectTypeId: '0-3',
      name: 'deal',
      labels: { singular: 'Deal', plural: 'Deals' },
      requiredProperties: ['dealname', 'dealstage'],
    });
  });
});

test('mails are listed and read under their numbers, and single events by both parts of their identity', async () => {
  const { world } = bench.sandbox;
  const at = bench.now.epochMilliseconds;
  world.portal.mails.put({ id: 71_001, name: '導入事例' });
  const person = world.create('contacts', { email: 'a@x.example' }, byPerson(1, at));
  meetMail(world, person.id, { mail: 71_001, type: 'OPEN', at });
  expect((await call('GET', '/email/public/v1/campaigns/by-id?limit=5')).body).toMatchObject({
    campaigns: [{ id: 71_001, appName: 'Batch' }],
    hasMore: false,
  });
  expect((await call('GET', '/email/public/v1/campaigns?limit=5')).body).toMatchObject({ campaigns: [{ id: 71_001 }] });
  expect((await call('GET', '/marketing/v3/emails')).body).toMatchObject({ results: [{ id: '71001' }] });
  expect((await call('GET', '/marketing/v3/emails/71001')).body).toMatchObject({ id: '71001', name: '導入事例' });
  const listed = (await call('GET', '/email/public/v1/events')).body?.['events'] as { id: string; created: number }[];
  const [event] = listed;
  const one = await call('GET', `/email/public/v1/events/${event?.created}/${event?.id}`);
  expect(one.body).toEqual(event);
  expect((await call('GET', `/email/public/v1/events/1/${event?.id}`)).status).toBe(404);
});

describe('forms', () => {
  const make = async () => {
    const made = await call('POST', '/marketing/v3/forms', {
      formType: 'hubspot',
      name: 'Trial',
      fieldGroups: [{ fields: [{ name: 'email' }, { name: 'jobtitle' }] }],
    });
    expect(made.status).toBe(201);
    return String(made.body?.['id']);
  };
  const submit = (id: string, fields: readonly { name: string; value: string }[], path = 'submit') =>
    call('POST', `/submissions/v3/integration/${path}/8800001/${id}`, {
      fields: fields.map((field) => ({ objectTypeId: '0-1', ...field })),
      context: { pageUri: 'https://x.example/trial' },
    });

  test('that are sent make the contact, fill it, and are listed', async () => {
    const id = await make();
    const fields = [
      { name: 'email', value: 'Taro@X.example' },
      { name: 'jobtitle', value: '部長' },
      { name: 'no_such_property', value: 'x' },
    ];
    expect(await submit(id, fields)).toEqual({
      status: 200,
      body: { inlineMessage: 'Thanks for submitting the form.' },
    });
    bench.now = bench.now.add({ minutes: 1 });
    expect((await submit(id, fields, 'secure/submit')).status).toBe(200);
    const contact = await bench.client.crm.contacts.basicApi.getById(
      'taro@x.example',
      ['jobtitle', 'num_conversion_events', 'recent_conversion_event_name'],
      [],
      [],
      false,
      'email',
    );
    expect(contact.properties).toMatchObject({
      jobtitle: '部長',
      num_conversion_events: '2',
      recent_conversion_event_name: 'Trial',
    });
    const sent = (await call('GET', `/form-integrations/v1/submissions/forms/${id}`)).body;
    expect(sent).toMatchObject({ results: [{ pageUrl: 'https://x.example/trial' }, {}] });
  });

  test('are refused without an address, with a faulty one, and where no such form is', async () => {
    const id = await make();
    const errorType = async (answer: ReturnType<typeof submit>) => {
      const { status, body } = await answer;
      return [status, (body?.['errors'] as { errorType: string }[])[0]?.errorType];
    };
    expect(await errorType(submit(id, []))).toEqual([400, 'REQUIRED_FIELD']);
    expect(await errorType(submit(id, [{ name: 'email', value: 'taro' }]))).toEqual([400, 'INVALID_EMAIL']);
    expect(await errorType(submit('nothing', [{ name: 'email', value: 'a@x.example' }]))).toEqual([
      404,
      'FORM_NOT_FOUND',
    ]);
    expect((await bench.client.crm.contacts.basicApi.getPage()).results).toEqual([]);
  });

  test('change and go', async () => {
    const id = await make();
    const changed = await call('PATCH', `/marketing/v3/forms/${id}`, { name: 'Trial 2' });
    expect(changed.body).toMatchObject({ name: 'Trial 2' });
    expect(JSON.stringify(changed.body?.['fieldGroups'])).toContain('jobtitle');
    expect((await call('GET', `/marketing/forms/2026-09-beta/${id}`)).body).toMatchObject({ name: 'Trial 2' });
    const replaced = await call('PUT', `/marketing/v3/forms/${id}`, {
      formType: 'hubspot',
      name: 'Trial 3',
      fieldGroups: [{ fields: [{ name: 'email' }] }],
    });
    expect(replaced.body).toMatchObject({ id, name: 'Trial 3' });
    expect(JSON.stringify(replaced.body?.['fieldGroups'])).not.toContain('jobtitle');
    expect((await call('DELETE', `/marketing/v3/forms/${id}`)).status).toBe(204);
    expect((await call('GET', `/marketing/v3/forms/${id}`)).status).toBe(404);
  });
});
