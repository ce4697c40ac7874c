/** Salesforce's calls are held to the admin's share and to four fifths of the org's day; what the org refuses all workers hear of. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { TextBook, type Watch, watchOf } from '../support/budget.ts';
import { type Bench, bench, DATA, INTEGRATION_USER, LEAD, MAPPING, NOW, ORG } from './salesforce-setup.ts';

function on(watch: Watch): Bench {
  const held: { bench?: Bench } = {};
  const surroundings = {
    now: () => held.bench?.now ?? Temporal.Instant.from(NOW),
    mayWrite: () => true,
    log: () => undefined,
    budget: watch,
  };
  const opened = bench({ surroundings });
  held.bench = opened;
  return opened;
}
function refusePoll(message: string): void {
  nock(ORG)
    .post(`${DATA}/composite`)
    .reply(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }]);
}
function answerPoll(usage = 'api-usage=18/15000'): void {
  nock(ORG)
    .post(`${DATA}/composite`)
    .reply(200, { compositeResponse: ['User', 'Group'].map(nobody) }, { 'Sforce-Limit-Info': usage });
}
function nobody(referenceId: string): object {
  return { referenceId, httpStatusCode: 200, httpHeaders: {}, body: { totalSize: 0, done: true, records: [] } };
}
function answerLimits(Max: number, Remaining: number): nock.Scope {
  return nock(ORG).get(`${DATA}/limits`).reply(200, { DailyApiRequests: { Max, Remaining } });
}

describe('what the org says of its limits', () => {
  beforeEach(() => {
    nock.disableNetConnect();
    nock(ORG)
      .get('/services/oauth2/userinfo')
      .times(3)
      .reply(200, { user_id: INTEGRATION_USER, organization_id: '00D000000000001', preferred_username: 'b' });
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  it('stands on every answer, and is taken up', async () => {
    const { connector } = on(watchOf({ shares: { daily: 25, burst: 100 } }));
    answerPoll('api-usage=40018/100000; api-bursts=1/750');
    await connector.pull('users', undefined);
    expect(await connector.budget?.()).toMatchObject({
      share: 25,
      limit: 100_000,
      limitKnown: true,
      left: 59_982,
      allowed: 25_000,
      spent: 2,
      byPurpose: { identify: 1, 'pull users': 1 },
    });
  });

  it('that the day is spent: it is asked what is left, and a quarter of an hour nothing leaves, of no worker', async () => {
    const watch = watchOf();
    const first = on(watch);
    refusePoll('TotalRequests Limit exceeded.');
    answerLimits(15_000, 0);
    expect((await first.connector.pull('users', undefined)).problems).toMatchObject([
      { code: 'REQUEST_LIMIT_EXCEEDED DAILY', category: 'limit', mover: 'admin', retryAt: '2026-11-20T09:15:00.000Z' },
    ]);
    const second = on(watch);
    answerLimits(15_000, 0);
    expect((await second.connector.pull('users', undefined)).problems).toMatchObject([{ code: 'BUDGET_SPENT' }]);
    expect(await second.connector.budget?.()).toMatchObject({ limit: 15_000, limitKnown: true, left: 0 });
    second.now = second.now.add({ minutes: 20 });
    answerLimits(15_000, 9_000);
    answerPoll();
    expect((await second.connector.pull('users', undefined)).problems).toEqual([]);
  });

  it('that too many long requests run: all pause for seconds, and the day is not closed', async () => {
    const watch = watchOf();
    const first = on(watch);
    refusePoll('ConcurrentRequests (Concurrent API Requests) Limit exceeded.');
    expect((await first.connector.pull('users', undefined)).problems).toMatchObject([
      { code: 'REQUEST_LIMIT_EXCEEDED CONCURRENT', mover: 'vendor', retryAt: '2026-11-20T09:00:10.000Z' },
    ]);
    answerPoll();
    expect((await on(watch).connector.pull('users', undefined)).problems).toEqual([]);
    expect(watch.waitedMs).toBe(10_000);
  });
});

describe('over the sandbox', () => {
  const open = async (now: () => Temporal.Instant) => {
    const sandbox = await openSalesforceSandbox({ now, dailyCalls: 400 });
    const { clientId, clientSecret, url } = sandbox;
    const worker = (budget: Watch) =>
      createSalesforceConnector({
        instanceUrl: url,
        auth: { kind: 'client-credentials', clientId, clientSecret },
        mapping: MAPPING,
        surroundings: { now, mayWrite: () => true, log: () => undefined, budget },
      });
    return { sandbox, worker };
  };

  it('where others use most of the day, reading leaves a quarter of it and all else a fifth, whatever the share; and goes on when theirs come back', async () => {
    let now = Temporal.Instant.from(NOW);
    const { sandbox, worker } = await open(() => now);
    const headers = { authorization: `Bearer ${sandbox.accessToken}` };
    const byOthers = async (calls: number): Promise<number> => {
      let usage = '';
      for (let n = 0; n < calls; n += 1) {
        const answer = await fetch(`${sandbox.url}/services/data/v67.0/sobjects`, { headers });
        usage = answer.headers.get('sforce-limit-info') ?? '';
      }
      return Number(/api-usage=(\d+)/.exec(usage)?.[1]);
    };
    await byOthers(270);
    const connector = worker(watchOf({ shares: { daily: 100, burst: 100 } }));
    let cursor: Record<string, unknown> = {};
    const poll = async (times: number): Promise<number> => {
      let done = 0;
      for (let n = 0; n < times; n += 1) {
        now = now.add({ minutes: 1 });
        const page = await connector.pull('changes', cursor);
        if (page.problems.length === 0) done += 1;
        cursor = { ...page.cursor };
      }
      return done;
    };
    expect(await poll(100)).toBeGreaterThan(10);
    expect(await poll(5)).toBe(0);
    expect(await byOthers(1)).toBeLessThanOrEqual(0.75 * 400 + 10);
    const handoff = { kind: 'fields', target: LEAD, fields: { stage: 'mql' } } as const;
    const written = async (): Promise<string | undefined> => (await connector.send([handoff]))[0]?.state;
    const states: (string | undefined)[] = [];
    for (let n = 0; n < 60; n += 1) states.push(await written());
    expect(states.at(-1)).toBe('throttled');
    expect(await byOthers(1)).toBeLessThanOrEqual(0.8 * 400 + 10);
    now = now.add({ hours: 26 });
    expect(await poll(20)).toBe(20);
    await connector.close();
    await sandbox.close();
  });

  it('neither the share nor the org’s four fifths are crossed, and what is held back goes on when hours come back', async () => {
    let now = Temporal.Instant.from(NOW);
    const { sandbox, worker } = await open(() => now);
    const book = new TextBook();
    const workers = [1, 2].map(() => worker(watchOf({ book, shares: { daily: 50, burst: 100 } })));
    const used = (): number => 400 - (workers[0]?.spent().dailyLeft ?? 400);
    let cursor: Record<string, unknown> = {};
    const poll = async (times: number): Promise<number> => {
      let done = 0;
      for (let n = 0; n < times; n += 1) {
        now = now.add({ minutes: 1 });
        const page = await workers[n % 2]?.pull('changes', cursor);
        if (page?.problems.length === 0) done += 1;
        cursor = { ...(page?.cursor ?? {}) };
      }
      return done;
    };
    const first = await poll(300);
    // Half of 400, of which reading leaves a twentieth to handoffs; the calls that ask what is left are among them.
    const own = workers.reduce((sum, { spent }) => sum + spent().calls, 0);
    expect(first).toBeGreaterThan(150);
    expect(own).toBeLessThanOrEqual(225);
    expect(used()).toBeLessThanOrEqual(320);
    now = now.add({ hours: 26 });
    expect(await poll(20)).toBe(20);
    for (const one of workers) await one.close();
    await sandbox.close();
  });
});
