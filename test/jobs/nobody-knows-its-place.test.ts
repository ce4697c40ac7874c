/** Where room at sales goes by the cells of the matrix, a lead that falls in none is held, and whoever can place it is told by what. */
import { expect, it } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  handoffTasks,
  marketerChanges,
} from '../support/happenings.ts';
import { notifiedStages } from '../support/notified.ts';
import { shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

const { openArmed } = notifiedStages();
const { terms } = onFile(shippedSettings());
/** The tests' own agreement has no matrix. */
const { matrix, evidence } = readAgreement({ path: `${SHIPPED_MAPPINGS}/agreement.yaml` }).terms;

const capacity = { tight: ['now'], normal: ['now', 'quick'], slack: ['now', 'quick', 'grow'] };

function settingsWith(more: Partial<Agreement>) {
  const changed = agreementSchema.parse({ ...terms, matrix, evidence, capacity, ...more });
  return { agreement: { kind: 'read' as const, hash: agreementHash(changed), terms: changed } };
}

it('inside sales is told what would place it; once that is known it goes over', async () => {
  const stage = await openArmed({ channels: ['email'], settings: settingsWith({}) });
  const aoki = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  const [task] = handoffTasks(stage, aoki);
  minutesPass(stage, 10);
  callsAndHears(stage, aoki, CLEAR_AND_SOON);
  await stage.pass(STEP_HOURS);
  const [held] = (await stage.operations.plan({})).held;
  expect(held).toMatchObject({
    email: aoki.email,
    missing: ['dealAmount'],
    asked: [{ id: 'dealAmount', ask: 'inside-sales' }],
  });
  await stage.pass(24, 6);
  const told = stage.mail.mails.filter(({ text }) => text.includes('案件金額'));
  const holder = stage.salesforce.world.rowsOf('User').find((user) => user['Id'] === task?.['OwnerId']);
  expect(told.map(({ to }) => to[0])).toEqual([holder?.['Email']]);
  expect(contactValues(stage, aoki)['baton_missing']).toContain('案件金額');
  // The form's answer places it for the time being.
  marketerChanges(stage, aoki, { purchase_budget: '20000000' });
  await stage.pass(STEP_HOURS);
  expect(handoffTasks(stage, aoki)).toHaveLength(2);
});

it('and where no field would place it, its place is asked for all the same', async () => {
  if (matrix === undefined) throw new TypeError('the shipped agreement has no matrix');
  // Whoever is known to have less than five million falls in no cell.
  const [large, small] = matrix.size.steps.map(({ id, label }, index) => ({
    id,
    label,
    when: {
      attribute: 'budget',
      ...(index === 0 ? { atLeast: 10_000_000 } : { atLeast: 5_000_000, atMost: 9_999_999 }),
    },
  }));
  const gap = { ...matrix, size: { ...matrix.size, steps: [large, small].filter((step) => step !== undefined) } };
  const stage = await openArmed({ channels: ['email'], settings: settingsWith({ matrix: gap }) });
  const aoki = aQualifyingPerson(stage, 'aoki', { purchase_budget: '2000000' });
  await stage.pass(STEP_HOURS);
  minutesPass(stage, 10);
  callsAndHears(stage, aoki, CLEAR_AND_SOON);
  await stage.pass(STEP_HOURS);
  expect((await stage.operations.plan({})).held).toMatchObject([{ missing: ['matrix-place'] }]);
  await stage.pass(24, 6);
  expect(stage.mail.mails.filter(({ text }) => text.includes('マトリクスの区分'))).toHaveLength(1);
});
