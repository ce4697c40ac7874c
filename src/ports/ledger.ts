/** The ledger, one part of src/ports/store.ts: facts in, entries out; and how a loss of it is told. */
import type { NewFact } from '../domain/facts.ts';
import type { Entry } from '../domain/ledger.ts';

export interface Ledger {
  append(facts: readonly NewFact[]): Promise<readonly Entry[]>;
  /** In order of `seq`, from `afterSeq` (exclusive), at most `limit`. */
  entries(afterSeq: number, limit: number): Promise<readonly Entry[]>;
  ofStream(stream: string): Promise<readonly Entry[]>;
  /** The fact behind an entry with its references and texts put back; erased ones read `null`. */
  reveal(entries: readonly Entry[]): Promise<readonly NewFact[]>;
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
}

/** The database is not what it was: where the ledger had reached, and where the database's ends. */
export interface Behind {
  readonly fileSeq: number;
  readonly dbSeq: number;
  /** The entry is there, but it is another one. */
  readonly differs: boolean;
}
