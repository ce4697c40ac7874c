import { Client } from '@hubspot/api-client';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactWrite, openStage, TOKEN } from './hubspot-setup.ts';

const auth = { kind: 'oauth', clientId: 'app', clientSecret: 's3cret', refreshToken: 'rt-1' } as const;

onlyAnswered();

function token(value: string, status = 200) {
  nock(BASE, { badheaders: ['authorization'] })
    .post('/oauth/2026-03/token', {
      grant_type: 'refresh_token',
      client_id: 'app',
      client_secret: 's3cret',
      refresh_token: 'rt-1',
    })
    .reply(
      status,
      status === 200 ? { access_token: value, expires_in: 1800, token_type: 'bearer' } : { message: value },
    );
}
function owners(bearer: string, status = 200) {
  nock(BASE, { reqheaders: { authorization: `Bearer ${bearer}` } })
    .get('/crm/v3/owners/')
    .query(true)
    .reply(status, status === 200 ? { results: [] } : { category: 'EXPIRED_AUTHENTICATION', message: 'expired' });
}

describe('OAuth', () => {
  test('a token is fetched before the first call and used until a tenth of its life is left', async () => {
    const stage = openStage({ auth });
    token('t1');
    owners('t1');
    await stage.connector.pull('owners', undefined);
    stage.pass({ minutes: 26, seconds: 59 });
    owners('t1');
    await stage.connector.pull('owners', undefined);
    stage.pass({ seconds: 1 });
    token('t2');
    owners('t2');
    expect((await stage.connector.pull('owners', undefined)).problems).toEqual([]);
    expect(stage.connector.spent()).toEqual({ calls: 5, byPurpose: { 'sign-in': 2, 'pull owners': 3 } });
  });

  test('calls that need a token at the same moment share one', async () => {
    token('t1');
    owners('t1');
    owners('t1');
    const { connector } = openStage({ auth });
    await Promise.all([connector.pull('owners', undefined), connector.pull('owners', undefined)]);
    expect(connector.spent().byPurpose['sign-in']).toBe(1);
  });

  test('a refused token is replaced once; one that stays refused is the admin’s move', async () => {
    const { connector } = openStage({ auth });
    token('t1');
    owners('t1', 401);
    token('t2');
    owners('t2');
    expect((await connector.pull('owners', undefined)).problems).toEqual([]);
    owners('t2', 401);
    token('t3');
    owners('t3', 401);
    expect((await connector.pull('owners', undefined)).problems).toMatchObject([
      { category: 'credential', mover: 'admin', code: '401 EXPIRED_AUTHENTICATION' },
    ]);
  });

  test('without a token nothing is sent: the write waits, or is refused for good when the grant is gone', async () => {
    const { connector } = openStage({ auth });
    token('down', 503);
    expect(await connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([{ state: 'throttled' }]);
    token('grant revoked', 400);
    expect(await connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([
      { state: 'rejected', problem: { category: 'credential' } },
    ]);
    expect(connector.spent().byPurpose['send']).toBeUndefined();
  });

  test('no secret comes out', async () => {
    const stage = openStage({ auth });
    token('t1');
    owners('t1', 403);
    const page = await stage.connector.pull('owners', undefined);
    expect(JSON.stringify([page, stage.lines, stage.connector])).not.toMatch(/s3cret|rt-1|t1/);
  });
});

test('a given token that is refused is the admin’s move, after one call', async () => {
  owners(TOKEN, 401);
  const { connector } = openStage();
  expect((await connector.pull('owners', undefined)).problems).toMatchObject([{ category: 'credential' }]);
  expect(connector.spent().calls).toBe(1);
});

test('another client’s retries in the same process do not become ours', async () => {
  const { connector } = openStage();
  new Client({ numberOfApiCallRetries: 3 });
  nock(BASE).post('/crm/v3/objects/contacts/batch/update').reply(500, {});
  expect(await connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([{ state: 'unknown' }]);
  nock(BASE).post('/crm/v3/objects/contacts/search').reply(500, {});
  expect((await connector.pull('contacts', undefined)).problems).toHaveLength(1);
  expect(connector.spent().calls).toBe(2);
  // The last client made sets the process-wide settings: leave them as they were.
  new Client({});
});

test('a base path with a final slash is taken without it', async () => {
  owners(TOKEN);
  const { connector } = openStage({ basePath: `${BASE}/` });
  expect((await connector.pull('owners', undefined)).problems).toEqual([]);
});

test('what HubSpot says is left of the day is passed on', async () => {
  nock(BASE)
    .get('/crm/v3/owners/')
    .query(true)
    .reply(200, { results: [] }, { 'X-HubSpot-RateLimit-Daily-Remaining': '249000' });
  const { connector } = openStage();
  await connector.pull('owners', undefined);
  expect(connector.spent().dailyLeft).toBe(249_000);
});
