/** Owners whom people change, in either system: seen, respected, recorded with who it was; the new owner's call is the first contact. */
import { describe, expect, it } from 'vitest';
import {
  aQualifyingPerson,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  marketerChanges,
  type Person,
  rep,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

async function handedTo(stage: Stage): Promise<{ person: Person; lead: string; owner: string; other: string }> {
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  const row = leadRows(stage, person)[0];
  const owner = String(handoffTasks(stage, person)[0]?.['OwnerId']);
  const others = ['tanaka', 'suzuki'].filter((key) => rep(stage, key).userId !== owner);
  return { person, lead: String(row?.['Id']), owner, other: others[0] ?? '' };
}

const hubspotOwner = ({ hubspot }: Stage, key: string): string =>
  String(hubspot.world.portal.owners.byEmail(`${key}@baton-demo.example`)?.id);

function calls(stage: Stage, key: string, person: Person): void {
  const { hands, userId } = rep(stage, key);
  const whoId = String(handoffTasks(stage, person)[0]?.['WhoId']);
  const call = { Subject: '電話', TaskSubtype: 'Call', CallType: 'Outbound', CallDisposition: '通話', OwnerId: userId };
  if (!hands.create('Task', { ...call, WhoId: whoId, Status: 'Completed', CallDurationInSeconds: 60 }).ok)
    throw new Error('refused');
}

it('in Salesforce: the handoff is the new owner’s, both systems say so, and Baton writes nothing over it', async () => {
  const stage = await openArmed('owner');
  const { person, lead, other } = await handedTo(stage);
  const taker = rep(stage, other);
  expect(rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: taker.userId }).ok).toBe(true);
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  expect(await facts(stage, 'owner-changed')).toMatchObject([
    { fact: { holder: { department: 'inside-sales', member: other } }, cause: { by: 'person', user: 'tanaka' } },
  ]);
  await stage.pass(6);
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(taker.userId);
  expect((await stage.operations.owners({ lead: person.email })).tenures.at(-1)).toMatchObject({ member: other });
  expect((await stage.operations.team({})).members.find(({ key }) => key === other)?.open).toBe(1);
  const name = stage.settings.team.members.find(({ key }) => key === other)?.name;
  expect(contactValues(stage, person)['baton_owner']).toBe(name);
});

it('the new owner’s call is the first contact; the clock ran on', async () => {
  const stage = await openArmed('owner');
  const { person, lead, other } = await handedTo(stage);
  const due = (await facts(stage, 'task-made'))[0]?.fact.due;
  rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: rep(stage, other).userId });
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  calls(stage, other, person);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  expect(await facts(stage, 'first-contact-seen')).toMatchObject([
    { cause: { user: other }, fact: { how: 'evidenced' } },
  ]);
  expect(await facts(stage, 'deadline-met')).toMatchObject([{ fact: { dueAt: due?.[0]?.dueAt } }]);
});

it('in HubSpot likewise, and Salesforce follows', async () => {
  const stage = await openArmed('owner');
  const { person, other } = await handedTo(stage);
  marketerChanges(stage, person, { hubspot_owner_id: hubspotOwner(stage, other) });
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  expect(await facts(stage, 'owner-changed')).toMatchObject([
    { fact: { holder: { member: other } }, cause: { by: 'person' } },
  ]);
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(rep(stage, other).userId);
});

it('what is said in Salesforce after it was read last is seen before anything is written over it', async () => {
  const stage = await openArmed('owner');
  const { person, lead, other } = await handedTo(stage);
  const third = rep(stage, 'takahashi').userId;
  marketerChanges(stage, person, { hubspot_owner_id: hubspotOwner(stage, other) });
  let said = false;
  // By then Salesforce has been read, and is written to next.
  stage.hubspot.world.watch(({ source }) => {
    if (said || source.type !== 'INTEGRATION') return;
    said = rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: third }).ok;
  });
  const written: unknown[] = [];
  stage.salesforce.world.watch(({ id, before, after }) => {
    if (id === lead && before?.['OwnerId'] !== after['OwnerId']) written.push(after['OwnerId']);
  });
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  expect(written).toEqual([third]);
  expect((await facts(stage, 'owner-changed')).map(({ fact }) => fact.holder?.member)).toEqual([other, 'takahashi']);
  expect(await stage.operations.problems({})).toEqual([]);
});

it('on a Lead that Baton made and has not read yet: they keep it when the owner is armed', async () => {
  const stage = await openArmed('status');
  const person = aQualifyingPerson(stage, 'aoki');
  for (let step = 0; step < 5 && leadRows(stage, person).length === 0; step += 1) await stage.pass(STEP_HOURS);
  const lead = String(leadRows(stage, person)[0]?.['Id']);
  const owner = String(handoffTasks(stage, person)[0]?.['OwnerId']);
  const taker = rep(stage, rep(stage, 'tanaka').userId === owner ? 'suzuki' : 'tanaka');
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(stage.salesforce.world.integrationUserId);
  expect(taker.hands.update('Lead', lead, { OwnerId: taker.userId }).ok).toBe(true);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  await stage.operations.arm({ step: 'owner' });
  await stage.pass(30, 3);
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(taker.userId);
});

it('nobody has: a Lead that Baton made is whose task it is once the owner is armed', async () => {
  const stage = await openArmed('status');
  const { person, owner } = await handedTo(stage);
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(stage.salesforce.world.integrationUserId);
  await stage.operations.arm({ step: 'owner' });
  await stage.pass(30, 3);
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(owner);
});

describe.each(['tasks', 'status', 'owner'] as const)('with %s armed', (step) => {
  it('the open task goes to the new owner, and no owner field is written but where that is armed', async () => {
    const stage = await openArmed(step);
    const { person, lead, owner, other } = await handedTo(stage);
    const before = leadRows(stage, person)[0]?.['OwnerId'];
    marketerChanges(stage, person, { hubspot_owner_id: hubspotOwner(stage, other) });
    await stage.pass(STEP_HOURS * 3, STEP_HOURS);
    expect(await facts(stage, 'owner-changed')).toMatchObject([{ fact: { holder: { member: other } } }]);
    expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: rep(stage, other).userId, Status: 'Not Started' }]);
    expect(await facts(stage, 'task-moved')).toMatchObject([{ fact: { to: { member: other } } }]);
    expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(step === 'owner' ? rep(stage, other).userId : before);

    rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: owner });
    await stage.pass(STEP_HOURS * 3, STEP_HOURS);
    expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: owner }]);
    expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(owner);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});

it.each([
  ['given to somebody else', (third: string) => ({ OwnerId: third })],
  ['completed', () => ({ Status: 'Completed' })],
])('a task that a person has %s is left alone', async (_, change) => {
  const stage = await openArmed('tasks');
  const { person, lead, other } = await handedTo(stage);
  const [task] = handoffTasks(stage, person);
  const wanted = change(rep(stage, 'takahashi').userId);
  rep(stage, 'tanaka').hands.update('Task', String(task?.['Id']), wanted);
  rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: rep(stage, other).userId });
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  expect(await facts(stage, 'owner-changed')).toHaveLength(1);
  expect(await facts(stage, 'task-moved')).toEqual([]);
  expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: task?.['OwnerId'], ...wanted }]);
});

it('a queue, or somebody whom the team does not know, gets nothing, which is listed till a member has it', async () => {
  const stage = await openArmed('tasks');
  const { person, lead, owner, other } = await handedTo(stage);
  const queue = stage.salesforce.world.rowsOf('Group').find((group) => group['Name'] === 'inside-sales');
  rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: String(queue?.['Id']) });
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  expect(await stage.operations.problems({})).toMatchObject([
    {
      code: 'OWNER_IS_QUEUE',
      category: 'reference',
      record: { id: lead },
      detail: expect.stringContaining('inside-sales'),
    },
  ]);
  expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: owner }]);
  rep(stage, 'tanaka').hands.update('Lead', lead, { OwnerId: rep(stage, other).userId });
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  expect(await stage.operations.problems({})).toEqual([]);
  expect(handoffTasks(stage, person)).toMatchObject([{ OwnerId: rep(stage, other).userId }]);
});
