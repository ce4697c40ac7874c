/** The Salesforce sandbox as any client meets it that sends plain HTTP: statuses, headers and sentences, without the forgiveness of a library. */
import { describe, expect, it } from 'vitest';
import { type Bench, idWhere, openBench } from './salesforce-sandbox-org.ts';

const V = '/services/data/v67.0';

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function ask({ sandbox }: Bench, method: string, path: string, { body, headers }: Sent = {}): Promise<Answer> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
}

const soql = (query: string): string => `q=${encodeURIComponent(query)}`;

describe('a row', () => {
  it('by its external id: 201 made, 200 changed or read, 204 deleted, 404 where there is none', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const at = `${V}/sobjects/Lead/Baton_Id__c/k-1`;
    const made = await ask(bench, 'PATCH', at, { body: { LastName: 'Endo', Company: 'Fabrikam' } });
    expect(made).toMatchObject({ status: 201, body: { success: true, created: true, errors: [] } });
    const changed = await ask(bench, 'PATCH', at, { body: { Title: 'CEO' } });
    expect(changed).toMatchObject({ status: 200, body: { success: true, created: false } });
    const read = await ask(bench, 'GET', `${at}?fields=Title,Company`);
    expect(read).toMatchObject({ status: 200, body: { Title: 'CEO', Company: 'Fabrikam' } });
    expect(read.body).not.toHaveProperty('LastName');
    expect((await ask(bench, 'DELETE', at)).status).toBe(204);
    expect(await ask(bench, 'GET', at)).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
    });
  });

  it('by an external id that two rows have is neither: 300, with the addresses of both', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const { conn, sandbox } = bench;
    const Metadata = { label: 'Number', type: 'Text', length: 20, externalId: true };
    await conn.tooling.sobject('CustomField').create({ FullName: 'Lead.Number__c', Metadata } as never);
    const set = await conn.sobject('PermissionSet').create({ Name: 'Shown', Label: 'Shown' });
    const right = { SobjectType: 'Lead', Field: 'Lead.Number__c', PermissionsRead: true, PermissionsEdit: true };
    await conn.sobject('FieldPermissions').create({ ParentId: String(set.id), ...right });
    const AssigneeId = sandbox.world.integrationUserId;
    await conn.sobject('PermissionSetAssignment').create({ PermissionSetId: String(set.id), AssigneeId });
    const twins = await conn.sobject('Lead').create([
      { LastName: 'A', Company: 'X', Number__c: '7' },
      { LastName: 'B', Company: 'X', Number__c: '7' },
    ]);
    const addresses = twins.map(({ id }) => `${V}/sobjects/Lead/${id}`);
    const at = `${V}/sobjects/Lead/Number__c/7`;
    for (const [method, body] of [['GET'], ['PATCH', { Title: 'CEO' }], ['DELETE']] as const)
      expect(await ask(bench, method, at, { body })).toMatchObject({ status: 300, body: addresses });
    expect(twins.map(({ id }) => sandbox.world.row(String(id))?.['Title'] ?? null)).toEqual([null, null]);
    const records = [{ attributes: { type: 'Lead' }, Number__c: '7', Title: 'CEO' }];
    expect(await ask(bench, 'PATCH', `${V}/composite/sobjects/Lead/Number__c`, { body: { records } })).toMatchObject({
      status: 200,
      body: [{ success: false, errors: [{ statusCode: 'DUPLICATE_EXTERNAL_ID' }] }],
    });
  });

  it('takes names in any case, numbers and truth sent as text, and ids of 15 characters; it answers with its own', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const OwnerId = idWhere(bench.sandbox, 'User', 'Email', 'tanaka@baton-demo.example');
    const body = {
      lastname: 'Endo',
      COMPANY: 'Fabrikam',
      numberofemployees: '12',
      AnnualRevenue: '1500.5',
      HasOptedOutOfEmail: 'true',
      ownerid: OwnerId.slice(0, 15),
    };
    const made = await ask(bench, 'POST', `${V}/SObjects/lead/`, { body });
    expect(made).toMatchObject({ status: 201, body: { success: true } });
    const { id } = made.body as { id: string };
    expect(made.headers.get('location')).toBe(`${V}/sobjects/Lead/${id}`);
    for (const given of [id, id.slice(0, 15)])
      expect(await ask(bench, 'GET', `${V}/sobjects/LEAD/${given}?fields=lastName,annualrevenue`)).toMatchObject({
        status: 200,
        body: { attributes: { type: 'Lead' }, LastName: 'Endo', AnnualRevenue: 1500.5 },
      });
    expect(bench.sandbox.world.row(id)).toMatchObject({ NumberOfEmployees: 12, HasOptedOutOfEmail: true, OwnerId });
    for (const name of ['describe', 'Describe'])
      expect((await ask(bench, 'GET', `${V}/sobjects/Lead/${name}`)).body).toMatchObject({ name: 'Lead' });
  });

  it('is changed by a POST that says PATCH, as clients without that method send it', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const id = idWhere(bench.sandbox, 'Lead', 'LastName', 'Abe');
    const at = `${V}/sobjects/Lead/${id}?_HttpMethod=PATCH`;
    expect((await ask(bench, 'POST', at, { body: { Title: 'CEO' } })).status).toBe(204);
    expect(bench.sandbox.world.row(id)).toMatchObject({ Title: 'CEO' });
  });

  it('that is refused says so in the vendor’s own sentence', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const refused = async (method: string, path: string, body: unknown) => {
      const answer = await ask(bench, method, `${V}/${path}`, { body });
      return [answer.status, answer.body];
    };
    expect(await refused('POST', 'sobjects/Account', {})).toEqual([
      400,
      [
        {
          message: 'Required fields are missing: [Name]',
          errorCode: 'REQUIRED_FIELD_MISSING',
          fields: ['Name'],
        },
      ],
    ]);
    expect(await refused('POST', 'sobjects/Lead', { LastName: 'A', Company: 'B', Nope: 1 })).toEqual([
      400,
      [{ message: "No such column 'Nope' on sobject of type Lead", errorCode: 'INVALID_FIELD' }],
    ]);
    expect(await refused('POST', 'sobjects/Lead', '{"LastName":')).toMatchObject([
      400,
      [{ errorCode: 'JSON_PARSER_ERROR' }],
    ]);
    expect(await refused('PATCH', 'sobjects/Lead', {})).toMatchObject([405, [{ errorCode: 'METHOD_NOT_ALLOWED' }]]);
  });
});

describe('many rows', () => {
  it('are undone all together: the row that was right says why it is not there', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const records = [{ attributes: { type: 'Account' }, Name: 'A' }, { attributes: { type: 'Account' } }];
    const answer = await ask(bench, 'POST', `${V}/composite/sobjects`, { body: { allOrNone: true, records } });
    expect(answer).toMatchObject({
      status: 200,
      body: [
        { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
        { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
      ],
    });
    expect(bench.sandbox.world.rowsOf('Account')).toHaveLength(1);
    const ids = bench.sandbox.world.rowsOf('Lead').map((row) => String(row['Id']));
    const gone = await ask(
      bench,
      'DELETE',
      `${V}/composite/sobjects?ids=${ids.join(',')},00Q000000000000AAA&allOrNone=true`,
    );
    expect(gone.body).toMatchObject([{ success: false }, { success: false }, { success: false }]);
    expect((await ask(bench, 'GET', `${V}/query?${soql('SELECT COUNT() FROM Lead')}`)).body).toMatchObject({
      totalSize: 2,
    });
  });
});

describe('what a session is asked for', () => {
  it('is told to whoever holds it: claims, identity and addresses', async () => {
    const bench = await openBench();
    const { integrationUserId: user, organizationId: org } = bench.sandbox.world;
    const info = await ask(bench, 'GET', '/services/oauth2/userinfo');
    expect(info).toMatchObject({ status: 200, body: { user_id: user, organization_id: org } });
    const { sub } = info.body as { sub: string };
    expect(sub).toBe(`${bench.sandbox.url}/id/${org}/${user}`);
    const identity = await ask(bench, 'GET', new URL(sub).pathname);
    expect(identity).toMatchObject({ status: 200, body: { user_id: user, organization_id: org } });
    expect((await ask(bench, 'GET', V)).body).toMatchObject({ identity: sub, queryAll: `${V}/queryAll` });
  });

  it('is given for the client’s name and secret in the header too, and ends where it is revoked by address', async () => {
    const bench = await openBench();
    const { url, clientId, clientSecret } = bench.sandbox;
    const answer = await fetch(`${url}/services/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token, instance_url, id, issued_at } = (await answer.json()) as Record<string, string>;
    expect(instance_url).toBe(url);
    expect(id).toContain(`/id/${bench.sandbox.world.organizationId}/`);
    expect(issued_at).toMatch(/^\d{13}$/);
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await ask(bench, 'GET', `${V}/limits`, { headers })).status).toBe(200);
    const token = encodeURIComponent(String(access_token));
    expect((await fetch(`${url}/services/oauth2/revoke?token=${token}`)).status).toBe(200);
    expect(await ask(bench, 'GET', `${V}/limits`, { headers })).toMatchObject({
      status: 401,
      body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
    });
  });
});

describe('every answer', () => {
  it('says what of the day’s allowance is used: rows, refusals, files and nothing at all', async () => {
    const bench = await openBench({ assignmentRule: 'off' });
    const used = async (method: string, path: string, sent: Sent = {}): Promise<readonly unknown[]> => {
      const { status, headers } = await ask(bench, method, path, sent);
      return [status, headers.get('sforce-limit-info')];
    };
    const id = idWhere(bench.sandbox, 'Lead', 'LastName', 'Abe');
    expect(await used('GET', `${V}/query?${soql('SELECT Id FROM Lead')}`)).toEqual([200, 'api-usage=1/15000']);
    expect(await used('PATCH', `${V}/sobjects/Lead/${id}`, { body: {} })).toEqual([204, 'api-usage=2/15000']);
    expect(await used('GET', `${V}/sobjects/Lead/00Q000000000000AAA`)).toEqual([404, 'api-usage=3/15000']);
    expect(await used('POST', `${V}/composite`, { body: {} })).toEqual([400, 'api-usage=4/15000']);
    const body = { object: 'Lead', operation: 'insert' };
    const job = await ask(bench, 'POST', `${V}/jobs/ingest`, { body });
    expect(job.headers.get('sforce-limit-info')).toBe('api-usage=5/15000');
    const at = `${V}/jobs/ingest/${(job.body as { id: string }).id}`;
    const csv = { body: 'LastName,Company\nx,y\n', headers: { 'content-type': 'text/csv' } };
    expect(await used('PUT', `${at}/batches`, csv)).toEqual([201, 'api-usage=6/15000']);
    await ask(bench, 'PATCH', at, { body: { state: 'UploadComplete' } });
    expect(await used('GET', `${at}/successfulResults`)).toEqual([200, 'api-usage=8/15000']);
    expect(await used('GET', `${V}/limits`)).toEqual([200, 'api-usage=9/15000']);
  });
});

it('pages of 2,000 go on by the address that each names, deleted rows among those of queryAll', async () => {
  const bench = await openBench({ assignmentRule: 'off' });
  const { world } = bench.sandbox;
  for (let n = 0; n < 2_001; n += 1)
    world.place('Account', { Name: `N${n}` }, Temporal.Instant.from('2026-11-01T00:00:00Z'));
  world
    .as(world.integrationUserId, Temporal.Instant.from('2026-11-02T00:00:00Z'))
    .remove('Account', idWhere(bench.sandbox, 'Account', 'Name', 'N7'));
  const pages = async (resource: string): Promise<readonly number[]> => {
    const first = await ask(bench, 'GET', `${V}/${resource}?${soql("SELECT Id FROM Account WHERE Name LIKE 'N%'")}`);
    type Page = { done: boolean; totalSize: number; nextRecordsUrl?: string; records: unknown[] };
    const page = first.body as Page;
    if (page.nextRecordsUrl === undefined) return [page.totalSize, page.records.length];
    expect(page.nextRecordsUrl).toMatch(new RegExp(`^${V}/${resource}/01g\\w+-2000$`));
    const second = (await ask(bench, 'GET', page.nextRecordsUrl)).body as Page;
    expect(second.done).toBe(true);
    return [page.totalSize, page.records.length, second.records.length];
  };
  // The account of the story is called Northwind Works.
  expect(await pages('query')).toEqual([2_001, 2_000, 1]);
  expect(await pages('queryAll')).toEqual([2_002, 2_000, 2]);
});

it('the fields of an opportunity leave a history where that is switched on, beside its snapshots', async () => {
  const bench = await openBench({ assignmentRule: 'off', tracked: ['Opportunity.StageName', 'Opportunity.OwnerId'] });
  const body = { Name: 'A', StageName: 'Prospecting', CloseDate: '2026-12-20' };
  const { id } = (await ask(bench, 'POST', `${V}/sobjects/Opportunity`, { body })).body as { id: string };
  await ask(bench, 'PATCH', `${V}/sobjects/Opportunity/${id}`, { body: { StageName: 'Qualification', Amount: 5 } });
  const query =
    'SELECT Id, (SELECT Field, OldValue, NewValue FROM Histories), (SELECT StageName, Amount FROM OpportunityHistories) FROM Opportunity';
  const { records } = (await ask(bench, 'GET', `${V}/query?${soql(query)}`)).body as { records: unknown[] };
  expect(records).toMatchObject([
    {
      Histories: { records: [{ Field: 'StageName', OldValue: 'Prospecting', NewValue: 'Qualification' }] },
      OpportunityHistories: {
        records: [
          { StageName: 'Prospecting', Amount: null },
          { StageName: 'Qualification', Amount: 5 },
        ],
      },
    },
  ]);
});
