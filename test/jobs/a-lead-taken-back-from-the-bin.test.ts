/** A Lead that somebody deletes in Salesforce and takes back from the recycle bin: its handoff, links and task are what they were. */
import { expect, it } from 'vitest';
import { byPerson } from '../../connectors/hubspot/sandbox/index.ts';
import { aQualifyingPerson, callsAndHears, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

it('has its open handoff, its one task and its links again; what is done at it from then on counts', async () => {
  const stage = await openArmed('status');
  const { world } = stage.salesforce;
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  const id = String(leadRows(stage, person)[0]?.['Id']);
  const [task] = handoffTasks(stage, person);
  const known = await stage.operations.explain({ lead: person.email });
  const { hands } = rep(stage, 'tanaka');
  expect(hands.remove('Lead', id).ok).toBe(true);
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  // The person still stands in HubSpot: the handoff waits, and nobody gets a second task.
  expect(world.rowsOf('Lead')).toEqual([]);
  expect(await stage.operations.handoffs({})).toMatchObject([{ handoff: { status: 'open' } }]);
  expect(hands.undelete(id).ok).toBe(true);
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  expect((await stage.operations.explain({ lead: id })).lead).toBe(known.lead);
  expect(handoffTasks(stage, person)).toMatchObject([{ Id: task?.['Id'], WhoId: id, Status: 'Not Started' }]);
  expect(world.rowsOf('Baton_Handoff__c')).toMatchObject([{ Lead__c: id, Outcome__c: 'open' }]);
  callsAndHears(stage, person, {});
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  expect(await facts(stage, 'first-contact-seen')).toHaveLength(1);
  expect(world.rowsOf('Baton_Handoff__c')).toMatchObject([{ Lead__c: id, Outcome__c: 'contacted' }]);
  expect(await facts(stage, 'handoff-decided')).toHaveLength(1);
  expect([...stage.tasksByKey().values()]).toEqual([1]);
  expect(world.rowsOf('Lead')).toHaveLength(1);
  expect(await stage.operations.problems({})).toEqual([]);
  expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
});

it('of somebody whom nobody else knows ends its handoff; taken back it is the same lead, and nothing is handed over twice', async () => {
  const stage = await openArmed('status');
  const { world } = stage.salesforce;
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  const id = String(leadRows(stage, person)[0]?.['Id']);
  const { lead } = await stage.operations.explain({ lead: id });
  stage.hubspot.world.archive('contacts', person.contact, byPerson(1, stage.runtime.now().epochMilliseconds));
  // What HubSpot has archived is asked for every six hours.
  await stage.pass(7, 1);
  const { hands } = rep(stage, 'tanaka');
  expect(hands.remove('Lead', id).ok).toBe(true);
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  expect(await stage.operations.handoffs({})).toMatchObject([{ handoff: { status: 'closed', outcome: 'withdrawn' } }]);
  expect(hands.undelete(id).ok).toBe(true);
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  expect((await stage.operations.explain({ lead: id })).lead).toBe(lead);
  expect(await facts(stage, 'handoff-decided')).toHaveLength(1);
  expect([...stage.tasksByKey().values()]).toEqual([1]);
  expect(world.rowsOf('Baton_Handoff__c')).toMatchObject([{ Lead__c: id, Outcome__c: 'withdrawn' }]);
  expect(await stage.operations.problems({})).toEqual([]);
});
