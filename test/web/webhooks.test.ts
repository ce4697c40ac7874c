/** The way in for webhooks over real HTTP: what is heard, what is refused, and what it costs. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chance } from '../../connectors/kit/chance.ts';
import type { Hint } from '../../src/ports/hints.ts';
import type { Listening } from '../../src/web/listen.ts';
import { serveWebhooks } from '../../src/web/webhooks.ts';
import { type LogLine, memoryLog } from '../support/signals.ts';
import { forge } from '../support/webhook-forgeries.ts';
import { event, opened, type Posted, signed } from '../support/webhooks.ts';

const PATH = '/webhooks/hubspot';
const FORGERIES = 3_000;
const AT_ONCE = 50;
const MEBIBYTE = 1024 * 1024;

let server: Listening;
let kept: Hint[][];
let lines: LogLine[];
let keep: (hints: readonly Hint[]) => Promise<void>;
let machineMs: number;

beforeEach(async () => {
  kept = [];
  machineMs = 0;
  keep = async (hints) => void kept.push([...hints]);
  const memory = memoryLog();
  lines = memory.lines;
  server = await serveWebhooks(
    { paths: [PATH, '/behind/a/proxy'], webhooks: opened(), keep: (hints) => keep(hints) },
    { host: '127.0.0.1', port: 0, log: memory.log, machineMs: () => machineMs },
  );
});
afterEach(() => server.close());

async function post({ headers, body }: Posted, path = PATH): Promise<number> {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

/** Says so much on a connection of its own, and hears what comes until it is closed. */
async function say(head: string, ...more: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  // A server that has heard enough closes while more is being said.
  socket.on('error', () => {});
  socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\n${head}\r\n`);
  for (const part of more) socket.write(part);
  await once(socket, 'close');
  return heard;
}

const headerLines = ({ headers }: Posted): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

const BODY = JSON.stringify([event('contact.creation')]);

describe('what HubSpot signed', () => {
  test('is answered once its hints are kept, under the own and the public path', async () => {
    expect([await post(signed(BODY)), await post(signed(BODY), '/behind/a/proxy')]).toEqual([204, 204]);
    const record = { system: 'hubspot', object: 'contact', id: '101' };
    const hint = { system: 'hubspot', stream: 'contacts', kind: 'changed', record };
    expect(kept).toEqual([[hint], [hint]]);
  });

  test('is asked for again where it could not be kept', async () => {
    keep = async () => {
      throw new Error('the database is away');
    };
    expect(await post(signed(BODY))).toBe(503);
    expect(lines).toMatchObject([{ event: 'webhooks.failed' }]);
  });

  test('may be a mebibyte long, and no longer', async () => {
    const padded = (size: number): string => BODY.padEnd(size, ' ');
    expect(await post(signed(padded(MEBIBYTE)))).toBe(204);
    expect(await post(signed(padded(MEBIBYTE + 1)))).toBe(413);
    expect(kept).toHaveLength(1);
  });

  test('of too many events, or of none at all, is refused as such', async () => {
    const many = JSON.stringify(Array.from({ length: 101 }, () => event('contact.creation')));
    expect([await post(signed(many)), await post(signed('{}'))]).toEqual([400, 400]);
    expect(kept).toEqual([]);
  });
});

describe('what is too long', () => {
  test('is refused before it is sent, where it says so', async () => {
    const heard = await say(`${headerLines(signed(BODY))}Content-Length: ${MEBIBYTE + 1}\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('is refused while it is sent, where it does not', async () => {
    const chunk = Buffer.alloc(256 * 1024, 32);
    const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
    const heard = await say(`${headerLines(signed(BODY))}Transfer-Encoding: chunked\r\n`, ...Array(5).fill(framed));
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('what nobody signed', () => {
  test('is refused by its headers, though its body never comes', async () => {
    const heard = await say('Content-Length: 1000\r\n', 'never more than this');
    expect(heard).toMatch(/^HTTP\/1\.1 401 /);
    expect(heard.toLowerCase()).toContain('connection: close');
  });

  test('is refused where a header stands twice', async () => {
    const right = headerLines(signed(BODY));
    for (const name of ['x-hubspot-signature-v3', 'X-HubSpot-Request-Timestamp']) {
      const value = signed(BODY).headers[name.toLowerCase()];
      const heard = await say(`${right}${name}: ${value}\r\nContent-Length: ${BODY.length}\r\n`, BODY);
      expect(heard).toMatch(/^HTTP\/1\.1 401 /);
    }
    expect(kept).toEqual([]);
  });

  test('is refused however a true request was changed, and a true one is heard all the same', async () => {
    const right = signed(BODY);
    const luck = chance('over the wire');
    const statuses = new Map<number, number>();
    const forgeries = Array.from({ length: FORGERIES }, () => forge(right, luck))
      // Spaces around a header's value are no part of it (RFC 9110, 5.5).
      .filter(({ headers }) =>
        Object.values(headers).every((values) => values.every((value) => value.trim() === value)),
      );
    const attack = async (): Promise<void> => {
      for (let one = forgeries.pop(); one !== undefined; one = forgeries.pop()) {
        const headers = Object.entries(one.headers).flatMap(([name, values]) => values.map((value) => [name, value]));
        const sent = await fetch(`${server.url}${PATH}`, {
          method: 'POST',
          headers: headers as [string, string][],
          body: new Uint8Array(one.bytes),
        });
        await sent.arrayBuffer();
        statuses.set(sent.status, (statuses.get(sent.status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, attack));
    expect([...statuses.keys()]).toEqual([401]);
    expect(kept).toEqual([]);
    expect(await post(right)).toBe(204);
    expect(kept).toHaveLength(1);
  });

  test('is counted in the log, and does not fill it', async () => {
    const unsigned = { headers: {}, body: BODY };
    for (let n = 0; n < 50; n += 1) expect(await post(unsigned)).toBe(401);
    expect(lines).toEqual([{ level: 'warn', event: 'webhooks.refused', details: { unsigned: 1 } }]);
    machineMs = 60_000;
    await post(signed(BODY, { now: Temporal.Instant.from('2026-11-23T08:00:00Z') }));
    expect(lines.at(-1)?.details).toEqual({ unsigned: 49, 'out-of-time': 1 });
    expect(JSON.stringify(lines)).not.toContain('101');
  });

  test.each([
    ['GET', PATH, 404],
    ['PUT', PATH, 404],
    ['POST', '/', 404],
    ['POST', '/webhooks/hubspot/x', 404],
  ])('%s %s is not there', async (method, path, status) => {
    const response = await fetch(`${server.url}${path}`, { method });
    await response.arrayBuffer();
    expect(response.status).toBe(status);
  });
});
