/** What people lay down: the agreement, reviews, and what Baton may do. A part of src/ports/operations.ts. */
import type { ReviewCycle } from '../domain/agreement/vocabulary.ts';
import type { ArmStep } from '../domain/mapping.ts';
import type { ReviewDue } from '../domain/reviews.ts';
import type { Capacity } from '../domain/team.ts';
import type { SettledReport } from './identity.ts';
import type { Nothing } from './plain.ts';
import type { ProblemView } from './problems.ts';
import type { ArmReport, ReplyReport, SignReport } from './reports.ts';
import type { TeamReport } from './team.ts';

export interface Governing {
  /** `text`: the version as the signer has read it, as plain JSON. */
  sign(args: {
    readonly department: string;
    readonly name: string;
    readonly text?: string | undefined;
  }): Promise<SignReport>;
  /** A member of the team has read the version in force. */
  confirmRead(args: { readonly member: string }): Promise<{ readonly agreement: string; readonly reader: string }>;
  holdReview(args: {
    readonly cycle: ReviewCycle;
    readonly by: string;
    readonly figures?: string | undefined;
    readonly decisions?: string | undefined;
  }): Promise<readonly ReviewDue[]>;
  /** A lead (its id, or an e-mail address) or a record (`salesforce/lead/00Q…`, or its id alone), twice; `by` says so. */
  identityJoin(args: { readonly one: string; readonly other: string; readonly by: string }): Promise<SettledReport>;
  identityKeepApart(args: {
    readonly one: string;
    readonly other: string;
    readonly by: string;
  }): Promise<SettledReport>;
  /** Puts a problem aside, with a reason. */
  ignoreProblem(args: { readonly problem: string; readonly by: string; readonly reason: string }): Promise<ProblemView>;
  identitySplit(args: { readonly record: string; readonly by: string }): Promise<SettledReport>;
  /** How much sales can take from now on; `by`: the name of whoever says so. */
  setCapacity(args: { readonly capacity: Capacity; readonly by: string }): Promise<TeamReport>;
  /** Days, YYYY-MM-DD, both included. */
  setAway(args: { readonly member: string; readonly from: string; readonly to: string }): Promise<TeamReport>;
  setBack(args: { readonly member: string }): Promise<TeamReport>;
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
}
