/** The Salesforce sandbox gives tokens as the vendor does, by every flow that a client may choose. */
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { Connection, OAuth2 } from 'jsforce';
import { describe, expect, it } from 'vitest';
import { INTEGRATION_EMAIL, type SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { connect, openBench, START } from './salesforce-sandbox-org.ts';

const EXPIRED = { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' };
const NOW_S = Temporal.Instant.from(START).epochMilliseconds / 1_000;
const BACK = 'http://127.0.0.1:1717/callback';

async function token(sandbox: SalesforceSandbox, form: Record<string, string>): Promise<Record<string, unknown>> {
  const body = new URLSearchParams(form);
  const answer = await fetch(`${sandbox.url}/services/oauth2/token`, { method: 'POST', body });
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}

function app(sandbox: SalesforceSandbox, more: { readonly useVerifier?: boolean } = {}): OAuth2 {
  const { url: loginUrl, clientId, clientSecret } = sandbox;
  return new OAuth2({ loginUrl, clientId, clientSecret, redirectUri: BACK, ...more });
}

/** Where the authorization page sends the browser. */
async function sentTo(address: string): Promise<URL> {
  const answer = await fetch(address, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(String(answer.headers.get('location')));
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
    expect(await token(sandbox, { grant_type: 'device' })).toMatchObject({ error: 'unsupported_grant_type' });
    const password = {
      ...form,
      client_secret: sandbox.clientSecret,
      grant_type: 'password',
      username: INTEGRATION_EMAIL,
    };
    expect(await token(sandbox, { ...password, password: 'wrong' })).toMatchObject({
      error: 'invalid_grant',
      error_description: 'authentication failure',
    });
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

describe('the web server flow', () => {
  it('gives jsforce a code for its verifier, and a refresh token that lasts', async () => {
    const { sandbox, goTo } = await openBench();
    const oauth2 = app(sandbox, { useVerifier: true });
    const url = await sentTo(oauth2.getAuthorizationUrl({ scope: 'api refresh_token', state: 'a b&c' }));
    expect([url.origin + url.pathname, url.searchParams.get('state')]).toEqual([BACK, 'a b&c']);
    const conn = new Connection({ instanceUrl: sandbox.url, oauth2, version: '67.0' });
    const user = await conn.authorize(String(url.searchParams.get('code')));
    expect(user).toMatchObject({ id: sandbox.world.integrationUserId, organizationId: sandbox.world.organizationId });
    const first = conn.accessToken;
    goTo('2026-12-02T00:00:00Z');
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
    expect(conn.accessToken).not.toBe(first);
  });

  it('lets a public client in by its verifier alone', async () => {
    const { sandbox } = await openBench();
    const code_verifier = 'a-verifier-of-more-than-forty-three-characters-0123456789';
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const url = await sentTo(
      app(sandbox).getAuthorizationUrl({ code_challenge, login_hint: 'ito@baton-demo.example' }),
    );
    const code = String(url.searchParams.get('code'));
    const form = { grant_type: 'authorization_code', client_id: sandbox.clientId, redirect_uri: BACK, code };
    const granted = await token(sandbox, { ...form, code_verifier });
    expect(granted).toMatchObject({ status: 200, refresh_token: expect.any(String) });
    const who = await connect(sandbox, String(granted['access_token'])).identity();
    expect(who).toMatchObject({ username: 'ito@baton-demo.example', organization_id: sandbox.world.organizationId });
  });

  it('takes a code once, in time, from where it was sent, with the right verifier', async () => {
    const { sandbox, goTo } = await openBench();
    const oauth2 = app(sandbox, { useVerifier: true });
    const code = async () => (await sentTo(oauth2.getAuthorizationUrl())).searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      redirect_uri: BACK,
      code_verifier: oauth2.codeVerifier ?? '',
    };
    const used = await code();
    expect(await token(sandbox, { ...form, code: used })).toMatchObject({ status: 200 });
    expect(await token(sandbox, { ...form, code: used })).toMatchObject({
      error: 'invalid_grant',
      error_description: 'expired authorization code',
    });
    expect(await token(sandbox, { ...form, code: await code(), code_verifier: 'wrong' })).toMatchObject({
      error: 'invalid_grant',
      error_description: 'invalid code verifier',
    });
    expect(await token(sandbox, { ...form, code: await code(), redirect_uri: 'https://x.example' })).toMatchObject({
      error: 'redirect_uri_mismatch',
    });
    const late = await code();
    goTo('2026-11-02T00:16:00Z');
    expect(await token(sandbox, { ...form, code: late })).toMatchObject({ error: 'invalid_grant' });
  });

  it('sends codes only where the app says, and only to the app', async () => {
    const { sandbox } = await openBench({ callbackUrls: ['https://app.example/back'] });
    const elsewhere = await fetch(app(sandbox).getAuthorizationUrl(), { redirect: 'manual' });
    expect([elsewhere.status, await elsewhere.text()]).toEqual([400, expect.stringContaining('redirect_uri_mismatch')]);
    const stranger = await fetch(`${sandbox.url}/services/oauth2/authorize?response_type=code&client_id=x`);
    expect([stranger.status, await stranger.text()]).toEqual([400, expect.stringContaining('invalid_client_id')]);
  });
});

describe('a session', () => {
  it('that is over is renewed once, however many calls find out', async () => {
    const { sandbox, goTo } = await openBench();
    const oauth2 = app(sandbox);
    const { access_token } = await token(sandbox, {
      grant_type: 'password',
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      username: INTEGRATION_EMAIL,
      password: 'baton-sandbox-passwordSECURITYTOKEN',
    });
    const { refreshToken, url: instanceUrl } = sandbox;
    const conn = new Connection({
      instanceUrl,
      oauth2,
      refreshToken,
      accessToken: String(access_token),
      version: '67.0',
    });
    goTo('2026-11-02T02:00:00Z');
    const pages = await Promise.all(Array.from({ length: 10 }, () => conn.query('SELECT Id FROM Lead')));
    expect(pages.map(({ totalSize }) => totalSize)).toEqual(Array(10).fill(2));
    const renewals = sandbox.server.calls.filter(({ path }) => path === '/services/oauth2/token');
    expect(renewals).toHaveLength(2);
    expect(sandbox.server.calls.filter(({ status }) => status === 401)).toHaveLength(10);
  });

  it('ends when it is revoked, and with its refresh token', async () => {
    const { sandbox } = await openBench();
    const oauth2 = app(sandbox);
    const conn = new Connection({ instanceUrl: sandbox.url, oauth2, version: '67.0' });
    const url = await sentTo(oauth2.getAuthorizationUrl());
    await conn.authorize(String(url.searchParams.get('code')));
    const { accessToken, refreshToken } = conn;
    await conn.logout(true);
    await expect(connect(sandbox, String(accessToken)).query('SELECT Id FROM Lead')).rejects.toMatchObject(EXPIRED);
    await expect(oauth2.refreshToken(String(refreshToken))).rejects.toMatchObject({ name: 'invalid_grant' });
    await expect(oauth2.revokeToken('never given')).rejects.toThrow('unsupported_token_type');
    await oauth2.revokeToken(sandbox.accessToken);
    await expect(connect(sandbox).query('SELECT Id FROM Lead')).rejects.toMatchObject(EXPIRED);
  });
});
