import { describe, expect, it } from 'vitest';
import type { Row } from '../../connectors/salesforce/sandbox/index.ts';
import { iso } from '../../src/domain/instant.ts';
import { aQualifyingPerson, CLEAR_AND_SOON, callsAndHears, facts, leadRows, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

const rowsOf = ({ salesforce }: Stage): readonly Row[] => salesforce.world.rowsOf('Baton_Handoff__c');
const ownerOf = (row: Row | undefined): unknown => row?.['Current_Owner__c'];

/** Calls for rows after their handoff. */
const storyCalls = ({ context }: Stage): number =>
  context.connectors.get('salesforce')?.spent().byPurpose['read handoffs'] ?? 0;

describe('a handoff tells its story in Salesforce', () => {
  it('from its first day, without a call more; then contact, how it ended, and what the lead became', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [row] = rowsOf(stage);
    expect(row).toMatchObject({ Outcome__c: 'open', Deadline_State__c: 'open' });
    expect(ownerOf(row)).toBe(row?.['To__c']);
    await stage.pass(1);
    expect(storyCalls(stage)).toBe(0);

    callsAndHears(stage, person, {});
    minutesPass(stage, 5);
    await stage.pass(STEP_HOURS);
    const contacted = rowsOf(stage)[0];
    expect(contacted).toMatchObject({
      Outcome__c: 'contacted',
      Deadline_State__c: 'met',
      First_Contact_How__c: 'evidenced',
      First_Contact_By__c: expect.stringMatching(/^電話 00T\w{15} \(Salesforce\)$/),
      Minutes_Of__c: 'business-time',
    });
    expect(contacted?.['Closed_At__c'] ?? null).toBeNull();
    const [seen] = await facts(stage, 'first-contact-seen');
    expect(contacted?.['First_Contact_At__c']).toBe(seen?.fact.at.replace('Z', '+0000'));

    callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(1, STEP_HOURS);
    expect(rowsOf(stage).map((one) => one['Outcome__c'])).toEqual(['advanced', 'open']);
    expect(rowsOf(stage)[0]?.['Closed_At__c']).toMatch(/^2026-/);

    const { world } = stage.salesforce;
    const [lead] = leadRows(stage, person);
    const owner = rep(stage, 'takahashi').userId;
    const { contactId, opportunityId } = world.convertLead(String(lead?.['Id']), {
      now: stage.runtime.now(),
      userId: owner,
      ownerId: owner,
      makeOpportunity: true,
    });
    minutesPass(stage, 5);
    await stage.pass(1, STEP_HOURS);
    const opened = { Result__c: 'opportunity', Opportunity__c: opportunityId, Contact__c: contactId };
    expect(rowsOf(stage)).toMatchObject([
      { Outcome__c: 'advanced', Lead__c: lead?.['Id'], ...opened },
      { Outcome__c: 'advanced', Lead__c: lead?.['Id'], ...opened },
    ]);
    world.as(owner, stage.runtime.now()).update('Opportunity', String(opportunityId), { StageName: 'Closed Won' });
    minutesPass(stage, 5);
    await stage.pass(1, STEP_HOURS);
    expect(rowsOf(stage).map((one) => one['Result__c'])).toEqual(['won', 'won']);
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('who has it after a person gave it away, and why it came back', async () => {
    const stage = await openArmed('owner');
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [lead] = leadRows(stage, person);
    const [row] = rowsOf(stage);
    const other = String(lead?.['OwnerId']) === rep(stage, 'suzuki').userId ? 'tanaka' : 'suzuki';
    const { hands, userId } = rep(stage, other);
    expect(hands.update('Lead', String(lead?.['Id']), { OwnerId: userId }).ok).toBe(true);
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    const given = rowsOf(stage)[0];
    expect(ownerOf(given)).toBe(stage.settings.team.members.find(({ key }) => key === other)?.name);
    expect(given?.['To__c']).toBe(row?.['To__c']);
    const said = {
      Baton_Return_Reason__c: 'no-budget',
      Baton_Return_Comment__c: '来期に再検討',
      Baton_Stage__c: 'returned',
    };
    expect(rep(stage, other).hands.update('Lead', String(lead?.['Id']), said).ok).toBe(true);
    await stage.pass(1, STEP_HOURS);
    expect(rowsOf(stage)[0]).toMatchObject({
      Outcome__c: 'sent-back',
      End_Reason__c: expect.stringContaining('来期に再検討'),
    });
  });

  it('through lost answers, once; and a row that a person deleted is not made again', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    callsAndHears(stage, person, {});
    minutesPass(stage, 5);
    stage.salesforce.server.inject({ path: '/composite/sobjects', times: 1, effect: 'lose-answer' });
    await stage.pass(1, STEP_HOURS);
    expect(rowsOf(stage)).toMatchObject([{ Outcome__c: 'contacted' }]);
    expect(await stage.operations.problems({})).toEqual([]);

    const [row] = rowsOf(stage);
    stage.salesforce.world
      .as(rep(stage, 'tanaka').userId, stage.runtime.now())
      .remove('Baton_Handoff__c', String(row?.['Id']));
    callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(1, STEP_HOURS);
    expect(rowsOf(stage)).toHaveLength(1);
    expect(rowsOf(stage)[0]?.['Baton_Key__c']).not.toBe(row?.['Baton_Key__c']);
    const calls = storyCalls(stage);
    await stage.pass(2, 0.5);
    expect(storyCalls(stage)).toBe(calls);
    expect(await stage.operations.problems({})).toEqual([]);
  });
});

it.each([
  ['this process', (stage: Stage) => stage.operations.setup({})],
  [
    'another, which has them looked at again',
    ({ store, runtime }: Stage) =>
      store.transaction(async (tx) => tx.leads.touch(await tx.leads.withHandoffs({ open: true }), iso(runtime.now()))),
  ],
] as const)('rows from before a setup by %s are told what the org had no place for, without their leads changing', async (_, setUp) => {
  const stage = await openArmed();
  const { world } = stage.salesforce;
  const whole = world.objectSpec('Baton_Handoff__c');
  const later = ['Current_Owner__c', 'Outcome__c', 'Deadline_State__c', 'First_Contact_At__c', 'First_Contact_By__c'];
  world.org.schema.put({ ...whole, fields: whole.fields.filter(({ name }) => !later.includes(name)) });
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  callsAndHears(stage, person, {});
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS, STEP_HOURS);
  expect(rowsOf(stage)).toHaveLength(1);
  expect(ownerOf(rowsOf(stage)[0])).toBeUndefined();

  world.org.schema.put(whole);
  minutesPass(stage, 5);
  await setUp(stage);
  await stage.pass(STEP_HOURS, STEP_HOURS);
  expect(rowsOf(stage)[0]).toMatchObject({
    Outcome__c: 'contacted',
    Deadline_State__c: 'met',
    Current_Owner__c: rowsOf(stage)[0]?.['To__c'],
    First_Contact_By__c: expect.stringContaining('電話'),
  });
  expect(await stage.operations.problems({})).toEqual([]);
});
