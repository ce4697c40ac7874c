/** On which of a person's Salesforce records a handoff's task is put. */
import { expect, test } from 'vitest';
import { recordInSalesforce } from '../../src/domain/lead.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import { ago, anMql } from '../support/people.ts';

const record = (object: 'lead' | 'contact', id: string, changes: Partial<SourceRecord> = {}): SourceRecord => ({
  ref: { system: 'salesforce', object, id },
  fields: {},
  modifiedAt: ago({ hours: 9 }),
  deleted: false,
  ...changes,
});
const converted = (id: string, hours: number) =>
  record('lead', id, { fields: { converted: true, convertedContactId: '003' }, modifiedAt: ago({ hours }) });
const gone = record('contact', '003', { deleted: true });

test.each<[string, string | undefined, readonly SourceRecord[]]>([
  ['the Contact, whatever Leads there are', '003', [record('lead', 'old'), record('contact', '003')]],
  [
    'the newest of several Contacts',
    '004',
    [record('contact', '003'), record('contact', '004', { modifiedAt: ago({ hours: 1 }) })],
  ],
  [
    'the Lead that is open, where a later one became a Contact that is gone',
    'open',
    [record('lead', 'open'), converted('later', 1), gone],
  ],
  ['a converted Lead whose Contact is not known yet', 'later', [converted('later', 1)]],
  ['none that is gone', undefined, [record('lead', 'open', { deleted: true }), gone]],
])('is %s', (_, expected, records) => {
  const { lead } = anMql();
  const living = lead.records.filter(({ ref }) => ref.system !== 'salesforce');
  expect(recordInSalesforce({ ...lead, records: [...living, ...records] })?.ref.id).toBe(expected);
});
