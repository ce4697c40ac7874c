/** Sealing keeps persons out of what is hashed, and loses nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgreementHash, AnyFact, Cause, HandoffKey, NewFact } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import { chain, type Entry, GENESIS, type Json, sha256 } from '../../src/domain/ledger.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import { commitmentsOf, type Opening, refsOf, refText, reveal, type SealedRef, seal } from '../../src/domain/seal.ts';
import type { OwnerKey } from '../../src/domain/team.ts';

/** Words that are found again wherever they leak to, wrapped in whatever people write. */
const secret = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 8 }))
  .map(([before, after]) => `${before}Yamada${after}`);
const refArb: fc.Arbitrary<RecordRef> = fc.record({
  system: fc.constantFrom('hubspot', 'salesforce'),
  object: fc.constantFrom('contact', 'lead'),
  id: secret,
});
const when = fc.integer({ min: 0, max: 1e12 }).map((ms) => iso(Temporal.Instant.fromEpochMilliseconds(ms)));
const holder = fc.record(
  { department: fc.constantFrom('marketing', 'inside-sales'), member: secret.map((text) => text as OwnerKey) },
  { requiredKeys: ['department'] },
);
const score = fc.record({
  attribute: fc.nat(100),
  behaviour: fc.nat(100),
  total: fc.nat(200),
  lines: fc.array(
    fc.record({
      rule: fc.constant('quote'),
      points: fc.integer({ min: -50, max: 50 }),
      evidence: fc.record({ ref: refArb }),
    }),
    { maxLength: 3 },
  ),
});
const fact: fc.Arbitrary<AnyFact> = fc.oneof(
  fc.record({
    kind: fc.constant('lead-found'),
    records: fc.array(fc.record({ ref: refArb }), { maxLength: 3 }),
    stage: fc.constant('lead'),
    holder,
  }),
  fc.record({
    kind: fc.constant('field-changed'),
    record: fc.record({ ref: refArb }),
    field: fc.constant('stage'),
    from: fc.record({ text: secret }),
    to: fc.record({ text: secret }),
  }),
  fc.record(
    {
      kind: fc.constant('handoff-decided'),
      handoff: fc.constant('h1' as HandoffKey),
      type: fc.constant('marketing-to-is'),
      episode: fc.nat(9),
      from: holder,
      to: holder,
      toQueue: fc.constant(undefined),
      priority: fc.constant('high'),
      deadlines: fc.constant([{ deadline: 'first-contact', amount: 3, unit: 'business-days' as const }]),
      score,
      reason: fc.record({ text: secret }),
      pool: fc.constant('is'),
      turn: fc.nat(),
    },
    {
      requiredKeys: [
        'kind',
        'handoff',
        'type',
        'episode',
        'from',
        'to',
        'priority',
        'deadlines',
        'score',
        'reason',
        'pool',
      ],
    },
  ),
) as fc.Arbitrary<AnyFact>;
const cause: fc.Arbitrary<Cause> = fc.oneof(
  fc.record({ by: fc.constant('person' as const), user: secret, how: fc.constant('last-editor' as const) }),
  fc.constant({ by: 'time' as const }),
  fc.constant({ by: 'person' as const, user: undefined, how: 'unknown' as const }),
);
const newFact: fc.Arbitrary<NewFact> = fc.record(
  { stream: fc.constant('lead:a'), at: when, cause, agreement: fc.constant('f'.repeat(64) as AgreementHash), fact },
  { requiredKeys: ['stream', 'at', 'cause', 'fact'] },
);

/** Keeps what is taken out, as a store would. */
class Drawer implements Opening {
  readonly refs = new Map<string, SealedRef>();
  readonly texts = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  refId(ref: SealedRef): string {
    const id = this.#ids.get(refText(ref)) ?? `r${this.#ids.size}`;
    this.#ids.set(refText(ref), id);
    this.refs.set(id, ref);
    return id;
  }

  textHash(text: string): string {
    const hash = sha256(`${this.texts.size} ${text}`);
    this.texts.set(hash, text);
    return hash;
  }

  ref(id: string): SealedRef | undefined {
    return this.refs.get(id);
  }

  text(hash: string): string | undefined {
    return this.texts.get(hash);
  }
}

function entryOf(given: NewFact, drawer: Drawer): Entry {
  const {
    stream,
    at,
    agreement,
    fact: { kind },
  } = given;
  return chain({
    v: 1,
    seq: 1,
    prev: GENESIS,
    stream,
    version: 1,
    kind,
    at,
    agreement: agreement ?? null,
    ...seal(given, drawer),
  });
}

/** Without undefined members, and with the characters that no database holds replaced: all that sealing changes. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value), (_, inner) =>
    typeof inner === 'string' ? inner.toWellFormed().replaceAll('\0', '\uFFFD') : inner,
  );
}

test('what is revealed is what was sealed', () => {
  fc.assert(
    fc.property(newFact, (given) => {
      const drawer = new Drawer();
      expect(reveal(entryOf(given, drawer), drawer)).toEqual(plain(given));
    }),
    { numRuns: 500 },
  );
});

test('the hashed bytes hold no text, no id and no person', () => {
  fc.assert(
    fc.property(newFact, (given) => {
      expect(entryOf(given, new Drawer()).text).not.toContain('Yamada');
    }),
    { numRuns: 500 },
  );
});

test('erased, an entry still has its form, and nothing personal is left', () => {
  fc.assert(
    fc.property(newFact, (given) => {
      const revealed = reveal(entryOf(given, new Drawer()), new Drawer());
      expect(JSON.stringify(revealed)).not.toContain('Yamada');
      expect(revealed.fact.kind).toBe(given.fact.kind);
    }),
  );
});

test('references and commitments are told before and after, each once', () => {
  fc.assert(
    fc.property(newFact, (given) => {
      const drawer = new Drawer();
      const entry = entryOf(given, drawer);
      expect(refsOf([given, given]).map(refText)).toEqual([...drawer.refs.values()].map(refText));
      const { refs, texts } = commitmentsOf(entry);
      expect([...refs].sort()).toEqual([...drawer.refs.keys()].sort());
      expect([...texts].sort()).toEqual([...drawer.texts.keys()].sort());
    }),
  );
});

test('what has no JSON form is refused', () => {
  const given = { stream: 'x', at: iso(Temporal.Instant.fromEpochMilliseconds(0)), cause: { by: 'time' } } as const;
  const odd = { kind: 'gate-closed', handoffsInHour: 3n } as unknown as AnyFact;
  expect(() => seal({ ...given, fact: odd }, new Drawer())).toThrow('bigint');
});
