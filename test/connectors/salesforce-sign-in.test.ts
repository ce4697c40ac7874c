/** Tokens: got when needed, renewed once when refused, sent nowhere else; and an answer that breaks off is only an answer that broke off. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SalesforceAuth } from '../../connectors/salesforce/index.ts';
import { BatonError } from '../../src/domain/problem.ts';
import { detailIn } from '../../src/domain/texts/details.ts';
import { remedyOf } from '../../src/domain/texts/index.ts';
import { bench, DATA, describeObject, INTEGRATION_USER, LEAD, ORG, OWN_COLUMNS } from './salesforce-setup.ts';

const SECRET = { kind: 'client-credentials', clientId: 'consumer', clientSecret: 's3cret-value' } as const;
const WRITE = { kind: 'fields', target: LEAD, fields: { stage: 'mql' } } as const;
const EXPIRED = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
const ID = 'https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA';

beforeEach(() => {
  nock.disableNetConnect();
  describeObject('Lead', OWN_COLUMNS);
});
afterEach(() => {
  nock.cleanAll();
});

function tokens(count: number, more: object = {}): nock.Scope {
  let made = 0;
  return nock(ORG)
    .post('/services/oauth2/token')
    .times(count)
    .reply(200, () => {
      made += 1;
      return { access_token: `token-${made}`, instance_url: ORG, id: ID, ...more };
    });
}

function updates(token: string): nock.Interceptor {
  return nock(ORG).patch(`${DATA}/composite/sobjects`).matchHeader('authorization', `Bearer ${token}`);
}
const DONE = [{ id: LEAD.id, success: true, errors: [] }];

describe('authorising', () => {
  it('by client credentials happens once, at the first call', async () => {
    let form = '';
    nock(ORG)
      .post('/services/oauth2/token')
      .reply(200, async (request: Request) => {
        form = await request.text();
        return { access_token: 'token-1', instance_url: ORG, id: ID };
      });
    updates('token-1').times(2).reply(200, DONE);
    const { connector } = bench({ auth: SECRET });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'done' }]);
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'done' }]);
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'consumer',
      client_secret: 's3cret-value',
    });
    expect(connector.spent().byPurpose).toEqual({ authorise: 1, describe: 1, 'send fields': 2 });
  });

  it('by refresh token sends it to the login address', async () => {
    const scope = nock('https://login.salesforce.com')
      .post('/services/oauth2/token', 'grant_type=refresh_token&refresh_token=r%2F1&client_id=consumer')
      .reply(200, { access_token: 'token-1', instance_url: ORG, id: ID });
    updates('token-1').reply(200, DONE);
    const auth: SalesforceAuth = { kind: 'refresh-token', clientId: 'consumer', refreshToken: 'r/1' };
    const { connector } = bench({ auth, loginUrl: 'https://login.salesforce.com' });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'done' }]);
    expect(scope.isDone()).toBe(true);
  });

  it('by JWT signs a short assertion for the login address', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    let assertion = '';
    nock(ORG)
      .post('/services/oauth2/token')
      .reply(200, async (request: Request) => {
        assertion = new URLSearchParams(await request.text()).get('assertion') ?? '';
        return { access_token: 'token-1', instance_url: ORG, id: ID };
      });
    updates('token-1').reply(200, DONE);
    const auth = { kind: 'jwt', clientId: 'consumer', username: 'baton@acme.example', privateKey: pem } as const;
    await bench({ auth }).connector.send([WRITE]);
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    expect(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual({
      iss: 'consumer',
      sub: 'baton@acme.example',
      aud: ORG,
      exp: Date.parse('2026-11-20T09:03:00Z') / 1000,
    });
  });

  it('that is refused says whose move it is, and is not repeated for five minutes', async () => {
    nock(ORG)
      .post('/services/oauth2/token')
      .times(2)
      .reply(400, { error: 'invalid_grant', error_description: 'authentication failure' });
    const on = bench({ auth: SECRET });
    const refused = { state: 'throttled', problem: { category: 'credential', mover: 'admin', code: 'invalid_grant' } };
    expect(await on.connector.send([WRITE])).toMatchObject([refused]);
    expect(await on.connector.send([WRITE])).toMatchObject([refused]);
    expect(on.connector.spent().calls).toBe(1);
    on.now = on.now.add({ minutes: 6 });
    await on.connector.send([WRITE]);
    expect(on.connector.spent().calls).toBe(2);
  });

  it.each([
    ['another host', { instance_url: 'https://evil.example' }, 'INSTANCE_MISMATCH'],
    ['a host that only begins alike', { instance_url: `${ORG}.evil.example` }, 'INSTANCE_MISMATCH'],
    ['the same host in clear text', { instance_url: ORG.replace('https', 'http') }, 'INSTANCE_MISMATCH'],
  ])('with a token for %s sends it nowhere', async (_, answer, code) => {
    tokens(1, answer);
    const { connector } = bench({ auth: SECRET });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'throttled', problem: { code } }]);
    expect(connector.spent().byPurpose).toEqual({ authorise: 1 });
  });

  it('into another organization than before is refused', async () => {
    const other = ID.replace('00D000000000001AAA', '00D000000000002AAA');
    nock(ORG)
      .post('/services/oauth2/token')
      .reply(200, { access_token: 'token-1', instance_url: ORG, id: ID })
      .post('/services/oauth2/token')
      .reply(200, { access_token: 'token-2', instance_url: ORG, id: other });
    updates('token-1').reply(401, EXPIRED);
    const { connector } = bench({ auth: SECRET });
    expect(await connector.send([WRITE])).toMatchObject([{ problem: { code: 'OTHER_ACCOUNT' } }]);
  });
});

describe('a session that expired', () => {
  it('is renewed once, and the refused call made again', async () => {
    tokens(2);
    updates('token-1').reply(401, EXPIRED);
    updates('token-2').reply(200, DONE);
    const { connector } = bench({ auth: SECRET });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'done' }]);
    expect(connector.spent().byPurpose).toEqual({ authorise: 2, describe: 1, 'send fields': 2 });
  });

  it('is renewed once for all who wait', async () => {
    tokens(2);
    updates('token-1').times(5).reply(401, EXPIRED);
    updates('token-2').times(5).reply(200, DONE);
    const { connector } = bench({ auth: SECRET });
    const all = await Promise.all(Array.from({ length: 5 }, () => connector.send([WRITE])));
    expect(all.flat().map(({ state }) => state)).toEqual(Array(5).fill('done'));
    expect(connector.spent().byPurpose['authorise']).toBe(2);
  });

  it('that stays refused ends after one renewal', async () => {
    tokens(9);
    nock(ORG).patch(`${DATA}/composite/sobjects`).times(9).reply(401, EXPIRED);
    const { connector } = bench({ auth: SECRET });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'throttled', problem: { category: 'credential' } }]);
    expect(connector.spent().byPurpose).toEqual({ authorise: 2, describe: 1, 'send fields': 2 });
  });

  it('of a given token ends at once', async () => {
    nock(ORG).patch(`${DATA}/composite/sobjects`).times(2).reply(401, EXPIRED);
    const { connector } = bench();
    const ended = { category: 'credential', mover: 'admin', code: 'SESSION_ENDED' };
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'throttled', problem: ended }]);
    expect(connector.spent().byPurpose).toEqual({ describe: 1, 'send fields': 1 });
  });

  it.each(['en', 'ja'] as const)('of a given token is told with what to do about it (%s)', async (language) => {
    nock(ORG).get('/services/oauth2/userinfo').reply(403, 'Bad_OAuth_Token');
    const [finding] = (await bench().connector.check?.()) ?? [];
    const { problem = expect.fail('a problem') } = finding ?? {};
    expect(detailIn(language, problem.detail) === problem.detail).toBe(language === 'en');
    expect(remedyOf(language, problem)).toMatch(/sf org auth show-access-token.*SALESFORCE_ACCESS_TOKEN.*instanceUrl/);
  });
});

describe('secrets', () => {
  it('are neither logged nor told in problems', async () => {
    tokens(1);
    nock(ORG)
      .patch(`${DATA}/composite/sobjects`)
      .reply(400, [{ errorCode: 'UNHEARD_OF', message: 'Authorization: Bearer token-1 client_secret=s3cret-value' }]);
    const on = bench({ auth: SECRET });
    const outcomes = await on.connector.send([WRITE]);
    expect(outcomes).toMatchObject([{ state: 'rejected', problem: { category: 'unlisted' } }]);
    expect(JSON.stringify([outcomes, on.logged])).not.toMatch(/token-1|s3cret-value/);
  });

  it('never stand in an address: the user is asked for with a header', async () => {
    const scope = nock(ORG)
      .get('/services/oauth2/userinfo')
      .matchHeader('authorization', 'Bearer given-token')
      .reply(200, { user_id: INTEGRATION_USER, organization_id: '00D000000000001AAA' });
    nock(ORG).post(`${DATA}/composite`).reply(200, { compositeResponse: [] });
    await bench().connector.pull('users', undefined);
    expect(scope.isDone()).toBe(true);
  });
});

describe('an address', () => {
  it.each([
    ['http://acme.my.salesforce.com'],
    ['https://acme.lightning.force.com'],
    ['https://acme.my.salesforce.com.example.net'],
    ['https://acme.my-salesforce.com'],
    ['https://salesforce.example.net'],
    ['acme.my.salesforce.com'],
    ['ftp://acme.my.salesforce.com'],
  ])('%s is refused at once', (instanceUrl) => {
    expect(() => bench({ instanceUrl })).toThrow(BatonError);
  });

  it('that redirects is not followed', async () => {
    nock(ORG).patch(`${DATA}/composite/sobjects`).reply(302, '', { location: 'https://evil.example/' });
    const followed = nock('https://evil.example').get('/').reply(200, []);
    expect(await bench().connector.send([WRITE])).toMatchObject([
      { state: 'throttled', problem: { code: 'REDIRECT' } },
    ]);
    expect(followed.isDone()).toBe(false);
  });
});

describe('over a real connection', () => {
  let server: Server;
  let address = '';
  let answer: (socket: { destroy(): void }) => string | undefined = () => undefined;

  beforeEach(async () => {
    nock.restore();
    server = createServer((request, response) => {
      const field = { name: 'Baton_Stage__c', createable: true, updateable: true };
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/json' });
        return response.end(JSON.stringify({ name: 'Lead', fields: [field] }));
      }
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      return response.write('[{"id":', () => answer(response));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    nock.activate();
  });

  it('an answer that breaks off is unknown, and the process lives', async () => {
    answer = (response) => void response.destroy();
    const { connector } = bench({ instanceUrl: address });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'unknown', problem: { category: 'lost-answer' } }]);
    await connector.close();
  });

  it('an answer that stalls is unknown after its time', async () => {
    answer = () => undefined;
    const { connector } = bench({ instanceUrl: address, answerMs: 50 });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'unknown', problem: { category: 'lost-answer' } }]);
    await connector.close();
  });

  it('a closed port means unsent: the write can simply go later', async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    const { connector } = bench({ instanceUrl: address });
    expect(await connector.send([WRITE])).toMatchObject([{ state: 'throttled', problem: { code: 'ECONNREFUSED' } }]);
    expect(connector.spent().calls).toBe(0);
    await connector.close();
  });
});
