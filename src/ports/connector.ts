/**
 * One CRM, as Baton needs it.
 * 1. `pull` reads one page of one stream and changes nothing. The answered cursor covers exactly what the page holds: keep both in one transaction.
 * 2. Pulling again from an older cursor may repeat records, never skips one: windows overlap and ties are broken by id.
 * 3. Pages are bounded (`limits` in each connector); `more` says that another page can be had at once.
 * 4. Values come under Baton's names, parsed to their types; what cannot be parsed becomes null and a problem of category `format`.
 * 5. `send` makes one attempt, in the vendor's largest safe batches, and answers one outcome per write, in their order. It never throws for a
 *    vendor's answer; every write of a call that got no complete answer is `unknown`.
 * 6. `resolve` only reads: it says of unknown writes whether they were done (`already`) or not (`rejected`, code `NOT_DONE`), or still `unknown`.
 * 7. No call is retried inside. Every call is counted in `spent`. Where a budget is kept, a call that it does not let leave is `throttled`, unsent.
 * 8. Nothing is sent while `STOP` holds: `mayWrite` is asked before each writing call; when it says no, the outcome is `throttled`.
 */
import type { Activity } from '../domain/activity.ts';
import type { Finding, MappingPlace } from '../domain/finding.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { RecordRef, SourceRecord, System } from '../domain/record.ts';
import type { Outcome, Outgoing } from '../domain/writes.ts';
import type { BudgetMeans, BudgetReport } from './budget.ts';
import type { TokenVault } from './secrets.ts';
import type { SetupPort } from './setup.ts';

export type { Finding } from '../domain/finding.ts';

import type { Hint } from './hints.ts';

export interface Connector {
  readonly system: System;
  /** In the order in which a first pull should read them. */
  readonly streams: readonly string[];
  pull(stream: string, after: Cursor | undefined): Promise<Page>;
  /**
   * Reads these records by their ids, whatever became of them: live, merged, deleted or erased. For hints, and for the sweep that finds what no stream
   * tells. At most {@link LOOK_MOST} of the system's own people and companies; the cursor of the look before is handed back.
   */
  look?(refs: readonly RecordRef[], after: Cursor | undefined): Promise<LookPage>;
  /** Absent unless configured. */
  readonly journal?: Journal | undefined;
  send(writes: readonly Outgoing[]): Promise<readonly Outcome[]>;
  resolve(writes: readonly Outgoing[]): Promise<readonly Outcome[]>;
  /** Connection, identity, scopes, fields, limits; for `doctor`. Reads only. */
  check(asked?: CheckAsked): Promise<readonly Finding[]>;
  /** Asked of the system once, then remembered; undefined where it does not tell. */
  account?(): Promise<Account | undefined>;
  readonly setup?: SetupPort;
  spent(): Spent;
  /** The day's calls of all workers; undefined where no budget is kept. */
  budget?(): Promise<BudgetReport | undefined>;
  /** Where a person opens that task; absent where handoffs make none. */
  taskUrl?(id: string): string;
  close(): Promise<void>;
}

/** Records of one look. */
export const LOOK_MOST = 100;

/** Opaque to all but its connector; plain JSON, at most 8 KiB. */
export type Cursor = Readonly<Record<string, unknown>>;

export interface Page {
  readonly records: readonly SourceRecord[];
  readonly activities: readonly Activity[];
  readonly problems: readonly Problem[];
  readonly cursor: Cursor;
  readonly more: boolean;
  /** What the page says of those whom it does not name. */
  readonly roll?: Roll | undefined;
  /** While a stream is read for the first time. */
  readonly progress?: Progress | undefined;
  /** When the request began, in business time: says nothing about writes confirmed at or after it. */
  readonly readAt: IsoInstant;
}

/** The page names everybody of that kind between two ids of activities: who was a `member` there and is not named is one no more. */
export interface Roll {
  readonly kind: 'listed';
  /** Exclusive. */
  readonly after: string;
  /** Inclusive. */
  readonly upTo: string;
}

/** Records so far, and of how many, as far as the system says. */
export interface Progress {
  readonly done: number;
  readonly total?: number | undefined;
}

export interface LookPage extends Page {
  /** The system said of these by name that they exist no more, not even among the deleted; and it is the account that was looked into before. */
  readonly gone: readonly RecordRef[];
  /** What was read says that something new stands in these. */
  readonly streams?: readonly string[];
}

/** A list that the system keeps of what changed: a second source of hints, with a cursor of its own. */
export interface Journal {
  /** How often it is looked at. */
  readonly everySeconds: number;
  /** One piece of it. Changes nothing. */
  read(after: Cursor | undefined): Promise<JournalPage>;
}
export interface JournalPage {
  readonly hints: readonly Hint[];
  readonly cursor: Cursor;
  readonly more: boolean;
  readonly problems: readonly Problem[];
}

/** What a check is to compare the system with. */
export interface CheckAsked {
  /** Values that Baton may write to a field, by Baton's name, with the place that says so. */
  readonly written: Readonly<Record<string, readonly { readonly value: string; readonly at?: MappingPlace }[]>>;
  /** Values that the agreement knows of a field that people fill. */
  known(field: string): readonly string[] | undefined;
}

/** The account behind the credentials. */
export interface Account {
  readonly id: string;
  /** IANA name; empty where the system does not tell. */
  readonly zone: string;
}

/** HTTP calls since the connector was opened, and what the vendor says is left. */
export interface Spent {
  readonly calls: number;
  readonly byPurpose: Readonly<Record<string, number>>;
  readonly dailyLeft?: number;
}

/** What every connector is given. */
export interface ConnectorSurroundings {
  now(): Temporal.Instant;
  /** Asked before each call that writes. */
  mayWrite(): boolean;
  log(event: string, details?: Readonly<Record<string, string | number | boolean | null | undefined>>): void;
  /** Without it every call leaves at once. */
  readonly budget?: BudgetMeans;
  /** Without it tokens live in memory. */
  readonly vault?: TokenVault;
}
