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
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { SourceRecord, System } from '../domain/record.ts';
import type { Outcome, Outgoing } from '../domain/writes.ts';
import type { BudgetMeans, BudgetReport } from './budget.ts';
import type { TokenVault } from './secrets.ts';

export interface Connector {
  readonly system: System;
  /** In the order in which a first pull should read them. */
  readonly streams: readonly string[];
  pull(stream: string, after: Cursor | undefined): Promise<Page>;
  send(writes: readonly Outgoing[]): Promise<readonly Outcome[]>;
  resolve(writes: readonly Outgoing[]): Promise<readonly Outcome[]>;
  /** Connection, identity, scopes, fields, limits; for `doctor`. Reads only. */
  check(): Promise<readonly Finding[]>;
  spent(): Spent;
  /** The day's calls of all workers; undefined where no budget is kept. */
  budget?(): Promise<BudgetReport | undefined>;
  close(): Promise<void>;
}

/** Opaque to all but its connector; plain JSON, at most 8 KiB. */
export type Cursor = Readonly<Record<string, unknown>>;

export interface Page {
  readonly records: readonly SourceRecord[];
  readonly activities: readonly Activity[];
  readonly problems: readonly Problem[];
  readonly cursor: Cursor;
  readonly more: boolean;
  /** When the request began, in business time: says nothing about writes confirmed at or after it. */
  readonly readAt: IsoInstant;
}

export interface Finding {
  readonly name: 'connection' | 'identity' | 'scope' | 'field' | 'limit' | 'clock';
  readonly ok: boolean;
  /** Facts for the text, e.g. a portal id or a field's name. */
  readonly detail: string;
  readonly problem?: Problem;
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
