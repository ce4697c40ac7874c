import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { onFile } from '../../src/jobs/which-agreement.ts';
import { aQualifyingPerson, contactValues, leadRows, rep } from '../support/happenings.ts';
import { shippedSettings } from '../support/stage.ts';
import { STEP_HOURS, stages } from '../support/stages.ts';

const { openArmed } = stages();

/** The reasons for sending back are those of the shipped agreement. */
const { sendBack } = readAgreement({ path: join(SHIPPED_MAPPINGS, 'agreement.yaml') }).terms;
const terms = { ...onFile(shippedSettings()).terms, sendBack };
const agreement = { kind: 'read' as const, hash: agreementHash(terms), terms };

describe('why a lead was sent back stands in HubSpot', () => {
  it('as soon as sales says so: marketing’s again, with the reason by its name in the agreement and the words of sales', async () => {
    const stage = await openArmed('status', { settings: { agreement } });
    const person = aQualifyingPerson(stage, 'aoki');
    await stage.pass(STEP_HOURS);
    const withSales = contactValues(stage, person);
    expect(withSales['baton_stage']).toBe('mql');
    expect(['high', 'normal', 'low']).toContain(withSales['baton_priority']);
    expect(withSales['baton_return_reason'] ?? '').toBe('');

    const { ok } = rep(stage, 'suzuki').hands.update('Lead', String(leadRows(stage, person)[0]?.['Id']), {
      Status: 'Closed - Not Converted',
      Baton_Return_Reason__c: 'no-budget',
      Baton_Return_Comment__c: '来期の予算で再検討とのこと',
    });
    expect(ok).toBe(true);
    await stage.pass(STEP_HOURS);
    expect(contactValues(stage, person)).toMatchObject({
      baton_stage: 'returned',
      baton_return_reason: '予算の見込みがない',
      baton_return_comment: '来期の予算で再検討とのこと',
    });
    expect(contactValues(stage, person)['baton_priority'] ?? '').toBe('');
  });
});
