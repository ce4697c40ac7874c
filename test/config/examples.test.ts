/** The worked examples beside the agreement hold, and one that does not is told. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { runExamples } from '../../src/config/examples.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { MAPPINGS, shipped as tested } from '../support/judging.ts';

const shipped = readAgreement({ path: join(MAPPINGS, 'agreement.yaml') }).terms;
const folder = join(MAPPINGS, 'examples');
const results = readdirSync(folder).flatMap((name) => runExamples(shipped, [{ path: join(folder, name) }]));

describe('the shipped agreement', () => {
  test.each(results.map((result) => [result.name, result] as const))('%s', (_, result) => {
    expect(result.differences).toEqual([]);
    expect(result.ok).toBe(true);
  });

  test('has an example of every temperature and every answer', () => {
    expect(new Set(results.map(({ score }) => score.temperature))).toEqual(new Set(['hot', 'warm', 'cold']));
    expect(new Set(results.map(({ qualification }) => qualification.sql.holds))).toEqual(
      new Set(['yes', 'no', 'unknown']),
    );
    expect(new Set(results.map(({ qualification }) => qualification.mql.holds))).toEqual(new Set(['yes', 'no']));
  });
});

test('an example that does not hold says what was expected, what came out, and where it stands', () => {
  const text = `examples:
  - name: good
    person: { fields: { title: 部長 } }
    expect: { attribute: 30 }
  - name: bad
    person: { fields: { title: 部長 }, activities: [{ kind: inquiry-sent, ago: 2 hours }] }
    expect: { total: 51, mql: yes, lines: { inquiry: 25 }, evidence: { need: met, fun: open } }
`;
  const [good, bad] = runExamples(shipped, [{ name: 'mine.yaml', text }]);
  expect(good?.ok).toBe(true);
  expect(bad).toMatchObject({ file: 'mine.yaml', line: 5, ok: false });
  expect(bad?.differences).toEqual([
    { what: 'total', expected: '51', actual: '50' },
    { what: 'mql', expected: 'yes', actual: 'no' },
    { what: 'lines.inquiry', expected: '25', actual: '20' },
    { what: 'evidence.need', expected: 'met', actual: 'open' },
    { what: 'evidence.fun', expected: 'open', actual: 'absent' },
  ]);
});

test('what rests on other sections is compared too: exclusions, matrix, criteria, axes, grade, handoffs', () => {
  const label = { en: 'x', ja: 'x' };
  const says = (when: object): object => ({ says: label, when });
  const axes = ['timeframe', 'budget', 'authority', 'need', 'icp', 'behaviour'] as const;
  const head = { attribute: 'title', contains: ['部長'] };
  const agreement = agreementSchema.parse({
    ...tested,
    scoring: { ...tested.scoring, exclusions: [{ id: 'student', label, when: { attribute: 'title', in: ['学生'] } }] },
    criteria: { 'decision-maker': { label, mql: says(head), sql: says({ attribute: 'budget', atLeast: 1 }) } },
    quality: {
      axes: Object.fromEntries(axes.map((axis) => [axis, { label, high: head }])),
      grades: [{ id: 'A', label, when: { axis: 'icp', is: 'high' } }],
    },
    matrix: {
      soon: { label, steps: ['now', 'later'].map((id, at) => ({ id, label, when: at === 0 ? head : { not: head } })) },
      size: {
        label,
        steps: ['large', 'small'].map((id) => ({
          id,
          label,
          when: { attribute: 'employees', atLeast: 1 },
          provisionally: head,
        })),
      },
      cells: [{ id: 'best', label, soon: 'now', size: 'large', means: label }],
    },
  });
  const text = `examples:
  - name: right
    person: { fields: { title: 部長 } }
    expect:
      excluded: []
      cell: best
      provisional: true
      criteria: { mql: { decision-maker: yes }, sql: { decision-maker: unknown } }
      axes: { need: high }
      quality: A
      handoffs: { marketing-to-is: yes }
  - name: wrong
    person: { fields: { title: 学生 } }
    expect:
      excluded: []
      cell: best
      provisional: true
      criteria: { mql: { decision-maker: yes, budget: yes } }
      axes: { need: high }
      quality: A
      handoffs: { marketing-to-nobody: yes }
`;
  const [right, wrong] = runExamples(agreement, [{ name: 'mine.yaml', text }]);
  expect(right?.differences).toEqual([]);
  expect(wrong?.differences.map(({ what, actual }) => `${what} ${actual}`)).toEqual([
    'excluded student',
    'cell unknown',
    'provisional false',
    'criteria.mql.decision-maker no',
    'criteria.mql.budget absent',
    'axes.need low',
    'quality unknown',
    'handoffs.marketing-to-nobody absent',
  ]);
});
