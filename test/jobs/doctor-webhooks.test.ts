/** Doctor tries the way of webhooks where baton.yaml asks for them, and says of each thing that can be wrong what to do, with its line. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { renderDoctor } from '../../src/cli/render/findings.ts';
import { severityOf, stopsWork } from '../../src/domain/finding.ts';
import type { DoctorReport, PlacedFinding } from '../../src/ports/findings.ts';
import type { Webhooks } from '../../src/ports/webhooks.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { serveWebhooks } from '../../src/web/webhooks.ts';
import { inMemory } from '../support/database.ts';
import { openInstallation } from '../support/installation.ts';
import { memoryLog } from '../support/signals.ts';
import { MONDAY } from '../support/stage.ts';
import { opened, SECRET } from '../support/webhooks.ts';

let store: OpenedStore;
beforeAll(async () => {
  store = await openStore(await inMemory(), { leaseMs: 60_000, id: (prefix) => prefix });
});
afterAll(() => store.close());

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Listens where the public address leads, before Baton is told of it. */
async function somebody(status: number, location = 'https://elsewhere.example/'): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, { location }).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/hubspot`;
}

/** Baton's own listener, which knows this secret and finds out at last what it is called. */
async function listener(secret = SECRET): Promise<string> {
  const known = { publicUrl: '' };
  const webhooks = (): Webhooks => opened({ publicUrl: known.publicUrl, secret, now: () => MONDAY });
  const claims: Webhooks = { mostBytes: 1_000, claim: (headers) => webhooks().claim(headers) };
  const at = { host: '127.0.0.1', port: 0, log: memoryLog().log, machineMs: () => 0 };
  const route = { paths: ['/webhooks/hubspot'], webhooks: claims, keep: async () => {} };
  const { url, close } = await serveWebhooks(route, at);
  ends.push(close);
  known.publicUrl = `${url}/webhooks/hubspot`;
  return known.publicUrl;
}

/** What doctor says where baton.yaml names this address; undefined: none. */
async function doctor(publicUrl: string | undefined): Promise<DoctorReport> {
  const section = `    webhooks: { portalId: 4711, appId: 1, port: 4399,\n      publicUrl: '${publicUrl}' }\n`;
  const place = await openInstallation(store, {
    ...(publicUrl === undefined ? {} : { edit: { 'baton.yaml': [['  salesforce:\n', `${section}  salesforce:\n`]] } }),
    secrets: { HUBSPOT_CLIENT_SECRET: SECRET },
  });
  ends.push(() => place.close());
  await place.setup();
  return place.doctor();
}

const found = (report: DoctorReport): readonly PlacedFinding[] => report.filter(({ name }) => name === 'webhook');

test('nothing is tried where none are asked for', async () => {
  expect(found(await doctor(undefined))).toEqual([]);
});

test('what is heard is fine', async () => {
  const address = await listener();
  expect(found(await doctor(address))).toMatchObject([{ ok: true, says: 'webhook-heard', about: { address } }]);
});

const WRONG: readonly (readonly [string, () => Promise<string>, Readonly<Record<string, string>>])[] = [
  ['refused', () => listener('another secret'), { status: '401' }],
  ['redirected', () => somebody(308), { status: '308' }],
  ['other', () => somebody(502), { status: '502' }],
  ['unreached', async () => 'http://127.0.0.1:1/webhooks/hubspot', {}],
];

test.each(WRONG)('%s: a warning with its line, whose move it is, and what to do', async (state, answer, seen) => {
  const address = await answer();
  const report = await doctor(address);
  const [finding, ...more] = found(report);
  if (finding === undefined) throw new Error('nothing was found');
  expect(more).toEqual([]);
  const about = { address, to: '127.0.0.1:4399', ...seen };
  expect(finding).toMatchObject({ ok: false, says: `webhook-${state}`, mover: 'admin', about });
  expect(severityOf(finding)).toBe('warning');
  expect(finding.where).toMatchObject({ file: expect.stringMatching(/baton\.yaml$/), line: expect.any(Number) });
  expect(stopsWork(report)).toBe(false);
  for (const language of ['en', 'ja'] as const) {
    const lines = renderDoctor([finding], language).split('\n');
    // The finding with what goes on below it, its remedy, and what all comes to.
    const [head, ...below] = lines.slice(0, -2);
    expect(head).toMatch(/^! HubSpot/);
    expect([head, ...below].join(' ')).toContain(address);
    expect([head, ...below].join(' ')).toContain(`baton.yaml:${finding.where?.line}`);
    expect(below.every((line) => line.startsWith('    '))).toBe(true);
    expect(below.filter((line) => /^ {4}(?:What to do|対処): /.test(line))).toHaveLength(1);
  }
  expect(JSON.stringify(report)).not.toContain(SECRET);
});
