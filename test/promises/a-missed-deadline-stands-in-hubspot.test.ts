import { describe, expect, it } from 'vitest';
import { aQualifyingPerson, callsAndHears, contactValues } from '../support/happenings.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

describe('whether the deadline for first contact was met or missed stands in HubSpot', () => {
  it('open, then missed as soon as it has passed; a late contact does not undo it', async () => {
    const stage = await openArmed('status');
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    expect(contactValues(stage, person)).toMatchObject({ baton_stage: 'mql', baton_deadline_state: 'open' });

    await stage.pass(6 * 24, 12);
    const late = contactValues(stage, person);
    expect(late['baton_deadline_state']).toBe('missed');
    expect(late['baton_contact_deadline'] ?? '').not.toBe('');

    callsAndHears(stage, person, { Description: '折り返し済み' });
    await stage.pass(STEP_HOURS);
    const contacted = contactValues(stage, person);
    expect(contacted['baton_deadline_state']).toBe('missed');
    expect(contacted['baton_contact_deadline'] ?? '').toBe('');
  });
});
