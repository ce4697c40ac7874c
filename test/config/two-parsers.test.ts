/** A text that is read means what another parser of YAML 1.2 reads in it, and every value stands where that one finds it: whoever signs an agreement signs one meaning. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from '../../src/config/faults.ts';
import { SHIPPED_MAPPINGS } from '../../src/config/new-home.ts';
import { Written } from '../../src/config/written.ts';
import { mappingText } from '../support/judging.ts';

const PATIENCE_MS = 120_000;
const RUNS = 1_000;
/** Of a million texts one or two are read by the one parser and refused by the other: whoever changes the reading finds them with other seeds, not whoever changes anything else. */
const SEED = Number(process.env['BATON_FUZZ_SEED'] ?? 1);

/** Undefined where it is refused. */
function written(text: string): Written | undefined {
  try {
    return new Written('x.yaml', text);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** By the other parser, of which no fault is overlooked. */
function otherwise(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  const read: unknown = document.toJS({ maxAliasCount: -1 });
  // A zero below zero is none in a file.
  return JSON.parse(JSON.stringify(read), (_, value: unknown) => (Object.is(value, -0) ? 0 : value));
}

/** They keep different blanks of a text that is nothing else, where its depth is told by a number, and of a tab in an empty line. */
const BLANKS = /[|>][-+]?\d|\t/;

function same(text: string): void {
  if (BLANKS.test(text)) return;
  const read = written(text);
  if (read === undefined) return;
  const content: unknown = JSON.parse(JSON.stringify(read.content()));
  const other = otherwise(text);
  // A file that is one value and neither a section nor a list is refused whatever it says, and they end such a text differently.
  if (isOneValue(content) && isOneValue(other)) return;
  expect(content).toEqual(other);
}

function isOneValue(content: unknown): boolean {
  return content === null || typeof content !== 'object';
}

const shipped = readdirSync(SHIPPED_MAPPINGS, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

test.each(shipped)('%s: each value, and its line and column', (name) => {
  const text = readFileSync(join(SHIPPED_MAPPINGS, name), 'utf8');
  const read = new Written(name, text);
  expect(read.content()).toEqual(otherwise(text));
  const lines = new LineCounter();
  let compared = 0;
  const compare = (node: unknown, path: readonly PropertyKey[]): void => {
    if (!isNode(node)) return;
    const { line, col } = lines.linePos(node.range?.[0] ?? 0);
    expect({ path, ...read.fault(path, 'syntax') }).toMatchObject({ path, line, column: col });
    compared += 1;
    if (isSeq(node))
      node.items.forEach((item, index) => {
        compare(item, [...path, index]);
      });
    if (isMap(node)) for (const { key, value } of node.items) compare(value, [...path, String(key)]);
  };
  compare(parseDocument(text, { lineCounter: lines }).contents, []);
  expect(compared).toBeGreaterThan(0);
});

const SCALARS = [
  '0',
  '-0',
  '+1',
  '007',
  '0o17',
  '0x1F',
  '0b1',
  '1_000',
  '1e3',
  '1E400',
  '-1e400',
  '.5',
  '5.',
  '.',
  '+.inf',
  '-.INF',
  '.NaN',
  '1:30',
];
const WORDS = [
  '~',
  'null',
  'Null',
  'nULL',
  'true',
  'True',
  'yes',
  'no',
  '2026-01-01',
  '合意',
  '"a\\tb"',
  "'it''s'",
  '=',
  '<<',
  '-',
  '?',
];
const PIECES = [
  ...'-?:,[]{}#&*!|>\'"%@` \n',
  '\n  ',
  '\n    ',
  ': ',
  '- ',
  '? ',
  'a',
  'b: ',
  '|\n  x\n',
  '>-\n  x\n  y\n',
  ' # c\n',
  '---',
  '...',
  '&a ',
  '*a',
  '\t',
  '\r\n',
  '%-\n',
  '%YAML 1.2\n',
];

test('any text that is read', { timeout: PATIENCE_MS }, () => {
  const piece = fc.constantFrom(...PIECES, ...SCALARS, ...WORDS);
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
      same,
    ),
    { numRuns: 20 * RUNS, seed: SEED },
  );
});

test.each([
  ['%-\n  ---', 'directive'],
  [' %-\n---', 'directive'],
  ['%YAML 1.2\n  ---\n  a: 1', 'indent'],
  ['# c\r\n  ---\r\na: 1', 'indent'],
])('what one parser takes for the mark of a document and the other for a text: %j', (text, says) => {
  expect(() => new Written('x.yaml', text)).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ says })] }),
  );
});

test('any plain value', { timeout: PATIENCE_MS }, () => {
  const value = fc.oneof(
    fc.constantFrom(...SCALARS, ...WORDS),
    fc.string({ unit: fc.constantFrom(...'0123456789+-.eExo_:nNaAifI~'), maxLength: 8 }),
  );
  fc.assert(
    fc.property(value, (text) => same(`a: ${text}\nb: [${text}]\n`)),
    { numRuns: 5 * RUNS, seed: SEED },
  );
});

test('the shipped agreement with text cut out or put in', { timeout: PATIENCE_MS }, () => {
  const text = mappingText('agreement.yaml');
  fc.assert(
    fc.property(
      fc.nat(text.length),
      fc.nat(30),
      fc.constantFrom('', ...PIECES, ...SCALARS, ...WORDS),
      (at, length, put) => same(text.slice(0, at) + put + text.slice(at + length)),
    ),
    { numRuns: RUNS / 5, seed: SEED },
  );
});
