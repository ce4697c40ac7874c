/** What is asked of Salesforce, to the letter, and how reading goes on when a part is refused. */
import nock from 'nock';
import { describe, expect, it } from 'vitest';
import type { Connector, Cursor } from '../../src/ports/connector.ts';
import { answer, BASE, type Composite, type Rows } from './salesforce-rows.ts';
import { bench, CONTACT, DATA, LEAD, MAPPING, ORG, REP } from './salesforce-setup.ts';

/** Both calls of a first reading; the rows come with the first. */
async function firstReading(connector: Connector, rows: Rows): Promise<Cursor> {
  answer(rows);
  const first = await connector.pull('changes', undefined);
  answer({});
  return (await connector.pull('changes', first.cursor)).cursor;
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
        Lead: `queryAll SELECT ${shared}, MasterRecordId, IsConverted, ConvertedContactId, CreatedDate, Email, LastName, Company, NumberOfEmployees, OwnerId, Baton_Stage__c, Baton_Stage_Since__c, Status, HasOptedOutOfEmail FROM Lead ${order} 2000`,
        Contact: `queryAll SELECT ${shared}, MasterRecordId, CreatedDate, Email, AccountId, Baton_Stage__c FROM Contact ${order} 2000`,
        Task: `queryAll SELECT ${shared}, CreatedDate, Subject, Description, WhoId, OwnerId, Status, IsClosed, CompletedDateTime, TaskSubtype, CallType, CallDisposition, CallDurationInSeconds, Baton_Handoff__c FROM Task ${order} 1000`,
        Opportunity: `queryAll SELECT Id, SystemModstamp, IsDeleted, CreatedDate, CreatedById, Name, AccountId, OwnerId, StageName, Amount, CloseDate, IsClosed, IsWon, (SELECT Id, ContactId, IsPrimary, CreatedDate, IsDeleted FROM OpportunityContactRoles), (SELECT Id, StageName, Amount, CreatedDate, CreatedById FROM OpportunityHistories ORDER BY CreatedDate DESC LIMIT 20) FROM Opportunity ${order} 1000`,
        Account: `queryAll SELECT ${shared}, MasterRecordId, Name, BillingState FROM Account ${order} 2000`,
      },
    ]);
  });

  it('of the call after it are those that no poll has asked for yet', async () => {
    const asked: Record<string, string>[] = [];
    answer({}, asked);
    const { connector } = bench({
      mapping: { ...MAPPING, campaigns: [{ campaign: 'Webinar', is: 'webinar', statuses: {} }] },
    });
    const first = await connector.pull('changes', undefined);
    answer({}, asked);
    const second = await connector.pull('changes', first.cursor);
    expect([first.more, second.more]).toEqual([true, false]);
    expect(asked[1]).toEqual({
      allOrNone: 'false',
      Event: `queryAll SELECT Id, SystemModstamp, LastModifiedById, IsDeleted, CreatedDate, Subject, Description, WhoId, OwnerId, StartDateTime, EndDateTime FROM Event ORDER BY SystemModstamp, Id LIMIT 1000`,
      CampaignMember: `queryAll SELECT Id, SystemModstamp, IsDeleted, CreatedDate, CampaignId, Campaign.Name, Campaign.Type, Campaign.StartDate, LeadId, ContactId, Status, HasResponded, FirstRespondedDate FROM CampaignMember ORDER BY SystemModstamp, Id LIMIT 2000`,
    });
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
    await connector.pull('changes', first.cursor);
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
    const last = await firstReading(on.connector, { Lead: [{ ...BASE, Id: LEAD.id }] });
    on.now = on.now.add({ minutes: 5 });
    answer({}, asked);
    await on.connector.pull('changes', last);
    expect(Object.keys(asked[0] ?? {})).toEqual(['Lead', 'Contact', 'Task', 'Opportunity', 'Event', 'allOrNone']);
    expect(asked[0]?.['Lead']).toContain('WHERE SystemModstamp >= 2026-11-20T07:50:00.000Z ORDER BY');
    expect(asked[0]?.['Contact']).not.toContain('WHERE');
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
    answer({}, asked);
    const first = await on.connector.pull('changes', undefined);
    answer({ Event: [event] }, asked);
    const before = await on.connector.pull('changes', first.cursor);
    on.now = Temporal.Instant.from('2026-11-20T10:30:00Z');
    answer({ Event: [event] }, asked);
    const after = await on.connector.pull('changes', before.cursor);
    expect(asked[2]?.['Event']).toContain(
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

  it('of users are asked once; from then on the fifth query of the changes follows users and queues', async () => {
    const asked: Record<string, string>[] = [];
    const { connector } = bench();
    answer({ User: [{ ...BASE, Id: REP, Name: 'A', Email: 'a@b.example', IsActive: true }] }, asked);
    const users = await connector.pull('users', undefined);
    // A call would meet no answer here.
    const again = await connector.pull('users', users.cursor);
    expect(again).toMatchObject({ records: [], problems: [], more: false, cursor: users.cursor });
    let last = await firstReading(connector, {});
    asked.length = 0;
    for (let round = 0; round < 7; round += 1) {
      answer({}, asked);
      last = (await connector.pull('changes', last)).cursor;
    }
    expect(asked.map((queries) => Object.keys(queries)[4])).toEqual([
      'Event',
      'Account',
      'Event',
      'OpportunityContactRole',
      'User',
      'Event',
      'Group',
    ]);
  });

  it('of users that were refused are asked again', async () => {
    nock(ORG)
      .post(`${DATA}/composite`)
      .reply(503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }]);
    const { connector } = bench();
    const failed = await connector.pull('users', undefined);
    expect(failed.problems).toHaveLength(1);
    answer({ User: [{ ...BASE, Id: REP, Name: 'A', Email: 'a@b.example', IsActive: true }] });
    expect((await connector.pull('users', failed.cursor)).records).toHaveLength(1);
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
      'CreatedDate',
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
    expect(page.cursor['objects']).toMatchObject({ Lead: {} });
    expect(page.cursor['objects']).not.toHaveProperty('Lead.high');
    expect(page.problems).toMatchObject([{ category: 'unavailable', code: 'QUERY_TIMEOUT' }]);
  });

  it('midway begins that object anew and lets the others go on', async () => {
    const on = bench({ limits: { rows: 1 } });
    answer({ Lead: [{ ...BASE, Id: LEAD.id }] });
    const first = await on.connector.pull('changes', undefined);
    refuseLead([{ errorCode: 'QUERY_TIMEOUT', message: '' }]);
    const second = await on.connector.pull('changes', first.cursor);
    answer({});
    const third = await on.connector.pull('changes', second.cursor);
    const asked: Record<string, string>[] = [];
    answer({}, asked);
    await on.connector.pull('changes', third.cursor);
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
