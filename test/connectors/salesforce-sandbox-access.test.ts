/** The Salesforce sandbox lets in whom the vendor lets in, for as long and as often as the vendor does. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { Connection } from 'jsforce';
import { describe, expect, it } from 'vitest';
import type { SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { connect, openBench, START } from './salesforce-sandbox-org.ts';

const EXPIRED = { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' };
const NOW_S = Temporal.Instant.from(START).epochMilliseconds / 1_000;

async function token(sandbox: SalesforceSandbox, form: Record<string, string>): Promise<Record<string, unknown>> {
  const body = new URLSearchParams(form);
  const answer = await fetch(`${sandbox.url}/services/oauth2/token`, { method: 'POST', body });
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}

describe('tokens', () => {
  it('by client credentials let jsforce in, and expire by the sandbox’s own clock', async () => {
    const { sandbox, goTo } = await openBench();
    const conn = new Connection({
      instanceUrl: sandbox.url,
      version: '67.0',
      oauth2: { loginUrl: sandbox.url, clientId: sandbox.clientId, clientSecret: sandbox.clientSecret },
    });
    await conn.authorize({ grant_type: 'client_credentials' });
    expect(conn.instanceUrl).toBe(sandbox.url);
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
    goTo('2026-11-02T01:59:59Z');
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
    goTo('2026-11-02T02:00:00Z');
    await expect(connect(sandbox, String(conn.accessToken)).query('SELECT Id FROM Lead')).rejects.toMatchObject(
      EXPIRED,
    );
  });

  it('are renewed by jsforce itself with a refresh token', async () => {
    const { sandbox, goTo } = await openBench();
    const form = { grant_type: 'client_credentials', client_id: sandbox.clientId, client_secret: sandbox.clientSecret };
    const { access_token } = await token(sandbox, form);
    const conn = new Connection({
      instanceUrl: sandbox.url,
      accessToken: String(access_token),
      refreshToken: sandbox.refreshToken,
      version: '67.0',
      oauth2: { loginUrl: sandbox.url, clientId: sandbox.clientId, clientSecret: sandbox.clientSecret },
    });
    goTo('2026-11-03T00:00:00Z');
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
    expect(conn.accessToken).not.toBe(access_token);
  });

  it('by a signed assertion need the right key, client, audience, life and user', async () => {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { sandbox } = await openBench({ publicKey });
    const claims = {
      iss: sandbox.clientId,
      sub: 'baton-integration@baton-demo.example',
      aud: 'https://login.salesforce.com',
      exp: NOW_S + 120,
    };
    const ask = (own: object, key = keys.privateKey) => {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const signed = `${part({ alg: 'RS256' })}.${part({ ...claims, ...own })}`;
      const signature = createSign('RSA-SHA256').update(signed).sign(key).toString('base64url');
      const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      return token(sandbox, { grant_type, assertion: `${signed}.${signature}` });
    };
    const granted = await ask({});
    expect(granted).toMatchObject({ status: 200, instance_url: sandbox.url, token_type: 'Bearer' });
    expect((await connect(sandbox, String(granted['access_token'])).query('SELECT Id FROM Lead')).totalSize).toBe(2);
    const refused = { status: 400, error: 'invalid_grant' };
    expect(await ask({}, other.privateKey)).toMatchObject(refused);
    expect(await ask({ exp: NOW_S - 1 })).toMatchObject(refused);
    expect(await ask({ exp: NOW_S + 3_600 })).toMatchObject(refused);
    expect(await ask({ aud: 'https://elsewhere.example' })).toMatchObject(refused);
    expect(await ask({ sub: 'kimura@baton-demo.example' })).toMatchObject(refused);
    expect(await ask({ iss: 'somebody' })).toMatchObject({ status: 400, error: 'invalid_client_id' });
  });

  it('are not given for wrong secrets, and none stays when all are revoked', async () => {
    const { sandbox, conn } = await openBench();
    const form = { grant_type: 'client_credentials', client_id: sandbox.clientId, client_secret: 'wrong' };
    expect(await token(sandbox, form)).toMatchObject({ status: 400, error: 'invalid_client' });
    expect(await token(sandbox, { grant_type: 'password' })).toMatchObject({ error: 'unsupported_grant_type' });
    sandbox.world.oauth.revokeAll();
    await expect(conn.query('SELECT Id FROM Lead')).rejects.toMatchObject(EXPIRED);
  });

  it('say whose they are', async () => {
    const { sandbox, conn } = await openBench();
    const who = await conn.request<Record<string, unknown>>(`${sandbox.url}/services/oauth2/userinfo`);
    expect(who).toMatchObject({
      user_id: sandbox.world.integrationUserId,
      organization_id: sandbox.world.organizationId,
      email: 'baton-integration@baton-demo.example',
    });
    expect((await fetch(`${sandbox.url}/services/oauth2/userinfo`)).status).toBe(403);
  });
});

describe('the door', () => {
  it('names its versions without a token, and knows no other', async () => {
    const { sandbox } = await openBench();
    const versions = (await (await fetch(`${sandbox.url}/services/data`)).json()) as { version: string }[];
    expect(versions.map(({ version }) => version)).toContain('67.0');
    const old = new Connection({ instanceUrl: sandbox.url, accessToken: sandbox.accessToken, version: '50.0' });
    await expect(old.query('SELECT Id FROM Lead')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('answers 501 to what it does not know, and the server counts it', async () => {
    const { sandbox, conn } = await openBench();
    for (const path of [
      '/services/data/v67.0/jobs/query',
      '/services/data/v67.0/composite/batch',
      '/services/Soap/u/67.0',
    ])
      await expect(conn.request(`${sandbox.url}${path}`)).rejects.toMatchObject({ errorCode: 'NOT_IN_SANDBOX' });
    expect(sandbox.server.unknownCalls).toBe(3);
    expect(sandbox.server.callCount).toBe(3);
  });
});

describe('the daily allowance', () => {
  it('is told in a header and by limits, runs out, and comes back a day later', async () => {
    const { conn, goTo } = await openBench({ dailyCalls: 3 });
    await conn.query('SELECT Id FROM Lead');
    expect(conn.limitInfo.apiUsage).toEqual({ used: 1, limit: 3 });
    expect((await conn.limits())['DailyApiRequests']).toEqual({ Max: 3, Remaining: 1 });
    await conn.query('SELECT Id FROM Lead');
    await expect(conn.query('SELECT Id FROM Lead')).rejects.toMatchObject({ errorCode: 'REQUEST_LIMIT_EXCEEDED' });
    goTo('2026-11-03T00:15:00Z');
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
  });
});
