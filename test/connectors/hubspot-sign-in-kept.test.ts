/** OAuth where tokens are kept: for all workers, over restarts, and never in clear. */
import nock from 'nock';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { redeem } from '../../connectors/hubspot/connect.ts';
import { texts } from '../../src/domain/texts/index.ts';
import type { Store } from '../../src/ports/store.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { mortal, vaultOn } from '../support/vault.ts';
import { BASE, contactWrite, MAPPING, openStage } from './hubspot-setup.ts';

const NOW = '2026-11-21T09:00:00Z';
const CANARY = 'canary-7d20';
const auth = {
  kind: 'oauth',
  clientId: 'app',
  clientSecret: `${CANARY}-client`,
  refreshToken: `${CANARY}-rt-1`,
} as const;
const { refreshToken: _, ...connected } = auth;

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());
beforeEach(async () => {
  await ground.empty();
});
onlyAnswered();

function kept(key = 1, store: Store = ground.store) {
  return vaultOn(store, { now: () => Temporal.Instant.from(NOW), key }).of('hubspot');
}
function worker(how: Parameters<typeof openStage>[0] = {}, key = 1, store: Store = ground.store) {
  return openStage({ auth, now: NOW, vault: kept(key, store), ...how });
}

function grant(refresh: string, answer: object, status = 200) {
  const asked = { grant_type: 'refresh_token', client_id: 'app', client_secret: auth.clientSecret };
  return nock(BASE)
    .post('/oauth/2026-03/token', { ...asked, refresh_token: `${CANARY}-${refresh}` })
    .reply(status, answer);
}
function token(name: string, more: object = {}) {
  return { access_token: `${CANARY}-${name}`, expires_in: 1800, token_type: 'bearer', hub_id: 8800001, ...more };
}
function owners(bearer: string, status = 200) {
  return nock(BASE, { reqheaders: { authorization: `Bearer ${CANARY}-${bearer}` } })
    .get('/crm/v3/owners/')
    .query(true)
    .reply(status, status === 200 ? { results: [] } : { category: 'EXPIRED_AUTHENTICATION', message: 'expired' });
}
const pull = (stage: ReturnType<typeof openStage>) => stage.connector.pull('owners', undefined);

test('workers that need a token at once make one refresh, and a restarted one none', async () => {
  grant('rt-1', token('at-1'));
  for (let n = 0; n < 4; n += 1) owners('at-1');
  const workers = [worker(), worker(), worker()];
  for (const page of await Promise.all(workers.map(pull))) expect(page.problems).toEqual([]);
  await pull(worker());
  expect(workers.map(({ connector }) => connector.spent().byPurpose['sign-in'] ?? 0).sort()).toEqual([0, 0, 1]);
});

test('a refresh token that HubSpot replaces is kept before it is used, and the first one is not used again', async () => {
  grant('rt-1', token('at-1', { refresh_token: `${CANARY}-rt-2` }));
  owners('at-1');
  const first = worker();
  await pull(first);
  grant('rt-2', token('at-2', { refresh_token: `${CANARY}-rt-3` }));
  owners('at-2');
  first.pass({ minutes: 28 });
  await pull(first);
  const restarted = worker();
  restarted.pass({ hours: 2 });
  grant('rt-3', token('at-3'));
  owners('at-3');
  expect((await pull(restarted)).problems).toEqual([]);
});

test('a token that was refused is renewed by one; the other takes up what came of it', async () => {
  grant('rt-1', token('at-1'));
  owners('at-1');
  owners('at-1');
  const [one, other] = [worker(), worker()];
  await pull(one);
  await pull(other);
  owners('at-1', 401);
  grant('rt-1', token('at-2'));
  owners('at-2');
  await pull(one);
  owners('at-1', 401);
  owners('at-2');
  expect((await pull(other)).problems).toEqual([]);
});

test('whoever dies with the only refresh token that is still good leaves it to the admin, who is told what to do', async () => {
  const answered = grant('rt-1', token('at-1', { refresh_token: `${CANARY}-rt-2` }));
  await expect(
    pull(
      worker(
        {},
        1,
        mortal(ground.store, () => answered.isDone()),
      ),
    ),
  ).rejects.toThrow('died');
  grant('rt-1', { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant', message: 'refresh token is invalid' }, 400);
  const next = worker();
  const [problem] = (await pull(next)).problems;
  expect(problem).toMatchObject({ category: 'credential', mover: 'admin', retryAt: expect.any(String) });
  for (const language of ['en', 'ja'] as const)
    expect(texts(language).problems.remedy[problem?.category ?? 'limit']).toContain('`baton connect`');
});

test('what a person has connected anew goes before the refresh token that the configuration had then', async () => {
  const asked = { code: 'c', redirectUri: 'http://localhost:4310/connected' };
  nock(BASE)
    .post('/oauth/2026-03/token', /authorization_code/)
    .reply(200, token('at-1', { refresh_token: `${CANARY}-rt-7` }));
  const surroundings = { now: () => Temporal.Instant.from(NOW), mayWrite: () => false, log: () => undefined };
  const fresh = await redeem({ basePath: BASE, auth, mapping: MAPPING }, asked, surroundings);
  if (fresh.state !== 'answered') throw new TypeError(`not connected: ${fresh.state}`);
  await kept().replace(fresh.value);
  const stage = worker();
  stage.pass({ hours: 1 });
  grant('rt-7', token('at-2'));
  owners('at-2');
  expect((await pull(stage)).problems).toEqual([]);
});

test('another refresh token in the configuration goes before what is kept', async () => {
  grant('rt-1', token('at-1', { refresh_token: `${CANARY}-rt-2` }));
  owners('at-1');
  await pull(worker());
  const changed = worker({ auth: { ...auth, refreshToken: `${CANARY}-rt-9` } });
  changed.pass({ hours: 1 });
  grant('rt-9', token('at-9'));
  owners('at-9');
  expect((await pull(changed)).problems).toEqual([]);
});

test('tokens of another portal are not taken', async () => {
  grant('rt-1', token('at-1'));
  owners('at-1');
  const stage = worker();
  await pull(stage);
  stage.pass({ hours: 1 });
  grant('rt-1', token('at-2', { hub_id: 99 }));
  expect((await pull(stage)).problems).toMatchObject([
    { category: 'credential', code: 'OTHER_ACCOUNT', mover: 'admin' },
  ]);
});

test('while HubSpot’s sign-in is down the last tenth of a token’s life is used up', async () => {
  grant('rt-1', token('at-1'));
  owners('at-1');
  const stage = worker();
  await pull(stage);
  stage.pass({ minutes: 28 });
  grant('rt-1', { message: 'down' }, 503);
  owners('at-1');
  expect((await pull(stage)).problems).toEqual([]);
  stage.pass({ minutes: 3 });
  grant('rt-1', { message: 'down' }, 503);
  expect((await pull(stage)).problems).toMatchObject([{ category: 'unavailable' }]);
});

test('a grant that is gone is the admin’s move: HubSpot is left alone, and what waits to be sent waits', async () => {
  const stage = worker();
  grant('rt-1', { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant', message: 'refresh token is invalid' }, 400);
  expect(await stage.connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([
    { state: 'rejected', problem: { category: 'credential', mover: 'admin', retryAt: '2026-11-21T09:10:00.000Z' } },
  ]);
  expect((await pull(stage)).problems).toMatchObject([{ category: 'credential' }]);
  expect(stage.connector.spent().byPurpose['sign-in']).toBe(1);
  // Mended: the next try after the rest goes through.
  stage.pass({ minutes: 6 });
  grant('rt-1', token('at-1'));
  owners('at-1');
  expect((await pull(stage)).problems).toEqual([]);
});

test('an app that nobody has connected says how', async () => {
  expect((await pull(worker({ auth: connected }))).problems).toMatchObject([
    { category: 'credential', code: 'NOT_CONNECTED', detail: expect.stringContaining('baton connect hubspot') },
  ]);
});

test('with another key nothing is sent and nothing is written over', async () => {
  grant('rt-1', token('at-1'));
  owners('at-1');
  await pull(worker());
  const before = await ground.run('select * from secret');
  expect((await pull(worker({}, 2))).problems).toMatchObject([{ category: 'credential', code: 'SECRET_KEY' }]);
  expect(await ground.run('select * from secret')).toEqual(before);
});

test('no secret is in the log, in what comes back, in the connector, or in the database', async () => {
  grant('rt-1', token('at-1', { refresh_token: `${CANARY}-rt-2` }));
  owners('at-1', 403);
  const stage = worker();
  const page = await pull(stage);
  const broken = worker({ auth: { ...auth, refreshToken: `${CANARY}-rt-8` } });
  broken.pass({ hours: 1 });
  grant('rt-8', { error: 'invalid_grant', message: `refresh_token=${CANARY}-rt-8 is invalid` }, 400);
  const refused = await pull(broken);
  const tables = await Promise.all(
    ['secret', 'nonce', 'secret_turn', 'setting', 'problem'].map((table) => ground.run(`select * from ${table}`)),
  );
  const seen = JSON.stringify([page, refused, stage.lines, broken.lines, stage.connector, broken.connector, tables]);
  expect(seen).not.toContain(CANARY);
});
