/** Which lead a record stands for: links first, then addresses, never names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LeadId } from '../../src/domain/facts.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { identify, keysOf } from '../../src/domain/identity.ts';
import { toIso } from '../../src/domain/instant.ts';
import type { Fields, RecordRef, SourceRecord, SubjectKey } from '../../src/domain/record.ts';

const A = 'lead-a' as LeadId;
const B = 'lead-b' as LeadId;
const LEAD_ID = '00QAAAAAAAAAAAA255';
const CONTACT_ID = '003000000000001AAA';

function record(ref: RecordRef, fields: Fields): SourceRecord {
  return { ref, fields, modifiedAt: toIso('2026-11-16T00:00:00Z'), deleted: false };
}
const contact = (fields: Fields): SourceRecord => record({ system: 'hubspot', object: 'contact', id: '101' }, fields);
const known = (entries: Record<string, LeadId>): ReadonlyMap<SubjectKey, LeadId> =>
  new Map(Object.entries(entries) as [SubjectKey, LeadId][]);

describe('the keys of a record', () => {
  test('are its own, its links, and every address, each once', () => {
    const keys = keysOf(
      contact({
        email: ' Taro@KAEDE.example',
        otherEmails: 'taro＠kaede.example; t.yamada@kaede.example;;nonsense',
        salesforceLeadId: '00QAAAAAAAAAAAA',
        salesforceContactId: CONTACT_ID,
      }),
    );
    expect(keys).toEqual([
      'hubspot/contact/101',
      'salesforce/lead/00QAAAAAAAAAAAA255',
      `salesforce/contact/${CONTACT_ID}`,
      'email/taro@kaede.example',
      'email/t.yamada@kaede.example',
    ]);
  });

  test('follow a conversion and a merge in Salesforce', () => {
    const ref = { system: 'salesforce', object: 'lead', id: LEAD_ID } as const;
    expect(keysOf(record(ref, { convertedContactId: CONTACT_ID, mergedInto: '00Q000000000002EAA' }))).toEqual([
      `salesforce/lead/${LEAD_ID}`,
      'salesforce/lead/00Q000000000002EAA',
      `salesforce/contact/${CONTACT_ID}`,
    ]);
  });

  test('name those that a merge in HubSpot ended in the record', () => {
    expect(keysOf(contact({ mergedFrom: '55;56', email: 'a@b.example' }))).toEqual([
      'hubspot/contact/101',
      'hubspot/contact/55',
      'hubspot/contact/56',
      'email/a@b.example',
    ]);
  });

  test('leave out what is no address and no id', () => {
    expect(keysOf(contact({ email: 'none', otherEmails: null, salesforceLeadId: '', salesforceContactId: 7 }))).toEqual(
      ['hubspot/contact/101'],
    );
  });
});

describe('a record stands for', () => {
  test('several leads that are one where its system merged what stood for them, and for none more by its address', () => {
    const merged = contact({ mergedFrom: '55;56', email: 'a@b.example' });
    const both = known({ 'hubspot/contact/55': B, 'hubspot/contact/56': A, 'email/a@b.example': 'lead-c' as LeadId });
    expect(identify(merged, both)).toEqual({ joined: [A, B] });
    expect(identify(merged, known({ 'hubspot/contact/55': B, 'hubspot/contact/56': B }))).toEqual({ lead: B });
    const loser = record({ system: 'salesforce', object: 'lead', id: LEAD_ID }, { mergedInto: '00Q000000000002EAA' });
    const winner = known({ [`salesforce/lead/${LEAD_ID}`]: B, 'salesforce/lead/00Q000000000002EAA': A });
    expect(identify(loser, winner)).toEqual({ joined: [A, B] });
  });

  test('a new lead when nothing matches, however alike the names are', () => {
    const fields = { email: 'taro@kaede.example', firstName: '太郎', lastName: '山田', company: '株式会社楓林' };
    expect(identify(contact(fields), known({ 'email/jiro@kaede.example': A }))).toEqual({ new: true });
    expect(identify(contact({ firstName: '太郎' }), known({}))).toEqual({ new: true });
  });

  test('the lead that it is linked to, whatever its fields say now', () => {
    const found = identify(
      contact({ email: 'other@kaede.example', salesforceContactId: CONTACT_ID }),
      known({ 'hubspot/contact/101': A, 'email/other@kaede.example': B, [`salesforce/contact/${CONTACT_ID}`]: B }),
    );
    expect(found).toEqual({ lead: A });
  });

  test('the lead that it names by id, before the one of its address', () => {
    const found = identify(
      contact({ email: 'taro@kaede.example', salesforceContactId: CONTACT_ID }),
      known({ 'email/taro@kaede.example': A, [`salesforce/contact/${CONTACT_ID}`]: B }),
    );
    expect(found).toEqual({ lead: B });
  });

  test('the lead of its address, also a secondary one', () => {
    const links = known({ 'email/taro@kaede.example': A });
    expect(identify(contact({ email: 'TARO@kaede.example' }), links)).toEqual({ lead: A });
    expect(identify(contact({ email: 'new@kaede.example', otherEmails: 'taro@kaede.example' }), links)).toEqual({
      lead: A,
    });
  });

  test('nobody yet, when its addresses or its ids lead to several', () => {
    const addresses = known({ 'email/taro@kaede.example': B, 'email/t.yamada@kaede.example': A });
    const fields = { email: 'taro@kaede.example', otherEmails: 't.yamada@kaede.example' };
    expect(identify(contact(fields), addresses)).toEqual({ ambiguous: [A, B] });
    const ids = known({ [`salesforce/lead/${LEAD_ID}`]: B, [`salesforce/contact/${CONTACT_ID}`]: A });
    const named = { salesforceLeadId: LEAD_ID, salesforceContactId: CONTACT_ID };
    expect(identify(contact(named), ids)).toEqual({ ambiguous: [A, B] });
  });

  test('one lead, when several of its keys lead to the same', () => {
    const links = known({ 'email/taro@kaede.example': A, 'email/t.yamada@kaede.example': A });
    const fields = { email: 'taro@kaede.example', otherEmails: 't.yamada@kaede.example' };
    expect(identify(contact(fields), links)).toEqual({ lead: A });
  });
});

describe('the key of a handoff', () => {
  test('is the same everywhere for the same lead, type and episode', () => {
    expect(handoffKey(A, 'marketing-to-is', 1)).toBe(handoffKey(A, 'marketing-to-is', 1));
    expect(handoffKey(A, 'marketing-to-is', 1)).toBe('bhf658ab2ec8dd8b3f264d515a409c1d8f');
  });

  test('differs when any of them differs, and is 34 letters and digits', () => {
    const anyText = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' });
    const parts = fc.tuple(anyText, anyText, fc.nat(50));
    fc.assert(
      fc.property(parts, parts, ([leadA, typeA, episodeA], [leadB, typeB, episodeB]) => {
        const a = handoffKey(leadA as LeadId, typeA, episodeA);
        const b = handoffKey(leadB as LeadId, typeB, episodeB);
        expect(a).toMatch(/^bh[0-9a-f]{32}$/);
        expect(a === b).toBe(leadA === leadB && typeA === typeB && episodeA === episodeB);
      }),
    );
    expect(handoffKey('a' as LeadId, 'bc', 1)).not.toBe(handoffKey('ab' as LeadId, 'c', 1));
  });
});
