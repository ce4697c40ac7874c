/** A handoff becomes one graph, all or none, and every answer to it has one meaning. */
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

describe('the request', () => {
  it('of a known Lead is the task, the row and the armed fields, and every Lead node keeps assignment rules off', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const [outcome] = await connector.send([handoff('k1', { patch: { ownerId: REP, leadStatus: 'working' } })]);
    expect(received).toEqual([
      {
        graphs: [
          {
            graphId: 'g0',
            compositeRequest: [
              {
                method: 'POST',
                url: `${DATA}/sobjects/Task`,
                referenceId: 'task',
                body: {
                  WhoId: LEAD.id,
                  Subject: 'Call Hanako Example',
                  Description: 'Wants a quote.',
                  OwnerId: REP,
                  ActivityDate: '2026-11-25',
                  Priority: 'High',
                  Status: 'Not Started',
                  Baton_Handoff__c: 'k1',
                  IsReminderSet: true,
                  ReminderDateTime: '2026-11-24T00:00:00.000Z',
                },
              },
              {
                method: 'POST',
                url: `${DATA}/sobjects/Baton_Handoff__c`,
                referenceId: 'row',
                body: {
                  Baton_Key__c: 'k1',
                  Type__c: 'marketing-to-is',
                  From__c: 'marketing',
                  To__c: 'tanaka',
                  Decided_At__c: '2026-11-20T08:59:00.000Z',
                  Due_At__c: '2026-11-25T09:00:00.000Z',
                  Reason__c: 'total 74',
                  Score__c: 74,
                  Agreement__c: 'a'.repeat(64),
                  Lead__c: LEAD.id,
                  Task_Id__c: '@{task.id}',
                },
              },
              {
                method: 'PATCH',
                url: `${DATA}/sobjects/Lead/${LEAD.id}`,
                referenceId: 'patch',
                httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
                body: { OwnerId: REP, Status: 'Working - Contacted' },
              },
            ],
          },
        ],
      },
    ]);
    expect(outcome).toEqual({ state: 'done', taskId: '00T000000000001AAA', record: LEAD, recordMade: false });
  });

  it('of an unknown person makes the Lead by its external id, with the fall-backs, and links task and row to it', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const write = handoff('k2', {
      about: undefined,
      create: { email: 'h@c.example', company: null, batonId: 'ignored', employees: 40 },
      patch: { stage: 'mql' },
    });
    const [outcome] = await connector.send([write]);
    const nodes = received[0]?.graphs[0]?.compositeRequest ?? [];
    expect(nodes.map(({ referenceId }) => referenceId)).toEqual(['lead', 'task', 'row', 'patch']);
    expect(nodes[0]).toEqual({
      method: 'PATCH',
      url: `${DATA}/sobjects/Lead/Baton_Id__c/lead-k2`,
      referenceId: 'lead',
      httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
      body: {
        Email: 'h@c.example',
        NumberOfEmployees: 40,
        LastName: '(unknown)',
        Company: '(not given)',
        LeadSource: 'Web',
      },
    });
    expect(nodes[1]?.body['WhoId']).toBe('@{lead.id}');
    expect(nodes[2]?.body['Lead__c']).toBe('@{lead.id}');
    expect(nodes[3]?.url).toBe(`${DATA}/sobjects/Lead/@{lead.id}`);
    expect(nodes[3]?.httpHeaders).toEqual({ 'Sforce-Auto-Assign': 'FALSE' });
    expect(outcome).toEqual({ state: 'done', taskId: '00T000000000001AAA', record: LEAD, recordMade: true });
  });

  it("lets no person's words pass for a reference to another node", async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const base = handoff('k3', { about: CONTACT });
    await connector.send([{ ...base, task: { ...base.task, body: 'see @{row.id} @{' } }]);
    const [task, row] = received[0]?.graphs[0]?.compositeRequest ?? [];
    expect(task?.body['Description']).toBe('see @ {row.id} @ {');
    expect(row?.body['Contact__c']).toBe(CONTACT.id);
    expect(row?.body).not.toHaveProperty('Lead__c');
  });

  it("uses the org's own words for status and priority, described once", async () => {
    const fields = [
      { name: 'Status', createable: true, updateable: true, picklistValues: words(['未着手', '完了'], '未着手') },
      { name: 'Priority', createable: true, updateable: true, picklistValues: words(['高', '中', '低'], '中') },
    ];
    describeTask({ name: 'Task', fields });
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    await connector.send([handoff('k4')]);
    await connector.send([handoff('k5')]);
    const tasks = received.map(({ graphs }) => graphs[0]?.compositeRequest[0]?.body);
    expect(tasks.map((task) => [task?.['Status'], task?.['Priority']])).toEqual([
      ['未着手', '高'],
      ['未着手', '高'],
    ]);
  });

  it('holds at most 75 graphs', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const outcomes = await connector.send(Array.from({ length: 80 }, (_, i) => handoff(`n${i}`)));
    expect(received.map(({ graphs }) => graphs.length)).toEqual([75, 5]);
    expect(outcomes.every(({ state }) => state === 'done')).toBe(true);
  });
});

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

  it('that processing halted before a graph means later, not refused', async () => {
    describeTask();
    answerGraphs([], (graph) =>
      graph.graphId === 'g0'
        ? failedGraph(graph, 'task', { errorCode: 'INACTIVE_OWNER_OR_USER', message: 'inactive', fields: ['OwnerId'] })
        : failedGraph(graph, undefined, forbidden),
    );
    const { connector } = bench();
    const outcomes = await connector.send([handoff('k10'), handoff('k11')]);
    expect(outcomes).toMatchObject([
      { state: 'rejected', problem: { category: 'reference', code: 'INACTIVE_OWNER_OR_USER', record: LEAD } },
      { state: 'throttled', problem: { code: 'PROCESSING_HALTED' } },
    ]);
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
      .get(`${DATA}/sobjects/Task/describe`)
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
