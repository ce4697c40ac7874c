/** The back-fill by Bulk API 2.0, over the Salesforce sandbox: all rows once, alike whichever way they come, and from any point at which somebody was killed. */
import { describe, expect, it } from 'vitest';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { Connector, Cursor, Page } from '../../src/ports/connector.ts';
import { open, placeLead, type Scene } from './salesforce-scene.ts';
import { MAPPING } from './salesforce-setup.ts';

const LEADS = 43;

function connectorOn(
  { sandbox, ...on }: Scene & { readonly at?: () => Temporal.Instant },
  bulkFrom: number,
  mapping = MAPPING,
): Connector {
  const { clientId, clientSecret, url } = sandbox;
  return createSalesforceConnector({
    instanceUrl: url,
    auth: { kind: 'client-credentials', clientId, clientSecret },
    mapping,
    surroundings: { now: on.at ?? (() => on.now), mayWrite: () => true, log: () => undefined },
    limits: { rows: 5, activityRows: 5, bulkFrom, bulkRows: 10 },
  });
}

interface Filled {
  readonly on: Scene;
  /** Pages up to the moment at which there are no more to be had; `moving` is called before each. */
  read(connector: Connector, from?: Cursor, moving?: (page: number) => void): Promise<readonly Page[]>;
  connect(bulkFrom?: number, mapping?: SystemMapping): Connector;
  close(): Promise<void>;
}

async function filled(options: Parameters<typeof open>[0] = {}): Promise<Filled> {
  const on = await open(options);
  for (let n = 0; n < LEADS; n += 1) {
    on.now = on.now.add({ seconds: n % 3 === 0 ? 1 : 0 });
    placeLead(on, { LastName: `人 ${n}, "引用"\n改行`, Email: `p${n}@s.example`, HasOptedOutOfEmail: n % 2 === 0 });
  }
  on.now = on.now.add({ minutes: 30 });
  const opened: Connector[] = [];
  return {
    on,
    connect: (bulkFrom = 20, mapping = MAPPING) => {
      const connector = connectorOn({ ...on, at: () => on.now }, bulkFrom, mapping);
      opened.push(connector);
      return connector;
    },
    read: async (connector, from, moving) => {
      const pages: Page[] = [];
      let cursor = from;
      for (let page = 0; page < 200; page += 1) {
        moving?.(page);
        const one = await connector.pull('changes', cursor);
        expect(one.problems).toEqual([]);
        expect(JSON.stringify(one.cursor).length).toBeLessThan(8 * 1024);
        pages.push(one);
        cursor = one.cursor;
        if (!one.more && !isFilling(one)) return pages;
        if (!one.more) on.now = on.now.add({ seconds: 61 });
      }
      throw new Error('it never ends');
    },
    close: async () => {
      for (const connector of opened) await connector.close();
    },
  };
}
const isFilling = ({ cursor }: Page): boolean =>
  Object.keys((cursor['filling'] as object | undefined) ?? {}).length > 0;
const leadsIn = (pages: readonly Page[]) =>
  new Map(
    pages.flatMap(({ records }) => records.filter(({ ref }) => ref.object === 'lead').map((one) => [one.ref.id, one])),
  );

describe('a back-fill', () => {
  it('brings every row, as page by page would have, and tells how far it is', async () => {
    const ground = await filled();
    const bulk = ground.connect();
    const pages = await ground.read(bulk);
    const paged = await ground.read(ground.connect(1_000));
    expect(leadsIn(pages).size).toBe(LEADS);
    expect(leadsIn(pages)).toEqual(leadsIn(paged));
    // 38 rows behind the first page of five, by ten.
    expect(bulk.spent().byPurpose).toMatchObject({ 'count rows': 1, 'back-fill': 4 });
    const told = pages.flatMap(({ progress }) => progress ?? []);
    expect(told.map(({ done }) => done)).toEqual([10, 20, 30, 38]);
    expect(told.at(-1)).toEqual({ done: 38, total: 38 });
    await ground.close();
  });

  it('goes on from any page at which somebody was killed, with the same job', async () => {
    const ground = await filled();
    const whole = await ground.read(ground.connect());
    for (const [at, { cursor }] of whole.slice(0, -1).entries()) {
      const rest = await ground.read(ground.connect(), cursor);
      const seen = leadsIn([...whole.slice(0, at + 1), ...rest]);
      expect(seen.size, `killed after page ${at}`).toBe(LEADS);
    }
    await ground.close();
  });

  it('misses no change that falls into it, and ends with the newest', async () => {
    const ground = await filled({ bulkWaits: Temporal.Duration.from({ minutes: 3 }) });
    const { on } = ground;
    const ids = on.sandbox.world.rowsOf('Lead').map((row) => String(row['Id']));
    const pages = await ground.read(ground.connect(), undefined, (page) => {
      const id = ids[(page * 7) % ids.length] ?? '';
      on.now = on.now.add({ seconds: 1 });
      on.sandbox.world.as(on.tanaka, on.now).update('Lead', id, { Company: `page ${page}` });
    });
    on.now = on.now.add({ minutes: 1 });
    const last = await ground.read(ground.connect(), pages.at(-1)?.cursor);
    const seen = leadsIn([...pages, ...last]);
    for (const id of ids) expect(seen.get(id)?.fields['company']).toBe(on.sandbox.world.row(id)?.['Company']);
    await ground.close();
  });

  it('lets changes through while the org is at work on the job, a poll a minute', async () => {
    const ground = await filled({ bulkWaits: Temporal.Duration.from({ minutes: 10 }) });
    const connector = ground.connect();
    const pages = await ground.read(connector);
    expect(leadsIn(pages).size).toBe(LEADS);
    const polls = connector.spent().byPurpose['pull changes'] ?? 0;
    expect(polls).toBeGreaterThan(9);
    expect(polls).toBeLessThan(20);
    await ground.close();
  });

  it('that the org does not allow is done page by page', async () => {
    const ground = await filled();
    const fault = {
      status: 403,
      body: [{ errorCode: 'FUNCTIONALITY_NOT_ENABLED', message: 'Bulk API is not enabled' }],
    };
    ground.on.sandbox.server.inject({ method: 'POST', path: '/jobs/query', times: 5, effect: { answer: fault } });
    const connector = ground.connect();
    expect(leadsIn(await ground.read(connector)).size).toBe(LEADS);
    expect(connector.spent().byPurpose).toMatchObject({ 'back-fill job': 1 });
    expect(connector.spent().byPurpose['back-fill']).toBeUndefined();
    await ground.close();
  });

  it('whose job is gone begins another, and gives up bulk after three', async () => {
    const ground = await filled();
    const gone = { status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] };
    ground.on.sandbox.server.inject({ method: 'GET', path: '/results', times: 1, effect: { answer: gone } });
    const connector = ground.connect();
    expect(leadsIn(await ground.read(connector)).size).toBe(LEADS);
    expect(connector.spent().byPurpose['back-fill']).toBe(5);
    ground.on.sandbox.server.inject({ method: 'GET', path: '/results', times: 9, effect: { answer: gone } });
    const other = ground.connect();
    expect(leadsIn(await ground.read(other)).size).toBe(LEADS);
    expect(other.spent().byPurpose['back-fill']).toBe(4);
    await ground.close();
  });

  it('whose page breaks off is asked for that page again', async () => {
    const ground = await filled();
    const connector = ground.connect();
    const first: Page[] = [];
    let cursor: Cursor | undefined;
    while (first.filter(({ progress }) => progress !== undefined).length < 2) {
      const page = await connector.pull('changes', cursor);
      first.push(page);
      cursor = page.cursor;
    }
    ground.on.sandbox.server.inject({ path: '/results', times: 1, effect: 'lose-answer' });
    const broken = await connector.pull('changes', cursor);
    expect(broken).toMatchObject({ more: false, records: [], cursor });
    expect(broken.problems).toHaveLength(1);
    const rest = await ground.read(connector, broken.cursor);
    expect(leadsIn([...first, ...rest]).size).toBe(LEADS);
    await ground.close();
  });

  it('of which a page lacks the header that names the next one has come to its end only where all rows are there', async () => {
    const ground = await filled();
    const connector = ground.connect();
    const pages: Page[] = [];
    const { sandbox } = ground.on;
    /** What the next page of results would be, without the vendor's own headers. */
    const stripped = async (cursor: Cursor | undefined) => {
      const [filling] = Object.values(cursor?.['filling'] as Record<string, { job: string; locator: string }>);
      const { job, locator } = filling ?? expect.fail('a job');
      const address = `${sandbox.url}/services/data/v67.0/jobs/query/${job}/results?maxRecords=10&locator=${locator}`;
      const page = await fetch(address, { headers: { authorization: `Bearer ${sandbox.accessToken}` } });
      const answer = { status: 200, body: await page.text(), headers: { 'content-type': 'text/csv' } };
      sandbox.server.inject({ path: '/results', times: 1, effect: { answer } });
    };
    const readTill = async (done: number): Promise<void> => {
      while (pages.at(-1)?.progress?.done !== done) pages.push(await connector.pull('changes', pages.at(-1)?.cursor));
    };
    await readTill(20);
    const before = pages.at(-1)?.cursor;
    await stripped(before);
    const lost = await connector.pull('changes', before);
    expect(lost).toMatchObject({ more: false, records: [], cursor: before, problems: [{ code: 'NO_LOCATOR' }] });
    await readTill(30);
    await stripped(pages.at(-1)?.cursor);
    const last = await connector.pull('changes', pages.at(-1)?.cursor);
    expect(last).toMatchObject({ problems: [], progress: { done: 38 } });
    expect(leadsIn([...pages, last]).size).toBe(LEADS);
    await ground.close();
  });

  it('tells with each page of results what is left of the day, though they are no JSON', async () => {
    const ground = await filled();
    const connector = ground.connect();
    let page = await connector.pull('changes', undefined);
    while (page.progress?.done !== 20) page = await connector.pull('changes', page.cursor);
    const { callCount } = ground.on.sandbox.server;
    const left = connector.spent().dailyLeft ?? 0;
    page = await connector.pull('changes', page.cursor);
    expect([page.progress?.done, ground.on.sandbox.server.callCount - callCount]).toEqual([30, 1]);
    expect(connector.spent().dailyLeft).toBe(left - 1);
    await ground.close();
  });

  it('for which the mapping asks for another field midway brings it for all', async () => {
    const ground = await filled();
    const first = ground.connect();
    const pages: Page[] = [];
    let cursor: Cursor | undefined;
    while (pages.filter(({ progress }) => progress !== undefined).length < 2) {
      const page = await first.pull('changes', cursor);
      pages.push(page);
      cursor = page.cursor;
    }
    const { lead } = MAPPING.objects;
    const more = {
      read: { ...lead?.read, firstName: 'FirstName' },
      write: lead?.write ?? {},
      values: lead?.values ?? {},
    };
    const mapping = { ...MAPPING, objects: { ...MAPPING.objects, lead: more } };
    const rest = await ground.read(ground.connect(20, mapping), cursor);
    // The poll after that begins the object anew.
    const anew = await ground.read(ground.connect(20, mapping), rest.at(-1)?.cursor);
    const seen = leadsIn([...rest, ...anew]);
    expect(seen.size).toBe(LEADS);
    for (const { fields } of seen.values()) expect(fields).toHaveProperty('firstName');
    await ground.close();
  });

  it('is not made for few rows', async () => {
    const ground = await filled();
    const connector = ground.connect(LEADS + 1);
    await ground.read(connector);
    expect(connector.spent().byPurpose).toMatchObject({ 'count rows': 1 });
    expect(connector.spent().byPurpose['back-fill job']).toBeUndefined();
    await ground.close();
  });
});
