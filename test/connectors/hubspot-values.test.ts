import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../connectors/hubspot/plain-text.ts';
import { holds, parse, print } from '../../connectors/hubspot/values.ts';

test.each([
  ['1234', 1234],
  ['1,234', 1234],
  ['1,234,567.5', 1_234_567.5],
  ['１２３４', 1234],
  ['１，２３４', 1234],
  ['-5', -5],
  [' 7 ', 7],
  ['.5', 0.5],
  ['1e3', 1000],
  ['¥5,000,000', 5_000_000],
  ['5000000円', 5_000_000],
])('%j is the number %d', (text, number) => expect(parse(text, 'number')).toBe(number));

test.each([
  'NaN',
  '1e400',
  'Infinity',
  '1,23',
  '12 34',
  '0x10',
  '1.2.3',
  'e5',
  ',',
  '-',
  '12%',
  '1_000',
])('%j is no number', (text) => expect(parse(text, 'number')).toBeUndefined());

test.each(['text', 'number', 'boolean', 'instant'] as const)('empty and blank are null as %s', (type) => {
  for (const empty of [null, '', '  ', '　']) expect(parse(empty, type)).toBeNull();
});

test('moments come as ISO text, epoch milliseconds or a day', () => {
  expect(parse('2026-11-21T09:00:00Z', 'instant')).toBe('2026-11-21T09:00:00.000Z');
  expect(parse('1795219200000', 'instant')).toBe('2026-11-21T00:00:00.000Z');
  expect(parse('2026-11-21', 'instant')).toBe('2026-11-21T00:00:00.000Z');
  for (const bad of ['2026-13-01', 'yesterday', '99999999999999999999']) expect(parse(bad, 'instant')).toBeUndefined();
});

test('yes and no are read in any case, and nothing else is', () => {
  expect([parse('TRUE', 'boolean'), parse('false', 'boolean'), parse('1', 'boolean')]).toEqual([
    true,
    false,
    undefined,
  ]);
});

test('what is printed holds, whatever it is', () => {
  const value = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(value, (each) => {
      const type = typeof each === 'number' ? 'number' : typeof each === 'boolean' ? 'boolean' : 'text';
      expect(holds(print(each, undefined), print(each, undefined), type)).toBe(true);
    }),
  );
});

test('values are compared by what they mean', () => {
  expect(holds('72.0', '72', 'number')).toBe(true);
  expect(holds('2026-11-21T09:00:00Z', '2026-11-21T09:00:00.000Z', 'instant')).toBe(true);
  expect(holds(null, '', 'text')).toBe(true);
  expect(holds(undefined, '', 'number')).toBe(true);
  expect(holds('72', '', 'number')).toBe(false);
  expect(holds('72', '73', 'number')).toBe(false);
  expect(holds('0', '', 'number')).toBe(false);
  expect(holds('A', 'a', 'text')).toBe(false);
});

test('text loses its mark-up, keeps its lines, and stays within an activity', () => {
  expect(plainText('<div>a<br>b</div><script>alert(1)</script><p>c &#65;&#x42; &copy; &lt;i&gt;</p>')).toBe(
    'a\nb\nc AB &copy; <i>',
  );
  expect(plainText('1 < 2 and 3 > 2')).toBe('1 < 2 and 3 > 2');
  expect(plainText('<p> </p>')).toBeUndefined();
  expect(plainText(null)).toBeUndefined();
  expect(plainText('😀'.repeat(30_000))?.isWellFormed()).toBe(true);
  expect(plainText('x'.repeat(40_000))).toHaveLength(32_000);
});
