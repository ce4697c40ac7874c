/** What the network and broken answers do to calls of Salesforce: each has one meaning, nothing is sent twice, and no strange answer ends the process. */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dispatcherTo, Exchange } from '../../connectors/salesforce/exchange.ts';
import { remedyOf } from '../../src/domain/texts/index.ts';
import { certificateForLocalhost } from '../support/certificate.ts';
import { bench, DATA, describeTask, handoff, ORG } from './salesforce-setup.ts';

const trusted = getCACertificates('default');
let server: Server | undefined;
afterEach(async () => {
  setDefaultCACertificates(trusted);
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function portOf(listening: Server): Promise<number> {
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return (listening.address() as AddressInfo).port;
}

describe('a certificate', () => {
  /** The requests that somebody with this certificate gets to read. */
  async function listening(wishes: Parameters<typeof certificateForLocalhost>[0], known: boolean) {
    const { key, cert } = certificateForLocalhost(wishes);
    if (known) setDefaultCACertificates([...trusted, cert]);
    const heard: string[] = [];
    const port = await portOf(
      createTlsServer({ key, cert }, (request, response) => {
        heard.push(`${request.method} ${request.url}`);
        response.setHeader('content-type', 'application/json');
        response.end('{"compositeResponse":[]}');
      }),
    );
    return { heard, instanceUrl: `https://localhost:${port}` };
  }

  test.each([
    ['of a CA that nobody here knows', {}, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['for another name', { host: 'acme.my.salesforce.test' }, true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has run out', { until: '240101' }, true, 'CERT_HAS_EXPIRED'],
  ] as const)('%s ends the connection before anything is said', async (_, wishes, known, code) => {
    const { heard, instanceUrl } = await listening(wishes, known);
    const problem = { category: 'unavailable', mover: 'admin', code } as const;
    const given = bench({ instanceUrl });
    const [outcome] = await given.connector.send([handoff('k1')]);
    expect(outcome).toMatchObject({ state: 'throttled', problem });
    expect((await given.connector.pull('changes', undefined)).problems).toMatchObject([problem]);
    const auth = { kind: 'client-credentials', clientId: 'app', clientSecret: 's3cret' } as const;
    const signing = bench({ instanceUrl, auth });
    expect((await signing.connector.pull('users', undefined)).problems).toMatchObject([problem]);
    expect(heard).toEqual([]);
    for (const language of ['en', 'ja'] as const)
      expect(remedyOf(language, { ...problem, system: 'salesforce' })).toContain('NODE_EXTRA_CA_CERTS');
    expect(JSON.stringify([outcome, given.logged, signing.logged])).not.toMatch(/given-token|s3cret/);
    for (const { connector } of [given, signing]) await connector.close();
  });

  test('of the company’s own CA holds where it is named', async () => {
    const { heard, instanceUrl } = await listening({}, true);
    const { connector } = bench({ instanceUrl });
    await connector.pull('users', undefined);
    expect(heard).toContain('GET /services/oauth2/userinfo');
    await connector.close();
  });
});

describe('an answer', () => {
  test('that drips for ever, byte by byte, is given up after the whole time that a call may take', async () => {
    let isOpen = false;
    const port = await portOf(
      createServer((_, response) => {
        isOpen = true;
        response.on('close', () => {
          isOpen = false;
        });
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 5);
        response.on('close', () => clearInterval(drip));
      }),
    );
    const url = `http://127.0.0.1:${port}`;
    // Each byte comes well within the time that one may take.
    const dispatcher = dispatcherTo(url, 5_000);
    const began = performance.now();
    await expect(new Exchange(dispatcher, 200).httpRequest({ method: 'GET', url })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(performance.now() - began).toBeLessThan(4_000);
    await dispatcher.close();
    await expect.poll(() => isOpen).toBe(false);
  });
});

describe('an error', () => {
  beforeEach(() => {
    nock.disableNetConnect();
    describeTask();
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  const html = '<html><body><h1>Bad Request</h1></body></html>';
  const nullish = (message: string | null) => JSON.stringify([{ errorCode: 'ODD', message, fields: null }]);
  const long = [{ errorCode: 'ODD', message: 'x'.repeat(100_000) }];
  test.each([
    ['a page for people', 400, html, 'rejected', 'ERROR_HTTP_400'],
    ['nothing', 400, '', 'rejected', 'ERROR_HTTP_400'],
    ['an empty list', 400, '[]', 'rejected', 'ERROR_HTTP_400'],
    ['null', 400, 'null', 'rejected', 'ERROR_HTTP_400'],
    ['fields that are null', 400, nullish('odd'), 'rejected', 'ODD'],
    ['a sentence that is null', 400, nullish(null), 'rejected', 'ERROR_HTTP_400'],
    ['half of what it was to be', 400, '[{"errorCode":"JSON_PA', 'rejected', 'ERROR_HTTP_400'],
    ['words of 100,000 characters', 400, JSON.stringify(long), 'rejected', 'ODD'],
    ['a page for people', 503, html, 'unknown', 'ERROR_HTTP_503'],
    ['nothing', 502, '', 'unknown', 'ERROR_HTTP_502'],
    ['a page for people', 429, html, 'throttled', 'ERROR_HTTP_429'],
  ])('that says %s (%i) is told by its status, and ends nothing', async (_, status, body, state, code) => {
    const type = body.startsWith('<') ? 'text/html' : 'application/json';
    nock(ORG).post(`${DATA}/composite/graph`).reply(status, body, { 'content-type': type });
    const { connector } = bench();
    const [outcome] = await connector.send([handoff('k2')]);
    expect(outcome).toMatchObject({ state, problem: { code } });
    const detail = outcome !== undefined && 'problem' in outcome ? outcome.problem.detail : '';
    expect(detail).not.toContain('<');
    expect(detail.length).toBeLessThanOrEqual(500);
    expect(connector.spent().byPurpose['send handoffs']).toBe(1);
  });

  test('of a name that cannot be looked up leaves nothing behind: it can simply go later', async () => {
    const lost = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    nock(ORG).post(`${DATA}/composite/graph`).replyWithError(lost);
    const { connector } = bench();
    expect(await connector.send([handoff('k3')])).toMatchObject([
      { state: 'throttled', problem: { category: 'unavailable', code: 'ENOTFOUND' } },
    ]);
  });

  test('whose words are the admin’s own is kept as text, whatever it holds', async () => {
    const message = 'Fill in <b>region</b> & "code"; <script>alert(1)</script> 地域は必須です';
    const refusal = { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, fields: ['Region__c'] };
    nock(ORG).post(`${DATA}/composite/graph`).reply(400, [refusal]);
    const { connector } = bench();
    expect(await connector.send([handoff('k4')])).toMatchObject([
      { state: 'rejected', problem: { category: 'validation', mover: 'admin', detail: message, field: 'Region__c' } },
    ]);
  });
});
