/** A Lead is converted or merged while its handoff is on its way: the process dies in each call by which Baton finds where it went, and before commits. One task, where the person is now. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge } from '../../src/jobs/judge.ts';
import { pull } from '../../src/jobs/pull.ts';
import { send } from '../../src/jobs/send.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CallKind, Life, type LifeWishes, nameOf, sampled } from '../support/crash.ts';
import { aQualifyingPerson, rep } from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

/** The graph that meets it, the look at where it went, the graph that follows, and the fields. */
const FOLLOWING: readonly CallKind[] = [
  { system: 'salesforce', method: 'POST', path: '/composite/graph' },
  { system: 'salesforce', method: 'GET', path: '/queryAll' },
  { system: 'salesforce', path: '/composite/sobjects' },
];

/** What somebody does to the Lead; answers the record that stands for the person then. */
type Going = (stage: Stage, lead: string) => string;
const converts: Going = (stage, lead) => {
  const { salesforce, runtime } = stage;
  const { userId } = rep(stage, 'tanaka');
  return salesforce.world.convertLead(lead, { now: runtime.now(), userId, ownerId: userId }).contactId;
};
const merges: Going = (stage, lead) => {
  const other = { LastName: 'aoki', Company: 'aoki', Email: 'private@aoki.example' };
  const master = stage.salesforce.world.place('Lead', other, stage.runtime.now());
  expect(rep(stage, 'tanaka').hands.merge(master, [lead]).ok).toBe(true);
  return master;
};

async function tell(goes: Going, wishes: LifeWishes) {
  await ground.empty();
  const stage = await openStage({ store: ground.store });
  const { world } = stage.salesforce;
  await stage.arm('status');
  minutesPass(stage, 5);
  const { email } = aQualifyingPerson(stage, 'aoki');
  const lead = world.place('Lead', { LastName: 'aoki', Company: 'aoki', Email: email }, stage.runtime.now());
  minutesPass(stage, 5);
  for (const system of ['salesforce', 'hubspot'] as const) await pull(stage.context, system);
  expect((await judge(stage.context)).toSend).toContain('salesforce');
  const now = goes(stage, lead);
  const life = await Life.begin(stage, { calls: FOLLOWING, ...wishes });
  const sends = async (): Promise<void> => void (await send(stage.context, 'salesforce'));
  await life.live(sends, sends);
  for (let n = 0; n < 2; n += 1)
    await life.live(
      () => stage.pass(STEP_HOURS),
      async () => {},
    );
  life.end();
  const tasks = world.rowsOf('Task').filter((task) => typeof task['Baton_Handoff__c'] === 'string');
  const { Baton_Stage__c } = world.row(now) ?? {};
  const outcome = {
    tasks: tasks.map(({ WhoId, Status }) => ({ isThere: WhoId === now, Status })),
    rows: world.rowsOf('Baton_Handoff__c').map(({ Lead__c, Contact__c }) => (Contact__c ?? Lead__c) === now),
    stage: Baton_Stage__c,
    handoffs: (await stage.operations.handoffs({})).map(({ handoff: { status, taskId } }) => {
      return { status, isItsTask: taskId === tasks[0]?.['Id'] };
    }),
    waiting: (await stage.operations.status({})).waitingWrites,
    problems: (await stage.operations.problems({})).map(({ code }) => code),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
  await stage.close();
  return { outcome, life };
}

test.each([
  ['converted', converts],
  ['merged', merges],
])('%s: killed anywhere on the way after it, all ends as if it had lived', { timeout: 300_000 }, async (_, goes) => {
  const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
  const whole = await tell(goes, { mark });
  expect(whole.outcome).toEqual({
    tasks: [{ isThere: true, Status: 'Not Started' }],
    rows: [true],
    stage: 'mql',
    handoffs: [{ status: 'open', isItsTask: true }],
    waiting: 0,
    problems: [],
    verified: true,
  });
  // A call that only reads leaves the same behind, whether it arrived or not.
  const points = whole.life.points().filter((point) => point.at !== 'answer' || point.of.method !== 'GET');
  const places = new Set(points.map((point) => (point.at === 'transaction' ? point.at : point.of.path)));
  expect([...places].sort()).toEqual(['/composite/graph', '/composite/sobjects', '/queryAll', 'transaction']);
  for (const point of sampled(points)) {
    const { outcome, life } = await tell(goes, { point });
    expect.soft(life.died, nameOf(point)).toBe(true);
    expect.soft(outcome, nameOf(point)).toEqual(whole.outcome);
  }
});
