/** What people are told, word for word as it was reviewed, in both languages; and what it must hold whatever was typed. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import type { AgreementHash, HandoffKey, LeadId } from '../../src/domain/facts.ts';
import type { IsoDate, IsoInstant } from '../../src/domain/instant.ts';
import type { FactsOf, NoticeFacts, NoticeKind } from '../../src/domain/notice.ts';
import { type KnownVersion, type NoticeKnowledge, noticeText } from '../../src/domain/notice-text.ts';
import { small } from '../support/changed-agreements.ts';
import { rowsOf, spansOf } from '../support/markdown.ts';

const LANGUAGES = ['en', 'ja'] as const;
const at = (text: string): IsoInstant => text as IsoInstant;

const [priceList] = small.scoring.behaviours;
const [toIs, ...others] = small.handoffs;
if (priceList === undefined || toIs === undefined) throw new Error('too small');
const after: Agreement = agreementSchema.parse({
  ...small,
  name: `${small.name} (2)`,
  scoring: { ...small.scoring, behaviours: [{ ...priceList, points: 15 }, ...small.scoring.behaviours.slice(1)] },
  handoffs: [{ ...toIs, deadlines: [{ name: 'first-contact', within: '24 hours' }] }, ...others],
});
const BEFORE = agreementHash(small);
const AFTER = agreementHash(after);
const signatures = [
  { department: 'marketing', signer: '佐藤 明子', at: at('2026-11-19T01:00:00.000Z') },
  { department: 'field-sales', signer: '高橋 誠', at: at('2026-11-20T23:30:00.000Z') },
];
const FROM = at('2026-11-20T23:30:00.000Z');
const versions = new Map<AgreementHash, KnownVersion>([
  [BEFORE, { terms: small, signatures: [] }],
  [AFTER, { terms: after, from: FROM, signatures }],
]);

const yamada = {
  lead: 'lead-1' as LeadId,
  name: '山田 太郎',
  company: '株式会社青空',
  email: 'taro@aozora.example',
  link: 'https://demo.my.salesforce.com/lightning/r/Lead/00Q000000000001AAA/view',
};
const smith = { lead: 'lead-2' as LeadId, name: 'Ann Smith', company: '', email: 'ann@smith.example' };
const handoff = 'h1' as HandoffKey;
const dueAt = at('2026-11-25T09:00:00.000Z');

const FACTS: { readonly [Kind in NoticeKind]: readonly FactsOf<Kind>[] } = {
  'agreement-version': [{ kind: 'agreement-version', agreement: AFTER, from: FROM, against: BEFORE }],
  'agreement-reminder': [{ kind: 'agreement-reminder', agreement: AFTER, nth: 2 }],
  handoff: [
    {
      ...{ kind: 'handoff', lead: yamada.lead, handoff, dueAt, link: yamada.link },
      subject: '[Baton] MQL:株式会社青空 山田 太郎 様(2026-11-25までに連絡)',
      lines: ['■ 相手', '山田 太郎', '会社: 株式会社青空', '■ なぜ今か', '158点(属性 85、行動 73):ホット'],
    },
  ],
  'deadline-missed': [
    { kind: 'deadline-missed', handoff, deadline: 'first-contact', dueAt, holder: '鈴木 健', ...yamada },
    { kind: 'deadline-missed', handoff, deadline: 'meeting', dueAt, holder: 'Jonas Weber', ...smith },
  ],
  held: [
    { kind: 'held', agreement: AFTER, handoff: toIs.type, missing: ['timeframe', 'problem-known'], ...yamada },
    { kind: 'held', agreement: AFTER, handoff: toIs.type, missing: ['timeframe'], ...smith },
  ],
  collision: [
    {
      ...{ kind: 'collision', at: 'lead', withinDays: 7, ...yamada },
      touches: [
        {
          at: at('2026-11-18T02:00:00.000Z'),
          kind: 'mail',
          member: '佐藤 明子',
          department: 'marketing',
          lead: '山田 太郎',
        },
        { at: dueAt, kind: 'call', member: '鈴木 健', department: 'inside-sales', lead: '山田 太郎' },
      ],
    },
  ],
  'approval-asked': [
    { kind: 'approval-asked', agreement: AFTER, handoff: toIs.type, dueAt, deputy: false, ...yamada },
    { kind: 'approval-asked', agreement: AFTER, handoff: toIs.type, dueAt, deputy: true, ...smith },
  ],
  'approval-denied': [
    { kind: 'approval-denied', agreement: AFTER, handoff: toIs.type, comment: '来期に回す', ...yamada },
    { kind: 'approval-denied', agreement: AFTER, handoff: toIs.type, ...smith },
  ],
  'deadline-near': [{ kind: 'deadline-near', handoff, deadline: 'first-contact', dueAt, ...yamada }],
  escalated: [{ kind: 'escalated', handoff, deadline: 'first-contact', dueAt, holder: '鈴木 健', ...yamada }],
  'word-missing': [
    { kind: 'word-missing', word: 'rating', ...yamada },
    { kind: 'word-missing', word: 'return-reason', ...smith },
  ],
  'owner-changed': [
    { kind: 'owner-changed', from: '田中 美咲', holder: '鈴木 健', by: '佐藤 明子', dueAt, ...yamada },
    { kind: 'owner-changed', from: '田中 美咲', holder: '鈴木 健', ...smith },
  ],
  neglected: [
    { kind: 'neglected', since: FROM, dueAt, holder: '鈴木 健', ...yamada },
    { kind: 'neglected', since: FROM, dueAt, ...smith },
  ],
  'review-due': [{ kind: 'review-due', cycle: 'definitions', dueOn: '2026-11-20' as IsoDate }],
  'review-overdue': [{ kind: 'review-overdue', cycle: 'meeting', dueOn: '2026-11-20' as IsoDate }],
  'unknown-code': [
    {
      ...{ kind: 'unknown-code', system: 'salesforce', code: 'NEVER_HEARD_OF' },
      detail: 'the record cannot be saved in the present phase',
    },
  ],
  test: [{ kind: 'test', channel: 'slack' }],
};
const KINDS = Object.keys(FACTS) as NoticeKind[];

const knows = (language: 'en' | 'ja', more: Partial<NoticeKnowledge> = {}): NoticeKnowledge => ({
  ...{ language, zone: language === 'ja' ? 'Asia/Tokyo' : 'Europe/Berlin', member: 'suzuki' },
  ...{ concerns: [], reminders: 2, versions, ...more },
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(KINDS)('%s reads as reviewed', (kind) => {
    const { subject, body } = noticeText(FACTS[kind], knows(language));
    const reviewed = readFileSync(`${import.meta.dirname}/texts/notice-${kind}.${language}.txt`, 'utf8');
    expect(`${subject}\n\n${body}\n`).toBe(reviewed);
  });
});

test('docs/setup.md says of every kind whom it reaches, in both languages', () => {
  const page = readFileSync(new URL('../../docs/setup.md', import.meta.url), 'utf8');
  const tables = ['| notice | told |', '| 通知 | 内容 |'].map(
    (head) => page.slice(page.indexOf(head)).split('\n\n')[0] ?? '',
  );
  for (const table of tables) {
    const kinds = rowsOf(table).flatMap(([cell = '']) => spansOf(cell));
    expect(kinds.sort()).toEqual([...KINDS].sort());
  }
});

const text = (facts: readonly NoticeFacts[], more: Partial<NoticeKnowledge> = {}): string => {
  const { subject, body } = noticeText(facts, knows('en', more));
  return `${subject}\n${body}`;
};

describe('what is told', () => {
  test('of the first version has nothing to compare with, and of one without a change in meaning says so', () => {
    expect(text([{ kind: 'agreement-version', agreement: BEFORE, from: FROM }])).toContain('It is the first version.');
    const same = new Map(versions).set('same' as AgreementHash, { terms: small, signatures: [] });
    const said = text(
      [{ kind: 'agreement-version', agreement: BEFORE, from: FROM, against: 'same' as AgreementHash }],
      {
        versions: same,
      },
    );
    expect(said).toContain('nothing changes in meaning');
  });

  test('of a version with many changes is shortened, and says how to see all', () => {
    const behaviours = Array.from({ length: 30 }, (_, n) => ({ ...priceList, id: `rule-${n}` }));
    const many: Agreement = agreementSchema.parse({ ...small, scoring: { ...small.scoring, behaviours } });
    const hash = agreementHash(many);
    const said = text([{ kind: 'agreement-version', agreement: hash, from: FROM, against: BEFORE }], {
      versions: new Map(versions).set(hash, { terms: many, signatures: [] }),
    });
    expect(said.split('\n').filter((line) => line.startsWith('- ')).length).toBe(12);
    expect(said).toMatch(/… and \d+ more/);
    expect(said).toContain(`baton agreement diff ${BEFORE.slice(0, 12)} ${hash.slice(0, 12)}`);
  });

  test('to a head who is no member asks for no confirmation; in a conversation it names whom it concerns', () => {
    const facts = FACTS['agreement-version'];
    expect(text(facts, { member: undefined })).not.toContain('confirm');
    const shared = text(facts, { member: undefined, concerns: ['鈴木 健', 'Anna Miller'] });
    expect(shared).toContain('For: 鈴木 健, Anna Miller');
    expect(shared).toContain('--as <member>');
  });

  test('of many at once names the first twenty', () => {
    const facts = Array.from({ length: 300 }, (_, n) => ({ ...FACTS.held[1], name: `Ann ${n}` }) as FactsOf<'held'>);
    const said = text(facts);
    expect(said).toContain('300 leads wait');
    expect(said.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(20);
    expect(said).toContain('… and 280 more');
  });

  test('has no lines but its own, and nothing that a mail or a chat cannot hold, whatever a lead typed', () => {
    const typed = fc.string({ unit: 'binary', maxLength: 400 });
    const lines = text(FACTS['deadline-missed']).split('\n').length;
    fc.assert(
      fc.property(typed, typed, (name, company) => {
        const [first, second] = FACTS['deadline-missed'];
        const said = text([{ ...first, name, company } as FactsOf<'deadline-missed'>, ...(second ? [second] : [])]);
        expect(said.split('\n')).toHaveLength(lines);
        expect(said.isWellFormed()).toBe(true);
        expect(said).not.toMatch(/[^\P{Cc}\n\t]/u);
        expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThanOrEqual(300);
      }),
    );
  });
});
