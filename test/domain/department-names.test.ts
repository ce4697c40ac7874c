/** A department that the agreement lists is called by its name there wherever the domain puts it into words; those that it does not list by Baton's own. */
import { describe, expect, test } from 'vitest';
import { departmentsOf } from '../../src/domain/agreement/names.ts';
import type { Approach } from '../../src/domain/approach.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { noteBody } from '../../src/domain/handoff-note.ts';
import { nameOf } from '../../src/domain/handoff-story.ts';
import type { NoticeFacts } from '../../src/domain/notice.ts';
import { noticeText } from '../../src/domain/notice-text.ts';
import { departmentWord, type Language } from '../../src/domain/texts/index.ts';
import { ago, anMql, circumstances, handedOver, handoffOf, hence, judge, look } from '../support/people.ts';
import { found, signed, toFs, toIs } from '../support/signing.ts';

const PARTNERS = { en: 'Partner sales', ja: 'パートナー営業' };
const departments = [{ id: 'partner-sales', label: PARTNERS }];
const item = { id: 'asked', label: { en: 'Asked', ja: '確認' }, ask: 'partner-sales', needs: { stage: ['won'] } };
const LANGUAGES: readonly Language[] = ['en', 'ja'];

describe.each(LANGUAGES)('in %s', (language) => {
  const name = PARTNERS[language];

  test('on the record: who has the lead, and who is asked for what is missing', () => {
    const held = signed({ departments, handoffs: [{ ...toIs, gate: [item] }, toFs] });
    expect(look(anMql(), { terms: held, in: { language } }).desired['missing']).toContain(name);
    const terms = signed({ departments, handoffs: [{ ...toIs, to: 'partner-sales' }, toFs] });
    const decision = judge(anMql(), { terms, in: { language } });
    const lead = { ...decision.state, holder: { department: 'partner-sales' } };
    expect(look(found(anMql(), terms).state(lead), { terms, in: { language } }).desired['ownerName']).toBe(name);
  });

  test('in the task: who else is at it', () => {
    const terms = signed({ departments, collision: { within: '7 days' } });
    const approach: Approach = {
      lead: 'lead-1' as LeadId,
      companies: [],
      at: ago({ hours: 5 }),
      system: 'salesforce',
      kind: 'call',
      id: 'c1',
      member: 'ito',
      department: 'partner-sales',
    };
    const { deeds } = judge(anMql(), { terms, in: { language, approaches: [approach] } });
    // The brief is in the language of whoever gets it, who reads Japanese here.
    expect(JSON.stringify(deeds)).toContain(PARTNERS.ja);
  });

  test('in the note, and in the row of the handoff', () => {
    const agreement = signed({ departments });
    const handoff = { ...handoffOf(handedOver()), from: { department: 'partner-sales' } };
    expect(noteBody(handoff, { ...circumstances(), agreement, language })).toContain(name);
    const { people } = circumstances();
    expect(nameOf({ to: { department: 'partner-sales' } }, { people, agreement, language })).toBe(name);
  });

  test('in a notice', () => {
    const touch = {
      at: hence({ hours: 1 }),
      kind: 'call',
      member: '伊藤',
      department: 'partner-sales',
      lead: '山田',
    } as const;
    const about = { lead: 'lead-1' as LeadId, name: '山田', company: '', email: '' };
    const fact: NoticeFacts = {
      ...{ kind: 'collision', at: 'lead', withinDays: 7, touches: [touch, touch], ...about },
      departments: departmentsOf({ departments }),
    };
    const known = { language, zone: 'Asia/Tokyo', member: undefined, concerns: [], reminders: 0, versions: new Map() };
    expect(noticeText([fact], known).body).toContain(name);
  });
});

test('one that is not listed is called as Baton calls it, and one that nobody knows by its id', () => {
  expect(departmentWord('ja', 'field-sales', {})).toBe('フィールドセールス');
  expect(departmentWord('ja', 'partner-sales', {})).toBe('partner-sales');
  expect(departmentWord('en', 'field-sales', { 'field-sales': { en: 'Closers', ja: '営業' } })).toBe('Closers');
});
