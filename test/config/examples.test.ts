/** The worked examples beside the agreement hold, and one that does not is told. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runExamples } from '../../src/config/examples.ts';
import { MAPPINGS, shipped } from '../support/judging.ts';

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
