/** The four rules by which a field is written; of a shared one whatever was said last in either system, a clearing too. */
import { describe, expect, test } from 'vitest';
import { differences } from '../../src/domain/desired.ts';
import { type ArmStep, objectMapping, type WRITE_RULES } from '../../src/domain/mapping.ts';
import type { FieldValue, SourceRecord } from '../../src/domain/record.ts';
import { latestValues } from '../../src/domain/shared-fields.ts';
import { ago, aLead, type LeadBuilder, REFS } from '../support/people.ts';

const armed: ReadonlySet<ArmStep> = new Set(['tasks', 'status']);
const mappingBy = (rule: (typeof WRITE_RULES)[number]) =>
  objectMapping.parse({ read: {}, write: { phone: { to: 'Phone', rule } } });

function recordIn({ lead }: LeadBuilder, ref: SourceRecord['ref']): SourceRecord {
  const found = lead.records.find((record) => record.ref === ref);
  if (found === undefined) throw new Error('no such record');
  return found;
}

/** What the record's phone should say, and whether that is written. */
function shared(lead: LeadBuilder, ref: SourceRecord['ref']): { says: FieldValue | undefined; written: boolean } {
  const record = recordIn(lead, ref);
  const mapping = mappingBy('latest-wins');
  const wanted = latestValues(record, mapping, lead.lead);
  return { says: wanted['phone'], written: differences(record, wanted, mapping, lead.lead, armed).length > 0 };
}

const both = (ours: FieldValue, theirs: FieldValue): LeadBuilder =>
  aLead().with({ phone: ours }).inSalesforce({ phone: theirs });
const person = 'person' as const;

describe('by its rule a field is written', () => {
  test.each([
    ['always', '1', '2', true],
    ['always', null, '2', true],
    ['only-if-blank', '1', '2', false],
    ['only-if-blank', null, '2', true],
    ['only-if-blank', '', '2', true],
    ['never', '1', '2', false],
    ['never', null, '2', false],
  ] as const)('%s: %s becomes %s: %s', (rule, from, to, written) => {
    const lead = aLead().inSalesforce({ phone: from });
    const found = differences(recordIn(lead, REFS.lead), { phone: to }, mappingBy(rule), lead.lead, armed);
    expect(found.length > 0).toBe(written);
  });
});

describe('latest-wins', () => {
  test('what somebody said last goes to the other system, and stays where it was said', () => {
    const lead = both('2', '1')
      .wrote(REFS.contact, 'phone', '2', ago({ hours: 1 }), person)
      .wrote(REFS.lead, 'phone', '1', ago({ hours: 2 }), person);
    expect(shared(lead, REFS.lead)).toEqual({ says: '2', written: true });
    expect(shared(lead, REFS.contact)).toEqual({ says: '2', written: false });
    const back = lead.wrote(REFS.lead, 'phone', '1', ago({ minutes: 1 }), person);
    expect(shared(back, REFS.contact)).toEqual({ says: '1', written: true });
  });

  test('a clearing counts like any other word', () => {
    const lead = both(null, '1')
      .wrote(REFS.contact, 'phone', null, ago({ hours: 1 }), person)
      .wrote(REFS.lead, 'phone', '1', ago({ hours: 2 }));
    expect(shared(lead, REFS.lead)).toEqual({ says: null, written: true });
  });

  test('a change that was not taken up yet is waited for', () => {
    const lead = both('3', '1')
      .wrote(REFS.contact, 'phone', '2', ago({ hours: 1 }), person)
      .wrote(REFS.lead, 'phone', '1', ago({ hours: 2 }));
    expect(shared(lead, REFS.lead)).toEqual({ says: '1', written: false });
    expect(shared(lead, REFS.contact)).toEqual({ says: '3', written: false });
  });

  test('where nobody knows who was last both stay; what only one says fills the other', () => {
    expect(shared(both('2', '1'), REFS.lead)).toEqual({ says: '1', written: false });
    expect(shared(both('2', null), REFS.lead)).toEqual({ says: '2', written: true });
    expect(shared(both(null, ''), REFS.lead).written).toBe(false);
  });

  test('what stood there when Baton came, or what it wrote itself, is nobody’s word', () => {
    const lead = both('2', '1')
      .wrote(REFS.contact, 'phone', '2', ago({ hours: 1 }))
      .wrote(REFS.lead, 'phone', '1', ago({ hours: 2 }));
    expect(shared(lead, REFS.lead)).toEqual({ says: '1', written: false });
    expect(shared(lead, REFS.contact)).toEqual({ says: '2', written: false });
  });

  test('whatever the order of records, and of two at one moment Salesforce’s', () => {
    const at = ago({ hours: 1 });
    const lead = both('2', '1')
      .wrote(REFS.contact, 'phone', '2', at, person)
      .wrote(REFS.lead, 'phone', '1', at, person);
    const turned = lead.but({ records: [...lead.lead.records].reverse() });
    for (const one of [lead, turned]) expect(shared(one, REFS.contact)).toEqual({ says: '1', written: true });
  });
});
