/** Sales sends a lead back: HubSpot's lifecycle stage is emptied in one call and set in the next. The process dies in each of them, and before each commit: it stands where it should, and once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { type CallKind, Life, type LifeWishes, nameOf, sampled } from '../support/crash.ts';
import { aQualifyingPerson, contactValues, facts, handoffTasks, leadRows } from '../support/happenings.ts';
import { openStage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

/** The reasons for sending back are those of the shipped agreement. */
const { sendBack } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` }).terms;
const terms = { ...onFile(shippedSettings()).terms, sendBack };
const settings = { agreement: { kind: 'read' as const, hash: agreementHash(terms), terms } };
const UPDATES: readonly CallKind[] = [{ system: 'hubspot', path: '/contacts/batch/update' }];

async function tell(wishes: LifeWishes) {
  await ground.empty();
  const stage = await openStage({ store: ground.store, settings });
  await stage.arm('status');
  minutesPass(stage, 5);
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  const owner = String(handoffTasks(stage, person)[0]?.['OwnerId']);
  const hands = stage.salesforce.world.as(owner, stage.runtime.now());
  const values = { Baton_Return_Reason__c: 'collecting' };
  expect(hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), values).ok).toBe(true);
  const stages: (string | undefined)[] = [];
  stage.hubspot.world.watch(({ properties }) => {
    if (properties.includes('lifecyclestage')) stages.push(contactValues(stage, person)['lifecyclestage']);
  });
  const life = await Life.begin(stage, { calls: UPDATES, ...wishes });
  for (let step = 0; step < 3; step += 1)
    await life.live(
      () => stage.pass(STEP_HOURS),
      async () => {},
    );
  life.end();
  const { baton_stage, lifecyclestage, hs_lead_status } = contactValues(stage, person);
  const left = {
    values: { baton_stage, lifecyclestage, hs_lead_status },
    last: stages.at(-1),
    returned: (await facts(stage, 'handoff-closed')).length,
    changed: (await facts(stage, 'field-changed')).length,
    waiting: (await stage.operations.status({})).waitingWrites,
    problems: await stage.operations.problems({}),
    verified: (await stage.operations.ledgerVerify({})).ok,
  };
  await stage.close();
  return { left, stages, died: life.died, points: life.points() };
}

test('killed at any point of it, the stage has gone back', { timeout: 300_000 }, async () => {
  const mark = async () => JSON.stringify(await ground.run('select pg_snapshot_xmax(pg_current_snapshot())::text'));
  const whole = await tell({ mark });
  // Two calls, one after the other.
  expect(whole.stages.map((stage) => stage ?? '')).toEqual(['', 'lead']);
  expect(whole.left).toMatchObject({
    values: { baton_stage: 'returned', lifecyclestage: 'lead' },
    returned: 1,
    changed: 0,
    waiting: 0,
    problems: [],
    verified: true,
  });
  expect(whole.points.filter(({ at }) => at === 'request').length).toBeGreaterThan(1);
  expect(whole.points.filter(({ at }) => at === 'transaction').length).toBeGreaterThan(3);
  for (const point of sampled(whole.points)) {
    const told = await tell({ point });
    expect.soft(told.died, nameOf(point)).toBe(true);
    expect.soft(told.left, nameOf(point)).toEqual(whole.left);
  }
});
