/** The Salesforce sandbox counts, groups, joins and knows the days of SOQL, and searches, as other people's clients ask it to. */
import { describe, expect, it } from 'vitest';
import { type Bench, openBench } from './salesforce-sandbox-org.ts';

/** Rows without what the client needs only for following them. */
async function rows({ conn }: Bench, soql: string): Promise<readonly Record<string, unknown>[]> {
  const { records } = await conn.query(soql);
  return records.map(({ attributes: _attributes, ...rest }) => rest);
}

async function leads({ conn }: Bench, given: readonly (readonly [string, number | null, string])[]): Promise<void> {
  const made = given.map(([LastName, NumberOfEmployees, Company]) => ({ LastName, NumberOfEmployees, Company }));
  expect((await conn.sobject('Lead').create(made)).every(({ success }) => success)).toBe(true);
}

describe('an aggregate', () => {
  it('counts, sums and finds extremes over all rows, without nulls', async () => {
    const bench = await openBench();
    await leads(bench, [
      ['Aoki', 10, 'X'],
      ['Ando', null, 'X'],
    ]);
    const where = "FROM Lead WHERE Company = 'X'";
    expect(
      await rows(
        bench,
        `SELECT COUNT(Id), COUNT(NumberOfEmployees) known, MAX(LastName), AVG(NumberOfEmployees) ${where}`,
      ),
    ).toEqual([{ expr0: 2, known: 1, expr1: 'Aoki', expr2: 10 }]);
    expect(await rows(bench, "SELECT COUNT(Id), SUM(NumberOfEmployees) FROM Lead WHERE Company = 'none'")).toEqual([
      { expr0: 0, expr1: null },
    ]);
  });

  it('groups by fields and parents, in the order that is asked for', async () => {
    const bench = await openBench();
    await leads(bench, [
      ['Aoki', 10, 'X'],
      ['Ando', 5, 'X'],
      ['Arai', 1, 'Y'],
    ]);
    const soql =
      'SELECT Company, Owner.Name, COUNT(Id) n FROM Lead GROUP BY Company, Owner.Name ORDER BY COUNT(Id) DESC, Company';
    expect(await rows(bench, soql)).toEqual([
      { Company: 'Northwind Works', Name: 'Web Leads', n: 2 },
      { Company: 'X', Name: 'Web Leads', n: 2 },
      { Company: 'Y', Name: 'Web Leads', n: 1 },
    ]);
    await expect(bench.conn.query('SELECT Title, COUNT(Id) FROM Lead GROUP BY Company')).rejects.toMatchObject({
      errorCode: 'MALFORMED_QUERY',
    });
  });
});

describe('joins', () => {
  it('nest children under their parents, and say null where there are none', async () => {
    const bench = await openBench();
    const { id: AccountId } = await bench.conn.sobject('Account').create({ Name: 'A' });
    await bench.conn.sobject('Account').create({ Name: 'B' });
    await bench.conn.sobject('Contact').create([
      { LastName: 'Z', AccountId },
      { LastName: 'Y', AccountId },
    ]);
    const soql =
      "SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account WHERE Name IN ('A', 'B') ORDER BY Name";
    expect(await rows(bench, soql)).toMatchObject([
      { Name: 'A', Contacts: { totalSize: 2, done: true, records: [{ LastName: 'Y' }, { LastName: 'Z' }] } },
      { Name: 'B', Contacts: null },
    ]);
  });

  it('keep the rows whose id another query finds, or does not', async () => {
    const bench = await openBench();
    const { records } = await bench.conn.query("SELECT Id FROM Lead WHERE LastName = 'Abe'");
    await bench.conn.sobject('Task').create({ Subject: 'x', WhoId: records[0]?.['Id'] });
    const inner = "(SELECT WhoId FROM Task WHERE Subject = 'x')";
    expect(await rows(bench, `SELECT LastName FROM Lead WHERE Id IN ${inner}`)).toEqual([{ LastName: 'Abe' }]);
    expect(await rows(bench, `SELECT LastName FROM Lead WHERE Id NOT IN ${inner}`)).toEqual([{ LastName: 'Baba' }]);
  });
});

describe('days', () => {
  it.each([
    ['CreatedDate = TODAY', ['New']],
    ['CreatedDate < TODAY', ['Abe', 'Baba']],
    ['CreatedDate >= LAST_N_DAYS:30', ['New']],
    ['CreatedDate = LAST_N_MONTHS:2', ['Abe', 'Baba']],
    ['CreatedDate = THIS_YEAR AND CreatedDate != THIS_MONTH', ['Abe', 'Baba']],
    ['CreatedDate > YESTERDAY', ['New']],
    ['CreatedDate = NEXT_WEEK', []],
  ])('of %s are those of the user’s zone', async (where, names) => {
    const bench = await openBench();
    // In Tokyo the third has begun.
    bench.goTo('2026-11-02T15:30:00Z');
    await leads(bench, [['New', 1, 'X']]);
    const found = await rows(bench, `SELECT LastName FROM Lead WHERE ${where} ORDER BY LastName`);
    expect(found.map((row) => row['LastName'])).toEqual(names);
    bench.goTo('2026-11-03T14:59:00Z');
    expect(await rows(bench, `SELECT Id FROM Lead WHERE ${where}`)).toHaveLength(names.length);
  });
});

describe('what else stands in a query', () => {
  it('is FIELDS(…), with a limit where it could be much', async () => {
    const bench = await openBench();
    const [lead = {}] = await rows(bench, 'SELECT FIELDS(ALL) FROM Lead LIMIT 1');
    expect(lead).toHaveProperty('Baton_Stage__c');
    const [standard = {}] = await rows(bench, 'SELECT FIELDS(STANDARD) FROM Lead');
    expect(standard).not.toHaveProperty('Baton_Stage__c');
    await expect(bench.conn.query('SELECT FIELDS(ALL) FROM Lead')).rejects.toMatchObject({
      errorCode: 'MALFORMED_QUERY',
    });
  });

  it('is told instead of rows where only the columns are wanted', async () => {
    const { conn } = await openBench();
    const q = encodeURIComponent('SELECT Id, Owner.Name, NumberOfEmployees FROM Lead');
    expect(await conn.request(`/query?q=${q}&columns=true`)).toMatchObject({
      entityName: 'Lead',
      idSelected: true,
      keyPrefix: '00Q',
      columnMetadata: [
        { columnName: 'Id', apexType: 'Id' },
        { columnName: 'Owner', joinColumns: [{ columnName: 'Name', textType: true }] },
        { columnName: 'NumberOfEmployees', apexType: 'Integer', numberType: true },
      ],
    });
  });
});

describe('a search', () => {
  it('finds words in fields, over several objects', async () => {
    const { conn } = await openBench();
    const { searchRecords } = await conn.search('FIND {abe*} IN ALL FIELDS RETURNING Lead(Id, LastName), Contact(Id)');
    expect(searchRecords).toMatchObject([{ attributes: { type: 'Lead' }, LastName: 'Abe' }]);
    const mail = await conn.search('FIND {chiba@northwind.example} IN EMAIL FIELDS RETURNING Contact(LastName), Lead');
    expect(mail.searchRecords).toMatchObject([{ LastName: 'Chiba' }]);
    await expect(conn.search('FIND abe')).rejects.toMatchObject({ errorCode: 'MALFORMED_SEARCH' });
    await expect(conn.search('FIND {abe OR baba} RETURNING Lead')).rejects.toMatchObject({
      errorCode: 'NOT_IN_SANDBOX',
    });
  });

  it('needs no SOSL', async () => {
    const { conn } = await openBench();
    const body = { q: 'Abe', fields: ['LastName'], sobjects: [{ name: 'Lead', limit: 5 }] };
    expect(await conn.requestPost('/parameterizedSearch', body)).toMatchObject({
      searchRecords: [{ LastName: 'Abe' }],
    });
  });
});
