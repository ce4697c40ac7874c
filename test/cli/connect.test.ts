/** `baton connect hubspot`: consent in a browser, the code back on this machine, the tokens kept encrypted. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HubSpotSandbox, openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { openBaton, readHome, writeHome } from '../../src/app.ts';
import { type ConnectWishes, connectHubSpot, connectSalesforce } from '../../src/connect.ts';
import { putDatabase } from '../support/database.ts';

const KEY = Buffer.alloc(32, 5).toString('base64');
const SAYS = { done: 'done', refused: 'refused' };
let sandbox: HubSpotSandbox;
let folder: string;

beforeEach(async () => {
  sandbox = await openHubSpotSandbox({ now: () => Temporal.Now.instant() });
  folder = mkdtempSync(join(tmpdir(), 'baton-connect-'));
  await putDatabase(join(folder, 'data'));
  writeHome(folder, {
    language: 'en',
    hubspotBasePath: sandbox.url,
    salesforceUrl: 'https://example.my.salesforce.com',
    pollSeconds: 60,
    secrets: {
      HUBSPOT_CLIENT_ID: sandbox.clientId,
      HUBSPOT_CLIENT_SECRET: sandbox.clientSecret,
      BATON_SECRET_KEY: KEY,
      SALESFORCE_ACCESS_TOKEN: 'none',
    },
  });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it with somebody at the browser. */
async function connect(browse: (address: URL) => Promise<unknown>, by = connectHubSpot): Promise<string> {
  let browsing: Promise<unknown> = Promise.resolve();
  const wishes: ConnectWishes = {
    folder,
    port: 0,
    says: SAYS,
    tell: (address) => {
      browsing = browse(new URL(address));
      browsing.catch(() => {});
    },
  };
  const portal = await by(wishes);
  await browsing;
  return portal;
}

async function comesBack(address: URL): Promise<{ status: number; text: string }> {
  const answer = await fetch(address.href.replace('//localhost:', '//127.0.0.1:'));
  return { status: answer.status, text: await answer.text() };
}

async function agree(address: URL): Promise<URL> {
  const consent = await fetch(address, { redirect: 'manual' });
  return new URL(consent.headers.get('location') ?? '');
}

test('after consent the account is connected, and no refresh token stands in any file', async () => {
  const asked: URL[] = [];
  const portal = await connect(async (address) => {
    asked.push(address);
    expect(await comesBack(await agree(address))).toEqual({ status: 200, text: 'done' });
  });
  expect(portal).toBe('8800001');
  expect(asked[0]?.searchParams.get('scope')).toContain('crm.objects.contacts.write');
  const baton = await openBaton(readHome(folder));
  try {
    const page = await baton.context.connectors.get('hubspot')?.pull('owners', undefined);
    expect(page?.problems).toEqual([]);
  } finally {
    await baton.close();
  }
  expect(readFileSync(join(folder, '.env'), 'utf8')).not.toContain(sandbox.refreshToken);
});

test('who comes with another state is sent away, and we wait on', async () => {
  const portal = await connect(async (address) => {
    const back = await agree(address);
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(back.searchParams.get('state')?.length ?? 0));
    expect(await comesBack(forged)).toEqual({ status: 400, text: 'refused' });
    await comesBack(back);
  });
  expect(portal).toBe('8800001');
});

test('consent that is refused ends it, and nothing is kept', async () => {
  const refused = connect(async (address) => {
    const back = new URL(address.searchParams.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({
      error: 'access_denied',
      state: address.searchParams.get('state') ?? '',
    }).toString();
    await comesBack(back);
  });
  await expect(refused).rejects.toMatchObject({ code: 'NOT_AGREED' });
  const baton = await openBaton(readHome(folder));
  try {
    const page = await baton.context.connectors.get('hubspot')?.pull('owners', undefined);
    expect(page?.problems).toMatchObject([{ code: 'NOT_CONNECTED', category: 'credential' }]);
  } finally {
    await baton.close();
  }
});

test('a code that HubSpot does not take is said, with what to do', async () => {
  const forged = connect(async (address) => {
    const back = await agree(address);
    back.searchParams.set('code', 'stolen');
    await comesBack(back);
  });
  await expect(forged).rejects.toMatchObject({
    code: 'NOT_CONNECTED',
    remedy: expect.stringContaining('redirect URLs'),
  });
});

describe('Salesforce', () => {
  let org: SalesforceSandbox;
  beforeEach(async () => {
    org = await openSalesforceSandbox({ now: () => Temporal.Now.instant() });
    const file = join(folder, 'baton.yaml');
    const text = readFileSync(file, 'utf8').replace(
      'https://example.my.salesforce.com',
      `${org.url}\n    signIn: consent`,
    );
    writeFileSync(file, text);
    const env = readFileSync(join(folder, '.env'), 'utf8').replace(/^SALESFORCE_ACCESS_TOKEN=.*$/m, '');
    writeFileSync(join(folder, '.env'), `${env}\nSALESFORCE_CLIENT_ID=${org.clientId}\n`);
  });
  afterEach(() => org.close());

  async function pulled(): Promise<readonly string[]> {
    const baton = await openBaton(readHome(folder));
    try {
      const page = await baton.context.connectors.get('salesforce')?.pull('users', undefined);
      return page?.problems.map(({ code }) => code) ?? ['no connector'];
    } finally {
      await baton.close();
    }
  }

  test('is connected by consent with PKCE, without a secret, and works on after a restart', async () => {
    expect(await pulled()).toEqual(['NOT_CONNECTED']);
    const asked: URL[] = [];
    const organization = await connect(async (address) => {
      asked.push(address);
      await comesBack(await agree(address));
    }, connectSalesforce);
    expect(organization).toBe(org.world.organizationId);
    expect(asked[0]?.searchParams.get('code_challenge_method')).toBe('S256');
    expect(asked[0]?.searchParams.get('scope')?.split(' ')).toContain('refresh_token');
    expect(await pulled()).toEqual([]);
    org.world.oauth.revokeAll();
    expect(await pulled()).toEqual([]);
  });

  test('a code that another browser asked for is worth nothing without our verifier', async () => {
    const stolen = connect(async (address) => {
      const other = new URL(address);
      other.searchParams.set('code_challenge', 'x'.repeat(43));
      await comesBack(await agree(other));
    }, connectSalesforce);
    await expect(stolen).rejects.toMatchObject({ code: 'NOT_CONNECTED', about: { status: 'invalid_grant' } });
  });

  test('by credentials needs no consent, and says so', async () => {
    const file = join(folder, 'baton.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('signIn: consent', 'signIn: credentials'));
    writeFileSync(join(folder, '.env'), `${readFileSync(join(folder, '.env'), 'utf8')}\nSALESFORCE_CLIENT_SECRET=s\n`);
    await expect(connect(async () => {}, connectSalesforce)).rejects.toMatchObject({ code: 'NOT_BY_CONSENT' });
  });
});
