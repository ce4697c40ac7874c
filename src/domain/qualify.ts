/** Whether a lead is MQL, whether it is SQL, and what is known for it: the agreement's two rules applied to one lead. */
import { judge, type Subject, type Verdict } from './agreement/condition.ts';
import { type EvidenceState, evidenceStates } from './agreement/evidence.ts';

export type { EvidenceState } from './agreement/evidence.ts';

export interface Qualification {
  readonly mql: Verdict;
  readonly sql: Verdict;
  readonly evidence: readonly EvidenceState[];
}

/** Judges by the agreement in the subject. It says what the rules say; the stage itself is changed by `decide` alone. */
export function qualify(subject: Subject): Qualification {
  const { agreement } = subject;
  return {
    mql: judge(agreement.rules.mql, subject),
    sql: judge(agreement.rules.sql, subject),
    evidence: evidenceStates(agreement, subject.fields),
  };
}
