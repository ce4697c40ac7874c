/** The Salesforce sandbox runs composites and graphs as the vendor does: references, roll-back, limits, and headers that are not inherited. */
import type { Connection } from 'jsforce';
import { describe, expect, it } from 'vitest';
import { idWhere, openBench } from './salesforce-sandbox-org.ts';

const V = '/services/data/v67.0';

interface Sub {
  readonly body: unknown;
  readonly httpHeaders: Record<string, string>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}
interface GraphAnswer {
  readonly graphs: readonly {
    readonly graphId: string;
    readonly isSuccessful: boolean;
    readonly graphResponse: { readonly compositeResponse: readonly Sub[] };
  }[];
}

const composite = (conn: Connection, compositeRequest: readonly object[], allOrNone = false) =>
  conn.requestPost<{ compositeResponse: readonly Sub[] }>(`${V}/composite`, { allOrNone, compositeRequest });
const graph = (conn: Connection, graphs: readonly object[]) =>
  conn.requestPost<GraphAnswer>(`${V}/composite/graph`, { graphs });

/** A handoff as Baton writes it: the Lead if need be, the Task, the keyed row, and a change of the Lead. */
function handoff(
  key: string,
  more: { readonly owner?: string; readonly header?: boolean; readonly status?: string } = {},
) {
  const httpHeaders = more.header === false ? {} : { httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' } };
  const owner = more.owner === undefined ? {} : { OwnerId: more.owner };
  return {
    graphId: key,
    compositeRequest: [
      {
        method: 'PATCH',
        url: `${V}/sobjects/Lead/Baton_Id__c/lead-${key}`,
        referenceId: 'lead',
        ...httpHeaders,
        body: { LastName: 'Endo', Company: 'Fabrikam', ...owner },
      },
      {
        method: 'POST',
        url: `${V}/sobjects/Task`,
        referenceId: 'task',
        body: { Subject: 'Call', WhoId: '@{lead.id}', Baton_Handoff__c: key, ...owner },
      },
      {
        method: 'POST',
        url: `${V}/sobjects/Baton_Handoff__c`,
        referenceId: 'row',
        body: { Baton_Key__c: key, Lead__c: '@{lead.id}', Task_Id__c: '@{task.id}' },
      },
      {
        method: 'PATCH',
        url: `${V}/sobjects/Lead/@{lead.id}`,
        referenceId: 'patch',
        ...httpHeaders,
        body: { Baton_Budget__c: more.status ?? 'studied', ...owner },
      },
    ],
  };
}

describe('composite', () => {
  it('lets later subrequests use earlier answers, query results included', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const soql = encodeURIComponent("SELECT Id, Email FROM Lead WHERE LastName = 'Abe'");
    const { compositeResponse: answer } = await composite(conn, [
      { method: 'GET', url: `${V}/query?q=${soql}`, referenceId: 'found' },
      {
        method: 'POST',
        url: `${V}/sobjects/Task`,
        referenceId: 'task',
        body: { Subject: 'About @{found.records[0].Email}', WhoId: '@{found.records[0].Id}' },
      },
      { method: 'GET', url: `${V}/sobjects/Task/@{task.id}?fields=Subject,WhoId`, referenceId: 'read' },
      { method: 'DELETE', url: `${V}/sobjects/Task/@{task.id}`, referenceId: 'gone' },
    ]);
    expect(answer.map((each) => [each.referenceId, each.httpStatusCode])).toEqual([
      ['found', 200],
      ['task', 201],
      ['read', 200],
      ['gone', 204],
    ]);
    expect(answer[1]?.httpHeaders).toEqual({
      Location: expect.stringMatching(/^\/services\/data\/v67.0\/sobjects\/Task\/00T/),
    });
    expect(answer[2]?.body).toMatchObject({
      Subject: 'About abe@northwind.example',
      WhoId: idWhere(sandbox, 'Lead', 'LastName', 'Abe'),
    });
    expect(answer[3]?.body).toBeNull();
  });

  it('writes five collections of 200 in one call', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const records = Array.from({ length: 200 }, (_, n) => ({ attributes: { type: 'Account' }, Name: `A${n}` }));
    const five = [1, 2, 3, 4, 5].map((n) => ({
      method: 'POST',
      url: `${V}/composite/sobjects`,
      referenceId: `c${n}`,
      body: { records },
    }));
    const before = sandbox.server.callCount;
    const { compositeResponse } = await composite(conn, five);
    expect(compositeResponse.flatMap(({ body }) => body)).toHaveLength(1_000);
    expect(sandbox.server.callCount - before).toBe(1);
    const six = [...five, { method: 'GET', url: `${V}/query?q=SELECT+Id+FROM+Lead`, referenceId: 'q' }];
    await expect(composite(conn, six)).rejects.toMatchObject({ errorCode: 'LIMIT_EXCEEDED' });
  });

  it('goes on after a failure, unless all or none is asked: then nothing stays', async () => {
    const { conn, sandbox } = await openBench({ assignmentRule: 'off' });
    const requests = [
      { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'a', body: { Name: 'New' } },
      { method: 'POST', url: `${V}/sobjects/Lead`, referenceId: 'bad', body: { LastName: 'X' } },
      { method: 'POST', url: `${V}/sobjects/Task`, referenceId: 'child', body: { Subject: 'X', WhoId: '@{bad.id}' } },
      { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'z', body: { Name: 'Newer' } },
    ];
    const together = (await composite(conn, requests, true)).compositeResponse;
    expect(together.map(({ httpStatusCode, body }) => [httpStatusCode, codesIn(body)])).toEqual([
      [400, ['PROCESSING_HALTED']],
      [400, ['REQUIRED_FIELD_MISSING']],
      [400, ['PROCESSING_HALTED']],
      [400, ['PROCESSING_HALTED']],
    ]);
    expect(sandbox.world.rowsOf('Account').length).toBe(1);
    const apart = (await composite(conn, requests)).compositeResponse;
    expect(apart.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 400, 400, 201]);
    expect(codesIn(apart[2]?.body)).toEqual(['PROCESSING_HALTED']);
    expect(sandbox.world.rowsOf('Account').length).toBe(3);
  });

  it('takes 25 subrequests, no illegal reference id, and no inherited header twice', async () => {
    const { conn } = await openBench();
    const one = (referenceId: string, more: object = {}) => ({
      method: 'GET',
      url: `${V}/sobjects/Lead/describe`,
      referenceId,
      ...more,
    });
    const many = Array.from({ length: 26 }, (_, n) => one(`r${n}`));
    await expect(composite(conn, many)).rejects.toMatchObject({ errorCode: 'LIMIT_EXCEEDED' });
    expect((await composite(conn, many.slice(1))).compositeResponse).toHaveLength(25);
    await expect(composite(conn, [one('a-b')])).rejects.toThrow();
    await expect(composite(conn, [one('a', { httpHeaders: { Authorization: 'Bearer x' } })])).rejects.toThrow();
  });
});

describe('a graph', () => {
  it('writes all of a handoff, the row naming the task and the lead', async () => {
    const { conn, sandbox } = await openBench();
    const owner = idWhere(sandbox, 'User', 'Email', 'tanaka@baton-demo.example');
    const { graphs } = await graph(conn, [handoff('k1', { owner })]);
    expect(graphs[0]).toMatchObject({ graphId: 'k1', isSuccessful: true });
    expect(graphs[0]?.graphResponse.compositeResponse.map((node) => [node.referenceId, node.httpStatusCode])).toEqual([
      ['lead', 201],
      ['task', 201],
      ['row', 201],
      ['patch', 204],
    ]);
    const lead = idWhere(sandbox, 'Lead', 'Baton_Id__c', 'lead-k1');
    const task = idWhere(sandbox, 'Task', 'Baton_Handoff__c', 'k1');
    expect(sandbox.world.row(lead)).toMatchObject({ OwnerId: owner, Baton_Budget__c: 'studied' });
    expect(sandbox.world.row(task)).toMatchObject({ WhoId: lead, OwnerId: owner });
    const row = idWhere(sandbox, 'Baton_Handoff__c', 'Baton_Key__c', 'k1');
    expect(sandbox.world.row(row)).toMatchObject({ Lead__c: lead, Task_Id__c: task });
  });

  it('loses the lead to the assignment rule where one node lacks the header, whatever the call carries', async () => {
    const { conn, sandbox } = await openBench();
    const owner = idWhere(sandbox, 'User', 'Email', 'tanaka@baton-demo.example');
    const body = JSON.stringify({ graphs: [handoff('k1', { owner, header: false })] });
    await conn.request({
      method: 'POST',
      url: `${V}/composite/graph`,
      body,
      headers: { 'content-type': 'application/json', 'Sforce-Auto-Assign': 'FALSE' },
    });
    const lead = idWhere(sandbox, 'Lead', 'Baton_Id__c', 'lead-k1');
    expect(sandbox.world.row(lead)?.['OwnerId']).toBe(idWhere(sandbox, 'Group', 'Name', 'Web Leads'));
  });

  it('makes no second task when it is repeated: the key is taken, and nothing of it stays', async () => {
    const { conn, sandbox } = await openBench();
    await graph(conn, [handoff('k1')]);
    const tasks = sandbox.world.taskCount();
    const { graphs } = await graph(conn, [handoff('k1', { status: 'approved' })]);
    const nodes = graphs[0]?.graphResponse.compositeResponse ?? [];
    expect(graphs[0]?.isSuccessful).toBe(false);
    expect(nodes.map((node) => [node.httpStatusCode, codesIn(node.body)])).toEqual([
      [400, ['PROCESSING_HALTED']],
      [400, ['PROCESSING_HALTED']],
      [400, ['DUPLICATE_VALUE']],
      [400, ['PROCESSING_HALTED']],
    ]);
    expect(sandbox.world.taskCount()).toBe(tasks);
    expect(sandbox.world.rowsOf('Lead').find((row) => row['Baton_Id__c'] === 'lead-k1')?.['Baton_Budget__c']).toBe(
      'studied',
    );
  });

  it('fails by itself: its neighbours stand, and everything of its own is undone', async () => {
    const { conn, sandbox } = await openBench();
    const { graphs } = await graph(conn, [handoff('k1'), handoff('k2', { status: 'nonsense' }), handoff('k3')]);
    expect(graphs.map((each) => each.isSuccessful)).toEqual([true, false, true]);
    expect(sandbox.world.taskCount()).toBe(2);
    expect(sandbox.world.rowsOf('Baton_Handoff__c').map((row) => row['Baton_Key__c'])).toEqual(['k1', 'k3']);
    expect(sandbox.world.rowsOf('Lead').some((row) => row['Baton_Id__c'] === 'lead-k2')).toBe(false);
    const nodes = graphs[1]?.graphResponse.compositeResponse ?? [];
    expect(codesIn(nodes[3]?.body)).toEqual(['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST']);
    const after = await graph(conn, [handoff('k2')]);
    expect(after.graphs[0]?.isSuccessful).toBe(true);
  });

  it('is not tried any more after 14 others have failed', async () => {
    const { conn, sandbox } = await openBench();
    const failing = Array.from({ length: 14 }, (_, n) => handoff(`bad${n}`, { status: 'nonsense' }));
    const { graphs } = await graph(conn, [handoff('first'), ...failing, handoff('last')]);
    expect(graphs.filter((each) => each.isSuccessful).map((each) => each.graphId)).toEqual(['first']);
    const last = graphs.at(-1)?.graphResponse.compositeResponse ?? [];
    expect(last.map((node) => codesIn(node.body))).toEqual(Array.from({ length: 4 }, () => ['PROCESSING_HALTED']));
    expect(sandbox.world.taskCount()).toBe(1);
  });

  it('may refer to a node that stands after it, but takes no queries', async () => {
    const { conn } = await openBench();
    const { graphId, compositeRequest } = handoff('k1');
    const turned = await graph(conn, [{ graphId, compositeRequest: compositeRequest.toReversed() }]);
    expect(turned.graphs[0]?.isSuccessful).toBe(true);
    const query = { method: 'GET', url: `${V}/query?q=SELECT+Id+FROM+Lead`, referenceId: 'q' };
    const { graphs } = await graph(conn, [{ graphId: 'q', compositeRequest: [query] }]);
    expect(graphs[0]?.isSuccessful).toBe(false);
  });

  it('comes at most 75 and 500 nodes a call, 15 deep', async () => {
    const { conn, sandbox } = await openBench();
    const node = (referenceId: string, Name = 'A') => ({
      method: 'POST',
      url: `${V}/sobjects/Account`,
      referenceId,
      body: { Name },
    });
    const graphsOf = (count: number, nodes: number) =>
      Array.from({ length: count }, (_, g) => ({
        graphId: `g${g}`,
        compositeRequest: Array.from({ length: nodes }, (_, n) => node(`n${n}`)),
      }));
    const chain = (depth: number) => [
      {
        graphId: 'deep',
        compositeRequest: Array.from({ length: depth }, (_, n) => node(`n${n}`, n === 0 ? 'A' : `@{n${n - 1}.id}`)),
      },
    ];
    for (const graphs of [graphsOf(76, 1), graphsOf(1, 501), chain(16)])
      await expect(graph(conn, graphs)).rejects.toMatchObject({ errorCode: 'LIMIT_EXCEEDED' });
    expect(sandbox.world.rowsOf('Account').length).toBe(1);
    expect((await graph(conn, graphsOf(75, 6))).graphs.every((each) => each.isSuccessful)).toBe(true);
    expect((await graph(conn, chain(15))).graphs[0]?.isSuccessful).toBe(true);
  });
});

function codesIn(body: unknown): unknown[] {
  return Array.isArray(body) ? body.map((error: unknown) => (error as { errorCode?: unknown }).errorCode) : [];
}
