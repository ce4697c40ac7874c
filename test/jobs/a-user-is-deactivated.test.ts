/** A user whom an admin deactivates in Salesforce gets nothing any more; what was on its way to them is told to the admin. */
import { expect, it } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { aQualifyingPerson, handoffTasks } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

function userOf({ salesforce }: Stage, member: string): string {
  return String(salesforce.world.userByEmail(`${member}@baton-demo.example`)?.['Id']);
}

function deactivate({ salesforce, runtime }: Stage, user: string): void {
  const { Email, LastName, Username } = salesforce.world.row(user) ?? {};
  const fields = { Id: user, Email: String(Email), LastName: String(LastName), Username: String(Username) };
  salesforce.world.place('User', { ...fields, IsActive: false }, runtime.now());
}

it('as soon as that is read, no turn is theirs', async () => {
  const stage = await openArmed('owner');
  const gone = userOf(stage, 'suzuki');
  deactivate(stage, gone);
  // Users take turns in the fifth query: none waits longer than eight polls.
  await stage.pass(1, STEP_HOURS);
  const people = ['aoki', 'baba', 'chiba', 'doi'].map((name) => aQualifyingPerson(stage, name));
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  const owners = people.flatMap((person) => handoffTasks(stage, person).map((task) => task['OwnerId']));
  expect(owners).toHaveLength(4);
  expect(owners).not.toContain(gone);
  expect(await stage.operations.problems({})).toEqual([]);
});

it('between the decision and its sending: the task is made once, the record stays whose it was, and the admin is told', async () => {
  const stage = await openArmed('owner');
  const { world } = stage.salesforce;
  const person = aQualifyingPerson(stage, 'aoki');
  minutesPass(stage, 1);
  for (const system of ['hubspot', 'salesforce'] as const) await pull(stage.context, system);
  await judge(stage.context);
  const [decided] = await stage.operations.handoffs({});
  const gone = userOf(stage, decided?.handoff.to.member ?? '');
  deactivate(stage, gone);
  await send(stage.context, 'salesforce');
  const [task] = handoffTasks(stage, person);
  expect(world.row(String(task?.['WhoId']))?.['OwnerId']).not.toBe(gone);
  expect(await stage.operations.problems({})).toMatchObject([
    { category: 'reference', code: 'INACTIVE_OWNER_OR_USER', mover: 'admin', field: 'OwnerId' },
  ]);
  const later = aQualifyingPerson(stage, 'baba');
  await stage.pass(1, STEP_HOURS);
  expect(handoffTasks(stage, later).map((one) => one['OwnerId'] === gone)).toEqual([false]);
  expect([...stage.tasksByKey().values()]).toEqual([1, 1]);
});
