import { describe, expect, it } from 'vitest';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  writingCalls,
} from '../support/happenings.ts';
import { MONDAY, type Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
/** Polls in which nothing happens. */
const POLLS = 6;

/** How much is news, judged, written or recorded while nobody does anything. */
async function whileNothingHappens(stage: Stage, minutes: number) {
  let changes = 0;
  const count = (): void => {
    changes += 1;
  };
  stage.hubspot.world.watch(count);
  stage.salesforce.world.watch(count);
  const before = await stage.operations.status({});
  const written = writingCalls(stage.hubspot.server).length + writingCalls(stage.salesforce.server).length;
  let [news, judged] = [0, 0];
  for (let poll = 0; poll < POLLS; poll += 1) {
    stage.runtime.advanceTo(stage.runtime.now().add({ minutes }));
    for (const report of await stage.operations.pull({})) news += report.news;
    judged += (await stage.operations.judge({})).judged;
    await stage.operations.send({});
  }
  const after = await stage.operations.status({});
  return {
    news,
    judged,
    changes,
    writingCalls: writingCalls(stage.hubspot.server).length + writingCalls(stage.salesforce.server).length - written,
    facts: after.ledger.seq - before.ledger.seq,
    waitingWrites: after.waitingWrites,
  };
}
const NOTHING = { news: 0, judged: 0, changes: 0, writingCalls: 0, facts: 0, waitingWrites: 0 };

describe('our own writes are not news', () => {
  it.each<[string, number]>([
    ['once their records have been read back', 1],
    ['also when polls are so far apart that no window overlaps', 60],
  ])('%s', async (_, minutes) => {
    // Milliseconds, which Salesforce does not keep.
    const stage = await openArmed('owner', { start: MONDAY.add({ milliseconds: 123 }) });
    const people = ['aoki', 'baba', 'chiba'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS);
    for (const person of people.slice(1)) callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.status({})).leads).toEqual({ mql: 1, sql: 2 });
    expect(await whileNothingHappens(stage, minutes)).toEqual(NOTHING);
    expect(await facts(stage, 'field-changed', 'owner-changed')).toEqual([]);
  });

  it('though HubSpot’s search shows the record as it was before', async () => {
    const stage = await openArmed('status', { hubspot: { lagMs: 20_000 } });
    const person = aQualifyingPerson(stage, 'aoki');
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 25 }));
    await stage.turn();
    const written = contactValues(stage, person);
    expect(written).toMatchObject({ baton_stage: 'mql' });
    // Within the lag the contact is found again, as it was when it sent its form.
    for (let poll = 0; poll < 4; poll += 1) {
      stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 6 }));
      await stage.turn();
    }
    await stage.pass(STEP_HOURS);
    expect(await facts(stage, 'field-changed')).toEqual([]);
    expect(await whileNothingHappens(stage, 1)).toEqual(NOTHING);
    expect(contactValues(stage, person)).toEqual(written);
  });

  it('though their answer was lost, and they are read back before anybody asks for it', async () => {
    const stage = await openArmed();
    aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const person = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    callsAndHears(stage, person, CLEAR_AND_SOON);
    for (const path of ['/contacts/batch/update', '/composite/sobjects', '/composite/graph']) {
      const { server } = path.startsWith('/contacts') ? stage.hubspot : stage.salesforce;
      server.inject({ path, times: 1, effect: 'lose-answer' });
    }
    await stage.pass(STEP_HOURS);
    // Too soon for the lost answers to be asked for, but not for the next poll.
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 2 }));
    for (const { failed } of await stage.operations.pull({})) expect(failed).toBe(false);
    await stage.operations.judge({});
    expect((await stage.operations.status({})).waitingWrites).toBeGreaterThan(0);
    expect(await facts(stage, 'field-changed')).toEqual([]);
    await stage.pass(1, STEP_HOURS);
    expect(await facts(stage, 'field-changed')).toEqual([]);
    expect(await whileNothingHappens(stage, 1)).toEqual(NOTHING);
  });
});
