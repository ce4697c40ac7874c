/** What can be asked of Baton: nothing is changed by it. A part of src/ports/operations.ts. */
import type { ProblemCategory } from '../domain/problem.ts';
import type { ReviewDue } from '../domain/reviews.ts';
import type { HandoffView, PlanReport, StatusReport } from './answers.ts';
import type { DelaysReport, NeglectedLead } from './delays.ts';
import type { ExplainReport } from './explanation.ts';
import type { DoctorReport } from './findings.ts';
import type { IdentityReport } from './identity.ts';
import type { HeldLead, LedgerPage, LedgerRow, OwnershipReport } from './ledger-answers.ts';
import type { Nothing } from './plain.ts';
import type { ProblemDetails, ProblemView } from './problems.ts';
import type { AgreementTextReport } from './reports.ts';
import type { RouteReport, TeamReport } from './team.ts';
import type { CollisionsReport, TimelineReport } from './timeline.ts';
import type { TrialReport, VersionView } from './versions.ts';

export interface Questions {
  status(args: Nothing): Promise<StatusReport>;
  plan(args: Nothing): Promise<PlanReport>;
  /**
   * An e-mail address, a lead's id, or a CRM record id. As of a moment that has passed (ISO 8601 with its zone), by what Baton had seen by then, or in
   * hindsight by what had happened by then; now unless given.
   */
  explain(args: {
    readonly lead: string;
    readonly at?: string | undefined;
    readonly hindsight?: boolean | undefined;
  }): Promise<ExplainReport>;
  handoffs(args: { readonly open?: boolean | undefined }): Promise<readonly HandoffView[]>;
  /** Where time went between qualifying and first contact; of handoffs decided since then (ISO 8601 with its zone). */
  delays(args: { readonly since?: string | undefined }): Promise<DelaysReport>;
  /** Leads that lie with sales untouched, though Baton handed nothing over. */
  neglected(args: Nothing): Promise<readonly NeglectedLead[]>;
  ledgerShow(args: { readonly lead: string }): Promise<readonly LedgerRow[]>;
  /** Entries after that one, a page of them; `open`: with the references and texts behind them. */
  ledgerPage(args: { readonly after: number; readonly open?: boolean | undefined }): Promise<LedgerPage>;
  /** Who held the lead when, till that moment (ISO 8601 with its zone); now unless given. */
  owners(args: { readonly lead: string; readonly at?: string | undefined }): Promise<OwnershipReport>;
  /** What a member, a queue or a department held at that moment. */
  held(args: { readonly by: string; readonly at?: string | undefined }): Promise<readonly HeldLead[]>;
  /** What was done by and to a lead, from both systems, each touch once; the newest `limit`, at most a thousand. */
  timeline(args: {
    readonly lead: string;
    readonly since?: string | undefined;
    readonly limit?: number | undefined;
    readonly touches?: boolean | undefined;
  }): Promise<TimelineReport>;
  /** Where two departments approached one lead or company within the agreed days. */
  collisions(args: {
    readonly since?: string | undefined;
    readonly limit?: number | undefined;
  }): Promise<CollisionsReport>;
  /** Who may be one person and who not, as far as only a person can say. */
  identity(args: Nothing): Promise<IdentityReport>;
  /** Who is who, who is away, how much each has open. */
  team(args: Nothing): Promise<TeamReport>;
  /** Who would get that lead, and why; nothing is written. */
  routeTry(args: { readonly lead: string }): Promise<RouteReport>;
  /** Every version, its signatures and readers. */
  agreementHistory(args: Nothing): Promise<readonly VersionView[]>;
  reviews(args: Nothing): Promise<readonly ReviewDue[]>;
  /** What a version that nobody has signed would do with the leads that are kept; nothing is kept of it. */
  trial(args: { readonly text: string }): Promise<TrialReport>;
  /** A signed version, by the beginning of its hash, or the one `in-force`. */
  agreementText(args: { readonly version: string }): Promise<AgreementTextReport>;
  /** Of one category, or all; `all`: also those that somebody has put aside. */
  problems(args: {
    readonly category?: ProblemCategory | undefined;
    readonly all?: boolean | undefined;
  }): Promise<readonly ProblemView[]>;
  /** By its number. */
  showProblem(args: { readonly problem: string }): Promise<ProblemDetails>;
  /** `confirmAccount`: the account to go on with, though the installation was first used with another. */
  doctor(args: { readonly confirmAccount?: string | undefined }): Promise<DoctorReport>;
}
