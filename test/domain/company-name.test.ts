/** Two spellings of one company are one company, two companies stay two, and no name is lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { companyKey, isCompanyField } from '../../src/domain/company-name.ts';

describe('one company', () => {
  test.each([
    [
      'アオバ',
      [
        '株式会社アオバ',
        '（株）アオバ',
        '㈱アオバ',
        'アオバ㈱',
        'ｱｵﾊﾞ株式会社',
        'アオバ 株式会社',
        '株式会社　アオバ',
        ' アオバ ',
        'アオバ(株)',
        '有限会社アオバ',
        '㈲アオバ',
        '合同会社アオバ',
      ],
    ],
    [
      'aoba',
      [
        'Aoba',
        'AOBA Inc',
        'Aoba, Inc.',
        'Aoba,Inc.',
        'Aoba Incorporated',
        'Aoba Co., Ltd.',
        'Aoba Co.,Ltd',
        'Ａｏｂａ　Ｃｏ．，　Ｌｔｄ．',
        'Aoba Company Limited',
        'Aoba Corp.',
        'Aoba LLC',
        'Aoba GmbH',
        'Aoba S.A.',
        'Aoba K.K.',
        'Aoba Kabushiki Kaisha',
        'Aoba Kabushiki-Kaisha',
        '株式会社Aoba',
      ],
    ],
    ['aoba trading', ['Aoba  Trading Inc.', 'aoba trading', 'AOBA\u3000TRADING CO., LTD.']],
    ['青葉大学', ['国立大学法人青葉大学', '学校法人青葉大学']],
    ['🚀', ['株式会社🚀', '🚀 Inc.', '🚀']],
    ['𠮷野家', ['株式会社𠮷野家', '𠮷野家（株）', '𠮷野家']],
  ])('%s, however it is written', (key, names) => {
    expect(names.map(companyKey)).toEqual(names.map(() => key));
  });
});

describe('two companies', () => {
  test.each([
    ['𠮷野家', '吉野家'],
    ['アオバ', 'アオバ商事'],
    ['株式会社アオバ', '株式会社アオハ'],
    ['Aoba', 'Aoba Trading'],
    ['Visa', 'Vi'],
    ['Zinc', 'Z'],
    ['Tesco', 'Tes'],
    ['Monaco', 'Mona'],
  ])('%s and %s stay two', (a, b) => {
    expect(companyKey(a)).not.toBe(companyKey(b));
  });
});

describe('a name that is nothing but a legal form', () => {
  test.each([
    '株式会社',
    '(株)',
    'inc.',
    'co',
    'co., ltd.',
    'company limited',
    '株式会社 株式会社',
    'ltd',
  ])('%s stays as it is', (name) => {
    expect(companyKey(name)).toBe(name);
  });

  test.each(['co.', 'company', '(株)'])('%s is not the same as no name', (name) => {
    expect(companyKey(name)).not.toBe(companyKey(''));
  });
});

test('no name has no key, whatever the space', () => {
  expect(['', '  ', '　'].map(companyKey)).toEqual(['', '', '']);
});

test('every name has a key, and a form before or after it changes none', () => {
  const name = fc
    .array(
      fc.oneof(fc.constantFrom('ア', '山', '𠮷', '🚀', 'Aoba', 'Zinc', '1', '&', ' '), fc.string({ unit: 'grapheme' })),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(name, (text) => {
      expect(companyKey(text) === '').toBe(text.normalize('NFKC').trim() === '');
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('アオバ', '𠮷野家', 'Zinc', 'Aoba Trading', '🚀'), (text) => {
      const key = companyKey(text);
      for (const form of ['株式会社', '㈱', '（有）', '合名会社']) {
        expect(companyKey(`${form}${text}`)).toBe(key);
        expect(companyKey(`${text}　${form}`)).toBe(key);
      }
      for (const form of ['Inc.', 'CO., LTD.', 'llc', 'PTY LTD']) expect(companyKey(`${text} ${form}`)).toBe(key);
    }),
  );
});

test('fields that hold companies are told by their name', () => {
  expect(['company', 'parentCompany', 'companySize', 'accompany'].map(isCompanyField)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
