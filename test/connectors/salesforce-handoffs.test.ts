/** A handoff becomes one graph, all or none: the request, to the letter. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answerGraphs,
  bench,
  CONTACT,
  DATA,
  describeTask,
  type GraphRequest,
  handoff,
  LEAD,
  MAPPING,
  madeGraph,
  REP,
} from './salesforce-setup.ts';

beforeEach(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});

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

  it('cuts a text to what a task holds, 32,000 characters and 255 of its subject', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const base = handoff('k3');
    await connector.send([{ ...base, task: { ...base.task, subject: 'あ'.repeat(300), body: 'い'.repeat(40_000) } }]);
    const [task] = received[0]?.graphs[0]?.compositeRequest ?? [];
    expect(String(task?.body['Description'])).toHaveLength(32_000);
    expect(String(task?.body['Subject'])).toHaveLength(255);
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

  it('of several under one account has them side by side, in the order in which each account first comes up', async () => {
    describeTask();
    const received: GraphRequest[] = [];
    answerGraphs(received, madeGraph);
    const { connector } = bench();
    const parents = ['001A', '001B', undefined, '001A', '001B', '001A'];
    const outcomes = await connector.send(
      parents.map((parent, n) => handoff(`p${n}`, parent === undefined ? {} : { parent })),
    );
    expect(received[0]?.graphs.map(({ graphId }) => graphId)).toEqual(['g0', 'g3', 'g5', 'g1', 'g4', 'g2']);
    expect(outcomes.map(({ state }) => state)).toEqual(parents.map(() => 'done'));
  });

  it('lets alerting duplicate rules pass only where the mapping says so, at every node of a person', async () => {
    const alerts = 'allowSave=true; includeRecordDetails=false; runAsCurrentUser=true';
    for (const duplicateRules of ['obey', 'save-past-alerts'] as const) {
      describeTask();
      const received: GraphRequest[] = [];
      answerGraphs(received, madeGraph);
      const { connector } = bench({ mapping: { ...MAPPING, duplicateRules } });
      await connector.send([handoff('k9', { about: undefined, create: {}, patch: { stage: 'mql' } })]);
      const nodes = received[0]?.graphs[0]?.compositeRequest ?? [];
      const headers = nodes.map(({ httpHeaders }) => httpHeaders?.['Sforce-Duplicate-Rule-Header']);
      const own = duplicateRules === 'obey' ? undefined : alerts;
      expect(headers).toEqual([own, undefined, undefined, own]);
    }
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

function words(values: readonly string[], standard: string): object[] {
  return values.map((value) => ({ value, label: value, active: true, defaultValue: value === standard }));
}
