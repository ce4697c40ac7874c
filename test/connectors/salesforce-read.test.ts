/** What is asked of Salesforce, to the letter, and what its rows become. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../src/domain/activity.ts';
import type { Page } from '../../src/ports/connector.ts';
import { type Bench, bench, CONTACT, DATA, INTEGRATION_USER, LEAD, ORG, REP } from './salesforce-setup.ts';

beforeEach(() => {
  nock.disableNetConnect();
  nock(ORG)
    .get('/services/oauth2/userinfo')
    .reply(200, {
      user_id: INTEGRATION_USER.slice(0, 15),
      organization_id: '00D000000000001',
      preferred_username: 'b',
    });
});
afterEach(() => {
  nock.cleanAll();
});

const BASE = { SystemModstamp: '2026-11-20T08:00:00.000+0000', LastModifiedById: REP, IsDeleted: false };
type Rows = Readonly<Record<string, readonly object[]>>;

/** Answers one composite call; keeps the queries asked, by object. `done: false`: Salesforce cut the page short. */
function answer(rows: Rows, asked: Record<string, string>[] = [], done = true): void {
  nock(ORG)
    .post(`${DATA}/composite`)
    .reply(200, async (request: Request) => {
      const body = (await request.json()) as Composite;
      const queries = body.compositeRequest.map(({ referenceId, url }) => {
        const { pathname, searchParams } = new URL(url, ORG);
        return [referenceId, `${pathname.slice(DATA.length + 1)} ${searchParams.get('q')}`] as const;
      });
      asked.push({ ...Object.fromEntries(queries), allOrNone: String(body.allOrNone) });
      return {
        compositeResponse: body.compositeRequest.map(({ referenceId }) => {
          const records = rows[referenceId] ?? [];
          return {
            referenceId,
            httpStatusCode: 200,
            httpHeaders: {},
            body: { totalSize: records.length, done, records },
          };
        }),
      };
    });
}
interface Composite {
  readonly allOrNone: boolean;
  readonly compositeRequest: readonly { readonly referenceId: string; readonly url: string; readonly method: string }[];
}

async function pullOnce(rows: Rows, stream = 'changes', on: Bench = bench()): Promise<Page> {
  answer(rows);
  return on.connector.pull(stream, undefined);
}

describe('the queries', () => {
  it('of a first page are five, of all rows, the deleted and archived ones too', async () => {
    const asked: Record<string, string>[] = [];
    answer({}, asked);
    await bench().connector.pull('changes', undefined);
    const shared = 'Id, SystemModstamp, LastModifiedById, IsDeleted';
    const order = 'ORDER BY SystemModstamp, Id LIMIT';
    expect(asked).toEqual([
      {
        allOrNone: 'false',
        Lead: `queryAll SELECT ${shared}, MasterRecordId, IsConverted, ConvertedContactId, Email, LastName, Company, NumberOfEmployees, OwnerId, Baton_Stage__c, Baton_Stage_Since__c, Status, HasOptedOutOfEmail FROM Lead ${order} 2000`,
        Contact: `queryAll SELECT ${shared}, MasterRecordId, Email, AccountId, Baton_Stage__c FROM Contact ${order} 2000`,
        Task: `queryAll SELECT ${shared}, CreatedDate, Subject, Description, WhoId, OwnerId, Status, IsClosed, CompletedDateTime, TaskSubtype, CallType, CallDisposition, CallDurationInSeconds, Baton_Handoff__c FROM Task ${order} 1000`,
        Event: `queryAll SELECT ${shared}, CreatedDate, Subject, Description, WhoId, OwnerId, StartDateTime, EndDateTime FROM Event ${order} 1000`,
        Account: `queryAll SELECT ${shared}, MasterRecordId, Name, BillingState FROM Account ${order} 2000`,
      },
    ]);
  });

  it('after a full page ask that object alone, behind its last row', async () => {
    const asked: Record<string, string>[] = [];
    const { connector } = bench({ limits: { rows: 2 } });
    const lead = (id: string): object => ({
      ...BASE,
      Id: `00Q00000000000${id}EAA`,
      SystemModstamp: '2026-11-20T08:00:00.000+0000',
    });
    answer({ Lead: [lead('1'), lead('2')] }, asked);
    const first = await connector.pull('changes', undefined);
    answer({ Lead: [lead('3')] }, asked);
    const second = await connector.pull('changes', first.cursor);
    expect([first.more, second.more]).toEqual([true, false]);
    expect(Object.keys(asked[1] ?? {})).toEqual(['Lead', 'allOrNone']);
    expect(asked[1]?.['Lead']).toContain(
      "WHERE ((SystemModstamp = 2026-11-20T08:00:00.000Z AND Id > '00Q000000000002EAA') OR SystemModstamp > 2026-11-20T08:00:00.000Z) ORDER BY",
    );
  });

  it('go on behind a page that Salesforce cut short', async () => {
    const { connector } = bench();
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] }, [], false);
    const page = await connector.pull('changes', undefined);
    expect(page.more).toBe(true);
  });

  it('of the next round look back ten minutes behind the newest row, and the fifth takes turns', async () => {
    const asked: Record<string, string>[] = [];
    const on = bench();
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] }, asked);
    const first = await on.connector.pull('changes', undefined);
    on.now = on.now.add({ minutes: 5 });
    answer({}, asked);
    await on.connector.pull('changes', first.cursor);
    expect(Object.keys(asked[1] ?? {})).toEqual(['Lead', 'Contact', 'Task', 'Event', 'User', 'allOrNone']);
    expect(asked[1]?.['Lead']).toContain('WHERE SystemModstamp >= 2026-11-20T07:50:00.000Z ORDER BY');
    expect(asked[1]?.['Contact']).not.toContain('WHERE');
  });

  it('read a meeting again once it is over, though nobody changed it', async () => {
    const asked: Record<string, string>[] = [];
    const on = bench();
    const event = {
      ...BASE,
      Id: '00U000000000001AAA',
      WhoId: LEAD.id,
      OwnerId: REP,
      StartDateTime: '2026-11-20T09:30:00.000+0000',
      EndDateTime: '2026-11-20T10:00:00.000+0000',
    };
    answer({ Event: [event] }, asked);
    const before = await on.connector.pull('changes', undefined);
    on.now = Temporal.Instant.from('2026-11-20T10:30:00Z');
    answer({ Event: [event] }, asked);
    const after = await on.connector.pull('changes', before.cursor);
    expect(asked[1]?.['Event']).toContain(
      'WHERE (SystemModstamp >= 2026-11-20T07:50:00.000Z OR (EndDateTime > 2026-11-20T09:00:00.000Z AND EndDateTime <= 2026-11-20T10:30:00.000Z)) ORDER BY',
    );
    expect([before, after].map(({ activities }) => activities[0]?.properties['outcome'])).toEqual([
      'scheduled',
      'held',
    ]);
  });

  it('of users are two: users, and queues', async () => {
    const asked: Record<string, string>[] = [];
    answer(
      {
        User: [
          {
            Id: REP,
            SystemModstamp: '2026-01-01T00:00:00.000+0000',
            Name: '田中 美咲',
            Email: 't@b.example',
            IsActive: true,
          },
        ],
        Group: [{ Id: '00G000000000001AAA', SystemModstamp: '2026-01-01T00:00:00.000+0000', Name: 'Web Leads' }],
      },
      asked,
    );
    const page = await bench().connector.pull('users', undefined);
    expect(asked[0]?.['User']).toBe(
      'queryAll SELECT Id, SystemModstamp, LastModifiedById, Name, Email, IsActive FROM User ORDER BY SystemModstamp, Id LIMIT 2000',
    );
    expect(asked[0]?.['Group']).toContain("FROM Group WHERE Type = 'Queue' ORDER BY");
    expect(page.records.map(({ ref, fields }) => [ref.object, ref.id, fields])).toEqual([
      ['user', REP, { name: '田中 美咲', email: 't@b.example', active: true }],
      ['user', '00G000000000001AAA', { name: 'Web Leads', email: null, active: true }],
    ]);
  });
});

describe('a record', () => {
  it("has the mapped fields under Baton's names, typed", async () => {
    const row = {
      ...BASE,
      attributes: { type: 'Lead', url: '/x' },
      Id: LEAD.id.slice(0, 15),
      Email: 'h@c.example',
      LastName: '花子\u0000',
      Company: '',
      NumberOfEmployees: 120,
      OwnerId: REP.slice(0, 15),
      Baton_Stage__c: null,
      Baton_Stage_Since__c: '2026-11-01T09:00:00.000+0900',
      Status: 'Working - Contacted',
      IsConverted: true,
      ConvertedContactId: CONTACT.id,
      HasOptedOutOfEmail: false,
    };
    const page = await pullOnce({ Lead: [row] });
    expect(page.problems).toEqual([]);
    expect(page.records).toEqual([
      {
        ref: LEAD,
        fields: {
          email: 'h@c.example',
          lastName: '花子',
          company: null,
          employees: 120,
          ownerId: REP,
          stage: null,
          stageSince: '2026-11-01T00:00:00.000Z',
          leadStatus: 'working',
          optedOut: false,
          converted: true,
          convertedContactId: CONTACT.id,
          mergedInto: null,
        },
        modifiedAt: '2026-11-20T08:00:00.000Z',
        modifiedBy: REP,
        deleted: false,
        url: `${ORG}/lightning/r/Lead/${LEAD.id}/view`,
      },
    ]);
  });

  it.each([
    ['1,200', 1200],
    ['１２０', 120],
    ['12.5', 12.5],
    ['NaN', null],
    ['1e400', null],
    ['about 50', null],
  ])('that says %j where a number belongs reads %j', async (text, value) => {
    const page = await pullOnce({ Lead: [{ ...BASE, Id: LEAD.id, NumberOfEmployees: text }] });
    expect(page.records[0]?.fields['employees']).toBe(value);
    expect(page.problems.map(({ category, field, record }) => [category, field, record])).toEqual(
      value === null ? [['format', 'employees', LEAD]] : [],
    );
  });

  it('that was merged away is deleted and names the winner', async () => {
    const page = await pullOnce({
      Contact: [{ ...BASE, Id: CONTACT.id, IsDeleted: true, MasterRecordId: '003000000000002AAA' }],
    });
    expect(page.records[0]).toMatchObject({ deleted: true, fields: { mergedInto: '003000000000002AAA' } });
  });
});

const TASK = {
  ...BASE,
  Id: '00T000000000001AAA',
  CreatedDate: '2026-11-19T01:00:00.000+0000',
  CompletedDateTime: '2026-11-20T07:59:00.000+0000',
  Subject: 'Call',
  Description: 'spoke',
  WhoId: LEAD.id,
  OwnerId: REP,
  Status: 'Completed',
  IsClosed: true,
  TaskSubtype: 'Task',
};

async function taskOf(more: object): Promise<Activity | undefined> {
  return (await pullOnce({ Task: [{ ...TASK, ...more }] })).activities[0];
}

describe('a task', () => {
  it('of a call made is a call by its owner', async () => {
    const call = { TaskSubtype: 'Call', CallType: 'Outbound', CallDisposition: 'Connected', CallDurationInSeconds: 90 };
    expect(await taskOf(call)).toEqual({
      system: 'salesforce',
      kind: 'call',
      id: TASK.Id,
      subjects: [`salesforce/lead/${LEAD.id}`],
      occurredAt: '2026-11-20T07:59:00.000Z',
      actor: { type: 'person', user: REP },
      properties: { subject: 'Call', status: 'Completed', direction: 'out', outcome: 'connected', durationMs: 90_000 },
      text: 'spoke',
      url: `${ORG}/lightning/r/Task/${TASK.Id}/view`,
    });
  });

  it.each([
    ['Connected', 'connected'],
    ['No Answer', 'no-answer'],
    ['not connected', 'no-answer'],
    ['Left Voicemail', 'left-message'],
    ['不在', 'no-answer'],
    ['留守電', 'left-message'],
    ['通話', 'connected'],
    ['Gate Keeper', 'gate-keeper'],
  ])('whose call came to %j has the outcome %j', async (CallDisposition, outcome) => {
    expect((await taskOf({ TaskSubtype: 'Call', CallDisposition }))?.properties['outcome']).toBe(outcome);
  });

  it('of a mail is a mail, any other closed one a completed task by whoever closed it', async () => {
    expect(await taskOf({ TaskSubtype: 'Email' })).toMatchObject({ kind: 'mail', actor: { type: 'person' } });
    nock(ORG).get('/services/oauth2/userinfo').reply(200, { user_id: INTEGRATION_USER, organization_id: '00D' });
    const closed = await taskOf({ LastModifiedById: '005000000000003AAA' });
    expect(closed).toMatchObject({ kind: 'task-completed', actor: { type: 'person', user: '005000000000003AAA' } });
  });

  it('that Baton closed was completed by automation', async () => {
    const closed = await taskOf({ LastModifiedById: INTEGRATION_USER, Baton_Handoff__c: 'key-1' });
    expect(closed).toMatchObject({
      kind: 'handoff-task-completed',
      actor: { type: 'automation' },
      properties: { handoff: 'key-1' },
    });
  });

  it('of a handoff is seen while it is open, also when it moved to the contact', async () => {
    const open = await taskOf({
      IsClosed: false,
      Status: 'In Progress',
      CompletedDateTime: null,
      Baton_Handoff__c: 'key-1',
      WhoId: CONTACT.id,
    });
    expect(open).toMatchObject({
      kind: 'handoff-task-open',
      occurredAt: '2026-11-19T01:00:00.000Z',
      subjects: [`salesforce/contact/${CONTACT.id}`],
      properties: { handoff: 'key-1', status: 'In Progress' },
    });
  });

  it('of a handoff that a person deleted says so', async () => {
    const gone = await taskOf({ IsDeleted: true, IsClosed: false, Baton_Handoff__c: 'key-1' });
    expect(gone).toMatchObject({ kind: 'handoff-task-open', properties: { status: 'deleted' } });
  });

  it.each([
    ['still to do', { IsClosed: false }],
    ['deleted', { IsDeleted: true }],
    ['of nobody', { WhoId: null }],
  ])('%s is no activity', async (_, more) => {
    expect(await taskOf(more)).toBeUndefined();
  });
});

describe('a page in part refused', () => {
  const noColumn = [{ errorCode: 'INVALID_FIELD', message: "No such column 'Baton_Stage__c' on entity 'Lead'." }];
  const described = (columns: readonly string[]): object => ({
    name: 'Lead',
    fields: columns.map((name) => ({ name, createable: true, updateable: true, picklistValues: [] })),
  });

  function refuseLead(errors: readonly object[]): void {
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(200, async (request: Request) => ({
        compositeResponse: ((await request.json()) as Composite).compositeRequest.map(({ referenceId }) =>
          referenceId === 'Lead'
            ? { referenceId, httpStatusCode: 400, httpHeaders: {}, body: errors }
            : {
                referenceId,
                httpStatusCode: 200,
                httpHeaders: {},
                body: {
                  totalSize: 1,
                  done: true,
                  records: referenceId === 'Contact' ? [{ ...BASE, Id: CONTACT.id }] : [],
                },
              },
        ),
      }));
  }

  it('keeps the rest, names each missing column, and reads on without them', async () => {
    refuseLead(noColumn);
    const columns = [
      'Id',
      'SystemModstamp',
      'LastModifiedById',
      'IsDeleted',
      'MasterRecordId',
      'IsConverted',
      'ConvertedContactId',
      'Email',
      'LastName',
      'Company',
      'NumberOfEmployees',
      'OwnerId',
      'Status',
    ];
    nock(ORG).get(`${DATA}/sobjects/Lead/describe`).reply(200, described(columns));
    const { connector } = bench();
    const first = await connector.pull('changes', undefined);
    expect(first.records.map(({ ref }) => ref)).toEqual([CONTACT]);
    expect(first.problems.map(({ category, field, mover }) => [category, field, mover])).toEqual([
      ['missing-field', 'Lead.Baton_Stage__c', 'admin'],
      ['missing-field', 'Lead.Baton_Stage_Since__c', 'admin'],
      ['missing-field', 'Lead.HasOptedOutOfEmail', 'admin'],
    ]);
    expect(first.more).toBe(true);
    const asked: Record<string, string>[] = [];
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] }, asked);
    const second = await connector.pull('changes', first.cursor);
    expect(asked[0]?.['Lead']).not.toContain('Baton_Stage');
    expect(asked[0]?.['Lead']).not.toContain('WHERE');
    expect(second.records[0]?.fields).toMatchObject({ stage: null, optedOut: null });
  });

  it('for another reason keeps its place and does not ask for more', async () => {
    refuseLead([{ errorCode: 'QUERY_TIMEOUT', message: 'Your query request was running for too long.' }]);
    const page = await bench().connector.pull('changes', undefined);
    expect(page.more).toBe(false);
    expect(page.cursor['objects']).not.toHaveProperty('Lead');
    expect(page.problems).toMatchObject([{ category: 'unavailable', code: 'QUERY_TIMEOUT' }]);
  });

  it('midway begins that object anew and lets the others go on', async () => {
    const on = bench({ limits: { rows: 1 } });
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] });
    const first = await on.connector.pull('changes', undefined);
    refuseLead([{ errorCode: 'QUERY_TIMEOUT', message: '' }]);
    const second = await on.connector.pull('changes', first.cursor);
    const asked: Record<string, string>[] = [];
    answer({}, asked);
    await on.connector.pull('changes', second.cursor);
    expect(Object.keys(asked[0] ?? {})).toContain('Contact');
    expect(asked[0]?.['Lead']).toContain('WHERE SystemModstamp >= 2026-11-20T07:50:00.000Z ORDER');
  });

  it('as a whole keeps the cursor and says why', async () => {
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }]);
    const on = bench();
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] });
    const failed = await on.connector.pull('changes', undefined);
    expect(failed).toMatchObject({ records: [], more: false, problems: [{ code: 'SERVER_UNAVAILABLE' }] });
    expect((await on.connector.pull('changes', failed.cursor)).records).toHaveLength(1);
  });
});

describe('the account', () => {
  it('tells how many calls are left today', async () => {
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(200, { compositeResponse: [] }, { 'Sforce-Limit-Info': 'api-usage=18/15000; api-bursts=1/750' });
    const { connector } = bench();
    await connector.pull('users', undefined);
    expect(connector.spent()).toMatchObject({
      calls: 2,
      dailyLeft: 14_982,
      byPurpose: { identify: 1, 'pull users': 1 },
    });
  });
});
