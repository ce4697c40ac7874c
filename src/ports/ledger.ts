/** The ledger, one part of src/ports/store.ts: facts in, entries out; its seals, inside the database and out of it; and how a loss of it is told. */
import type { NewFact } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Entry } from '../domain/ledger.ts';
import type { Checkpoint, Frontier } from '../domain/merkle.ts';

export interface Ledger {
  append(facts: readonly NewFact[]): Promise<readonly Entry[]>;
  /** In order of `seq`, from `afterSeq` (exclusive), at most `limit`. */
  entries(afterSeq: number, limit: number): Promise<readonly Entry[]>;
  /** In order of version. */
  ofStream(stream: string): Promise<readonly Entry[]>;
  /** Of several, each stream's in order of version; none of later than that moment. */
  ofStreams(streams: readonly string[], till: IsoInstant): Promise<readonly Entry[]>;
  /** The fact behind an entry with its references and texts put back; erased ones read `null`. */
  reveal(entries: readonly Entry[]): Promise<readonly NewFact[]>;
  /** What stands behind references and sealed texts of the entries, as far as it was not erased: personal data. */
  openings(entries: readonly Entry[]): Promise<Openings>;
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
}

/** SHA-256(salt‖text) is the hash in the entry. */
export interface Openings {
  readonly refs: readonly {
    readonly ref: string;
    readonly system: string;
    readonly object: string;
    readonly id: string;
  }[];
  readonly texts: readonly { readonly hash: string; readonly salt: string; readonly text: string }[];
}

export interface Checkpoints {
  /** How far the ledger is sealed. Locked till the transaction ends: one seals at a time. */
  frontier(): Promise<Frontier>;
  /** The checkpoint is never changed any more; the frontier is the one that stands at it. */
  add(checkpoint: Checkpoint, frontier: Frontier): Promise<void>;
  /** By size, those greater than that one; at most `limit`. */
  after(size: number, limit: number): Promise<readonly Checkpoint[]>;
  newest(): Promise<Checkpoint | undefined>;
}

/**
 * A place outside the database where checkpoints are kept, so that whoever rewrites the database has to rewrite it too.
 * 1. `put` resolves once the checkpoint is kept there for good; the same one twice is kept once or twice, and does no harm.
 * 2. Baton changes nothing that it has put there.
 * 3. `put` and `read` throw when the place cannot be reached; nothing waits for it.
 */
export interface Anchor {
  /** For people: the file, the host. */
  readonly name: string;
  put(checkpoint: Checkpoint): Promise<void>;
  /** What was put there, oldest first; undefined for a place that only takes. */
  read(): Promise<readonly Checkpoint[] | undefined>;
}

/** The database is not what it was: where the ledger had reached, and where the database's ends. */
export interface Behind {
  readonly fileSeq: number;
  readonly dbSeq: number;
  /** The entry is there, but it is another one. */
  readonly differs: boolean;
}
