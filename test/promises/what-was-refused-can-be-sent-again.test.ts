import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/stage.ts';

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
