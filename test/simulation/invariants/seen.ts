/** What the invariants look at: both worlds, the ledger as it folds, what witnesses saw, and the database itself. */
import type { Fold } from '../fold.ts';
import type { Scene } from '../scene.ts';
import type { Witness } from '../witness.ts';

export interface Seen {
  readonly scene: Scene;
  readonly fold: Fold;
  readonly witness: Witness;
  /** One statement in the database. */
  run(statement: string): Promise<readonly Record<string, unknown>[]>;
  /** By system and object, how far the cursors had come when they were looked at last. */
  readonly passed: Map<string, string>;
  /** Faults are over and everything has had its time: nothing may be under way any more. */
  readonly quiet: boolean;
}

/** The property by which notes of handoffs are known. */
export const NOTE_KEY = 'baton_handoff_key';

export interface Invariant {
  readonly name: string;
  /** Looked at once at the end, since it reads everything. */
  readonly atTheEnd?: true;
  /** What breaks it; nothing where it holds. */
  broken(seen: Seen): Promise<readonly string[]> | readonly string[];
}
