/** Sealing: takes everything personal out of a fact before it is hashed, leaving commitments, and puts it back for those who may read it. */
import type { AgreementHash, AnyFact, Cause, NewFact } from './facts.ts';
import type { Entry, EntryContent, Json } from './ledger.ts';

/** What a random reference stands for: a record, task or activity of a CRM, or a member of the team (`baton`/`member`/key). */
export interface SealedRef {
  readonly system: string;
  readonly object: string;
  readonly id: string;
}

export interface Sealing {
  /** The random id that stands for it, the same at every call. */
  refId(ref: SealedRef): string;
  /** SHA-256(salt‖text) under a salt that nothing else has. */
  textHash(text: string): string;
}

export interface Sealed {
  readonly cause: Json;
  /** The fact without its `kind`, which stands beside it in the entry. */
  readonly body: Json;
}

/**
 * Replaces `{ref: {system, object, id}}` by `{ref: "<random id>"}`, `{text: "…"}` by `{text: "<hash>"}`, a holder's member by a reference and the
 * user of a cause by a text. Members that are undefined are dropped. NUL and unpaired surrogates, which no database holds, become U+FFFD.
 */
export function seal({ cause, fact }: NewFact, sealing: Sealing): Sealed {
  const { kind: _, ...body } = fact;
  return { cause: sealed(cause, sealing), body: sealed(body, sealing) };
}

/** Every reference of the facts, each once, in the order in which they are met. */
export function refsOf(facts: readonly NewFact[]): readonly SealedRef[] {
  const met = new Map<string, SealedRef>();
  const collecting: Sealing = {
    refId: (ref) => {
      const key = refText(ref);
      if (!met.has(key)) met.set(key, ref);
      return key;
    },
    textHash: () => '',
  };
  for (const fact of facts) seal(fact, collecting);
  return [...met.values()];
}

/** One text for one reference. */
export function refText({ system, object, id }: SealedRef): string {
  return `${system}/${object}/${id}`;
}

/** As a text is hashed and kept. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function sealed(value: unknown, sealing: Sealing): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map((item) => sealed(item, sealing));
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot be sealed`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const [only] = members;
  if (members.length === 1 && only !== undefined) {
    const [name, member] = only;
    if (name === 'text' && typeof member === 'string') return { text: sealing.textHash(plainText(member)) };
    if (name === 'ref' && isRef(member)) return { ref: sealing.refId(plainRef(member)) };
  }
  return Object.fromEntries(members.map(([name, member]) => [name, sealedMember(name, member, sealing)]));
}

/** A holder's member and a cause's user are people, though the fact's type has plain text for them. */
function sealedMember(name: string, value: unknown, sealing: Sealing): Json {
  if (name === 'member' && typeof value === 'string') return { ref: sealing.refId(memberRef(value)) };
  if (name === 'user' && typeof value === 'string') return { text: sealing.textHash(plainText(value)) };
  return sealed(value, sealing);
}

function memberRef(key: string): SealedRef {
  return { system: 'baton', object: 'member', id: plainText(key) };
}

function plainRef({ system, object, id }: SealedRef): SealedRef {
  return { system, object, id: plainText(id) };
}

function isRef(value: unknown): value is SealedRef {
  return typeof value === 'object' && value !== null && 'system' in value && 'object' in value && 'id' in value;
}

/** What was kept apart; undefined for what has been erased. */
export interface Opening {
  ref(id: string): SealedRef | undefined;
  text(hash: string): string | undefined;
}

/** The reverse of {@link seal}. What was erased reads `{ref: null}`, `{text: null}`, or null for a member or user. */
export function reveal(entry: Pick<Entry, 'text'>, opening: Opening): NewFact {
  const content: EntryContent = JSON.parse(entry.text);
  const body = opened(content.body, opening) as object;
  return {
    stream: content.stream,
    at: content.at,
    cause: opened(content.cause, opening) as Cause,
    ...(content.agreement === null ? {} : { agreement: content.agreement as AgreementHash }),
    fact: { kind: content.kind, ...body } as AnyFact,
  };
}

/** Ids and hashes of all that was kept apart for the entry. */
export function commitmentsOf(entry: Pick<Entry, 'text'>): {
  readonly refs: readonly string[];
  readonly texts: readonly string[];
} {
  const refs = new Set<string>();
  const texts = new Set<string>();
  reveal(entry, {
    ref: (id) => {
      refs.add(id);
      return undefined;
    },
    text: (hash) => {
      texts.add(hash);
      return undefined;
    },
  });
  return { refs: [...refs], texts: [...texts] };
}

function opened(value: Json, opening: Opening): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => opened(item, opening));
  const members: readonly (readonly [string, Json])[] = Object.entries(value);
  const ref = onlyMember(members, 'ref');
  if (ref !== undefined) return { ref: opening.ref(ref) ?? null };
  const text = onlyMember(members, 'text');
  if (text !== undefined) return { text: opening.text(text) ?? null };
  return Object.fromEntries(members.map(([name, member]) => [name, openedMember(name, member, opening)]));
}

function openedMember(name: string, value: Json, opening: Opening): unknown {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const members: readonly (readonly [string, Json])[] = Object.entries(value);
    const ref = onlyMember(members, 'ref');
    if (name === 'member' && ref !== undefined) return opening.ref(ref)?.id ?? null;
    const text = onlyMember(members, 'text');
    if (name === 'user' && text !== undefined) return opening.text(text) ?? null;
  }
  return opened(value, opening);
}

function onlyMember(members: readonly (readonly [string, Json])[], name: string): string | undefined {
  const [only] = members;
  if (members.length !== 1 || only?.[0] !== name || typeof only[1] !== 'string') return undefined;
  return only[1];
}
