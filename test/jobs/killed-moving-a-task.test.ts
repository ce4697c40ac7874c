/** The process dies before any commit and around any call by which a task follows a lead that a person gave away, and its row says so: one task, with the new owner. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { Life, type LifeWishes, nameOf, sampled } from '../support/crash.ts';
import { aQualifyingPerson, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { openStage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

/** A handoff whose Lead a person gives to another of the team. */
async function tell(wishes: LifeWishes) {
  await ground.empty();
  const stage = await openStage({ store: ground.store });
  await stage.arm('owner');
  minutesPass(stage, 5);
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  const owner = String(handoffTasks(stage, person)[0]?.['OwnerId']);
  const taker = ['tanaka', 'suzuki'].map((key) => rep(stage, key)).find(({ userId }) => userId !== owner);
  rep(stage, 'tanaka').hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), { OwnerId: taker?.userId });
  minutesPass(stage, 5);
  const life = await Life.begin(stage, wishes);
  for (let n = 0; n < 3; n += 1)
    await life.live(
      () => stage.pass(STEP_HOURS),
      async () => {},
    );
  life.end();
  const outcome = {
    tasks: handoffTasks(stage, person).map(({ OwnerId, Status }) => ({ isTheirs: OwnerId === taker?.userId, Status })),
    rows: stage.salesforce.world.rowsOf('Baton_Handoff__c').map((row) => row['Current_Owner__c'] === row['To__c']),
    lead: leadRows(stage, person)[0]?.['OwnerId'] === taker?.userId,
    given: (await facts(stage, 'owner-changed')).length,
    moved: (await facts(stage, 'task-moved')).length,
    problems: await stage.operations.problems({}),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
  await stage.close();
  return { outcome, life };
}

test('at any of them, all ends as if it had lived', { timeout: 300_000 }, async () => {
  const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
  const whole = await tell({ mark });
  expect(whole.outcome).toEqual({
    tasks: [{ isTheirs: true, Status: 'Not Started' }],
    rows: [false],
    lead: true,
    given: 1,
    moved: 1,
    problems: [],
    verified: true,
  });
  const points = whole.life.points();
  expect(points.filter((point) => point.at === 'request' && point.of.system === 'salesforce').length).toBeGreaterThan(
    0,
  );
  for (const point of sampled(points)) {
    const { outcome, life } = await tell({ point });
    expect.soft(life.died, nameOf(point)).toBe(true);
    expect.soft(outcome, nameOf(point)).toEqual(whole.outcome);
  }
});
