import { describe, expect, it } from 'vitest';
import { byWorkflow } from '../../connectors/hubspot/sandbox/index.ts';
import type { Connector } from '../../src/ports/connector.ts';
import {
  aQualifyingPerson,
  asks,
  CLEAR_AND_SOON,
  callsAndHears,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  marketerChanges,
  type Person,
  rep,
} from '../support/happenings.ts';
import { gate } from '../support/signals.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** Somebody handed to inside sales, whose records have been written and read back. */
async function handedOff(stage: Stage): Promise<Person> {
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  await stage.pass(STEP_HOURS);
  return person;
}

function repChanges(stage: Stage, person: Person, values: Readonly<Record<string, string>>): void {
  const { ok } = rep(stage, 'suzuki').hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), values);
  expect(ok).toBe(true);
}

/** What was recorded of people's changes, in order: system, field, values, who. */
async function changes(stage: Stage) {
  return (await facts(stage, 'field-changed')).map(({ fact, cause }) => {
    const who = cause.by === 'person' ? (cause.user ?? cause.how) : cause.by;
    return [fact.record.ref?.system, fact.field, fact.from.text, fact.to.text, who];
  });
}

/** What was recorded of the stage: from, to, by whom. */
async function stageChanges(stage: Stage) {
  return (await facts(stage, 'stage-changed')).map(({ fact, cause }) => {
    const who = cause.by === 'person' ? (cause.user ?? cause.how) : cause.by;
    return [fact.from, fact.to, who];
  });
}

/** The total moves by enough for every record to be written again. */
async function scoreMoves(stage: Stage, person: Person): Promise<void> {
  minutesPass(stage, 1);
  asks(stage, person, 'quote');
  await stage.pass(STEP_HOURS);
}

describe('a person’s change to a field of ours is news', () => {
  it('in Salesforce: recorded once, with who, and left alone until the stage changes', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    repChanges(stage, person, { Status: 'Closed - Not Converted', Baton_Stage__c: 'returned' });
    await stage.pass(STEP_HOURS);
    const recorded = [
      ['salesforce', 'leadStatus', 'Open - Not Contacted', 'Closed - Not Converted', 'suzuki'],
      ['salesforce', 'stage', 'mql', 'returned', 'suzuki'],
    ];
    expect(await changes(stage)).toEqual(recorded);
    expect(await stageChanges(stage)).toEqual([
      ['lead', 'mql', 'rule'],
      ['mql', 'returned', 'suzuki'],
    ]);
    const theirs = { Status: 'Closed - Not Converted', Baton_Stage__c: 'returned' };
    await stage.pass(STEP_HOURS);
    expect(leadRows(stage, person)).toMatchObject([theirs]);
    expect(await changes(stage)).toEqual(recorded);
    await scoreMoves(stage, person);
    await stage.pass(STEP_HOURS);
    // New behaviour since the return: it qualifies again, and its handoff is a new one.
    expect(leadRows(stage, person)).toMatchObject([{ Status: 'Open - Not Contacted', Baton_Stage__c: 'mql' }]);
    expect((await facts(stage, 'handoff-closed')).map(({ fact }) => fact.outcome)).toEqual(['sent-back']);
    expect(await changes(stage)).toEqual(recorded);
  });

  it('in HubSpot likewise, where the history of the property says who', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    marketerChanges(stage, person, { baton_stage: 'disqualified', hs_lead_status: 'UNQUALIFIED' });
    await stage.pass(STEP_HOURS);
    const recorded = [
      ['hubspot', 'leadStatus', 'OPEN', 'UNQUALIFIED', 'sato'],
      ['hubspot', 'stage', 'mql', 'disqualified', 'sato'],
    ];
    expect(await changes(stage)).toEqual(recorded);
    await scoreMoves(stage, person);
    await stage.pass(STEP_HOURS);
    const theirs = { baton_stage: 'disqualified', hs_lead_status: 'UNQUALIFIED', baton_behaviour_score: '60' };
    expect(contactValues(stage, person)).toMatchObject(theirs);
    callsAndHears(stage, person, CLEAR_AND_SOON);
    await stage.pass(STEP_HOURS);
    // No rule leads out of what a person has disqualified.
    expect(contactValues(stage, person)).toMatchObject(theirs);
    expect(await stageChanges(stage)).toEqual([
      ['lead', 'mql', 'rule'],
      ['mql', 'disqualified', 'sato'],
    ]);
    expect(await changes(stage)).toEqual(recorded);
  });

  it('is told from what a workflow or an import did, which is recorded and names no stage', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    const at = (): number => stage.runtime.now().epochMilliseconds;
    const values = { hs_lead_status: 'UNQUALIFIED' };
    stage.hubspot.world.change('contacts', person.contact, values, byWorkflow('整理', at()));
    await stage.pass(STEP_HOURS);
    const byWhom = (await facts(stage, 'field-changed')).map(({ cause }) => cause);
    expect(byWhom).toEqual([{ by: 'system', system: 'hubspot', actor: 'automation' }]);
    expect(await stageChanges(stage)).toEqual([['lead', 'mql', 'rule']]);
    expect(contactValues(stage, person)).toMatchObject(values);
  });

  it('costs one small call where something of ours changed, and none where nothing did', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    const asked = (): number => stage.context.connectors.get('hubspot')?.spent().byPurpose['history contacts'] ?? 0;
    marketerChanges(stage, person, { jobtitle: '本部長' });
    await stage.pass(STEP_HOURS);
    expect(asked()).toBe(0);
    marketerChanges(stage, person, { hs_lead_status: 'CONNECTED' });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(asked()).toBe(1);
  });

  it('also when they set it back to what Baton had written', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    repChanges(stage, person, { Status: 'Working - Contacted' });
    await stage.pass(STEP_HOURS);
    repChanges(stage, person, { Status: 'Open - Not Contacted' });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(await changes(stage)).toEqual([
      ['salesforce', 'leadStatus', 'Open - Not Contacted', 'Working - Contacted', 'suzuki'],
      ['salesforce', 'leadStatus', 'Working - Contacted', 'Open - Not Contacted', 'suzuki'],
    ]);
  });

  it('also when the field said already what it should, and Baton had nothing to write', async () => {
    const stage = await openArmed();
    const fields = {
      LastName: 'aoki',
      Company: '株式会社aoki',
      Email: 'aoki@aoki.example',
      Status: 'Open - Not Contacted',
    };
    stage.salesforce.world.place('Lead', fields, stage.runtime.now());
    const person = await handedOff(stage);
    repChanges(stage, person, { Status: 'Working - Contacted' });
    await stage.pass(STEP_HOURS);
    await scoreMoves(stage, person);
    await stage.pass(STEP_HOURS);
    expect(leadRows(stage, person)).toMatchObject([{ Status: 'Working - Contacted', Baton_Behaviour_Score__c: 60 }]);
    expect(await changes(stage)).toEqual([
      ['salesforce', 'leadStatus', 'Open - Not Contacted', 'Working - Contacted', 'suzuki'],
    ]);
  });

  it('also when it comes between a write whose answer was lost and the asking after it', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    stage.hubspot.server.inject({ path: '/contacts/batch/update', times: 1, effect: 'lose-answer' });
    stage.salesforce.server.inject({ path: '/composite/graph', times: 1, effect: 'lose-answer' });
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.status({})).waitingWrites).toBeGreaterThan(0);
    repChanges(stage, person, { Status: 'Working - Contacted' });
    marketerChanges(stage, person, { hs_lead_status: 'CONNECTED' });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    await scoreMoves(stage, person);
    expect(leadRows(stage, person)).toMatchObject([{ Status: 'Working - Contacted', Baton_Behaviour_Score__c: 60 }]);
    expect(contactValues(stage, person)).toMatchObject({ hs_lead_status: 'CONNECTED', baton_behaviour_score: '60' });
    expect(await changes(stage)).toEqual([
      // Whether Baton's own value had arrived before, nobody knows.
      ['hubspot', 'leadStatus', '', 'CONNECTED', 'sato'],
      ['salesforce', 'leadStatus', 'Open - Not Contacted', 'Working - Contacted', 'suzuki'],
    ]);
  });

  it('also of whom the lead belongs to, before the owner is armed: when it is, they keep it', async () => {
    const stage = await openArmed('status');
    const person = await handedOff(stage);
    const other = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    const ito = rep(stage, 'ito').userId;
    repChanges(stage, person, { OwnerId: ito });
    await stage.pass(STEP_HOURS);
    await stage.operations.arm({ step: 'owner' });
    for (const one of [person, other]) asks(stage, one, 'quote');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(leadRows(stage, person)).toMatchObject([{ OwnerId: ito }]);
    // Whom nobody has given away goes to whom Baton chose.
    const [task] = handoffTasks(stage, other);
    expect(leadRows(stage, other)).toMatchObject([{ OwnerId: task?.['OwnerId'] }]);
  });

  it('also what they had typed there before Baton first filled it: recorded, and written over as the field’s rule says', async () => {
    const mapped = shippedSettings();
    const own = mapped.mappings.hubspot.objects.contact;
    if (own === undefined) throw new Error('contacts are not mapped');
    const write = { ...own.write, cell: { to: 'baton_cell', rule: 'only-if-blank', armed: 'status' } } as const;
    const hubspot = {
      ...mapped.mappings.hubspot,
      objects: { ...mapped.mappings.hubspot.objects, contact: { ...own, write } },
    };
    const stage = await openArmed('status', { settings: { mappings: { ...mapped.mappings, hubspot } } });
    const typed = { baton_owner: '佐藤が電話中', baton_cell: '最優先' };
    const person = aQualifyingPerson(stage, 'aoki', typed);
    await stage.pass(STEP_HOURS * 3, STEP_HOURS);
    expect(contactValues(stage, person)['baton_owner']).not.toBe('佐藤が電話中');
    expect(contactValues(stage, person)['baton_cell']).toBe('最優先');
    expect((await changes(stage)).map((one) => one.slice(0, 4))).toEqual([
      ['hubspot', 'ownerName', '', '佐藤が電話中'],
    ]);
    await scoreMoves(stage, person);
    expect(await changes(stage)).toHaveLength(1);
    expect((await stage.operations.ledgerVerify({})).ok).toBe(true);
  });
});

describe('what is nobody’s change is not taken for one', () => {
  it('a record as HubSpot’s lagging search still shows it', async () => {
    const stage = await openArmed('status', { hubspot: { lagMs: 20_000 } });
    const person = await handedOff(stage);
    asks(stage, person, 'quote');
    // Seen by its form; while the new scores are written, search goes on showing the old ones.
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 25 }));
    await stage.turn();
    expect(contactValues(stage, person)).toMatchObject({ baton_behaviour_score: '60' });
    for (let poll = 0; poll < 5; poll += 1) {
      stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 6 }));
      await stage.turn();
    }
    expect(await changes(stage)).toEqual([]);
    expect(contactValues(stage, person)).toMatchObject({ baton_behaviour_score: '60' });
  });

  it('a record as it was read before our write and kept after it', async () => {
    const stage = await openArmed();
    const person = await handedOff(stage);
    asks(stage, person, 'quote');
    minutesPass(stage, 1);
    await stage.operations.pull({});
    await stage.operations.judge({});
    const [read, written] = [gate(), gate()];
    let waiting = 0;
    const slow = (connector: Connector): Connector => ({
      ...connector,
      pull: async (stream, after) => {
        const page = await connector.pull(stream, after);
        if (page.records.length === 0 || !['contacts', 'changes'].includes(stream)) return page;
        waiting += 1;
        if (waiting === 2) read.open();
        await written.passed;
        return page;
      },
    });
    await stage.restart({ connector: slow });
    const reading = [stage.operations.pull({ system: 'hubspot' }), stage.operations.pull({ system: 'salesforce' })];
    await read.passed;
    stage.runtime.advanceTo(stage.runtime.now().add({ seconds: 1 }));
    await stage.operations.send({});
    expect(contactValues(stage, person)).toMatchObject({ baton_behaviour_score: '60' });
    expect(leadRows(stage, person)).toMatchObject([{ Baton_Behaviour_Score__c: 60 }]);
    written.open();
    await Promise.all(reading);
    await stage.operations.judge({});
    expect(await changes(stage)).toEqual([]);
    await stage.turn();
    await stage.pass(STEP_HOURS);
    expect(await changes(stage)).toEqual([]);
    expect(leadRows(stage, person)).toMatchObject([{ Baton_Behaviour_Score__c: 60 }]);
  });
});
