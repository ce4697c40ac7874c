/** Whoever is taken out of team.yaml gets nothing new, and what they have is listed till somebody else has it: the deletion of a line gives nothing away by itself. */
import { expect, it } from 'vitest';
import type { Team } from '../../src/domain/team.ts';
import { noteTeam } from '../../src/jobs/note-team.ts';
import { operationsOf } from '../../src/jobs/operations.ts';
import { pull } from '../../src/jobs/pull.ts';
import { aQualifyingPerson, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed, run } = stages();

/** As `baton work` starts by another team.yaml. */
async function startsWith(stage: Stage, team: Team): Promise<void> {
  stage.context = { ...stage.context, settings: { ...stage.settings, team } };
  stage.operations = operationsOf(stage.context);
  await noteTeam(stage.context);
}

function without({ members, pools }: Team, key: string): Team {
  const others = Object.entries(pools).map(([name, pool]) => {
    return [name, { ...pool, members: pool.members.filter((one) => one !== key) }] as const;
  });
  return { members: members.filter((one) => one.key !== key), pools: Object.fromEntries(others) };
}

/** With one handoff; answers whose it is. */
async function handedOver(): Promise<{ stage: Stage; person: ReturnType<typeof aQualifyingPerson>; has: string }> {
  const stage = await openArmed('owner');
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 3, STEP_HOURS);
  return { stage, person, has: (await stage.operations.handoffs({}))[0]?.handoff.to.member ?? '' };
}

it('what they have stays and is listed, nothing new is theirs, and whoever gets the record has the handoff', async () => {
  const { stage, person, has } = await handedOver();
  await startsWith(stage, without(stage.settings.team, has));
  const others = ['baba', 'chiba', 'doi', 'endo'].map((name) => aQualifyingPerson(stage, name));
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  const [lead] = leadRows(stage, person);
  const problem = { code: 'OWNER_LEFT_TEAM', category: 'reference', mover: 'user', record: { id: lead?.['Id'] } };
  const problems = await stage.operations.problems({});
  expect(problems).toMatchObject([problem]);
  expect(problems[0]?.detail).toContain(`${has}, who has the handoff, is not in team.yaml any more`);
  expect(await facts(stage, 'handoff-closed')).toEqual([]);
  const owners = others.flatMap((one) => handoffTasks(stage, one).map((task) => task['OwnerId']));
  expect(owners).toHaveLength(4);
  expect(owners).not.toContain(rep(stage, has).userId);

  const next = ['tanaka', 'suzuki', 'miller'].find((one) => one !== has) ?? '';
  const { userId } = rep(stage, next);
  expect(rep(stage, next).hands.update('Lead', String(lead?.['Id']), { OwnerId: userId }).ok).toBe(true);
  await stage.pass(1, STEP_HOURS);
  expect(await facts(stage, 'owner-changed')).toMatchObject([{ fact: { holder: { member: next } } }]);
  expect(handoffTasks(stage, person).map((task) => task['OwnerId'])).toEqual([userId]);
  expect(await stage.operations.problems({})).toEqual([]);
});

it('whoever is back in it has theirs as before, and nothing is listed any more', async () => {
  const { stage, has } = await handedOver();
  await startsWith(stage, without(stage.settings.team, has));
  await stage.turn();
  expect(await stage.operations.problems({})).toMatchObject([{ code: 'OWNER_LEFT_TEAM' }]);
  await startsWith(stage, stage.settings.team);
  await stage.turn();
  expect(await stage.operations.problems({})).toEqual([]);
  expect((await stage.operations.handoffs({ open: true })).map(({ handoff }) => handoff.to.member)).toEqual([has]);
});

it('a user who was deactivated before anybody looked for that is found at the start', async () => {
  const { stage, has } = await handedOver();
  const { userId } = rep(stage, has);
  const { Email, LastName, Username } = stage.salesforce.world.row(userId) ?? {};
  const fields = { Id: userId, Email: String(Email), LastName: String(LastName), Username: String(Username) };
  stage.salesforce.world.place('User', { ...fields, IsActive: false }, stage.runtime.now());
  for (let poll = 0; poll < 8; poll += 1) {
    minutesPass(stage, 5);
    await pull(stage.context, 'salesforce');
  }
  // As an older version leaves it, which read that and judged nobody for it.
  await run('update lead set dirty_since = null');
  await stage.turn();
  expect(await facts(stage, 'handoff-closed')).toEqual([]);
  await startsWith(stage, stage.settings.team);
  await stage.turn();
  expect(await facts(stage, 'handoff-closed')).toMatchObject([{ cause: { rule: 'owner-inactive' } }]);
});
