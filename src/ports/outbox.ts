/** What waits to be sent, one half of src/ports/store.ts: the writes, each by its key, and the problems that came of them. */
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { RecordRef, System } from '../domain/record.ts';
import type { DeedPayload, OutboxRow, Outcome, Sent } from '../domain/writes.ts';

export interface Outbox {
  /** One state row per target however often it is put; a deed once per key, also where it was refused: till it is reopened. */
  putState(target: RecordRef, lead: LeadId): Promise<void>;
  putDeed(system: System, lead: LeadId, key: string, payload: DeedPayload, notBefore?: IsoInstant): Promise<void>;
  /** The systems for which this transaction has put what need not wait. */
  awaiting(): ReadonlySet<System>;
  /** A refused deed is sent anew under its key, since a person says so. */
  reopen(id: number, notBefore: IsoInstant): Promise<void>;
  /**
   * Deeds first, then state, each of hot leads before warm before cold, oldest first; none that is before its time, none of a lead with an unknown deed. Leased till `leaseMs` (machine time);
   * a row whose lease ran out while sending comes back as `unknown`.
   */
  claim(
    system: System,
    now: IsoInstant,
    machineMs: number,
    limit: number,
    wishes?: ClaimWishes,
  ): Promise<readonly OutboxRow[]>;
  /** Of claimed rows that are still being sent: the lease begins anew. */
  renew(ids: readonly number[], machineMs: number): Promise<void>;
  fixDue(id: number, payload: DeedPayload): Promise<void>;
  /** Of a claimed row: what is about to leave with it. Known till the row is settled, or claimed anew without being unknown. */
  sending(id: number, sent: Sent): Promise<void>;
  /** `notBefore`: when a throttled or unknown row may be claimed again. */
  settle(
    id: number,
    outcome: Outcome | { readonly state: 'nothing-to-do' },
    at: IsoInstant,
    notBefore?: IsoInstant,
  ): Promise<void>;
  /** Rows of an earlier process of an embedded store: all that were sending are unknown. */
  orphan(): Promise<number>;
  pending(): Promise<readonly OutboxRow[]>;
  /** Unsettled rows, of that system or of both, how many of them are deeds, and problems listed. */
  count(system?: System): Promise<{ readonly unsettled: number; readonly deeds: number; readonly problems: number }>;
  /** When a row can next be claimed; a lease that ran out counts as now. */
  nextDue(system: System, machineMs: number): Promise<IsoInstant | undefined>;
  listProblem(problem: Problem, at: IsoInstant, key: string): Promise<void>;
  clearProblem(key: string): Promise<void>;
  problems(): Promise<readonly ListedProblem[]>;
  /** Put aside: not counted and, but on request, not shown, till it is listed with another code. */
  ignoreProblem(key: string, word: Ignored): Promise<void>;
}

export interface ClaimWishes {
  /** Nothing is claimed where it says no; waited for as late as can be. */
  readonly may?: Promise<boolean> | undefined;
  /** Told whose rows are about to be claimed: what it asks of the store is answered together with the claim, with those leads locked that are free. */
  wanted?(leads: readonly LeadId[]): void;
  /** Where this transaction has put deeds for the system, only those: their leads are its own. */
  readonly own?: boolean | undefined;
}

export type ListedProblem = Problem & {
  readonly key: string;
  readonly at: IsoInstant;
  readonly ignored?: Ignored | undefined;
};

export interface Ignored {
  readonly by: string;
  readonly reason: string;
  readonly at: IsoInstant;
}
