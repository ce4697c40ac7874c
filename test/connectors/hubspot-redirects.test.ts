/** What is said to HubSpot goes nowhere else: a redirect is not followed, by any way that calls take. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HubSpotAuth } from '../../connectors/hubspot/index.ts';
import { contactWrite, openStage, TOKEN } from './hubspot-setup.ts';

let servers: Server[] = [];
let asked: string[] = [];
let arrived: string[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let base = '';
beforeEach(async () => {
  [servers, asked, arrived] = [[], [], []];
  const elsewhere = await listen(
    createServer((request, response) => {
      arrived.push(`${request.method} ${request.url}`);
      response.end('{}');
    }),
  );
  base = await listen(
    createServer((request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      response.writeHead(asked.length % 2 === 0 ? 302 : 307, { location: `${elsewhere}${request.url}` }).end();
    }),
  );
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const token: HubSpotAuth = { kind: 'token', token: TOKEN };
const oauth: HubSpotAuth = { kind: 'oauth', clientId: 'app', clientSecret: 's3cret', refreshToken: 'rt-1' };

test('a write waits and is sent again later', async () => {
  const { connector } = openStage({ auth: token, basePath: base });
  const [outcome] = await connector.send([contactWrite('1', { stage: 'mql' })]);
  expect(outcome).toMatchObject({ state: 'throttled', problem: { category: 'unavailable', code: '307' } });
  expect(asked).toEqual(['POST /crm/v3/objects/contacts/batch/update']);
  expect(arrived).toEqual([]);
});

test.each(['contacts', 'owners', 'forms'])('reading %s says that HubSpot is out of reach', async (stream) => {
  const { connector } = openStage({ auth: token, basePath: base });
  const { problems } = await connector.pull(stream, undefined);
  expect(problems).toMatchObject([{ category: 'unavailable', detail: expect.stringContaining('redirect') }]);
  expect(asked.length).toBeGreaterThan(0);
  expect(arrived).toEqual([]);
});

test('neither the secret of the app nor its refresh token is sent on', async () => {
  const { connector } = openStage({ auth: oauth, basePath: base });
  const { problems } = await connector.pull('contacts', undefined);
  expect(problems).toHaveLength(1);
  expect(asked).toEqual(['POST /oauth/2026-03/token']);
  expect(arrived).toEqual([]);
});
