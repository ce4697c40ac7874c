/** Where HubSpot's own connector brings Leads to Salesforce, a handoff waits for it as long as the mapping says, and no longer. */
import { describe, expect, it } from 'vitest';
import { aQualifyingPerson, facts, handoffTasks, leadRows, rep } from '../support/happenings.ts';
import { shippedSettings } from '../support/stage.ts';
import { minutesPass, STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();
const { mappings } = shippedSettings();
const { createLead } = mappings.salesforce;
if (createLead === undefined) throw new Error('the shipped mapping makes no Leads');
const salesforce = { ...mappings.salesforce, createLead: { ...createLead, when: { afterMinutes: 30 } } };

const handedOver = async () => {
  const stage = await openArmed('tasks', { settings: { mappings: { ...mappings, salesforce } } });
  const person = aQualifyingPerson(stage, 'aoki');
  await stage.pass(STEP_HOURS);
  expect(await facts(stage, 'handoff-decided')).toHaveLength(1);
  expect(leadRows(stage, person)).toHaveLength(0);
  return { stage, person };
};

describe('a handoff of a lead that Salesforce does not know', () => {
  it('waits, and makes the Lead itself when the connector has not', async () => {
    const { stage, person } = await handedOver();
    minutesPass(stage, 15);
    await stage.pass(STEP_HOURS);
    expect(leadRows(stage, person)).toHaveLength(0);
    minutesPass(stage, 15);
    await stage.pass(STEP_HOURS);
    expect(leadRows(stage, person)).toHaveLength(1);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });

  it('goes to the Lead that the connector brought, and makes none', async () => {
    const { stage, person } = await handedOver();
    const hands = rep(stage, 'tanaka').hands;
    const made = hands.create('Lead', { LastName: 'Aoki', Company: '青木商会', Email: person.email });
    expect(made).toMatchObject({ ok: true });
    minutesPass(stage, 30);
    await stage.pass(STEP_HOURS);
    expect(leadRows(stage, person)).toHaveLength(1);
    expect(handoffTasks(stage, person)).toHaveLength(1);
  });
});
