/** What a store promises about the ledger. */
import { expect, test } from 'vitest';
import type { AgreementHash, LeadFact, NewFact } from '../../src/domain/facts.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import { type Entry, sha256, Verifier } from '../../src/domain/ledger.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import type { Store } from '../../src/ports/store.ts';
import type { StoreGround } from './store.ts';
import { contactRef, factOf, handoff } from './store-cast.ts';

const append = (store: Store, ...facts: readonly NewFact[]) => store.transaction((tx) => tx.ledger.append(facts));
const all = (store: Store) => store.transaction((tx) => tx.ledger.entries(0, 10_000));
const admitted = (name: string) => factOf(name, { kind: 'admitted', handoff: 'marketing-to-is' });

function fault(entries: readonly Entry[]) {
  const verifier = new Verifier();
  for (const entry of entries) {
    const found = verifier.check(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}

const changed: LeadFact = {
  kind: 'field-changed',
  record: { ref: contactRef('12345') },
  field: 'stage',
  from: { text: '山田 太郎' },
  to: { text: 'Taro Yamada\u0000' },
};

export function ledgerPromises(given: () => StoreGround): void {
  test('entries follow one another without a gap, each on the one before, and verify', async () => {
    const { store } = given();
    expect(await append(store)).toEqual([]);
    const first = await append(store, admitted('a'), admitted('b'), admitted('a'));
    await append(store, admitted('a'));
    const entries = await all(store);
    expect(entries.map(({ seq, stream, version }) => [seq, stream, version])).toEqual([
      [1, 'lead:a', 1],
      [2, 'lead:b', 1],
      [3, 'lead:a', 2],
      [4, 'lead:a', 3],
    ]);
    expect(entries.slice(0, 3)).toEqual(first);
    expect(fault(entries)).toBeUndefined();
    expect(await store.transaction((tx) => tx.ledger.head())).toEqual({ seq: 4, hash: entries[3]?.hash });
  });

  test('they are read in pages and by stream', async () => {
    const { store } = given();
    await append(store, admitted('a'), admitted('b'), admitted('a'), admitted('b'));
    const page = await store.transaction((tx) => tx.ledger.entries(1, 2));
    expect(page.map(({ seq }) => seq)).toEqual([2, 3]);
    const stream = await store.transaction((tx) => tx.ledger.ofStream('lead:b'));
    expect(stream.map(({ version }) => version)).toEqual([1, 2]);
    const both = await store.transaction((tx) =>
      tx.ledger.ofStreams(['lead:b', 'lead:a', 'lead:none'], stream[0]?.at ?? expect.fail('one')),
    );
    expect(both.map((entry) => [entry.stream, entry.version])).toEqual([
      ['lead:a', 1],
      ['lead:a', 2],
      ['lead:b', 1],
      ['lead:b', 2],
    ]);
    const earlier = '2000-01-01T00:00:00.000Z' as IsoInstant;
    expect(await store.transaction((tx) => tx.ledger.ofStreams(['lead:b'], earlier))).toEqual([]);
  });

  test('what is hashed holds no text, no record id and no person', async () => {
    const { store } = given();
    const cause = { by: 'person', user: 'yamada-7', how: 'last-editor' } as const;
    const holder = { department: 'inside-sales', member: 'tanaka' as OwnerKey } as const;
    await append(
      store,
      factOf('a', changed, { cause }),
      factOf('a', { kind: 'lead-found', records: [{ ref: contactRef('12345') }], stage: 'lead', holder }),
    );
    const entries = await all(store);
    for (const secret of ['山田', 'Taro', '12345', 'yamada', 'tanaka']) {
      expect(entries.map(({ text }) => text).join('\n')).not.toContain(secret);
    }
    expect(fault(entries)).toBeUndefined();
  });

  test('a fact reads back whole, with its references and texts', async () => {
    const { store } = given();
    const facts = [
      factOf('a', changed, {
        cause: { by: 'person', user: 'yamada-7', how: 'last-editor' },
        agreement: 'a'.repeat(64) as AgreementHash,
      }),
      factOf('a', decided()),
    ];
    const entries = await append(store, ...facts);
    const plain = { ...changed, to: { text: 'Taro Yamada\uFFFD' } };
    expect(await store.transaction((tx) => tx.ledger.reveal(entries))).toEqual([
      { ...facts[0], fact: plain },
      facts[1],
    ]);
  });

  test('one record has one reference, and equal texts have different hashes', async () => {
    const { store, run } = given();
    await append(store, factOf('a', changed));
    await append(store, factOf('b', changed), factOf('c', changed));
    expect(await run('select system, object, id from ref')).toEqual([contactRef('12345')]);
    const texts = await run('select hash, salt, text from ledger_text');
    expect(texts).toHaveLength(6);
    expect(new Set(texts.map((row) => row['hash'])).size).toBe(6);
    for (const row of texts) expect(sha256(`${row['salt']}${row['text']}`)).toBe(row['hash']);
  });

  test('what was erased reads null, and the chain still verifies', async () => {
    const { store, run } = given();
    const entries = await append(
      store,
      factOf('a', changed, { cause: { by: 'person', user: 'yamada-7', how: 'last-editor' } }),
    );
    await run('delete from ledger_text');
    await run('delete from ref');
    expect(await store.transaction((tx) => tx.ledger.reveal(entries))).toEqual([
      factOf(
        'a',
        { ...changed, record: { ref: null }, from: { text: null }, to: { text: null } } as unknown as LeadFact,
        { cause: { by: 'person', user: null, how: 'last-editor' } as unknown as NewFact['cause'] },
      ),
    ]);
    expect(fault(await all(store))).toBeUndefined();
  });

  test('a fact that has no exact form is refused with all that came with it', async () => {
    const { store } = given();
    const half = { kind: 'temperature-changed', from: 'cold', to: 'warm', total: 1.5 } as const;
    await expect(append(store, admitted('a'), factOf('a', half))).rejects.toThrow('1.5');
    expect(await all(store)).toEqual([]);
  });

  test('the database itself refuses to change or remove an entry', async () => {
    const { store, run } = given();
    await append(store, admitted('a'));
    await expect(run(`update ledger_entry set kind = 'x'`)).rejects.toThrow('only ever added');
    await expect(run('delete from ledger_entry')).rejects.toThrow('only ever added');
    await expect(run('truncate ledger_entry')).rejects.toThrow('only ever added');
  });

  test('whoever changes a row all the same is found at that row', async () => {
    const { store, run } = given();
    await append(store, ...['a', 'b', 'c', 'd'].map(admitted));
    await run('alter table ledger_entry disable trigger user');
    try {
      await run(`update ledger_entry set text = replace(text, 'marketing', 'sales') where seq = 2`);
      expect(fault(await all(store))).toEqual({ seq: 2, fault: 'hash' });
      await run(`update ledger_entry set text = replace(text, 'sales', 'marketing') where seq = 2`);
      await run(`update ledger_entry set kind = 'held' where seq = 3`);
      expect(fault(await all(store))).toEqual({ seq: 3, fault: 'columns' });
      await run('delete from ledger_entry where seq = 3');
      expect(fault(await all(store))).toEqual({ seq: 3, fault: 'gap' });
    } finally {
      await run('alter table ledger_entry enable trigger user');
    }
  });

  test('many workers appending at once make no fork', async () => {
    const { store } = given();
    const workers = Array.from({ length: 8 }, (_, worker) => worker);
    await Promise.all(
      workers.map(async (worker) => {
        for (let n = 0; n < 25; n += 1) {
          await append(store, factOf('shared', changed), admitted(`own-${worker}`));
        }
      }),
    );
    const entries = await all(store);
    expect(entries).toHaveLength(400);
    expect(fault(entries)).toBeUndefined();
    expect(new Set(entries.map(({ prev }) => prev)).size).toBe(400);
  });
}

function decided(): LeadFact {
  const { key, type, episode, from, to, priority, terms, score, reason } = handoff('h1', {
    score: {
      attribute: 30,
      behaviour: 50,
      total: 80,
      lines: [{ rule: 'quote', points: 20, evidence: { ref: { system: 'hubspot', object: 'form', id: 'f-9' } } }],
    },
  });
  return {
    kind: 'handoff-decided',
    handoff: key,
    type,
    episode,
    from,
    to,
    priority,
    deadlines: terms,
    score,
    reason: { text: reason },
    pool: 'is',
    turn: 4,
  };
}
