import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emailKey, normaliseEmail } from '../../src/domain/normalise.ts';

test.each([
  ['Taro.Yamada@Example.JP', 'taro.yamada@example.jp'],
  ['  taro@kaede.example \n', 'taro@kaede.example'],
  ['ｔａｒｏ＠ｋａｅｄｅ．ｅｘａｍｐｌｅ', 'taro@kaede.example'],
  ['\u200btaro@kaede.example\ufeff', 'taro@kaede.example'],
  ['　taro@kaede.example　', 'taro@kaede.example'],
  ['taro..y.@phone.kaede.example', 'taro..y.@phone.kaede.example'],
  ['taro+fair@kaede.example', 'taro+fair@kaede.example'],
  ['太郎@日本.example', '太郎@日本.example'],
])('%j is the address %j', (text, address) => {
  expect(normaliseEmail(text)).toBe(address);
  expect(emailKey(text)).toBe(`email/${address}`);
});

test.each([
  '',
  '   ',
  'taro',
  'taro@',
  '@kaede.example',
  'taro@kaede',
  'taro@@kaede.example',
  'taro yamada@kaede.example',
  'taro@kaede..example',
  'taro@.example',
  'taro@kaede.example/x',
  'Taro <taro@kaede.example>',
  'taro@kaede.example;jiro@kaede.example',
  `${'a'.repeat(250)}@kaede.example`,
])('%j is no address', (text) => {
  expect(normaliseEmail(text)).toBeUndefined();
  expect(emailKey(text)).toBeUndefined();
});

test('a normal address is its own normal form', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
      const once = normaliseEmail(text);
      if (once !== undefined) expect(normaliseEmail(once)).toBe(once);
    }),
  );
});
