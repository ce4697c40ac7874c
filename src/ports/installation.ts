/** What is kept of the installation itself, one part of src/ports/store.ts: settings, decided handoffs for the gate, versions of the agreement. */
import type { HandoffKey } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { FieldValue } from '../domain/record.ts';

/** Settings that survive a restart, as plain JSON by name: armed steps, baseline, gate, admission, agreement in force. */
export interface Installation {
  get(name: string): Promise<unknown>;
  /** The same, and nobody else changes it till this transaction ends. */
  getLocked(name: string): Promise<unknown>;
  set(name: string, value: FieldValue | readonly FieldValue[] | Readonly<Record<string, unknown>>): Promise<void>;
  /** Handoffs decided since then, for the gate. */
  handoffsSince(at: IsoInstant): Promise<number>;
  countDecided(handoff: HandoffKey, at: IsoInstant): Promise<void>;
  keepAgreement(hash: string, text: string, at: IsoInstant): Promise<void>;
  agreement(hash: string): Promise<string | undefined>;
  /** Hashes of kept agreements that begin so, in order; at most `limit`. */
  agreementsBeginning(prefix: string, limit: number): Promise<readonly string[]>;
}
