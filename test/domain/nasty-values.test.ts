/** Whatever a CRM puts into a field, judging neither stops nor jumps: what is not surely a number gives no points, and equal leads get equal verdicts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/domain/agreement/condition.ts';
import { type Agreement, agreementSchema, type Condition } from '../../src/domain/agreement/schema.ts';
import { companyKey } from '../../src/domain/company-name.ts';
import type { Lead } from '../../src/domain/lead.ts';
import { mergeFields } from '../../src/domain/lead.ts';
import { qualify } from '../../src/domain/qualify.ts';
import { readNumber } from '../../src/domain/reading.ts';
import type { Fields, FieldValue } from '../../src/domain/record.ts';
import { score } from '../../src/domain/score.ts';
import { activity, leadOf, NOW, shipped, subjectOf } from '../support/judging.ts';

/** Patience with a noisy machine, not a measure: each takes a fraction of a second. */
const PATIENCE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

const label = { en: 'x', ja: 'x' };
/** Rules of every kind over every field, the ones with an odd name too. */
const curious: Agreement = agreementSchema.parse({
  ...shipped,
  scoring: {
    ...shipped.scoring,
    attributes: [
      ...shipped.scoring.attributes,
      {
        id: 'company',
        label,
        field: 'company',
        values: [{ in: ['株式会社エー', 'B Co., Ltd.'], points: 3 }],
        otherwise: 1,
      },
      { id: 'constructor', label, field: 'constructor', bands: [{ from: 1, points: 4 }], otherwise: 2 },
      { id: 'proto', label, field: '__proto__', values: [{ contains: ['x'], points: 5 }] },
    ],
  },
  evidence: {
    ...shipped.evidence,
    budget: { ...shipped.evidence['budget'], levels: ['none', 'studied', 'approved'] },
    constructor: { ...shipped.evidence['need'], field: 'constructor', confirmed: { field: 'toString', in: ['yes'] } },
  },
});

const CONDITIONS: readonly Condition[] = [
  { attribute: 'employees', atLeast: 100 },
  { attribute: 'employees', atMost: 100, present: true },
  { attribute: 'title', contains: ['部長', 'cto'] },
  { attribute: 'industry', in: ['IT', 1, true] },
  { attribute: 'company', in: ['株式会社エー'] },
  { attribute: 'constructor', present: true },
  { attribute: '__proto__', present: false },
  { attribute: 'toString', in: ['function'] },
  { activity: 'site-visited', where: { page: 'price', constructor: ['x', 1] } },
  { evidence: { atLeast: 1, of: ['constructor', 'budget'] } },
  { level: { of: 'budget', atLeast: 'studied' } },
  { not: { attribute: 'growth', atLeast: 0 } },
  shipped.rules.mql,
  shipped.rules.sql,
];

const FIELDS = [
  'employees',
  'growth',
  'budget',
  'industry',
  'region',
  'title',
  'timeframe',
  'company',
  'bantBudget',
  'bantNeed',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'value',
];

/** No person and no CRM would mean a number by it; each stands inside other text as well. */
const NO_NUMBERS = [
  'x',
  '約',
  '〜',
  '以上',
  '²',
  '①',
  '₂',
  '½',
  '٣',
  '㈠',
  '\u0000',
  '\uD800',
  '𠮷',
  '👩‍👩‍👧',
  '1-2',
  '::',
];
const NASTY: readonly FieldValue[] = [
  null,
  true,
  false,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  1e300,
  '',
  ' ',
  'NaN',
  'Infinity',
  '1e400',
  '-1e400',
  '1,5',
  '1,23,456',
  '0x1F',
  '2026-12-04',
  '2026-12-04T09:00',
  '2026-02-30T00:00:00',
  '1970-01-01T00:00:00+25:00',
  'approvd',
  'APPROVED ',
  '株式会社',
  'Co., Ltd.',
  'constructor',
  '__proto__',
  '\uDC00\uD800',
  '\u202Eabc',
  'ﷺ',
  '=1+1',
  ...NO_NUMBERS,
];

const notNumber = fc.oneof(
  fc
    .constantFrom(...NASTY.filter((value) => typeof value !== 'number' || !Number.isFinite(value)))
    .filter((value) => value !== null && value !== ''),
  fc
    .tuple(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(...NO_NUMBERS),
      fc.oneof(fc.nat().map(String), fc.string({ maxLength: 6 })),
    )
    .map((parts) => parts.join('')),
  fc
    .nat({ max: 99_999 })
    .chain((number) =>
      fc.constantFrom(`${number}²`, `①${number}`, `${number}-${number}`, `${number}+`, `約${number}`, `${number}½`),
    ),
);
const anyValue: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double(),
  notNumber,
);
/** With own keys, whatever they are called. */
const anyFields: fc.Arbitrary<Fields> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...FIELDS), anyValue), {
    selector: ([field]) => field,
    maxLength: FIELDS.length,
  })
  .map((entries) => Object.fromEntries(entries));

/** A copy that shares nothing, judged by a copy of the agreement that nothing was prepared for. */
function anew(fields: Fields, agreement: Agreement): [Lead, Agreement] {
  return [
    leadOf(Object.fromEntries(Object.entries(fields)), visits(fields)),
    agreementSchema.parse(structuredClone(agreement)),
  ];
}

/** An activity whose properties are as nasty as the fields. */
function visits(fields: Fields): Lead['activities'] {
  const properties = Object.fromEntries(Object.entries({ ...fields, page: fields['title'] ?? null }));
  return [{ ...activity('site-visited', { hours: 1 }, properties), id: 'visit' }];
}

function everything(lead: Lead, agreement: Agreement): string {
  const subject = subjectOf(lead, agreement);
  return JSON.stringify([score(lead, agreement, NOW), qualify(subject), CONDITIONS.map((one) => judge(one, subject))]);
}

describe('whatever stands in the fields', () => {
  test('judging answers, in whole points, and the same for the same', { timeout: PATIENCE_MS }, () => {
    fc.assert(
      fc.property(anyFields, fc.constantFrom(shipped, curious), (fields, agreement) => {
        const lead = leadOf(fields, visits(fields));
        const points = score(lead, agreement, NOW);
        for (const part of [points.total, points.attribute, points.behaviour])
          expect(Number.isSafeInteger(part)).toBe(true);
        expect(points.total).toBe(points.lines.reduce((sum, line) => sum + line.points, 0));
        for (const condition of CONDITIONS)
          expect(['yes', 'no', 'unknown']).toContain(judge(condition, subjectOf(lead, agreement)).holds);
        expect(everything(...anew(fields, agreement))).toBe(everything(lead, agreement));
      }),
      { numRuns: 300 },
    );
  });

  test('what is not surely a number gives no points and answers no comparison', { timeout: PATIENCE_MS }, () => {
    fc.assert(
      fc.property(anyFields, fc.constantFrom('employees', 'growth', 'budget'), notNumber, (fields, field, value) => {
        const { [field]: _, ...without } = fields;
        expect(readNumber(value)).toBeUndefined();
        const total = (known: Fields): number => score(leadOf(known), shipped, NOW).total;
        expect(total({ ...without, [field]: value })).toBe(total(without));
        const comparison: Condition = { attribute: field, atLeast: Number.MIN_SAFE_INTEGER };
        expect(judge(comparison, subjectOf(leadOf({ ...without, [field]: value }))).holds).toBe('unknown');
      }),
      { numRuns: 1_000 },
    );
  });

  test('what surely is one counts the same however it is written', () => {
    const wide = (text: string): string =>
      text.replace(/[0-9,.+-]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (number) => {
        const plain = String(number);
        const grouped = number.toLocaleString('en');
        const total = (employees: FieldValue): number => score(leadOf({ employees }), shipped, NOW).total;
        for (const text of [plain, grouped, wide(plain), wide(grouped), ` ${plain}　`, `${plain}名`, `${plain}.0`]) {
          expect(readNumber(text)).toBe(number);
          expect(total(text)).toBe(total(number));
        }
      }),
    );
  });

  test('a field that is called like something every object has is a field', () => {
    const fields = mergeFields(
      leadOf(
        Object.fromEntries([
          ['__proto__', 'x'],
          ['constructor', '1'],
        ]),
      ),
    );
    expect(Object.keys(fields)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    const held = (condition: Condition, known: Fields): string => judge(condition, subjectOf(leadOf(known))).holds;
    for (const field of ['constructor', '__proto__', 'toString'])
      expect(held({ attribute: field, present: true }, {})).toBe('no');
    expect(score(leadOf({}), curious, NOW).total).toBe(0);
  });
});

describe('a megabyte in a field', () => {
  test.each<[string, string]>([
    ['letters', 'a'],
    ['commas before the end of a name', ','],
    ['points and commas', '., '],
    ['spaces', ' '],
    ['full-width spaces', '　'],
    ['a legal form', '株式会社'],
    ['abbreviated forms', ' co.'],
    ['a title', '部長'],
    ['digits', '9'],
    ['groups of digits', '1,234'],
    ['emoji', '👩‍👩‍👧'],
    ['half surrogate pairs', '\uD800'],
    ['NUL', '\u0000'],
    ['a character that is eighteen', 'ﷺ'],
    ['marks that pile up', 'a\u0301\u0323'],
  ])('%s', { timeout: PATIENCE_MS }, (_, piece) => {
    const text = `${piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE - 1)}x`;
    expect(companyKey(text).length).toBeLessThan(MEGABYTE);
    const fields = Object.fromEntries(FIELDS.map((field) => [field, text]));
    const points = score(leadOf(fields, visits(fields)), curious, NOW);
    expect(Number.isSafeInteger(points.total)).toBe(true);
    // None of it is a number.
    expect(
      points.lines.filter(({ rule }) => ['company-size', 'growth', 'budget', 'constructor'].includes(rule)),
    ).toEqual([]);
    for (const condition of CONDITIONS) judge(condition, subjectOf(leadOf(fields), curious));
  });
});
