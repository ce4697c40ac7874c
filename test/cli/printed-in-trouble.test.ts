/** What commands print where something is amiss or undecided, in both languages, as reviewed; written anew like those of printed.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { aPerson, aQualifyingPerson, leadRows, marketerChanges, rep } from '../support/happenings.ts';
import { type Printing, printing } from '../support/printed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

const LANGUAGES = ['en', 'ja'] as const;

let ground: StoreGround;
beforeAll(async () => {
  ground = await onPglite();
});
afterAll(() => ground.dispose());

describe('in trouble', () => {
  let stage: Stage;
  let print: Printing;
  let problem = '';
  beforeAll(async () => {
    await ground.empty();
    stage = await openStage({ store: ground.store, reps: false });
    await troubles(stage);
    const refused = (await stage.operations.problems({})).find(({ category }) => category === 'validation');
    problem = refused?.no ?? '';
    print = await printing(stage);
  });
  afterAll(async () => {
    await print.close();
    await stage.close();
  });

  describe.each(LANGUAGES)('in %s', (language) => {
    test.each([
      ['problems-some', 'problems'],
      ['identity-some', 'identity'],
      ['reconcile-some', 'reconcile', '--dry-run'],
      ['neglected', 'handoffs', '--neglected'],
      ['plan-waiting', 'plan'],
      ['status-stopped', 'status'],
    ])('%s', (fixture, ...words) => print.reviewed(fixture, words, language));

    test('problems-show', () => print.reviewed('problems-show', ['problems', 'show', problem], language));
  });
});

describe('before anything is armed', () => {
  let stage: Stage;
  let print: Printing;
  beforeAll(async () => {
    await ground.empty();
    stage = await openStage({ store: ground.store, reps: false });
    aQualifyingPerson(stage, 'aoki', { phone: '03-1111-2222' });
    aPerson(stage, 'baba', { purchase_timeframe: '' });
    await stage.pass(STEP_HOURS);
    print = await printing(stage);
  });
  afterAll(async () => {
    await print.close();
    await stage.close();
  });

  describe.each(LANGUAGES)('in %s', (language) => {
    test.each([
      ['plan-unarmed', 'plan'],
      ['explain-unarmed', 'explain', 'aoki@aoki.example'],
      ['status-unarmed', 'status'],
      ['history-unsigned', 'agreement', 'history'],
    ])('%s', (fixture, ...words) => print.reviewed(fixture, words, language));
  });
});

/** A refused task, a contact of two people, a stage that a person changed, a Lead that nobody touches, and then a stop. */
async function troubles(stage: Stage): Promise<void> {
  await stage.arm('status');
  minutesPass(stage, 5);
  const { world } = stage.salesforce;
  for (const email of ['hanako@yamato.example', 'yamada@yamato.example'])
    world.place('Contact', { LastName: '山田', Email: email, OwnerId: rep(stage, 'ito').userId }, stage.runtime.now());
  const { hands, userId } = rep(stage, 'suzuki');
  const untouched = { LastName: 'nomura', Company: '株式会社nomura', Email: 'nomura@nomura.example', OwnerId: userId };
  expect(hands.create('Lead', { ...untouched, Status: 'Working - Contacted' }).ok).toBe(true);
  await stage.operations.pull({ system: 'salesforce' });
  aPerson(stage, 'yamada', {
    email: 'hanako@yamato.example',
    hs_additional_emails: 'yamada@yamato.example',
  });
  minutesPass(stage, 1);
  const aoki = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  expect(leadRows(stage, aoki)).toHaveLength(1);
  world.refuseRow(
    'Task',
    () => true,
    { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'キャンペーンを指定してください' },
    10,
  );
  aQualifyingPerson(stage, 'eto');
  await stage.pass(5 * 24, 12);
  marketerChanges(stage, aoki, { baton_owner: '自分たちで対応' });
  await stage.pass(STEP_HOURS);
  await stage.operations.stop({});
  aQualifyingPerson(stage, 'fukuda');
  await stage.pass(STEP_HOURS);
}
