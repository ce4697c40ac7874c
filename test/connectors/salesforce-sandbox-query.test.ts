/** The Salesforce sandbox answers SOQL as the vendor does, asked by the real client. */
import { describe, expect, it } from 'vitest';
import { openBench } from './salesforce-sandbox-org.ts';

const ids = (result: { records: readonly Record<string, unknown>[] }): unknown[] =>
  result.records.map((record) => record['LastName']);

describe('a query', () => {
  it('answers the fields that were asked for, parents nested, and nothing else', async () => {
    const { conn, sandbox } = await openBench();
    const { records, totalSize, done } = await conn.query(
      "SELECT Id, LastName, Account.Name, Owner.Name, Account.Owner.Email FROM Contact WHERE Email = 'chiba@northwind.example'",
    );
    expect([totalSize, done]).toEqual([1, true]);
    const [contact] = records;
    expect(contact).toEqual({
      attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${contact?.['Id']}` },
      Id: expect.stringMatching(/^003\w{15}$/),
      LastName: 'Chiba',
      Account: {
        attributes: expect.objectContaining({ type: 'Account' }),
        Name: 'Northwind Works',
        Owner: { attributes: expect.objectContaining({ type: 'User' }), Email: 'ito@baton-demo.example' },
      },
      Owner: { attributes: expect.objectContaining({ type: 'User' }), Name: '伊藤 由紀' },
    });
    const lead = await conn.query('SELECT Owner.Name, Owner.Type FROM Lead LIMIT 1');
    expect(lead.records[0]?.['Owner']).toMatchObject({ Name: 'Web Leads', Type: 'Group' });
    expect(sandbox.server.unknownCalls).toBe(0);
  });

  it('pages by 2,000, or by the batch size that was wished for, without a gap or a double', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    for (let n = 0; n < 4_500; n += 1)
      sandbox.world.place('Lead', { LastName: `N${n}`, Company: 'X' }, Temporal.Instant.from('2026-11-01T00:00:00Z'));
    const seen: string[] = [];
    let page = await conn.query('SELECT Id FROM Lead ORDER BY SystemModstamp, Id');
    expect([page.totalSize, page.records.length, page.done]).toEqual([4_502, 2_000, false]);
    for (;;) {
      seen.push(...page.records.map((record) => String(record['Id'])));
      if (page.done || page.nextRecordsUrl === undefined) break;
      page = await conn.queryMore(page.nextRecordsUrl);
    }
    expect(new Set(seen).size).toBe(4_502);
    expect(seen.length).toBe(4_502);
    const small = await conn.query('SELECT Id FROM Lead', { headers: { 'Sforce-Query-Options': 'batchSize=300' } });
    expect(small.records.length).toBe(300);
    await expect(conn.queryMore('/services/data/v67.0/query/01gnothing-2000')).rejects.toMatchObject({
      errorCode: 'INVALID_QUERY_LOCATOR',
    });
  });

  it('keeps a page as it was when the query was made', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const at = Temporal.Instant.from('2026-11-01T00:00:00Z');
    for (let n = 0; n < 250; n += 1) sandbox.world.place('Account', { Name: `A${n}` }, at);
    const headers = { 'Sforce-Query-Options': 'batchSize=200' };
    const first = await conn.query("SELECT Id, Name FROM Account WHERE Name LIKE 'A%' ORDER BY Id", { headers });
    const last = sandbox.world.rowsOf('Account').at(-1);
    sandbox.world.as(sandbox.world.integrationUserId, at).update('Account', String(last?.['Id']), { Name: 'changed' });
    const second = await conn.queryMore(String(first.nextRecordsUrl));
    expect(second.records.at(-1)?.['Name']).toBe('A249');
  });

  it.each([
    ["LastName = 'ABE'", ['Abe']],
    ["LastName != 'Abe'", ['Baba', "O'Brien\\x"]],
    ["LastName LIKE 'a%'", ['Abe']],
    ["LastName LIKE '_ab_'", ['Baba']],
    ["(NOT LastName LIKE 'a%') AND NumberOfEmployees > 100", ['Baba']],
    ["LastName IN ('Abe', 'Baba')", ['Abe', 'Baba']],
    ["LastName NOT IN ('Abe', 'Baba')", ["O'Brien\\x"]],
    ["LastName = 'O\\'Brien\\\\x'", ["O'Brien\\x"]],
    ['Email = null AND IsConverted = false', ["O'Brien\\x"]],
    ["Email = ''", ["O'Brien\\x"]],
    ['CreatedDate > 2026-10-01T00:00:00Z', ["O'Brien\\x"]],
    ['CreatedDate >= 2026-11-02T00:00:00.000+00:00 AND CreatedDate <= 2026-11-02T00:00:00Z', ["O'Brien\\x"]],
    [
      "(NumberOfEmployees = 320 AND Baton_Total_Score__c = null) OR Company LIKE '%100\\%%'",
      ['Abe', 'Baba', "O'Brien\\x"],
    ],
    ["Owner.Name = 'web leads'", ['Abe', 'Baba', "O'Brien\\x"]],
    ["LastName = '\\u0041be'", ['Abe']],
  ])('understands WHERE %s', async (where, expected) => {
    const { conn } = await openBench();
    await conn.sobject('Lead').create({ LastName: "O'Brien\\x", Company: '100% Cotton' });
    expect(ids(await conn.query(`SELECT LastName FROM Lead WHERE ${where} ORDER BY LastName`))).toEqual(expected);
  });

  it('orders by several fields, nulls first unless told, with LIMIT and OFFSET', async () => {
    const { conn } = await openBench();
    await conn.sobject('Lead').create({ LastName: 'Abe', Company: 'Z' });
    const by = async (rest: string): Promise<unknown[]> => {
      const { records } = await conn.query(`SELECT LastName, NumberOfEmployees FROM Lead ${rest}`);
      return records.map((record) => `${record['LastName']} ${record['NumberOfEmployees']}`);
    };
    expect(await by('ORDER BY LastName ASC, NumberOfEmployees DESC NULLS LAST')).toEqual([
      'Abe 320',
      'Abe null',
      'Baba 320',
    ]);
    expect(await by('ORDER BY NumberOfEmployees, LastName DESC')).toEqual(['Abe null', 'Baba 320', 'Abe 320']);
    expect(await by('ORDER BY LastName DESC LIMIT 1 OFFSET 1')).toHaveLength(1);
  });

  it('counts without rows', async () => {
    const { conn } = await openBench();
    expect(await conn.query('SELECT COUNT() FROM Lead')).toMatchObject({ totalSize: 2, done: true, records: [] });
  });

  it('reads deleted rows only with queryAll', async () => {
    const { conn } = await openBench();
    const { records } = await conn.query("SELECT Id FROM Lead WHERE LastName = 'Abe'");
    await conn.sobject('Lead').destroy(String(records[0]?.['Id']));
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(1);
    const all = await conn.query('SELECT LastName, IsDeleted FROM Lead WHERE IsDeleted = true', { scanAll: true });
    expect(ids(all)).toEqual(['Abe']);
  });

  it.each([
    ['SELECT Nonsense__c FROM Lead', 'INVALID_FIELD', "No such column 'Nonsense__c' on entity 'Lead'"],
    ['SELECT Id FROM Lead WHERE Nonsense = 1', 'INVALID_FIELD', "No such column 'Nonsense'"],
    ['SELECT Nobody.Name FROM Lead', 'INVALID_FIELD', "Didn't understand relationship 'Nobody'"],
    ['SELECT Id, Id FROM Lead', 'INVALID_FIELD', 'duplicate field selected'],
    ["SELECT Id FROM Lead WHERE SystemModstamp > '2026-11-01T00:00:00Z'", 'INVALID_FIELD', 'not be enclosed in quotes'],
    ["SELECT Id FROM Lead WHERE Description = 'x'", 'INVALID_FIELD', 'can not be filtered'],
    ["SELECT Id FROM Lead WHERE OwnerId = 'x'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field'],
    ['SELECT Id FROM Nothing', 'INVALID_TYPE', "sObject type 'Nothing'"],
    ['SELECT Id FROM Lead WHERE', 'MALFORMED_QUERY', ''],
    ["SELECT Id FROM Lead WHERE Email = 'x", 'MALFORMED_QUERY', ''],
    ["SELECT Id FROM Lead WHERE Email = 'a\\x'", 'MALFORMED_QUERY', 'Illegal character sequence'],
    [
      'SELECT Id FROM Lead WHERE Email = null AND Phone = null OR Title = null',
      'MALFORMED_QUERY',
      "unexpected token: 'OR'",
    ],
    ['SELECT Id FROM Lead WHERE Email = null AND NOT Phone = null', 'MALFORMED_QUERY', "unexpected token: 'NOT'"],
    ['SELECT Id FROM Lead OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', ''],
  ])('refuses %s', async (soql, errorCode, message) => {
    const { conn } = await openBench();
    await expect(conn.query(soql)).rejects.toMatchObject({ errorCode, message: expect.stringContaining(message) });
  });

  it.each([
    'SELECT toLabel(Status) FROM Lead',
    'SELECT OwnerId, COUNT(Id) FROM Lead GROUP BY OwnerId HAVING COUNT(Id) > 1',
    'SELECT Id FROM Lead WHERE CALENDAR_YEAR(CreatedDate) = 2026',
    'SELECT Id FROM Lead FOR VIEW',
  ])('answers 501, and counts it, rather than guess at %s', async (soql) => {
    const { conn, sandbox } = await openBench();
    await expect(conn.query(soql)).rejects.toMatchObject({ errorCode: 'NOT_IN_SANDBOX' });
    expect(sandbox.server.unknownCalls).toBe(1);
  });
});
