/** Whoever cannot show a certificate that holds for its name is told nothing: neither the token nor what is written, by any way that calls take. */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import type { HubSpotAuth } from '../../connectors/hubspot/index.ts';
import { remedyOf } from '../../src/domain/texts/index.ts';
import { certificateForLocalhost } from '../support/certificate.ts';
import { contactWrite, openStage, TOKEN } from './hubspot-setup.ts';

const trusted = getCACertificates('default');
let server: Server | undefined;
afterEach(async () => {
  setDefaultCACertificates(trusted);
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** The requests that somebody with this certificate gets to read. */
async function listening(
  wishes: Parameters<typeof certificateForLocalhost>[0],
  { known }: { readonly known: boolean },
) {
  const { key, cert } = certificateForLocalhost(wishes);
  if (known) setDefaultCACertificates([...trusted, cert]);
  const heard: string[] = [];
  server = createServer({ key, cert }, (request, response) => {
    heard.push(`${request.method} ${request.url?.split('?')[0]}`);
    response.setHeader('content-type', 'application/json');
    response.end('{"results":[],"total":0}');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { heard, basePath: `https://localhost:${(server.address() as AddressInfo).port}` };
}

const oauth: HubSpotAuth = { kind: 'oauth', clientId: 'app', clientSecret: 's3cret', refreshToken: 'rt-1' };

describe('a certificate', () => {
  test.each([
    ['of a CA that nobody here knows', {}, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['for another name', { host: 'api.hubapi.test' }, true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has run out', { until: '240101' }, true, 'CERT_HAS_EXPIRED'],
  ] as const)('%s ends the connection before anything is said', async (_, wishes, known, code) => {
    const { heard, basePath } = await listening(wishes, { known });
    const { connector } = openStage({ basePath });
    const [outcome] = await connector.send([contactWrite('1', { stage: 'mql' })]);
    const problem = { category: 'unavailable', mover: 'admin', code } as const;
    expect(outcome).toMatchObject({ state: 'throttled', problem });
    for (const stream of ['contacts', 'owners', 'forms'])
      expect((await connector.pull(stream, undefined)).problems, stream).toMatchObject([problem]);
    expect((await openStage({ basePath, auth: oauth }).connector.pull('contacts', undefined)).problems).toMatchObject([
      problem,
    ]);
    expect(heard).toEqual([]);
    for (const language of ['en', 'ja'] as const)
      expect(remedyOf(language, { ...problem, system: 'hubspot' })).toContain('NODE_EXTRA_CA_CERTS');
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  });

  test('of the company’s own CA holds where it is named', async () => {
    const { heard, basePath } = await listening({}, { known: true });
    expect((await openStage({ basePath }).connector.pull('contacts', undefined)).problems).toEqual([]);
    expect(heard).toContain('POST /crm/v3/objects/contacts/search');
  });
});
