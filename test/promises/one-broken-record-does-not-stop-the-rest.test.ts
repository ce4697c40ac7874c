import { describe, expect, it } from 'vitest';
import { texts } from '../../src/domain/texts/index.ts';
import {
  aPerson,
  aQualifyingPerson,
  asks,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  type Person,
} from '../support/happenings.ts';
import type { Stage } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `person${n + 1}`);

/** Every trouble has words for whoever must mend it, in both languages. */
async function expectRemedies(stage: Stage): Promise<void> {
  for (const { category } of await stage.operations.problems({})) {
    for (const language of ['ja', 'en'] as const) expect(texts(language).problems.remedy[category]).not.toBe('');
  }
}

describe('one broken record does not stop the rest', () => {
  it('one of 100 HubSpot contacts that HubSpot will not let be written', async () => {
    const stage = await openArmed('status', { settings: { handoffsPerHour: 1_000 } });
    const people = names(100).map((name) => aPerson(stage, name));
    const [broken, ...others] = people;
    if (broken === undefined) throw new Error('nobody');
    const refusal = { category: 'VALIDATION_ERROR', message: 'Property values were not valid' };
    stage.hubspot.world.refuseRecord('contacts', broken.contact, refusal);
    await stage.pass(STEP_HOURS);
    const total = (person: Person) => contactValues(stage, person)['baton_total_score'];
    expect(others.map(total)).toEqual(others.map(() => '100'));
    expect(total(broken)).toBeUndefined();
    const record = { system: 'hubspot', object: 'contact', id: broken.contact };
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'validation', mover: 'user', record }]);
    await expectRemedies(stage);

    stage.hubspot.world.acceptRecord('contacts', broken.contact);
    minutesPass(stage, 1);
    asks(stage, broken, 'catalogue');
    await stage.pass(STEP_HOURS);
    expect(total(broken)).toBe('110');
    expect(await stage.operations.problems({})).toEqual([]);
  });

  it('one of five handoffs whose new Lead breaks a rule of the org, till somebody has mended it and says so', async () => {
    const stage = await openArmed();
    const people = names(5).map((name) => aQualifyingPerson(stage, name));
    const [broken, ...others] = people;
    if (broken === undefined) throw new Error('nobody');
    let strict = true;
    stage.salesforce.world.addValidationRule({
      object: 'Lead',
      message: 'Leads of person1 need a campaign',
      when: (row) => strict && row['Email'] === broken.email,
    });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(others.map((person) => handoffTasks(stage, person).length)).toEqual([1, 1, 1, 1]);
    expect(others.map((person) => contactValues(stage, person)['baton_stage'])).toEqual(['mql', 'mql', 'mql', 'mql']);
    expect(leadRows(stage, broken)).toEqual([]);
    expect(await stage.operations.problems({})).toMatchObject([
      {
        category: 'validation',
        mover: 'admin',
        code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        detail: expect.stringContaining('campaign'),
      },
    ]);
    await expectRemedies(stage);
    expect((await facts(stage, 'handoff-refused')).length).toBe(1);

    // What Salesforce refused is not sent again by itself.
    strict = false;
    await stage.pass(24, 6);
    expect(leadRows(stage, broken)).toEqual([]);
    expect(await stage.operations.retry({})).toEqual({ retried: 1, notices: 0 });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, broken)).toHaveLength(1);
    expect(leadRows(stage, broken)).toMatchObject([{ Baton_Stage__c: 'mql' }]);
    expect(await stage.operations.problems({})).toEqual([]);
    expect(stage.tasksByKey().size).toBe(5);
  });

  it('more handoffs that are refused than Salesforce goes on after, in one call', async () => {
    const stage = await openArmed('tasks');
    const people = names(30).map((name) => aQualifyingPerson(stage, name));
    const refused = people.slice(0, 20);
    const addresses = new Set(refused.map(({ email }) => email));
    stage.salesforce.world.addValidationRule({
      object: 'Lead',
      message: 'not these',
      when: (row) => addresses.has(String(row['Email'])),
    });
    await stage.pass(1, STEP_HOURS);
    expect(stage.tasksByKey().size).toBe(10);
    expect(await stage.operations.problems({})).toHaveLength(20);
    expect((await stage.operations.handoffs({})).filter(({ handoff }) => handoff.status === 'refused')).toHaveLength(
      20,
    );
  });

  it('a field of ours that Salesforce will not take: the task is made without it, and the field is listed', async () => {
    const stage = await openArmed();
    const person = aQualifyingPerson(stage, 'aoki');
    stage.salesforce.world.addValidationRule({
      object: 'Lead',
      field: 'Baton_Stage__c',
      message: 'The stage is not for you to write',
      when: (row) => row['Baton_Stage__c'] === 'mql',
    });
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(leadRows(stage, person).map((row) => row['Baton_Stage__c'] ?? null)).toEqual([null]);
    expect(await stage.operations.problems({})).toMatchObject([{ category: 'validation', field: 'Baton_Stage__c' }]);
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, person)).toHaveLength(1);
    expect(await facts(stage, 'field-changed', 'handoff-refused')).toEqual([]);
  });

  it('a value that cannot be read is listed with its record and field, and all else of it is read', async () => {
    const stage = await openArmed();
    const person = aPerson(stage, 'aoki');
    const record = stage.hubspot.world.portal.store.find('contacts', person.contact);
    if (record === undefined) throw new Error('nobody');
    const values = { purchase_budget: 'about a million' };
    stage.hubspot.world.portal.store.update(record, {
      at: stage.runtime.now().epochMilliseconds,
      source: { type: 'IMPORT' },
      values,
    });
    const other = aQualifyingPerson(stage, 'baba');
    await stage.pass(STEP_HOURS);
    expect(handoffTasks(stage, other)).toHaveLength(1);
    expect((await stage.operations.explain({ lead: person.email })).score.total).toBe(100);
    expect(await stage.operations.problems({})).toMatchObject([
      { category: 'format', mover: 'user', field: 'budget', record: { id: person.contact } },
    ]);
    await expectRemedies(stage);
  });
});
