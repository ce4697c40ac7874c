import { describe, expect, it } from 'vitest';
import { sendForm } from '../../connectors/hubspot/sandbox/happenings.ts';
import { FORMS } from '../../connectors/kit/story-words.ts';
import { systemMapping } from '../../src/domain/mapping.ts';
import type { Settings } from '../../src/ports/settings.ts';
import {
  aQualifyingPerson,
  asks,
  callsAndHears,
  contactValues,
  leadRows,
  writingCalls,
} from '../support/happenings.ts';
import { type Stage, shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** Both shipped mappings name the field; here neither does. */
function without(): Partial<Settings> {
  const { hubspot, salesforce } = shippedSettings().mappings;
  const take = (mapping: typeof hubspot): typeof hubspot =>
    systemMapping.parse({
      ...mapping,
      objects: Object.fromEntries(
        Object.entries(mapping.objects).map(([name, object]) => {
          const { recentTouches: _, ...write } = object.write ?? {};
          return [name, { ...object, write }];
        }),
      ),
    });
  return { mappings: { hubspot: take(hubspot), salesforce: take(salesforce) } };
}

const writes = ({ hubspot, salesforce }: Stage): number =>
  writingCalls(hubspot.server).length + writingCalls(salesforce.server).length;

describe('touches cross over', () => {
  it('what the lead did in HubSpot is read on the Salesforce record, and the hearing on the contact', async () => {
    const stage = await openArmed('status', { settings: { language: 'en' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.pass(STEP_HOURS);
    const onLead = String(leadRows(stage, person)[0]?.['Baton_Recent_Touches__c']);
    expect(onLead).toContain('sent an inquiry');
    expect(onLead).toContain('downloaded the price list');
    minutesPass(stage, 30);
    callsAndHears(stage, person, { Baton_Need__c: 'vague' });
    await stage.pass(3, 1);
    expect(contactValues(stage, person)['baton_recent_touches']).toMatch(/^10-05 .+ call 電話 reached$/);
    expect(String(leadRows(stage, person)[0]?.['Baton_Recent_Touches__c'])).not.toContain('電話');
  });

  it('many within the hour are one write, and what nobody did is none', async () => {
    const stage = await openArmed('status', { settings: { language: 'en' } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    await stage.pass(2, 1);
    const before = writes(stage);
    const form = stage.hubspot.world.portal.forms.named(FORMS.webinar.id);
    if (form === undefined) throw new Error('no such form');
    for (let minute = 0; minute < 40; minute += 8) {
      const at = stage.runtime.now().epochMilliseconds;
      sendForm(stage.hubspot.world, person.contact, { form, answers: {}, page: 'https://x.example', at });
      minutesPass(stage, 8);
      await stage.turn();
    }
    await stage.pass(3, 1);
    expect(String(leadRows(stage, person)[0]?.['Baton_Recent_Touches__c'])).toMatch(/signed up for a webinar .*×5/);
    const after = writes(stage);
    // Once on each record, for what is shown there and for the points that moved.
    expect(after - before).toBeLessThanOrEqual(5);
    await stage.pass(12, 3);
    expect(writes(stage)).toBe(after);
  });

  it('nothing where no mapping names the field', async () => {
    const stage = await openArmed('status', { settings: without() });
    const person = aQualifyingPerson(stage, 'aoki');
    asks(stage, person, 'quote');
    await stage.pass(2, 1);
    expect(leadRows(stage, person)[0]?.['Baton_Recent_Touches__c'] ?? null).toBeNull();
  });
});
