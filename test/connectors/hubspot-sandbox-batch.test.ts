/** The sandbox takes batches as HubSpot documents it: all or nothing, unless every input can be told apart. */
import { describe, expect, test } from 'vitest';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox();

const seed = async (count: number) => {
  const inputs = Array.from({ length: count }, (_, n) => ({
    properties: { email: `p${n}@x.example`, firstname: `P${n}` },
    associations: [],
  }));
  const { results } = await bench.client.crm.contacts.batchApi.create({ inputs });
  return results.toSorted((a, b) => Number(a.id) - Number(b.id)).map((one) => one.id);
};
const countOfContacts = async () => (await bench.client.crm.contacts.basicApi.getPage(100)).results.length;

describe('create', () => {
  test('makes a hundred, refuses a hundred and one', async () => {
    expect(new Set(await seed(100)).size).toBe(100);
    await expect(seed(101)).rejects.toMatchObject({ code: 400 });
  });

  test('fails whole for one faulty input when they carry no trace ids', async () => {
    const inputs = [
      { properties: { email: 'good@x.example' }, associations: [] },
      { properties: { email: 'bad@x.example', lifecyclestage: 'nowhere' }, associations: [] },
    ];
    await expect(bench.client.crm.contacts.batchApi.create({ inputs })).rejects.toMatchObject({ code: 400 });
    expect(await countOfContacts()).toBe(0);
  });

  test('answers 207 and names the faulty input when every one carries its own trace id', async () => {
    const [existing] = await seed(1);
    const answer = await bench.client.crm.contacts.batchApi.createWithHttpInfo({
      inputs: [
        { objectWriteTraceId: 'one', properties: { email: 'good@x.example' }, associations: [] },
        { objectWriteTraceId: 'two', properties: { email: 'bad' }, associations: [] },
        { objectWriteTraceId: 'three', properties: { email: 'p0@x.example' }, associations: [] },
      ],
    });
    expect(answer.httpStatusCode).toBe(207);
    expect(answer.data).toMatchObject({
      status: 'COMPLETE',
      results: [{ objectWriteTraceId: 'one' }],
      numErrors: 2,
      errors: [
        { category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['two'] } },
        {
          category: 'CONFLICT',
          message: `Contact already exists. Existing ID: ${existing}`,
          context: { objectWriteTraceId: ['three'] },
        },
      ],
    });
    expect(await countOfContacts()).toBe(2);
  });

  test('does not make one person twice within a call', async () => {
    const inputs = ['one', 'two'].map((objectWriteTraceId) => ({
      objectWriteTraceId,
      properties: { email: 'same@x.example' },
      associations: [],
    }));
    const answer = await bench.client.crm.contacts.batchApi.create({ inputs });
    expect(answer).toMatchObject({ results: [{ objectWriteTraceId: 'one' }], numErrors: 1 });
  });
});

describe('read', () => {
  test('tells of missing ids in a 207 beside those found, in no promised order, with history on request', async () => {
    const [first, second] = await seed(2);
    const answer = await bench.client.crm.contacts.batchApi.readWithHttpInfo({
      inputs: [{ id: second ?? '' }, { id: '999999' }, { id: first ?? '' }],
      properties: ['email'],
      propertiesWithHistory: ['email'],
    });
    expect(answer.httpStatusCode).toBe(207);
    expect(answer.data.results.map((one) => one.id)).toEqual([first, second]);
    expect(answer.data.results[0]?.propertiesWithHistory?.['email']?.[0]?.value).toBe('p0@x.example');
    expect(answer.data).toMatchObject({
      numErrors: 1,
      errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['999999'] } }],
    });
  });

  test('finds by e-mail', async () => {
    const [first] = await seed(1);
    const answer = await bench.client.crm.contacts.batchApi.read({
      idProperty: 'email',
      inputs: [{ id: 'P0@x.example' }],
      properties: ['email'],
      propertiesWithHistory: [],
    });
    expect(answer.results.map((one) => one.id)).toEqual([first]);
  });
});

describe('update', () => {
  test('changes many, tells of a missing one, refuses an ordered one', async () => {
    const [first, second] = await seed(2);
    bench.sandbox.world.refuseRecord('contacts', second ?? '', { category: 'VALIDATION_ERROR', message: 'by a rule' });
    const inputs = [first ?? '', second ?? '', '999999'].map((id, n) => ({
      id,
      objectWriteTraceId: `t${n}`,
      properties: { jobtitle: '部長' },
    }));
    const answer = await bench.client.crm.contacts.batchApi.updateWithHttpInfo({ inputs });
    expect(answer.httpStatusCode).toBe(207);
    expect(answer.data.results.map((one) => one.id)).toEqual([first]);
    expect(answer.data).toMatchObject({
      errors: [
        { message: 'by a rule', context: { objectWriteTraceId: ['t1'] } },
        { category: 'OBJECT_NOT_FOUND', context: { ids: ['999999'], objectWriteTraceId: ['t2'] } },
      ],
    });
  });

  test('writes nothing at all when one of them is refused and they carry no trace ids', async () => {
    const [first, second] = await seed(2);
    bench.sandbox.world.refuseRecord('contacts', second ?? '', { category: 'VALIDATION_ERROR', message: 'by a rule' });
    const inputs = [first ?? '', second ?? ''].map((id) => ({ id, properties: { jobtitle: '部長' } }));
    await expect(bench.client.crm.contacts.batchApi.update({ inputs })).rejects.toMatchObject({ code: 400 });
    const read = await bench.client.crm.contacts.basicApi.getById(first ?? '', ['jobtitle']);
    expect(read.properties['jobtitle']).toBeNull();
  });

  test('refuses the same record twice in one call', async () => {
    const [first = ''] = await seed(1);
    const inputs = [first, first].map((id) => ({ id, properties: { jobtitle: '部長' } }));
    await expect(bench.client.crm.contacts.batchApi.update({ inputs })).rejects.toMatchObject({ code: 400 });
  });
});

describe('upsert', () => {
  test('makes or changes by a unique property, and says which', async () => {
    const [first] = await seed(1);
    const answer = await bench.client.crm.contacts.batchApi.upsert({
      inputs: ['p0@x.example', 'new@x.example'].map((id) => ({
        id,
        idProperty: 'email',
        objectWriteTraceId: id,
        properties: { jobtitle: '部長' },
      })),
    });
    const byTrace = new Map(answer.results.map((one) => [one.objectWriteTraceId, one]));
    expect(byTrace.get('p0@x.example')).toMatchObject({ id: first, _new: false });
    expect(byTrace.get('new@x.example')).toMatchObject({ _new: true, properties: { email: 'new@x.example' } });
  });

  test('refuses a property that is not unique, such as a company’s domain', async () => {
    const inputs = [{ id: 'x.example', idProperty: 'domain', properties: { name: 'X' } }];
    await expect(bench.client.crm.companies.batchApi.upsert({ inputs })).rejects.toMatchObject({ code: 400 });
  });
});

test('archive takes many away at once', async () => {
  const ids = await seed(3);
  await bench.client.crm.contacts.batchApi.archive({ inputs: ids.slice(0, 2).map((id) => ({ id })) });
  expect((await bench.client.crm.contacts.basicApi.getPage()).results.map((one) => one.id)).toEqual(ids.slice(2));
});

test('the id is no unique property: it stands in the inputs without an idProperty', async () => {
  const [id = ''] = await seed(1);
  const inputs = [{ id, idProperty: 'hs_object_id', properties: { firstname: 'A' } }];
  const refused = {
    code: 400,
    body: {
      category: 'VALIDATION_ERROR',
      message: 'Unable to perform update/upsert by non-unique 0-1 property hs_object_id in portal ID 8800001',
    },
  };
  await expect(bench.client.crm.contacts.batchApi.update({ inputs })).rejects.toMatchObject(refused);
  await expect(bench.client.crm.contacts.batchApi.upsert({ inputs })).rejects.toMatchObject(refused);
});
