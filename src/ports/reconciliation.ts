/** The proof that both systems and Baton agree: what is kept of it, one part of src/ports/store.ts, and what is answered about it. */
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { Disagreement, DisagreementCause } from '../domain/reconcile.ts';
import type { System } from '../domain/record.ts';
import type { PersonView } from './plain.ts';

export interface Reconciliation {
  /**
   * Leads of which Baton or a record of that system says that they are more than leads: from MQL on, sent back, with an open handoff. In order of id, from
   * `after` (exclusive); at most `limit`.
   */
  following(system: System, after: string, limit: number): Promise<readonly LeadId[]>;
  /** Takes the place of what was found of these leads there before. */
  keep(
    system: System,
    leads: readonly LeadId[],
    found: readonly (Disagreement & { readonly lead: LeadId })[],
    at: IsoInstant,
  ): Promise<void>;
  /** What was found there before that moment is of leads that nobody asks about any more. */
  forget(system: System, before: IsoInstant): Promise<void>;
  /** In order of lead; at most `limit`. */
  found(limit: number): Promise<readonly (Disagreement & { readonly lead: LeadId; readonly at: IsoInstant })[]>;
  /** By system and cause. */
  count(): Promise<readonly { readonly system: System; readonly cause: DisagreementCause; readonly leads: number }[]>;
}

/** Of one system, the last round that was gone through to its end. */
export interface ReconciledSystem {
  readonly system: System;
  readonly at: IsoInstant;
  /** Leads compared. */
  readonly leads: number;
  /** Its records were read one by one for it; false: compared was what the polls had read last. */
  readonly live: boolean;
}

export interface ReconciliationView {
  /** Absent of a system that has not been gone through yet. */
  readonly systems: readonly ReconciledSystem[];
  /** Leads that differ, by cause. */
  readonly differing: Readonly<Record<string, number>>;
}

export interface ReconcileReport extends ReconciliationView {
  /** Both systems were gone through to the end now. */
  readonly complete: boolean;
  /** Those that were not, and what they answered, if they were asked in vain. */
  readonly unfinished: readonly { readonly system: System; readonly problem?: Problem | undefined }[];
  /** Leads that were put to be looked at again, or written anew, by the usual way. */
  readonly mended: number;
  /** The first of them. */
  readonly disagreements: readonly (Disagreement & { readonly person: PersonView })[];
}
