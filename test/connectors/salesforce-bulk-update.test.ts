/** Many rows by a job of Bulk API 2.0 on the sandbox: each row's own answer, and nothing lost or doubled whatever breaks on the way. */
import { afterEach, describe, expect, it } from 'vitest';
import { createSalesforceConnector } from '../../connectors/salesforce/index.ts';
import { openSalesforceSandbox, type SalesforceSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import type { FieldsWrite, Outcome } from '../../src/domain/writes.ts';
import type { Connector } from '../../src/ports/connector.ts';
import { MAPPING, NOW } from './salesforce-setup.ts';

const ROWS = 60;
const now = Temporal.Instant.from(NOW);

interface Ground {
  readonly sandbox: SalesforceSandbox;
  readonly connector: Connector;
  readonly ids: readonly string[];
  mayWrite: boolean;
}
let ground: Ground | undefined;
afterEach(async () => {
  await ground?.connector.close();
  await ground?.sandbox.close();
});

async function open(): Promise<Ground> {
  const sandbox = await openSalesforceSandbox({ now: () => now });
  const ids = Array.from({ length: ROWS }, (_, n) =>
    sandbox.world.place('Lead', { LastName: `L${n}`, Company: 'X', Baton_Stage__c: n === 3 ? 'lead' : null }, now),
  );
  const { clientId, clientSecret, url } = sandbox;
  const own = { sandbox, ids, mayWrite: true };
  const connector = createSalesforceConnector({
    instanceUrl: url,
    auth: { kind: 'client-credentials', clientId, clientSecret },
    mapping: MAPPING,
    bulkAbove: 50,
    surroundings: { now: () => now, mayWrite: () => own.mayWrite, log: () => undefined },
  });
  // A token, so that faults meet the calls themselves.
  await connector.check();
  ground = Object.assign(own, { connector });
  return ground;
}

const writes = ({ ids }: Ground, stage: string | null = 'mql'): FieldsWrite[] =>
  ids.map((id) => ({ kind: 'fields', target: { system: 'salesforce', object: 'lead', id }, fields: { stage } }));
const states = (outcomes: readonly Outcome[]) =>
  Object.fromEntries(
    [...new Set(outcomes.map(({ state }) => state))].map((state) => [
      state,
      outcomes.filter((one) => one.state === state).length,
    ]),
  );
const stages = ({ sandbox, ids }: Ground) =>
  ids.filter((id) => sandbox.world.row(id)?.['Baton_Stage__c'] === 'mql').length;
const jobs = ({ sandbox }: Ground): readonly string[] =>
  sandbox.server.calls.flatMap(({ method, path }) =>
    path.includes('/jobs/ingest') ? [`${method} ${path.split('/').slice(7).join('/')}`] : [],
  );

describe('above the threshold', () => {
  it('one job carries all rows, in six calls beside the upload, and no assignment rule moves an owner', async () => {
    const on = await open();
    const owners = on.ids.map((id) => on.sandbox.world.row(id)?.['OwnerId']);
    expect(states(await on.connector.send(writes(on)))).toEqual({ done: ROWS });
    expect(stages(on)).toBe(ROWS);
    expect(on.ids.map((id) => on.sandbox.world.row(id)?.['OwnerId'])).toEqual(owners);
    expect(jobs(on)).toHaveLength(7);
    expect(on.sandbox.server.calls.some(({ path }) => path.includes('/composite/sobjects'))).toBe(false);
  });

  it('each refused row is told its own reason, and a lock is tried again later', async () => {
    const on = await open();
    const [first = '', second = ''] = on.ids;
    on.sandbox.world.refuseRow('Lead', first, {
      statusCode: 'ENTITY_IS_LOCKED',
      message: 'in approval: see "rules", please',
    });
    on.sandbox.world.refuseRow('Lead', second, {
      statusCode: 'UNABLE_TO_LOCK_ROW',
      message: 'unable to obtain exclusive access',
    });
    const outcomes = await on.connector.send(writes(on));
    expect(states(outcomes)).toEqual({ rejected: 1, throttled: 1, done: ROWS - 2 });
    expect(outcomes[0]).toMatchObject({
      problem: { code: 'ENTITY_IS_LOCKED', detail: expect.stringContaining('in approval: see "rules", please') },
    });
    expect(outcomes[1]).toMatchObject({ problem: { category: 'lock' } });
  });

  it('what a person may write over meanwhile goes at once instead', async () => {
    const on = await open();
    const looked = writes(on).map((write): FieldsWrite => ({ ...write, looked: true }));
    expect(states(await on.connector.send(looked))).toEqual({ done: ROWS });
    expect(stages(on)).toBe(ROWS);
    expect(jobs(on)).toEqual([]);
  });

  it('an emptied field is cleared, and a field that a row does not set stays', async () => {
    const on = await open();
    const [a, b, ...rest] = writes(on);
    if (a === undefined || b === undefined) throw new Error('rows');
    const third = rest[1]?.target.id ?? '';
    const since = '2026-11-01T00:00:00.000Z';
    await on.connector.send([
      { ...a, fields: { stageSince: since } },
      { ...b, fields: { stage: null } },
      ...rest.slice(0, 1),
      ...rest.slice(2),
    ]);
    expect(on.sandbox.world.row(third)).toMatchObject({ Baton_Stage__c: 'lead' });
    await on.connector.send(writes(on, null));
    expect(on.sandbox.world.row(third)).toMatchObject({ Baton_Stage__c: null });
    expect(String(on.sandbox.world.row(a.target.id)?.['Baton_Stage_Since__c'])).toContain('2026-11-01');
  });

  it('where the org takes no such jobs, the rows go by collections', async () => {
    const on = await open();
    const body = [{ errorCode: 'FEATURENOTENABLED', message: 'Bulk API is not enabled' }];
    on.sandbox.server.inject({
      method: 'POST',
      path: '/jobs/ingest',
      times: 1,
      effect: { answer: { status: 400, body } },
    });
    expect(states(await on.connector.send(writes(on)))).toEqual({ done: ROWS });
    expect(stages(on)).toBe(ROWS);
  });
});

describe('whatever breaks on the way', () => {
  const STEPS = [
    ['making the job', { method: 'POST', path: '/jobs/ingest' }],
    ['the upload', { method: 'PUT', path: '/batches' }],
    ['closing it', { method: 'PATCH', path: '/jobs/ingest' }],
    ['a look at it', { method: 'GET', path: '/jobs/ingest' }],
    ['the successful rows', { method: 'GET', path: '/successfulResults' }],
    ['the failed rows', { method: 'GET', path: '/failedResults' }],
  ] as const;

  it.each(
    STEPS.flatMap(([name, at]) =>
      (['lose-request', 'lose-answer'] as const).map((effect) => [name, effect, at] as const),
    ),
  )('%s: %s; what is not done is said so, and sending it once more leaves every row right', async (_name, effect, at) => {
    const on = await open();
    on.sandbox.server.inject({ ...at, times: 1, effect });
    const outcomes = await on.connector.send(writes(on));
    const done = outcomes.flatMap(({ state }, index) => (state === 'done' ? [on.ids[index] ?? ''] : []));
    // Nothing is said to be done that is not, and no job is left that could go on later.
    expect(done.every((id) => on.sandbox.world.row(id)?.['Baton_Stage__c'] === 'mql')).toBe(true);
    const answer = await fetch(`${on.sandbox.url}/services/data/v67.0/jobs/ingest`, {
      headers: { authorization: `Bearer ${on.sandbox.accessToken}` },
    });
    const { records } = (await answer.json()) as { records: { state: string }[] };
    expect(records.filter(({ state }) => state === 'UploadComplete' || state === 'InProgress')).toEqual([]);
    const unknown = writes(on).filter((_, index) => outcomes[index]?.state === 'unknown');
    const resolved = unknown.length === 0 ? [] : await on.connector.resolve(unknown);
    expect(resolved.every(({ state }) => state === 'already' || state === 'rejected')).toBe(true);
    expect(states(await on.connector.send(writes(on)))).toEqual({ done: ROWS });
    expect(stages(on)).toBe(ROWS);
  });

  it('a stop in the middle sets no job off', async () => {
    const on = await open();
    on.mayWrite = false;
    expect(states(await on.connector.send(writes(on)))).toEqual({ throttled: ROWS });
    expect(jobs(on)).toEqual([]);
    expect(stages(on)).toBe(0);
  });
});
