/** The note of a handoff on the HubSpot contact, word for word as it was reviewed, in both languages. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import { noteBody } from '../../src/domain/handoff-note.ts';
import type { Language } from '../../src/domain/texts/index.ts';
import { agreement, circumstances, handedOver, handoffOf, hence, type LeadBuilder } from '../support/people.ts';

const terms: Agreement = {
  ...agreement,
  sendBack: {
    criteria: [{ ja: '実際に話した', en: 'talked to' }],
    steps: [{ ja: '理由を選ぶ', en: 'choose the reason' }],
    reasons: [{ id: 'no-budget', label: { ja: '予算の見込みなし', en: 'no budget in prospect' } }],
    again: { after: '30 days' },
  },
};
const handed = handedOver();
const { key } = handoffOf(handed);
const given = handed.folding(
  {
    kind: 'owner-changed',
    record: { ref: { system: 'salesforce', object: 'lead', id: '00Q1' } },
    to: { text: '005' },
    holder: { department: 'inside-sales', member: 'suzuki' as never },
  },
  hence({ hours: 1 }),
);
const contacted = given.folding(
  {
    kind: 'first-contact-seen',
    handoff: key,
    how: 'evidenced',
    activity: { ref: { system: 'salesforce', object: 'call', id: '00T9' } },
    at: hence({ hours: 5 }),
  },
  hence({ hours: 5 }),
);
const met = contacted.folding(
  {
    kind: 'deadline-met',
    handoff: key,
    deadline: 'first-contact',
    dueAt: hence({ hours: 72 }),
    at: hence({ hours: 5 }),
  },
  hence({ hours: 5 }),
);
const back = met.folding(
  {
    kind: 'handoff-closed',
    handoff: key,
    outcome: 'sent-back',
    reason: { text: 'no-budget' },
    comment: { text: '来期 <再検討> & 連絡待ち\n■ 上の行' },
  },
  hence({ hours: 30 }),
);

const noteOf = (lead: LeadBuilder, language: Language): string =>
  noteBody(handoffOf(lead), { ...circumstances({ language }), agreement: terms });

test.each<Language>(['ja', 'en'])('reads as reviewed in %s: as it is made, and as it ends', (language) => {
  const text = `${noteOf(handed, language)}\n\n${noteOf(back, language)}\n`;
  expect(text).toBe(readFileSync(`${import.meta.dirname}/texts/note.${language}.txt`, 'utf8'));
});

test('holds one line for each thing said, whatever sales typed', () => {
  const [before, after] = [noteOf(met, 'en'), noteOf(back, 'en')].map((text) => text.split('\n').length);
  expect((after ?? 0) - (before ?? 0)).toBe(2);
});
