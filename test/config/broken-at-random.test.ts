/** Any text, and the shipped agreement mutilated in any way, is either an agreement or a list of faults that a person can act on: there is no third. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { type AgreementFile, readAgreement } from '../../src/config/agreement.ts';
import { ConfigError } from '../../src/config/faults.ts';
import { agreementHash } from '../../src/domain/agreement/hash.ts';
import { keptText } from '../../src/domain/agreement/kept.ts';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { mappingText } from '../support/judging.ts';

const text = mappingText('agreement.yaml');
const RUNS = 300;
/** Alone a run takes about ten milliseconds. */
const PATIENCE_MS = 120_000;

/** As their makers shape them; none is one. */
const SECRETS = [
  'pat-na1-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N',
  'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  '5f4dcc3b5aa765d61d8327deb882cf99',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE9Kz47',
  '00D5g00000ABCDE!AQ4AQFcX9h1kPz3Qm2vB7nT0yL5sW8rE',
] as const;

/** What stands where something else should. */
const NASTY = [
  '',
  '~',
  'yes',
  'no',
  'off',
  '-0',
  '.nan',
  '.inf',
  '1e400',
  '0x1F',
  '５００',
  '"1,234"',
  '99999999999999999999',
  '-1',
  '1.5',
  '2026-02-30',
  '2026-12-04T09:00:00',
  '"\\0"',
  '"\\uD800"',
  '"𠮷👩‍👩‍👧"',
  '"\\u202E"',
  'constructor',
  '__proto__',
  'toString',
  '[]',
  '{}',
  '[[]]',
  '{ all: [] }',
  '{ not: { not: {} } }',
  '&a x',
  '*a',
  '!!js/function x',
  '!!binary aGVsbG8=',
  '<<: *a',
  '|',
  '>-',
  '"',
  "'",
  '@x',
  '%x',
  'x: y: z',
  '- -',
  '# ',
  '---',
  '\t',
  '\r',
  '\u0000',
  '\uD800',
  '\uFEFF',
  '：',
  '　',
  'x'.repeat(3_000),
  ...SECRETS,
  ...SECRETS.map((secret) => `"${secret}"`),
  ...SECRETS.map((secret) => `{ ${secret}: 1 }`),
] as const;

function outcome(source: string): AgreementFile | ConfigError {
  try {
    return readAgreement({ name: 'agreement.yaml', text: source });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** Throws where the promise does not hold. */
function holds(source: string): void {
  const result = outcome(source);
  if (result instanceof ConfigError) actionable(result);
  else stable(result);
}

/** Read again from what the store keeps, it is the same, to the last key and the hash. */
function stable({ terms, hash }: AgreementFile): void {
  const again = agreementSchema.parse(JSON.parse(keptText(terms)));
  expect(again).toStrictEqual(terms);
  expect(agreementHash(again)).toBe(hash);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
}

function actionable(error: ConfigError): void {
  expect(error.faults.length).toBeGreaterThan(0);
  for (const fault of error.faults) {
    expect(fault.file).toBe('agreement.yaml');
    expect(fault.line).toBeGreaterThanOrEqual(1);
    expect(fault.column).toBeGreaterThanOrEqual(1);
    for (const language of ['en', 'ja'] as const) {
      const alone = new ConfigError([fault], language);
      expect(alone.message).toMatch(/^agreement\.yaml:\d+:\d+.*: .+ → .{4,}$/su);
      expect(alone.message).not.toMatch(/undefined|\[object|Invalid (string|input)/);
      // No line of the message may come out of the file.
      expect(alone.message).not.toContain('\n');
      for (const secret of SECRETS) expect(alone.message).not.toContain(secret);
    }
    for (const secret of SECRETS) expect(JSON.stringify(fault)).not.toContain(secret);
  }
}

test('any text at all', { timeout: PATIENCE_MS }, () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'-?:,[]{}#&*!|>\'"%@` \n\tabc01'), maxLength: 60 }),
    fc.constantFrom(...NASTY, 'baton: 1', '\n', '\n  ', ': ', '- '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      holds(pieces.join(''));
    }),
    { numRuns: RUNS },
  );
});

/** One act of mutilation, on text: characters or whole lines are taken out, put elsewhere too, put elsewhere instead, or spoilt. */
const cut = fc.record({
  kind: fc.constantFrom('drop', 'copy', 'move', 'insert', 'drop lines', 'copy lines', 'move lines', 'value'),
  at: fc.nat(),
  count: fc.nat({ max: 60 }),
  to: fc.nat(),
  put: fc.constantFrom(...NASTY),
});
type Cut = typeof cut extends fc.Arbitrary<infer T> ? T : never;

function mutilated(given: string, { kind, at, count, to, put }: Cut): string {
  const units = kind.endsWith('lines') || kind === 'value' ? given.split('\n') : given.split('');
  const place = at % units.length;
  const target = to % units.length;
  const piece = units.slice(place, place + (kind.endsWith('lines') ? count % 7 : count));
  switch (kind) {
    case 'drop':
    case 'drop lines':
      return joined(units.toSpliced(place, piece.length), kind);
    case 'copy':
    case 'copy lines':
      return joined(units.toSpliced(target, 0, ...piece), kind);
    case 'move':
    case 'move lines':
      return joined(units.toSpliced(place, piece.length).toSpliced(target, 0, ...piece), kind);
    case 'insert':
      return joined(units.toSpliced(place, 0, put), kind);
    case 'value':
      return joined(
        units.with(
          place,
          (units[place] ?? '').replace(/:.*/, () => `: ${put}`),
        ),
        kind,
      );
  }
}

function joined(units: readonly string[], kind: Cut['kind']): string {
  return units.join(kind.endsWith('lines') || kind === 'value' ? '\n' : '');
}

test('the shipped agreement with text cut out, moved, doubled and spoilt', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 3 }), (acts) => {
      holds(acts.reduce(mutilated, text));
    }),
    { numRuns: RUNS },
  );
});

type Section = YAMLMap | YAMLSeq;

/** Every section of the document with the number of its items. */
function sectionsOf(node: unknown, into: Section[] = []): readonly Section[] {
  if (isMap(node) || isSeq(node)) {
    into.push(node);
    for (const item of node.items) sectionsOf('value' in Object(item) && isMap(node) ? Object(item).value : item, into);
  }
  return into;
}

const values = fc.oneof(
  fc.constantFrom<unknown>(null, true, -0, 0, 1, -1, 1.5, 1e300, Number.NaN, Infinity, [], {}, [[]], ...NASTY),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.integer(),
  fc.double(),
);

/** One act on the tree: leave out, double, exchange, or put something else. */
const act = fc.record({
  kind: fc.constantFrom('drop', 'double', 'swap', 'graft', 'put', 'name'),
  at: fc.nat(),
  item: fc.nat(),
  other: fc.nat(),
  value: values,
});

test('the shipped agreement with sections dropped, doubled, exchanged, grafted and replaced', {
  timeout: PATIENCE_MS,
}, () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 3 }), (acts) => {
      const document = parseDocument(text);
      for (const { kind, at, item, other, value } of acts) {
        const sections = sectionsOf(document.contents).filter(({ items }) => items.length > 0);
        const section = sections[at % sections.length];
        const donor = sections[other % sections.length];
        if (section === undefined || donor === undefined) continue;
        const items: unknown[] = section.items;
        const place = item % items.length;
        const second = other % items.length;
        if (kind === 'drop') items.splice(place, 1);
        if (kind === 'double') items.splice(second, 0, items[place]);
        if (kind === 'swap') [items[place], items[second]] = [items[second], items[place]];
        // A copy: a section grafted into itself would have no end.
        const copy = kind === 'graft' ? donor.clone() : undefined;
        if (isMap(section) && isMap(copy)) section.items.splice(place, 1, ...copy.items.slice(0, 1));
        if (isSeq(section) && isSeq(copy)) section.items.splice(place, 1, ...copy.items.slice(0, 1));
        const node = document.createNode(value);
        if (isMap(section) && kind === 'put')
          section.items[place] = document.createPair(section.items[place]?.key, value);
        if (isSeq(section) && kind === 'put') section.items[place] = node;
        if (isMap(section) && kind === 'name')
          section.items[place] = document.createPair(
            typeof value === 'object' ? 'x' : String(value),
            section.items[place]?.value,
          );
      }
      holds(String(document));
    }),
    { numRuns: RUNS },
  );
});
