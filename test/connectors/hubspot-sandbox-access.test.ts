/** The sandbox's doors: tokens that expire, scopes, rate limits, and calls that it does not know. */
import { Client } from '@hubspot/api-client';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type HubSpotSandbox,
  type HubSpotSandboxOptions,
  openHubSpotSandbox,
} from '../../connectors/hubspot/sandbox/index.ts';

let now = Temporal.Instant.from('2026-11-02T00:00:00Z');
let machineMs = 0;
const opened: HubSpotSandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

const open = async (options: Partial<HubSpotSandboxOptions> = {}) => {
  now = Temporal.Instant.from('2026-11-02T00:00:00Z');
  machineMs = 0;
  const sandbox = await openHubSpotSandbox({ now: () => now, machineMs: () => machineMs, ...options });
  opened.push(sandbox);
  const clientWith = (accessToken: string) => new Client({ accessToken, basePath: sandbox.url });
  return { sandbox, client: clientWith(sandbox.token), clientWith };
};

describe('tokens', () => {
  test('a refresh token buys half an hour by the sandbox’s clock', async () => {
    const { sandbox, client, clientWith } = await open();
    const refresh = (secret: string) =>
      client.oauth.tokensApi.create(
        'refresh_token',
        undefined,
        undefined,
        sandbox.clientId,
        secret,
        sandbox.refreshToken,
      );
    await expect(refresh('wrong')).rejects.toMatchObject({ code: 400 });
    const granted = await refresh(sandbox.clientSecret);
    expect(granted).toMatchObject({ tokenType: 'bearer', expiresIn: 1_800 });
    const list = () => clientWith(granted.accessToken).crm.contacts.basicApi.getPage();
    now = now.add({ minutes: 29, seconds: 59 });
    await expect(list()).resolves.toMatchObject({ results: [] });
    now = now.add({ seconds: 1 });
    await expect(list()).rejects.toMatchObject({ code: 401, body: { category: 'EXPIRED_AUTHENTICATION' } });
  });

  test('none or an unknown one is refused; a static one lives on', async () => {
    const { sandbox, client, clientWith } = await open({ tokens: ['one', 'two'] });
    expect(sandbox.token).toBe('one');
    now = now.add({ hours: 1_000 });
    await expect(client.crm.contacts.basicApi.getPage()).resolves.toMatchObject({ results: [] });
    await expect(clientWith('two').crm.contacts.basicApi.getPage()).resolves.toMatchObject({ results: [] });
    await expect(clientWith('three').crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 401,
      body: { category: 'INVALID_AUTHENTICATION' },
    });
    expect((await fetch(`${sandbox.url}/crm/v3/objects/contacts`)).status).toBe(401);
  });

  test('a missing scope is named, and the token tells those it has', async () => {
    const { sandbox, client } = await open({ scopes: ['crm.objects.contacts.read'] });
    await expect(client.crm.contacts.basicApi.getPage()).resolves.toMatchObject({ results: [] });
    await expect(client.crm.objects.calls.basicApi.getPage()).resolves.toMatchObject({ results: [] });
    await expect(client.crm.companies.basicApi.getPage()).rejects.toMatchObject({
      code: 403,
      body: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.companies.read'] } }],
      },
    });
    const told = await client.oauth.accessTokensApi.get(sandbox.token);
    expect(told).toMatchObject({ hubId: 8_800_001, scopes: ['crm.objects.contacts.read'] });
  });
});

describe('limits', () => {
  test('ten seconds roll by machine time, whatever the business clock does', async () => {
    const { client } = await open({ limits: { per10Seconds: 3 } });
    const list = () => client.crm.contacts.basicApi.getPageWithHttpInfo();
    expect((await list()).headers).toMatchObject({
      'x-hubspot-ratelimit-max': '3',
      'x-hubspot-ratelimit-remaining': '2',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-daily-remaining': '9999999',
    });
    machineMs = 4_000;
    await list();
    await list();
    now = now.add({ hours: 3 });
    await expect(list()).rejects.toMatchObject({
      code: 429,
      body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
    });
    machineMs = 10_000;
    await expect(list()).resolves.toMatchObject({ httpStatusCode: 200 });
    await expect(list()).rejects.toMatchObject({ code: 429 });
  });

  test('searches have a limit of their own, by the second', async () => {
    const { client } = await open({ limits: { searchesPerSecond: 2, per10Seconds: 1 } });
    const search = () => client.crm.contacts.searchApi.doSearch({});
    await search();
    await search();
    await expect(search()).rejects.toMatchObject({ code: 429, body: { policyName: 'SECONDLY' } });
    await expect(client.crm.contacts.basicApi.getPage()).resolves.toMatchObject({ results: [] });
    machineMs = 1_000;
    await expect(search()).resolves.toMatchObject({ total: 0 });
  });

  test('a day’s calls end at midnight of the portal', async () => {
    const { client } = await open({ limits: { daily: 2 }, zone: 'Asia/Tokyo' });
    const list = () => client.crm.contacts.basicApi.getPage();
    await list();
    await list();
    await expect(list()).rejects.toMatchObject({ code: 429, body: { policyName: 'DAILY' } });
    now = Temporal.Instant.from('2026-11-02T14:59:59Z');
    await expect(list()).rejects.toMatchObject({ code: 429 });
    now = Temporal.Instant.from('2026-11-02T15:00:00Z');
    await expect(list()).resolves.toMatchObject({ results: [] });
  });
});

test('a call that it does not know answers 501 and is counted', async () => {
  const { sandbox, client } = await open();
  const answer = await client.apiRequest({ path: '/automation/v4/flows' });
  expect(answer.status).toBe(501);
  await client.crm.contacts.basicApi.getPage();
  expect([sandbox.server.unknownCalls, sandbox.server.callCount]).toEqual([1, 2]);
});
