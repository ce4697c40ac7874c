/** The sandbox links and merges records as HubSpot documents it. */
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { describe, expect, test } from 'vitest';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const HUBSPOT = AssociationSpecAssociationCategoryEnum.HubspotDefined;
const bench = eachWithSandbox();

const contact = async (email: string, more: Record<string, string> = {}) =>
  (await bench.client.crm.contacts.basicApi.create({ properties: { email, ...more }, associations: [] })).id;
const company = async (name: string) =>
  (await bench.client.crm.companies.basicApi.create({ properties: { name }, associations: [] })).id;
const companiesOf = async (id: string) => {
  const page = await bench.client.crm.associations.v4.basicApi.getPage('contacts', id, 'companies');
  return page.results.map((one) => [String(one.toObjectId), one.associationTypes.map((type) => type.typeId).sort()]);
};
const companyIdOf = async (id: string) =>
  (await bench.client.crm.contacts.basicApi.getById(id, ['associatedcompanyid'])).properties['associatedcompanyid'];

describe('associations', () => {
  test('are seen from both ends under their own numbers; the first company is the primary one', async () => {
    const [person, first, second] = [await contact('a@x.example'), await company('One'), await company('Two')];
    bench.now = bench.now.add({ minutes: 1 });
    const answer = await bench.client.crm.associations.v4.basicApi.createDefault(
      'contacts',
      person,
      'companies',
      first,
    );
    expect(answer).toMatchObject({ status: 'COMPLETE', results: [{ associationSpec: { associationTypeId: 279 } }] });
    await bench.client.crm.associations.v4.basicApi.createDefault('company', second, 'contact', person);
    expect(await companiesOf(person)).toEqual([
      [first, [1, 279]],
      [second, [279]],
    ]);
    const back = await bench.client.crm.associations.v4.basicApi.getPage('companies', first, 'contacts');
    expect(back.results[0]?.associationTypes.map((type) => [type.typeId, type.label])).toEqual([
      [280, null],
      [2, 'Primary'],
    ]);
    expect(await companyIdOf(person)).toBe(first);
    // The link alone does not touch the contact.
    const read = await bench.client.crm.contacts.basicApi.getById(person);
    expect(read.properties['lastmodifieddate']).toBe('2026-11-02T00:00:00.000Z');
  });

  test('a labelled link moves the primary company; unlinking ends it', async () => {
    const [person, first, second] = [await contact('a@x.example'), await company('One'), await company('Two')];
    await bench.client.crm.contacts.basicApi.update(person, { properties: { associatedcompanyid: first } });
    await bench.client.crm.associations.v4.basicApi.create('contacts', person, 'companies', second, [
      { associationCategory: HUBSPOT, associationTypeId: 1 },
    ]);
    expect(await companyIdOf(person)).toBe(second);
    expect(await companiesOf(person)).toEqual([
      [first, [279]],
      [second, [1, 279]],
    ]);
    await bench.client.crm.associations.v4.basicApi.archive('contacts', person, 'companies', second);
    expect(await companyIdOf(person)).toBeNull();
    expect(await companiesOf(person)).toEqual([[first, [279]]]);
  });

  test('come with a creation and with a read', async () => {
    const person = await contact('a@x.example');
    const note = await bench.client.crm.objects.notes.basicApi.create({
      properties: { hs_timestamp: '2026-11-02T00:00:00Z', hs_note_body: 'N' },
      associations: [{ to: { id: person }, types: [{ associationCategory: HUBSPOT, associationTypeId: 202 }] }],
    });
    const read = await bench.client.crm.objects.notes.basicApi.getById(note.id, [], [], ['contacts']);
    expect(read.associations?.['contacts']?.results).toEqual([{ id: person, type: 'note_to_contact' }]);
  });

  test('are refused where no such link exists, and where the other end does not', async () => {
    const [person, firm] = [await contact('a@x.example'), await company('One')];
    const v4 = bench.client.crm.associations.v4.basicApi;
    await expect(v4.createDefault('contacts', person, 'companies', '999')).rejects.toMatchObject({ code: 404 });
    await expect(
      v4.create('contacts', person, 'companies', firm, [{ associationCategory: HUBSPOT, associationTypeId: 280 }]),
    ).rejects.toMatchObject({ code: 400 });
  });

  test('in a batch tell of records without any in a 207, and take a thousand at a time', async () => {
    const [person, lonely, firm] = [await contact('a@x.example'), await contact('b@x.example'), await company('One')];
    const batch = bench.client.crm.associations.v4.batchApi;
    await batch.createDefault('contacts', 'companies', { inputs: [{ _from: { id: person }, to: { id: firm } }] });
    const answer = await batch.getPageWithHttpInfo('contacts', 'companies', {
      inputs: [{ id: person }, { id: lonely }],
    });
    expect(answer.httpStatusCode).toBe(207);
    expect(answer.data).toMatchObject({
      results: [{ _from: { id: person }, to: [{ toObjectId: Number(firm) }] }],
      numErrors: 1,
      errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [lonely] } }],
    });
    const many = (count: number) => ({ inputs: Array.from({ length: count }, (_, n) => ({ id: String(n) })) });
    await expect(batch.getPage('contacts', 'companies', many(1_000))).resolves.toMatchObject({ numErrors: 1_000 });
    await expect(batch.getPage('contacts', 'companies', many(1_001))).rejects.toMatchObject({ code: 400 });
  });

  test('answer dated paths alike', async () => {
    const [person, firm] = [await contact('a@x.example'), await company('One')];
    await bench.client.crm.associations.v4.basicApi.createDefault('contacts', person, 'companies', firm);
    const read = async (path: string) => (await bench.client.apiRequest({ path })).json();
    expect(await read(`/crm/objects/2026-03/contacts/${person}/associations/companies`)).toEqual(
      await read(`/crm/v4/objects/contacts/${person}/associations/companies`),
    );
    expect(await read(`/crm/objects/2026-03/contacts/${person}`)).toMatchObject({ id: person });
  });
});

describe('a merge', () => {
  test('makes a new record to which both former ids lead', async () => {
    const [one, two] = [
      await contact('a@x.example', { jobtitle: '部長', lifecyclestage: 'lead' }),
      await contact('b@x.example', { jobtitle: '担当', phone: '1', lifecyclestage: 'customer' }),
    ];
    const firm = await company('One');
    await bench.client.crm.associations.v4.basicApi.createDefault('contacts', two, 'companies', firm);
    const merged = await bench.client.crm.contacts.basicApi.merge({ primaryObjectId: one, objectIdToMerge: two });
    expect([one, two]).not.toContain(merged.id);
    const wanted = ['email', 'hs_additional_emails', 'jobtitle', 'phone', 'lifecyclestage', 'hs_merged_object_ids'];
    for (const id of [one, two, merged.id]) {
      const read = await bench.client.crm.contacts.basicApi.getById(id, wanted);
      expect(read).toMatchObject({
        id: merged.id,
        properties: {
          email: 'a@x.example',
          hs_additional_emails: 'b@x.example',
          jobtitle: '部長',
          phone: '1',
          lifecyclestage: 'customer',
          hs_merged_object_ids: `${one};${two}`,
        },
      });
    }
    expect(await companyIdOf(merged.id)).toBe(firm);
    expect(await companiesOf(merged.id)).toEqual([[firm, [1, 279]]]);
    // Former ids work for single updates, not in batches.
    await expect(bench.client.crm.contacts.basicApi.update(one, { properties: { phone: '2' } })).resolves.toMatchObject(
      {
        id: merged.id,
      },
    );
    const batch = await bench.client.crm.contacts.batchApi.update({
      inputs: [{ id: one, properties: { phone: '3' } }],
    });
    expect(batch).toMatchObject({ numErrors: 1 });
  });

  test('and an erasure leaves nothing, not even among the archived', async () => {
    const person = await contact('a@x.example');
    await bench.client.crm.contacts.basicApi.purge({ objectId: 'a@x.example', idProperty: 'email' });
    await expect(bench.client.crm.contacts.basicApi.getById(person, [], [], [], true)).rejects.toMatchObject({
      code: 404,
    });
  });
});
