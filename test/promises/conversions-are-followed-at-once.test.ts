import { describe, expect, it } from 'vitest';
import type { Row } from '../../connectors/salesforce/sandbox/index.ts';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { aQualifyingPerson, asks, facts, handoffTasks, leadRows, type Person, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

interface Converting {
  /** An existing Contact to convert into. */
  readonly into?: string;
  /** Whose the Contact is to be, if not the converter's. */
  readonly ownerId?: string;
}

/** The rep who has the task, else somebody of the team, converts the Lead; answers the Contact's id. */
function convert(stage: Stage, lead: Row | undefined, { into, ownerId }: Converting = {}): string {
  const { salesforce, runtime } = stage;
  const id = String(lead?.['Id']);
  const userId = String(tasksOf(stage, id)[0]?.['OwnerId'] ?? rep(stage, 'tanaka').userId);
  const contact = into === undefined ? {} : { contactId: into };
  const how = { now: runtime.now(), userId, ownerId: ownerId ?? userId, ...contact };
  return salesforce.world.convertLead(id, how).contactId;
}

const tasksOf = ({ salesforce }: Stage, whoId: string): readonly Row[] =>
  salesforce.world
    .rowsOf('Task')
    .filter((task) => task['WhoId'] === whoId && typeof task['Baton_Handoff__c'] === 'string');

async function handedOver(
  stage: Stage,
  name: string,
): Promise<{ person: Person; lead: Row | undefined; task: Row | undefined }> {
  const person = aQualifyingPerson(stage, name);
  await stage.pass(STEP_HOURS);
  return { person, lead: leadRows(stage, person)[0], task: handoffTasks(stage, person)[0] };
}

describe('conversions are followed at once', () => {
  it('also where its status is written before it is read: the Contact keeps whom its converter gave it to, and the handoff goes there', async () => {
    const stage = await openArmed('status');
    const { person, lead, task } = await handedOver(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const member = ['suzuki', 'tanaka'].find((key) => rep(stage, key).userId !== task?.['OwnerId']) ?? '';
    const { userId } = rep(stage, member);
    const contact = convert(stage, lead, { ownerId: userId });
    asks(stage, person, 'quote', { message: '至急' });
    minutesPass(stage, 5);
    // From now on the owner is written too; Salesforce's next reading is yet to come.
    await stage.operations.arm({ step: 'owner' });
    await pull(stage.context, 'hubspot');
    expect((await judge(stage.context)).toSend).toContain('salesforce');
    await send(stage.context, 'salesforce');
    expect(stage.salesforce.world.row(contact)).toMatchObject({ OwnerId: userId });
    await stage.pass(STEP_HOURS);
    expect(stage.salesforce.world.row(contact)).toMatchObject({ OwnerId: userId });
    expect(await stage.operations.handoffs({})).toMatchObject([{ handoff: { status: 'open', to: { member } } }]);
  });

  it('the lead, its open handoff, task and clock go along to the Contact, and what Baton writes too', async () => {
    const stage = await openArmed();
    const { person, lead, task } = await handedOver(stage, 'aoki');
    const known = await stage.operations.explain({ lead: person.email });
    const contact = convert(stage, lead);
    const atConversion = stage.salesforce.world.row(String(lead?.['Id']));
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.explain({ lead: contact })).lead).toBe(known.lead);
    expect(await stage.operations.handoffs({})).toMatchObject([
      { lead: known.lead, handoff: { status: 'open', taskId: task?.['Id'] } },
    ]);
    expect(tasksOf(stage, contact).map((one) => one['Id'])).toEqual([task?.['Id']]);
    // The rep calls the Contact: that is the first contact of the handoff that was made at the Lead.
    const owner = String(task?.['OwnerId']);
    const call = {
      Subject: '電話',
      TaskSubtype: 'Call',
      CallType: 'Outbound',
      CallDisposition: '通話',
      OwnerId: owner,
    };
    const { hands } = rep(stage, String(stage.salesforce.world.row(owner)?.['Email']).replace(/@.*/, ''));
    expect(hands.create('Task', { ...call, WhoId: contact, Status: 'Completed', CallDurationInSeconds: 300 }).ok).toBe(
      true,
    );
    expect(hands.update('Contact', contact, { Baton_Need__c: 'clear', Baton_Timeframe__c: 'within-3-months' }).ok).toBe(
      true,
    );
    await stage.pass(1, STEP_HOURS);
    expect(await facts(stage, 'first-contact-seen')).toHaveLength(1);
    expect(await facts(stage, 'deadline-met')).toMatchObject([{ fact: { deadline: 'first-contact' } }]);
    // What was heard at the Contact makes an SQL of the lead: the next task is made there, and the status is written there.
    expect(tasksOf(stage, contact).map((one) => one['Status'])).toEqual(['Completed', 'Not Started']);
    // The score goes along: what the person did before is counted at the Contact.
    const { score } = await stage.operations.explain({ lead: contact });
    const { total } = score;
    expect(total).toBeGreaterThanOrEqual(70);
    expect(stage.salesforce.world.row(contact)).toMatchObject({ Baton_Stage__c: 'sql', Baton_Total_Score__c: total });
    expect(stage.salesforce.world.row(String(lead?.['Id']))).toEqual(atConversion);
    expect(stage.salesforce.world.rowsOf('Lead')).toHaveLength(1);
    expect(await stage.operations.problems({})).toEqual([]);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });

  it('to somebody whom the converter names: the handoff is theirs from then on, with its task and clock', async () => {
    const stage = await openArmed('owner');
    const { person, lead, task } = await handedOver(stage, 'aoki');
    minutesPass(stage, 30);
    await stage.pass(STEP_HOURS);
    const others = ['tanaka', 'suzuki'].filter((key) => rep(stage, key).userId !== task?.['OwnerId']);
    const ownerId = rep(stage, String(others[0])).userId;
    const contact = convert(stage, lead, { ownerId });
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(await facts(stage, 'owner-changed')).toMatchObject([{ fact: { holder: { member: others[0] } } }]);
    expect(stage.salesforce.world.row(contact)).toMatchObject({ OwnerId: ownerId });
    expect(tasksOf(stage, contact)).toMatchObject([{ Id: task?.['Id'], OwnerId: ownerId }]);
    expect((await stage.operations.owners({ lead: person.email })).tenures.at(-1)).toMatchObject({ member: others[0] });
  });

  it('also while the handoff is on its way: its task is made at the Contact, once', async () => {
    const stage = await openArmed();
    const { world } = stage.salesforce;
    const person = aQualifyingPerson(stage, 'aoki');
    const id = world.place('Lead', { LastName: 'aoki', Company: 'aoki', Email: person.email }, stage.runtime.now());
    let contact = '';
    // While the task is being made, somebody converts its Lead.
    const handle = world.handle.bind(world);
    world.handle = (request) => {
      if (contact === '' && request.path.endsWith('/composite/graph')) contact = convert(stage, world.row(id));
      return handle(request);
    };
    await stage.pass(STEP_HOURS);
    expect(tasksOf(stage, contact)).toMatchObject([{ Status: 'Not Started' }]);
    const rows = world.rowsOf('Baton_Handoff__c');
    expect(rows.map((row) => [row['Contact__c'], row['Lead__c'] ?? null])).toEqual([[contact, null]]);
    await stage.pass(1, STEP_HOURS);
    expect([...stage.tasksByKey().values()]).toEqual([1]);
    expect(world.row(contact)).toMatchObject({ Baton_Stage__c: 'mql' });
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('also to somebody whom the converter names while the handoff is on its way: its fields do not take the Contact away from them', async () => {
    const stage = await openArmed('owner');
    const { world } = stage.salesforce;
    const person = aQualifyingPerson(stage, 'aoki');
    const id = world.place('Lead', { LastName: 'aoki', Company: 'aoki', Email: person.email }, stage.runtime.now());
    const ownerId = rep(stage, 'takahashi').userId;
    let contact = '';
    const handle = world.handle.bind(world);
    world.handle = (request) => {
      if (contact === '' && request.path.endsWith('/composite/graph'))
        contact = convert(stage, world.row(id), { ownerId });
      return handle(request);
    };
    await stage.pass(STEP_HOURS);
    expect(world.row(contact)).toMatchObject({ OwnerId: ownerId, Baton_Stage__c: 'mql' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(world.row(contact)).toMatchObject({ OwnerId: ownerId });
    expect(tasksOf(stage, contact)).toMatchObject([{ Status: 'Not Started', OwnerId: ownerId }]);
    expect((await stage.operations.owners({ lead: contact })).tenures.at(-1)).toMatchObject({ member: 'takahashi' });
  });

  it('into a Contact who was another lead of Baton: both are one, and the older handoff stays', async () => {
    const stage = await openArmed();
    const { world } = stage.salesforce;
    const { person, lead } = await handedOver(stage, 'aoki');
    const other = world.place('Contact', { LastName: 'aoki', Email: 'private@aoki.example' }, stage.runtime.now());
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const known = await stage.operations.explain({ lead: person.email });
    expect((await stage.operations.explain({ lead: other })).lead).not.toBe(known.lead);
    convert(stage, lead, { into: other });
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.explain({ lead: other })).lead).toBe(known.lead);
    expect((await stage.operations.explain({ lead: 'private@aoki.example' })).lead).toBe(known.lead);
    expect(await stage.operations.handoffs({})).toMatchObject([{ lead: known.lead, handoff: { status: 'open' } }]);
    expect(tasksOf(stage, other)).toHaveLength(1);
  });
});

describe('whoever converts chooses the owner of the Contact that is made', () => {
  const OTHERS = { tanaka: 'suzuki', suzuki: 'tanaka' } as const;
  async function given(): Promise<{ stage: Stage; lead: Row | undefined; task: Row | undefined; other: string }> {
    const stage = await openArmed('owner');
    const { lead, task } = await handedOver(stage, 'aoki');
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const holder = String(stage.salesforce.world.row(String(task?.['OwnerId']))?.['Email']).replace(/@.*/, '');
    return { stage, lead, task, other: OTHERS[holder as keyof typeof OTHERS] };
  }

  it('another of the team than the Lead had: the handoff, its clock and its task are theirs, and nothing is written over it', async () => {
    const { stage, lead, task, other } = await given();
    const taker = rep(stage, other);
    const contact = convert(stage, lead, { ownerId: taker.userId });
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS * 3, STEP_HOURS);
    expect(await facts(stage, 'owner-changed')).toMatchObject([
      { fact: { holder: { member: other } }, cause: { by: 'person' } },
    ]);
    expect(stage.salesforce.world.row(contact)).toMatchObject({ OwnerId: taker.userId });
    expect(tasksOf(stage, contact)).toMatchObject([{ Id: task?.['Id'], OwnerId: taker.userId }]);
    await stage.pass(24, 6);
    expect(stage.salesforce.world.row(contact)).toMatchObject({ OwnerId: taker.userId });
    expect(await facts(stage, 'owner-changed')).toHaveLength(1);
  });

  it('the same as the Lead had, or a Contact who was there before with an owner of its own: nobody gave the lead away', async () => {
    const { stage, lead, task, other } = await given();
    const { world } = stage.salesforce;
    const there = world.place(
      'Contact',
      { LastName: 'aoki', OwnerId: rep(stage, other).userId },
      stage.runtime.now().subtract({ hours: 48 }),
    );
    const contact = convert(stage, lead, { into: there });
    const [second] = [await handedOver(stage, 'baba')];
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const unchanged = convert(stage, second.lead, {
      ownerId: String(world.row(String(second.lead?.['Id']))?.['OwnerId']),
    });
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS * 3, STEP_HOURS);
    expect(await facts(stage, 'owner-changed')).toEqual([]);
    expect(tasksOf(stage, contact)).toMatchObject([{ Id: task?.['Id'], OwnerId: task?.['OwnerId'] }]);
    expect(tasksOf(stage, unchanged)).toMatchObject([{ OwnerId: second.task?.['OwnerId'] }]);
  });
});
