/** The Salesforce sandbox works through bulk jobs as the vendor does, driven by the real client and by plain requests. */
import { describe, expect, it } from 'vitest';
import { type Bench, openBench, START } from './salesforce-sandbox-org.ts';

const JOBS = '/services/data/v67.0/jobs';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly locator: string | null;
}

/** One plain request, as a client of any other language sends it. */
async function ask(
  { sandbox }: Bench,
  method: string,
  path: string,
  body?: string,
  type = 'application/json',
): Promise<Answer> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': type },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  const json = /^[[{]/.test(text) ? [JSON.parse(text)].flat()[0] : {};
  return { status: answer.status, text, json, locator: answer.headers.get('sforce-locator') };
}

async function upload(bench: Bench, job: object, csv: string): Promise<string> {
  const made = await ask(bench, 'POST', `${JOBS}/ingest`, JSON.stringify(job));
  expect(made).toMatchObject({
    status: 200,
    json: { state: 'Open', contentUrl: expect.stringMatching(/^services\//) },
  });
  const at = `${JOBS}/ingest/${made.json['id']}`;
  expect((await ask(bench, 'PUT', `${at}/batches`, csv, 'text/csv')).status).toBe(201);
  const closed = await ask(bench, 'PATCH', at, JSON.stringify({ state: 'UploadComplete' }));
  expect(closed).toMatchObject({ status: 200, json: { state: 'UploadComplete' } });
  return at;
}

function places(bench: Bench, count: number): void {
  for (let n = 0; n < count; n += 1)
    bench.sandbox.world.place('Account', { Name: `Works ${n}` }, Temporal.Instant.from(START));
}

describe('a bulk query', () => {
  it('gives its rows by pages of any size, with a locator until the last', async () => {
    const bench = await openBench();
    places(bench, 25);
    const query = "SELECT Id, Name FROM Account WHERE Name LIKE 'Works %' ORDER BY Name";
    const made = await ask(bench, 'POST', `${JOBS}/query`, JSON.stringify({ operation: 'query', query }));
    expect(made.json).toMatchObject({ state: 'UploadComplete', object: 'Account', apiVersion: 67, contentType: 'CSV' });
    const at = `${JOBS}/query/${made.json['id']}`;
    expect((await ask(bench, 'GET', at)).json).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 25 });
    const names: string[] = [];
    let locator: string | null = '';
    for (let page = 0; locator !== 'null'; page += 1) {
      expect(page).toBeLessThan(3);
      const answer: Answer = await ask(bench, 'GET', `${at}/results?maxRecords=10&locator=${locator}`);
      const [header, ...lines] = answer.text.trimEnd().split('\n');
      expect(header).toBe('"Id","Name"');
      names.push(...lines.map((line) => String(line.split(',')[1])));
      locator = answer.locator;
    }
    expect(new Set(names).size).toBe(25);
    const links = await ask(bench, 'GET', `${at}/resultPages?maxRecords=10`);
    const urls = (links.json['resultPages'] as { resultUrl: string }[]).map(({ resultUrl }) => resultUrl);
    expect(urls).toHaveLength(3);
    expect((await ask(bench, 'GET', String(urls[2]))).text.trimEnd().split('\n')).toHaveLength(6);
  });

  it('keeps the rows as they were when it ran, and those in the bin only for queryAll', async () => {
    const bench = await openBench();
    const [gone] = bench.sandbox.world.rowsOf('Lead');
    await bench.conn.sobject('Lead').destroy(String(gone?.['Id']));
    const rows = async (scanAll: boolean) =>
      (await (await bench.conn.bulk2.query('SELECT LastName, IsDeleted FROM Lead', { scanAll })).toArray()).length;
    expect([await rows(false), await rows(true)]).toEqual([1, 2]);
  });

  it('writes parents, empty values, moments and quotes as the vendor does, with the delimiter that was asked for', async () => {
    const bench = await openBench();
    const { id } = await bench.conn.sobject('Lead').create({ LastName: 'Say "no";\nnever', Company: 'X' });
    const query = `SELECT LastName, Owner.Name, Email, CreatedDate, IsConverted FROM Lead WHERE Id = '${id}'`;
    const job = { operation: 'query', query, columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' };
    const made = await ask(bench, 'POST', `${JOBS}/query`, JSON.stringify(job));
    const answer = await ask(bench, 'GET', `${JOBS}/query/${made.json['id']}/results`);
    expect(answer.text).toBe(
      '"LastName";"Owner.Name";"Email";"CreatedDate";"IsConverted"\r\n' +
        '"Say ""no"";\nnever";"Web Leads";"";"2026-11-02T00:00:00.000Z";"false"\r\n',
    );
  });

  it('is refused for what bulk queries cannot do, and when the SOQL is wrong', async () => {
    const bench = await openBench();
    const refused = async (query: string) =>
      (await ask(bench, 'POST', `${JOBS}/query`, JSON.stringify({ operation: 'query', query }))).json;
    expect(await refused('SELECT COUNT() FROM Lead')).toMatchObject({ errorCode: 'API_ERROR' });
    expect(await refused('SELECT Id FROM Lead OFFSET 1')).toMatchObject({ errorCode: 'API_ERROR' });
    expect(await refused('SELECT Nothing FROM Lead')).toMatchObject({ errorCode: 'INVALID_FIELD' });
    expect(await refused('SELECT')).toMatchObject({ errorCode: 'MALFORMED_QUERY' });
  });

  it('has no results before it ran, none after it was aborted, and is gone when deleted', async () => {
    const bench = await openBench({ bulkWaits: Temporal.Duration.from({ minutes: 5 }) });
    const job = JSON.stringify({ operation: 'query', query: 'SELECT Id FROM Lead' });
    const made = async () => `${JOBS}/query/${(await ask(bench, 'POST', `${JOBS}/query`, job)).json['id']}`;
    const first = await made();
    const second = await made();
    expect((await ask(bench, 'GET', first)).json).toMatchObject({ state: 'UploadComplete' });
    expect((await ask(bench, 'GET', `${first}/results`)).json).toMatchObject({ errorCode: 'INVALIDJOBSTATE' });
    expect((await ask(bench, 'PATCH', second, '{"state":"Aborted"}')).json).toMatchObject({ state: 'Aborted' });
    bench.goTo('2026-11-02T00:05:00Z');
    expect((await ask(bench, 'GET', first)).json).toMatchObject({ state: 'JobComplete' });
    expect((await ask(bench, 'GET', second)).json).toMatchObject({ state: 'Aborted' });
    expect((await ask(bench, 'GET', `${first}/results`)).text).toContain('"Id"\n"00Q');
    expect((await ask(bench, 'DELETE', first)).status).toBe(204);
    expect(await ask(bench, 'GET', first)).toMatchObject({ status: 404, json: { errorCode: 'NOT_FOUND' } });
    const listed = JSON.parse((await ask(bench, 'GET', `${JOBS}/query`)).text) as { records: { state: string }[] };
    expect(listed.records.map(({ state }) => state)).toEqual(['Aborted']);
  });
});

describe('a bulk load', () => {
  it('by jsforce inserts what is right and tells of each row that is not', async () => {
    const { conn, sandbox } = await openBench();
    conn.bulk2.pollInterval = 1;
    const input = [
      { LastName: 'Ueda', Company: 'X', NumberOfEmployees: '12', Email: '' },
      { LastName: 'Endo' },
      { LastName: 'Oda', Company: 'X', Email: 'nowhere' },
    ];
    const results = await conn.bulk2.loadAndWaitForResults({ object: 'Lead', operation: 'insert', input });
    expect(results.successfulResults).toMatchObject([{ sf__Created: 'true', LastName: 'Ueda' }]);
    expect(results.failedResults.map(({ sf__Error }) => sf__Error)).toEqual([
      'REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --',
      'INVALID_EMAIL_ADDRESS:Email: invalid email address: nowhere:Email --',
    ]);
    expect(sandbox.world.rowsOf('Lead').find((row) => row['LastName'] === 'Ueda')).toMatchObject({
      NumberOfEmployees: 12,
      OwnerId: sandbox.world.integrationUserId,
    });
  });

  it('upserts by an external id in any case, leaves empty cells alone and clears at #N/A', async () => {
    const bench = await openBench();
    const { conn, sandbox } = bench;
    await conn.sobject('Lead').create({ LastName: 'Kato', Company: 'X', Phone: '1', Title: 'T', Baton_Id__c: 'L1' });
    const job = { object: 'lead', operation: 'upsert', externalIdFieldName: 'baton_id__c' };
    const csv =
      'BATON_ID__C,lastname,COMPANY,phone,title,Owner.Username\nL1,Kato,,#N/A,,\nL2,Mori,Y,,,ito@baton-demo.example\n';
    const at = await upload(bench, job, csv);
    expect((await ask(bench, 'GET', at)).json).toMatchObject({
      state: 'JobComplete',
      externalIdFieldName: 'Baton_Id__c',
      numberRecordsProcessed: 2,
      numberRecordsFailed: 0,
    });
    const [header, first, second] = (await ask(bench, 'GET', `${at}/successfulResults`)).text.split('\n');
    expect(header).toBe('"sf__Id","sf__Created","BATON_ID__C","lastname","COMPANY","phone","title","Owner.Username"');
    expect(first).toMatch(/^"00Q\w{15}","false","L1"/);
    expect(second).toMatch(/^"00Q\w{15}","true","L2"/);
    const [kato, mori] = ['L1', 'L2'].map((id) =>
      sandbox.world.rowsOf('Lead').find((row) => row['Baton_Id__c'] === id),
    );
    expect(kato).toMatchObject({ Company: 'X', Title: 'T' });
    expect(kato?.['Phone'] ?? null).toBeNull();
    expect(mori?.['OwnerId']).toBe(sandbox.world.userByEmail('ito@baton-demo.example')?.['Id']);
  });

  it('updates and deletes by id, of 15 or 18 characters', async () => {
    const bench = await openBench();
    const [abe, baba] = bench.sandbox.world.rowsOf('Lead').map((row) => String(row['Id']));
    await upload(bench, { object: 'Lead', operation: 'update' }, `Id,Title\n${abe},CEO\n${baba?.slice(0, 15)},CFO\n`);
    await upload(bench, { object: 'Lead', operation: 'delete' }, `Id\n${baba}\n`);
    const { records } = await bench.conn.query('SELECT Title, IsDeleted FROM Lead ORDER BY Title', { scanAll: true });
    expect(records.map((row) => [row['Title'], row['IsDeleted']])).toEqual([
      ['CEO', false],
      ['CFO', true],
    ]);
  });

  it('is worked through by portions; what is left when it is aborted is unprocessed', async () => {
    const bench = await openBench();
    const lines = Array.from({ length: 25_000 }, (_, n) => `"L\n${n}",X`);
    const at = await upload(bench, { object: 'Lead', operation: 'insert' }, `LastName,Company\n${lines.join('\n')}\n`);
    expect((await ask(bench, 'GET', at)).json).toMatchObject({ state: 'InProgress', numberRecordsProcessed: 10_000 });
    expect((await ask(bench, 'PATCH', at, '{"state":"Aborted"}')).json).toMatchObject({ state: 'Aborted' });
    const left = (await ask(bench, 'GET', `${at}/unprocessedrecords`)).text;
    expect(left.startsWith('"LastName","Company"\n"L\n20000","X"\n')).toBe(true);
    expect(left.split('"L\n')).toHaveLength(5_001);
    expect(bench.sandbox.world.rowsOf('Lead')).toHaveLength(20_002);
  });

  it.each([
    ['an unknown column', 'LastName,Nonsense\nx,y\n', 'InvalidBatch : Field name not found : Nonsense'],
    ['lines that end otherwise', 'LastName,Company\r\nx,y\r\n', 'ClientInputError : LineEnding is invalid'],
    ['a quote left open', 'LastName,Company\n"x,y\n', 'InvalidBatch : '],
  ])('fails as a whole for %s', async (_, csv, message) => {
    const bench = await openBench();
    const at = await upload(bench, { object: 'Lead', operation: 'insert' }, csv);
    const { json } = await ask(bench, 'GET', at);
    expect(json).toMatchObject({ state: 'Failed', errorMessage: expect.stringContaining(message) });
    expect(bench.sandbox.world.rowsOf('Lead')).toHaveLength(2);
  });

  it('is refused where the object, the key or the order of calls is wrong', async () => {
    const bench = await openBench();
    const refused = async (job: object) => (await ask(bench, 'POST', `${JOBS}/ingest`, JSON.stringify(job))).json;
    expect(await refused({ object: 'Nothing', operation: 'insert' })).toMatchObject({ errorCode: 'INVALIDENTITY' });
    const upsert = { object: 'Lead', operation: 'upsert' };
    expect(await refused(upsert)).toMatchObject({ errorCode: 'INVALIDJOB' });
    expect(await refused({ ...upsert, externalIdFieldName: 'Title' })).toMatchObject({ errorCode: 'INVALIDJOB' });
    const at = await upload(bench, { object: 'Lead', operation: 'insert' }, 'LastName,Company\nx,y\n');
    const late = await ask(bench, 'PUT', `${at}/batches`, 'LastName,Company\nx,y\n', 'text/csv');
    expect(late).toMatchObject({ status: 400, json: { errorCode: 'INVALIDJOBSTATE' } });
    expect((await ask(bench, 'PATCH', at, '{"state":"Aborted"}')).json).toMatchObject({ errorCode: 'INVALIDJOBSTATE' });
  });
});
