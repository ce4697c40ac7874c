/** What the jobs report: plain JSON, the same over the local socket, with `--json`, and inside the process. Moments are ISO instants. */
import type { AgreementHash } from '../domain/facts.ts';
import type { ArmStep } from '../domain/mapping.ts';
import type { Problem } from '../domain/problem.ts';
import type { RecordRef, System } from '../domain/record.ts';
import type { ChannelName } from '../domain/team.ts';
import type { Departments } from '../domain/texts/index.ts';
import type { PersonView } from './plain.ts';

export interface PullReport {
  readonly system: System;
  readonly pages: number;
  /** Records read, and how many of them were news. */
  readonly records: number;
  readonly news: number;
  readonly activities: number;
  readonly newLeads: number;
  readonly touched: number;
  /** A page could not be had; `problems` says why. */
  readonly failed: boolean;
}

export interface JudgeReport {
  readonly judged: number;
  readonly handoffs: number;
  readonly facts: number;
  /** Leads that now stand, waiting to be let through. */
  readonly standing: number;
  /** Judged without power: results went to the rehearsal. */
  readonly rehearsed: number;
  /** For which something was put that need not wait. */
  readonly toSend: readonly System[];
}

export interface SendReport {
  readonly system: System;
  readonly sent: number;
  readonly done: number;
  readonly rejected: number;
  /** Unknown or throttled: looked at again later. */
  readonly waiting: number;
  readonly nothingToDo: number;
  /** Facts that the answers became. */
  readonly facts: number;
}

export interface WatchReport {
  readonly admitted: number;
  readonly standing: number;
}

export interface SealReport {
  /** Entries that came under a checkpoint now. */
  readonly sealed: number;
  /** All that are under one. */
  readonly size: number;
  /** Places that could not be reached: they get the newest checkpoint the next time. */
  readonly unreached: readonly { readonly anchor: string; readonly why: string }[];
}

export interface SignReport {
  readonly agreement: string;
  readonly signedBy: readonly string[];
  readonly missing: readonly string[];
  /** How the agreement calls the departments that it lists. */
  readonly departments: Departments;
  readonly inForce: boolean;
  /** Once all have signed: in force from this moment. */
  readonly from: string;
}

/** A signed version, as it was kept: see `readKept`. */
export interface AgreementTextReport {
  readonly hash: AgreementHash;
  readonly text: string;
}

export interface ArmReport {
  readonly armed: readonly ArmStep[];
  readonly baselineAt: string;
}

export interface RetryReport {
  /** Refused writes, and notices that were given up, that wait to be sent again. */
  readonly retried: number;
  readonly notices: number;
}

export interface NotifyReport {
  readonly sent: number;
  /** Given up, and listed among the problems. */
  readonly failed: number;
  /** Tried, and to be tried again later. */
  readonly waiting: number;
}

/** A yes or no that was taken up. */
export interface ReplyReport {
  readonly lead: string;
  readonly to: 'approval' | 'acceptance';
  readonly yes: boolean;
  /** Decided at once by it. */
  readonly handoffs: number;
}

/** By each of a member's channels. */
export type TestReport = readonly {
  readonly channel: ChannelName;
  readonly sent: boolean;
  readonly problem?: Problem | undefined;
}[];

/** Of one person: what was kept of them and is now gone, or would go. */
export interface EraseReport extends PersonView {
  /** `deleted`: their system has it no more, or in its bin. The others are still there, and a person has to erase them there. */
  readonly records: readonly (RecordRef & { readonly deleted: boolean })[];
  readonly activities: number;
  /** They end. */
  readonly openHandoffs: number;
  readonly erased: boolean;
}
