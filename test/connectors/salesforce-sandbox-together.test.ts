/** The Salesforce sandbox takes many things in one call: batches, trees, and rows by their ids; and by external id it speaks each version's way. */
import { describe, expect, it } from 'vitest';
import { idWhere, openBench } from './salesforce-sandbox-org.ts';

interface Batch {
  readonly hasErrors: boolean;
  readonly results: readonly { readonly statusCode: number; readonly result: unknown }[];
}

describe('a batch', () => {
  const requests = (id: string) => [
    { method: 'PATCH', url: `v67.0/sobjects/Lead/${id}`, richInput: { Title: 'CEO' } },
    { method: 'GET', url: 'v67.0/sobjects/Lead/00Q000000000000AAA' },
    { method: 'GET', url: `/services/data/v67.0/sobjects/Lead/${id}?fields=Title` },
  ];

  it('answers each request by itself', async () => {
    const { conn, sandbox } = await openBench();
    const batchRequests = requests(idWhere(sandbox, 'Lead', 'LastName', 'Abe'));
    const done = await conn.requestPost<Batch>('/composite/batch', { batchRequests });
    expect(done.hasErrors).toBe(true);
    expect(done.results.map(({ statusCode }) => statusCode)).toEqual([204, 404, 200]);
    expect(done.results[2]?.result).toMatchObject({ Title: 'CEO' });
  });

  it('stops at the first that is refused, where that is asked', async () => {
    const { conn, sandbox } = await openBench();
    const batchRequests = requests(idWhere(sandbox, 'Lead', 'LastName', 'Abe'));
    const done = await conn.requestPost<Batch>('/composite/batch', { haltOnError: true, batchRequests });
    expect(done.results.map(({ statusCode }) => statusCode)).toEqual([204, 404, 412]);
  });
});

describe('a tree', () => {
  const tree = (LastName: string) => ({
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a' },
        Name: 'A',
        Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'c' }, LastName }] },
      },
    ],
  });

  it('is made with its children', async () => {
    const { conn } = await openBench();
    const made = await conn.requestPost<{ results: { referenceId: string; id: string }[] }>(
      '/composite/tree/Account',
      tree('Z'),
    );
    expect(made).toMatchObject({ hasErrors: false, results: [{ referenceId: 'a' }, { referenceId: 'c' }] });
    const contact = await conn.sobject('Contact').retrieve(String(made.results[1]?.id));
    expect(contact).toMatchObject({ LastName: 'Z', AccountId: made.results[0]?.id });
  });

  it('is not made at all where one record is refused', async () => {
    const { conn, sandbox } = await openBench();
    const answer = await fetch(`${sandbox.url}/services/data/v67.0/composite/tree/Account`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(tree('')),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      hasErrors: true,
      results: [{ referenceId: 'c', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] }],
    });
    expect((await conn.query("SELECT Id FROM Account WHERE Name = 'A'")).totalSize).toBe(0);
  });
});

describe('rows by their ids', () => {
  it('come in order, null where there is none', async () => {
    const { conn, sandbox } = await openBench();
    const id = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    const found = await conn
      .sobject('Lead')
      .retrieve(['00Q000000000000AAA', id.slice(0, 15)], { fields: ['LastName'] });
    expect(found).toMatchObject([null, { LastName: 'Abe' }]);
  });
});

describe('a row', () => {
  it('changed by its external id answers with its id from version 46.0 on, and with nothing before', async () => {
    const { conn, sandbox } = await openBench();
    await conn.sobject('Lead').create({ LastName: 'A', Company: 'X', Baton_Id__c: 'k' });
    const headers = { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' };
    const change = async (version: string): Promise<number> => {
      const path = `${sandbox.url}/services/data/v${version}/sobjects/Lead/Baton_Id__c/k`;
      return (await fetch(path, { method: 'PATCH', headers, body: '{"Title":"x"}' })).status;
    };
    expect([await change('45.0'), await change('46.0')]).toEqual([204, 200]);
  });
});
