/** The sandbox tells an app of changes as HubSpot does: in batches, signed, again while nobody takes them, twice and in any order if asked. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Signature } from '@hubspot/api-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  byPerson,
  type HubSpotSandbox,
  openHubSpotSandbox,
  type Subscription,
  signatureV3,
  type WebhookSettings,
} from '../../connectors/hubspot/sandbox/index.ts';

interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly events: readonly Record<string, unknown>[];
}

let now: Temporal.Instant;
let sandbox: HubSpotSandbox;
let client: Client;
let app: Server;
let received: Received[];
/** What the app answers next; 204 when the list is empty, a cut connection for 0. */
let answers: number[];
let target: string;

beforeEach(async () => {
  now = Temporal.Instant.from('2026-11-02T00:00:00Z');
  received = [];
  answers = [];
  app = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    received.push({ url: request.url ?? '', headers: request.headers, body, events: JSON.parse(body) });
    const status = answers.shift() ?? 204;
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  target = `http://127.0.0.1:${(app.address() as AddressInfo).port}/webhooks/hubspot?from=%2Fsandbox`;
  sandbox = await openHubSpotSandbox({ now: () => now });
  client = new Client({ accessToken: sandbox.token, basePath: sandbox.url });
});
afterEach(async () => {
  await sandbox.close();
  app.closeAllConnections();
  app.close();
});

const subscribe = (subscriptions: readonly Subscription[], more: Partial<WebhookSettings> = {}) =>
  sandbox.world.webhooks.configure({ targetUrl: target, subscriptions, ...more });
const contact = async (email: string, more: Record<string, string> = {}) =>
  (await client.crm.contacts.basicApi.create({ properties: { email, ...more }, associations: [] })).id;
const told = () => received.flatMap(({ events }) => events);

describe('events', () => {
  test('of creation, change and deletion say what, when and by whom; unwatched properties are not told', async () => {
    subscribe([
      { eventType: 'contact.creation' },
      { eventType: 'contact.propertyChange', propertyName: 'lifecyclestage' },
      { eventType: 'contact.deletion' },
    ]);
    const id = await contact('a@x.example', { jobtitle: '部長' });
    now = now.add({ minutes: 1 });
    sandbox.world.change('contacts', id, { lifecyclestage: 'lead' }, byPerson(7, now.epochMilliseconds));
    await client.crm.contacts.basicApi.archive(id);
    await sandbox.deliver();
    const common = { portalId: 8_800_001, appId: 4_200_001, objectId: Number(id), attemptNumber: 0 };
    expect(told()).toEqual([
      {
        ...common,
        eventId: expect.any(Number),
        subscriptionId: 1,
        subscriptionType: 'contact.creation',
        occurredAt: Date.parse('2026-11-02T00:00:00Z'),
        changeFlag: 'CREATED',
        changeSource: 'INTEGRATION',
        sourceId: '4200001',
      },
      {
        ...common,
        eventId: expect.any(Number),
        subscriptionId: 2,
        subscriptionType: 'contact.propertyChange',
        occurredAt: Date.parse('2026-11-02T00:01:00Z'),
        propertyName: 'lifecyclestage',
        propertyValue: 'lead',
        isSensitive: false,
        changeSource: 'CRM_UI',
        sourceId: 'userId:7',
      },
      expect.objectContaining({ ...common, subscriptionType: 'contact.deletion', changeFlag: 'DELETED' }),
    ]);
  });

  test('of a link come from both ends', async () => {
    const id = await contact('a@x.example');
    const firm = await client.crm.companies.basicApi.create({ properties: { name: 'One' }, associations: [] });
    subscribe([{ eventType: 'contact.associationChange' }, { eventType: 'company.associationChange' }]);
    const v4 = client.crm.associations.v4.basicApi;
    await v4.createDefault('contacts', id, 'companies', firm.id);
    await v4.createDefault('contacts', id, 'companies', firm.id);
    await v4.archive('contacts', id, 'companies', firm.id);
    await sandbox.deliver();
    const [from, to] = [Number(id), Number(firm.id)];
    const ends = (removed: boolean) => [
      {
        associationType: 'CONTACT_TO_COMPANY',
        fromObjectId: from,
        toObjectId: to,
        associationRemoved: removed,
        isPrimaryAssociation: true,
      },
      {
        associationType: 'COMPANY_TO_CONTACT',
        fromObjectId: to,
        toObjectId: from,
        associationRemoved: removed,
        isPrimaryAssociation: true,
      },
    ];
    expect(told()).toMatchObject([...ends(false), ...ends(true)]);
  });

  test('of a merge, a restore and an erasure; a merge is not told as creation and deletion too', async () => {
    const [one, two] = [await contact('a@x.example'), await contact('b@x.example')];
    subscribe(
      ['creation', 'deletion', 'merge', 'restore', 'privacyDeletion'].map((kind) => ({ eventType: `contact.${kind}` })),
    );
    const merged = await client.crm.contacts.basicApi.merge({ primaryObjectId: one, objectIdToMerge: two });
    await sandbox.deliver();
    expect(told()).toMatchObject([
      {
        subscriptionType: 'contact.merge',
        primaryObjectId: Number(one),
        mergedObjectIds: [Number(two)],
        newObjectId: Number(merged.id),
      },
    ]);
    await client.crm.contacts.basicApi.archive(merged.id);
    sandbox.world.restore('contacts', merged.id, byPerson(7, now.epochMilliseconds));
    expect((await client.crm.contacts.basicApi.getById(merged.id)).archived).toBe(false);
    await client.crm.contacts.basicApi.purge({ objectId: 'a@x.example', idProperty: 'email' });
    await sandbox.deliver();
    expect(told().map((event) => event['subscriptionType'])).toEqual([
      'contact.merge',
      'contact.deletion',
      'contact.restore',
      'contact.deletion',
      'contact.privacyDeletion',
    ]);
  });

  test('of generic subscriptions name the type of object', async () => {
    subscribe([{ eventType: 'object.creation', objectTypeId: '0-46' }]);
    await client.crm.objects.notes.basicApi.create({
      properties: { hs_timestamp: '2026-11-02T00:00:00Z' },
      associations: [],
    });
    await contact('a@x.example');
    await sandbox.deliver();
    expect(told()).toMatchObject([{ subscriptionType: 'object.creation', objectTypeId: '0-46' }]);
  });

  test('of what had happened before are not told', async () => {
    await contact('a@x.example');
    subscribe([{ eventType: 'contact.creation' }]);
    expect(await sandbox.deliver()).toEqual([]);
  });
});

describe('a request', () => {
  test('is signed in both versions, by business time, as the official client verifies it', async () => {
    subscribe([{ eventType: 'contact.creation' }]);
    await contact('ä@x.example');
    await sandbox.deliver();
    const [request] = received;
    if (request === undefined) throw new Error('nothing came');
    const { headers, body } = request;
    const timestamp = String(headers['x-hubspot-request-timestamp']);
    expect(Number(timestamp)).toBe(now.epochMilliseconds);
    // The client decodes nothing in the address, HubSpot does.
    const common = {
      clientSecret: sandbox.clientSecret,
      requestBody: body,
      method: 'POST',
      url: target.replace('%2F', '/'),
      timestamp: Number(timestamp),
    };
    const v3 = { ...common, signature: String(headers['x-hubspot-signature-v3']), signatureVersion: 'v3' };
    // The client measures the age by the machine's clock.
    vi.useFakeTimers({ now: now.epochMilliseconds, toFake: ['Date'] });
    expect(Signature.isValid(v3)).toBe(true);
    expect(Signature.isValid({ ...v3, requestBody: `${body} ` })).toBe(false);
    expect(Signature.isValid({ ...v3, clientSecret: 'another' })).toBe(false);
    vi.useRealTimers();
    expect(Signature.isValid({ ...common, signature: String(headers['x-hubspot-signature']) })).toBe(true);
  });

  test('agrees with the published vectors', () => {
    const call = {
      method: 'POST',
      url: 'https://www.example.com/webhook_uri',
      body: "{'example_field':'example_value'}",
    };
    const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    expect(signatureV3(secret, call, '1693657560000')).toBe('K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=');
    expect(signatureV3(secret, call, '1700000300000')).toBe('RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=');
  });

  test('carries up to a hundred events', async () => {
    subscribe([{ eventType: 'contact.creation' }]);
    const inputs = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ properties: { email: `p${from + n}@x.example` }, associations: [] }));
    await client.crm.contacts.batchApi.create({ inputs: inputs(0, 100) });
    await client.crm.contacts.batchApi.create({ inputs: inputs(100, 50) });
    const delivered = await sandbox.deliver();
    expect(delivered.map(({ status }) => status)).toEqual([204, 204]);
    expect(received.map(({ events }) => events.length).sort()).toEqual([100, 50].sort());
  });
});

describe('delivery', () => {
  test('is tried again ten times within a day of business time, then given up', async () => {
    subscribe([{ eventType: 'contact.creation' }]);
    await contact('a@x.example');
    answers = [500, 0, 404, ...Array<number>(20).fill(503)];
    const start = now;
    for (let hour = 0; hour < 30 * 12; hour += 1) {
      await sandbox.deliver();
      now = now.add({ minutes: 5 });
    }
    expect(received.map(({ events }) => events[0]?.['attemptNumber'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const last = Number(received.at(-1)?.headers['x-hubspot-request-timestamp']);
    expect(last - start.epochMilliseconds).toBeLessThanOrEqual(24 * 3_600_000);
    expect(sandbox.world.webhooks.dropped).toBe(1);
    expect(sandbox.world.webhooks.nextAt()).toBeUndefined();
  });

  test('that was taken is not repeated', async () => {
    subscribe([{ eventType: 'contact.creation' }]);
    await contact('a@x.example');
    answers = [0];
    await sandbox.deliver();
    now = now.add({ hours: 1 });
    await sandbox.deliver();
    now = now.add({ hours: 24 });
    await sandbox.deliver();
    expect(received).toHaveLength(2);
  });

  test('may come late, twice and in any order, alike in equal worlds', async () => {
    const run = async () => {
      received = [];
      const other = await openHubSpotSandbox({ now: () => now });
      other.world.webhooks.configure({
        targetUrl: target,
        subscriptions: [{ eventType: 'contact.creation' }],
        maxConcurrentRequests: 1,
        delayMs: 2_000,
        disorderMs: 30_000,
        duplicates: 0.2,
      });
      const [start, at] = [now, now.epochMilliseconds];
      for (let n = 0; n < 50; n += 1) other.world.create('contacts', { email: `p${n}@x.example` }, byPerson(7, at));
      const early = await other.deliver();
      now = now.add({ minutes: 2 });
      await other.deliver();
      await other.close();
      now = start;
      return { early: early.length, ids: told().map((event) => Number(event['objectId'])) };
    };
    const first = await run();
    expect(first.early).toBe(0);
    expect(first.ids.length).toBeGreaterThan(50);
    expect(new Set(first.ids).size).toBe(50);
    expect(first.ids).not.toEqual(first.ids.toSorted((a, b) => a - b));
    expect(await run()).toEqual(first);
  });
});
