/** The webhooks journal: its calls to the letter, and what it makes of whatever comes back. */
import nock from 'nock';
import { beforeEach, describe, expect, test } from 'vitest';
import { webhooksJournal } from '../../connectors/hubspot/journal.ts';
import { appCalls } from '../../connectors/hubspot/journal-calls.ts';
import { Spending } from '../../connectors/kit/spent.ts';
import type { Cursor, Journal } from '../../src/ports/connector.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { PORTAL } from '../support/webhooks.ts';
import { BASE, MAPPING } from './hubspot-setup.ts';

const FILES = 'https://files.example';
const APP = { clientId: 'app-1', clientSecret: 'app-secret' };
const START = Temporal.Instant.from('2026-11-23T09:00:00Z');
let now: Temporal.Instant;

beforeEach(() => {
  now = START;
});
onlyAnswered();

function opened(): Journal {
  const surroundings = { now: () => now, mayWrite: () => false, log: () => {}, spending: new Spending() };
  const calls = appCalls({ basePath: BASE, ...APP }, surroundings);
  return webhooksJournal(calls, { portalId: PORTAL, pollSeconds: 15, mapping: MAPPING, now: () => now });
}

function signsIn(token = 't-1'): void {
  nock(BASE)
    .post('/oauth/2026-03/token', {
      grant_type: 'client_credentials',
      client_id: APP.clientId,
      client_secret: APP.clientSecret,
      scope: 'developer.webhooks_journal.read',
    })
    .reply(200, { access_token: token, expires_in: 1800, token_type: 'bearer' });
}

const asked = (path: string, token = 't-1') =>
  nock(BASE, { reqheaders: { authorization: `Bearer ${token}` } })
    .get(`/webhooks-journal/journal-local/2026-03/${path}`)
    .query({ installPortalId: PORTAL });
const entry = (currentOffset: string) => ({
  currentOffset,
  expiresAt: '2026-11-23T09:10:00Z',
  url: `${FILES}/${currentOffset}?signed=1`,
});
const holds = (offset: string, content: unknown, status = 200): void => {
  nock(FILES, { badheaders: ['authorization'] })
    .get(`/${offset}?signed=1`)
    .reply(status, content as nock.Body);
};
const event = (action: string, more: object = {}) => ({
  type: 'OBJECT',
  portalId: PORTAL,
  occurredAt: '2026-11-23T08:59:00Z',
  action,
  objectTypeId: '0-1',
  objectId: 101,
  ...more,
});
const at = (offset: string): Cursor => ({ offset, movedAt: '2026-11-23T09:00:00.000Z' });

describe('the journal', () => {
  test('begins at its newest entry, whose file is not read: the poll knows what was before', async () => {
    signsIn();
    asked('latest').reply(200, entry('o-1'));
    expect(await opened().read(undefined)).toEqual({ hints: [], cursor: at('o-1'), more: false, problems: [] });
  });

  test('goes on from entry to entry, until there is none', async () => {
    signsIn();
    asked('offset/o-1/next').reply(200, entry('o-2'));
    const merged = event('MERGE', { objectId: '9' });
    const other = event('CREATE', { portalId: PORTAL + 1, objectId: 5 });
    const unread = event('UPDATE', { objectId: 6, propertyChanges: { favourite_colour: '青' } });
    const title = event('UPDATE', { objectId: 7, propertyChanges: { favourite_colour: '青', jobtitle: '部長' } });
    const call = event('CREATE', { objectTypeId: '0-48', objectId: 8 });
    const list = event('ADDED_TO_LIST', { objectId: 3 });
    holds('o-2', { journalEvents: [event('CREATE'), merged, other, unread, title, call, list, event('GDPR_DELETE')] });
    asked('offset/o-2/next').reply(204);
    const journal = opened();
    const first = await journal.read(at('o-1'));
    expect(first).toMatchObject({ cursor: at('o-2'), more: true, problems: [] });
    expect(first.hints.map(({ stream, kind, record }) => [stream, kind, record?.id])).toEqual([
      ['contacts', 'changed', '101'],
      ['contacts', 'merged', '9'],
      ['contacts', 'changed', '7'],
      ['calls', 'changed', undefined],
      ['contacts', 'erased', '101'],
    ]);
    expect(await journal.read(first.cursor)).toEqual({ hints: [], cursor: at('o-2'), more: false, problems: [] });
  });

  test.each<[string, (reply: nock.Interceptor) => void]>([
    ['an empty answer', (reply) => void reply.reply(200, '')],
    [
      'nothing there, where its place is the newest,',
      (reply) => {
        reply.reply(404, { message: 'no entry' });
        asked('latest').reply(200, entry('o-1'));
      },
    ],
    ['the same entry again', (reply) => void reply.reply(200, entry('o-1'))],
  ])('takes %s for the end', async (_, answer) => {
    signsIn();
    answer(asked('offset/o-1/next'));
    expect(await opened().read(at('o-1'))).toEqual({ hints: [], cursor: at('o-1'), more: false, problems: [] });
  });

  test('begins anew where its place is known no more though there is a newer one', async () => {
    signsIn();
    asked('offset/o-1/next').reply(404, { message: 'no such offset' });
    asked('latest').reply(200, entry('o-9'));
    expect(await opened().read(at('o-1'))).toMatchObject({ cursor: { offset: 'o-9' }, hints: [], more: false });
  });

  test('stays where it is while nobody says whether its place is known', async () => {
    signsIn();
    asked('offset/o-1/next').reply(404, { message: 'no such offset' });
    asked('latest').reply(500, 'oops');
    const page = await opened().read(at('o-1'));
    expect(page).toMatchObject({ cursor: at('o-1'), hints: [] });
    expect(page.problems).toHaveLength(1);
  });

  test('begins anew where its place is older than what is kept', async () => {
    signsIn();
    now = START.add({ hours: 73 });
    asked('latest').reply(200, entry('o-9'));
    expect(await opened().read(at('o-1'))).toMatchObject({ cursor: { offset: 'o-9' }, hints: [], more: false });
  });

  test('stays where it is while it cannot be read, and says why', async () => {
    const journal = opened();
    signsIn();
    asked('offset/o-1/next').reply(502, 'bad gateway');
    const down = await journal.read(at('o-1'));
    expect(down).toMatchObject({ hints: [], cursor: at('o-1'), more: false, problems: [{ category: 'unavailable' }] });
    asked('offset/o-1/next').reply(200, entry('o-2'));
    holds('o-2', '<Error>expired</Error>', 403);
    expect(await journal.read(at('o-1'))).toMatchObject({
      cursor: at('o-1'),
      more: false,
      problems: [{ system: 'hubspot' }],
    });
  });

  test('asks for everything where a file says nothing that can be read, and goes on', async () => {
    signsIn();
    asked('offset/o-1/next').reply(200, entry('o-2'));
    holds('o-2', 'no json');
    expect(await opened().read(at('o-1'))).toMatchObject({
      cursor: at('o-2'),
      more: true,
      hints: [
        { stream: 'contacts', kind: 'changed' },
        { stream: 'companies', kind: 'changed' },
      ],
    });
  });

  test('takes no file from an address without TLS', async () => {
    signsIn();
    asked('offset/o-1/next').reply(200, { ...entry('o-2'), url: 'http://169.254.169.254/latest' });
    expect(await opened().read(at('o-1'))).toMatchObject({ cursor: at('o-1'), problems: [{ system: 'hubspot' }] });
  });

  test('follows no redirect', async () => {
    signsIn();
    asked('offset/o-1/next').reply(200, entry('o-2'));
    nock(FILES).get('/o-2?signed=1').reply(302, undefined, { location: 'https://elsewhere.example/' });
    expect(await opened().read(at('o-1'))).toMatchObject({
      cursor: at('o-1'),
      problems: [{ category: 'unavailable' }],
    });
  });

  test('fetches its token anew when it was refused, once', async () => {
    signsIn('t-1');
    asked('offset/o-1/next', 't-1').reply(401, { message: 'expired' });
    signsIn('t-2');
    asked('offset/o-1/next', 't-2').reply(204);
    expect(await opened().read(at('o-1'))).toMatchObject({ problems: [] });
  });

  test('whose app is refused is the admin’s move', async () => {
    nock(BASE)
      .post('/oauth/2026-03/token')
      .reply(400, { status: 'BAD_CLIENT_ID', message: 'missing or unknown client id' });
    expect(await opened().read(at('o-1'))).toMatchObject({
      cursor: at('o-1'),
      problems: [{ category: 'credential', mover: 'admin' }],
    });
  });
});
