/** Somebody's account: by the domain of their address, then by the company's name in whatever form; between several, none. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountKeys, keysToAccount, matchAccount } from '../../src/domain/account-match.ts';
import { normaliseEmail } from '../../src/domain/normalise.ts';
import type { Fields, SourceRecord } from '../../src/domain/record.ts';
import { record } from '../support/judging.ts';
import { shippedFreeMail } from '../support/stage.ts';

const FREE_MAIL = shippedFreeMail();

const account = (id: string, fields: Fields, deleted = false): SourceRecord =>
  record(fields, { ref: { system: 'salesforce', object: 'account', id }, deleted });
const person = (fields: Fields): { records: SourceRecord[]; companies: SourceRecord[] } => ({
  records: [record(fields)],
  companies: [],
});
const matched = (fields: Fields, ...accounts: SourceRecord[]) => {
  const found = matchAccount(keysToAccount(person(fields), FREE_MAIL), accounts);
  return found?.by === 'several' ? `several ${found.count}` : found && `${found.by} ${found.account.ref.id}`;
};

describe('an account is found', () => {
  test.each([
    ['aozora.example', 'taro@aozora.example'],
    ['https://www.Aozora.example/ja/?a=b', 'taro@aozora.example'],
    ['ｗｗｗ.aozora.example', 'TARO@AOZORA.EXAMPLE'],
    ['http://aozora.example:8080', 'taro@mail.tokyo.aozora.example'],
    ['aozora.co.jp', 'taro@aozora.co.jp'],
  ])('by its site %s for %s', (domain, email) => {
    expect(matched({ email }, account('1', { domain, company: 'x' }))).toBe('domain 1');
  });

  test.each([
    ['株式会社青空', '青空'],
    ['青空（株）', '株式会社 青空'],
    ['有限会社ｱｵｿﾞﾗ', 'アオゾラ'],
    ['Aozora, Inc.', 'AOZORA Co., Ltd.'],
    ['ＡＯＺＯＲＡ', 'aozora'],
  ])('by its name %s for somebody at %s', (name, company) => {
    expect(matched({ email: 'taro@gmail.com', company }, account('1', { company: name }))).toBe('name 1');
  });

  test('by domain before name, and by the narrower domain first', () => {
    const [byName, wide, narrow] = [
      account('1', { company: '青空' }),
      account('2', { company: 'グループ', domain: 'aozora.example' }),
      account('3', { company: '東京', domain: 'tokyo.aozora.example' }),
    ];
    expect(matched({ email: 'a@tokyo.aozora.example', company: '青空' }, byName, wide, narrow)).toBe('domain 3');
    expect(matched({ email: 'a@osaka.aozora.example', company: '青空' }, byName, wide, narrow)).toBe('domain 2');
  });

  test('of several with one domain the one with the name; else none, and so of several with one name', () => {
    const all = ['青空', '青空物流'].map((company, n) => account(`${n}`, { company, domain: 'aozora.example' }));
    expect(matched({ email: 'a@aozora.example', company: '青空物流株式会社' }, ...all)).toBe('domain 1');
    expect(matched({ email: 'a@aozora.example', company: '青空商事' }, ...all)).toBe('several 2');
    const namesakes = ['1', '2'].map((id) => account(id, { company: '鈴木工業' }));
    expect(matched({ email: 'a@b.example', company: '鈴木工業' }, ...namesakes)).toBe('several 2');
  });

  test('never by an address that anybody can have, a deleted account, or nothing at all', () => {
    for (const domain of FREE_MAIL)
      expect(matched({ email: `taro@${domain}` }, account('1', { domain, company: 'x' }))).toBeUndefined();
    expect(matched({ email: 'a@aozora.example' }, account('1', { domain: 'aozora.example' }, true))).toBeUndefined();
    expect(
      matched({ email: 'a@b.example', company: null }, account('1', { company: null, domain: null })),
    ).toBeUndefined();
    expect(matched({ company: '' }, account('1', { company: '' }))).toBeUndefined();
  });

  test('not where their records name one already', () => {
    const known = account('9', { domain: 'aozora.example' });
    expect(keysToAccount({ records: [record({ email: 'a@aozora.example' })], companies: [known] }, FREE_MAIL)).toEqual(
      [],
    );
  });

  test('the free mail domains are written as addresses are compared', () => {
    for (const domain of FREE_MAIL) expect(normaliseEmail(`a@${domain}`)).toBe(`a@${domain}`);
  });

  test('whatever is written, in whatever order', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.domain(), fc.webUrl(), fc.constant('青空'));
    fc.assert(
      fc.property(
        fc.array(fc.record({ domain: text, company: text }), { maxLength: 5 }),
        text,
        text,
        (all, host, company) => {
          const accounts = all.map((fields, n) => account(`${n}`, fields));
          const keys = keysToAccount(person({ email: `a@${host}`, company }), FREE_MAIL);
          expect(matchAccount(keys, [...accounts].reverse())).toEqual(matchAccount(keys, accounts));
          for (const key of accounts.flatMap(({ fields }) => accountKeys(fields))) expect(key).not.toBe('');
        },
      ),
    );
  });
});
