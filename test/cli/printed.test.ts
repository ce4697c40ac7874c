/** What each command prints, in both languages, as reviewed: one text a command and language in texts/. `npm test -- test/cli/printed -u` writes them anew, to be read again. */
import { afterAll, beforeAll, describe, test } from 'vitest';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { aPerson, aQualifyingPerson, asks, callsAndHears, rep } from '../support/happenings.ts';
import { type Printing, printing } from '../support/printed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS } from '../support/stages.ts';

const DAY_HOURS = 24;

/** Fixture → command line. */
const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['status', 'status'],
  ['plan', 'plan'],
  ['handoffs', 'handoffs'],
  ['handoffs-open', 'handoffs', '--open'],
  ['explain', 'explain', 'aoki@aoki.example'],
  ['problems', 'problems'],
  ['timeline', 'timeline', 'aoki@aoki.example', '--limit', '12'],
  ['collisions', 'collisions'],
  ['identity', 'identity'],
  ['reconcile', 'reconcile', '--dry-run'],
  ['ledger-show', 'ledger', 'show', 'aoki@aoki.example'],
  ['ledger-owner', 'ledger', 'owner', 'aoki@aoki.example'],
  ['ledger-held', 'ledger', 'held', 'tanaka'],
  ['ledger-held-nothing', 'ledger', 'held', 'suzuki'],
  ['ledger-verify', 'ledger', 'verify'],
  ['team', 'team'],
  ['route', 'route', '--try', 'chiba@chiba.example'],
  ['delays', 'delays'],
  ['trial', 'plan', '--trial', 'nine-criteria'],
  ['doctor', 'doctor'],
  ['setup', 'setup', '--dry-run'],
  ['agreement-history', 'agreement', 'history'],
  ['review', 'review'],
  ['erase', 'erase', 'baba@baba.example', '--by', 'Ito', '--dry-run'],
  ['no-such-lead', 'explain', 'nobody@nowhere.example'],
];

describe('what each command prints', () => {
  let ground: StoreGround;
  let stage: Stage;
  let print: Printing;

  beforeAll(async () => {
    ground = await onPglite();
    await ground.empty();
    stage = await openStage({ store: ground.store, reps: false });
    await lives(stage);
    print = await printing(stage);
  });
  afterAll(async () => {
    await print.close();
    await stage.close();
    await ground.dispose();
  });

  describe.each(['en', 'ja'] as const)('in %s', (language) => {
    test.each(COMMANDS)('%s', (fixture, ...words) => print.reviewed(fixture, words, language));
  });
});

/** One lead goes all the way to field sales, one stands with a rep who is late, one is held, one was sent back, and one write is refused. */
async function lives(stage: Stage): Promise<void> {
  await stage.arm('status');
  minutesPass(stage, 5);
  const aoki = aQualifyingPerson(stage, 'aoki', { phone: '03-1111-2222' });
  await stage.pass(STEP_HOURS);
  minutesPass(stage, 40);
  callsAndHears(stage, aoki, { Baton_Need__c: 'clear', Baton_Timeframe__c: 'within-3-months' });
  await stage.pass(STEP_HOURS);
  aQualifyingPerson(stage, 'baba');
  const held = aPerson(stage, 'chiba', { purchase_timeframe: '' });
  asks(stage, held, 'price-list');
  asks(stage, held, 'inquiry');
  const back = aQualifyingPerson(stage, 'doi');
  await stage.pass(STEP_HOURS);
  const row = stage.salesforce.world.rowsOf('Lead').find((lead) => lead['Email'] === back.email);
  rep(stage, 'suzuki').hands.update('Lead', String(row?.['Id']), {
    Status: 'Closed - Not Converted',
    Baton_Return_Reason__c: 'no-budget',
    Baton_Return_Comment__c: '来期の予算で再検討とのこと',
  });
  await stage.pass(5 * DAY_HOURS, 6);
}
