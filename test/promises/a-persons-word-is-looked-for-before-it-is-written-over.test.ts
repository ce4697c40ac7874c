import { describe, expect, it } from 'vitest';
import {
  aQualifyingPerson,
  asks,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  leadRows,
  marketerChanges,
  type Person,
  rep,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** Somebody handed to inside sales, whose records have been written and read back. */
async function handedOff(stage: Stage, name = 'aoki'): Promise<Person> {
  const person = aQualifyingPerson(stage, name);
  await stage.pass(STEP_HOURS);
  await stage.pass(STEP_HOURS);
  return person;
}

/** A turn in which that system is not read, as where its reading fails and its writing does not. */
async function turnWithoutReading(stage: Stage, blind: 'hubspot' | 'salesforce'): Promise<void> {
  minutesPass(stage, 5);
  await stage.operations.pull({ system: blind === 'hubspot' ? 'salesforce' : 'hubspot' });
  await stage.operations.judge({});
  await stage.operations.send({});
}

function giveInHubSpot(stage: Stage, { contact }: Person, to: string): void {
  const owner = stage.hubspot.world.portal.owners.byEmail(`${to}@baton-demo.example`);
  marketerChanges(stage, { email: '', contact }, { hubspot_owner_id: owner?.id ?? '' });
}

function repChanges(stage: Stage, person: Person, values: Readonly<Record<string, string>>): void {
  const { ok } = rep(stage, 'suzuki').hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), values);
  expect(ok).toBe(true);
}

function otherAppChanges(stage: Stage, { contact }: Person, values: Readonly<Record<string, string>>): void {
  const source = { type: 'INTEGRATION', id: '9900001' };
  stage.hubspot.world.change('contacts', contact, values, { at: stage.runtime.now().epochMilliseconds, source });
}

describe('what a person said is looked for before it is written over', () => {
  it('a name in Salesforce that no reading has told yet', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    minutesPass(stage, 5);
    repChanges(stage, person, { Baton_Owner__c: '私' });
    giveInHubSpot(stage, person, 'ito');
    await turnWithoutReading(stage, 'salesforce');
    expect((await facts(stage, 'owner-changed')).length).toBe(1);
    expect(leadRows(stage, person)).toMatchObject([{ Baton_Owner__c: '私' }]);
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(leadRows(stage, person)).toMatchObject([{ Baton_Owner__c: '私' }]);
    expect((await facts(stage, 'field-changed')).map(({ fact }) => fact.to.text)).toContain('私');
  });

  it('a status in HubSpot, when the stage goes on', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    minutesPass(stage, 5);
    marketerChanges(stage, person, { hs_lead_status: 'UNQUALIFIED', baton_stage: 'disqualified' });
    callsAndHears(stage, person, CLEAR_AND_SOON);
    await turnWithoutReading(stage, 'hubspot');
    expect((await facts(stage, 'stage-changed')).map(({ fact }) => fact.to)).toContain('sql');
    expect(contactValues(stage, person)).toMatchObject({ hs_lead_status: 'UNQUALIFIED', baton_stage: 'disqualified' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect((await facts(stage, 'stage-changed')).map(({ fact }) => fact.to)).toEqual(['mql', 'sql', 'disqualified']);
  });

  it.each<[string, (stage: Stage, person: Person) => void]>([
    ['somebody', (stage, person) => marketerChanges(stage, person, { lifecyclestage: '' })],
    ['another app', (stage, person) => otherAppChanges(stage, person, { lifecyclestage: '' })],
  ])('a lifecycle stage that %s empties, while nobody knows whether Baton has emptied it to set it back', async (_, empty) => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    expect(contactValues(stage, person)['lifecyclestage']).toBe('marketingqualifiedlead');
    stage.hubspot.server.inject({ path: '/contacts/batch/update', times: 1_000, effect: 'lose-request' });
    repChanges(stage, person, { Status: 'Closed - Not Converted', Baton_Stage__c: 'returned' });
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.status({})).waitingWrites).toBeGreaterThan(0);
    stage.hubspot.server.clearFaults();
    minutesPass(stage, 60);
    empty(stage, person);
    await stage.pass(STEP_HOURS * 3, STEP_HOURS);
    expect(contactValues(stage, person)['baton_stage']).toBe('returned');
    expect(contactValues(stage, person)['lifecyclestage'] ?? '').toBe('');
    expect((await facts(stage, 'field-changed')).map(({ fact }) => fact.field)).toContain('lifecycleStage');
  });

  it('and where nobody answers, the write waits till somebody does', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    minutesPass(stage, 5);
    marketerChanges(stage, person, { baton_stage: 'disqualified' });
    callsAndHears(stage, person, CLEAR_AND_SOON);
    stage.hubspot.server.inject({
      path: '/contacts/batch/read',
      times: 1_000,
      effect: { answer: { status: 503, body: '' } },
    });
    await turnWithoutReading(stage, 'hubspot');
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'disqualified', hs_lead_status: 'OPEN' });
    expect((await stage.operations.status({})).waitingWrites).toBeGreaterThan(0);
    stage.hubspot.server.clearFaults();
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'disqualified' });
    expect((await stage.operations.status({})).waitingWrites).toBe(0);
  });

  it('with one call for all of them, and none where only scores move or Baton’s own fields are filled for the first time', async () => {
    const stage = await openArmed();
    const asked = (system: 'hubspot' | 'salesforce'): number => {
      const spent = stage.context.connectors.get(system)?.spent().byPurpose ?? {};
      return (spent['look contacts'] ?? 0) + (spent['look'] ?? 0);
    };
    const few = ['aoki', 'baba', 'chiba'].map((name) => aQualifyingPerson(stage, name));
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    const [first] = few;
    if (first === undefined) throw new Error('nobody is there');
    minutesPass(stage, 1);
    asks(stage, first, 'catalogue');
    const before = { hubspot: asked('hubspot'), salesforce: asked('salesforce') };
    await stage.pass(STEP_HOURS);
    expect(contactValues(stage, first)['baton_behaviour_score']).toBe('50');
    expect({ hubspot: asked('hubspot'), salesforce: asked('salesforce') }).toEqual(before);
    for (const person of few) callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(STEP_HOURS);
    expect(few.map((person) => contactValues(stage, person)['baton_stage'])).toEqual(['sql', 'sql', 'sql']);
    expect({ hubspot: asked('hubspot'), salesforce: asked('salesforce') }).toEqual({
      hubspot: before.hubspot + 1,
      salesforce: before.salesforce + 1,
    });
  });
});
