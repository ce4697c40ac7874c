/** SOQL that Baton writes means what it says, whatever a person typed. */
import { parseQuery, type Query, type ValueCondition } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  behind,
  datetime,
  idLiteral,
  name,
  oneOf,
  queryPath,
  quoted,
  resourcePath,
  select,
} from '../../connectors/salesforce/soql.ts';
import { toIso } from '../../src/domain/instant.ts';

/** What Salesforce makes of a literal's inside: an independent reading of "Quoted String Escape Sequences". */
function meant(inside: string): string {
  const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return inside.replace(/\\u([0-9a-f]{4})|\\(.)/gi, (_, code: string | undefined, letter: string) =>
    code === undefined ? (letters[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function conditionOf(query: Query): Pick<ValueCondition, 'value'> & { literalType: unknown } {
  const left = query.where?.left;
  if (left === null || left === undefined || !('value' in left)) throw new Error('no condition');
  return { value: left.value, literalType: left.literalType };
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\\', "'", '"', '\n', '\r', '%', '_', ')', ' ', 'O', 'R', '--', '鈴木', '𠮷', '\u200d'),
  }),
  fc.constantFrom('\\', "\\'", "' OR Name != '", 'a\\', "x'); --", '\u0001\u007f', '{0}', ':bind', '@{task.id}'),
);

describe('literals', () => {
  it('stand for exactly the text, and end where they end', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const soql = select({ fields: ['Id'], from: 'Lead', where: [`LastName = ${quoted(text)}`], limit: 1 });
        const query = parseQuery(soql);
        const condition = conditionOf(query);
        expect(query.where && 'right' in query.where).toBe(false);
        expect(query.limit).toBe(1);
        const literal = String(condition.value);
        expect(meant(literal.slice(1, -1))).toBe(text.toWellFormed().replaceAll('\0', ''));
      }),
      { numRuns: 500 },
    );
  });

  it('in a list stand one by one', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 5 }), (texts) => {
        const query = parseQuery(select({ fields: ['Id'], from: 'Lead', where: [oneOf('Baton_Id__c', texts)] }));
        const { value: literal } = conditionOf(query);
        const literals = Array.isArray(literal) ? literal : [literal];
        expect(literals.map((one) => meant(String(one).slice(1, -1)))).toEqual(
          texts.map((text) => text.toWellFormed().replaceAll('\0', '')),
        );
      }),
    );
  });

  it('of moments are unquoted and keep their milliseconds', () => {
    const at = toIso('2026-11-01T00:00:00.123+0000');
    expect(datetime(at)).toBe('2026-11-01T00:00:00.123Z');
    const query = parseQuery(`SELECT Id FROM Lead WHERE SystemModstamp >= ${datetime(at)}`);
    expect(conditionOf(query).literalType).toBe('DATETIME');
  });

  it.each([['Id; DROP'], ['a b'], ["x'"], ['1a'], [''], ['Naïve'], ['a)']])('refuse %j as a name', (text) => {
    expect(() => name(text)).toThrow(RangeError);
  });

  it.each([["' OR ''='"], ['00Q'], ['00Q00000000000é'], ['']])('refuse %j as an id', (text) => {
    expect(() => idLiteral(text)).toThrow(RangeError);
  });

  it('cannot be an empty list', () => {
    expect(() => oneOf('Id', [])).toThrow(RangeError);
  });
});

type Token = { readonly is: 'word' | 'symbol' | 'text'; readonly of: string };
const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** Reads SOQL one character after another: words, symbols, and texts with their escapes; a control character, or a text without an end, is no SOQL. */
function tokensOf(soql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const next = (): string => {
    const character = soql[at];
    if (character === undefined) throw new SyntaxError('ends too early');
    at += 1;
    return character;
  };
  const escaped = (): string => {
    const letter = next();
    if (letter === 'u') return String.fromCharCode(Number.parseInt([next(), next(), next(), next()].join(''), 16));
    const meaning = ESCAPED[letter];
    if (meaning === undefined) throw new SyntaxError(`no escape: ${letter}`);
    return meaning;
  };
  const text = (): string => {
    let inside = '';
    for (let one = next(); one !== "'"; one = next()) {
      if (one < ' ') throw new SyntaxError('a control character in a text');
      inside += one === '\\' ? escaped() : one;
    }
    return inside;
  };
  while (at < soql.length) {
    const word = /^[\w.:+-]+/.exec(soql.slice(at))?.[0];
    if (word !== undefined) {
      tokens.push({ is: 'word', of: word });
      at += word.length;
      continue;
    }
    const one = next();
    if (one === "'") tokens.push({ is: 'text', of: text() });
    else if ('(),=<>'.includes(one)) tokens.push({ is: 'symbol', of: one });
    else if (one !== ' ') throw new SyntaxError(`no SOQL: ${one}`);
  }
  return tokens;
}

describe('read by a tokenizer of its own', () => {
  const plain = (soql: string): Token[] =>
    soql.split(' ').map((of) => ({ is: /^[(),=<>]$/.test(of) ? 'symbol' : 'word', of }));
  const kept = (text: string): Token => ({ is: 'text', of: text.toWellFormed().replaceAll('\0', '') });

  it('every text survives, and adds nothing to the query', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (one, two, three) => {
        const where = [`LastName = ${quoted(one)}`, oneOf('Company', [two, three])];
        const soql = select({ fields: ['Id', 'Email'], from: 'Lead', where, inOrder: true, limit: 7 });
        expect(tokensOf(soql)).toEqual([
          ...plain('SELECT Id , Email FROM Lead WHERE LastName ='),
          kept(one),
          ...plain('AND Company IN ('),
          kept(two),
          ...plain(','),
          kept(three),
          ...plain(') ORDER BY SystemModstamp , Id LIMIT 7'),
        ]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a name is a name or nothing: no text can stand for one that is more', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.stringMatching(/^[A-Za-z][\w.]{0,9}$/)), (text) => {
        const made = (): string => select({ fields: [text], from: text });
        if (/^[A-Za-z][A-Za-z0-9_.]*$/.test(text))
          expect(tokensOf(made())).toEqual(plain(`SELECT ${text} FROM ${text}`));
        else expect(made).toThrow(RangeError);
      }),
    );
  });

  it('itself refuses what is no SOQL', () => {
    for (const bad of ["'", "'\\", "'\\q'", "'a\n'", 'a;b']) expect(() => tokensOf(bad)).toThrow(SyntaxError);
  });
});

describe('paths', () => {
  it('hold every text in one segment, or refuse it', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.constantFrom('..', '.', '', '%2e%2e', 'a/b', '?q=1', '#', '..\\')), (text) => {
        if (['', '.', '..'].includes(text)) {
          expect(() => resourcePath('sobjects', text)).toThrow(RangeError);
          return;
        }
        const { pathname, search, hash } = new URL(resourcePath('sobjects', 'Lead', text), 'https://a.example');
        const [first, ...segments] = pathname.split('/').map(decodeURIComponent);
        expect([first, ...segments, search, hash]).toEqual(['', 'sobjects', 'Lead', text.toWellFormed(), '', '']);
      }),
      { numRuns: 500 },
    );
  });
});

describe('queries', () => {
  it('go on behind a row, ties by id', () => {
    const at = toIso('2026-11-01T00:00:00Z');
    const soql = select({
      fields: ['Id', 'Name', 'Id'],
      from: 'Lead',
      where: [`SystemModstamp >= ${datetime(at)}`, behind(at, '00Q000000000001EAA')],
      inOrder: true,
      limit: 2000,
    });
    expect(soql).toBe(
      'SELECT Id, Name FROM Lead WHERE SystemModstamp >= 2026-11-01T00:00:00.000Z' +
        " AND ((SystemModstamp = 2026-11-01T00:00:00.000Z AND Id > '00Q000000000001EAA')" +
        ' OR SystemModstamp > 2026-11-01T00:00:00.000Z) ORDER BY SystemModstamp, Id LIMIT 2000',
    );
    expect(parseQuery(soql).orderBy).toHaveLength(2);
  });

  it('survive being put into an address', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const soql = `SELECT Id FROM Lead WHERE LastName = ${quoted(text)}`;
        const url = new URL(queryPath('67.0', soql), 'https://acme.my.salesforce.com');
        expect(url.searchParams.get('q')).toBe(soql);
        expect(url.pathname).toBe('/services/data/v67.0/query');
      }),
    );
  });
});
