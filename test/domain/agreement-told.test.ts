/** An agreement and its changes are told whole, in both languages, in the words of those who sign. */
import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderAgreement } from '../../src/cli/render/agreement.ts';
import { type Change, diffAgreements, THINGS } from '../../src/domain/agreement/difference/index.ts';
import { tellChanges } from '../../src/domain/agreement/tell/change.ts';
import { tellAgreement } from '../../src/domain/agreement/tell/index.ts';
import { type Agreement, agreementShape, type Condition } from '../../src/domain/agreement/vocabulary.ts';
import { type Language, texts } from '../../src/domain/texts/index.ts';
import { aChange, everyChange, small } from '../support/changed-agreements.ts';
import { shipped } from '../support/judging.ts';

const LANGUAGES = ['en', 'ja'] as const;
const told = (agreement: Agreement, language: Language): string => renderAgreement(tellAgreement(agreement, language));
const said = (b: Agreement, language: Language, a: Agreement = small): readonly string[] =>
  tellChanges(diffAgreements(a, b), { a, b }, language);
const changes = everyChange(small).map((one) => ({ ...one, differences: diffAgreements(small, one.agreement) }));

describe.each(LANGUAGES)('the agreement in %s', (language) => {
  test('reads as reviewed', async () => {
    const reviewed = `${import.meta.dirname}/texts/agreement.${language}.txt`;
    await expect(`${told(small, language)}\n`).toMatchFileSnapshot(reviewed);
  });

  test('fits 100 columns', () => {
    const lines = [small, shipped].flatMap((agreement) => told(agreement, language).split('\n'));
    expect(lines.filter((line) => stringWidth(line) > 100)).toEqual([]);
  });

  test('tells every value but ids, and the texts of its own language', () => {
    const other = language === 'en' ? 'ja' : 'en';
    // Ids are for the file; `baton` is its format; what has no effect beside `present` or in another order is not told.
    const unsaid = new RegExp(`(\\.${other}|\\.id|\\.type|^baton|groups\\.\\w+)$`);
    const whole = (agreement: Agreement): string => JSON.stringify(tellAgreement(agreement, language));
    const before = whole(small);
    const same = changes.filter(({ by, agreement }) => by === 'value' && whole(agreement) === before);
    expect(same.map(({ at }) => at).filter((at) => !unsaid.test(at))).toEqual([]);
  });
});

describe.each(LANGUAGES)('a change in %s', (language) => {
  test('is a sentence of its own, with words for every key', () => {
    for (const { at, by, agreement, differences } of changes) {
      const sentences = tellChanges(differences, { a: small, b: agreement }, language);
      expect(sentences.length, at).toBe(differences.length);
      for (const sentence of sentences) {
        expect(sentence, `${at} ${by}`).toMatch(/\S/);
        expect(sentence, `${at} ${by}`).not.toMatch(/undefined|\[object|[：:] *$|: ,|：、/);
      }
    }
  });

  test('says where it leads: no value becomes another without being seen to', () => {
    const changed = changes
      .filter(({ by }) => by === 'value')
      .flatMap(({ at, agreement, differences }) =>
        tellChanges(differences, { a: small, b: agreement }, language).map((sentence) => ({ at, sentence })),
      );
    const unseen = changed.filter(({ sentence }) => {
      const [, from, to] = /[：:] ?(.*) → (.*)$/.exec(sentence) ?? [];
      return from !== undefined && from === to;
    });
    expect(unseen).toEqual([]);
  });

  test('is told of any two agreements', () => {
    fc.assert(
      fc.property(aChange, aChange, ({ agreement: a }, { agreement: b }) => {
        expect(said(b, language, a).length).toBe(diffAgreements(a, b).length);
      }),
    );
  });

  test('has a word for every key that an agreement can have', () => {
    const { part } = texts(language).changes;
    expect(keysOf(z.toJSONSchema(agreementShape, { io: 'input' })).filter((key) => !Object.hasOwn(part, key))).toEqual(
      [],
    );
  });
});

/** Ids of tables (axes, criteria) have labels instead. */
const IDS: ReadonlySet<string> = new Set([
  ...[
    'authority',
    'need',
    'timeframe',
    'budget',
    'decision-maker',
    'product-understanding',
    'competition',
    'relationship',
  ],
]);

function keysOf(schema: unknown): readonly string[] {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      if (key === 'properties' && typeof inner === 'object' && inner !== null)
        for (const name of Object.keys(inner)) if (!IDS.has(name)) found.add(name);
      look(inner);
    }
  };
  look(schema);
  return [...found];
}

describe('the sentences', () => {
  const mql = (rule: Condition): Agreement => ({ ...small, rules: { ...small.rules, mql: rule } });
  const [priceList, ...others] = small.scoring.behaviours;
  const [toIs, ...handoffs] = small.handoffs;
  if (priceList === undefined || toIs === undefined) throw new Error('too small');
  const behaviours = (...list: typeof small.scoring.behaviours): Agreement => ({
    ...small,
    scoring: { ...small.scoring, behaviours: list },
  });
  const total = (atLeast: number): Agreement =>
    mql({
      all: [
        { score: 'total', atLeast },
        { attribute: 'employees', atLeast: 100 },
      ],
    });

  test.each<[string, Agreement, Agreement, readonly string[], readonly string[]]>([
    [
      'a threshold',
      total(70),
      total(65),
      ['MQL threshold (total score): 70 → 65'],
      ['MQLのしきい値(合計スコア)：70点 → 65点'],
    ],
    [
      'points',
      small,
      behaviours({ ...priceList, points: 15 }, ...others),
      ['Price list downloaded: 20 → 15 points'],
      ['価格表のダウンロード：20点 → 15点'],
    ],
    [
      'a deadline',
      small,
      {
        ...small,
        handoffs: [
          { ...toIs, deadlines: [{ name: 'first-contact', within: '24 hours' }, ...toIs.deadlines.slice(1)] },
          ...handoffs,
        ],
      },
      ['First contact, marketing to inside sales: 3 business days → 24 hours'],
      ['初回接触の期限(マーケティング → インサイドセールス)：3営業日 → 24時間'],
    ],
    [
      'a rule more',
      behaviours(...others),
      small,
      [
        'New rule: Price list downloaded: 20 points (downloaded the price list, only once, within 90 days, halved every 30 days)',
      ],
      ['新しい規則：価格表のダウンロード：20点(価格表ダウンロード、何度でも一度だけ、直近90日、30日ごとに半減)'],
    ],
    [
      'a condition more',
      total(70),
      mql({ all: [{ score: 'total', atLeast: 70 }, { attribute: 'employees', atLeast: 100 }, { stage: ['lead'] }] }),
      ['MQL rule, condition added: stage is Lead'],
      ['MQLの条件に条件を追加：段階がリード'],
    ],
    ['nothing', small, small, [], []],
  ])('%s', (_, a, b, english, japanese) => {
    expect(said(b, 'en', a)).toEqual(english);
    expect(said(b, 'ja', a)).toEqual(japanese);
  });

  test('every sort of change occurs', () => {
    const sorts = new Set<Change['what']>(changes.flatMap(({ differences }) => differences.map(({ what }) => what)));
    expect([...sorts].sort()).toEqual([...THINGS].sort());
  });
});
