/** The Salesforce sandbox lets in whom the vendor lets in, for as long and as often as the vendor does. */
import { Connection } from 'jsforce';
import { describe, expect, it } from 'vitest';
import { openSalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { openBench } from './salesforce-sandbox-org.ts';

describe('the door', () => {
  it('names its versions without a token, and knows no other', async () => {
    const { sandbox } = await openBench();
    const versions = (await (await fetch(`${sandbox.url}/services/data`)).json()) as { version: string }[];
    expect(versions.map(({ version }) => version)).toContain('67.0');
    const old = new Connection({ instanceUrl: sandbox.url, accessToken: sandbox.accessToken, version: '30.0' });
    await expect(old.query('SELECT Id FROM Lead')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('answers 501 to what it does not know, and the server counts it', async () => {
    const { sandbox, conn } = await openBench();
    for (const path of ['/services/data/v67.0/chatter/feeds', '/services/apexrest/x', '/services/async/67.0/job'])
      await expect(conn.request(`${sandbox.url}${path}`)).rejects.toMatchObject({ errorCode: 'NOT_IN_SANDBOX' });
    expect(sandbox.server.unknownCalls).toBe(3);
    expect(sandbox.server.callCount).toBe(3);
  });

  it('overlooks doubled slashes and the case of names', async () => {
    const { sandbox } = await openBench();
    const headers = { authorization: `Bearer ${sandbox.accessToken}` };
    const path = '//services//data/v67.0//sobjects/lead//describe/';
    const answer = await fetch(`${sandbox.url}${path}`, { headers });
    expect(await answer.json()).toMatchObject({ name: 'Lead' });
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
    expect((await fetch(`${sandbox.url}/services/data/v67.0/QUERY/?q=select+id+from+LEAD`, { headers })).status).toBe(
      200,
    );
  });
});

describe('requests at once', () => {
  it('beyond those allowed are refused, and let in again when others are answered', async () => {
    const sandbox = await openSalesforceSandbox({ now: () => Temporal.Now.instant(), atOnce: 2 });
    const ask = async (): Promise<number> => (await fetch(`${sandbox.url}/services/data`)).status;
    sandbox.server.inject({ times: 2, effect: { delayMs: 300 } });
    const statuses = await Promise.all([ask(), ask(), ask()]);
    expect(statuses.sort()).toEqual([200, 200, 403]);
    expect(await ask()).toBe(200);
    await sandbox.close();
  });
});

describe('the daily allowance', () => {
  it('is told in a header and by limits, runs out, and comes back a day later', async () => {
    const { conn, goTo } = await openBench({ dailyCalls: 3 });
    await conn.query('SELECT Id FROM Lead');
    expect(conn.limitInfo.apiUsage).toEqual({ used: 1, limit: 3 });
    expect((await conn.limits())['DailyApiRequests']).toEqual({ Max: 3, Remaining: 1 });
    await conn.query('SELECT Id FROM Lead');
    await expect(conn.query('SELECT Id FROM Lead')).rejects.toMatchObject({ errorCode: 'REQUEST_LIMIT_EXCEEDED' });
    goTo('2026-11-03T00:15:00Z');
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(2);
  });
});
