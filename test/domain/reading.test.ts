/** How values are read before they are compared: tolerant of width and case, strict about what is a number. */
import { describe, expect, test } from 'vitest';
import { readNumber } from '../../src/domain/reading.ts';
import { score } from '../../src/domain/score.ts';
import { leadOf, NOW, scoring, shipped } from '../support/judging.ts';

describe('reading values', () => {
  test.each([
    ['1,234', 1234],
    ['１２３４', 1234],
    ['¥50,000,000', 50_000_000],
    ['￥５０，０００', 50_000],
    ['300名', 300],
    ['12.5%', 12.5],
    ['1.0E8', 100_000_000],
    ['−3', -3],
    [' 7 ', 7],
  ])('%s is the number %d', (text, number) => {
    expect(readNumber(text)).toBe(number);
  });

  test.each([
    'NaN',
    '1e400',
    'Infinity',
    '',
    '1,5',
    '1,23,456',
    '100-499',
    '500+',
    '0x10',
    'about 5',
    `1${'0'.repeat(50)}`,
    null,
    true,
    Number.NaN,
  ])('%s is no number, and gets no points', (value) => {
    expect(readNumber(value)).toBeUndefined();
    const banded = scoring([{ id: 'size', field: 'employees', bands: [{ from: 1, points: 5 }], otherwise: 3 }], []);
    expect(score(leadOf({ employees: value }), banded, NOW).total).toBe(0);
  });

  test.each([
    ['代表取締役社長', 30],
    ['営業部長', 30],
    ['営業部長代理', 15],
    ['社長秘書', 15],
    ['VP Sales', 30],
    ['Ｄｉｒｅｃｔｏｒ of IT', 30],
    ['Doctor', 15],
    ['Contractor', 15],
    ['MVP', 15],
    ['担当', 15],
    ['学生', 0],
  ])('the title %s gets %d points', (title, points) => {
    expect(score(leadOf({ title }), shipped, NOW).attribute).toBe(points);
  });

  test('width, case and outer space do not count', () => {
    expect(score(leadOf({ industry: ' ｉｔ　' }), shipped, NOW).attribute).toBe(10);
  });

  test('a gap in a table is worth nothing', () => {
    expect(score(leadOf({ growth: 7, budget: 60_000_000, timeframe: '6-12-months' }), shipped, NOW).lines).toEqual([]);
  });
});
