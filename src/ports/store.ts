/**
 * What Baton keeps.
 * 1. Everything happens in a transaction: all or nothing, READ COMMITTED. They do not nest, and no queue call happens inside one.
 * 2. Claims lock their rows till the transaction ends and skip rows that another worker has claimed.
 * 3. Ledger entries are appended through one locked head row: `seq` has no gap, each `prev` is used once, rows never change.
 * 4. Lock order: leads by id, pools, ledger head last.
 * 5. Equal input gives equal rows on PGlite and PostgreSQL.
 */
import type { Erasure } from './erasure.ts';
import type { Hints } from './hints.ts';
import type { Identities } from './identities.ts';
import type { Installation } from './installation.ts';
import type { Leads } from './leads.ts';
import type { Behind, Checkpoints, Ledger } from './ledger.ts';
import type { Notices } from './notices.ts';
import type { Outbox } from './outbox.ts';
import type { Past } from './past.ts';
import type { Reconciliation } from './reconciliation.ts';
import type { Records } from './records.ts';
import type { Secrets } from './secrets.ts';
import type { Touches } from './touches.ts';

export type { Hints } from './hints.ts';
export type { Installation } from './installation.ts';
export type {
  LeadCounts,
  LeadGlance,
  LeadProjection,
  LeadSummary,
  Leads,
  LeadView,
  PoolState,
  Rehearsal,
  ToldNeglect,
  Waiting,
} from './leads.ts';
export type { Anchor, Behind, Checkpoints, Ledger, Openings } from './ledger.ts';
export type { Outbox } from './outbox.ts';
export type { News, Records } from './records.ts';

export interface How {
  /**
   * False: it need not be on the disk before the next lasting one is. What a power failure could take with it must be such that nothing has left by it and
   * whoever comes next does it again. Whatever is kept afterwards is lost with it or not at all.
   */
  readonly lasting?: boolean;
  /** True: of a few leads, for somebody who waits. Statements are carried out by plans for any number of rows, which need not be made anew each time. */
  readonly few?: boolean;
  /**
   * Told when all is done but the commit, which may still be under way. Whatever transaction of this process begins afterwards sees what was written; whether it
   * stays written only this promise says.
   */
  readonly committing?: (committed: Promise<void>) => void;
}

export interface Store {
  transaction<T>(work: (tx: Transaction) => Promise<T>, how?: How): Promise<T>;
  /** Puts the ledger's head where a loss of the database is noticed; called before anything leaves for a CRM. */
  anchor(): Promise<void>;
  /** When it was opened, the database ended before the head that had been put there, or had another entry in its place. Absent: all is there. */
  readonly behind?: Behind | undefined;
  /** A person has seen the loss: from here on the head follows the database again. */
  acceptLoss?(): Promise<void>;
  close(): Promise<void>;
}

export interface Transaction {
  readonly records: Records;
  readonly hints: Hints;
  readonly leads: Leads;
  readonly identities: Identities;
  readonly touches: Touches;
  readonly reconciliation: Reconciliation;
  readonly past: Past;
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
  readonly outbox: Outbox;
  readonly installation: Installation;
  readonly secrets: Secrets;
  readonly erasure: Erasure;
  readonly notices: Notices;
}
