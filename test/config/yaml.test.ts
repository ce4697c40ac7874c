/** Whatever is wrong in a file, its reader is told the place and what to do; nothing is guessed and nothing hangs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/config/faults.ts';
import { MOST_BYTES, readYaml } from '../../src/config/yaml.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { mappingText } from '../support/judging.ts';

const schema = z.strictObject({
  name: z.string(),
  size: z.number().min(1).max(9).optional(),
  open: z.boolean().optional(),
  list: z
    .array(z.enum(['hot', 'warm', 'cold']))
    .min(1)
    .optional(),
  inner: z.strictObject({ day: z.string().regex(/^\d{4}$/, 'a year, YYYY') }).optional(),
  either: z
    .union([z.strictObject({ all: z.array(z.int()) }), z.strictObject({ score: z.int(), from: z.int() })])
    .optional(),
  free: z.record(z.string().regex(/^[a-z]+$/, 'lower-case letters'), z.int()).optional(),
});

function refused(text: string, of: z.ZodType = schema): ConfigError {
  try {
    readYaml({ name: 'x.yaml', text }, of);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text.slice(0, 80)}`);
}

describe('each fault names file, line, column, field and remedy', () => {
  test.each<[string, string, string]>([
    [
      'an unknown key',
      'name: a\nsiz: 3\n',
      'x.yaml:2:1 siz: "siz" is no key that is known here. → Did you mean "size"? Known here: name, size, open, list, inner, either, free.',
    ],
    ['a missing key', 'size: 3\n', 'x.yaml:1:1 name: "name" is missing. → Add "name:".'],
    ['a missing key further in', 'name: a\ninner: {}\n', 'x.yaml:2:1 inner.day: "day" is missing. → Add "day:".'],
    [
      'nothing after the colon',
      'name:\n',
      'x.yaml:1:1 name: Nothing stands after the colon. → Write text, or take the key out.',
    ],
    ['the wrong kind', 'name: [a]\n', 'x.yaml:1:7 name: This is of the wrong kind. → Write text.'],
    [
      'a quoted number',
      "name: a\nsize: '3'\n",
      'x.yaml:2:7 size: This is text, not a number. → Take the quotation marks away, and write digits only.',
    ],
    [
      'an unquoted text',
      'name: 12\n',
      'x.yaml:1:7 name: This is a number or true/false, not text. → Put it in quotation marks.',
    ],
    [
      'yes for true',
      'name: a\nopen: yes\n',
      'x.yaml:2:7 open: In this file only true and false say yes and no. → Write true or false.',
    ],
    [
      'off for false',
      'name: a\nopen: off\n',
      'x.yaml:2:7 open: In this file only true and false say yes and no. → Write true or false.',
    ],
    [
      'a value that is not listed',
      'name: a\nlist: [warm, hto]\n',
      'x.yaml:2:14 list[1]: This value is not one of those possible. → Did you mean "hot"? Possible: hot, warm, cold.',
    ],
    ['an empty list', 'name: a\nlist: []\n', 'x.yaml:2:7 list: Something must stand here. → Give at least 1.'],
    ['a number too small', 'name: a\nsize: 0\n', 'x.yaml:2:7 size: This number is too small. → Write 1 or more.'],
    ['a number too great', 'name: a\nsize: 10\n', 'x.yaml:2:7 size: This number is too great. → Write 9 or less.'],
    [
      'a wrong form',
      "name: a\ninner:\n  day: '20x6'\n",
      'x.yaml:3:8 inner.day: This does not have the form that is needed. → Write a year, YYYY.',
    ],
    [
      'a wrong name',
      'name: a\nfree: { Big: 3 }\n',
      'x.yaml:2:9 free.Big: This name does not have the form that is needed. → Write lower-case letters.',
    ],
    [
      'none of several forms',
      'name: a\neither: { foo: 1 }\n',
      'x.yaml:2:9 either: This fits none of the forms that are possible here. → Begin with one of: all, score.',
    ],
    [
      'a slip in one of several forms',
      'name: a\neither: { scor: 1, from: 2 }\n',
      'x.yaml:2:11 either.scor: "scor" is no key that is known here. → Did you mean "score"? Known here: all, score, from.',
    ],
    [
      'a fault inside one of several forms',
      'name: a\neither: { all: [1, x] }\n',
      'x.yaml:2:20 either.all[1]: This is of the wrong kind. → Write a number.',
    ],
    [
      'a secret',
      'name: a\napiToken: hunter2\n',
      'x.yaml:2:1 apiToken: "apiToken" does not belong in a file that is shared. → Take it out, and set it in the environment or in the .env file beside baton.yaml. If the file was shared, issue a new one.',
    ],
    [
      'a second key of the same name',
      'name: a\nname: b\n',
      'x.yaml:2:1 name: This key stands here a second time. → Keep one of the two.',
    ],
    ['a tab', 'name: a\ninner:\n\tday: x\n', 'x.yaml:3:1: A tab is used to indent. → Indent with spaces.'],
    [
      'a second document',
      'name: a\n---\nname: b\n',
      'x.yaml:2:1: The file holds more than one document. → Take out the line "---" and what follows it.',
    ],
    [
      'an empty file',
      '',
      'x.yaml:1:1: There is nothing in this file. → Bring its last version back, or let `baton init` write it in another folder.',
    ],
  ])('%s', (_, text, message) => {
    expect(refused(text).message).toBe(message);
  });

  test('all faults of a file are told at once, in their order; after twenty the rest is counted', () => {
    const lines = Array.from({ length: 23 }, (_, index) => `k${index}x: 1`);
    const told = refused(`name: a\n${lines.join('\n')}\n`).message.split('\n');
    expect(told).toHaveLength(21);
    expect(told[0]).toMatch(/^x\.yaml:2:1 k0x:/);
    expect(told.at(-1)).toBe('… and 3 more.');
  });

  test('the same fault is said in Japanese', () => {
    const error = refused('name: a\nopen: yes\n').in('ja');
    expect(error.message).toBe(
      'x.yaml:2:7 open: はい・いいえは true と false でのみ表せます。 → true または false と書いてください。',
    );
    expect(error.remedy).toBe('示された行を直して、もう一度実行してください。');
  });

  test('no value of the file is ever in a message', () => {
    expect(
      refused('name: [hunter2]\nsize: hunter2\nlist: [hunter2]\nopen: hunter2\npassword: hunter2\n').message,
    ).not.toContain('hunter2');
  });
});

describe('a hostile or broken file is refused', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
  ].join('\n');
  test.each<[string, string, string]>([
    ['an alias bomb', bomb, 'too-many-aliases'],
    ['an alias to nothing', 'name: *nothing\n', 'alias'],
    ['brackets without end', '['.repeat(20_000), 'nested-too-deep'],
    ['a very deep nest', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'nested-too-deep'],
    ['a deep nest', `name: ${'['.repeat(60)}${']'.repeat(60)}`, 'nested-too-deep'],
    ['a tag', 'name: !!js/function "x"\n', 'tag'],
    ['a prototype', '__proto__: { name: x }\nname: a\n', 'unknown-key'],
    ['more than may be read', `name: ${'x'.repeat(MOST_BYTES)}`, 'too-large'],
    ['an open quotation', 'name: "a\n', 'syntax'],
    ['a wrong indentation', 'inner:\n    day: x\n  other: y\n', 'indent'],
    ['a text where a section is needed', 'hello\n', 'wrong-type'],
  ])('%s', (_, text, says) => {
    expect(refused(text).faults[0]?.says).toBe(says);
  });

  test('so is one that is absent, a folder, no UTF-8, or too large on disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'baton-yaml-'));
    try {
      writeFileSync(join(folder, 'latin'), Buffer.from([0x6e, 0xff, 0x3a]));
      writeFileSync(join(folder, 'large'), Buffer.alloc(MOST_BYTES + 1, 32));
      writeFileSync(join(folder, 'good'), '\uFEFFname: 佐藤\r\nsize: 3\r\n');
      const says = (name: string): string | undefined => {
        try {
          readYaml({ path: join(folder, name) }, schema);
          return undefined;
        } catch (error) {
          if (error instanceof ConfigError) return error.faults[0]?.says;
          throw error;
        }
      };
      expect(['absent', '.', 'latin', 'large', 'good'].map(says)).toEqual([
        'no-file',
        'no-file',
        'not-utf8',
        'too-large',
        undefined,
      ]);
      expect(readYaml({ path: join(folder, 'good') }, schema)).toEqual({ name: '佐藤', size: 3 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the agreement with any piece cut out or spoilt is read or refused with places, never anything else', () => {
    const text = mappingText('agreement.yaml');
    const piece = fc.constantFrom(
      '',
      ':',
      '- ',
      '\t',
      '}',
      '[',
      '"',
      '&a',
      '*a',
      'null',
      '1e400',
      '\u0000',
      '日本',
      '\n',
    );
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(30), piece, (at, length, put) => {
        try {
          readYaml({ name: 'x.yaml', text: text.slice(0, at) + put + text.slice(at + length) }, agreementSchema);
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.faults.length).toBeGreaterThan(0);
          for (const line of error.message.split('\n')) expect(line).toMatch(/^(x\.yaml:\d+:\d+|… and )/);
        }
      }),
      { numRuns: 60 },
    );
  });
});
