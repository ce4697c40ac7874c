import { describe, expect, it } from 'vitest';
import { onFile } from '../../src/jobs/which-agreement.ts';
import {
  aQualifyingPerson,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  handoffTasks,
  leadRows,
  rep,
  writingCalls,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();

function writes({ hubspot, salesforce }: Stage): string[] {
  return [...writingCalls(hubspot.server), ...writingCalls(salesforce.server)];
}

function rowsOfOurs({ salesforce }: Stage): unknown {
  return structuredClone(['Lead', 'Task', 'Baton_Handoff__c'].map((object) => salesforce.world.rowsOf(object)));
}

describe('unarmed writes nothing', () => {
  it('in weeks of reading, judging, signing, planning and asking', async () => {
    const stage = await open({ people: 40, days: 14, seed: 'unarmed' });
    const before = writes(stage);
    await stage.pass(24 * 3, 12);
    for (const { department, head } of onFile(stage.settings).terms.parties)
      await stage.operations.sign({ department, name: head });
    await stage.pass(24 * 3, 12);
    const { operations } = stage;
    expect((await operations.plan({})).handoffs.length).toBeGreaterThan(0);
    for (const ask of [operations.plan, operations.status, operations.problems]) await ask({});
    const rows = rowsOfOurs(stage);
    await operations.doctor({});
    expect(rowsOfOurs(stage)).toEqual(rows);
    // A handoff on trial, which Salesforce takes back as a whole.
    before.push('POST /services/data/v67.0/composite/graph');
    await operations.admit({ pace: 'all' });
    await stage.turn();
    expect(writes(stage)).toEqual(before);
    expect(stage.salesforce.world.rowsOf('Task')).toEqual([]);
    expect(stage.hubspot.server.unknownCalls + stage.salesforce.server.unknownCalls).toBe(0);
  });
});

describe('armed for tasks alone', () => {
  it('the task is made, and no field of ours is written but the id of a made Lead', async () => {
    const stage = await openArmed('tasks');
    const known = { LastName: 'baba', Company: '株式会社baba', Email: 'baba@baba.example' };
    const id = stage.salesforce.world.place('Lead', known, stage.runtime.now());
    const people = [aQualifyingPerson(stage, 'aoki'), aQualifyingPerson(stage, 'baba')];
    const hubspotBefore = writingCalls(stage.hubspot.server);
    const untouched = people.map((person) => contactValues(stage, person));
    await stage.pass(STEP_HOURS);
    for (const person of people) callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(4);
    expect(writingCalls(stage.hubspot.server)).toEqual(hubspotBefore);
    expect(people.map((person) => contactValues(stage, person))).toEqual(untouched);
    const leads = people.flatMap((person) => leadRows(stage, person));
    for (const lead of leads) {
      const ours = Object.entries(lead).filter(([name, value]) => name.startsWith('Baton_') && value !== null);
      const made = lead['Id'] === id ? [] : ['Baton_Id__c'];
      expect(ours.map(([name]) => name).sort()).toEqual([...made, 'Baton_Need__c', 'Baton_Timeframe__c']);
      expect(lead['Status']).toBe('Open - Not Contacted');
    }
    const patched = writingCalls(stage.salesforce.server).filter((call) => call.includes('/sobjects'));
    // Baton's own first tasks, closed when the second were made; and its own rows, which say how the handoffs went.
    expect(patched).toHaveLength(2);
  });
});

describe('a record’s owner is written only from the owner step on', () => {
  it.each(['status', 'owner'] as const)('armed up to %s', async (step) => {
    const stage = await openArmed(step);
    const owner = rep(stage, 'ito').userId;
    const known = { LastName: 'aoki', Company: '株式会社aoki', Email: 'aoki@aoki.example', OwnerId: owner };
    stage.salesforce.world.place('Lead', known, stage.runtime.now());
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    const [task] = handoffTasks(stage, person);
    expect(task?.['OwnerId']).not.toBe(owner);
    const [lead] = leadRows(stage, person);
    expect(lead).toMatchObject({ Baton_Stage__c: 'mql', OwnerId: step === 'owner' ? task?.['OwnerId'] : owner });
    expect(contactValues(stage, person)['hubspot_owner_id'] !== undefined).toBe(step === 'owner');
  });
});
