/** One lead explained on one screen: 25 lines of 80 columns, whatever people are called, and the answer in the first three. */
import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { describe, expect, test } from 'vitest';
import { renderExplain } from '../../src/cli/render/explain.ts';
import { namesOf } from '../../src/domain/agreement/names.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Score } from '../../src/domain/score.ts';
import { type Language, texts } from '../../src/domain/texts/index.ts';
import type { ExplainReport } from '../../src/ports/explanation.ts';
import { reportOf } from '../support/explained.ts';
import { ago, agreement, agreementHash, aLead, anMql, FITTING, handedOn, hence, NOW } from '../support/people.ts';

const LANGUAGES: readonly Language[] = ['ja', 'en'];
const lines = (report: ExplainReport, language: Language): readonly string[] =>
  renderExplain(report, language, 'Asia/Tokyo').split('\n');

const CALL = { direction: 'out', outcome: 'connected' };
const busy = handedOn()
  .touched('takahashi', 'call', hence({ hours: 5 }), CALL)
  .did('webinar-attended', ago({ hours: 200 }))
  .did('price-list-downloaded', ago({ hours: 100 }))
  .did('quote-requested', ago({ hours: 90 }));
const busyReport = reportOf(busy, {}, NOW.add({ hours: 26 }));

describe('as reviewed', () => {
  const fixture = (name: string): string => `${import.meta.dirname}/../domain/texts/${name}`;
  const shown = (report: ExplainReport, language: Language): string =>
    `${renderExplain(report, language, 'Asia/Tokyo').replace(agreementHash.slice(0, 12), '<agreement>')}\n`;

  test.each(LANGUAGES)('a lead that went all the way, in %s', async (language) => {
    await expect(shown(busyReport, language)).toMatchFileSnapshot(fixture(`explain-sql.${language}.txt`));
  });

  test.each(LANGUAGES)('a lead that has some way to go, in %s', async (language) => {
    const lead = aLead().with(FITTING).inSalesforce({ bantBudget: 'studied' });
    await expect(shown(reportOf(lead), language)).toMatchFileSnapshot(fixture(`explain-lead.${language}.txt`));
  });
});

describe('the first three lines', () => {
  test.each(LANGUAGES)('say stage, owner and what is missing, in %s', (language) => {
    const { explain: t, words } = texts(language);
    const [stage, owner, missing] = lines(busyReport, language);
    expect(stage).toContain(t.stage);
    expect(stage).toContain(words.stage.sql);
    expect(owner).toContain(t.owner);
    expect(owner).toContain('高橋 誠');
    expect(missing).toContain(t.missing);
    expect(missing).toContain(t.notByRule);
  });

  test('name items of BANT as the agreement does, in the reader’s language', () => {
    const mql = reportOf(anMql().state({ version: 1, stage: 'mql' }));
    const said = (language: Language): string => lines(mql, language).slice(2, 4).join(' ').replaceAll(/\s+/g, ' ');
    expect(said('ja')).toContain('未確認: 予算・決裁権・必要性・導入時期');
    expect(said('en')).toContain('to ask: Budget, Authority, Need, Timeframe');
  });

  test.each<[Language, string, Partial<NonNullable<ExplainReport['asOf']>>, boolean, string]>([
    ['en', 'as known then', {}, true, 'As of 2026-11-20 12:00, as known then, under <agreement> (in force then)'],
    ['en', 'in hindsight', { hindsight: true }, true, 'with what is known today, under <agreement> (in force then)'],
    ['en', 'not known', { known: false }, true, 'not known then, under <agreement> (in force then)'],
    [
      'en',
      'as first seen',
      { known: false, firstSeenAt: hence({ hours: 48 }) },
      false,
      'not known then: as first seen on 2026-11-22, under <agreement> (none was in force then: a rehearsal)',
    ],
    ['ja', 'as known then', {}, true, '時点 2026-11-20 12:00 に把握していた内容、合意書 <agreement>(当時発効中)'],
    [
      'ja',
      'as first seen',
      { known: false, firstSeenAt: hence({ hours: 48 }) },
      false,
      '2026-11-20 12:00 には未把握のため、初めて確認した 2026-11-22 の内容、合意書 <agreement>(当時発効した版なし: 試行)',
    ],
  ])('are followed, in %s, by a past moment, %s', (language, _, changes, inForce, text) => {
    const asOf = { at: iso(NOW), hindsight: false, known: true, ...changes };
    const all = lines(reportOf(anMql(), { asOf, inForce }), language);
    const said = all.slice(3).join('').replaceAll(/\s+/g, '').replaceAll(agreementHash.slice(0, 12), '<agreement>');
    expect(said).toContain(text.replaceAll(' ', ''));
    expect(said.match(/<agreement>/g)).toHaveLength(1);
    expect(all.slice(0, 3)).toEqual(lines(reportOf(anMql()), language).slice(0, 3));
  });

  test.each<[string, Partial<ExplainReport>, string]>([
    ['stands', { standing: 'before-baseline' }, 'stood qualified before the baseline'],
    ['waits at the gate', { standing: 'gate' }, 'waits at the closed gate'],
    [
      'is held',
      {
        missing: [
          { id: 'timeframe', ask: 'marketing' },
          { id: 'x', label: { en: 'Reason', ja: '根拠' }, ask: 'inside-sales' },
        ],
      },
      'held until known: timeframe (Marketing), Reason (Inside sales)',
    ],
    [
      'is excluded',
      { excluded: [{ id: 'student', label: { en: 'Student', ja: '学生' } }] },
      'excluded by the agreement',
    ],
    ['was sent back', { againAt: iso(NOW) }, 'sent back: may qualify again from 2026-11-20 12:00'],
    [
      'waits for room',
      { missing: [{ id: 'capacity', ask: 'inside-sales' }] },
      'held: sales takes no lead of its cell just now',
    ],
    ['has no owner', { owner: undefined }, 'nobody (Marketing)'],
  ])('say that a lead %s', (_, changes, text) => {
    expect(lines(reportOf(aLead(), changes), 'en').slice(0, 3).join('\n')).toContain(text);
  });
});

test.each<[ExplainReport['idle'], Language, string]>([
  [undefined, 'en', 'nothing: the MQL rule holds'],
  ['unarmed', 'en', 'the MQL rule holds; nothing is decided yet: `baton arm`'],
  ['stopped', 'en', 'the MQL rule holds; nothing is decided while Baton is stopped'],
  ['distrusted', 'ja', 'MQLの条件は満たしていますが、台帳を検算できないため決定していません'],
  ['unarmed', 'ja', 'MQLの条件は満たしていますが、書き込みが未許可のため決定していません'],
])('a lead that qualifies while Baton decides nothing (%s) is not said to lack nothing, in %s', (idle, language, text) => {
  const said = lines(reportOf(anMql(), { idle, stage: 'lead' }), language)
    .slice(0, 4)
    .join(' ')
    .replaceAll(/ +/g, ' ');
  expect(said).toContain(text);
});

test.each<[Language, string]>([
  ['en', 'Quality     fit and interest A1  six axes B  Pursue now (provisional)'],
  ['ja', '質          適合・行動 A1  六軸 B  最優先で追う（暫定）'],
])('grades and the place in the matrix stand on one line, in %s', (language, line) => {
  const report = reportOf(aLead(), {
    grade: { fit: 'A', engagement: '1' },
    quality: { grade: 'B', possible: [], provisional: false, nextAt: undefined },
    placing: { cell: 'now', soon: 'soon', size: 'large', provisional: true, missing: [] },
    names: { ...namesOf(agreement), cell: { now: { en: 'Pursue now', ja: '最優先で追う' } } },
  });
  expect(lines(report, language)).toContain(line);
});

test('what will change by itself is told with its day, its points and what becomes of the rules', () => {
  const report = reportOf(aLead(), {
    forecast: [
      {
        at: iso(NOW.add({ hours: 24 })),
        points: [{ rule: 'x', label: { en: 'Inquiry sent', ja: 'お問い合わせ' }, change: -20 }],
        total: 55,
        temperature: 'warm',
        mql: 'no',
      },
    ],
    changesAt: iso(NOW.add({ hours: 24 })),
  });
  expect(lines(report, 'en')).toContain('Next change 2026-11-21 −20 Inquiry sent, MQL rule no longer holds → 55, warm');
});

/** Wide and narrow, of several code units, and with what somebody might type to do harm. */
const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('𠮷野家'.repeat(30), '👩‍👩‍👧‍👦'.repeat(30), '🇯🇵'.repeat(50), 'é'.repeat(90)),
  fc.constantFrom('a\nb', 'a\r\nb', '\u001b[2J\u001b[31m', '\u202eevil', 'a\u2028b', '\ttab', '\ud800', '\0'),
);
const label = fc.record({ en: typed, ja: typed });
const scores: fc.Arbitrary<Score> = fc
  .array(
    fc.record({
      rule: fc.constant('r'),
      label,
      part: fc.constantFrom('attribute' as const, 'behaviour' as const),
      points: fc.integer({ min: -1000, max: 1000 }),
      evidence: fc.option(fc.record({ system: fc.constant('hubspot' as const), object: typed, id: typed }), {
        nil: undefined,
      }),
      at: fc.constantFrom(iso(NOW), undefined),
    }),
    { maxLength: 60 },
  )
  .map((all) => ({ attribute: 0, behaviour: 0, total: 0, lines: all, temperature: 'cold' as const }));
const reports: fc.Arbitrary<ExplainReport> = fc
  .record({
    of: fc.constantFrom(busyReport, reportOf(anMql()), reportOf(aLead())),
    name: typed,
    company: typed,
    email: typed,
    owner: fc.option(typed, { nil: undefined }),
    to: typed,
    missed: fc.subarray(['first-contact', 'status-update', 'meeting']),
    value: typed,
    score: scores,
    held: fc.array(typed, { maxLength: 30 }),
    missing: fc.array(
      fc.record({ id: typed, label: fc.option(label, { nil: undefined }), ask: fc.constant('marketing' as const) }),
      {
        maxLength: 12,
      },
    ),
    grade: fc.constantFrom({ fit: 'A', engagement: '1' } as const, undefined),
    account: fc.option(
      fc.oneof(
        fc.record({
          by: fc.constantFrom('record' as const, 'domain' as const, 'name' as const),
          record: fc.constant({ system: 'salesforce' as const, object: 'account' as const, id: '001' }),
          name: typed,
          owner: fc.option(typed, { nil: undefined }),
        }),
        fc.record({ by: fc.constant('several' as const), count: fc.integer({ min: 2, max: 99 }) }),
      ),
      { nil: undefined },
    ),
    forecast: fc.array(
      fc.record({
        at: fc.constant(iso(NOW)),
        points: fc.array(fc.record({ rule: fc.constant('r'), label, change: fc.integer({ min: -99, max: 99 }) }), {
          maxLength: 8,
        }),
        total: fc.integer(),
        temperature: fc.constant('warm' as const),
        mql: fc.constantFrom('no' as const, undefined),
      }),
      { maxLength: 5 },
    ),
    idle: fc.constantFrom('unarmed' as const, undefined),
    standing: fc.constantFrom('gate' as const, undefined),
    inForce: fc.boolean(),
    asOf: fc.option(
      fc.record({
        at: fc.constant(iso(NOW)),
        hindsight: fc.boolean(),
        known: fc.boolean(),
        firstSeenAt: fc.constantFrom(iso(NOW), undefined),
      }),
      { nil: undefined },
    ),
  })
  .map(({ of, to, missed, value, ...changes }) => ({
    ...of,
    ...changes,
    evidence: of.evidence.map((item) => ({ ...item, value })),
    handoffs: [...of.handoffs, ...of.handoffs].map((view) => ({ ...view, to, handoff: { ...view.handoff, missed } })),
  }));

describe('the screen', () => {
  test('is never more than 25 lines of 80 columns', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(...LANGUAGES), (report, language) => {
        const all = lines(report, language);
        expect(all.length).toBeLessThanOrEqual(25);
        for (const line of all) expect(stringWidth(line)).toBeLessThanOrEqual(80);
        const [stage, owner, missing] = all;
        const { explain: t } = texts(language);
        expect([stage?.startsWith(t.stage), owner?.startsWith(t.owner), missing?.startsWith(t.missing)]).toEqual([
          true,
          true,
          true,
        ]);
      }),
    );
  });

  test('holds nothing that steers the terminal, whatever a lead typed', () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(...LANGUAGES), (report, language) => {
        const text = renderExplain(report, language, 'Asia/Tokyo');
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });

  test('counts a character as wide as it stands: 𠮷 and 山 take two columns, A one', () => {
    const name = '𠮷山A'.repeat(40);
    const line = lines(reportOf(anMql(), { name }), 'ja')[3] ?? '';
    const width = [...line].reduce((sum, one) => sum + (one === '𠮷' || one === '山' ? 2 : 1), 0);
    expect(width).toBeGreaterThan(77);
    expect(width).toBeLessThanOrEqual(80);
    expect(line.endsWith('…')).toBe(true);
  });

  test('shows the weightiest lines of a long score and says how many more there are', () => {
    const [first] = busyReport.score.lines;
    if (first === undefined) throw new Error('no line');
    const { rule, label, part } = first;
    const many = Array.from({ length: 60 }, (_, n) => ({ rule, label, part, points: n }));
    const all = lines({ ...busyReport, score: { ...busyReport.score, lines: many } }, 'en');
    expect(all).toHaveLength(25);
    const shown = all.filter((line) => / {10}\d\d {2}Company size/.test(line));
    expect(shown[0]).toContain(' 59 ');
    expect(all.join('\n')).toContain(`… and ${60 - shown.length} more lines`);
  });

  test.each(LANGUAGES)('says wholly what is missing, over as many lines as it takes, in %s', (language) => {
    const { explain: t } = texts(language);
    const report = reportOf(aLead().with(FITTING));
    const said = lines(report, language).slice(2, 7).join('').replaceAll(/\s+/g, '');
    for (const leaf of report.next?.verdict.because ?? [])
      expect(said).toContain(t.leaf(leaf, (item) => item).replaceAll(/\s+/g, ''));
    expect(report.next?.verdict.because.length).toBeGreaterThan(1);
  });

  test('shows all lines of a score that fits', () => {
    const all = lines(reportOf(anMql()), 'en').join('\n');
    for (const { label: said } of reportOf(anMql()).score.lines) expect(all).toContain(said.en);
    expect(all).not.toContain('more lines');
  });
});
