/** Every answer to a handoff's graph, and no answer, has one meaning. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answerGraphs,
  bench,
  CONTACT,
  DATA,
  describeTask,
  failedGraph,
  type GraphRequest,
  handoff,
  LEAD,
  madeGraph,
  ORG,
  REP,
  TASK_DESCRIPTION,
} from './salesforce-setup.ts';

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});

const keyTaken = {
  errorCode: 'DUPLICATE_VALUE',
  message: 'duplicate value found: Baton_Key__c duplicates value on record with id: a0B000000000001',
  fields: [],
};
const forbidden = {
  errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  message: 'Fill in the region',
  fields: ['OwnerId'],
};

function readBack(records: readonly object[]): nock.Scope {
  return nock(ORG)
    .get(`${DATA}/query`)
    .query((query) => String(query['q']).includes('FROM Baton_Handoff__c'))
    .reply(200, { totalSize: records.length, done: true, records });
}
describe('the answer', () => {
  it('that the key is taken means already: the row is read back for the task', async () => {
    describeTask();
    answerGraphs([], (graph) => failedGraph(graph, 'row', keyTaken));
    const back = readBack([
      { Baton_Key__c: 'K6', Task_Id__c: 'no', Lead__c: null, Contact__c: null },
      { Baton_Key__c: 'k6', Task_Id__c: '00T000000000009AAA', Lead__c: LEAD.id, Contact__c: null },
    ]);
    const { connector } = bench();
    const outcomes = await connector.send([handoff('k6', { about: undefined, create: {} })]);
    expect(outcomes).toEqual([{ state: 'already', taskId: '00T000000000009AAA', record: LEAD }]);
    expect(back.isDone()).toBe(true);
  });

  it('that only the armed fields are refused means the task is made without them, and a problem listed', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, (graph) =>
      graph.graphId === 'g0' ? failedGraph(graph, 'patch', forbidden) : madeGraph(graph),
    );
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const outcomes = await connector.send([handoff('k7', { patch: { ownerId: REP } }), handoff('k8')]);
    expect(received[1]?.graphs.map(({ graphId }) => graphId)).toEqual(['g0']);
    expect(received[1]?.graphs[0]?.compositeRequest.map(({ referenceId }) => referenceId)).toEqual(['task', 'row']);
    expect(outcomes[0]).toMatchObject({
      state: 'done',
      taskId: '00T000000000001AAA',
      refused: { category: 'validation', code: forbidden.errorCode, detail: 'Fill in the region', field: 'OwnerId' },
    });
    expect(outcomes[1]).not.toHaveProperty('refused');
  });

  it('that the armed fields are locked means later, whole', async () => {
    describeTask();
    const locked = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' };
    answerGraphs([], (graph) => failedGraph(graph, 'patch', locked));
    const { connector } = bench();
    const outcomes = await connector.send([handoff('k9', { patch: { ownerId: REP } })]);
    expect(outcomes).toMatchObject([{ state: 'throttled', until: '2026-11-20T09:00:10.000Z' }]);
  });

  it('that processing halted before a graph has that graph sent again, as often as others before it came to an end', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    const inactive = { errorCode: 'INACTIVE_OWNER_OR_USER', message: 'inactive', fields: ['OwnerId'] };
    answerGraphs(received, (graph) => failedGraph(graph, graph.graphId === 'g0' ? 'task' : undefined, inactive));
    answerGraphs(received, (graph) =>
      graph.graphId === 'g1' ? madeGraph(graph) : failedGraph(graph, undefined, inactive),
    );
    answerGraphs(received, (graph) => failedGraph(graph, undefined, inactive));
    const { connector } = bench();
    const outcomes = await connector.send([handoff('k10'), handoff('k11'), handoff('k19')]);
    expect(received.map(({ graphs }) => graphs.map(({ graphId }) => graphId))).toEqual([
      ['g0', 'g1', 'g2'],
      ['g1', 'g2'],
      ['g2'],
    ]);
    expect(outcomes).toMatchObject([
      { state: 'rejected', problem: { category: 'reference', code: 'INACTIVE_OWNER_OR_USER', record: LEAD } },
      { state: 'done' },
      { state: 'throttled', problem: { code: 'PROCESSING_HALTED' } },
    ]);
  });

  it('that the whole call is refused has it sent again in halves: one bad handoff costs no other', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    const refuse = { errorCode: 'JSON_PARSER_ERROR', message: 'Cannot deserialize instance of date' };
    nock(ORG)
      .post(`${DATA}/composite/graph`)
      .times(7)
      .reply(async (request: Request) => {
        const body = (await request.json()) as GraphRequest;
        received.push(body);
        const bad = body.graphs.some(({ graphId }) => graphId === 'g2');
        return bad ? [400, [refuse]] : [200, { graphs: body.graphs.map(madeGraph) }];
      });
    const { connector } = bench();
    const outcomes = await connector.send(['a', 'b', 'c', 'd', 'e'].map((key) => handoff(key)));
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'done', 'rejected', 'done', 'done']);
    expect(outcomes[2]).toMatchObject({ problem: { code: 'JSON_PARSER_ERROR' } });
    expect(received.map(({ graphs }) => graphs.length)).toEqual([5, 3, 2, 1, 2]);
  });

  it('that a code is unknown refuses that handoff, to be looked at by a person', async () => {
    describeTask();
    answerGraphs([], (graph) =>
      graph.graphId === 'g0'
        ? failedGraph(graph, 'row', { errorCode: 'NEVER_HEARD_OF', message: '?' })
        : madeGraph(graph),
    );
    const { connector } = bench();
    expect(await connector.send([handoff('k20'), handoff('k21')])).toMatchObject([
      { state: 'rejected', problem: { category: 'unlisted', code: 'NEVER_HEARD_OF', mover: 'admin' } },
      { state: 'done' },
    ]);
  });

  it('that a field of the Lead to be made is refused has it made without that field, never without its name', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    const bad = (field: string) => ({ errorCode: 'INVALID_EMAIL_ADDRESS', message: 'bad value', fields: [field] });
    answerGraphs(received, (graph) => failedGraph(graph, 'lead', bad(graph.graphId === 'g0' ? 'Email' : 'LastName')));
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const create = { lastName: '花子', email: 'no address' };
    const outcomes = await connector.send(['k22', 'k23'].map((key) => handoff(key, { about: undefined, create })));
    expect(received[1]?.graphs.map(({ graphId }) => graphId)).toEqual(['g0']);
    expect(received[1]?.graphs[0]?.compositeRequest[0]?.body).not.toHaveProperty('Email');
    expect(outcomes).toMatchObject([
      { state: 'done', recordMade: true, refused: { code: 'INVALID_EMAIL_ADDRESS', field: 'Email' } },
      { state: 'rejected', problem: { field: 'LastName' } },
    ]);
  });

  it('that the day is used up ends the sending: the other calls are not even made', async () => {
    describeTask();
    const refused = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];
    nock(ORG).post(`${DATA}/composite/graph`).reply(403, refused);
    const { connector } = bench();
    const outcomes = await connector.send(Array.from({ length: 160 }, (_, n) => handoff(`many-${n}`)));
    expect(outcomes.every(({ state }) => state === 'throttled')).toBe(true);
    expect(connector.spent().byPurpose).toEqual({ describe: 1, 'send handoffs': 1 });
  });

  it.each([
    ['is lost', (call: nock.Interceptor) => call.replyWithError(Object.assign(new Error('x'), { code: 'ECONNRESET' }))],
    ['is a 503', (call: nock.Interceptor) => call.reply(503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }])],
    ['is a page of HTML', (call: nock.Interceptor) => call.reply(200, '<html>', { 'content-type': 'text/html' })],
    [
      'breaks off',
      (call: nock.Interceptor) => call.reply(200, '{"graphs":[{"gra', { 'content-type': 'application/json' }),
    ],
    ['leaves the graph out', (call: nock.Interceptor) => call.reply(200, { graphs: [] })],
  ])('that %s means unknown, and nothing is sent again', async (_, reply) => {
    describeTask();
    reply(nock(ORG).post(`${DATA}/composite/graph`));
    const { connector } = bench();
    const outcomes = await connector.send([handoff('k12')]);
    expect(outcomes).toMatchObject([{ state: 'unknown', problem: { category: 'lost-answer' } }]);
    expect(connector.spent().byPurpose).toEqual({ describe: 1, 'send handoffs': 1 });
  });

  it('that the picklists have changed has them described anew', async () => {
    describeTask();
    const stale = { errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message: 'bad value', fields: ['Status'] };
    answerGraphs([], (graph) => failedGraph(graph, 'task', stale));
    describeTask({
      ...TASK_DESCRIPTION,
      fields: [{ ...TASK_DESCRIPTION.fields[0], picklistValues: words(['New'], 'New') }],
    });
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    expect(await connector.send([handoff('k13')])).toMatchObject([
      { state: 'rejected', problem: { category: 'picklist' } },
    ]);
    await connector.send([handoff('k13')]);
    expect(received[0]?.graphs[0]?.compositeRequest[0]?.body['Status']).toBe('New');
  });
});

describe('without an answer', () => {
  it('an unknown handoff is resolved by its key', async () => {
    readBack([{ Baton_Key__c: 'k14', Task_Id__c: '00T000000000009AAA', Lead__c: null, Contact__c: CONTACT.id }]);
    const { connector } = bench();
    const outcomes = await connector.resolve([handoff('k14'), handoff('k15')]);
    expect(outcomes).toMatchObject([
      { state: 'already', taskId: '00T000000000009AAA', record: CONTACT },
      { state: 'rejected', problem: { code: 'NOT_DONE' } },
    ]);
  });

  it('while the read-back fails it stays unknown', async () => {
    nock(ORG).get(`${DATA}/query`).query(true).reply(500, []);
    const { connector } = bench();
    expect(await connector.resolve([handoff('k16')])).toMatchObject([{ state: 'unknown' }]);
  });

  it('nothing leaves while writing is stopped', async () => {
    describeTask();
    const on = bench();
    on.mayWrite = false;
    expect(await on.connector.send([handoff('k17')])).toMatchObject([
      { state: 'throttled', problem: { code: 'STOPPED' } },
    ]);
    expect(on.connector.spent().byPurpose).toEqual({ describe: 1 });
  });

  it('nothing leaves while the task cannot be described', async () => {
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]);
    const { connector } = bench();
    expect(await connector.send([handoff('k18')])).toMatchObject([
      { state: 'throttled', until: '2026-11-20T10:00:00.000Z', problem: { code: 'REQUEST_LIMIT_EXCEEDED DAILY' } },
    ]);
  });
});

function words(values: readonly string[], standard: string): object[] {
  return values.map((value) => ({ value, label: value, active: true, defaultValue: value === standard }));
}
