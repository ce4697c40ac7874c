import { describe, expect, test } from 'vitest';
import { renderExplain } from '../../src/cli/render/explain.ts';
import { namesOf } from '../../src/domain/agreement/names.ts';
import { iso } from '../../src/domain/instant.ts';
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
  ['ja', '質          適合・行動 A1  六軸 B  最優先で追う(暫定)'],
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
