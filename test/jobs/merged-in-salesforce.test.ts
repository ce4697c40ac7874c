/** Two Leads that somebody merges in Salesforce, each with a handoff: one person, one open handoff, one open task, and nothing made again. */
import { expect, it } from 'vitest';
import { aQualifyingPerson, asks, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

it.each([
  ['the older', 0],
  ['the younger', 1],
] as const)('that survive as %s: the older handoff stays at the survivor, the younger ends with its task', async (_, kept) => {
  const stage = await openArmed('status');
  const { world } = stage.salesforce;
  const people = [];
  for (const name of ['aoki', 'baba']) {
    people.push(aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  }
  const [first, second] = people;
  if (first === undefined || second === undefined) throw new Error('two were handed over');
  const ids = [first, second].map((person) => String(leadRows(stage, person)[0]?.['Id']));
  const [survivor = '', loser = ''] = kept === 0 ? ids : ids.toReversed();
  const [elder, younger] = [first, second].map((person) => handoffTasks(stage, person)[0]?.['Id']);
  const lead = (await stage.operations.explain({ lead: first.email })).lead;
  const { hands } = rep(stage, 'tanaka');
  expect(hands.merge(survivor, [loser]).ok).toBe(true);
  minutesPass(stage, 5);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);

  for (const one of [first.email, second.email, survivor])
    expect((await stage.operations.explain({ lead: one })).lead).toBe(lead);
  const handoffs = (await stage.operations.handoffs({})).map(({ lead: of, handoff }) => [of, handoff.status]);
  expect(handoffs.filter(([, status]) => status !== 'closed')).toEqual([[lead, 'open']]);
  expect((await facts(stage, 'handoff-closed')).map(({ fact }) => fact.outcome)).toEqual(['withdrawn']);
  expect((await facts(stage, 'joined')).map(({ fact }) => fact.into)).toEqual([lead]);
  expect(world.row(String(elder))).toMatchObject({ WhoId: survivor, IsClosed: false });
  expect(world.row(String(younger))).toMatchObject({ IsClosed: true });
  // From here on everything is about the survivor, and nobody gets a second task.
  const owner = String(world.row(String(elder))?.['OwnerId']);
  const call = {
    Subject: '電話',
    TaskSubtype: 'Call',
    CallType: 'Outbound',
    CallDisposition: '通話',
    Status: 'Completed',
  };
  const by = world.as(owner, stage.runtime.now());
  expect(by.create('Task', { ...call, WhoId: survivor, OwnerId: owner, CallDurationInSeconds: 300 }).ok).toBe(true);
  asks(stage, second, 'inquiry');
  await stage.pass(30, 6);
  expect(await facts(stage, 'first-contact-seen')).toHaveLength(1);
  expect([...stage.tasksByKey().values()]).toEqual([1, 1]);
  expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
});
