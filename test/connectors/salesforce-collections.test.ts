/** Updates by id, to the letter, and the ids themselves. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { id18 } from '../../connectors/salesforce/fields.ts';
import { GroupSize } from '../../connectors/salesforce/group-size.ts';
import { toIso } from '../../src/domain/instant.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';
import { bench, CONTACT, DATA, describeObject, LEAD, MAPPING, ORG, OWN_COLUMNS, REP } from './salesforce-setup.ts';

beforeEach(() => {
  nock.disableNetConnect();
  for (const object of ['Lead', 'Contact']) describeObject(object, OWN_COLUMNS);
});
afterEach(() => {
  nock.cleanAll();
});

describe('an update', () => {
  it('groups its rows by type, keeps assignment rules off, and reads each row by itself, by either name of the code', async () => {
    const records = [
      { attributes: { type: 'Contact' }, id: CONTACT.id, Baton_Stage__c: 'sql' },
      {
        attributes: { type: 'Lead' },
        id: LEAD.id,
        Baton_Stage__c: null,
        Baton_Stage_Since__c: '2026-11-01T00:00:00.000Z',
      },
    ];
    const scope = nock(ORG)
      .patch(`${DATA}/composite/sobjects`, { allOrNone: false, records })
      .matchHeader('sforce-auto-assign', 'FALSE')
      .matchHeader('content-type', 'application/json')
      .reply(200, [
        {
          success: false,
          errors: [{ statusCode: 'STRING_TOO_LONG', message: 'too long', fields: ['Baton_Stage__c'] }],
        },
        { success: false, errors: [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked', fields: [] }] },
      ]);
    const outcomes = await bench().connector.send([
      { kind: 'fields', target: LEAD, fields: { stage: null, stageSince: toIso('2026-11-01T00:00:00Z') } },
      { kind: 'fields', target: CONTACT, fields: { stage: 'sql' } },
    ]);
    expect(scope.isDone()).toBe(true);
    expect(outcomes).toMatchObject([
      { state: 'throttled', problem: { code: 'UNABLE_TO_LOCK_ROW', record: LEAD } },
      { state: 'rejected', problem: { code: 'STRING_TOO_LONG', field: 'Baton_Stage__c', record: CONTACT } },
    ]);
  });

  it('whose answer is a row short leaves that row unknown', async () => {
    nock(ORG)
      .patch(`${DATA}/composite/sobjects`)
      .reply(200, [{ id: LEAD.id, success: true, errors: [] }]);
    const outcomes = await bench().connector.send([
      { kind: 'fields', target: LEAD, fields: { stage: 'mql' } },
      { kind: 'fields', target: { ...LEAD, id: '00Q000000000002EAA' }, fields: { stage: 'mql' } },
    ]);
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'unknown']);
  });
});

interface Subrequest {
  readonly url: string;
  readonly method: string;
  readonly referenceId: string;
  readonly httpHeaders: Record<string, string>;
  readonly body: { readonly allOrNone: boolean; readonly records: readonly { readonly id: string }[] };
}

const stages = (ids: readonly string[], stage = 'mql'): FieldsWrite[] =>
  ids.map((id) => ({ kind: 'fields', target: { ...LEAD, id }, fields: { stage } }));
const leadIds = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => id18(`00Q${String(n).padStart(12, '0')}`));
const taken = (records: readonly { readonly id: string }[]) =>
  records.map(({ id }) => ({ id, success: true, errors: [] }));

/** The rows of each collection call, in their order. */
function answerCollections(
  calls: string[][],
  refuse: (ids: readonly string[]) => object | undefined = () => undefined,
): void {
  nock(ORG)
    .persist()
    .patch(`${DATA}/composite/sobjects`)
    .reply(async (request: Request) => {
      const { records } = (await request.json()) as Subrequest['body'];
      const ids = records.map(({ id }) => id);
      calls.push(ids);
      const error = refuse(ids);
      return error === undefined ? [200, taken(records)] : [400, [error]];
    });
}

describe('many updates', () => {
  it('go in one composite call of collections, each with its own headers; texts that could refer to another go by themselves', async () => {
    const calls: string[][] = [];
    answerCollections(calls);
    const composites: Subrequest[][] = [];
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(200, async (request: Request) => {
        const body = (await request.json()) as { allOrNone: boolean; compositeRequest: Subrequest[] };
        expect(body.allOrNone).toBe(false);
        composites.push(body.compositeRequest);
        const compositeResponse = body.compositeRequest.map(({ referenceId, body: { records } }, n) => {
          const error = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' };
          return {
            referenceId,
            httpHeaders: {},
            httpStatusCode: n === 0 ? 200 : 400,
            body: n === 0 ? taken(records) : [error],
          };
        });
        return { compositeResponse };
      });
    const ids = leadIds(501);
    const writes = [...stages(ids.slice(0, 500)), ...stages(ids.slice(500), 'see @{c0.id}')];
    const outcomes = await bench({ mapping: { ...MAPPING, duplicateRules: 'save-past-alerts' } }).connector.send(
      writes,
    );
    const httpHeaders = {
      'Sforce-Auto-Assign': 'FALSE',
      'Sforce-Duplicate-Rule-Header': 'allowSave=true; includeRecordDetails=false; runAsCurrentUser=true',
    };
    const subrequest = { method: 'PATCH', url: `${DATA}/composite/sobjects`, httpHeaders, body: { allOrNone: false } };
    expect(composites).toMatchObject([
      [
        { ...subrequest, referenceId: 'c0' },
        { ...subrequest, referenceId: 'c1' },
      ],
    ]);
    expect(composites[0]?.map(({ body }) => body.records.length)).toEqual([200, 100]);
    expect(calls).toEqual([ids.slice(0, 200), [ids[500]]]);
    const states = outcomes.map(({ state }) => state);
    expect(states).toEqual(ids.map((_, n) => (n >= 400 && n < 500 ? 'throttled' : 'done')));
  });

  it('of which one has its call refused whole are sent again in halves: it alone is refused', async () => {
    const calls: string[][] = [];
    const ids = leadIds(200);
    const error = { errorCode: 'JSON_PARSER_ERROR', message: 'Cannot deserialize instance of datetime' };
    answerCollections(calls, (some) => (some.includes(ids[77] ?? '') ? error : undefined));
    const outcomes = await bench().connector.send(stages(ids));
    expect(outcomes.flatMap(({ state }, n) => (state === 'done' ? [] : [`${n} ${state}`]))).toEqual(['77 rejected']);
    expect(calls.length).toBeLessThanOrEqual(17);
  });

  it('that no call may take any more are not sent: one call, all wait', async () => {
    nock(ORG)
      .patch(`${DATA}/composite/sobjects`)
      .reply(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]);
    const { connector } = bench();
    const outcomes = await connector.send(stages(leadIds(450)));
    expect(outcomes.every(({ state }) => state === 'throttled')).toBe(true);
    expect(connector.spent().byPurpose).toEqual({ describe: 1, 'send fields': 1 });
  });

  it('under one parent stand together; those of a parent that was locked go into a collection of their own', async () => {
    const bodies: string[][] = [];
    const lock = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' };
    answerCollections(bodies, () => (bodies.length === 1 ? lock : undefined));
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(200, async (request: Request) => {
        const { compositeRequest } = (await request.json()) as { compositeRequest: Subrequest[] };
        bodies.push(...compositeRequest.map(({ body }) => body.records.map(({ id }) => id)));
        return {
          compositeResponse: compositeRequest.map(({ referenceId, body: { records } }) => {
            return { referenceId, httpHeaders: {}, httpStatusCode: 200, body: taken(records) };
          }),
        };
      });
    const [a = '', b = '', c = '', d = ''] = leadIds(4);
    const writes = stages([a, b, c, d]).map((write, n) => ({ ...write, parent: n % 2 === 0 ? '001A' : '001B' }));
    const { connector } = bench();
    expect((await connector.send(writes)).map(({ state }) => state)).toEqual(Array(4).fill('throttled'));
    expect((await connector.send(writes)).map(({ state }) => state)).toEqual(Array(4).fill('done'));
    expect(bodies).toEqual([
      [a, c, b, d],
      [a, c],
      [b, d],
    ]);
  });
});

describe('a column', () => {
  it('that is not there, may not be written, or does not list the value is left out; the others are written', async () => {
    nock.cleanAll();
    const picklistValues = [{ value: 'mql', label: 'MQL', active: true, defaultValue: false }];
    const list = {
      name: 'Baton_Stage__c',
      createable: true,
      updateable: true,
      restrictedPicklist: true,
      picklistValues,
    };
    const locked = { name: 'OwnerId', createable: true, updateable: false };
    describeObject('Lead', ['Status'], [list, locked]);
    const records = [{ attributes: { type: 'Lead' }, id: LEAD.id, Status: 'Working - Contacted' }];
    const scope = nock(ORG)
      .patch(`${DATA}/composite/sobjects`, { allOrNone: false, records })
      .reply(200, taken(records));
    const stageSince = toIso('2026-11-01T00:00:00Z');
    const fields = { ownerId: REP, stage: 'sql', stageSince, leadStatus: 'working' };
    const { connector } = bench();
    const outcomes = await connector.send([
      { kind: 'fields', target: LEAD, fields },
      { kind: 'fields', target: LEAD, fields: { stage: 'sql' } },
      { kind: 'fields', target: LEAD, fields: { stageSince } },
      { kind: 'fields', target: LEAD, fields: { ownerId: REP } },
    ]);
    expect(scope.isDone()).toBe(true);
    expect(outcomes).toMatchObject([
      {
        state: 'done',
        refused: { category: 'permission', field: 'ownerId' },
        untaken: ['ownerId', 'stage', 'stageSince'],
      },
      { state: 'rejected', problem: { category: 'picklist', field: 'Baton_Stage__c', record: LEAD } },
      { state: 'rejected', problem: { category: 'missing-field', field: 'Baton_Stage_Since__c' } },
      { state: 'rejected', problem: { category: 'permission', field: 'OwnerId' } },
    ]);
  });
});

describe('the size of a group', () => {
  it('doubles with every full group that is answered, halves when one takes too long, and keeps its bounds', () => {
    const size = new GroupSize({ start: 200, least: 25, most: 1_000 });
    const sizes = [undefined, undefined, undefined, 'TIMED_OUT', 'ECONNRESET', undefined].map((code) => {
      size.learn(size.now, code);
      return size.now;
    });
    expect(sizes).toEqual([400, 800, 1_000, 500, 500, 1_000]);
    size.learn(30, undefined);
    expect(size.now).toBe(1_000);
    size.learn(30, 'UND_ERR_HEADERS_TIMEOUT');
    expect(size.now).toBe(25);
  });
});

describe('an id', () => {
  it.each([
    ['00U20000001Rx6d', '00U20000001Rx6dEAC'],
    ['00U20000001Rx6dEAC', '00U20000001Rx6dEAC'],
    ['005000000000001', '005000000000001AAA'],
    ['no id at all', 'no id at all'],
  ])('%s is %s', (id, full) => {
    expect(id18(id)).toBe(full);
  });
});
