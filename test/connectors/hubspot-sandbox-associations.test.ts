/** Labels, and the older forms of linking that many clients still use. */
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { describe, expect, test } from 'vitest';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();

const make = async (type: string, properties: Record<string, string>) =>
  (await bench.client.crm.objects.basicApi.create(type, { properties, associations: [] })).id;
const contact = (email: string) => make('contacts', { email });
const company = (name: string) => make('companies', { name });
const call = async (method: string, path: string, body?: unknown) => {
  const answer = await bench.client.apiRequest({ method, path, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
};

describe('labels', () => {
  test('of the account stand beside the plain link, from both ends, and can be taken away alone', async () => {
    const [person, firm] = [await contact('a@x.example'), await company('One')];
    const definitions = bench.client.crm.associations.v4.schema.definitionsApi;
    const made = await definitions.create('contacts', 'companies', {
      label: 'Decision maker',
      name: 'decision_maker',
      inverseLabel: 'Decided by',
    });
    const typeId = made.results[0]?.typeId ?? 0;
    expect((await definitions.getAll('companies', 'contacts')).results).toContainEqual({
      category: 'USER_DEFINED',
      typeId: typeId + 1,
      label: 'Decided by',
    });
    const { basicApi, batchApi } = bench.client.crm.associations.v4;
    await basicApi.create('contacts', person, 'companies', firm, [
      { associationCategory: Category.UserDefined, associationTypeId: typeId },
    ]);
    const labels = async () => {
      const page = await basicApi.getPage('contacts', person, 'companies');
      return page.results.flatMap((one) => one.associationTypes.map(({ category, label }) => [category, label]));
    };
    expect(await labels()).toEqual([
      ['HUBSPOT_DEFINED', null],
      ['HUBSPOT_DEFINED', 'Primary'],
      ['USER_DEFINED', 'Decision maker'],
    ]);
    await definitions.update('contacts', 'companies', { associationTypeId: typeId, label: 'Buyer' });
    await batchApi.archiveLabels('contacts', 'companies', {
      inputs: [
        {
          _from: { id: person },
          to: { id: firm },
          types: [{ associationCategory: Category.UserDefined, associationTypeId: typeId }],
        },
      ],
    });
    expect(await labels()).toEqual([
      ['HUBSPOT_DEFINED', null],
      ['HUBSPOT_DEFINED', 'Primary'],
    ]);
    await definitions.remove('contacts', 'companies', typeId);
    expect((await definitions.getAll('contacts', 'companies')).results).toHaveLength(2);
    await expect(definitions.remove('contacts', 'companies', 279)).rejects.toMatchObject({ code: 404 });
  });
});

describe('a batch of links', () => {
  test('tells of missing records in a 207 and links the others', async () => {
    const [person, firm] = [await contact('a@x.example'), await company('One')];
    const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: 279 }];
    const inputs = [firm, '999'].map((id) => ({ _from: { id: person }, to: { id }, types }));
    const answer = await bench.client.crm.associations.v4.batchApi.createWithHttpInfo('contacts', 'companies', {
      inputs,
    });
    expect(answer.httpStatusCode).toBe(207);
    expect(answer.data).toMatchObject({
      results: [{ fromObjectId: Number(person), toObjectId: Number(firm) }],
      numErrors: 1,
      errors: [{ category: 'OBJECT_NOT_FOUND', context: { toObjectId: ['999'] } }],
    });
    const { batchApi } = bench.client.crm.associations.v4;
    await batchApi.archive('contacts', 'companies', { inputs: [{ _from: { id: person }, to: [{ id: firm }] }] });
    expect((await bench.client.crm.associations.v4.basicApi.getPage('contacts', person, 'companies')).results).toEqual(
      [],
    );
  });
});

describe('version 2026-09', () => {
  test('tells of what failed under the status of success', async () => {
    const person = await contact('a@x.example');
    const inputs = [{ from: { id: person }, to: { id: '999' } }];
    const path = '/crm/associations/2026-09/contacts/companies/batch/associate/default';
    expect(await call('POST', path, { inputs })).toMatchObject({ status: 200, body: { results: [], numErrors: 1 } });
    expect(await call('POST', path.replace('2026-09', '2026-03'), { inputs })).toMatchObject({ status: 207 });
  });

  test('takes numbers that are written as text', async () => {
    const [person, firm] = [await contact('a@x.example'), await company('One')];
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: '279' }];
    const inputs = [{ from: { id: person }, to: { id: firm }, types }];
    expect(await call('POST', '/crm/v4/associations/contacts/companies/batch/create', { inputs })).toMatchObject({
      status: 201,
    });
  });
});

describe('version 3', () => {
  test('links by name or number in the path, lists, and separates', async () => {
    const [person, first, second] = [await contact('a@x.example'), await company('One'), await company('Two')];
    const base = `/crm/v3/objects/contacts/${person}/associations/companies`;
    expect(await call('PUT', `${base}/${first}/contact_to_company`)).toMatchObject({
      status: 200,
      body: { id: person, associations: { companies: { results: [{ id: first }, { id: first }] } } },
    });
    expect((await call('PUT', `${base}/${second}/279`)).status).toBe(200);
    expect((await call('GET', base)).body).toEqual({
      results: [
        { id: first, type: 'contact_to_company_unlabeled' },
        { id: first, type: 'contact_to_company' },
        { id: second, type: 'contact_to_company_unlabeled' },
      ],
    });
    expect((await call('DELETE', `${base}/${first}/contact_to_company`)).status).toBe(204);
    expect((await call('GET', base)).body).toMatchObject({ results: [{ id: second }] });
    expect((await call('PUT', `${base}/${first}/deal_to_company`)).status).toBe(400);
    expect((await call('PUT', `${base}/999/contact_to_company`)).status).toBe(404);
  });

  test('links, reads and separates in batches, and names the types', async () => {
    const [deal, person] = [
      await make('deals', { dealname: 'D', dealstage: 'contractsent' }),
      await contact('a@x.example'),
    ];
    const { batchApi } = bench.client.crm.associations;
    const inputs = [{ _from: { id: deal }, to: { id: person }, type: 'deal_to_contact' }];
    expect(await batchApi.create('deals', 'contacts', { inputs })).toMatchObject({
      status: 'COMPLETE',
      results: [{ type: 'deal_to_contact' }],
    });
    const read = await batchApi.read('deals', 'contacts', { inputs: [{ id: deal }] });
    expect(read.results[0]?.to).toEqual([{ id: person, type: 'deal_to_contact' }]);
    await batchApi.archive('deals', 'contacts', { inputs });
    expect(await batchApi.read('deals', 'contacts', { inputs: [{ id: deal }] })).toMatchObject({ numErrors: 1 });
    const types = await bench.client.crm.associations.schema.typesApi.getAll('contacts', 'companies');
    expect(types.results).toEqual([
      { id: '279', name: 'contact_to_company_unlabeled' },
      { id: '1', name: 'contact_to_company' },
    ]);
  });
});

test('a merged company keeps its contacts, and is their primary one', async () => {
  const [person, first, second] = [await contact('a@x.example'), await company('One'), await company('Two')];
  await bench.client.crm.associations.v4.basicApi.createDefault('contacts', person, 'companies', second);
  const merged = await bench.client.crm.companies.basicApi.merge({ primaryObjectId: first, objectIdToMerge: second });
  const read = await bench.client.crm.contacts.basicApi.getById(person, ['associatedcompanyid'], [], ['companies']);
  expect(read.properties['associatedcompanyid']).toBe(merged.id);
  expect(read.associations?.['companies']?.results.map(({ id }) => id)).toEqual([merged.id, merged.id]);
});
