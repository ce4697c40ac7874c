/** baton.yaml and the environment: sensible defaults, secrets from the environment alone, and everything that is missing named at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/faults.ts';
import { installationFrom, readInstallation } from '../../src/config/installation.ts';

const LEAST = `baton: 1
language: ja
systems:
  salesforce: { instanceUrl: https://baton-demo.my.salesforce.com }
`;
const SECRETS = { HUBSPOT_TOKEN: 'pat-1', SALESFORCE_CLIENT_ID: 'id-1', SALESFORCE_CLIENT_SECRET: 'secret-1' };
const from = (text: string, environment: Record<string, string>): ReturnType<typeof installationFrom> =>
  installationFrom({ name: 'baton.yaml', text }, '/srv/baton', environment);

function told(text: string, environment: Record<string, string> = SECRETS): string {
  try {
    from(text, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

test('the least file gets the defaults, and paths beside itself', () => {
  expect(from(LEAST, SECRETS)).toEqual({
    language: 'ja',
    zone: 'Asia/Tokyo',
    hubspot: {
      basePath: 'https://api.hubapi.com',
      pollSeconds: 60,
      budget: { daily: 25, burst: 100 },
      auth: { kind: 'token', token: 'pat-1' },
    },
    salesforce: {
      instanceUrl: 'https://baton-demo.my.salesforce.com',
      pollSeconds: 60,
      bulkAbove: 7_000,
      budget: { daily: 25, burst: 100 },
      auth: { kind: 'client-credentials', clientId: 'id-1', clientSecret: 'secret-1' },
    },
    store: { kind: 'embedded', directory: '/srv/baton/data' },
    queue: { kind: 'same' },
    anchors: { file: '/srv/baton/ledger-anchors.jsonl', endpoint: undefined },
    files: {
      mappings: '/srv/baton/mappings',
      agreement: '/srv/baton/mappings/agreement.yaml',
      team: '/srv/baton/mappings/team.yaml',
      examples: '/srv/baton/mappings/examples',
    },
    handoffsPerHour: 50,
    scoreDelta: 5,
    unset: [],
    placeOf: expect.any(Function),
  });
});

describe('webhooks', () => {
  const webhooks = (publicUrl: string): string =>
    LEAST.replace(
      'systems:\n',
      `systems:\n  hubspot:\n    webhooks: { publicUrl: "${publicUrl}", portalId: 12, appId: 34 }\n`,
    );
  const PUBLIC = 'https://baton.example.co.jp/webhooks/hubspot';

  test('are listened for where the file says so, behind a proxy of the same computer', () => {
    const { webhooks: wanted } = from(webhooks(PUBLIC), { ...SECRETS, HUBSPOT_CLIENT_SECRET: ' s ' }).hubspot;
    expect(wanted).toEqual({
      ...{ publicUrl: PUBLIC, portalId: 12, appId: 34, host: '127.0.0.1', port: 4301 },
      secret: 's',
    });
  });

  test.each([undefined, '', '  '])('are refused where the secret is %j', (secret) => {
    const environment = { ...SECRETS, ...(secret === undefined ? {} : { HUBSPOT_CLIENT_SECRET: secret }) };
    expect(told(webhooks(PUBLIC), environment)).toContain('HUBSPOT_CLIENT_SECRET is not set (HubSpot webhooks)');
  });

  test('the journal asks for the app', () => {
    const text = LEAST.replace('systems:\n', 'systems:\n  hubspot: { journal: { portalId: 12 } }\n');
    expect(told(text)).toContain('HUBSPOT_CLIENT_ID is not set');
    const app = { HUBSPOT_CLIENT_ID: 'c', HUBSPOT_CLIENT_SECRET: 's' };
    expect(from(text, { ...SECRETS, ...app }).hubspot.journal).toEqual({
      ...{ portalId: 12, pollSeconds: 15 },
      ...{ clientId: 'c', clientSecret: 's' },
    });
  });

  test.each([
    ['http://baton.example.co.jp/webhooks/hubspot', 'https://'],
    ['https://user:word@baton.example.co.jp/webhooks/hubspot', 'https://host/path'],
    ['https://baton.example.co.jp/webhooks/hubspot#here', 'https://host/path'],
    ['https://baton.example.co.jp', 'https://host/path'],
    ['baton.example.co.jp/webhooks/hubspot', 'https://'],
  ])('are refused at %s', (publicUrl, remedy) => {
    expect(told(webhooks(publicUrl), { ...SECRETS, HUBSPOT_CLIENT_SECRET: 's' })).toContain(remedy);
  });
});

test('the admin’s share of the calls is a whole percentage', () => {
  const shares = (text: string): string => LEAST.replace('systems:', `systems:\n  hubspot: { budget: ${text} }`);
  expect(from(shares('{ daily: 5%, burst: 80% }'), SECRETS).hubspot.budget).toEqual({ daily: 5, burst: 80 });
  expect(from(shares('{ daily: 100% }'), SECRETS).hubspot.budget).toEqual({ daily: 100, burst: 100 });
  for (const wrong of ['{ daily: 0% }', '{ daily: 101% }', '{ daily: 50 }', '{ burst: 1.5% }', '{ monthly: 5% }'])
    expect(told(shares(wrong))).toMatch(/systems\.hubspot\.budget/);
});

describe('the environment', () => {
  test('every missing variable is named with its remedy, blank ones too', () => {
    expect(told(LEAST, { HUBSPOT_TOKEN: ' ' }).split('\n')).toEqual(
      [
        'HUBSPOT_TOKEN is not set (HubSpot)',
        'SALESFORCE_CLIENT_ID is not set (Salesforce)',
        'SALESFORCE_CLIENT_SECRET is not set (Salesforce)',
      ].map(
        (what) =>
          `baton.yaml: ${what}. → Set ${what.split(' ')[0]} in the environment, or in the .env file beside baton.yaml.`,
      ),
    );
  });

  test('says by which of its ways each system is entered', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const app = { ...SECRETS, HUBSPOT_CLIENT_ID: 'c', HUBSPOT_CLIENT_SECRET: 's', BATON_SECRET_KEY: key };
    const oauth = { ...app, HUBSPOT_REFRESH_TOKEN: 'r' };
    expect(from(LEAST, oauth).hubspot.auth).toEqual({
      kind: 'oauth',
      clientId: 'c',
      clientSecret: 's',
      refreshToken: 'r',
    });
    expect(from(LEAST, { ...SECRETS, SALESFORCE_ACCESS_TOKEN: 't' }).salesforce.auth).toEqual({
      kind: 'token',
      accessToken: 't',
    });
    // What Salesforce's CLI prints where it keeps the token to itself is no token; one of its tokens is.
    const kept = "[REDACTED] Use 'sf org auth show-access-token' to view";
    expect(told(LEAST, { ...SECRETS, SALESFORCE_ACCESS_TOKEN: kept })).toMatch(
      /SALESFORCE_ACCESS_TOKEN does not have the form.*sf org auth show-access-token/,
    );
    const session = { ...SECRETS, SALESFORCE_ACCESS_TOKEN: '00D8H0000007wpr!AQkAQAlOT5H_x.y-z' };
    expect(from(LEAST, session).salesforce.auth).toMatchObject({ accessToken: '00D8H0000007wpr!AQkAQAlOT5H_x.y-z' });
    expect(from(LEAST, { ...SECRETS, SALESFORCE_REFRESH_TOKEN: 'r' }).salesforce.auth).toMatchObject({
      kind: 'refresh-token',
      refreshToken: 'r',
    });
  });

  test('an OAuth app needs the key that its tokens are encrypted with, and shows it to nobody', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const { HUBSPOT_TOKEN: _, ...rest } = SECRETS;
    const app = { ...rest, HUBSPOT_CLIENT_ID: 'c', HUBSPOT_CLIENT_SECRET: 's' };
    expect(told(LEAST, app)).toMatch(/^baton.yaml: BATON_SECRET_KEY is not set \(base64, 32 bytes/);
    const connected = from(LEAST, { ...app, BATON_SECRET_KEY: key, BATON_SECRET_KEY_OLD: key });
    expect(connected.hubspot.auth).toMatchObject({ kind: 'oauth', clientId: 'c', refreshToken: undefined });
    expect(connected.secretKeys?.current.export().toString('base64')).toBe(key);
    expect(`${JSON.stringify(connected)} ${inspect(connected, { depth: 9 })}`).not.toContain(key);
    for (const wrong of ['short', Buffer.alloc(31).toString('base64'), `${key}=`, Buffer.alloc(32).toString('hex')]) {
      const faults = told(LEAST, { ...app, BATON_SECRET_KEY: wrong });
      expect(faults).toMatch(/BATON_SECRET_KEY does not have the form/);
      expect(faults).not.toContain(wrong);
    }
  });

  test('names the database and the queue only where they are wanted, and checks their form', () => {
    const server = `${LEAST}store: { kind: postgres }\nqueue: { kind: redis }\n`;
    expect(told(server)).toMatch(/BATON_DATABASE_URL is not set.*\n.*BATON_REDIS_URL is not set/);
    expect(told(server, { ...SECRETS, BATON_DATABASE_URL: 'mysql://u:hunter2@h/d', BATON_REDIS_URL: 'hunter2' })).toBe(
      'baton.yaml: BATON_DATABASE_URL does not have the form that is needed. → Set it to postgres://user:password@host:5432/database.\n' +
        'baton.yaml: BATON_REDIS_URL does not have the form that is needed. → Set it to redis://host:6379.',
    );
    const urls = { ...SECRETS, BATON_DATABASE_URL: 'postgres://u:p@h/d', BATON_REDIS_URL: 'redis://h:6379' };
    expect(from(server, urls)).toMatchObject({
      store: { url: 'postgres://u:p@h/d' },
      queue: { url: 'redis://h:6379' },
    });
  });

  test('a .env file beside baton.yaml is read, and the environment goes before it; a signing key is read from its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'baton-installation-'));
    try {
      writeFileSync(join(folder, 'baton.yaml'), LEAST);
      expect(() => readInstallation(join(folder, 'baton.yaml'), {})).toThrow(ConfigError);
      writeFileSync(join(folder, 'key.pem'), 'KEY');
      const lines = [
        'HUBSPOT_TOKEN=from-file',
        'SALESFORCE_CLIENT_ID="id"',
        'SALESFORCE_USERNAME=baton@demo.example',
        'SALESFORCE_PRIVATE_KEY_FILE=key.pem',
      ];
      writeFileSync(join(folder, '.env'), lines.join('\n'));
      const read = readInstallation(join(folder, 'baton.yaml'), { HUBSPOT_TOKEN: 'from-environment' });
      expect(read.hubspot.auth).toEqual({ kind: 'token', token: 'from-environment' });
      const blank = readInstallation(join(folder, 'baton.yaml'), { HUBSPOT_TOKEN: ' ' });
      expect(blank.hubspot.auth).toEqual({ kind: 'token', token: 'from-file' });
      expect(read.salesforce.auth).toEqual({
        kind: 'jwt',
        clientId: 'id',
        username: 'baton@demo.example',
        privateKey: 'KEY',
      });
      expect(() => readInstallation(join(folder, 'baton.yaml'), { SALESFORCE_PRIVATE_KEY_FILE: 'absent.pem' })).toThrow(
        'SALESFORCE_PRIVATE_KEY_FILE does not have the form that is needed. → Set it to the path of a file that can be read.',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('a .env file is read behind the mark of Windows’ editors; a line of it that sets nothing is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-installation-'));
  const read = (env: string): ReturnType<typeof readInstallation> => {
    writeFileSync(join(folder, '.env'), env);
    return readInstallation(join(folder, 'baton.yaml'), {});
  };
  const salesforce = 'SALESFORCE_CLIENT_ID=id\nexport SALESFORCE_CLIENT_SECRET = "two\nlines"\n';
  try {
    writeFileSync(join(folder, 'baton.yaml'), LEAST);
    const { hubspot } = read(`\uFEFFHUBSPOT_TOKEN=pat\r\n\n# said\n${salesforce}`);
    expect(hubspot.auth).toEqual({ kind: 'token', token: 'pat' });
    for (const line of ['HUBSPOT_TOKEN＝hunter2', 'HUBSPOT_TOKEN: hunter2', 'hunter2']) {
      expect(() => read(`${salesforce}${line}\n`), line).toThrow(
        `${join(folder, '.env')}:4:1: This line sets no variable. → Write NAME=value with a half-width =, or begin a comment with #.`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the file', () => {
  test('refuses a secret, and does not repeat it', () => {
    const text = told(`${LEAST}  hubspot: { token: pat-hunter2 }\n`);
    expect(text).toMatch(/^baton\.yaml:5:14 systems\.hubspot\.token: "token" does not belong in a file that is shared/);
    expect(text).not.toContain('hunter2');
  });

  test('refuses an address where credentials would travel unprotected; this computer itself is allowed', () => {
    const at = (url: string): string => told(LEAST.replace('https://baton-demo.my.salesforce.com', url));
    expect(at('http://baton-demo.my.salesforce.com')).toContain(
      'systems.salesforce.instanceUrl: Credentials would travel unprotected',
    );
    expect(at('ftp://localhost')).toContain('unprotected');
    expect(at('http://127.0.0.1.evil.example')).toContain('unprotected');
    expect(at('nonsense')).toContain('Write https://…');
    // What a person sees in the browser is not where the API is.
    expect(at('https://baton-demo.lightning.force.com')).toContain('Write https://<domain>.my.salesforce.com.');
    expect(at('http://127.0.0.1:4000')).toBe('');
  });

  test('refuses a zone that is none, a language that is none, a poll too fast', () => {
    expect(told(`${LEAST}zone: Tokyo\n`)).toContain('zone: There is no time zone "Tokyo"');
    expect(told(LEAST.replace('ja', 'jp'))).toContain('Did you mean "ja"? Possible: ja, en.');
    const faulty = told(`${LEAST}  hubspot: { labels: jp }\n`);
    expect(faulty).toContain('baton.yaml:5');
    expect(faulty).toContain('systems.hubspot.labels');
    expect(faulty).toContain('Did you mean "ja"? Possible: ja, en.');
    expect(told(LEAST.replace(' }', ', labels: fr }'))).toContain('systems.salesforce.labels');
    expect(from(`${LEAST}  hubspot: { labels: en }\n`, SECRETS).hubspot.labels).toBe('en');
    expect(told(`${LEAST}  hubspot: { pollSeconds: 1 }\n`)).toContain(
      'systems.hubspot.pollSeconds: This number is too small. → Write 5 or more.',
    );
  });
});
