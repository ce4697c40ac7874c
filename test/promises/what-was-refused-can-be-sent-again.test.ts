import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aQualifyingPerson, asks, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

describe('what a system refused can be sent again once its cause is mended', () => {
  let stage: Stage;
  let mended = false;
  beforeAll(async () => {
    stage = await openStage({ people: 80, days: 7, seed: 'once' });
    await stage.turn();
    stage.salesforce.world.refuseRow(
      'Task',
      () => !mended,
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Tasks need a campaign' },
      1_000,
    );
    await stage.arm('tasks');
    await stage.pass(24 * 4, 6);
  });
  afterAll(() => stage.close());

  it('lists every refused handoff with the words of the refusal, and makes no task', async () => {
    const handoffs = await stage.operations.handoffs({});
    expect(handoffs.length).toBeGreaterThan(0);
    expect(handoffs.every(({ handoff }) => handoff.status === 'refused')).toBe(true);
    const problems = await stage.operations.problems({});
    expect(problems).toHaveLength(handoffs.length);
    expect(problems.every(({ category, detail }) => category === 'validation' && detail.includes('campaign'))).toBe(
      true,
    );
    expect(stage.tasksByKey().size).toBe(0);
  });

  it('makes each task once after the cause is mended, and the problems are gone', async () => {
    const before = await stage.operations.handoffs({});
    mended = true;
    expect(await stage.operations.retry({})).toEqual({ retried: before.length, notices: 0 });
    await stage.turn();
    expect(await stage.operations.problems({})).toEqual([]);
    expect([...stage.tasksByKey().keys()].sort()).toEqual(before.map(({ handoff }) => handoff.key as string).sort());
    const after = await stage.operations.handoffs({});
    expect(after.every(({ handoff }) => handoff.status === 'open')).toBe(true);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });
});

it('the closing of a task that was refused is not tried at every look at its lead, but once a person says so', async () => {
  const stage = await openArmed();
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  let tried = 0;
  let mended = false;
  const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Say how it went' };
  const refuses = (row: Readonly<Record<string, unknown>>): boolean => {
    if (row['IsClosed'] !== true && row['Status'] !== 'Completed') return false;
    tried += 1;
    return !mended;
  };
  stage.salesforce.world.refuseRow('Task', refuses, error, 1_000);
  const lead = String(leadRows(stage, person)[0]?.['Id']);
  expect(rep(stage, 'suzuki').hands.update('Lead', lead, { Baton_Return_Reason__c: 'no-budget' }).ok).toBe(true);
  await stage.pass(STEP_HOURS);
  expect(tried).toBe(1);
  for (const kind of ['price-list', 'catalogue', 'quote'] as const) {
    asks(stage, person, kind);
    await stage.pass(STEP_HOURS);
  }
  expect(tried).toBe(1);
  expect((await stage.operations.problems({})).map(({ category }) => category)).toEqual(['validation']);
  mended = true;
  expect(await stage.operations.retry({})).toEqual({ retried: 1, notices: 0 });
  await stage.pass(STEP_HOURS);
  expect(handoffTasks(stage, person)[0]).toMatchObject({ Status: 'Completed' });
  expect(await stage.operations.problems({})).toEqual([]);
});
