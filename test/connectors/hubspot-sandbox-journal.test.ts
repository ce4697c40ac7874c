/** The sandbox's journal: entries in order, files at addresses that bear their own permission, three days, and the app's own token. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { byPerson, type HubSpotSandbox, openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';

const entry = z.object({ currentOffset: z.string(), expiresAt: z.string(), url: z.string() });
const file = z.object({ journalEvents: z.array(z.looseObject({})) });
const issued = z.object({ access_token: z.string() });

let now: Temporal.Instant;
let sandbox: HubSpotSandbox;
beforeEach(async () => {
  now = Temporal.Instant.from('2026-11-02T00:00:00Z');
  sandbox = await openHubSpotSandbox({ now: () => now });
  sandbox.world.journal.begin();
});
afterEach(() => sandbox.close());

const later = (seconds: number): void => {
  now = now.add({ seconds });
};
const at = (): number => now.epochMilliseconds;

async function token(more: Record<string, string> = {}): Promise<Response> {
  const { url, clientId, clientSecret } = sandbox;
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const scope = 'developer.webhooks_journal.read';
  return fetch(`${url}/oauth/2026-03/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, scope, ...more }),
  });
}
async function bearer(): Promise<string> {
  return issued.parse(await (await token()).json()).access_token;
}
const ask = (path: string, by: string, variant = 'journal'): Promise<Response> =>
  fetch(`${sandbox.url}/webhooks-journal/${variant}/2026-03/${path}`, { headers: { authorization: `Bearer ${by}` } });

describe('the journal', () => {
  test('names a file for what happened within a second, and goes on from one to the next', async () => {
    const by = await bearer();
    expect((await ask('latest', by)).status).toBe(204);
    const { id } = sandbox.world.create('contacts', { email: 'a@b.example' }, byPerson(1, at()));
    sandbox.world.change('contacts', id, { jobtitle: 'CEO' }, byPerson(1, at()));
    // It may still grow.
    expect((await ask('latest', by)).status).toBe(204);
    later(5);
    sandbox.world.change('contacts', id, { jobtitle: 'CTO' }, byPerson(1, at()));
    later(5);
    const first = entry.parse(await (await ask('earliest', by)).json());
    expect(first).toEqual({
      currentOffset: expect.any(String),
      expiresAt: expect.stringMatching(/^2026-11-02T00:05:10/),
      url: expect.stringContaining(sandbox.url),
    });
    const read = file.parse(await (await fetch(first.url)).json());
    const event = { type: 'OBJECT', portalId: sandbox.world.portal.id, objectTypeId: '0-1', objectId: Number(id) };
    expect(read.journalEvents).toMatchObject([
      { ...event, action: 'CREATE' },
      { ...event, action: 'UPDATE', propertyChanges: { jobtitle: 'CEO' } },
    ]);
    const second = entry.parse(await (await ask(`offset/${first.currentOffset}/next`, by)).json());
    expect(second).toEqual(await (await ask('latest', by)).json());
    expect(file.parse(await (await fetch(second.url)).json()).journalEvents).toMatchObject([
      { propertyChanges: { jobtitle: 'CTO' } },
    ]);
    expect((await ask(`offset/${second.currentOffset}/next`, by)).status).toBe(204);
  });

  test('keeps three days, and a file’s address holds for minutes', async () => {
    sandbox.world.create('contacts', { email: 'a@b.example' }, byPerson(1, at()));
    later(5);
    const { url } = entry.parse(await (await ask('latest', await bearer())).json());
    later(301);
    expect((await fetch(url)).status).toBe(404);
    later(72 * 3_600);
    expect((await ask('earliest', await bearer())).status).toBe(204);
  });

  test('tells of one account where that is asked for', async () => {
    sandbox.world.create('contacts', { email: 'a@b.example' }, byPerson(1, at()));
    later(5);
    const by = await bearer();
    const { id } = sandbox.world.portal;
    const told = await ask(`latest?installPortalId=${id}`, by, 'journal-local');
    expect(await told.json()).toEqual(await (await ask('latest', by)).json());
    expect((await ask(`latest?installPortalId=${id + 1}`, by, 'journal-local')).status).toBe(204);
  });

  test('is the app’s: an account’s token opens nothing of it, nor the app’s an account', async () => {
    expect((await ask('latest', sandbox.token)).status).toBe(401);
    const contacts = `${sandbox.url}/crm/v3/objects/contacts`;
    expect((await fetch(contacts, { headers: { authorization: `Bearer ${await bearer()}` } })).status).toBe(401);
    const by = await bearer();
    later(1_801);
    expect((await ask('latest', by)).status).toBe(401);
    expect((await token({ client_secret: 'wrong' })).status).toBe(400);
    expect((await ask('offset/nonsense/next', await bearer())).status).toBe(404);
    const other = issued.parse(await (await token({ scope: 'oauth' })).json()).access_token;
    expect((await ask('latest', other)).status).toBe(403);
  });
});
