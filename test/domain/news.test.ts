/** Our own writes are no news; a person's change to a field of ours always is, once. */
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import type { Editor, FieldValue } from '../../src/domain/record.ts';
import {
  ago,
  aLead,
  factsOf,
  hence,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  REFS,
  userOf,
} from '../support/people.ts';

const known = kept(aLead().inSalesforce(), look(aLead().inSalesforce()));
/** Baton wrote `written`; the record says `read`. */
const reading = (written: FieldValue, read: FieldValue, field = 'stage'): LeadBuilder =>
  known.wrote(REFS.lead, field, written, ago({ hours: 1 })).inSalesforce({ [field]: read });

describe('records', () => {
  test('that stand for the lead are in its first fact; a later one is linked once', () => {
    const first = look(aLead());
    expect(factsOf(first, 'lead-found')[0]?.records).toEqual([{ ref: REFS.contact }]);
    const both = kept(aLead(), first).inSalesforce();
    expect(factsOf(look(both), 'record-linked')).toEqual([{ kind: 'record-linked', record: { ref: REFS.lead } }]);
    expect(kinds(look(kept(both, look(both))))).toEqual([]);
  });

  test('that are deleted are not linked', () => {
    expect(kinds(look(kept(aLead(), look(aLead())).inSalesforce({}, { deleted: true })))).toEqual([]);
  });
});

describe('a field of ours', () => {
  test.each<[string, FieldValue, FieldValue]>([
    ['the same text', 'mql', 'mql'],
    ['nothing, as null or as empty text', null, ''],
    ['outer space', 'mql', ' mql '],
    ['line ends', '+20 Inquiry\n+10 Region', '+20 Inquiry\r\n+10 Region'],
    ['a moment cut to the second, as Salesforce keeps it', '2026-11-20T03:00:00.123Z', '2026-11-20T03:00:00.000Z'],
  ])('that reads back as it was written (%s) is no news', (_, written, read) => {
    expect(kinds(look(reading(written, read)))).toEqual([]);
  });

  test.each<[FieldValue, FieldValue]>([
    ['mql', 'lost'],
    ['mql', null],
    [null, 'lost'],
    [45, 46],
    ['2026-11-20T03:00:00.000Z', '2026-11-20T03:00:01.000Z'],
  ])('that somebody changed from %s to %s is news, once', (written, read) => {
    const changed = reading(written, read);
    const decision = look(changed);
    expect(factsOf(decision, 'field-changed')).toEqual([
      {
        kind: 'field-changed',
        record: { ref: REFS.lead },
        field: 'stage',
        from: { text: String(written ?? '') },
        to: { text: String(read ?? '') },
      },
    ]);
    expect(decision.taken).toEqual([{ target: REFS.lead, field: 'stage', value: read, by: 'person', at: iso(NOW) }]);
    expect(kinds(look(kept(changed, decision)))).toEqual([]);
  });

  test('that a person changes again is news again', () => {
    const first = kept(reading('mql', 'lost'), look(reading('mql', 'lost')));
    const again = look(first.inSalesforce({ stage: 'won' }), { now: NOW.add({ hours: 1 }) });
    expect(factsOf(again, 'field-changed')[0]).toMatchObject({ from: { text: 'lost' }, to: { text: 'won' } });
    expect(again.taken[0]?.at).toBe(hence({ hours: 1 }));
  });

  test('that reads as what is on its way there, its answer not known yet, is ours', () => {
    const lost = reading('mql', 'sql').but({ sent: [{ target: REFS.lead, fields: { stage: 'sql' }, at: iso(NOW) }] });
    const decision = look(lost);
    expect(kinds(decision)).toEqual([]);
    expect(decision.taken).toEqual([{ target: REFS.lead, field: 'stage', value: 'sql', by: 'baton', at: iso(NOW) }]);
    expect(look(kept(lost, decision)).taken).toEqual([]);
    expect(kinds(look(lost.inSalesforce({ stage: 'lost' })))).toEqual(['field-changed', 'stage-changed']);
  });

  test('an emptied lifecycle stage that Baton is setting back is ours, unless its history says that somebody emptied it', () => {
    const emptied = (editor?: Editor): LeadBuilder =>
      known
        .with({ lifecycleStage: null }, editor === undefined ? {} : { editors: { lifecycleStage: editor } })
        .wrote(REFS.contact, 'lifecycleStage', 'marketingqualifiedlead', ago({ hours: 1 }))
        .but({ sent: [{ target: REFS.contact, fields: { lifecycleStage: 'lead' }, at: iso(NOW) }] });
    const takenBy = (lead: LeadBuilder) => look(lead).taken.find(({ field }) => field === 'lifecycleStage')?.by;
    expect(takenBy(emptied())).toBe('baton');
    expect(takenBy(emptied({ by: 'integration' }))).toBe('baton');
    expect(takenBy(emptied({ by: 'integration', other: true }))).toBe('person');
    expect(takenBy(emptied({ by: 'person', user: 'user:1' }))).toBe('person');
    expect(takenBy(emptied({ by: 'automation' }))).toBe('person');
  });

  test('in another record is another field', () => {
    expect(kinds(look(reading('mql', 'mql').with({ stage: 'lost' })))).toEqual([]);
  });

  test('that was not read, or whose record is deleted, tells nothing', () => {
    const unread = known.wrote(REFS.lead, 'stage', 'mql', ago({ hours: 1 }));
    expect(kinds(look(unread))).toEqual([]);
    expect(kinds(look(reading('mql', 'lost').inSalesforce({}, { deleted: true })))).toEqual([]);
  });
});

describe('who changed it', () => {
  const causeOf = (by?: string) =>
    look(reading('mql', 'lost').inSalesforce({}, by === undefined ? {} : { modifiedBy: by })).facts[0]?.cause;

  test('is the last editor, and says so', () => {
    expect(causeOf(userOf('salesforce', 'tanaka'))).toEqual({ by: 'person', user: 'tanaka', how: 'last-editor' });
  });

  test('is whom the history of the field names, before anybody else', () => {
    const by = (editor: Editor) =>
      look(reading('mql', 'lost').inSalesforce({}, { modifiedBy: '005-stranger', editors: { stage: editor } }));
    expect(by({ by: 'person', user: userOf('salesforce', 'tanaka') }).facts[0]?.cause).toEqual({
      by: 'person',
      user: 'tanaka',
      how: 'field-history',
    });
    expect(by({ by: 'person' }).facts[0]?.cause).toEqual({ by: 'person', how: 'field-history' });
    const workflow = by({ by: 'automation' });
    expect(workflow.facts[0]?.cause).toEqual({ by: 'system', system: 'salesforce', actor: 'automation' });
    expect(kinds(workflow)).toEqual(['field-changed']);
  });

  test('is a user id where the team does not know them, and unknown where the system does not say', () => {
    expect(causeOf('005-stranger')).toEqual({ by: 'person', user: '005-stranger', how: 'last-editor' });
    expect(causeOf()).toEqual({ by: 'person', how: 'unknown' });
  });
});
