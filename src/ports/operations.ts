/**
 * Everything a command can ask of Baton.
 * 1. The same object answers in the process that owns the data and, through the local socket, in every other.
 * 2. Arguments and answers are plain JSON.
 * 3. What a person must mend is thrown as a BatonError with its remedy; anything else is a bug.
 */
import type { ReviewCycle } from '../domain/agreement/vocabulary.ts';
import type { ArmStep } from '../domain/mapping.ts';
import type { System } from '../domain/record.ts';
import type { ReviewDue } from '../domain/reviews.ts';
import type { Capacity } from '../domain/team.ts';
import type {
  HandoffView,
  LedgerPage,
  LedgerRow,
  PlanReport,
  ProblemView,
  StatusReport,
  VerifyReport,
} from './answers.ts';
import type { ExplainReport } from './explanation.ts';
import type { DoctorReport, SetupReport } from './findings.ts';
import type {
  AgreementTextReport,
  ArmReport,
  JudgeReport,
  NotifyReport,
  PullReport,
  ReplyReport,
  RetryReport,
  SendReport,
  SignReport,
  TestReport,
  WatchReport,
} from './reports.ts';
import type { RouteReport, TeamReport } from './team.ts';
import type { TrialReport, VersionView } from './versions.ts';

export interface Operations {
  status(args: Nothing): Promise<StatusReport>;
  /** Both systems, or one. */
  pull(args: { readonly system?: System | undefined }): Promise<readonly PullReport[]>;
  judge(args: Nothing): Promise<JudgeReport>;
  send(args: { readonly system?: System | undefined }): Promise<readonly SendReport[]>;
  watch(args: Nothing): Promise<WatchReport>;
  /** Tells what waits to be told. */
  notify(args: Nothing): Promise<NotifyReport>;
  /** One message to that member by each of their channels. */
  testNotice(args: { readonly member: string }): Promise<TestReport>;
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
  ledgerShow(args: { readonly lead: string }): Promise<readonly LedgerRow[]>;
  /** Entries after that one, a page of them; `open`: with the references and texts behind them. */
  ledgerPage(args: { readonly after: number; readonly open?: boolean | undefined }): Promise<LedgerPage>;
  /** Writing stops where it does not verify, and may go on where it does again. */
  ledgerVerify(args: Nothing): Promise<VerifyReport>;
  /** Entries that the database has lost for good are written down as lost. */
  acceptLoss(args: Nothing): Promise<VerifyReport>;
  /** `text`: the version as the signer has read it, as plain JSON. */
  sign(args: {
    readonly department: string;
    readonly name: string;
    readonly text?: string | undefined;
  }): Promise<SignReport>;
  /** Every version, its signatures and readers. */
  agreementHistory(args: Nothing): Promise<readonly VersionView[]>;
  /** A member of the team has read the version in force. */
  confirmRead(args: { readonly member: string }): Promise<{ readonly agreement: string; readonly reader: string }>;
  reviews(args: Nothing): Promise<readonly ReviewDue[]>;
  holdReview(args: {
    readonly cycle: ReviewCycle;
    readonly by: string;
    readonly figures?: string | undefined;
    readonly decisions?: string | undefined;
  }): Promise<readonly ReviewDue[]>;
  /** What a version that nobody has signed would do with the leads that are kept; nothing is kept of it. */
  trial(args: { readonly text: string }): Promise<TrialReport>;
  /** A signed version, by the beginning of its hash, or the one `in-force`. */
  agreementText(args: { readonly version: string }): Promise<AgreementTextReport>;
  /** Who is who, who is away, how much each has open. */
  team(args: Nothing): Promise<TeamReport>;
  /** How much sales can take from now on; `by`: the name of whoever says so. */
  setCapacity(args: { readonly capacity: Capacity; readonly by: string }): Promise<TeamReport>;
  /** Days, YYYY-MM-DD, both included. */
  setAway(args: { readonly member: string; readonly from: string; readonly to: string }): Promise<TeamReport>;
  setBack(args: { readonly member: string }): Promise<TeamReport>;
  /** Who would get that lead, and why; nothing is written. */
  routeTry(args: { readonly lead: string }): Promise<RouteReport>;
  /** A member says yes or no to what is asked of them for that lead: an approval, an acceptance; `to` where both are. */
  reply(args: {
    readonly lead: string;
    readonly member: string;
    readonly yes: boolean;
    readonly to?: 'approval' | 'acceptance' | undefined;
    readonly comment?: string | undefined;
  }): Promise<ReplyReport>;
  arm(args: { readonly step: ArmStep }): Promise<ArmReport>;
  admit(args: {
    readonly pace: 'none' | 'all' | number;
  }): Promise<{ readonly pace: 'none' | 'all' | number; readonly standing: number }>;
  stop(args: Nothing): Promise<{ readonly stopped: true }>;
  resume(args: Nothing): Promise<{ readonly stopped: false; readonly baselineAt: string }>;
  /** Sends what a system refused again, once its cause is mended. */
  retry(args: Nothing): Promise<RetryReport>;
  problems(args: Nothing): Promise<readonly ProblemView[]>;
  /** `confirmAccount`: the account to go on with, though the installation was first used with another. */
  doctor(args: { readonly confirmAccount?: string | undefined }): Promise<DoctorReport>;
  /** Makes what Baton needs in the systems, or takes away what it made; `dryRun` only says what would be done. */
  setup(args: {
    readonly dryRun?: boolean | undefined;
    readonly remove?: boolean | undefined;
  }): Promise<readonly SetupReport[]>;
}

export type Nothing = Readonly<Record<string, never>>;
export type OperationName = keyof Operations;
