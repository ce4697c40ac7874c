/** The section `notify` of baton.yaml, its secrets, and what team.yaml says of it: off by default, and every fault with its place and remedy. */
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/faults.ts';
import { type Installation, installationFrom } from '../../src/config/installation.ts';
import { readTeam } from '../../src/config/team.ts';

const LEAST = `baton: 1
language: ja
systems:
  salesforce: { instanceUrl: https://baton-demo.my.salesforce.com }
`;
const SECRETS = { HUBSPOT_TOKEN: 'pat-1', SALESFORCE_CLIENT_ID: 'id-1', SALESFORCE_CLIENT_SECRET: 'secret-1' };
const SLACK = 'https://hooks.slack.com/services/T/B/hunter2';
const TEAMS = 'https://default0.1a.environment.api.powerplatform.com:443/powerautomate/hunter2';

const from = (notify: string, environment: Record<string, string> = {}): Installation =>
  installationFrom({ name: 'baton.yaml', text: `${LEAST}${notify}` }, '/srv/baton', { ...SECRETS, ...environment });

function told(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}
const faults = (notify: string, environment: Record<string, string> = {}): string => {
  const said = told(() => from(notify, environment));
  expect(said).not.toContain('hunter2');
  return said;
};

describe('who is told nothing', () => {
  test('is told nothing: without the section, with an empty one, with channels that are off', () => {
    for (const notify of ['', 'notify: {}\n', 'notify: { slack: false, remindAfterDays: 3 }\n'])
      expect(from(notify).notify).toBeUndefined();
  });
});

describe('e-mail', () => {
  const email = (more: string): string => `notify:\n  email: { host: smtp.example.jp, from: b@example.jp${more} }\n`;

  test('is sent by STARTTLS at 587, without a login where none is set', () => {
    expect(from(email('')).notify).toEqual({
      settings: { channels: ['email'], remindAfterDays: 7, reminders: 2 },
      email: {
        ...{ host: 'smtp.example.jp', port: 587, security: 'starttls', from: 'b@example.jp', fromName: 'Baton' },
        ...{ login: undefined, ca: undefined },
      },
    });
    const login = { BATON_SMTP_USER: 'baton', BATON_SMTP_PASSWORD: 'hunter2' };
    expect(from(email(''), login).notify?.email?.login).toEqual({ user: 'baton', password: 'hunter2' });
    expect(faults(email(''), { BATON_SMTP_PASSWORD: 'hunter2' })).toContain('BATON_SMTP_USER is not set (SMTP)');
  });

  test('goes unprotected to this computer only', () => {
    expect(faults(email(', security: none'))).toMatch(
      /^baton\.yaml:6:\d+ notify\.email\.security: Messages would travel unprotected to this mail server\. → Use starttls or tls\./,
    );
    expect(from(email(', security: none').replace('smtp.example.jp', '127.0.0.1')).notify?.email?.security).toBe(
      'none',
    );
  });

  test('has no place for a password or an address of a web page', () => {
    expect(faults(email(', password: hunter2'))).toContain('does not belong in a file that is shared');
    expect(faults('notify: { email: { host: "https://smtp.example.jp", from: b@example.jp } }\n')).toContain(
      'Write the name of a host, without https://',
    );
    expect(faults('notify: { email: { host: smtp.example.jp, from: nobody } }\n')).toContain('notify.email.from');
  });
});

describe('webhooks', () => {
  test('come from the environment, to the hosts of their vendor', () => {
    const both = 'notify: { slack: true, teams: true }\n';
    const { notify } = from(both, { BATON_SLACK_WEBHOOK_URL: SLACK, BATON_TEAMS_WEBHOOK_URL: TEAMS });
    expect(notify?.settings.channels).toEqual(['slack', 'teams']);
    expect([notify?.slack, notify?.teams]).toEqual([
      { url: SLACK, privateHosts: [] },
      { url: TEAMS, privateHosts: [] },
    ]);
    expect(faults(both)).toMatch(/BATON_SLACK_WEBHOOK_URL is not set.*\n.*BATON_TEAMS_WEBHOOK_URL is not set/);
  });

  test.each([
    'https://hooks.slack.com.evil.example/hunter2',
    'https://evil.example/hooks.slack.com/hunter2',
    'https://hooks.slack.com@evil.example/hunter2',
    'http://hooks.slack.com/services/hunter2',
    'https://169.254.169.254/hunter2',
    'https://localhost/hunter2',
    'ftp://hooks.slack.com/hunter2',
    'hunter2',
  ])('%s is refused', (url) => {
    expect(faults('notify: { slack: true }\n', { BATON_SLACK_WEBHOOK_URL: url })).toBe(
      'baton.yaml: BATON_SLACK_WEBHOOK_URL does not have the form that is needed. → Set it to https://hooks.slack.com/services/….',
    );
  });

  test('a host that the company names is allowed; private addresses only as such', () => {
    const named = 'notify: { slack: true, webhookHosts: [chat.example.jp, 10.1.2.3] }\n';
    const { notify } = from(named, { BATON_SLACK_WEBHOOK_URL: 'https://chat.example.jp/hooks/1' });
    expect(notify?.slack).toEqual({ url: 'https://chat.example.jp/hooks/1', privateHosts: ['10.1.2.3'] });
    expect(faults(named, { BATON_SLACK_WEBHOOK_URL: 'http://10.1.2.3/hooks/1' })).toContain('BATON_SLACK_WEBHOOK_URL');
  });
});

describe('team.yaml', () => {
  const team =
    (more: string): (() => unknown) =>
    () =>
      readTeam(
        {
          name: 'team.yaml',
          text: `members:\n  - key: sato\n    name: 佐藤\n    department: marketing\n    ${more}\npools: {}\n`,
        },
        undefined,
        ['email'],
      );

  test('names only channels that are on, and channels at all', () => {
    expect(told(team('notify: [email]'))).toBe('');
    expect(told(team('notify: [slack]'))).toBe(
      'team.yaml:5:14 members[0].notify[0]: "slack" is not turned on in baton.yaml. → Turn it on under "notify" there, or take it out here (on: email).',
    );
    expect(told(team('notify: [fax]'))).toContain('Possible: email, slack, teams');
    expect(told(team('slackUser: suzuki'))).toContain('U or W, then capital letters and digits');
    expect(told(team('email: nobody'))).toContain('members[0].email');
  });

  test('says where the heads of the parties are told', () => {
    const heads = (text: string): string =>
      told(() =>
        readTeam({
          name: 'team.yaml',
          text: `members: [{ key: a, name: A, department: marketing }]\npools: {}\nheads: { marketing: ${text} }\n`,
        }),
      );
    expect(heads('{ email: head@example.jp, language: ja }')).toBe('');
    expect(heads('{ email: head@example.jp, zone: Tokyo }')).toContain('heads.marketing.zone: There is no time zone');
    expect(heads('{ language: ja }')).toContain('"email" is missing');
  });
});
