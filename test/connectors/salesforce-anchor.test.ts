/** Checkpoints as records of an org: made once under their key, read back, and not to be changed by whoever made them. */
import { Connection } from 'jsforce';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { toIso } from '../../src/domain/instant.ts';
import { sha256 } from '../../src/domain/ledger.ts';
import type { Checkpoint } from '../../src/domain/merkle.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { Anchor } from '../../src/ports/ledger.ts';
import { setUpSalesforce } from '../support/set-up.ts';
import { MAPPING, NOW } from './salesforce-setup.ts';

const OBJECT = 'Baton_Checkpoint__c';
const at = toIso('2026-11-20T08:00:00Z');
const point = (size: number, of = 'true'): Checkpoint => ({
  size,
  root: sha256(`root ${size} ${of}`),
  head: sha256(`head ${size} ${of}`),
  at,
});

let sandbox: SalesforceSandbox;
let connector: Connector;
let writes: boolean;

beforeEach(async () => {
  writes = true;
  const now = () => Temporal.Instant.from(NOW);
  sandbox = await openSalesforceSandbox({ now, bare: true });
  connector = createSalesforceConnector({
    instanceUrl: sandbox.url,
    auth: { kind: 'client-credentials', clientId: sandbox.clientId, clientSecret: sandbox.clientSecret },
    mapping: MAPPING,
    ledger: 'production',
    surroundings: { now, mayWrite: () => writes, log: () => undefined },
  });
});
afterEach(async () => {
  await connector.close();
  await sandbox.close();
});

const anchor = (): Anchor => {
  if (connector.anchor === undefined) throw new Error('the connector keeps checkpoints');
  return connector.anchor;
};
const rows = () => sandbox.world.rowsOf(OBJECT);

test('an org that was not set up for it refuses, and doctor says what is missing', async () => {
  await expect(anchor().put(point(3))).rejects.toThrow('NOT_FOUND');
  expect(await connector.check()).toContainEqual(
    expect.objectContaining({
      says: 'org-fields-unmade',
      severity: 'warning',
      about: expect.objectContaining({ object: OBJECT }),
    }),
  );
});

test('what was put is read back by size, and the same one twice is one record', async () => {
  await setUpSalesforce(connector);
  for (const size of [30, 4, 30]) await anchor().put(point(size));
  expect(rows().map((row) => row['Baton_Key__c'])).toEqual(['production:30', 'production:4']);
  expect(await anchor().read()).toEqual([point(4), point(30)]);
});

test('another checkpoint of the same size is refused, and what stands stays', async () => {
  await setUpSalesforce(connector);
  await anchor().put(point(30));
  await expect(anchor().put(point(30, 'false'))).rejects.toThrow('another checkpoint stands under production:30');
  expect(await anchor().read()).toEqual([point(30)]);
});

test('whose answer was lost is looked up by its key: no second record, no error', async () => {
  await setUpSalesforce(connector);
  sandbox.server.inject({ path: `/sobjects/${OBJECT}`, times: 1, effect: 'lose-answer' });
  await anchor().put(point(30));
  expect(rows()).toHaveLength(1);
  sandbox.server.inject({ path: `/sobjects/${OBJECT}`, times: 1, effect: 'lose-request' });
  await expect(anchor().put(point(31))).rejects.toThrow();
  expect(rows()).toHaveLength(1);
});

test('those of another ledger in the same org are not its own', async () => {
  await setUpSalesforce(connector);
  await anchor().put(point(30));
  sandbox.world.place(
    OBJECT,
    { ...rows()[0], Id: null, Baton_Key__c: 'test:9', Ledger__c: 'test', Size__c: 9 },
    Temporal.Instant.from(NOW),
  );
  expect(rows()).toHaveLength(2);
  expect(await anchor().read()).toEqual([point(30)]);
});

test('nothing is put while writing is stopped, and reading goes on', async () => {
  await setUpSalesforce(connector);
  writes = false;
  await expect(anchor().put(point(30))).rejects.toThrow('STOPPED');
  expect(await anchor().read()).toEqual([]);
});

test('the user that made them can neither change nor delete them', async () => {
  await setUpSalesforce(connector);
  await anchor().put(point(30));
  const { accessToken } = sandbox;
  const itself = new Connection({ instanceUrl: sandbox.url, accessToken, version: '67.0' }).sobject(OBJECT);
  const Id = String(rows()[0]?.['Id']);
  await expect(itself.update({ Id, Root__c: 'a' })).rejects.toThrow('insufficient access rights');
  await expect(itself.destroy(Id)).rejects.toThrow('insufficient access rights');
  expect(await anchor().read()).toEqual([point(30)]);
});

test('doctor shows the newest one and its age', async () => {
  await setUpSalesforce(connector);
  expect(await connector.check()).toContainEqual(expect.objectContaining({ says: 'org-anchored-none', ok: true }));
  await anchor().put(point(30));
  await anchor().put(point(400));
  const [found] = (await connector.check()).filter(({ says }) => says === 'org-anchored');
  expect(found?.about).toEqual({ ledger: 'production', size: '400', at: '2026-11-20T08:00Z', hours: '1' });
});

test('the object stands among the files for Salesforce only where it was asked for', () => {
  const without = createSalesforceConnector({
    instanceUrl: sandbox.url,
    auth: { kind: 'token', accessToken: 'x' },
    mapping: MAPPING,
    surroundings: { now: () => Temporal.Instant.from(NOW), mayWrite: () => true, log: () => undefined },
  });
  const told = ({ setup }: Connector): boolean =>
    (setup?.source?.({ language: 'en', choices: () => undefined }) ?? []).some(({ text }) => text.includes(OBJECT));
  expect([told(connector), told(without), without.anchor]).toEqual([true, false, undefined]);
});
