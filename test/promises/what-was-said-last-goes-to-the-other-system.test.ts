import { describe, expect, it } from 'vitest';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Settings } from '../../src/ports/settings.ts';
import {
  aQualifyingPerson,
  contactValues,
  facts,
  handoffTasks,
  leadRows,
  marketerChanges,
  rep,
  writingCalls,
} from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** The phone is shared: whatever anybody writes last in either system goes to the other. */
function sharing(): Partial<Settings> {
  const { hubspot, salesforce } = shippedSettings().mappings;
  const add = (mapping: typeof hubspot, to: string): typeof hubspot =>
    systemMapping.parse({
      ...mapping,
      objects: Object.fromEntries(
        Object.entries(mapping.objects).map(([name, object]) => [
          name,
          name === 'company' || name === 'account'
            ? object
            : { ...object, write: { ...object.write, phone: { to, rule: 'latest-wins' } } },
        ]),
      ),
    });
  return { mappings: { hubspot: add(hubspot, 'phone'), salesforce: add(salesforce, 'Phone') } };
}

const phones = (stage: Stage, person: Parameters<typeof contactValues>[1]) => [
  contactValues(stage, person)['phone'] ?? '',
  leadRows(stage, person)[0]?.['Phone'] ?? '',
];

describe('what was said last goes to the other system', () => {
  it('from either side, once, with who said it in the ledger; and then nothing more is written', async () => {
    const stage = await openArmed('status', { settings: sharing() });
    const person = aQualifyingPerson(stage, 'aoki', { phone: '03-0000-0001' });
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    expect(phones(stage, person)).toEqual(['03-0000-0001', '03-0000-0001']);
    minutesPass(stage, 10);
    marketerChanges(stage, person, { phone: '03-0000-0002' });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(phones(stage, person)).toEqual(['03-0000-0002', '03-0000-0002']);
    minutesPass(stage, 10);
    const id = String(leadRows(stage, person)[0]?.['Id']);
    expect(rep(stage, 'tanaka').hands.update('Lead', id, { Phone: '03-0000-0003' }).ok).toBe(true);
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(phones(stage, person)).toEqual(['03-0000-0003', '03-0000-0003']);
    const changed = (await facts(stage, 'field-changed')).filter(({ fact }) => fact.field === 'phone');
    expect(changed.map(({ fact, cause }) => [fact.to.text, cause.by === 'person' && cause.user])).toEqual([
      ['03-0000-0002', 'sato'],
      ['03-0000-0003', 'tanaka'],
    ]);
    const calls = [writingCalls(stage.hubspot.server).length, writingCalls(stage.salesforce.server).length];
    await stage.pass(6, 2);
    expect([writingCalls(stage.hubspot.server).length, writingCalls(stage.salesforce.server).length]).toEqual(calls);
  });

  it.each([
    ['at one moment: Salesforce’s word counts', 0, 'ito'],
    ['a minute apart: the later word counts, though both are read together', 1, 'miller'],
  ])('also when people give a lead to two colleagues, %s', async (_, minutes, counts) => {
    const stage = await openArmed('owner');
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    minutesPass(stage, 1);
    const id = String(leadRows(stage, person)[0]?.['Id']);
    const given = rep(stage, 'suzuki').hands.update('Lead', id, { OwnerId: rep(stage, 'ito').userId });
    expect(given.ok).toBe(true);
    minutesPass(stage, minutes);
    const ownerIn = (key: string): string =>
      stage.hubspot.world.portal.owners.byEmail(`${key}@baton-demo.example`)?.id ?? '';
    marketerChanges(stage, person, { hubspot_owner_id: ownerIn('miller') });
    await stage.pass(STEP_HOURS * 2, STEP_HOURS);
    expect(leadRows(stage, person)[0]?.['OwnerId']).toBe(rep(stage, counts).userId);
    expect(contactValues(stage, person)['hubspot_owner_id']).toBe(ownerIn(counts));
    expect(handoffTasks(stage, person).map((task) => task['OwnerId'])).toEqual([rep(stage, counts).userId]);
  });
});
