import nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { HandoffKey } from '../../src/domain/facts.ts';
import type { Outgoing } from '../../src/domain/writes.ts';
import { onlyAnswered } from '../support/only-answered.ts';
import { BASE, contactRow, contactWrite, MAPPING, openStage, TOKEN } from './hubspot-setup.ts';

const reqheaders = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const update = (body: nock.RequestBodyMatcher = () => true) =>
  nock(BASE, { reqheaders }).post('/crm/v3/objects/contacts/batch/update', body);
const at = '2026-11-21T09:00:01.000Z';

onlyAnswered();

describe('send', () => {
  test('writes contacts in one batch call, each with its own trace, in the properties’ own form', async () => {
    update({
      inputs: [
        {
          id: '101',
          objectWriteTraceId: 'baton-101',
          properties: {
            baton_total_score: '72',
            baton_stage: 'mql',
            baton_stage_since: '2026-11-21T09:00:00.000Z',
            baton_owner: '',
          },
        },
        { id: '102', objectWriteTraceId: 'baton-102', properties: { baton_temperature: 'hot' } },
      ],
    }).reply(200, {
      status: 'COMPLETE',
      // Not in the order of the inputs.
      results: [
        contactRow('102', { baton_temperature: 'hot' }, at),
        contactRow('101', { baton_total_score: '72.0' }, at),
      ],
    });
    const { connector } = openStage();
    const outcomes = await connector.send([
      contactWrite('101', { totalScore: 72, stage: 'mql', stageSince: '2026-11-21T09:00:00.000Z', ownerName: null }),
      contactWrite('102', { temperature: 'hot' }),
    ]);
    expect(outcomes).toEqual([
      { state: 'done', record: { system: 'hubspot', object: 'contact', id: '101' }, modifiedAt: at },
      { state: 'done', record: { system: 'hubspot', object: 'contact', id: '102' }, modifiedAt: at },
    ]);
    expect(connector.spent()).toMatchObject({ calls: 1, byPurpose: { send: 1 } });
  });

  test('sends at most a hundred in a call', async () => {
    for (const size of [100, 100, 5]) {
      update((body) => body.inputs?.length === size).reply(200, (request: Request) => echo(request));
    }
    const writes = [...Array(205).keys()].map((n) => contactWrite(String(n + 1), { totalScore: n }));
    const outcomes = await openStage().connector.send(writes);
    expect(outcomes.map((outcome) => outcome.state)).toEqual(Array(205).fill('done'));
  });

  test('urgent ones go first, in calls of their own that others fill up', async () => {
    const calls: (readonly string[])[] = [];
    update()
      .times(2)
      .reply(200, async (request: Request) => {
        const { inputs } = (await request.clone().json()) as { inputs: { id: string }[] };
        calls.push(inputs.map(({ id }) => id));
        return echo(request);
      });
    const writes = [...Array(150).keys()].map((n) => ({
      ...contactWrite(String(n + 1), { totalScore: n }),
      ...(n >= 90 ? { urgent: true as const } : {}),
    }));
    const outcomes = await openStage().connector.send(writes);
    expect(outcomes.map(({ state }) => state)).toEqual(Array(150).fill('done'));
    const from = (first: number, count: number) => [...Array(count).keys()].map((n) => String(first + n));
    expect(calls).toEqual([[...from(91, 60), ...from(1, 40)], from(41, 50)]);
  });

  test('fields that are only read are skipped, and a write of nothing else costs no call', async () => {
    const outcomes = await openStage().connector.send([contactWrite('101', { phone: '03-0000-0000', budget: 5 })]);
    expect(outcomes).toMatchObject([{ state: 'already' }]);
  });

  test('values go back in HubSpot’s words', async () => {
    const contact = {
      read: {},
      write: { timeframe: { to: 'purchase_timeframe', rule: 'always', armed: 'status' } as const },
      values: { timeframe: { p3m: 'within-3-months' } },
    };
    update((body) => body.inputs?.[0]?.properties?.purchase_timeframe === 'p3m').reply(200, (r: Request) => echo(r));
    const { connector } = openStage({ mapping: { ...MAPPING, objects: { contact } } });
    expect(await connector.send([contactWrite('1', { timeframe: 'within-3-months' })])).toMatchObject([
      { state: 'done' },
    ]);
  });

  test('in a 207 the rows that failed are told by their trace, and the others are done', async () => {
    update().reply(207, {
      status: 'COMPLETE',
      results: [contactRow('103', {}, at), contactRow('101', {}, at)],
      numErrors: 2,
      errors: [
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          message: 'Property values were not valid: [{"error":"INVALID_OPTION","name":"baton_temperature"}]',
          context: { objectWriteTraceId: ['baton-102'] },
        },
        { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'gone', context: { ids: ['104'] } },
      ],
    });
    const writes = ['101', '102', '103', '104', '105'].map((id) => contactWrite(id, { temperature: 'hot' }));
    const outcomes = await openStage().connector.send(writes);
    expect(outcomes.map((outcome) => outcome.state)).toEqual(['done', 'rejected', 'done', 'rejected', 'unknown']);
    expect(outcomes[1]).toMatchObject({ problem: { category: 'picklist', record: { id: '102' } } });
    expect(outcomes[3]).toMatchObject({ problem: { category: 'no-record', record: { id: '104' } } });
    expect(outcomes[4]).toMatchObject({ problem: { code: 'NOT_IN_ANSWER' } });
  });

  test('a batch refused whole is halved until the bad row stands alone, and the others are done', async () => {
    const bad = (body: { inputs?: { id: string }[] }) => body.inputs?.some(({ id }) => id === '7') ?? false;
    update((body) => bad(body))
      .times(4)
      .reply(400, { category: 'VALIDATION_ERROR', message: 'Invalid input JSON' });
    update((body) => body.inputs !== undefined && !bad(body))
      .times(3)
      .reply(200, (request: Request) => echo(request));
    const writes = [...Array(8).keys()].map((n) => contactWrite(String(n + 1), { totalScore: n }));
    const outcomes = await openStage().connector.send(writes);
    expect(outcomes.map((outcome) => outcome.state)).toEqual([...Array(6).fill('done'), 'rejected', 'done']);
  });

  test('a hundred that are refused in whatever part are looked for in fourteen further calls, and the rest is sent later', async () => {
    const refused = { category: 'VALIDATION_ERROR', message: 'Invalid input JSON' };
    update().times(15).reply(400, refused);
    const { connector } = openStage();
    const writes = [...Array(100).keys()].map((n) => contactWrite(String(n + 1), { totalScore: n }));
    const outcomes = await connector.send(writes);
    expect(connector.spent().byPurpose['send']).toBe(15);
    const states = new Set(
      outcomes.map((outcome) => `${outcome.state} ${'problem' in outcome && outcome.problem?.code}`),
    );
    expect(states).toEqual(new Set(['rejected 400 VALIDATION_ERROR', 'throttled NOT_SENT']));
  });

  test('a refusal that hits every row is not looked for row by row', async () => {
    const list = '[{"isValid":false,"error":"PROPERTY_DOESNT_EXIST","name":"baton_stage"}]';
    update().reply(400, { category: 'VALIDATION_ERROR', message: `Property values were not valid: ${list}` });
    const outcomes = await openStage().connector.send(['1', '2'].map((id) => contactWrite(id, { stage: 'mql' })));
    expect(outcomes).toMatchObject(
      Array(2).fill({ state: 'rejected', problem: { category: 'missing-field', mover: 'admin' } }),
    );
  });

  test('two writes to one record go in two calls, and the second waits while the first is not done', async () => {
    const clearThenSet = [
      contactWrite('1', { lifecycleStage: null }),
      contactWrite('2', { lifecycleStage: 'lead' }),
      contactWrite('1', { lifecycleStage: 'lead' }),
    ];
    const order: string[] = [];
    update((body) => order.push(JSON.stringify(body.inputs)) > 0)
      .times(2)
      .reply(200, (request: Request) => echo(request));
    const { connector } = openStage();
    expect((await connector.send(clearThenSet)).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect([...new Set(order)].map((inputs) => [...inputs.matchAll(/"id":"(\d)"/g)].map(([, id]) => id))).toEqual([
      ['1', '2'],
      ['1'],
    ]);
    update().reply(429, { policyName: 'TEN_SECONDLY_ROLLING' });
    expect(await connector.send(clearThenSet)).toMatchObject([
      { state: 'throttled', problem: { code: '429 TEN_SECONDLY_ROLLING' } },
      { state: 'throttled' },
      { state: 'throttled', problem: { code: 'NOT_SENT' } },
    ]);
  });

  test('a value that HubSpot keeps for itself without a word is told', async () => {
    update().reply(200, { results: [contactRow('1', { lifecyclestage: 'customer', baton_stage: 'mql' }, at)] });
    const [outcome] = await openStage().connector.send([contactWrite('1', { stage: 'mql', lifecycleStage: 'lead' })]);
    expect(outcome).toMatchObject({ state: 'done', refused: { code: 'NOT_TAKEN', field: 'lifecycleStage' } });
  });

  test('handoffs and task closings have no place in HubSpot, and other systems’ records neither', async () => {
    const handoff = 'hk1' as HandoffKey;
    const writes: Outgoing[] = [
      { kind: 'close-task', key: handoff, taskId: '00T', comment: '' },
      { kind: 'fields', target: { system: 'salesforce', object: 'lead', id: '00Q' }, fields: { stage: 'mql' } },
    ];
    expect(await openStage().connector.send(writes)).toMatchObject([
      { state: 'rejected', problem: { code: 'NOT_SUPPORTED' } },
      { state: 'rejected', problem: { code: 'NOT_SUPPORTED' } },
    ]);
  });

  test('while writing is stopped nothing is sent', async () => {
    const stage = openStage();
    stage.may = false;
    expect(await stage.connector.send([contactWrite('1', { stage: 'mql' })])).toMatchObject([
      { state: 'throttled', problem: { code: 'STOPPED' } },
    ]);
    expect(stage.connector.spent().calls).toBe(0);
  });
});

/** Answers each input with its own values. */
async function echo(request: Request): Promise<nock.Body> {
  const { inputs } = (await request.json()) as { inputs: { id: string; properties: Record<string, string> }[] };
  return { status: 'COMPLETE', results: inputs.map(({ id, properties }) => contactRow(id, properties, at)) };
}
