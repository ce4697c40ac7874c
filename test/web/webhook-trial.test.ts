/** The way of webhooks tried from outside: each thing that can be wrong with the public address is told from the others. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { tryWebhooks } from '../../connectors/hubspot/webhook-trial.ts';
import { serveWebhooks } from '../../src/web/webhooks.ts';
import { memoryLog } from '../support/signals.ts';
import { NOW, opened, SECRET } from '../support/webhooks.ts';

const PATH = '/webhooks/hubspot';
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Answers what the request is sent on to by this proxy, as a company's own would be. */
async function proxy(
  answer: (path: string) => { status: number; location?: string } | { to: string },
): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const how = answer(request.url ?? '');
    if ('status' in how) return response.writeHead(how.status, how.location ? { location: how.location } : {}).end();
    const headers = Object.entries(request.headers).filter(([name]) => name.startsWith('x-hubspot'));
    const sent = { method: 'POST', headers: headers as [string, string][], body: Buffer.concat(chunks) };
    const passed = await fetch(how.to, sent);
    return response.writeHead(passed.status, Object.fromEntries(passed.headers)).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function baton(publicUrl: string): Promise<string> {
  const webhooks = opened({ publicUrl });
  const at = { host: '127.0.0.1', port: 0, log: memoryLog().log, machineMs: () => 0 };
  const server = await serveWebhooks({ paths: [PATH], webhooks, keep: async () => {} }, at);
  ends.push(() => server.close());
  return server.url;
}

const attempt = (publicUrl: string, secret = SECRET) => tryWebhooks({ publicUrl, secret, now: () => NOW });

test('the right way is heard, also behind a proxy that changes the path', async () => {
  let to = '';
  const outside = `${await proxy(() => ({ to }))}/crm/hooks`;
  to = `${await baton(outside)}${PATH}`;
  expect(await attempt(outside)).toEqual({ state: 'heard' });
  expect(await attempt(outside, 'another secret')).toEqual({ state: 'refused', status: 401 });
});

test('an address that is not the one Baton knows is refused, and Baton says that it was Baton', async () => {
  let to = '';
  const outside = `${await proxy(() => ({ to }))}${PATH}`;
  to = `${await baton('https://elsewhere.example/webhooks/hubspot')}${PATH}`;
  expect(await attempt(outside)).toEqual({ state: 'refused', status: 401 });
});

test('a redirect, somebody else and nobody are told apart', async () => {
  const moved = await proxy(() => ({ status: 301, location: 'https://elsewhere.example/' }));
  expect(await attempt(`${moved}${PATH}`)).toEqual({ state: 'redirected', status: 301 });
  const other = await proxy(() => ({ status: 200 }));
  expect(await attempt(`${other}${PATH}`)).toEqual({ state: 'other', status: 200 });
  const wrong = await baton('http://127.0.0.1/');
  expect(await attempt(`${wrong}/webhooks/hubspo`)).toEqual({ state: 'other', status: 404 });
  expect(await attempt('http://127.0.0.1:1/webhooks/hubspot')).toMatchObject({ state: 'unreached' });
});
