/** Clients that still call versions 1 and 2 see the same account as those of version 3. */
import { describe, expect, test } from 'vitest';
import { sendForm } from '../../connectors/hubspot/sandbox/happenings.ts';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();

type Answer = { readonly status: number; readonly body: Record<string, unknown> };
const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const answer = await bench.client.apiRequest({ method, path, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
};
const given = (properties: Record<string, string>) => ({
  properties: Object.entries(properties).map(([property, value]) => ({ property, value })),
});
const named = (properties: Record<string, string>) =>
  Object.entries(properties).map(([name, value]) => ({ name, value }));
const contact = async (email: string) =>
  Number((await call('POST', `/contacts/v1/contact/createOrUpdate/email/${email}`, given({}))).body['vid']);

describe('contacts', () => {
  test('are made or changed by their address, and read with when each value was written', async () => {
    const path = '/contacts/v1/contact/createOrUpdate/email/A@X.example';
    const made = await call('POST', path, given({ firstname: '直子' }));
    expect(made).toEqual({ status: 200, body: { vid: expect.any(Number), isNew: true } });
    bench.now = bench.now.add({ hours: 1 });
    expect((await call('POST', path, given({ firstname: 'Naoko' }))).body['isNew']).toBe(false);
    const vid = made.body['vid'];
    for (const one of [`vid/${vid}`, 'email/a@x.example']) {
      const read = (await call('GET', `/contacts/v1/contact/${one}/profile`)).body;
      expect(read).toMatchObject({
        vid,
        'portal-id': 8_800_001,
        properties: { firstname: { value: 'Naoko', timestamp: bench.now.epochMilliseconds, source: 'INTEGRATION' } },
        'identity-profiles': [{ identities: [{ type: 'EMAIL', value: 'a@x.example' }] }],
      });
    }
    expect(await call('POST', '/contacts/v1/contact', given({ email: 'a@x.example' }))).toMatchObject({
      status: 409,
      body: { error: 'CONTACT_EXISTS', identityProfile: { vid } },
    });
  });

  test('are listed in pages, newest first, and by words', async () => {
    for (const name of ['a', 'b', 'c']) {
      await contact(`${name}@x.example`);
      bench.now = bench.now.add({ minutes: 1 });
    }
    const first = (await call('GET', '/contacts/v1/lists/all/contacts/all?count=2')).body;
    expect(first).toMatchObject({ contacts: [{}, {}], 'has-more': true });
    const rest = `/contacts/v1/lists/all/contacts/all?count=2&vidOffset=${first['vid-offset']}`;
    expect((await call('GET', rest)).body).toMatchObject({ contacts: [{}], 'has-more': false });
    const recent = (await call('GET', '/contacts/v1/lists/recently_updated/contacts/recent?count=1&property=email'))
      .body;
    expect(recent).toMatchObject({ contacts: [{ properties: { email: { value: 'c@x.example' } } }], 'has-more': true });
    const older = `/contacts/v1/lists/recently_updated/contacts/recent?property=email&timeOffset=${recent['time-offset']}`;
    expect((await call('GET', older)).body).toMatchObject({
      contacts: [{ properties: { email: { value: 'b@x.example' } } }, {}],
    });
    expect((await call('GET', '/contacts/v1/search/query?q=B@x')).body).toMatchObject({ total: 1 });
  });

  test('are changed by their number or address, read together, and listed as they came', async () => {
    const [one, two] = [await contact('a@x.example'), await contact('b@x.example')];
    expect((await call('POST', `/contacts/v1/contact/vid/${one}/profile`, given({ firstname: '直子' }))).status).toBe(
      204,
    );
    expect(
      (await call('POST', '/contacts/v1/contact/email/B@X.example/profile', given({ firstname: '健' }))).status,
    ).toBe(204);
    const many = (await call('GET', `/contacts/v1/contact/vids/batch?vid=${one}&vid=${two}&vid=9&property=firstname`))
      .body;
    expect(many).toMatchObject({
      [one]: { properties: { firstname: { value: '直子' } } },
      [two]: { properties: { firstname: { value: '健' } } },
    });
    expect(Object.keys(many)).toHaveLength(2);
    bench.now = bench.now.add({ hours: 1 });
    const three = await contact('c@x.example');
    const recent = (await call('GET', '/contacts/v1/lists/all/contacts/recent?count=1')).body;
    expect(recent).toMatchObject({ contacts: [{ vid: three }], 'has-more': true });
  });

  test('are merged and removed as in version 3', async () => {
    const [one, two] = [await contact('a@x.example'), await contact('b@x.example')];
    expect((await call('POST', `/contacts/v1/contact/merge-vids/${one}`, { vidToMerge: two })).status).toBe(200);
    const merged = (await call('GET', `/contacts/v1/contact/vid/${two}/profile`)).body;
    expect(merged['merged-vids']).toEqual([one, two]);
    expect((await call('DELETE', `/contacts/v1/contact/vid/${merged['vid']}`)).body).toMatchObject({ deleted: true });
    expect((await bench.client.crm.contacts.basicApi.getPage()).results).toEqual([]);
  });
});

test('a contact shows the forms that it sent', async () => {
  const vid = await contact('a@x.example');
  const form = { id: 'f-1', name: 'Trial', fields: ['email'], createdAt: bench.now.epochMilliseconds };
  bench.sandbox.world.portal.forms.put(form);
  sendForm(bench.sandbox.world, String(vid), {
    form,
    answers: {},
    page: 'https://x.example/',
    at: bench.now.epochMilliseconds,
  });
  expect((await call('GET', `/contacts/v1/contact/vid/${vid}/profile`)).body).toMatchObject({
    'form-submissions': [{ 'form-id': 'f-1', title: 'Trial', timestamp: bench.now.epochMilliseconds }],
  });
});

describe('companies, deals and tickets', () => {
  test('speak their own words, and link', async () => {
    const vid = await contact('a@x.example');
    const company = await call('POST', '/companies/v2/companies', {
      properties: named({ name: 'One', domain: 'one.example' }),
    });
    const companyId = Number(company.body['companyId']);
    expect((await call('POST', '/companies/v2/domains/one.example/companies', {})).body).toMatchObject({
      results: [{ companyId }],
    });
    await call('PUT', `/companies/v2/companies/${companyId}/contacts/${vid}`);
    expect((await call('GET', `/companies/v2/companies/${companyId}/contacts`)).body).toMatchObject({
      contacts: [{ vid }],
    });
    const deal = await call('POST', '/deals/v1/deal', {
      associations: { associatedVids: [vid], associatedCompanyIds: [companyId] },
      properties: named({ dealname: 'D', dealstage: 'contractsent' }),
    });
    const dealId = Number(deal.body['dealId']);
    expect(deal.body['associations']).toMatchObject({ associatedVids: [vid], associatedCompanyIds: [companyId] });
    await call('PUT', `/deals/v1/deal/${dealId}`, { properties: named({ amount: '5' }) });
    expect((await bench.client.crm.deals.basicApi.getById(String(dealId), ['amount'])).properties).toMatchObject({
      amount: '5',
    });
    expect((await call('GET', '/deals/v1/deal/paged')).body).toMatchObject({ deals: [{ dealId }], hasMore: false });
    expect((await call('GET', '/companies/v2/companies/recent/modified')).body).toMatchObject({ total: 1 });
    const ticket = await call(
      'POST',
      '/crm-objects/v1/objects/tickets',
      named({ subject: 'T', hs_pipeline_stage: '1' }),
    );
    const objectId = Number(ticket.body['objectId']);
    const wish = { fromObjectId: vid, toObjectId: objectId, category: 'HUBSPOT_DEFINED', definitionId: 15 };
    const second = await contact('b@x.example');
    expect((await call('PUT', '/crm-associations/v1/associations', { ...wish, fromObjectId: second })).status).toBe(
      204,
    );
    expect((await call('PUT', '/crm-associations/v1/associations', { ...wish, definitionId: 9_999 })).status).toBe(404);
    expect((await call('PUT', '/crm-associations/v1/associations/create-batch', [wish])).status).toBe(204);
    const linked = await bench.client.crm.associations.v4.basicApi.getPage('tickets', String(objectId), 'contacts');
    expect(linked.results.map((one) => Number(one.toObjectId)).sort()).toEqual([vid, second].sort());
    expect((await call('DELETE', `/crm-objects/v1/objects/tickets/${objectId}`)).status).toBe(204);
    expect((await call('GET', `/crm-objects/v1/objects/tickets/${objectId}`)).status).toBe(404);
  });
});

describe('one record of each kind', () => {
  const KINDS = [
    ['/companies/v2/companies', 'companyId', { properties: named({ name: 'One' }) }, { name: 'Two' }],
    [
      '/deals/v1/deal',
      'dealId',
      { properties: named({ dealname: 'One', dealstage: 'contractsent' }) },
      { dealname: 'Two' },
    ],
    [
      '/crm-objects/v1/objects/tickets',
      'objectId',
      named({ subject: 'One', hs_pipeline_stage: '1' }),
      { subject: 'Two' },
    ],
  ] as const;

  test.each(KINDS)('%s: read, changed, listed newest first, and gone', async (path, id, wish, change) => {
    const made = Number((await call('POST', path, wish)).body[id]);
    const one = `${path}/${made}`;
    const [property = '', value = ''] = Object.entries(change)[0] ?? [];
    const body = Array.isArray(wish) ? named(change) : { properties: named(change) };
    expect((await call('PUT', one, body)).status).toBe(200);
    expect((await call('GET', `${one}?properties=${property}`)).body).toMatchObject({
      [id]: made,
      properties: { [property]: { value } },
    });
    bench.now = bench.now.add({ hours: 1 });
    const later = Number((await call('POST', path, wish)).body[id]);
    for (const order of ['created', 'modified'])
      expect((await call('GET', `${path}/recent/${order}?count=1`)).body, order).toMatchObject({
        results: [{ [id]: later }],
        hasMore: true,
        total: 2,
      });
    const paged = (await call('GET', `${path}/paged?limit=1`)).body;
    expect(Object.values(paged).find(Array.isArray)).toMatchObject([{ [id]: made }]);
    expect([200, 204]).toContain((await call('DELETE', one)).status);
    expect((await call('GET', one)).status).toBe(404);
  });
});

test('engagements are one list, with their values as metadata', async () => {
  const vid = await contact('a@x.example');
  const made = await call('POST', '/engagements/v1/engagements', {
    engagement: { type: 'CALL', timestamp: bench.now.epochMilliseconds },
    associations: { contactIds: [vid] },
    metadata: { body: '折り返し', durationMilliseconds: 1_000 },
  });
  const id = Number((made.body['engagement'] as { id: number }).id);
  const inVersion3 = await bench.client.crm.objects.calls.basicApi.getById(String(id), [
    'hs_call_body',
    'hs_call_duration',
  ]);
  expect(inVersion3.properties).toMatchObject({ hs_call_body: '折り返し', hs_call_duration: '1000' });
  expect((await call('GET', '/engagements/v1/engagements/paged')).body).toMatchObject({
    results: [
      { engagement: { id, type: 'CALL' }, associations: { contactIds: [vid] }, metadata: { body: '折り返し' } },
    ],
  });
  bench.now = bench.now.add({ hours: 1 });
  const changed = await call('PATCH', `/engagements/v1/engagements/${id}`, { metadata: { body: '不在' } });
  expect(changed.body).toMatchObject({ metadata: { body: '不在', durationMilliseconds: '1000' } });
  const recent = `/engagements/v1/engagements/recent/modified?since=${bench.now.epochMilliseconds}`;
  expect((await call('GET', recent)).body).toMatchObject({ total: 1, results: [{ engagement: { id } }] });
  expect((await call('POST', '/engagements/v1/engagements', { engagement: { type: 'WALK' } })).status).toBe(400);
  expect((await call('DELETE', `/engagements/v1/engagements/${id}`)).status).toBe(204);
  expect((await call('GET', `/engagements/v1/engagements/${id}`)).status).toBe(404);
});

test('menus are filled: owners, properties, pipelines, forms', async () => {
  const { owners, forms } = bench.sandbox.world.portal;
  owners.add({ email: 'sato@baton-demo.example', firstName: '直子', lastName: '佐藤' }, bench.now.epochMilliseconds);
  forms.put({ id: 'f-1', name: 'Trial', fields: ['email'], createdAt: bench.now.epochMilliseconds });
  const list = async (path: string) => (await call('GET', path)).body;
  expect(await list('/owners/v2/owners')).toMatchObject([{ ownerId: 701, lastName: '佐藤', isActive: true }]);
  expect(await list('/owners/v2/owners/701')).toMatchObject({ ownerId: 701, email: 'sato@baton-demo.example' });
  expect((await call('GET', '/owners/v2/owners/999')).status).toBe(404);
  expect(await list('/properties/v2/contacts/properties')).toContainEqual(expect.objectContaining({ name: 'email' }));
  expect(await list('/properties/v1/deals/properties/named/dealstage')).toMatchObject({ name: 'dealstage' });
  expect((await call('GET', '/properties/v1/deals/properties/named/never')).status).toBe(404);
  expect(await list('/forms/v2/forms/f-1')).toMatchObject({ guid: 'f-1', name: 'Trial' });
  expect(await list('/properties/v1/contacts/properties')).toContainEqual(expect.objectContaining({ name: 'email' }));
  expect(await list('/properties/v2/deals/properties/named/dealstage')).toMatchObject({ name: 'dealstage' });
  expect(await list('/crm-pipelines/v1/pipelines/tickets')).toMatchObject({ results: [{ pipelineId: '0' }] });
  expect(await list('/deals/v1/pipelines')).toMatchObject([{ pipelineId: 'default' }]);
  expect(await list('/forms/v2/forms')).toMatchObject([{ guid: 'f-1', name: 'Trial' }]);
  expect(await list('/forms/v2/fields/f-1')).toMatchObject([{ name: 'email', required: true }]);
});
