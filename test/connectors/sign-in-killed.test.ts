/** A process that dies while it renews its tokens, against both sandboxes over HTTP: the next one goes on, or a person is told how it can. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { redeem } from '../../connectors/salesforce/connect.ts';
import { createSalesforceConnector, type SalesforceAuth } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { System } from '../../src/domain/record.ts';
import { remedyOf } from '../../src/domain/texts/index.ts';
import type { ConnectorSurroundings } from '../../src/ports/connector.ts';
import type { TokenVault } from '../../src/ports/secrets.ts';
import type { Store } from '../../src/ports/store.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { mortal, vaultOn } from '../support/vault.ts';
import { openStage } from './hubspot-setup.ts';
import { MAPPING, NOW } from './salesforce-setup.ts';

let ground: StoreGround;
let now: Temporal.Instant;
let machine: { ms: number };
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());
beforeEach(async () => {
  await ground.empty();
  now = Temporal.Instant.from(NOW);
  machine = { ms: 0 };
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function vaultOf(system: System, store: Store = ground.store): TokenVault {
  return vaultOn(store, { now: () => now, machine }).of(system);
}
/** Looked for, turn taken: the third would look again behind the turn. */
const BEFORE_ASKING = 3;

interface Vendor {
  readonly system: System;
  /** Requests for a token that have reached it. */
  asked(): number;
  /** What a process with that store meets in its first reading. */
  pull(store?: Store): Promise<readonly Problem[]>;
}

async function hubspot(): Promise<Vendor> {
  const { url, clientId, clientSecret, refreshToken, server, close } = await openHubSpotSandbox({ now: () => now });
  closing.push(close);
  const auth = { kind: 'oauth', clientId, clientSecret, refreshToken } as const;
  return {
    system: 'hubspot',
    asked: () => server.calls.filter(({ path }) => path.startsWith('/oauth/') && path.endsWith('/token')).length,
    pull: async (store) => {
      const stage = openStage({ basePath: url, auth, now: NOW, vault: vaultOf('hubspot', store) });
      closing.push(() => stage.connector.close());
      return (await stage.connector.pull('owners', undefined)).problems;
    },
  };
}

async function salesforce(rotatesRefreshTokens: boolean) {
  const sandbox = await openSalesforceSandbox({ now: () => now, rotatesRefreshTokens });
  closing.push(() => sandbox.close());
  const { url: instanceUrl, clientId, refreshToken, server, world } = sandbox;
  const auth = { kind: 'refresh-token', clientId, refreshToken } as const satisfies SalesforceAuth;
  const surroundings: ConnectorSurroundings = { now: () => now, mayWrite: () => true, log: () => undefined };
  const vendor: Vendor = {
    system: 'salesforce',
    asked: () => server.calls.filter(({ path }) => path.endsWith('/oauth2/token')).length,
    pull: async (store) => {
      const kept = { ...surroundings, vault: vaultOf('salesforce', store) };
      const connector = createSalesforceConnector({ instanceUrl, auth, mapping: MAPPING, surroundings: kept });
      closing.push(() => connector.close());
      return (await connector.pull('users', undefined)).problems;
    },
  };
  /** As `baton connect salesforce` does. */
  const connect = async (): Promise<void> => {
    const redirectUri = 'http://localhost:4310/connected';
    const asked = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri };
    const page = `${instanceUrl}/services/oauth2/authorize?${new URLSearchParams(asked)}`;
    const { headers } = await fetch(page, { redirect: 'manual' });
    const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    const tokens = await redeem({ instanceUrl, auth }, { code, redirectUri, verifier: 'none' }, surroundings);
    if (tokens.state !== 'answered') throw new TypeError(`not connected: ${tokens.state}`);
    await vaultOf('salesforce').replace(tokens.value);
  };
  return { ...vendor, connect, endSessions: () => world.oauth.revokeAll() };
}

describe.each<[string, () => Promise<Vendor>]>([
  ['HubSpot', hubspot],
  ['Salesforce', () => salesforce(false)],
  ['Salesforce, where a refresh token serves once', () => salesforce(true)],
])('%s', (_, open) => {
  test('whoever dies with the turn, before asking, leaves it to the next one', async () => {
    const vendor = await open();
    await expect(vendor.pull(mortal(ground.store, (transactions) => transactions === BEFORE_ASKING))).rejects.toThrow(
      'died',
    );
    expect(vendor.asked()).toBe(0);
    expect(await vendor.pull()).toEqual([]);
    expect(vendor.asked()).toBe(1);
    // The turn of the dead was waited for, and not taken from somebody who may be alive.
    expect(machine.ms).toBeGreaterThan(0);
  });
});

describe.each<[string, () => Promise<Vendor>]>([
  ['HubSpot', hubspot],
  ['Salesforce', () => salesforce(false)],
])('%s', (_, open) => {
  test('whoever dies with an answer that was not kept yet costs the next one a refresh of its own', async () => {
    const vendor = await open();
    await expect(vendor.pull(mortal(ground.store, () => vendor.asked() > 0))).rejects.toThrow('died');
    expect([vendor.asked(), await vaultOf(vendor.system).read()]).toEqual([1, undefined]);
    expect(await vendor.pull()).toEqual([]);
    expect(vendor.asked()).toBe(2);
  });
});

describe('Salesforce, where a refresh token serves once', () => {
  test('whoever dies with the only one that is still good leaves it to the admin, who connects anew for good', async () => {
    const org = await salesforce(true);
    await expect(org.pull(mortal(ground.store, () => org.asked() > 0))).rejects.toThrow('died');
    const [problem] = await org.pull();
    if (problem === undefined) throw new TypeError('nothing was told');
    expect(problem).toMatchObject({ category: 'credential', mover: 'admin', system: 'salesforce' });
    for (const language of ['en', 'ja'] as const) expect(remedyOf(language, problem)).toContain('baton connect');
    await org.connect();
    expect(await org.pull()).toEqual([]);
    // The token in the configuration is used up: it must not go before what was connected.
    org.endSessions();
    expect(await org.pull()).toEqual([]);
    org.endSessions();
    expect(await org.pull()).toEqual([]);
  });
});
