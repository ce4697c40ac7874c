/**
 * What is kept of a system's calls, for all workers of an installation together.
 * 1. `change` is atomic: whoever else counts calls of that system waits meanwhile, in whatever process.
 * 2. What it answers is kept when it resolves; where it rejects, nothing was changed.
 */
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';

export interface BudgetBook {
  /** `change` is pure and quick; the state is plain JSON, undefined at first. */
  change<T>(system: System, change: (state: unknown) => Changed<T>): Promise<T>;
}

export interface Changed<T> {
  readonly state: Readonly<Record<string, unknown>>;
  readonly answer: T;
}

/** The day's calls as an admin is told them. */
export interface BudgetReport {
  /** Of the day's calls, in percent, as baton.yaml says. */
  readonly share: number;
  /** The account's calls a day, all tools together; undefined where the vendor sets none. */
  readonly limit: number | undefined;
  /** What `limit` is worth: told by the vendor, or the least that any account has. */
  readonly limitKnown: boolean;
  /** Calls of the account that are left today, as the vendor told last. */
  readonly left: number | undefined;
  /** What Baton may spend a day, and what it has spent, all workers together. */
  readonly allowed: number | undefined;
  readonly spent: number;
  readonly byPurpose: Readonly<Record<string, number>>;
  readonly resetsAt: IsoInstant | undefined;
  /** No calls are made before: the share is spent, or the vendor has said so. */
  readonly closedTill: IsoInstant | undefined;
}

/** The admin's share, in percent of what the vendor allows: of the day's calls, and of each burst. */
export interface BudgetShares {
  readonly daily: number;
  readonly burst: number;
}

/** What a connector is given to keep its budget with. */
export interface BudgetMeans {
  readonly book: BudgetBook;
  readonly shares: BudgetShares;
  /** False where weeks pass in a minute: bursts are a matter of machine time, and only the day's calls are kept. */
  readonly paced: boolean;
  machineMs(): number;
  /** Machine time. */
  wait(ms: number): Promise<void>;
}
