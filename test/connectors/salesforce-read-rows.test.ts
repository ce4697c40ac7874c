/** What Salesforce's rows become. */
import nock from 'nock';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/domain/activity.ts';
import { BASE, pullOnce } from './salesforce-rows.ts';
import { CONTACT, INTEGRATION_USER, LEAD, ORG, REP } from './salesforce-setup.ts';

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
