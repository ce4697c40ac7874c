import nock from 'nock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TERMS } from '../../connectors/hubspot/budget.ts';
import { openHubSpotSandbox } from '../../connectors/hubspot/sandbox/index.ts';
import { RateKeeper } from '../../connectors/kit/budget.ts';
import { watchOf } from '../support/budget.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactWrite, openStage } from './hubspot-setup.ts';

const MIDNIGHT = '2026-11-21T15:00:00.000Z';
const OWNERS = { query: true } as const;

function limited(policyName: string, message = 'You have reached your limit.') {
  return { status: 'error', errorType: 'RATE_LIMIT', message, policyName, correlationId: 'c-1' };
}
function usage(currentUsage: number, usageLimit = 250_000) {
  const result = { name: 'private-apps-api-calls-daily', usageLimit, currentUsage, resetsAt: '2026-11-21T15:00:00Z' };
  return nock(BASE)
    .get('/account-info/2026-03/api-usage/daily/private-apps')
    .reply(200, { results: [{ ...result, collectedAt: '2026-11-21T09:00:00Z', fetchStatus: 'SUCCESS' }] });
}
function owners(status: number, body: object = { results: [] }, headers: Record<string, string> = {}) {
  return nock(BASE).get('/crm/v3/owners/').query(OWNERS.query).reply(status, body, headers);
}

describe('each policy of a 429, seen once by one worker', () => {
  onlyAnswered();

  test('TEN_SECONDLY_ROLLING: nobody calls for ten seconds, and the work stays', async () => {
    const watch = watchOf();
    const { connector } = openStage({ budget: watch });
    nock(BASE).post('/crm/v3/objects/contacts/batch/update').reply(429, limited('TEN_SECONDLY_ROLLING'));
    expect(await connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([
      { state: 'throttled', until: '2026-11-21T09:00:10.000Z', problem: { code: '429 TEN_SECONDLY_ROLLING' } },
    ]);
    const other = openStage({ budget: watch });
    owners(200);
    await other.connector.pull('owners', undefined);
    expect(watch.waitedMs).toBe(10_000);
  });

  test('SECONDLY: searches wait a second, other calls do not', async () => {
    const watch = watchOf();
    const { connector } = openStage({ budget: watch });
    nock(BASE)
      .post('/crm/v3/objects/notes/search')
      .reply(429, limited('SECONDLY', 'You have reached your secondly limit.'));
    expect((await connector.pull('notes', undefined)).problems).toMatchObject([
      { code: '429 SECONDLY', retryAt: '2026-11-21T09:00:01.000Z' },
    ]);
    owners(200);
    await connector.pull('owners', undefined);
    expect(watch.waitedMs).toBe(0);
    nock(BASE).post('/crm/v3/objects/notes/search').reply(200, { total: 0, results: [] });
    await connector.pull('notes', undefined);
    expect(watch.waitedMs).toBe(1_000);
  });

  test('a Retry-After that is longer than the policy’s own pause is obeyed', async () => {
    const watch = watchOf();
    const { connector } = openStage({ budget: watch });
    owners(429, limited('TEN_SECONDLY_ROLLING'), { 'retry-after': '14' });
    await connector.pull('owners', undefined);
    owners(200);
    await connector.pull('owners', undefined);
    expect(watch.waitedMs).toBe(14_000);
  });

  test('DAILY: the reset is asked for once, and until then nothing leaves', async () => {
    const watch = watchOf();
    const stage = openStage({ budget: watch });
    owners(429, limited('DAILY'));
    usage(250_000);
    expect((await stage.connector.pull('owners', undefined)).problems).toMatchObject([
      { category: 'limit', code: '429 DAILY', retryAt: MIDNIGHT },
    ]);
    expect(await stage.connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([
      { state: 'throttled', until: MIDNIGHT, problem: { code: 'BUDGET_SPENT', mover: 'admin' } },
    ]);
    expect(await stage.connector.budget?.()).toMatchObject({ limit: 250_000, left: 0, closedTill: MIDNIGHT });
    stage.pass({ hours: 6 });
    owners(200);
    expect((await stage.connector.pull('owners', undefined)).problems).toEqual([]);
    expect(stage.connector.spent().byPurpose).toEqual({ 'pull owners': 2, usage: 1 });
  });

  test('DAILY, and the usage endpoint refuses too: it is looked again after an hour', async () => {
    const stage = openStage({ budget: watchOf() });
    owners(429, limited('DAILY'));
    nock(BASE).get('/account-info/2026-03/api-usage/daily/private-apps').reply(429, limited('DAILY'));
    expect((await stage.connector.pull('owners', undefined)).problems).toMatchObject([
      { retryAt: '2026-11-21T10:00:00.000Z' },
    ]);
    stage.pass({ minutes: 61 });
    owners(200);
    expect((await stage.connector.pull('owners', undefined)).problems).toEqual([]);
  });

  test('what answers tell of tier and day is taken up', async () => {
    const stage = openStage({ budget: watchOf({ shares: { daily: 25, burst: 100 } }) });
    owners(
      200,
      { results: [] },
      {
        'X-HubSpot-RateLimit-Max': '190',
        'X-HubSpot-RateLimit-Remaining': '189',
        'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
        'X-HubSpot-RateLimit-Daily': '625000',
        'X-HubSpot-RateLimit-Daily-Remaining': '600000',
      },
    );
    await stage.connector.pull('owners', undefined);
    expect(await stage.connector.budget?.()).toEqual({
      share: 25,
      limit: 625_000,
      limitKnown: true,
      left: 600_000,
      allowed: 156_250,
      spent: 1,
      byPurpose: { 'pull owners': 1 },
      resetsAt: undefined,
      closedTill: undefined,
    });
  });

  test.each([
    ['what the answer says', { 'X-HubSpot-RateLimit-Interval-Milliseconds': '2000' }, 2_000],
    ['ten seconds, where it does not say', {}, 10_000],
    ['ten seconds, where it says nothing that can be', { 'X-HubSpot-RateLimit-Interval-Milliseconds': '0' }, 10_000],
  ])('a burst that is spent is over after %s', async (_, interval, waitMs) => {
    const watch = watchOf();
    const stage = openStage({ budget: watch });
    const rest = { 'X-HubSpot-RateLimit-Max': '20', 'X-HubSpot-RateLimit-Remaining': '0', ...interval };
    owners(200, { results: [] }, rest);
    await stage.connector.pull('owners', undefined);
    owners(200);
    await stage.connector.pull('owners', undefined);
    expect(watch.waitedMs).toBeGreaterThanOrEqual(waitMs);
    expect(watch.waitedMs).toBeLessThan(waitMs * 1.1);
  });

  test('as many calls are under way at once as HubSpot’s own client allows, and searches have a number of their own', async () => {
    const keeper = new RateKeeper({ ...TERMS, bursts: {} }, watchOf(), () => Temporal.Now.instant());
    const begun = { burst: 0, search: 0 };
    const begin = async (window: keyof typeof begun): Promise<() => Promise<void>> => {
      const admission = await keeper.admit({ window, lane: 'usual', purpose: window });
      if (admission.state !== 'go') throw new Error('nothing else holds it back');
      begun[window] += 1;
      return admission.done;
    };
    const [first] = Array.from({ length: 20 }, () => begin('burst'));
    for (let n = 0; n < 20; n += 1) void begin('search');
    await (await first)?.();
    await new Promise((go) => setImmediate(go));
    expect(begun).toEqual({ burst: 7, search: 3 });
  });
});

describe('against a sandbox that keeps its limits', () => {
  async function opened(limits: { per10Seconds?: number; searchesPerSecond?: number; daily?: number }, daily = 100) {
    const watch = watchOf({ shares: { daily, burst: 100 } });
    let now = Temporal.Instant.from('2026-11-21T09:00:00Z');
    const sandbox = await openHubSpotSandbox({ now: () => now, limits, machineMs: () => watch.machineMs() });
    onTestFinished(() => sandbox.close());
    const stage = openStage({
      basePath: sandbox.url,
      auth: { kind: 'token', token: sandbox.token },
      now: now.toString(),
      budget: watch,
    });
    const refused = () => sandbox.server.calls.filter(({ status }) => status === 429).length;
    const pass = (hours: number): void => {
      now = now.add({ hours });
      stage.pass({ hours });
    };
    return { watch, sandbox, stage, refused, pass };
  }

  test('hundreds of calls get no 429, and take little longer than they must', async () => {
    const { watch, stage, refused } = await opened({ per10Seconds: 100, searchesPerSecond: 5 });
    for (let n = 0; n < 150; n += 1) {
      await stage.connector.pull('notes', undefined);
      await stage.connector.pull('mails', undefined);
    }
    expect(refused()).toBe(0);
    // 150 searches at five a second.
    expect(watch.waitedMs).toBeGreaterThan(29_000);
    expect(watch.waitedMs).toBeLessThan(30_000 * 1.25);
  });

  test('a tier’s larger burst is used from the first answer on', async () => {
    const { watch, stage, refused } = await opened({ per10Seconds: 190 });
    // First readings: a fifth is left to others.
    for (let n = 0; n < 152; n += 1) await stage.connector.pull('mails', undefined);
    expect(refused()).toBe(0);
    expect(watch.waitedMs).toBe(0);
  });

  test('the admin’s share of the day is not crossed, and a new day begins when HubSpot says so', async () => {
    const { stage, sandbox, pass } = await opened({ daily: 400 }, 25);
    const changed = { from: '2026-11-21T08:00:00Z' };
    for (let n = 0; n < 120; n += 1) await stage.connector.pull('mails', changed);
    const spent = sandbox.server.callCount;
    expect(spent).toBeLessThanOrEqual(100);
    expect(await stage.connector.budget?.()).toMatchObject({ allowed: 100, resetsAt: MIDNIGHT });
    // What is urgent may use the rest of the share.
    await stage.connector.send([{ ...contactWrite('1', { stage: 'mql' }), urgent: true }]);
    expect(sandbox.server.callCount).toBe(spent + 1);
    await stage.connector.send([contactWrite('1', { totalScore: 3 })]);
    expect(sandbox.server.callCount).toBe(spent + 1);
    pass(7);
    await stage.connector.pull('mails', changed);
    expect(sandbox.server.callCount).toBe(spent + 2);
  });

  test('first readings leave a part of the share to what changes, and that leaves one to whoever is at the desk', async () => {
    const { stage } = await opened({ daily: 400 }, 25);
    const spentAfter = async (work: () => Promise<unknown>): Promise<number | undefined> => {
      for (let n = 0; n < 40; n += 1) await work();
      return (await stage.connector.budget?.())?.spent;
    };
    for (const stream of ['contacts', 'calls']) await spentAfter(() => stage.connector.pull(stream, undefined));
    // Of a hundred; and the call that asks when the day ends.
    expect(await spentAfter(() => stage.connector.pull('mails', undefined))).toBe(81);
    const changed = { from: '2026-11-21T08:00:00Z' };
    expect(await spentAfter(() => stage.connector.pull('contacts', changed))).toBe(95);
    expect(await spentAfter(() => stage.connector.check())).toBe(100);
  });
});
