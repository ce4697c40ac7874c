/** Leads that lie with sales though Baton handed nothing over: found by their stage or their Salesforce status, by the last touch, in the owner's own time. */
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import { neglectOf } from '../../src/domain/neglect.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import { ago, agreement, aLead, handedOver, type LeadBuilder, NOW, people, userOf } from '../support/people.ts';
import { label, signed, toFs, toIs } from '../support/signing.ts';

const statuses = {
  hubspot: { lifecycleStage: {}, leadStatus: {} },
  salesforce: { leadStatus: { mql: 'Open - Not Contacted', sql: 'Working - Contacted' } },
  said: { hubspot: {}, salesforce: {} },
};
const look = ({ lead }: LeadBuilder, now = NOW, terms = agreement) =>
  neglectOf(lead, { agreement: terms, people, holidays: new Set(), statuses, now });
const owned = { ownerId: userOf('salesforce', 'suzuki') };
const CALL = { direction: 'out', outcome: 'connected' };

describe('a lead that Baton did not hand over', () => {
  const working = aLead().inSalesforce(
    { leadStatus: 'Working - Contacted', ...owned },
    { modifiedAt: ago({ hours: 24 * 14 }) },
  );

  test('is found by its Salesforce status, with its owner', () => {
    expect(look(working)).toMatchObject({
      ...{ stage: 'sql', since: ago({ hours: 24 * 14 }), by: 'change' },
      owner: { key: 'suzuki' },
    });
  });

  test('is told to whoever has the Contact, where its Lead was converted', () => {
    const old = { modifiedAt: ago({ hours: 24 * 14 }) };
    const lead = aLead()
      .inSalesforce({ leadStatus: 'Working - Contacted', converted: true, convertedContactId: '003', ...owned }, old)
      .state({ stage: 'sql', stageSince: ago({ hours: 24 * 14 }), version: 3 });
    const contact: SourceRecord = {
      ref: { system: 'salesforce', object: 'contact', id: '003' },
      fields: { ownerId: userOf('salesforce', 'tanaka') },
      deleted: false,
      ...old,
    };
    expect(look(lead)).toMatchObject({ owner: { key: 'suzuki' } });
    const both = lead.but({ records: [...lead.lead.records, contact] });
    expect(look(both)).toMatchObject({ stage: 'sql', owner: { key: 'tanaka' } });
  });

  test('is found by its stage', () => {
    const mql = aLead().state({ stage: 'mql', stageSince: ago({ hours: 24 * 14 }), version: 3 });
    expect(look(mql)).toMatchObject({ stage: 'mql', since: ago({ hours: 24 * 14 }), by: 'stage', owner: undefined });
  });

  test('counts from the last touch by any of ours, and not by automation or the lead', () => {
    expect(look(working.touched('miller', 'call', ago({ hours: 2 }), CALL))).toBeUndefined();
    const old = working.touched('miller', 'call', ago({ hours: 24 * 10 }), CALL);
    expect(look(old)).toMatchObject({ since: ago({ hours: 24 * 10 }), by: 'touch' });
    const machine = working.did('mail', ago({ hours: 2 }), { actor: { type: 'automation' } });
    expect(look(machine)).toBeDefined();
    expect(look(working.did('site-visited', ago({ hours: 1 })))).toBeDefined();
  });

  test('is in time till the agreed term has passed', () => {
    const fresh = aLead().inSalesforce({ leadStatus: 'Open - Not Contacted', ...owned }, { modifiedAt: iso(NOW) });
    expect(look(fresh)).toBeUndefined();
    expect(look(fresh, NOW.add({ hours: 24 * 2 }))).toBeUndefined();
    expect(look(fresh, NOW.add({ hours: 24 * 7 }))).toMatchObject({ stage: 'mql' });
  });

  test('with the status alone it is nobody’s: new Leads bear it by default', () => {
    const old = { modifiedAt: ago({ hours: 999 }) };
    const status = { leadStatus: 'Open - Not Contacted' };
    expect(look(aLead().inSalesforce(status, old))).toBeUndefined();
    expect(look(aLead().inSalesforce({ ...status, ownerId: '005-somebody-else' }, old))).toBeUndefined();
    expect(look(aLead().inSalesforce({ ...status, ownerId: userOf('salesforce', 'sato') }, old))).toBeUndefined();
    expect(look(aLead().inSalesforce({ ...status, ...owned }, old))).toMatchObject({ stage: 'mql' });
  });

  test('with another status, or sent back, it is marketing’s', () => {
    expect(
      look(aLead().inSalesforce({ leadStatus: 'Unqualified' }, { modifiedAt: ago({ hours: 999 }) })),
    ).toBeUndefined();
    expect(look(working.state({ stage: 'returned', version: 9 }))).toBeUndefined();
  });
});

test('of several handoffs to its stage the terms are those of the department of whoever has it', () => {
  const partner = {
    ...toFs,
    type: 'fs-to-partner',
    from: 'field-sales',
    to: 'partner-sales',
    deadlines: [{ name: 'first-contact', within: '20 business days' }],
  };
  const terms = signed({ departments: [{ id: 'partner-sales', label }], handoffs: [toIs, toFs, partner] });
  const lying = aLead()
    .state({ stage: 'sql', stageSince: ago({ hours: 24 * 14 }), version: 3 })
    .inSalesforce({ ownerId: userOf('salesforce', 'takahashi') });
  expect(look(lying, NOW, terms)).toMatchObject({ department: 'field-sales', owner: { key: 'takahashi' } });
});

test('an open handoff has its own clock', () => {
  expect(look(handedOver(), NOW.add({ hours: 24 * 60 }))).toBeUndefined();
});
