/** Salesforce's tokens where they are kept: for all workers, over restarts, and one sign-in for all who meet an expired session. */
import { createSecretKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSalesforceConnector, type SalesforceAuth } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { Store } from '../../src/ports/store.ts';
import { Vault } from '../../src/store/vault.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { MAPPING, NOW } from './salesforce-setup.ts';

let ground: StoreGround;
let sandbox: SalesforceSandbox;
let now: Temporal.Instant;
const opened: Connector[] = [];
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());
beforeEach(async () => {
  await ground.empty();
  now = Temporal.Instant.from(NOW);
  sandbox = await openSalesforceSandbox({ now: () => now });
});
afterEach(async () => {
  for (const connector of opened.splice(0)) await connector.close();
  await sandbox.close();
});

/** One clock for all workers of the machine. */
let machineMs = 0;
function vault(store: Store = ground.store) {
  return new Vault(store, {
    keys: { current: createSecretKey(Buffer.alloc(32, 1)) },
    now: () => now,
    machineMs: () => machineMs,
    wait: async (ms) => {
      machineMs += ms;
      await new Promise<void>((go) => setImmediate(go));
    },
  }).of('salesforce');
}
function worker(auth?: SalesforceAuth, store?: Store): Connector {
  const { clientId, clientSecret, url } = sandbox;
  const connector = createSalesforceConnector({
    instanceUrl: url,
    auth: auth ?? { kind: 'client-credentials', clientId, clientSecret },
    mapping: MAPPING,
    surroundings: { now: () => now, mayWrite: () => true, log: () => undefined, vault: vault(store) },
  });
  opened.push(connector);
  return connector;
}
const signIns = (workers: readonly Connector[]): number =>
  workers.reduce((sum, { spent }) => sum + (spent().byPurpose['authorise'] ?? 0), 0);
const problems = async (connector: Connector): Promise<readonly string[]> =>
  (await connector.pull('users', undefined)).problems.map(({ code }) => code);

test('workers that need a token at once sign in once, and a restarted one not at all', async () => {
  const workers = [worker(), worker(), worker()];
  expect(await Promise.all(workers.map(problems))).toEqual([[], [], []]);
  expect(await problems(worker())).toEqual([]);
  expect(signIns(opened)).toBe(1);
});

test('a session that ends before its time is renewed exactly once for all', async () => {
  const workers = [worker(), worker(), worker()];
  await Promise.all(workers.map(problems));
  sandbox.world.oauth.revokeAll();
  expect(await Promise.all(workers.map(problems))).toEqual([[], [], []]);
  expect(signIns(workers)).toBe(2);
});

describe('whoever dies while it signs in', () => {
  /** Dies with that transaction: neither what it holds nor its turn comes back. */
  function mortal(isLast: (transactions: number) => boolean): Store {
    let [transactions, dead] = [0, false];
    return {
      ...ground.store,
      transaction: async (run, how) => {
        transactions += 1;
        dead ||= isLast(transactions);
        if (dead) throw new Error('the process has died');
        return ground.store.transaction(run, how);
      },
    };
  }
  const asked = (): number => sandbox.server.calls.filter(({ path }) => path.includes('/oauth2/token')).length;

  test.each<[string, () => SalesforceAuth | undefined]>([
    ['client credentials', () => undefined],
    [
      'a refresh token',
      () => ({ kind: 'refresh-token', clientId: sandbox.clientId, refreshToken: sandbox.refreshToken }),
    ],
  ])('by %s, leaves the next one its turn and a sign-in of its own', async (_, auth) => {
    // Looked for, turn taken: the next would be to look again behind the turn.
    await expect(
      problems(
        worker(
          auth(),
          mortal((transactions) => transactions === 3),
        ),
      ),
    ).rejects.toThrow('died');
    expect(asked()).toBe(0);
    await expect(
      problems(
        worker(
          auth(),
          mortal(() => asked() > 0),
        ),
      ),
    ).rejects.toThrow('died');
    expect(asked()).toBe(1);
    expect(await vault().read()).toBeUndefined();
    expect(await problems(worker(auth()))).toEqual([]);
    expect(asked()).toBe(2);
  });
});

test('a token is nowhere in clear, and not used for other credentials', async () => {
  await problems(worker());
  const kept = await vault().read();
  expect(kept).toMatchObject({ account: sandbox.world.organizationId, accessToken: expect.any(String) });
  const rows = await ground.store.transaction((tx) => tx.secrets.all());
  expect(JSON.stringify(rows)).not.toContain(kept?.accessToken ?? 'none');
  const other = worker({ kind: 'jwt', clientId: sandbox.clientId, username: 'nobody@b.example', privateKey: KEY });
  expect(await problems(other)).toEqual(['invalid_grant']);
});

test('a refresh token of the configuration is used once, and then what was kept', async () => {
  const { clientId, refreshToken } = sandbox;
  const auth: SalesforceAuth = { kind: 'refresh-token', clientId, refreshToken };
  expect(await problems(worker(auth))).toEqual([]);
  const { refreshToken: _, ...connected } = auth;
  expect(await problems(worker(connected))).toEqual([]);
  sandbox.world.oauth.revokeAll();
  now = now.add({ hours: 3 });
  expect(await problems(worker(connected))).toEqual([]);
  expect(signIns(opened)).toBe(2);
});

const KEY = (await import('node:crypto'))
  .generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
