import { describe, expect, it } from 'vitest';
import { type RecordRef, recordKey, SYSTEMS } from '../../src/domain/record.ts';
import { aPerson, aQualifyingPerson, asks, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { open, openArmed } = stages();

/** What a data load leaves in an org, spellings included. */
function inSalesforce(stage: Stage, object: 'Lead' | 'Contact', Email: string): string {
  const fields = { LastName: '山田', Email, OwnerId: rep(stage, 'ito').userId };
  const company = object === 'Lead' ? { Company: '大和機械' } : {};
  return stage.salesforce.world.place(object, { ...fields, ...company }, stage.runtime.now());
}

/** The lead behind each of these. */
async function leadsBehind(stage: Stage, ...asked: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(asked.map((one) => stage.operations.explain({ lead: one })));
  return found.map(({ lead }) => lead);
}

describe('the same person in both systems is one lead', () => {
  it.each(SYSTEMS)('however the address is written in each, also when %s is read first', async (system) => {
    const stage = await open();
    const person = aPerson(stage, 'yamada', { email: 'Hanako.Yamada@yamato.example' });
    const lead = inSalesforce(stage, 'Lead', 'HANAKO.YAMADA＠YAMATO.EXAMPLE');
    const contact = inSalesforce(stage, 'Contact', ' hanako.yamada@yamato.example ');
    minutesPass(stage, 1);
    await stage.operations.pull({ system });
    await stage.pass(STEP_HOURS);
    const { leads } = await stage.operations.status({});
    expect(leads).toEqual({ lead: 1 });
    const { records } = await stage.operations.explain({ lead: 'hanako.yamada@yamato.example' });
    const refs: readonly RecordRef[] = [
      { system: 'hubspot', object: 'contact', id: person.contact },
      { system: 'salesforce', object: 'contact', id: contact },
      { system: 'salesforce', object: 'lead', id: lead },
    ];
    expect(records.map(recordKey).sort()).toEqual(refs.map(recordKey).sort());
    expect(new Set(await leadsBehind(stage, person.contact, lead, contact, 'HANAKO.YAMADA＠YAMATO.EXAMPLE')).size).toBe(
      1,
    );
  });

  it('when Salesforce knows another of their addresses', async () => {
    const stage = await open();
    const person = aPerson(stage, 'yamada', { hs_additional_emails: 'old@former.example;Hanako@Private.example' });
    const lead = inSalesforce(stage, 'Lead', 'hanako@private.example');
    await stage.pass(STEP_HOURS);
    expect(new Set(await leadsBehind(stage, person.email, lead)).size).toBe(1);
  });

  it('and another one when only the name is the same', async () => {
    const stage = await open();
    const person = aPerson(stage, 'yamada', { lastname: '山田', company: '大和機械' });
    const lead = inSalesforce(stage, 'Lead', 'hanako@other.example');
    await stage.pass(STEP_HOURS);
    expect(new Set(await leadsBehind(stage, person.email, lead)).size).toBe(2);
  });

  it('and gets their task on the record that Salesforce has, which is not made again', async () => {
    const stage = await openArmed();
    const id = inSalesforce(stage, 'Lead', 'Aoki@Aoki.example');
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(stage.salesforce.world.rowsOf('Lead')).toMatchObject([{ Id: id, Baton_Stage__c: 'mql' }]);
    expect(handoffTasks(stage, { ...person, email: 'Aoki@Aoki.example' })).toMatchObject([{ WhoId: id }]);
  });
});

describe('a Lead that Baton made is the same lead when it is read back', () => {
  it('also after a lost answer, and after somebody has corrected its address', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    stage.salesforce.server.inject({ path: '/composite/graph', times: 1, effect: 'lose-answer' });
    await stage.pass(STEP_HOURS);
    const [made] = leadRows(stage, person);
    const corrected = rep(stage, 'tanaka').hands.update('Lead', String(made?.['Id']), { Email: 'taro@aoki.example' });
    expect(corrected.ok).toBe(true);
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect((await stage.operations.status({})).leads).toEqual({ mql: 1 });
    expect(stage.salesforce.world.rowsOf('Lead')).toHaveLength(1);
    expect(new Set(await leadsBehind(stage, person.email, 'taro@aoki.example', String(made?.['Id']))).size).toBe(1);
    expect((await facts(stage, 'record-linked', 'lead-found')).map(({ fact }) => fact.kind)).toEqual([
      'lead-found',
      'record-linked',
    ]);
    expect((await facts(stage, 'task-made'))[0]?.fact.leadMade).toBe(true);
  });

  it('and what the lead does next counts for it', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const [made] = leadRows(stage, person);
    minutesPass(stage, 5);
    asks(stage, person, 'quote');
    await stage.pass(STEP_HOURS);
    const { score } = await stage.operations.explain({ lead: String(made?.['Id']) });
    expect(score.lines.map(({ rule }) => rule)).toContain('quote');
    expect(leadRows(stage, person)).toMatchObject([{ Baton_Behaviour_Score__c: 60 }]);
  });
});
