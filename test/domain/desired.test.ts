/** What Baton's fields should say, and which of them are written: only differences, never over a person's later change, never backward. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { desiredFor, differences, takenOver, wantedOn } from '../../src/domain/desired.ts';
import { iso } from '../../src/domain/instant.ts';
import { type ArmStep, objectMapping, statusMapping } from '../../src/domain/mapping.ts';
import type { Fields, FieldValue } from '../../src/domain/record.ts';
import {
  ago,
  agreement,
  anMql,
  handedOver,
  hence,
  judge,
  kept,
  type LeadBuilder,
  look,
  NOW,
  REFS,
} from '../support/people.ts';

const mapping = objectMapping.parse({
  read: { email: 'Email' },
  write: {
    stage: { to: 'Stage' },
    stageSince: { to: 'Since' },
    totalScore: { to: 'Total' },
    leadStatus: { to: 'Status' },
    lifecycleStage: { to: 'Lifecycle' },
    ownerName: { to: 'Owner', rule: 'only-if-blank' },
    reasons: { to: 'Reasons', rule: 'never' },
    ownerId: { to: 'OwnerId', armed: 'owner' },
  },
});
const statuses = statusMapping.parse({
  hubspot: {
    lifecycleStage: { mql: 'marketingqualifiedlead', returned: 'lead' },
    leadStatus: { mql: 'OPEN' },
  },
  salesforce: { leadStatus: { mql: 'Open - Not Contacted' } },
});
const status: ReadonlySet<ArmStep> = new Set(['tasks', 'status']);

function differing(lead: LeadBuilder, wanted: Fields, armed = status): Record<string, [FieldValue, FieldValue]> {
  const record = lead.lead.records.find(({ ref }) => ref === REFS.lead);
  if (record === undefined) throw new Error('no Salesforce record');
  const found = differences(record, wanted, mapping, lead.lead, armed);
  return Object.fromEntries(found.map(({ field, from, to }) => [field, [from, to]]));
}

describe('differences', () => {
  const lead = anMql().inSalesforce({ stage: 'lead', totalScore: 45 });

  test('name what the record says and what it should say; nothing else', () => {
    expect(differing(lead, { stage: 'mql', totalScore: 45, temperature: 'hot' })).toEqual({ stage: ['lead', 'mql'] });
  });

  test('a field that nothing is wanted of is left alone, one that should be empty is cleared', () => {
    expect(differing(lead, {})).toEqual({});
    expect(differing(lead, { stage: null })).toEqual({ stage: ['lead', null] });
  });

  test('only armed fields, and none that is only documented', () => {
    const wanted = { ownerId: '005', reasons: '+20', stage: 'mql' };
    expect(differing(lead, wanted)).toEqual({ stage: ['lead', 'mql'] });
    expect(differing(lead, wanted, new Set(['tasks']))).toEqual({});
    expect(differing(lead, wanted, new Set(['owner']))).toEqual({ ownerId: [null, '005'] });
  });

  test('only-if-blank never replaces a value', () => {
    expect(differing(lead.inSalesforce({ ownerName: '' }), { ownerName: 'x' })).toEqual({ ownerName: ['', 'x'] });
    expect(differing(lead.inSalesforce({ ownerName: 'y' }), { ownerName: 'x' })).toEqual({});
  });

  test('what a field that Baton never fills says, or one that is filled already, is nothing that it answers for', () => {
    const one = lead.inSalesforce({ ownerName: 'y', reasons: '+5' });
    const record = one.lead.records.find(({ ref }) => ref === REFS.lead);
    if (record === undefined) throw new Error('no Salesforce record');
    const wanted = { stage: 'mql', ownerName: 'x', reasons: '+20' };
    expect(takenOver(record, wanted, mapping, one.lead, status)).toEqual({ stage: 'lead' });
    const blank = { ...record, fields: { ...record.fields, ownerName: '' } };
    expect(takenOver(blank, wanted, mapping, one.lead, status)).toEqual({ stage: 'lead', ownerName: '' });
  });

  test('a moment that Salesforce cut to the second does not differ', () => {
    const since = lead.inSalesforce({ stageSince: '2026-11-20T03:00:00.000Z' });
    expect(differing(since, { stageSince: '2026-11-20T03:00:00.417Z' })).toEqual({});
    expect(Object.keys(differing(since, { stageSince: '2026-11-20T03:00:01.000Z' }))).toEqual(['stageSince']);
  });
});

describe('a person’s change', () => {
  const changed = (field: string, at = hence({ hours: 1 })) =>
    anMql()
      .state({ stage: 'mql', stageSince: iso(NOW) })
      .inSalesforce({ [field]: 'theirs' })
      .wrote(REFS.lead, field, 'theirs', at, 'person');

  test.each([
    'stage',
    'leadStatus',
    'lifecycleStage',
    'ownerId',
  ])('of %s stands until the stage changes next', (field) => {
    const armed = new Set<ArmStep>(['status', 'owner']);
    expect(differing(changed(field), { [field]: 'ours' }, armed)).toEqual({});
    const next = changed(field).state({ stageSince: hence({ hours: 1, milliseconds: 1 }) });
    expect(differing(next, { [field]: 'ours' }, armed)).toEqual({ [field]: ['theirs', 'ours'] });
  });

  test('made before the stage changed has had its time', () => {
    expect(differing(changed('stage', ago({ hours: 1 })), { stage: 'ours' })).toEqual({ stage: ['theirs', 'ours'] });
  });

  test('of a score does not stand: the score is Baton’s', () => {
    expect(differing(changed('totalScore'), { totalScore: 50 })).toEqual({ totalScore: ['theirs', 50] });
  });

  test('in another record stands there only', () => {
    const other = anMql()
      .inSalesforce({ stage: 'lead' })
      .wrote(REFS.contact, 'stage', 'theirs', hence({ hours: 1 }), 'person');
    expect(differing(other, { stage: 'mql' })).toEqual({ stage: ['lead', 'mql'] });
  });
});

describe('HubSpot’s lifecycle stage', () => {
  const ORDER = [
    'subscriber',
    'lead',
    'marketingqualifiedlead',
    'salesqualifiedlead',
    'opportunity',
    'customer',
    'evangelist',
    'other',
  ];
  const moves = (from: FieldValue, to: FieldValue): boolean =>
    'lifecycleStage' in differing(anMql().inSalesforce({ lifecycleStage: from }), { lifecycleStage: to });

  test('never moves backward, and always forward', () => {
    const stage = fc.nat({ max: ORDER.length - 1 });
    fc.assert(
      fc.property(stage, stage, (from, to) => {
        expect(moves(ORDER[from] ?? '', ORDER[to] ?? '')).toBe(from < to);
      }),
    );
  });

  test('is set where it is empty, and to stages that the company made itself', () => {
    expect(moves(null, 'lead')).toBe(true);
    expect(moves('lead', '193847561')).toBe(true);
    expect(moves('193847561', 'customer')).toBe(true);
  });
});

describe('what should be said', () => {
  test('the systems’ own words come by the stage; a stage without a word leaves the field alone', () => {
    expect(desiredFor('hubspot', { stage: 'mql' }, statuses)).toEqual({
      stage: 'mql',
      leadStatus: 'OPEN',
      lifecycleStage: 'marketingqualifiedlead',
    });
    expect(desiredFor('salesforce', { stage: 'mql' }, statuses)).toEqual({
      stage: 'mql',
      leadStatus: 'Open - Not Contacted',
    });
    expect(desiredFor('salesforce', { stage: 'won' }, statuses)).toEqual({ stage: 'won' });
  });

  test('owner by name, contact deadline while nobody has contacted them, the weightiest reasons first', () => {
    expect(look(handedOver()).desired).toMatchObject({
      stage: 'mql',
      stageSince: iso(NOW),
      ownerName: '田中 美咲',
      contactDeadline: hence({ hours: 72 }),
      totalScore: 100,
      attributeScore: 80,
      behaviourScore: 20,
      temperature: 'warm',
      reasons: '+30 役職\n+20 お問い合わせ\n+15 会社規模\n+15 導入時期\n+10 ターゲット業種',
      batonId: 'lead-1',
    });
  });

  test('before any handoff the department owns it, and nothing is due', () => {
    expect(look(anMql(), { in: { language: 'en', gateOpen: false } }).desired).toMatchObject({
      ownerName: 'Marketing',
      contactDeadline: null,
      stageSince: null,
    });
  });

  test('the priority follows what the lead is worth while a handoff is open, and is empty without one', () => {
    expect(look(handedOver()).desired).toMatchObject({ temperature: 'warm', priority: 'normal' });
    expect(look(anMql(), { in: { gateOpen: false } }).desired).toMatchObject({ priority: null });
  });

  test('why sales sent it back is said by its name in the agreement, with what they wrote; only Salesforce is asked', () => {
    const said = { returnReason: 'no-budget', returnComment: '来期に再検討' };
    const reasons = [{ id: 'no-budget', label: { en: 'No budget in prospect', ja: '予算の見込みがない' } }];
    const way = { criteria: [], steps: [], again: { after: '30 days' as const } };
    const terms = { ...agreement, sendBack: { ...way, reasons } };
    expect(look(anMql().inSalesforce(said), { terms }).desired).toMatchObject({
      returnReason: '予算の見込みがない',
      returnComment: '来期に再検討',
    });
    const own = look(anMql().inSalesforce({ returnReason: 'something else' }), { in: { language: 'en' } }).desired;
    expect(own).toMatchObject({ returnReason: 'something else', returnComment: null });
    expect(look(anMql()).desired).toMatchObject({ returnReason: null, returnComment: null });
  });

  test('between decision and task nothing is due yet', () => {
    expect(look(kept(anMql(), judge(anMql()))).desired).toMatchObject({ stage: 'mql', contactDeadline: null });
  });
});

test('the lead’s id goes to one record of a kind: to the one that bears it, else to the first', () => {
  const [, record] = anMql().inSalesforce().lead.records;
  if (record === undefined) throw new Error('a record was wanted');
  const another = { ...record, ref: { ...record.ref, id: 'other' }, fields: { ...record.fields, batonId: 'lead-1' } };
  const empty = { ...another, fields: record.fields };
  const wanted = { batonId: 'lead-1', stage: 'mql' };
  expect(wantedOn(record, { records: [record, another] }, wanted)).toEqual({ stage: 'mql' });
  expect(wantedOn(another, { records: [record, another] }, wanted)).toEqual(wanted);
  expect(wantedOn(record, { records: [record, empty] }, wanted)).toEqual(wanted);
  expect(wantedOn(record, { records: [{ ...another, deleted: true }, record] }, wanted)).toEqual(wanted);
});
