/** Ledger entries: what is hashed, how it is chained, and how a chain is verified. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { IsoInstant } from './instant.ts';

/** One row. `text` is the canonical JSON (RFC 8785) whose SHA-256 is `hash`; the other columns are an index and are checked against it. */
export interface Entry {
  readonly seq: number;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly at: IsoInstant;
  readonly text: string;
  readonly prev: string;
  readonly hash: string;
}

/** `prev` of the first entry. */
export const GENESIS = '0'.repeat(64);

/** What the canonical text of an entry holds. `body` is a sealed fact: enumerations, safe integers, instants, `{"ref": …}` and `{"text": …}` commitments. */
export interface EntryContent {
  readonly v: 1;
  readonly seq: number;
  readonly prev: string;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly at: IsoInstant;
  readonly cause: Json;
  readonly agreement: string | null;
  readonly body: Json;
}
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Canonical text of plain JSON. Throws on anything that JSON cannot hold exactly: fractions, unsafe integers, unpaired surrogates, `undefined`. */
export function canonical(value: Json): string {
  assertExact(value, 0);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not JSON');
  return text;
}

function assertExact(value: unknown, depth: number): void {
  if (depth > 8) throw new TypeError('nested deeper than 8');
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('text with an unpaired surrogate');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a safe integer`);
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) assertExact(item, depth + 1);
    return;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) assertExact(item, depth + 1);
    return;
  }
  throw new TypeError(`a ${typeof value} has no exact JSON form`);
}

/** Builds the entry that follows `prev`. */
export function chain(content: EntryContent): Entry {
  const text = canonical(content as unknown as Json);
  if (Buffer.byteLength(text) > 16_384)
    throw new TypeError(`an entry of ${Buffer.byteLength(text)} bytes exceeds 16,384`);
  const { seq, stream, version, kind, at, prev } = content;
  return { seq, stream, version, kind, at, text, prev, hash: sha256(text) };
}

export const FAULTS = ['hash', 'gap', 'prev', 'columns', 'version', 'form'] as const;
export type Fault = (typeof FAULTS)[number];
/** What may be wrong with a ledger: its chain, a checkpoint over it, or that what stands outside the database tells of entries that are gone or others. */
export const LEDGER_FAULTS = [...FAULTS, 'checkpoint', 'lost', 'replaced'] as const;
export type LedgerFault = (typeof LEDGER_FAULTS)[number];
export type Verification =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly fault: Fault };

/** Checks entries one by one, in order of `seq`; feed it page by page. */
export class Verifier {
  #seq: number;
  #prev: string;
  readonly #whole: boolean;
  readonly #versions = new Map<string, number>();

  /** From the first entry; or from the one after `known`, which is taken as it stands. */
  constructor(known?: Pick<Entry, 'seq' | 'hash'>) {
    this.#seq = known?.seq ?? 0;
    this.#prev = known?.hash ?? GENESIS;
    this.#whole = known === undefined;
  }

  /** Undefined while all is well, else the first bad entry; feed no more after that. */
  check(entry: Entry): { seq: number; fault: Fault } | undefined {
    const bad = (fault: Fault): { seq: number; fault: Fault } => ({ seq: entry.seq, fault });
    if (entry.seq !== this.#seq + 1) return { seq: this.#seq + 1, fault: 'gap' };
    if (sha256(entry.text) !== entry.hash) return bad('hash');
    const content = contentOf(entry.text);
    if (content === undefined) return bad('form');
    if (content.prev !== this.#prev || entry.prev !== this.#prev) return bad('prev');
    const same =
      content.seq === entry.seq &&
      content.stream === entry.stream &&
      content.version === entry.version &&
      content.kind === entry.kind &&
      content.at === entry.at;
    if (!same) return bad('columns');
    const before = this.#versions.get(entry.stream) ?? (this.#whole ? 0 : entry.version - 1);
    if (entry.version !== before + 1) return bad('version');
    this.#versions.set(entry.stream, entry.version);
    this.#seq = entry.seq;
    this.#prev = entry.hash;
    return undefined;
  }

  result(): Verification {
    return { ok: true, entries: this.#seq, head: this.#prev };
  }
}

/** Undefined: a text that hashes right but is no entry was never written by Baton. */
function contentOf(text: string): Partial<EntryContent> | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? content : undefined;
  } catch {
    // JSON.parse says "no JSON" only by throwing.
    return undefined;
  }
}
