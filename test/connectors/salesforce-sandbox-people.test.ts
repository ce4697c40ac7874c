/** The Salesforce sandbox is peopled: records from the story, reps who work their tasks, conversions, and the same weeks for the same seed. */
import { describe, expect, it } from 'vitest';
import { makeStory } from '../../connectors/kit/story-of-the-sandbox.ts';
import { SalesforceWorld, seedFromStory } from '../../connectors/salesforce/sandbox/index.ts';
import { enableReps } from '../../connectors/salesforce/sandbox/reps.ts';
import { type Bench, idWhere, openBench, SMALL, START } from './salesforce-sandbox-org.ts';

const END = '2026-11-30T00:00:00Z';

/** Makes a handoff's task and row as Baton does, and answers the task's id. */
async function handOver(
  { conn, sandbox }: Bench,
  key: string,
  rep: string,
  whoId: string,
  due: string,
): Promise<string> {
  const OwnerId = idWhere(sandbox, 'User', 'Email', `${rep}@baton-demo.example`);
  const V = '/services/data/v67.0';
  await conn.requestPost(`${V}/composite/graph`, {
    graphs: [
      {
        graphId: key,
        compositeRequest: [
          {
            method: 'POST',
            url: `${V}/sobjects/Task`,
            referenceId: 'task',
            body: { Subject: 'Call', WhoId: whoId, OwnerId, Baton_Handoff__c: key },
          },
          {
            method: 'POST',
            url: `${V}/sobjects/Baton_Handoff__c`,
            referenceId: 'row',
            body: { Baton_Key__c: key, Task_Id__c: '@{task.id}', Due_At__c: due },
          },
        ],
      },
    ],
  });
  return idWhere(sandbox, 'Task', 'Baton_Handoff__c', key);
}

describe('the seed', () => {
  it('makes users, queues and what Salesforce knows, before the story starts', async () => {
    const { sandbox } = await openBench();
    const { world } = sandbox;
    expect(world.rowsOf('User').map((user) => user['Name'])).toEqual([
      'Baton Integration',
      '佐藤 直子',
      '田中 美咲',
      '鈴木 健',
      'Anna Miller',
      '伊藤 由紀',
      '木村 翔太',
    ]);
    expect(world.rowsOf('Lead').map((lead) => lead['LastName'])).toEqual(['Abe', 'Baba']);
    expect(world.rowsOf('Contact').map((contact) => contact['LastName'])).toEqual(['Chiba']);
    expect(world.rowsOf('Account')).toMatchObject([
      { Name: 'Northwind Works', NumberOfEmployees: 320, BillingState: '東京都' },
    ]);
    const late = [...world.rowsOf('Lead'), ...world.rowsOf('Contact')].filter(
      (row) => String(row['CreatedDate']) >= START,
    );
    expect(late).toEqual([]);
    expect(world.nextEventAt()).toBeUndefined();
  });

  it('takes the whole story as it is told', () => {
    const story = makeStory({ seed: 7, people: 300, start: SMALL.start });
    const world = new SalesforceWorld({ start: Temporal.Instant.from(story.start) });
    seedFromStory(world, story);
    const known = (kind: string): number => story.people.filter((person) => person.salesforce === kind).length;
    expect(known('lead')).toBeGreaterThan(10);
    expect(world.rowsOf('Lead').length).toBe(known('lead'));
    expect(world.rowsOf('Contact').length).toBe(known('contact'));
    expect(world.rowsOf('Contact').every((contact) => contact['AccountId'] !== null)).toBe(true);
  });
});

describe('a rep at work', () => {
  it('who is diligent calls in office hours before the deadline, hears the lead, and closes the task', async () => {
    const bench = await openBench({ reps: { seed: 1 } });
    const { sandbox, goTo } = bench;
    const user = idWhere(sandbox, 'User', 'Email', 'tanaka@baton-demo.example');
    const lead = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    const due = '2026-11-06T09:00:00.000+0000';
    const task = await handOver(bench, 'k1', 'tanaka', lead, due);
    expect(sandbox.world.nextEventAt()).toBeDefined();
    goTo(END);
    const calls = sandbox.world.rowsOf('Task').filter((row) => row['TaskSubtype'] === 'Call');
    expect(calls.length).toBeGreaterThan(0);
    const [first] = calls;
    expect(first).toMatchObject({
      WhoId: lead,
      OwnerId: user,
      LastModifiedById: user,
      Status: 'Completed',
      CallType: 'Outbound',
      Description: expect.stringMatching(/[ぁ-ん]/),
    });
    const when = String(first?.['CompletedDateTime']);
    expect(when > '2026-11-02T00:00:00.000+0000' && when < due).toBe(true);
    const local = Temporal.Instant.from(when).toZonedDateTimeISO('Asia/Tokyo');
    expect([local.dayOfWeek <= 5, local.hour >= 9 && local.hour < 18]).toEqual([true, true]);
    expect(local.toPlainDate().toString()).not.toBe('2026-11-03');
    expect(sandbox.world.row(task)).toMatchObject({ Status: 'Completed', IsClosed: true, LastModifiedById: user });
    if (calls.some((call) => call['CallDisposition'] === '通話'))
      expect(sandbox.world.row(lead)).toMatchObject({
        Baton_Budget__c: 'approved',
        Baton_Timeframe__c: 'within-3-months',
      });
  });

  it('of inside sales notes what the person told after a call that connected, and only then', async () => {
    const bench = await openBench({ reps: { seed: 3 } });
    const { sandbox, goTo } = bench;
    const users = ['tanaka', 'miller'];
    const due = '2026-11-06T09:00:00.000+0000';
    for (let n = 0; n < 12; n += 1) {
      const made = sandbox.world.place(
        'Lead',
        { LastName: `N${n}`, Company: 'X', Email: SMALL.people[3]?.email ?? '' },
        Temporal.Instant.from('2026-10-01T00:00:00Z'),
      );
      await handOver(bench, `k${n}`, users[n % 2] ?? '', made, due);
    }
    goTo(END);
    const times = sandbox.world
      .rowsOf('Task')
      .filter((task) => task['TaskSubtype'] === 'Call')
      .map((call) => String(call['CompletedDateTime']));
    expect(times.filter((at) => at < due).length).toBeGreaterThanOrEqual(12);
    const hours = times.map((at) => Temporal.Instant.from(at).toZonedDateTimeISO('Asia/Tokyo'));
    expect(hours.filter((at) => at.dayOfWeek > 5 || at.hour < 9 || at.hour >= 18)).toEqual([]);
    const connected = new Set(
      sandbox.world
        .rowsOf('Task')
        .filter((task) => ['通話', 'Connected'].includes(String(task['CallDisposition'])))
        .map((task) => task['WhoId']),
    );
    const heard = sandbox.world.rowsOf('Lead').filter((lead) => lead['Baton_Need__c'] === 'clear');
    expect(new Set(heard.map((lead) => lead['Id']))).toEqual(connected);
    expect(connected.size).toBeGreaterThan(4);
    expect(connected.size).toBeLessThan(12);
    expect(sandbox.reps?.counts).toMatchObject({ taken: 12, completed: 12, hearings: connected.size, refused: 0 });
  });

  it('of field sales agrees on a meeting some days later', async () => {
    const bench = await openBench({ reps: { seed: 1 } });
    const { sandbox, goTo } = bench;
    const contact = idWhere(sandbox, 'Contact', 'LastName', 'Chiba');
    for (let n = 0; n < 6; n += 1) await handOver(bench, `k${n}`, 'ito', contact, '2026-11-04T09:00:00.000+0000');
    goTo(END);
    const meetings = sandbox.world.rowsOf('Event');
    expect(meetings.length).toBe(sandbox.reps?.counts.meetings);
    expect(meetings.length).toBeGreaterThan(0);
    for (const meeting of meetings) {
      expect(meeting).toMatchObject({ WhoId: contact, DurationInMinutes: 60, Subject: '商談' });
      expect(String(meeting['StartDateTime']) > String(meeting['CreatedDate'])).toBe(true);
    }
    expect(sandbox.world.row(contact)?.['Baton_Budget__c'] ?? null).toBeNull();
  });

  it('who is not diligent is late, or never comes', async () => {
    const bench = await openBench({ reps: { seed: 1 } });
    const { sandbox, goTo } = bench;
    const due = '2026-11-04T09:00:00.000+0000';
    const lead = idWhere(sandbox, 'Lead', 'LastName', 'Baba');
    for (let n = 0; n < 30; n += 1) await handOver(bench, `k${n}`, 'suzuki', lead, due);
    goTo(END);
    const calls = sandbox.world.rowsOf('Task').filter((row) => row['TaskSubtype'] === 'Call');
    expect(calls.filter((call) => String(call['CompletedDateTime']) <= due)).toEqual([]);
    const open = sandbox.world.taskCount((task) => task['Baton_Handoff__c'] !== null && task['IsClosed'] === false);
    expect(open).toBe(sandbox.reps?.counts.neglected);
    expect(open).toBeGreaterThan(0);
    expect(calls.length).toBeGreaterThan(20);
  });

  it('leaves alone what is closed, deleted or given to somebody else meanwhile', async () => {
    const bench = await openBench({ reps: { seed: 1 } });
    const { sandbox, conn, goTo } = bench;
    const lead = idWhere(sandbox, 'Lead', 'LastName', 'Baba');
    const due = '2026-11-06T09:00:00.000+0000';
    const [closed, deleted, moved] = [
      await handOver(bench, 'k1', 'tanaka', lead, due),
      await handOver(bench, 'k2', 'tanaka', lead, due),
      await handOver(bench, 'k3', 'tanaka', lead, due),
    ];
    await conn.sobject('Task').update({ Id: closed, Status: 'Completed' });
    await conn.sobject('Task').destroy(deleted);
    const miller = idWhere(sandbox, 'User', 'Email', 'miller@baton-demo.example');
    await conn.sobject('Task').update({ Id: moved, OwnerId: miller });
    goTo(END);
    const callers = sandbox.world.rowsOf('Task').filter((row) => row['TaskSubtype'] === 'Call');
    expect(new Set(callers.map((call) => call['OwnerId']))).toEqual(new Set([miller]));
  });
});

describe('the same seed', () => {
  it('tells the same weeks, whatever the steps in which the clock goes', () => {
    const story = makeStory({ seed: 11, people: 80, start: SMALL.start });
    const weeks = (stepHours: number, seed: number): string => {
      const start = Temporal.Instant.from(story.start);
      const world = new SalesforceWorld({ start });
      seedFromStory(world, story);
      enableReps(world, story, { seed });
      const owners = story.reps.map((rep) => String(world.userByEmail(rep.email)?.['Id']));
      const hands = world.as(world.integrationUserId, start);
      world.rowsOf('Lead').forEach((lead, n) => {
        const OwnerId = owners[n % owners.length];
        hands.create('Task', { Subject: 'Call', WhoId: lead['Id'], OwnerId, Baton_Handoff__c: `k${n}` });
      });
      for (let hours = 0; hours <= 24 * 14; hours += stepHours) world.advance(start.add({ hours }));
      return JSON.stringify(['Task', 'Event', 'Lead'].map((object) => world.rowsOf(object)));
    };
    const told = weeks(24, 1);
    expect(weeks(24, 1)).toBe(told);
    expect(weeks(3, 1)).toBe(told);
    expect(weeks(24, 2)).not.toBe(told);
  });
});

describe('a conversion', () => {
  it('makes a contact at an account, takes the activities along, and locks the lead', async () => {
    const bench = await openBench();
    const { sandbox, conn } = bench;
    const lead = idWhere(sandbox, 'Lead', 'LastName', 'Abe');
    const task = await handOver(bench, 'k1', 'tanaka', lead, '2026-11-06T09:00:00.000+0000');
    const user = idWhere(sandbox, 'User', 'Email', 'ito@baton-demo.example');
    const now = Temporal.Instant.from('2026-11-05T00:00:00Z');
    const { contactId, accountId } = sandbox.world.convertLead(lead, { now, userId: user, ownerId: user });
    expect(sandbox.world.row(lead)).toMatchObject({
      IsConverted: true,
      ConvertedContactId: contactId,
      ConvertedAccountId: accountId,
      ConvertedDate: '2026-11-05',
      Status: 'Closed - Converted',
    });
    expect(sandbox.world.row(contactId)).toMatchObject({
      LastName: 'Abe',
      Email: 'abe@northwind.example',
      AccountId: accountId,
    });
    expect(sandbox.world.row(task)).toMatchObject({ WhoId: contactId, LastModifiedById: user });
    const locked = { errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD' };
    await expect(conn.sobject('Lead').update({ Id: lead, City: 'x' })).rejects.toMatchObject(locked);
    await expect(conn.sobject('Task').create({ Subject: 'x', WhoId: lead })).rejects.toMatchObject(locked);
    expect(() => sandbox.world.convertLead(lead, { now, userId: user })).toThrow('no Lead to convert');
  });
});
