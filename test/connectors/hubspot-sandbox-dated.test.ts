/** Dated paths mean the same as the older ones: each family is asked both ways, by plain HTTP, and answers alike. */
import { beforeEach, describe, expect, test } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { eachWithSandbox, START } from './hubspot-sandbox-bench.ts';

const bench = eachWithSandbox({ enterprise: true });
const at = START.epochMilliseconds;

interface Known {
  readonly contact: string;
  readonly company: string;
}
let known: Known;

beforeEach(() => {
  const { world } = bench.sandbox;
  const contact = world.create('contacts', { email: 'a@x.example' }, byPerson(1, at));
  const company = world.create('companies', { name: 'X', domain: 'x.example' }, byPerson(1, at));
  world.portal.links.linkPlain(contact, company, { at, source: { type: 'CRM_UI' } });
  world.portal.owners.add({ email: 'sato@baton-demo.example', firstName: '直子', lastName: '佐藤' }, at);
  world.portal.lists.put({ id: '41', name: 'Cards', processingType: 'MANUAL' });
  world.portal.lists.join('41', contact.id, at);
  world.portal.forms.put({ id: 'f-1', name: 'Trial', fields: ['email'], createdAt: at });
  world.portal.marketingEvents.put({ id: '11', name: 'W', type: 'WEBINAR', startsAt: at, endsAt: at }, at);
  const view = { id: 'v', eventType: 'e_visited_page', contactId: contact.id, at, properties: {} };
  world.portal.occurrences.record(view);
  known = { contact: contact.id, company: company.id };
});

interface Asked {
  readonly path: string;
  readonly body?: unknown;
}

async function ask({ path, body }: Asked): Promise<{ readonly status: number; readonly text: string }> {
  const { url, token } = bench.sandbox;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`${url}${path}`, { headers, ...sent });
  return { status: answer.status, text: await answer.text() };
}

/** Older path, dated path, body of those that are posted. */
type Pair = readonly [string, string, unknown?];

const PAIRS: Readonly<Record<string, (ids: Known) => readonly Pair[]>> = {
  objects: ({ contact }) => [
    ['/crm/v3/objects/contacts?limit=5', '/crm/objects/2026-03/contacts?limit=5'],
    [
      `/crm/v3/objects/contacts/${contact}?properties=email&propertiesWithHistory=email&associations=companies`,
      `/crm/objects/2026-03/contacts/${contact}?properties=email&propertiesWithHistory=email&associations=companies`,
    ],
    [
      '/crm/v3/objects/contacts/a@x.example?idProperty=email',
      '/crm/objects/2026-09/contacts/a@x.example?idProperty=email',
    ],
    ['/crm/v3/objects/contacts/search', '/crm/objects/2026-03/contacts/search', { limit: 5, properties: ['email'] }],
    [
      '/crm/v3/objects/contacts/batch/read',
      '/crm/objects/2026-03/contacts/batch/read',
      { inputs: [{ id: contact }], properties: ['email'], propertiesWithHistory: [] },
    ],
  ],
  associations: ({ contact }) => [
    [
      `/crm/v4/objects/contacts/${contact}/associations/companies`,
      `/crm/objects/2026-03/contacts/${contact}/associations/companies`,
    ],
    [
      '/crm/v4/associations/contacts/companies/batch/read',
      '/crm/associations/2026-03/contacts/companies/batch/read',
      { inputs: [{ id: contact }] },
    ],
    ['/crm/v4/associations/contacts/companies/labels', '/crm/associations/2026-03/contacts/companies/labels'],
  ],
  definitions: () => [
    ['/crm/v3/properties/contacts/email', '/crm/properties/2026-03/contacts/email'],
    ['/crm/v3/properties/contacts/groups', '/crm/properties/2026-03/contacts/groups'],
    ['/crm/v3/owners', '/crm/owners/2026-03'],
    ['/crm/v3/owners/', '/crm/owners/2026-03/'],
    ['/crm/v3/pipelines/deals', '/crm/pipelines/2026-03/deals'],
    ['/crm/v3/schemas/0-1', '/crm-object-schemas/v3/schemas/0-1'],
    ['/crm/v3/schemas', '/crm-object-schemas/v3/schemas'],
    ['/crm/v3/schemas/0-1', '/crm/schemas/2026-03/0-1'],
    ['/marketing/v3/forms/f-1', '/marketing/forms/2026-09-beta/f-1'],
  ],
  'lists and events': ({ contact }) => [
    ['/crm/v3/lists/41', '/crm/lists/2026-03/41'],
    ['/crm/v3/lists/41/memberships', '/crm/lists/2026-03/41/memberships'],
    ['/crm/v3/lists/41/memberships/join-order', '/crm/lists/2026-03/41/memberships/join-order'],
    [`/crm/v3/lists/records/0-1/${contact}/memberships`, `/crm/lists/2026-03/records/0-1/${contact}/memberships`],
    ['/events/v3/events?eventType=e_visited_page', '/events/event-occurrences/2026-03?eventType=e_visited_page'],
    ['/marketing/v3/marketing-events', '/marketing/marketing-events/2026-03'],
  ],
  account: () => [['/account-info/v3/details', '/account-info/2026-03/details']],
};

describe('the older and the dated path', () => {
  test.each(Object.entries(PAIRS))('of %s answer alike', async (_, pairs) => {
    for (const [older, dated, body] of pairs(known)) {
      const first = await ask({ path: older, body });
      expect(first, older).toMatchObject({ status: 200 });
      // Two that know nothing would agree too; of custom types alone there are none.
      if (!older.endsWith('/schemas')) expect(first.text, older).not.toContain('"results":[]');
      const second = await ask({ path: dated, body });
      // A batch tells when it began and ended.
      const timeless = (text: string) => text.replaceAll(/"(startedAt|completedAt|requestedAt)":"[^"]*"/g, '');
      expect(second.status, dated).toBe(200);
      expect(timeless(second.text), dated).toBe(timeless(first.text));
    }
  });

  test('of usage and of tokens answer alike', async () => {
    const usage = async (path: string) => JSON.parse((await ask({ path })).text) as { results: { name: string }[] };
    for (const path of [
      '/account-info/v3/api-usage/daily',
      '/account-info/v3/api-usage/daily/private-apps',
      '/account-info/2026-03/api-usage/daily/private-apps',
    ])
      expect((await usage(path)).results).toMatchObject([{ usageLimit: expect.any(Number), fetchStatus: 'SUCCESS' }]);
    const { url, clientId, clientSecret, refreshToken } = bench.sandbox;
    const own = { client_id: clientId, client_secret: clientSecret };
    const post = async (path: string, form: Record<string, string>) => {
      const answer = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    for (const version of ['v1', 'v3', '2026-03']) {
      const granted = await post(`/oauth/${version}/token`, {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        ...own,
      });
      expect(granted, version).toMatchObject({ status: 200, body: { expires_in: 1_800, token_type: 'bearer' } });
    }
    const { body } = await post('/oauth/2026-03/token', {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...own,
    });
    const token = String(body['access_token']);
    for (const version of ['v1', '2026-03'])
      expect(await post(`/oauth/${version}/token/introspect`, { token, ...own }), version).toMatchObject({
        status: 200,
        body: { active: true, token_use: 'access_token', hub_id: bench.sandbox.world.portal.id },
      });
    expect((await post('/oauth/2026-03/token/introspect', { token: 'none', ...own })).body).toMatchObject({
      active: false,
    });
    const wrong = await post('/oauth/2026-03/token/introspect', { token, ...own, client_secret: 'wrong' });
    expect(wrong.status).toBe(400);
  });
});

test('a private app asks what its token may do; another token is unknown there', async () => {
  const path = '/oauth/v2/private-apps/get/access-token-info';
  const mine = await ask({ path, body: { tokenKey: bench.sandbox.token } });
  expect(JSON.parse(mine.text)).toMatchObject({ hubId: bench.sandbox.world.portal.id, scopes: expect.any(Array) });
  expect((await ask({ path, body: { tokenKey: 'another' } })).status).toBe(404);
});
