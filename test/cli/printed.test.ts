/** What each command prints, in both languages, as reviewed: one text a command and language in texts/. `npm test -- test/cli/printed -u` writes them anew, to be read again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeHome } from '../../src/app.ts';
import { run } from '../../src/cli/run.ts';
import { serveSocket } from '../../src/web/socket.ts';
import { socketPath } from '../../src/web/socket-path.ts';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { aPerson, aQualifyingPerson, asks, callsAndHears, rep } from '../support/happenings.ts';
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
  ['agreement-history', 'agreement', 'history'],
  ['review', 'review'],
  ['erase', 'erase', 'baba@baba.example', '--by', 'Ito', '--dry-run'],
  ['no-such-lead', 'explain', 'nobody@nowhere.example'],
];

describe('what each command prints', () => {
  let ground: StoreGround;
  let stage: Stage;
  let server: { close(): Promise<void> };
  const home = mkdtempSync(join(tmpdir(), 'baton-printed-'));

  beforeAll(async () => {
    ground = await onPglite();
    await ground.empty();
    stage = await openStage({ store: ground.store, reps: false });
    await lives(stage);
    writeHome(home, {
      language: 'en',
      salesforceUrl: 'https://example.my.salesforce.com',
      secrets: { HUBSPOT_TOKEN: 'not-used', SALESFORCE_CLIENT_ID: 'not-used', SALESFORCE_CLIENT_SECRET: 'not-used' },
    });
    server = await serveSocket(socketPath(home), stage.operations);
  });
  afterAll(async () => {
    await server.close();
    await stage.close();
    await ground.dispose();
    rmSync(home, { recursive: true });
  });

  describe.each(['en', 'ja'] as const)('in %s', (language) => {
    test.each(COMMANDS)('%s', async (fixture, ...words) => {
      const said = await printed([...words, '--home', home, '--language', language]);
      expect(said).not.toMatch(/undefined|\[object |NaN/);
      await expect(said).toMatchFileSnapshot(join(import.meta.dirname, 'texts', `${fixture}.${language}.txt`));
    });
  });
});

/** Both streams, in the order in which they were written. */
async function printed(words: readonly string[]): Promise<string> {
  let said = '';
  const take = (text: unknown): boolean => {
    said += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
    vi.spyOn(console, 'error').mockImplementation((text) => take(`${text}\n`)),
  ];
  const before = process.exitCode;
  try {
    await run(words);
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
  // Hashes say nothing to a reader, and change with everything before them.
  return said.replaceAll(/\b[0-9a-f]{12,64}\b/g, '<hash>');
}

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
