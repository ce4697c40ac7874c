/** Records that turn up after the handoff: nobody saw what stood in them first, so what they say, or no longer say, may be somebody's word. */
import { describe, expect, test } from 'vitest';
import { personStands } from '../../src/domain/peoples-fields.ts';
import type { Editor, Fields, SourceRecord } from '../../src/domain/record.ts';
import { ago, anMql, handedOver, hence, kept, type LeadBuilder, look, NOW, userOf } from '../support/people.ts';

const SECOND = { system: 'salesforce', object: 'lead', id: '00Q2' } as const;
const handed = handedOver(anMql().inSalesforce({ ownerId: userOf('salesforce', 'yamamoto') }));
const later = { now: NOW.add({ hours: 2 }) };

function came(changes: Partial<SourceRecord> = {}, of: LeadBuilder = kept(handed, look(handed))): LeadBuilder {
  const second: SourceRecord = {
    ref: SECOND,
    fields: { leadStatus: 'Closed - Not Converted' },
    createdAt: hence({ minutes: 20 }),
    modifiedAt: hence({ hours: 1 }),
    modifiedBy: userOf('salesforce', 'sato'),
    deleted: false,
    ...changes,
  };
  return of.but({ records: [...of.lead.records, second] });
}

function foundOn(lead: LeadBuilder) {
  return look(lead, later).taken.find(({ target, field }) => target.id === SECOND.id && field === 'leadStatus');
}

describe('the status of a Lead that comes after the handoff', () => {
  test('and has been worked on since it was made, stands for whoever did, till the lead goes on', () => {
    const lead = came();
    expect(foundOn(lead)).toMatchObject({ by: 'person', value: 'Closed - Not Converted' });
    const { lead: after } = kept(lead, look(lead, later));
    const value = after.written.find(({ target, field }) => target.id === SECOND.id && field === 'leadStatus');
    expect(personStands(value, after.state)).toBe(true);
    expect(personStands(value, { ...after.state, stageSince: hence({ hours: 3 }) })).toBe(false);
  });

  test('stands also where nobody knows when it was made', () => {
    const { createdAt: _, ...unknown } = came().lead.records.at(-1) as SourceRecord;
    const before = kept(handed, look(handed));
    expect(foundOn(before.but({ records: [...before.lead.records, unknown] }))?.by).toBe('person');
  });

  test.each<[string, LeadBuilder]>([
    ['nobody has touched it since it was made', came({ createdAt: hence({ hours: 1 }) })],
    [
      'it was last changed before the lead came to where it is',
      came({ createdAt: ago({ hours: 9 }), modifiedAt: ago({ hours: 8 }) }),
    ],
    ['a machine gave it', came({ editors: { leadStatus: { by: 'automation' } } })],
    ['it is empty', came({ fields: { leadStatus: null } })],
    ['it is gone', came({ deleted: true })],
    ['it is Baton’s', came().wrote(SECOND, 'leadStatus', 'Closed - Not Converted', hence({ minutes: 30 }))],
    ['the lead has never gone anywhere', came({}, anMql())],
  ])('is nobody’s word where %s', (_, lead) => {
    expect(foundOn(lead)).toBeUndefined();
  });
});

const MERGED = { system: 'hubspot', object: 'contact', id: '900' } as const;

/** Of the contact that was handed over, which said `before`, and of 77. */
function mergedOf(before: Fields, changes: Fields, more: Partial<SourceRecord> = {}): LeadBuilder {
  const of = kept(handed, look(handed));
  const [first, ...others] = of.lead.records.map((one) =>
    one.ref.system === 'hubspot' ? { ...one, deleted: true, fields: { ...one.fields, ...before } } : one,
  );
  if (first === undefined) throw new Error('nobody');
  const one: SourceRecord = {
    ref: MERGED,
    fields: { email: first.fields['email'] ?? null, mergedFrom: `77;${first.ref.id}`, ...changes },
    modifiedAt: hence({ hours: 1 }),
    deleted: false,
    ...more,
  };
  return of.but({ records: [first, ...others, one] });
}

describe.each([
  ['owner', 'ownerId', userOf('hubspot', 'yamamoto'), userOf('hubspot', 'sato'), 'somebody-else'],
  ['status', 'leadStatus', 'OPEN', 'UNQUALIFIED', 'IN_PROGRESS'],
] as const)('the %s of a contact that was merged of others', (_, field, before, given, another) => {
  const second = (value: string | null): SourceRecord => ({
    ref: { system: 'hubspot', object: 'contact', id: '77' },
    fields: { [field]: value },
    modifiedAt: ago({ hours: 9 }),
    deleted: true,
  });
  function merged(
    value: string | null,
    { of = another, isRead = true, editor }: Readonly<Partial<{ of: string; isRead: boolean; editor: Editor }>> = {},
  ): LeadBuilder {
    const more = editor === undefined ? {} : { editors: { [field]: editor } };
    const lead = mergedOf({ [field]: before }, { [field]: value }, more);
    return isRead ? lead.but({ records: [...lead.lead.records, second(of)] }) : lead;
  }
  const found = (lead: LeadBuilder) =>
    look(lead, later).taken.find((one) => one.target.id === MERGED.id && one.field === field);

  test('that none of them had was given by hand: it stands till the lead goes on', () => {
    expect(found(merged(given))).toMatchObject({ by: 'person', value: given });
    expect(found(merged(null))).toMatchObject({ by: 'person', value: null });
  });

  test.each<[string, LeadBuilder]>([
    ['one of them had it', merged(before)],
    ['the other had it', merged(given, { of: given })],
    ['one of them was never read', merged(given, { isRead: false })],
    ['a machine gave it', merged(given, { editor: { by: 'automation' } })],
  ])('is nobody’s word where %s', (_, lead) => {
    expect(found(lead)?.by).not.toBe('person');
  });
});

describe('a contact that was merged of others, without a lifecycle stage', () => {
  const merged = (changes: Fields = {}, before: string | null = 'opportunity'): LeadBuilder =>
    mergedOf({ lifecycleStage: before }, { lifecycleStage: null, ...changes });
  const foundIn = (lead: LeadBuilder) =>
    look(lead, later).taken.find(({ target, field }) => target.id === MERGED.id && field === 'lifecycleStage');

  test('was emptied by hand where one of them had one: it stands till the lead goes on', () => {
    expect(foundIn(merged())).toMatchObject({ by: 'person', value: null });
  });

  test.each<[string, LeadBuilder]>([
    ['none of them had one', merged({}, null)],
    ['it is merged of others', merged({ mergedFrom: '77' })],
    ['it is merged of none', merged({ mergedFrom: null })],
    ['it has one', merged({ lifecycleStage: 'lead' })],
    ['Baton emptied it', merged().wrote(MERGED, 'lifecycleStage', null, hence({ minutes: 30 }))],
  ])('is nobody’s word where %s', (_, lead) => {
    expect(foundIn(lead)).toBeUndefined();
  });
});
