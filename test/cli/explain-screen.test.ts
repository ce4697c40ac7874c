/** One lead on one screen: 25 lines of 80 columns, whatever anybody typed and however much there is to say. */
import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { describe, expect, test } from 'vitest';
import { renderExplain } from '../../src/cli/render/explain.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Score } from '../../src/domain/score.ts';
import { type Language, texts } from '../../src/domain/texts/index.ts';
import type { ExplainReport } from '../../src/ports/explanation.ts';
import { reportOf } from '../support/explained.ts';
import { ago, aLead, anMql, FITTING, handedOn, hence, NOW } from '../support/people.ts';

const LANGUAGES: readonly Language[] = ['ja', 'en'];
const lines = (report: ExplainReport, language: Language): readonly string[] =>
  renderExplain(report, language, 'Asia/Tokyo').split('\n');

const busy = handedOn()
  .touched('takahashi', 'call', hence({ hours: 5 }), { direction: 'out', outcome: 'connected' })
  .did('webinar-attended', ago({ hours: 200 }))
  .did('price-list-downloaded', ago({ hours: 100 }))
  .did('quote-requested', ago({ hours: 90 }));
const busyReport = reportOf(busy, {}, NOW.add({ hours: 26 }));

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
