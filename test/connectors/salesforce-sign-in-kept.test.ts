/** Salesforce's tokens where they are kept: for all workers, over restarts, and one sign-in for all who meet an expired session. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSalesforceConnector, type SalesforceAuth } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { vaultOn } from '../support/vault.ts';
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

const vault = () => vaultOn(ground.store, { now: () => now }).of('salesforce');
function worker(auth?: SalesforceAuth): Connector {
  const { clientId, clientSecret, url } = sandbox;
  const connector = createSalesforceConnector({
    instanceUrl: url,
    auth: auth ?? { kind: 'client-credentials', clientId, clientSecret },
    mapping: MAPPING,
    surroundings: { now: () => now, mayWrite: () => true, log: () => undefined, vault: vault() },
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

test('a token is nowhere in clear, and not used for other credentials', async () => {
  await problems(worker());
  const kept = await vault().read();
  expect(kept).toMatchObject({ account: sandbox.world.organizationId, accessToken: expect.any(String) });
  const rows = await ground.store.transaction((tx) => tx.secrets.all());
  expect(JSON.stringify(rows)).not.toContain(kept?.accessToken ?? 'none');
  const other = worker({ kind: 'jwt', clientId: sandbox.clientId, username: 'nobody@b.example', privateKey: KEY });
  expect(await problems(other)).toEqual(['invalid_grant']);
  const another = worker({ kind: 'client-credentials', clientId: 'another', clientSecret: 'x' });
  expect(await problems(another)).toHaveLength(1);
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
