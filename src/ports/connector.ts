/**
 * One CRM, as Baton needs it.
 * 1. `pull` reads one page of one stream and changes nothing. The answered cursor covers exactly what the page holds: keep both in one transaction.
 * 2. Pulling again from an older cursor may repeat records, never skips one: windows overlap and ties are broken by id.
 * 3. Pages are bounded (`limits` in each connector); `more` says that another page can be had at once.
 * 4. Values come under Baton's names, parsed to their types; what cannot be parsed becomes null and a problem of category `format`.
 * 5. `send` makes one attempt, in the vendor's largest safe batches, and answers one outcome per write, in their order. It never throws for a
 *    vendor's answer; every write of a call that got no complete answer is `unknown`.
 * 6. `resolve` changes no record: it says of unknown writes whether they were done (`already`) or not (`rejected`, code `NOT_DONE`), or still `unknown`.
 *    A job of ours that might still do them is ended first.
 * 7. No call is retried inside: a problem of category `limit` says in `retryAt` when asking again is worth it. Every call is counted in `spent`. Where a
 *    budget is kept, a call that it does not let leave is `throttled`, unsent.
 * 8. Nothing is sent while `STOP` holds: `mayWrite` is asked before each writing call; when it says no, the outcome is `throttled`.
 */
import type { Finding, MappingPlace } from '../domain/finding.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { Editor, RecordRef, SubjectKey, System } from '../domain/record.ts';
import type { Outcome, Outgoing } from '../domain/writes.ts';
import type { BudgetMeans, BudgetReport } from './budget.ts';
import type { BulkJobNote } from './bulk-job.ts';
import type { TokenVault } from './secrets.ts';
import type { SetupPort } from './setup.ts';

export type { Finding } from '../domain/finding.ts';

export type { Cursor, LookPage, Page, Progress, Roll } from './page.ts';

import type { Hint } from './hints.ts';
import type { Anchor } from './ledger.ts';
import type { Cursor, LookPage, Page } from './page.ts';

export interface Connector {
  readonly system: System;
  /** In the order in which a first pull should read them. */
  readonly streams: readonly string[];
  /** Those among them that may be read at the same time. */
  readonly abreast?: readonly string[];
  pull(stream: string, after: Cursor | undefined): Promise<Page>;
  /**
   * Reads these records by their ids, whatever became of them: live, merged, deleted or erased. At most {@link LOOK_MOST} of the system's own people and
   * companies; the cursor of the look before is handed back. `soon` unless told: for hints. `in time`: for what can wait till nobody else calls.
   */
  look?(refs: readonly RecordRef[], after: Cursor | undefined, when?: LookWhen): Promise<LookPage>;
  /** Where its look takes more of them for one call. */
  readonly lookMost?: number;
  /** Its streams tell of every deletion and merge: nothing has to be looked for day by day. */
  readonly tellsDeletions?: true;
  /** Living records of people under these addresses, as of now: before a person is made who may be there already. Only reads. */
  findPeople?(addresses: readonly string[]): Promise<FoundPeople>;
  /** Who gave these fields the values they have; what is not told is missing. Only reads. */
  editors?(asked: readonly EditorsAsked[]): Promise<ReadonlyMap<SubjectKey, Readonly<Record<string, Editor>>>>;
  /** Absent unless configured. */
  readonly journal?: Journal | undefined;
  send(writes: readonly Outgoing[]): Promise<readonly Outcome[]>;
  /** Where more than `above` writes wait, it takes `rows` of them at a time for fewer calls. Absent: it has no such way. */
  readonly bulk?: { readonly above: number; readonly rows: number };
  resolve(writes: readonly Outgoing[]): Promise<readonly Outcome[]>;
  /** Connection, identity, scopes, fields, rules, limits; for `doctor`. Leaves nothing behind: what it tries is rolled back by the system. */
  check(asked?: CheckAsked): Promise<readonly Finding[]>;
  /** Asked of the system once, then remembered; undefined where it does not tell. */
  account?(): Promise<Account | undefined>;
  /** Absent unless configured: the ledger's checkpoints as records of the system, each made once and never changed. `put` is a writing call like any other. */
  readonly anchor?: Anchor | undefined;
  readonly setup?: SetupPort;
  spent(): Spent;
  /** The day's calls of all workers; undefined where no budget is kept. */
  budget?(): Promise<BudgetReport | undefined>;
  /** Such a call is about to be made: what has to be asked before it leaves may be asked now. */
  expect?(call: 'look' | 'handoffs'): void;
  /** Where a person opens that task; absent where handoffs make none. */
  taskUrl?(id: string): string;
  close(): Promise<void>;
}

export type LookWhen = 'soon' | 'in time';

/** By address, under the key that identity uses (`domain/normalise.ts`, `emailKey`); or why nobody can say. */
export type FoundPeople = { readonly found: ReadonlyMap<string, readonly RecordRef[]> } | { readonly problem: Problem };

export interface EditorsAsked {
  readonly ref: RecordRef;
  /** As it was read: later changes are others. */
  readonly modifiedAt: IsoInstant;
  /** By Baton's names. */
  readonly fields: readonly string[];
}

/** Records of one look. */
export const LOOK_MOST = 100;

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
  /** Users of the system whom team.yaml names, by their addresses. */
  readonly owners?: readonly { readonly email: string; readonly member: string; readonly at: MappingPlace }[];
  /** Queues that the team's pools fall back to. */
  readonly queues?: readonly { readonly queue: string; readonly pool: string; readonly at: MappingPlace }[];
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
  /** Told the time that the system's answers bear. */
  heardTime?(at: Temporal.Instant): void;
  log(event: string, details?: Readonly<Record<string, string | number | boolean | null | undefined>>): void;
  /** Without it every call leaves at once. */
  readonly budget?: BudgetMeans;
  /** Without it tokens live in memory. */
  readonly vault?: TokenVault;
  /** Without it a job that a death left behind is not found. */
  readonly bulkJob?: BulkJobNote;
}
