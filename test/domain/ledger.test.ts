/** The ledger's promise: what was written can be shown to be what was written, whoever touched the rows since. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonical,
  chain,
  type Entry,
  type EntryContent,
  type Fault,
  GENESIS,
  type Json,
  sha256,
  Verifier,
} from '../../src/domain/ledger.ts';
import { hence } from '../support/people.ts';

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('canonical text', () => {
  test('is the same however the keys came, and reads back as what it was', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonical(turned(value))).toBe(text);
      }),
    );
  });

  test('sorts keys by their code units, as RFC 8785 says', () => {
    const keys = { '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4, '\u00f6': 5, '\ufb33': 6 };
    expect(canonical(keys)).toBe('{"\\r":2,"1":3,"\u00f6":5,"\u20ac":1,"\u{1f600}":4,"\ufb33":6}');
  });

  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['an unsafe integer', 2 ** 53],
    ['no number', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['undefined', { a: undefined }],
    ['an unpaired surrogate', 'a\ud800'],
    ['a big integer', 1n],
    ['an object that is no plain one', new Map()],
    ['more than eight levels', [[[[[[[[[1]]]]]]]]]],
  ])('refuses %s', (_, value) => {
    expect(() => canonical(value as Json)).toThrow(TypeError);
  });
});

describe('an entry', () => {
  test('bears the hash of its text, which another program can compute', () => {
    const entry = chain(contentOf(1, GENESIS, 'lead:a', 1));
    expect(entry.hash).toBe(createHash('sha256').update(entry.text, 'utf8').digest('hex'));
    expect(JSON.parse(entry.text)).toMatchObject({ v: 1, seq: 1, prev: GENESIS, stream: 'lead:a' });
  });

  test('takes 16,384 bytes and not one more', () => {
    const bare = Buffer.byteLength(chain({ ...contentOf(1, GENESIS, 'lead:a', 1), body: '' }).text);
    const filled = (bytes: number) => chain({ ...contentOf(1, GENESIS, 'lead:a', 1), body: 'x'.repeat(bytes - bare) });
    expect(Buffer.byteLength(filled(16_384).text)).toBe(16_384);
    expect(() => filled(16_385)).toThrow(/16,384/);
  });
});

const STREAMS = ['lead:a', 'lead:b', 'installation'] as const;

/** A ledger of facts of a few streams, each entry following the one before. */
const ledgers = fc
  .array(fc.tuple(fc.constantFrom(...STREAMS), json), { minLength: 1, maxLength: 12 })
  .map((facts): readonly Entry[] => {
    const versions = new Map<string, number>();
    const entries: Entry[] = [];
    for (const [stream, body] of facts) {
      const version = (versions.get(stream) ?? 0) + 1;
      versions.set(stream, version);
      const prev = entries.at(-1)?.hash ?? GENESIS;
      entries.push(chain({ ...contentOf(entries.length + 1, prev, stream, version), body }));
    }
    return entries;
  });

function contentOf(seq: number, prev: string, stream: string, version: number): EntryContent {
  const at = hence({ minutes: seq });
  const agreement = 'f'.repeat(64);
  return { v: 1, seq, prev, stream, version, kind: 'stage-changed', at, cause: { by: 'time' }, agreement, body: {} };
}

/** What a verifier says of these rows, when `head` is known from elsewhere, as the locked head row tells it. */
function verdict(rows: readonly Entry[], head: { seq: number; hash: string }): { seq: number; fault: Fault } | 'whole' {
  const verifier = new Verifier();
  for (const row of rows) {
    const found = verifier.check(row);
    if (found !== undefined) return found;
  }
  const result = verifier.result();
  if (!result.ok) return result;
  if (result.entries !== head.seq || result.head !== head.hash) return { seq: result.entries + 1, fault: 'gap' };
  return 'whole';
}

const headOf = (entries: readonly Entry[]) => ({ seq: entries.length, hash: entries.at(-1)?.hash ?? GENESIS });

/** A ledger, a place in it, and another. */
const places = ledgers.chain((entries) =>
  fc.record({
    entries: fc.constant(entries),
    at: fc.nat({ max: entries.length - 1 }),
    other: fc.nat({ max: entries.length - 1 }),
  }),
);

describe('verifying', () => {
  test('says of a ledger that nobody touched that it is whole, an empty one too', () => {
    fc.assert(fc.property(ledgers, (entries) => verdict(entries, headOf(entries)) === 'whole'));
    expect(new Verifier().result()).toEqual({ ok: true, entries: 0, head: GENESIS });
  });

  test('finds an entry that was taken out, the last one by the head alone', () => {
    fc.assert(
      fc.property(places, ({ entries, at }) => {
        expect(verdict(entries.toSpliced(at, 1), headOf(entries))).toEqual({ seq: at + 1, fault: 'gap' });
      }),
    );
  });

  test('finds an entry that was put in, even a genuine one once more', () => {
    fc.assert(
      fc.property(places, ({ entries, at, other }) => {
        const copy = entries[other];
        if (copy === undefined) return;
        expect(verdict(entries.toSpliced(at, 0, copy), headOf(entries))).not.toBe('whole');
        const forged = chain(contentOf(at + 1, entries[at - 1]?.hash ?? GENESIS, 'lead:a', 1));
        expect(verdict(entries.toSpliced(at, 0, forged), headOf(entries))).not.toBe('whole');
      }),
    );
  });

  test('finds two entries that were swapped, with or without their numbers', () => {
    fc.assert(
      fc.property(places, ({ entries, at, other }) => {
        const [a, b] = [entries[at], entries[other]];
        if (a === undefined || b === undefined || at === other) return;
        expect(verdict(entries.with(at, b).with(other, a), headOf(entries))).not.toBe('whole');
        const renumbered = entries.with(at, { ...b, seq: a.seq }).with(other, { ...a, seq: b.seq });
        expect(verdict(renumbered, headOf(entries))).not.toBe('whole');
      }),
    );
  });

  test('finds any single change of any column, and says where', () => {
    const columns = fc.constantFrom<keyof Entry>('seq', 'stream', 'version', 'kind', 'at', 'text', 'prev', 'hash');
    fc.assert(
      fc.property(places, columns, fc.nat(), ({ entries, at }, column, salt) => {
        const entry = entries[at];
        if (entry === undefined) return;
        const found = verdict(entries.with(at, changed(entry, column, salt)), headOf(entries));
        expect(found).toMatchObject({ seq: at + 1 });
      }),
    );
  });

  test('finds a changed text whose hash was computed anew: the next entry, or the head, does not follow', () => {
    fc.assert(
      fc.property(places, json, ({ entries, at }, body) => {
        const entry = entries[at];
        if (entry === undefined) return;
        const text = canonical({ ...JSON.parse(entry.text), body });
        fc.pre(text !== entry.text);
        const found = verdict(entries.with(at, { ...entry, text, hash: sha256(text) }), headOf(entries));
        expect(found).toEqual(
          at === entries.length - 1 ? { seq: entries.length + 1, fault: 'gap' } : { seq: at + 2, fault: 'prev' },
        );
      }),
    );
  });

  test.each(['null', '3', '"x"', '[]', '{', ''])('finds a row whose text is %s and whose hash fits', (text) => {
    const entry = chain(contentOf(1, GENESIS, 'lead:a', 1));
    const found = new Verifier().check({ ...entry, text, hash: sha256(text) });
    expect(found?.seq).toBe(1);
    expect(['form', 'prev']).toContain(found?.fault);
  });

  test('finds a stream that lacks or repeats a version, though the chain is whole', () => {
    const first = chain(contentOf(1, GENESIS, 'lead:a', 1));
    for (const version of [1, 3]) {
      const second = chain(contentOf(2, first.hash, 'lead:a', version));
      expect(verdict([first, second], headOf([first, second]))).toEqual({ seq: 2, fault: 'version' });
    }
  });

  test('finds an entry written after another than the one before it, though its column says otherwise', () => {
    const stray = chain(contentOf(1, 'f'.repeat(64), 'lead:a', 1));
    expect(new Verifier().check({ ...stray, prev: GENESIS })).toEqual({ seq: 1, fault: 'prev' });
  });

  test('may begin after an entry that is known, and then answers for the rest', () => {
    fc.assert(
      fc.property(places, ({ entries, at }) => {
        const known = entries[at];
        const rest = entries.slice(at + 1);
        const verifier = new Verifier(known);
        for (const entry of rest) expect(verifier.check(entry)).toBeUndefined();
        expect(verifier.result()).toEqual({ ok: true, entries: entries.length, head: headOf(entries).hash });
        const [next] = rest;
        if (known === undefined || next === undefined) return;
        expect(new Verifier({ ...known, hash: 'f'.repeat(64) }).check(next)).toEqual({ seq: at + 2, fault: 'prev' });
      }),
    );
  });

  test.each<[Fault, Partial<Entry>]>([
    ['hash', { text: '{}' }],
    ['gap', { seq: 2 }],
    ['prev', { prev: 'f'.repeat(64) }],
    ['columns', { kind: 'standing' }],
  ])('calls it %s', (fault, change) => {
    expect(new Verifier().check({ ...chain(contentOf(1, GENESIS, 'lead:a', 1)), ...change })).toEqual({
      seq: 1,
      fault,
    });
  });
});

/** One edit, never the same value. */
function changed(entry: Entry, column: keyof Entry, salt: number): Entry {
  if (column === 'seq' || column === 'version') return { ...entry, [column]: entry[column] + 1 + (salt % 5) };
  const text: string = entry[column];
  const at = salt % text.length;
  const other = text[at] === '0' ? '1' : '0';
  return { ...entry, [column]: text.slice(0, at) + other + text.slice(at + 1) };
}

/** The same value with the keys of its objects the other way round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const members: [string, Json][] = Object.entries(value);
  return Object.fromEntries(members.reverse().map(([name, member]) => [name, turned(member)]));
}
