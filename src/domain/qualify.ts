/** Whether a lead is MQL, whether it is SQL, and what is known for it: the agreement's two rules applied to one lead. */
import { judge, type Subject, type Verdict } from './agreement/condition.ts';
import { type EvidenceState, evidenceStates } from './agreement/evidence.ts';
import type { Bilingual } from './agreement/vocabulary.ts';
import { earliest } from './instant.ts';

export type { EvidenceState } from './agreement/evidence.ts';

export interface Exclusion {
  readonly id: string;
  readonly label: Bilingual;
}

export interface Qualification {
  readonly mql: Verdict;
  readonly sql: Verdict;
  readonly evidence: readonly EvidenceState[];
  /** What excludes the lead from both, whatever its points. */
  readonly excluded: readonly Exclusion[];
}

/** Judges by the agreement in the subject. It says what the rules say; the stage itself is changed by `decide` alone. */
export function qualify(subject: Subject): Qualification {
  const { agreement } = subject;
  const exclusions = agreement.scoring.exclusions.map((terms) => ({ terms, verdict: judge(terms.when, subject) }));
  const excluding = exclusions.filter(({ verdict }) => verdict.holds === 'yes');
  const nextAt = earliest(...exclusions.map(({ verdict }) => verdict.nextAt));
  const because = excluding.flatMap(({ verdict }) => verdict.because);
  const unless = (verdict: Verdict): Verdict =>
    excluding.length > 0
      ? { holds: 'no', because, missing: [], nextAt: earliest(nextAt, verdict.nextAt) }
      : nextAt === undefined
        ? verdict
        : { ...verdict, nextAt: earliest(nextAt, verdict.nextAt) };
  return {
    mql: unless(judge(agreement.rules.mql, subject)),
    sql: unless(judge(agreement.rules.sql, subject)),
    evidence: evidenceStates(agreement, subject.fields),
    excluded: excluding.map(({ terms: { id, label } }) => ({ id, label })),
  };
}
