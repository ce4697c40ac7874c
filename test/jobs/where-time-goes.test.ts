/** Whoever asks is told where time went, from the ledger, and which leads lie with sales untouched though Baton handed nothing over. */
import { expect, it } from 'vitest';
import { aQualifyingPerson, CLEAR_AND_SOON, callsAndHears, rep } from '../support/happenings.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

it('time till first contact is the rep’s once the task stands', async () => {
  const stage = await openArmed('tasks');
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  await stage.pass(5);
  callsAndHears(stage, person, {});
  await stage.pass(STEP_HOURS);
  const { over, open, byType } = await stage.operations.delays({});
  expect({ over, open }).toEqual({ over: 1, open: 0 });
  const rep = byType['marketing-to-is']?.rep;
  expect(rep?.handoffs).toBe(1);
  expect((rep?.medianMs ?? 0) / 3_600_000).toBeCloseTo(5, 0);
  expect(byType['marketing-to-is']?.marketing.meanMs).toBe(0);
  callsAndHears(stage, person, CLEAR_AND_SOON);
  await stage.pass(STEP_HOURS * 2, STEP_HOURS);
  expect(Object.keys((await stage.operations.delays({})).byType)).toEqual(['marketing-to-is', 'is-to-fs']);
});

it('a Lead that somebody works in Salesforce without Baton, and has not touched, is found once the agreed time is over', async () => {
  const stage = await openArmed('tasks');
  const { hands, userId } = rep(stage, 'suzuki');
  const values = { LastName: '野村', Company: '株式会社野村', Email: 'nomura@nomura.example', OwnerId: userId };
  expect(hands.create('Lead', { ...values, Status: 'Working - Contacted' }).ok).toBe(true);
  await stage.pass(STEP_HOURS);
  expect(await stage.operations.neglected({})).toEqual([]);
  await stage.pass(24 * 8, 24);
  expect(await stage.operations.neglected({})).toMatchObject([
    { email: 'nomura@nomura.example', stage: 'sql', owner: '鈴木 健' },
  ]);
});
