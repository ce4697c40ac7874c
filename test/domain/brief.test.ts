/** The brief fits into a Salesforce task, says all that is known in the owner's language, and cannot be forged by what a lead typed. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import type { Language } from '../../src/domain/texts/index.ts';
import type { HandoffDeed } from '../../src/domain/writes.ts';
import { ago, agreement, anMql, assigned, FITTING, factsOf, type LeadBuilder } from '../support/people.ts';

const OWNER: Readonly<Record<Language, string>> = { ja: 'tanaka', en: 'miller' };

function briefOf(lead: LeadBuilder, language: Language = 'ja', terms: Agreement = agreement): HandoffDeed['brief'] {
  const owner = { member: OWNER[language] as OwnerKey, turn: 1 };
  const [deed] = assigned(lead, 'marketing-to-is', owner, { terms }).deeds;
  if (deed?.payload.kind !== 'handoff') throw new Error('no handoff');
  return deed.payload.brief;
}

const fixture = (name: string): string => readFileSync(`${import.meta.dirname}/texts/${name}`, 'utf8');

/** As it stands in the task, but for the version of the agreement, which changes with its file. */
function read({ subject, body }: HandoffDeed['brief']): string {
  return `${subject}\n\n${body}\n`.replace(/[0-9a-f]{12}(?=\n$)/, '<agreement>');
}

const known = anMql()
  .with({ budget: 80_000_000, phone: '03-0000-0000' })
  .inSalesforce({ bantBudget: 'studied', bantNeed: 'clear' })
  .did('webinar-attended', ago({ hours: 24 * 9 }), { properties: { subject: '引き継ぎの見える化' } })
  .did('price-list-downloaded', ago({ hours: 24 * 2 }), { properties: { form: '価格表ダウンロード / Price list' } })
  .touched('suzuki', 'call', ago({ hours: 24 * 40 }), { direction: 'out', outcome: 'no-answer' })
  .touched('tanaka', 'meeting', ago({ hours: 24 * 5 }), { outcome: 'held', subject: '課題のヒアリング' });

describe('the words', () => {
  test.each<Language>(['ja', 'en'])('read as reviewed in %s', (language) => {
    expect(read(briefOf(known, language))).toBe(fixture(`brief.${language}.txt`));
  });

  test('follow the language and zone of the one who gets it, the company’s where a queue gets it', () => {
    expect(briefOf(known, 'en').body).toContain('2026-11-19 sent an inquiry'); // New York, where it is still the 19th
    expect(briefOf(known, 'ja').body).toContain('2026-11-20 お問い合わせ送信');
    const queued = assigned(known, 'marketing-to-is', { queue: 'inside-sales', turn: 1 }, { in: { language: 'en' } });
    expect(queued.deeds[0]?.payload).toMatchObject({ brief: { body: expect.stringContaining('■ Why now') } });
  });

  test('ask for every item of BANT that is open, and for no other', () => {
    const { body } = briefOf(known, 'en');
    const asked = body.split('\n').filter((line) => line.startsWith('・'));
    expect(asked).toEqual([
      '・Who else takes part in the decision, and could they join us?',
      '・By when would you like to have it running, and what sets that date?',
    ]);
  });

  test('say below a question how to ask it in passing, where the agreement says how', () => {
    const { authority } = agreement.evidence;
    if (authority === undefined) throw new Error('no such item');
    const hint = { en: 'Ask when you arrange the next step.', ja: '次回の日程を決める際に伺います。' };
    const terms = { ...agreement, evidence: { ...agreement.evidence, authority: { ...authority, hint } } };
    const { body } = briefOf(known, 'ja', terms);
    expect(body).toContain('ご同席いただくことはできますか。\n  → 次回の日程を決める際に伺います。\n・');
    expect(briefOf(known, 'ja').body).not.toContain('→ 次回');
  });

  test('name an unknown timeframe', () => {
    const terms = agreementSchema.parse({
      ...agreement,
      handoffs: agreement.handoffs.map((handoff) => ({ ...handoff, gate: [] })),
    });
    expect(briefOf(known.with({ timeframe: null }), 'en', terms).body).toContain(
      '■ Timeframe\nunknown: ask for it first',
    );
  });

  test('give the reason that the ledger keeps', () => {
    const owner = { member: 'tanaka' as OwnerKey, turn: 1 };
    const decision = assigned(known, 'marketing-to-is', owner);
    expect(briefOf(known).body).toContain(factsOf(decision, 'handoff-decided')[0]?.reason.text ?? 'none');
  });
});

const SEND_BACK: NonNullable<Agreement['sendBack']> = {
  criteria: [{ en: 'Sales has talked to the lead', ja: '営業が実際に話した' }],
  steps: [
    { en: 'Choose the reason', ja: '理由を選ぶ' },
    { en: 'Write one sentence', ja: '一文を書く' },
  ],
  reasons: [
    { id: 'no-budget', label: { en: 'No budget', ja: '予算なし' } },
    { id: 'vague', label: { en: 'Vague interest', ja: '関心が漠然' } },
  ],
  again: { after: '30 days' },
};

describe('what the rep needs beside the score', () => {
  const back = { ...agreement, sendBack: SEND_BACK };
  const decision = assigned(known, 'marketing-to-is', { member: 'tanaka' as OwnerKey, turn: 1 });
  const [handoff] = decision.state.handoffs;
  if (handoff === undefined) throw new Error('no handoff');
  const closed: typeof handoff = {
    ...handoff,
    status: 'closed',
    outcome: 'sent-back',
    decidedAt: ago({ hours: 24 * 60 }),
    closedAt: ago({ hours: 24 * 50 }),
  };
  const again = known
    .state({ handoffs: [closed] })
    .inSalesforce({ returnReason: 'no-budget', returnComment: 'Ask again\n■ in autumn' })
    .did('mail-sent', ago({ hours: 24 * 20 }))
    .did('mail-opened', ago({ hours: 24 * 20 }))
    .did('inquiry-sent', ago({ hours: 24 * 51 }));

  test('how to send it back, in the words of the agreement and of the language', () => {
    expect(briefOf(known, 'en', back).body).toContain(
      '■ Sending it back\n・Sales has talked to the lead\n1. Choose the reason\n2. Write one sentence\nReasons: No budget; Vague interest',
    );
    expect(briefOf(known, 'ja', back).body).toContain('■ 差し戻すには\n・営業が実際に話した\n1. 理由を選ぶ');
    expect(briefOf(known, 'en').body).not.toContain('Sending it back');
  });

  test('that it was with sales before, why it came back, what nurture brought, and that it qualifies again', () => {
    const { body } = briefOf(again, 'en', back);
    expect(body).toContain(
      '■ It was with sales before\n2026-09-30 sent back by 田中 美咲\nReason: No budget / Ask again ■ in autumn\n' +
        'Since then in nurture: mails sent 1, opened 1, clicked 0; other actions 3. It qualifies again.',
    );
    expect(briefOf(again, 'ja', back).body).toContain('理由:予算なし / Ask again ■ in autumn');
    expect(briefOf(known, 'en', back).body).not.toContain('with sales before');
  });

  test('the written reason for potential and the problem, on lines that cannot be taken for headings', () => {
    const { body } = briefOf(
      known.inSalesforce({ potentialReason: 'Audit in May\n■ Deadline', problem: 'Lost leads' }),
      'en',
    );
    expect(body).toContain('■ Why it is worth pursuing\nAudit in May\n  ■ Deadline\n\n■ The problem\nLost leads');
  });
});

/** Long and short, with characters of two code units, and with what somebody might type to do harm. */
const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom(
    '{due}',
    '{d{due}ue}',
    '山田\n■ 期限\n明日',
    '𠮷'.repeat(300),
    '👩‍👩‍👧‍👦'.repeat(60),
    '\u001b[2J',
    '\0',
    '\ud800',
    '',
  ),
);
const language = fc.constantFrom<Language>('ja', 'en');

describe('the subject', () => {
  test('is one line of at most 255 characters and holds the due day, whatever people are called', () => {
    fc.assert(
      fc.property(typed, typed, typed, language, (firstName, lastName, company, spoken) => {
        const { subject } = briefOf(anMql().with({ ...FITTING, firstName, lastName, company }), spoken);
        expect(subject.split('{due}')).toHaveLength(2);
        expect(subject.replace('{due}', '2026-11-25').length).toBeLessThanOrEqual(255);
        expect(subject).toMatch(/^\P{Cc}*$/u);
        expect(subject.isWellFormed()).toBe(true);
      }),
    );
  });

  test('gives a long name and a long company half of the room each, a short one what it needs', () => {
    const long = (firstName: string, company: string): string =>
      briefOf(anMql().with({ firstName, lastName: '', company }), 'en').subject;
    expect(long('N'.repeat(300), 'C'.repeat(300))).toMatch(/^\[Baton\] MQL: N{90,}…, C{90,}…: contact by \{due\}$/);
    expect(long('N'.repeat(300), 'ACME')).toMatch(/: N{190,}…, ACME: contact by/);
    expect(long('Kim', 'C'.repeat(300))).toMatch(/: Kim, C{190,}…: contact by/);
  });
});

describe('the body', () => {
  test('holds the deadline and what to do, however much was written', () => {
    const long = Array.from({ length: 20 }, (_, n) => n).reduce(
      (lead, n) =>
        lead
          .did('inquiry-sent', ago({ hours: n + 1 }), { text: `${'長い文章\n'.repeat(7_000)}` })
          .touched('tanaka', 'note', ago({ hours: n + 1 }), { subject: 'x'.repeat(5_000) }),
      anMql(),
    );
    const { body } = briefOf(long);
    expect(body.length).toBeLessThanOrEqual(32_000);
    expect(body).toContain('初回接触:3営業日以内');
    expect(body).toContain('■ 対応方法');
  });

  test('is cut at a whole line where the agreement itself is too long for it', () => {
    const line = '質問は長くてもよい。';
    const question = { en: line, ja: Array.from({ length: 4_000 }, (_, n) => `${n} ${line}`).join('\n') };
    const { budget } = agreement.evidence;
    const terms = agreementSchema.parse({
      ...agreement,
      evidence: { ...agreement.evidence, budget: { ...budget, question } },
    });
    const { body } = briefOf(anMql(), 'ja', terms);
    expect(body.length).toBeLessThanOrEqual(32_000);
    expect(body.length).toBeGreaterThan(31_900);
    expect(body.endsWith(`${line}\n…`)).toBe(true);
  });

  test('has no headings but its own, whatever a lead typed into its fields', () => {
    const headings = (lead: LeadBuilder) =>
      briefOf(lead)
        .body.split('\n')
        .filter((text) => text.startsWith('■'));
    const forged = anMql().with({ company: 'X\n■ 期限\n不要', title: '部長\r\n■ 対応方法', lastName: '山\u2028■田' });
    expect(headings(forged)).toEqual(headings(anMql()));
    const said = anMql().did('inquiry-sent', ago({ hours: 1 }), { text: '急ぎです\r\n■ 期限\u2028■ 対応方法' });
    expect(headings(said)).toEqual(headings(anMql()));
    expect(briefOf(said).body).toContain('2026-11-20 急ぎです\n  ■ 期限\n  ■ 対応方法');
  });

  test('fits and can be stored, whatever was typed', () => {
    fc.assert(
      fc.property(typed, typed, language, (value, text, spoken) => {
        const lead = anMql()
          .with({ company: value, region: value })
          .did('inquiry-sent', ago({ hours: 1 }), { text });
        const { body } = briefOf(lead, spoken);
        expect(body.length).toBeLessThanOrEqual(32_000);
        expect(body.isWellFormed()).toBe(true);
        expect(body).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });
});
