/**
 * Whatever is in agreement.yaml, its reader is told file, line, column, field and remedy, in either language, within a bounded time; nothing else ever
 * happens. The broken files stand in broken/, and what is to be said of each in broken/said.txt: its name, English, Japanese.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { ConfigError, type ConfigFault, MOST_FAULTS } from '../../src/config/faults.ts';
import { MOST_BYTES } from '../../src/config/yaml.ts';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import { shipped, TESTED_AGREEMENT } from '../support/judging.ts';

const FOLDER = join(import.meta.dirname, 'broken');
/** On an idle machine each is done in well under two seconds. */
const PATIENCE_MS = 60_000;
const text = readFileSync(TESTED_AGREEMENT, 'utf8');

/** What is to be said: by the name of the case, English and Japanese. */
const said = new Map(
  readFileSync(join(FOLDER, 'said.txt'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((block) => {
      const [name = '', en = '', ja = ''] = block.split('\n');
      return [name, { en, ja }] as const;
    }),
);

function refused(source: string | Uint8Array): ConfigError {
  try {
    if (typeof source === 'string') readAgreement({ name: 'agreement.yaml', text: source });
    else readAgreement({ path: fileOf(source) });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('not refused');
}

const scratch = mkdtempSync(join(tmpdir(), 'baton-broken-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(scratch, 'agreement.yaml');
  writeFileSync(path, bytes);
  return path;
}

/** The shipped agreement with one piece replaced; the piece must be there. */
function changed(from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the shipped agreement has no ${JSON.stringify(from)}`);
  return text.replace(from, () => to);
}

function read(from: string, to: string): Agreement {
  return readAgreement({ name: 'agreement.yaml', text: changed(from, to) }).terms;
}

/** The first line in both languages, without the folder; the fault behind it has everything that a person needs. */
function told(error: ConfigError, file: string): { readonly en: string; readonly ja: string } {
  const [fault] = error.faults;
  expect(fault?.line).toBeGreaterThan(0);
  expect(fault?.column).toBeGreaterThan(0);
  const line = (one: ConfigError): string => one.message.split('\n')[0]?.replace(file, '').replace(/^:/, '') ?? '';
  return { en: line(error), ja: line(error.in('ja')) };
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

test.each(files)('%s', (name) => {
  const path = join(FOLDER, name);
  let error: unknown;
  try {
    readAgreement({ path });
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof ConfigError)) throw error ?? new Error('not refused');
  expect(error.faults).toHaveLength(1);
  expect(told(error, path)).toEqual(said.get(name));
});

const HOT = '- { score: total, atLeast: 70 }';
const NEXT = "next: '2026-12-04'";
const BAND = '{ from: 500, points: 15 }';
const ZONE = 'zone: Asia/Tokyo';
const SPOILT: readonly (readonly [name: string, from: string, to: string])[] = [
  ['no for false', 'reported: true', 'reported: no'],
  ['off for false', 'reported: true', 'reported: off'],
  ['yes for true', 'reported: true', 'reported: Yes'],
  ['full-width digits for a number', 'from: 500,', 'from: ５００,'],
  ['full-width digits in a day', NEXT, "next: '２０２６-１２-０４'"],
  ['another minus', BAND, '{ from: 500, points: −15 }'],
  ['a number as text', 'from: 500,', "from: '500',"],
  ['a number with a comma as text', 'from: 500,', "from: '1,500',"],
  ['not a number', 'from: 500,', 'from: .nan,'],
  ['infinity', 'from: 500,', 'from: -.inf,'],
  ['a number beyond all', 'from: 500,', 'from: 1e400,'],
  ['half a point', BAND, '{ from: 500, points: 15.5 }'],
  ['a day that does not exist', NEXT, "next: '2026-02-30'"],
  ['the 29th of February of a common year', NEXT, 'next: 2027-02-29'],
  ['a moment without zone for a day', NEXT, "next: '2026-12-04T09:00:00'"],
  ['a day with slashes', NEXT, 'next: 2026/12/04'],
  ['a time without its zero', "opens: '09:00'", 'opens: 9:00'],
  ['a time that does not exist', "opens: '09:00'", "opens: '25:00'"],
  ['a value that is misspelt', 'holidays: japan', 'holidays: japn'],
  ['a value that is none of the choices', 'holidays: japan', 'holidays: japan\n  clockOnClosedDays: stop'],
  ['a value that is misspelt in a list', 'days: [mon, tue,', 'days: [mon, teu,'],
  ['a key that is misspelt', '  margin: 2', '  margn: 2'],
  ['a key that is misspelt further in', '{ from: 70, attributeFloor', '{ from: 70, attributFloor'],
  ['a key that every object has', BAND, '{ constructor: 1, from: 500, points: 15 }'],
  ['a group that every object has', 'activity: site-visited\n', 'activity: site-visited\n      group: constructor\n'],
  ['a list for a text', 'in: [manufacturing, 製造, 製造業]', 'in: [[manufacturing], 製造, 製造業]'],
  ['a text as condition', HOT, '- score'],
  ['a condition of two', HOT, '- { score: total, atLeast: 70, stage: [lead] }'],
  ['a condition of nothing', HOT, '- {}'],
  ['an all of nothing', HOT, '- { all: [] }'],
  ['a condition that compares nothing', HOT, '- { score: total }'],
  ['nothing after the colon', ZONE, 'zone:'],
  ['a very long key', ZONE, `? ${'k'.repeat(5_000)}\n: 1\n${ZONE}`],
  ['a very long value', ZONE, `zone: ${'z'.repeat(5_000)}`],
  ['a key longer than YAML takes', ZONE, `${'k'.repeat(5_000)}: 1\n${ZONE}`],
  ['a secret as key', ZONE, `apiToken: hunter2\n${ZONE}`],
  ['a secret as value', ZONE, 'zone: pat-na1-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'],
  ['half a surrogate pair', ZONE, `# \uD842\n${ZONE}`],
  ['a character of no width at the start of a line', ZONE, `\uFEFF${ZONE}`],
  ['a control character', 'head: 佐藤', 'head: \u0007佐藤'],
  ['a NUL', 'head: 佐藤', 'head: \u0000佐藤'],
];

test.each(SPOILT)('%s', (name, from, to) => {
  const error = refused(changed(from, to));
  expect(error.faults).toHaveLength(1);
  expect(told(error, 'agreement.yaml')).toEqual(said.get(name));
});

test('nothing is expected of a case that is no more', () => {
  expect([...said.keys()].sort()).toEqual([...files, ...SPOILT.map(([name]) => name)].sort());
});

describe('what is odd and yet means one thing is read', () => {
  const hashOf = (source: string | Uint8Array): string =>
    readAgreement(typeof source === 'string' ? { name: 'agreement.yaml', text: source } : { path: fileOf(source) })
      .hash;
  const hash = hashOf(text);

  test.each<[string, string]>([
    ['a byte order mark', `\uFEFF${text}`],
    ['lines that end as on Windows', text.replaceAll('\n', '\r\n')],
    ['lines that end as on an old Mac', text.replaceAll('\n', '\r')],
    ['the marks of one document', `---\n${text}...\n`],
    ['a zero below zero', changed('{ from: 5, points: 0 }', '{ from: 5, points: -0.0 }')],
    ['an alias', changed('in: [Tokyo, Kanagawa', 'in: [&tokyo Tokyo, *tokyo, Kanagawa').replace(' *tokyo,', '')],
    ['a hundred comments', `${'# 合意\n'.repeat(100)}${text}`],
  ])('%s: the same agreement', (_, source) => {
    expect(hashOf(source)).toBe(hash);
  });

  test('the mark is taken off a file on disk too', () => {
    expect(hashOf(Buffer.from(`\uFEFF${text}`))).toBe(hash);
  });

  test('emoji and characters beyond the first plane, in labels and values', () => {
    const label = read('{ en: Region, ja: 地域 }', '{ en: "Region 👩‍👩‍👧", ja: 𠮷野家 }').scoring.attributes[2]?.label;
    expect(label).toEqual({ en: 'Region 👩‍👩‍👧', ja: '𠮷野家' });
    expect(hashOf(changed('head: 佐藤', 'head: 𠮷野'))).not.toBe(hash);
  });

  test('a section that is written once and meant three times', () => {
    const shared = read(HOT, `- &hot { score: total, atLeast: 70 }\n              - any: [*hot, { not: *hot }]`);
    const plain = read(HOT, `${HOT}\n              - any: [${HOT.slice(2)}, { not: ${HOT.slice(2)} }]`);
    expect(shared).toEqual(plain);
  });

  test('a name that every object has, for an item of evidence', () => {
    const item =
      'constructor: { label: { en: a, ja: a }, field: constructor, met: [x], question: { en: a, ja: a } }\n  budget:\n    label: { en: Budget, ja: 予算 }\n    field: bantBudget';
    const { evidence } = read('budget:\n    label: { en: Budget, ja: 予算 }\n    field: bantBudget', item);
    expect(Object.keys(evidence)[0]).toBe('constructor');
  });
});

describe('a file that was made to do harm is refused, and in bounds', () => {
  const RULE = '- { id: a, label: { en: x, ja: x }, activity: inquiry-sent, points: 1 }';
  const BEHAVIOURS = 'behaviours:\n';
  const behaviours = (count: number, rule: (index: number) => string): string =>
    changed(BEHAVIOURS, `${BEHAVIOURS}${Array.from({ length: count }, (_, index) => `    ${rule(index)}\n`).join('')}`);
  /** As many as fit. */
  const filled = (piece: string): string => piece.repeat(Math.floor((MOST_BYTES - 1) / Buffer.byteLength(piece)));
  const chain = (links: number, link: (before: string) => string): string =>
    changed(
      HOT,
      Array.from({ length: links }, (_, index) =>
        index === 0 ? `- &c0 { score: total, atLeast: 1 }` : `- &c${index} ${link(`*c${index - 1}`)}`,
      ).join('\n              '),
    );

  test.each<[string, string | Uint8Array, ConfigFault['says']]>([
    ['5 MB', `name: ${'x'.repeat(5_000_000)}`, 'too-large'],
    ['5 MB on disk', Buffer.alloc(5_000_000, '# x\n'), 'too-large'],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), 'not-utf8'],
    ['UTF-16 without its mark', Buffer.from('name: x\n', 'utf16le'), 'unprintable'],
    ['half a surrogate pair in bytes', Buffer.from([0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80]), 'not-utf8'],
    ['10,000 rules', behaviours(10_000, () => RULE), 'too-large'],
    ['10,000 short rules', behaviours(10_000, (index) => `- { id: ${index} }`), 'too-many'],
    ['lists 1,000 deep', changed(ZONE, `deep: ${'['.repeat(1_000)}${']'.repeat(1_000)}`), 'nested-too-deep'],
    [
      'conditions 1,000 deep',
      changed(HOT, `- ${'{ not: '.repeat(1_000)}{ score: total }${'}'.repeat(1_000)}`),
      'nested-too-deep',
    ],
    ['conditions nested by aliases', chain(30, (before) => `{ not: { not: ${before} } }`), 'nested-too-deep'],
    ['a billion laughs', chain(12, (before) => `{ all: [${Array(9).fill(before).join(', ')}] }`), 'too-many-aliases'],
    ['one alias, very often', `a: &a [x]\nb: [${'*a, '.repeat(50_000)}]\n`, 'too-many-aliases'],
    ['many different keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join(''), 'other-document'],
    ['one key, very often', filled('a: b\n'), 'key-twice'],
    [
      'a wrong value in each of many',
      `${text}fallback: {${Array.from({ length: 15_000 }, (_, index) => `k${index}: 1`).join(', ')}}\n`,
      'unquoted-text',
    ],
    [
      'an unknown department in each of many places',
      changed(
        'parties:\n',
        `parties:\n${Array.from({ length: 4_000 }, (_, index) => `  - { department: d${index}, head: a }\n`).join('')}`,
      ),
      'no-such-department',
    ],
    ['many lists for texts', changed('in: [manufacturing, 製造,', `in: [${'[], '.repeat(40_000)}`), 'wrong-type'],
    ['open brackets', filled('['), 'nested-too-deep'],
    ['open braces', filled('{a: '), 'nested-too-deep'],
    ['dashes', filled('- '), 'nested-too-deep'],
    ['closing brackets', filled('}'), 'syntax'],
    ['question marks', filled('? '), 'nested-too-deep'],
    ['empty lines', filled('\n'), 'empty-file'],
    ['anchors', filled('&a '), 'alias'],
    ['tags', filled('!a '), 'tag'],
    ['directives', filled('%A\n'), 'directive'],
  ])(
    '%s',
    (_, source, says) => {
      const error = refused(source);
      expect(error.faults.map((fault) => fault.says)).toContain(says);
      // What is kept of the faults does not grow with the file.
      expect(error.faults.length).toBeLessThanOrEqual(1_000);
      expect(error.message.length).toBeLessThan(30_000);
      expect(error.message.split('\n').length).toBeLessThanOrEqual(MOST_FAULTS + 1);
    },
    PATIENCE_MS,
  );

  test('of 200 rules with a fault each, the first are shown and the others counted', () => {
    const count = 200 - shipped.scoring.behaviours.length;
    const error = refused(
      behaviours(count, (index) => RULE.replace('id: a', `id: r${index}`).replace('points', 'pionts')),
    );
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(MOST_FAULTS + 1);
    expect(lines[0]).toMatch(/^agreement\.yaml:96:\d+ scoring\.behaviours\[0\]\.p(ionts|oints)/);
    expect(lines.at(-1)).toBe(`… and ${error.faults.length - MOST_FAULTS} more.`);
    expect(error.in('ja').message.split('\n').at(-1)).toBe(`… ほか${error.faults.length - MOST_FAULTS}件。`);
  });

  test('of 15,000 faults too', () => {
    const keys = Array.from({ length: 15_000 }, (_, index) => `k${index}: 1`).join(', ');
    expect(refused(`${text}fallback: {${keys}}\n`).message.split('\n').at(-1)).toBe('… and 14980 more.');
  });
});
