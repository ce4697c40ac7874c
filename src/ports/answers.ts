/** What questions are answered with: plain JSON, the same over the local socket, with `--json`, and inside the process. Ids are the systems' own. */
import type { Bilingual } from '../domain/agreement/schema.ts';
import type { Missing } from '../domain/gate.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { HandoffState } from '../domain/lead.ts';
import type { ArmStep } from '../domain/mapping.ts';
import type { FieldValue, RecordRef, System } from '../domain/record.ts';
import type { ReviewDue } from '../domain/reviews.ts';
import type { Departments } from '../domain/texts/index.ts';
import type { BudgetReport } from './budget.ts';
import type { Progress, Spent } from './connector.ts';
import type { NotVerified } from './ledger-answers.ts';
import type { PersonView } from './plain.ts';
import type { ReconciliationView } from './reconciliation.ts';

export interface HandoffView extends PersonView {
  readonly handoff: HandoffState;
  /** Name of the member or queue it went to; else the department's id. */
  readonly to: string;
  /** How the agreement calls that department, where it lists it. */
  readonly toLabel?: Bilingual | undefined;
  /** How the agreement calls it. */
  readonly label?: Bilingual | undefined;
}

export interface FieldChange {
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

export interface PlanReport {
  /** True: nothing may be written, this is what would have been: before arming, of the last seven days. */
  readonly rehearsal: boolean;
  /** Why nothing may be written. */
  readonly because: 'unarmed' | 'stopped' | 'distrusted' | undefined;
  readonly gateOpen: boolean;
  readonly armed: readonly ArmStep[];
  /** How the agreement calls the departments that it lists. */
  readonly departments: Departments;
  readonly handoffs: readonly (PersonView & {
    readonly type: string;
    /** As of a {@link HandoffView}. */
    readonly to: string;
    readonly label?: Bilingual | undefined;
    readonly total: number;
    /** In the language of whoever it goes to. */
    readonly reason: string;
  })[];
  readonly fields: readonly (PersonView & { readonly record: RecordRef; readonly changes: readonly FieldChange[] })[];
  /** Qualified and not let through, hottest first. */
  readonly standing: readonly (PersonView & {
    readonly reason: 'before-baseline' | 'gate';
    readonly total: number;
  })[];
  /** Qualified, and held until somebody finds out what is missing. */
  readonly held: readonly (PersonView & {
    readonly missing: readonly string[];
    /** The same as the agreement calls it, and who is asked for it. */
    readonly asked: readonly Missing[];
  })[];
  /** Qualified, and waiting for somebody's yes. */
  readonly approvals: readonly (PersonView & {
    readonly status: 'asked' | 'denied' | 'approved';
    /** Name of the member, or the department's id. */
    readonly of: string;
    readonly dueAt: IsoInstant;
    readonly missed: boolean;
  })[];
}

export interface StatusReport {
  readonly armed: readonly ArmStep[];
  /** The version in force, and the file as it stands; `broken`: where it cannot be read and why, in one line. */
  readonly agreement: {
    readonly inForce: string | undefined;
    readonly file: string | undefined;
    readonly broken: Bilingual | undefined;
  };
  /** Signed by all, in force from then. */
  readonly scheduled: readonly { readonly agreement: string; readonly from: string }[];
  readonly reviews: readonly ReviewDue[];
  readonly stopped: boolean;
  /** Stopped because the data directory is a copy of one that lay there, and may be at work. */
  readonly copyOf: { readonly host: string; readonly path: string } | undefined;
  /** Writing is stopped: the ledger's first bad entry, and what is wrong with it. */
  readonly distrusted: Omit<NotVerified, 'ok'> | undefined;
  readonly gateOpen: boolean;
  readonly admission: 'none' | 'all' | number;
  readonly baselineAt: string | undefined;
  readonly leads: Readonly<Record<string, number>>;
  readonly standing: number;
  /** Qualified, but something must be known first. */
  readonly held: number;
  /** Qualified, but somebody must say yes first. */
  readonly approval: number;
  /** Left out by the selection rule; counted among `leads` all the same. */
  readonly outside: number;
  readonly openHandoffs: number;
  readonly waitingWrites: number;
  readonly problems: number;
  /** How both systems and Baton agreed when they were compared last. */
  readonly reconciliation: ReconciliationView;
  /** The newest entry, and how far the ledger is sealed. */
  readonly ledger: { readonly seq: number; readonly hash: string; readonly sealed: number };
  /** By the process that answers, since it was started. */
  readonly spent: Readonly<Record<string, Spent>>;
  /** Today, by all workers together; of systems whose calls are held to a budget. */
  readonly budgets: Readonly<Record<string, BudgetReport>>;
  /** Streams that are being read for the first time. */
  readonly firstReadings: readonly FirstReading[];
}

export interface FirstReading extends Progress {
  readonly system: System;
  readonly stream: string;
  /** Records, at the pace of late; absent until it is known. */
  readonly perSecond?: number | undefined;
  readonly secondsLeft?: number | undefined;
}
