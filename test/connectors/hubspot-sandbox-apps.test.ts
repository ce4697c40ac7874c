/** What an app of somebody else needs of the sandbox before it works: installation, tokens, its webhook subscriptions; and the account out of reach. */
import { Client } from '@hubspot/api-client';
import { SubscriptionCreateRequestEventTypeEnum as EventType } from '@hubspot/api-client/lib/codegen/webhooks/models/SubscriptionCreateRequest.js';
import { describe, expect, test } from 'vitest';
import { DEVELOPER_KEY } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox } from './hubspot-sandbox-bench.ts';

const APP = 4_200_001;
const bench = eachWithSandbox();

const post = (path: string, form: Record<string, string>) =>
  fetch(`${bench.sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
const credentials = () => ({ client_id: bench.sandbox.clientId, client_secret: bench.sandbox.clientSecret });

describe('an installation', () => {
  const install = async () => {
    const query = new URLSearchParams({
      client_id: bench.sandbox.clientId,
      redirect_uri: 'https://app.example/callback?from=hubspot',
      state: 's 1',
    });
    const answer = await fetch(`${bench.sandbox.url}/oauth/authorize?${query}`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get('location') ?? '');
  };

  test('leads back to the app with a code, which is changed for tokens once', async () => {
    const back = await install();
    expect(back.origin + back.pathname).toBe('https://app.example/callback');
    expect(back.searchParams.get('from')).toBe('hubspot');
    expect(back.searchParams.get('state')).toBe('s 1');
    const code = back.searchParams.get('code') ?? '';
    const { tokensApi } = bench.client.oauth;
    const change = () =>
      tokensApi.create(
        'authorization_code',
        code,
        'https://app.example/callback',
        bench.sandbox.clientId,
        bench.sandbox.clientSecret,
      );
    const tokens = await change();
    expect(tokens).toMatchObject({ refreshToken: bench.sandbox.refreshToken, expiresIn: 1_800 });
    const other = new Client({ accessToken: tokens.accessToken, basePath: bench.sandbox.url });
    await other.crm.contacts.basicApi.getPage();
    await expect(change()).rejects.toMatchObject({ code: 400 });
  });

  test('ends with its refresh token; all that came of it ends too', async () => {
    for (const end of [
      () => fetch(`${bench.sandbox.url}/oauth/v1/refresh-tokens/${bench.sandbox.refreshToken}`, { method: 'DELETE' }),
      () => post('/oauth/2026-03/token/revoke', { ...credentials(), token: bench.sandbox.refreshToken }),
    ]) {
      const refresh = () =>
        post('/oauth/v3/token', {
          ...credentials(),
          grant_type: 'refresh_token',
          refresh_token: bench.sandbox.refreshToken,
        });
      const first = (await (await refresh()).json()) as { access_token: string };
      expect((await fetch(`${bench.sandbox.url}/oauth/v1/refresh-tokens/${bench.sandbox.refreshToken}`)).status).toBe(
        200,
      );
      expect((await end()).ok).toBe(true);
      expect((await refresh()).status).toBe(400);
      const headers = { authorization: `Bearer ${first.access_token}` };
      expect((await fetch(`${bench.sandbox.url}/crm/v3/owners`, { headers })).status).toBe(401);
      await install();
      expect((await refresh()).status).toBe(200);
    }
  });
});

describe('webhook subscriptions', () => {
  test('are kept by the app itself, with its developer key', async () => {
    const developer = new Client({ developerApiKey: DEVELOPER_KEY, basePath: bench.sandbox.url });
    const { settingsApi, subscriptionsApi } = developer.webhooks;
    await expect(settingsApi.getAll(APP)).rejects.toMatchObject({ code: 404 });
    const throttling = { maxConcurrentRequests: 10 };
    await settingsApi.configure(APP, { targetUrl: 'http://127.0.0.1:9/webhooks', throttling });
    const made = await subscriptionsApi.create(APP, { eventType: EventType.ContactCreation, active: false });
    const watched = await subscriptionsApi.create(APP, {
      eventType: EventType.ContactPropertyChange,
      propertyName: 'email',
      active: true,
    });
    const again = { eventType: EventType.ContactPropertyChange, propertyName: 'email', active: true };
    await expect(subscriptionsApi.create(APP, again)).rejects.toMatchObject({ code: 409 });
    const contact = { properties: { email: 'a@x.example' }, associations: [] };
    const told = async () => {
      await bench.client.crm.contacts.basicApi.create(contact);
      const due = bench.sandbox.world.webhooks.due(bench.now);
      return due.flatMap(({ body }) =>
        (JSON.parse(body) as { subscriptionType: string }[]).map((one) => one.subscriptionType),
      );
    };
    expect(await told()).toEqual(['contact.propertyChange']);
    expect(await subscriptionsApi.getById(Number(made.id), APP)).toMatchObject({ id: made.id, active: false });
    await expect(subscriptionsApi.getById(999, APP)).rejects.toMatchObject({ code: 404 });
    await subscriptionsApi.updateBatch(APP, { inputs: [{ id: Number(watched.id), active: false }] });
    contact.properties.email = 'quiet@x.example';
    expect(await told()).toEqual([]);
    contact.properties.email = 'b@x.example';
    await subscriptionsApi.update(Number(made.id), APP, { active: true });
    await subscriptionsApi.archive(Number(watched.id), APP);
    expect(await told()).toEqual(['contact.creation']);
    expect((await subscriptionsApi.getAll(APP)).results.map(({ eventType }) => eventType)).toEqual([
      'contact.creation',
    ]);
    await settingsApi.clear(APP);
    contact.properties.email = 'c@x.example';
    expect(await told()).toEqual([]);
  });

  test('are closed to others', async () => {
    const stranger = new Client({ developerApiKey: 'wrong', basePath: bench.sandbox.url });
    await expect(stranger.webhooks.subscriptionsApi.getAll(APP)).rejects.toMatchObject({ code: 401 });
    const developer = new Client({ developerApiKey: DEVELOPER_KEY, basePath: bench.sandbox.url });
    await expect(developer.webhooks.subscriptionsApi.getAll(77)).rejects.toMatchObject({ code: 404 });
  });
});

describe('an account out of reach', () => {
  test('answers 477 while it is moved, with the seconds that are left', async () => {
    bench.sandbox.world.move(bench.now.add({ minutes: 2 }).epochMilliseconds);
    await expect(bench.client.crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 477,
      headers: { 'retry-after': '120' },
    });
    bench.now = bench.now.add({ minutes: 2 });
    await expect(bench.client.crm.contacts.basicApi.getPage()).resolves.toMatchObject({ results: [] });
  });

  test('answers 414 to an address that is too long', async () => {
    const properties = Array.from({ length: 600 }, (_, n) => `a_property_${n}`);
    await expect(bench.client.crm.contacts.basicApi.getPage(10, undefined, properties)).rejects.toMatchObject({
      code: 414,
    });
  });

  test('tells who it is in the older way too', async () => {
    const me = await (await bench.client.apiRequest({ path: '/integrations/v1/me' })).json();
    expect(me).toMatchObject({ portalId: 8_800_001, timeZone: 'Asia/Tokyo', currency: 'JPY' });
    const usage = await (await bench.client.apiRequest({ path: '/integrations/v1/limit/daily' })).json();
    expect(usage).toMatchObject([{ currentUsage: 2, usageLimit: 10_000_000 }]);
  });
});
