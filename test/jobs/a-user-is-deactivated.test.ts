/** A user whom an admin deactivates in Salesforce gets nothing any more; what they have goes to others; what was on its way to them is told to the admin. */
import { expect, it } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { aQualifyingPerson, contactValues, facts, handoffTasks, leadRows } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed, run } = stages();

function userOf({ salesforce }: Stage, member: string): string {
  return String(salesforce.world.userByEmail(`${member}@baton-demo.example`)?.['Id']);
}

function deactivate(stage: Stage, user: string): void {
  mayLogIn(stage, user, false);
}

function mayLogIn({ salesforce, runtime }: Stage, user: string, active: boolean): void {
  const { Email, LastName, Username } = salesforce.world.row(user) ?? {};
  const fields = { Id: user, Email: String(Email), LastName: String(LastName), Username: String(Username) };
  salesforce.world.place('User', { ...fields, IsActive: active }, runtime.now());
}

/** Somebody is to be given to a user who is deactivated before it is sent. */
async function decidedForWhoeverGoes(stage: Stage) {
  const person = aQualifyingPerson(stage, 'aoki');
  minutesPass(stage, 1);
  for (const system of ['hubspot', 'salesforce'] as const) await pull(stage.context, system);
  await judge(stage.context);
  const [decided] = await stage.operations.handoffs({});
  const gone = userOf(stage, decided?.handoff.to.member ?? '');
  deactivate(stage, gone);
  return { person, gone };
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

it('between the decision and its sending: the task is made once, the record stays whose it was, the admin is told, and then it goes to another', async () => {
  const stage = await openArmed('owner');
  const { world } = stage.salesforce;
  const { person, gone } = await decidedForWhoeverGoes(stage);
  await send(stage.context, 'salesforce');
  const [task] = handoffTasks(stage, person);
  expect(world.row(String(task?.['WhoId']))?.['OwnerId']).not.toBe(gone);
  expect(await stage.operations.problems({})).toMatchObject([
    { category: 'reference', code: 'INACTIVE_OWNER_OR_USER', mover: 'admin', field: 'OwnerId' },
  ]);
  const later = aQualifyingPerson(stage, 'baba');
  await stage.pass(1, STEP_HOURS);
  expect(handoffTasks(stage, later).map((one) => one['OwnerId'] === gone)).toEqual([false]);
  // What was made for them goes to somebody else as soon as their record is read.
  expect(handoffTasks(stage, person).map((one) => [one['OwnerId'] === gone, one['Status']])).toEqual([
    [true, 'Completed'],
    [false, 'Not Started'],
  ]);
  expect([...stage.tasksByKey().values()]).toEqual([1, 1, 1]);
});

it('before what was decided for them is sent: nothing is made for them, and it goes to another, with nothing left to mend', async () => {
  const stage = await openArmed('owner');
  const { person, gone } = await decidedForWhoeverGoes(stage);
  for (let poll = 0; poll < 8; poll += 1) {
    minutesPass(stage, 1);
    await pull(stage.context, 'salesforce');
  }
  expect(await send(stage.context, 'salesforce')).toMatchObject({ sent: 0, rejected: 1 });
  expect(await stage.operations.problems({})).toMatchObject([{ code: 'NO_ASSIGNEE' }]);
  await stage.pass(1, STEP_HOURS);
  const tasks = handoffTasks(stage, person);
  expect(tasks).toHaveLength(1);
  expect(tasks[0]?.['OwnerId']).not.toBe(gone);
  expect(await stage.operations.problems({})).toEqual([]);
  expect([...stage.tasksByKey().values()]).toEqual([1]);
});

it('what they have goes to another: task, owner, ledger and HubSpot say so, and the next deactivated leaves it in the queue', async () => {
  const stage = await openArmed('owner');
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  const had = (await stage.operations.handoffs({}))[0]?.handoff.to.member ?? '';
  deactivate(stage, userOf(stage, had));
  await stage.pass(2, STEP_HOURS);
  const [now] = await stage.operations.handoffs({ open: true });
  const has = now?.handoff.to.member ?? '';
  expect([had, has].sort()).toEqual(['suzuki', 'tanaka']);
  expect(await facts(stage, 'handoff-closed')).toMatchObject([
    { fact: { outcome: 'reassigned' }, cause: { by: 'rule', rule: 'owner-inactive' } },
  ]);
  const tasks = handoffTasks(stage, person).map((task) => [task['OwnerId'], task['Status']]);
  expect(tasks).toEqual([
    [userOf(stage, had), 'Completed'],
    [userOf(stage, has), 'Not Started'],
  ]);
  expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(userOf(stage, has));
  const name = stage.settings.team.members.find(({ key }) => key === has)?.name;
  expect(contactValues(stage, person)['baton_owner']).toBe(name);
  expect((await stage.operations.owners({ lead: person.email })).tenures.at(-1)).toMatchObject({ member: has });

  // The third of the pool, then its queue.
  deactivate(stage, userOf(stage, has));
  deactivate(stage, userOf(stage, 'miller'));
  await stage.pass(2, STEP_HOURS);
  const [last] = await stage.operations.handoffs({ open: true });
  expect(last?.handoff.to).toEqual({ department: 'inside-sales' });
  expect(await facts(stage, 'handoff-decided')).toMatchObject([{}, {}, { fact: { toQueue: 'inside-sales' } }]);
});

it('whoever may log in again before it was noticed keeps theirs', async () => {
  const stage = await openArmed('owner');
  aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  const had = (await stage.operations.handoffs({}))[0]?.handoff.to.member ?? '';
  deactivate(stage, userOf(stage, had));
  minutesPass(stage, 1);
  mayLogIn(stage, userOf(stage, had), true);
  await stage.pass(2, STEP_HOURS);
  expect(await facts(stage, 'handoff-closed')).toEqual([]);
  expect((await stage.operations.handoffs({ open: true })).map(({ handoff }) => handoff.to.member)).toEqual([had]);
});

it('however many they have, each is judged anew', async () => {
  const MANY = 2_500;
  const stage = await openArmed('owner');
  aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  const had = (await stage.operations.handoffs({}))[0]?.handoff.to.member ?? '';
  const copies = (table: string, ids: string): Promise<unknown> =>
    run(`insert into ${table} select (jsonb_populate_record(one, jsonb_build_object(${ids}))).*
      from ${table} as one, generate_series(1, ${MANY}) as n where not one.${table === 'lead' ? 'id' : 'key'} like 'copy%'`);
  await copies('lead', `'id', 'copy' || n, 'dirty_since', null`);
  await copies('handoff', `'key', 'copy' || n, 'lead', 'copy' || n`);
  const dirty = () => run('select count(*) as count from lead where dirty_since is not null');
  expect(await dirty()).toMatchObject([{ count: 0 }]);
  deactivate(stage, userOf(stage, had));
  for (let poll = 0; poll < 8; poll += 1) {
    minutesPass(stage, 5);
    await pull(stage.context, 'salesforce');
  }
  expect(await dirty()).toMatchObject([{ count: MANY + 1 }]);
});
