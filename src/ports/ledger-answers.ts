/** What is answered about the ledger: its entries, who held what by them, and whether it verifies. Plain JSON. */
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { Cause } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { LedgerFault } from '../domain/ledger.ts';
import type { Checkpoint } from '../domain/merkle.ts';
import type { Openings } from './ledger.ts';
import type { PersonView } from './plain.ts';

export interface LedgerRow {
  readonly seq: number;
  readonly at: IsoInstant;
  readonly kind: string;
  readonly cause: Cause | undefined;
  readonly hash: string;
  /** How the agreement calls what the fact names: its handoff, what is missing, why it was sent back, departments that it lists. */
  readonly names: Readonly<Record<string, Bilingual>>;
  /** The fact with its references and texts put back; erased ones are null. */
  readonly fact: Readonly<Record<string, unknown>>;
}

/** Somebody's holding of a lead, from an entry of the ledger on. */
export interface TenureView {
  readonly department: string;
  /** How the agreement calls it, where it lists it. */
  readonly departmentLabel?: Bilingual | undefined;
  /** Key and name in team.yaml; none for a queue or a department as a whole. */
  readonly member?: string | undefined;
  readonly memberName?: string | undefined;
  readonly queue?: string | undefined;
  readonly from: IsoInstant;
  /** Absent: still, at the moment asked for. */
  readonly to?: IsoInstant | undefined;
  /** The entry by which it began: its number, the fact, by whom or what. */
  readonly seq: number;
  readonly kind: string;
  readonly cause: Cause;
  /** The agreement's name of the handoff, where one was decided, and how it calls it. */
  readonly handoff?: string | undefined;
  readonly label?: Bilingual | undefined;
}

export interface OwnershipReport extends PersonView {
  readonly at: IsoInstant;
  /** By then, oldest first. */
  readonly tenures: readonly TenureView[];
}

export type HeldLead = PersonView & TenureView;

/** A part of the ledger as it leaves Baton, with the head as it stands now. */
export interface LedgerPage {
  readonly entries: readonly { readonly seq: number; readonly hash: string; readonly text: string }[];
  /** Those over sizes among these entries. */
  readonly checkpoints: readonly Checkpoint[];
  readonly openings: Openings | undefined;
  readonly head: { readonly seq: number; readonly hash: string };
}

export type VerifyReport = Verified | NotVerified;
export interface Verified {
  readonly ok: true;
  readonly entries: number;
  readonly head: string;
  /** What it was held against. */
  readonly anchors: readonly AnchorRead[];
}
/** A place outside the database. */
export interface AnchorRead {
  readonly anchor: string;
  /** All of them agree; absent: the place could not be read now. */
  readonly checkpoints?: number | undefined;
}

/** The first bad entry, and what is wrong with it: a fault of the chain; of a checkpoint over it; `lost` or `replaced` against what stands outside the database. */
export interface NotVerified {
  readonly ok: false;
  readonly seq: number;
  readonly fault: LedgerFault;
  /** The first checkpoint outside the database that says otherwise. */
  readonly denies?: { readonly anchor: string; readonly size: number; readonly at: IsoInstant } | undefined;
}
