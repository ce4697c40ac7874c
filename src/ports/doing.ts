/** What Baton does when it is told to: reading, judging, writing, telling, and what keeps it fit for that. A part of src/ports/operations.ts. */
import type { System } from '../domain/record.ts';
import type { SetupReport } from './findings.ts';
import type { VerifyReport } from './ledger-answers.ts';
import type { Nothing } from './plain.ts';
import type { TriedAgain } from './problems.ts';
import type { ReconcileReport } from './reconciliation.ts';
import type {
  EraseReport,
  JudgeReport,
  NotifyReport,
  PullReport,
  RetryReport,
  SendReport,
  TestReport,
  WatchReport,
} from './reports.ts';

export interface Work {
  /** Both systems, or one. */
  pull(args: { readonly system?: System | undefined }): Promise<readonly PullReport[]>;
  judge(args: Nothing): Promise<JudgeReport>;
  send(args: { readonly system?: System | undefined }): Promise<readonly SendReport[]>;
  watch(args: Nothing): Promise<WatchReport>;
  /** Tells what waits to be told. */
  notify(args: Nothing): Promise<NotifyReport>;
  /** One message to that member by each of their channels. */
  testNotice(args: { readonly member: string }): Promise<TestReport>;
  /** Compares who is what and whose in both systems with Baton, now; `dryRun`: without putting what differs to be mended. */
  reconcile(args: { readonly dryRun?: boolean | undefined }): Promise<ReconcileReport>;
  /** Sends what a system refused again, once its cause is mended. */
  retry(args: Nothing): Promise<RetryReport>;
  /** Of one problem, by its number: whatever another try would be. */
  retryProblem(args: { readonly problem: string }): Promise<TriedAgain>;
  /** Makes what Baton needs in the systems, or takes away what it made; `dryRun` only says what would be done, `source` gives it as files. */
  setup(args: {
    readonly dryRun?: boolean | undefined;
    readonly remove?: boolean | undefined;
    readonly source?: boolean | undefined;
  }): Promise<readonly SetupReport[]>;
  /** Writing stops where it does not verify, and may go on where it does again. */
  ledgerVerify(args: Nothing): Promise<VerifyReport>;
  /** Entries that the database has lost for good are written down as lost. */
  acceptLoss(args: Nothing): Promise<VerifyReport>;
  /** Erases all that is kept of one person, or only says what it would be. */
  erase(args: {
    readonly lead: string;
    readonly by: string;
    readonly ticket?: string | undefined;
    readonly dryRun?: boolean | undefined;
  }): Promise<EraseReport>;
}
