/** Where a lead stands beyond points: which cell of the matrix, how it reads by the nine criteria, and how on the six axes. */
import { earliest, type IsoInstant } from '../instant.ts';
import type { Holds, Leaf, Subject, Verdict } from './verdict.ts';
import {
  type Agreement,
  AXES,
  type Axis,
  type Condition,
  CRITERIA,
  type Criterion,
  type ReadingName,
} from './vocabulary.ts';

/** Judges a condition; handed in, since conditions may look at placings. */
export type JudgeBy = (condition: Condition, subject: Subject) => Verdict;

export interface AxisReading {
  readonly is: 'high' | 'low' | 'unknown';
  readonly verdict: Verdict;
}

/** Undefined where the agreement does not define that axis. */
export function readAxis(axis: Axis, subject: Subject, judge: JudgeBy): AxisReading | undefined {
  const terms = subject.agreement.quality?.axes[axis];
  if (terms === undefined) return undefined;
  const high = judge(terms.high, subject);
  if (high.holds === 'yes') return { is: 'high', verdict: high };
  if (terms.low === undefined) return { is: high.holds === 'no' ? 'low' : 'unknown', verdict: high };
  const low = judge(terms.low, subject);
  const nextAt = earliest(high.nextAt, low.nextAt);
  if (low.holds === 'yes') return { is: 'low', verdict: { ...low, nextAt } };
  return { is: 'unknown', verdict: { ...high, holds: 'unknown', nextAt } };
}

/** Undefined where the agreement does not define that criterion. */
export function readCriterion(
  criterion: Criterion,
  reading: ReadingName,
  subject: Subject,
  judge: JudgeBy,
): Verdict | undefined {
  const terms = subject.agreement.criteria?.[criterion];
  return terms === undefined ? undefined : judge(terms[reading].when, subject);
}

export interface QualityReading {
  /** Undefined where no grade holds, or where the agreement has no grades by axes. */
  readonly grade: string | undefined;
  /** Those of which it is not known yet whether they hold: of a lead that has a grade, better ones. */
  readonly possible: readonly string[];
  /** Some are possible, and the lead has a grade for the time being. */
  readonly provisional: boolean;
  readonly nextAt: IsoInstant | undefined;
}

/** The first grade whose condition holds, best first. */
export function readQuality(subject: Subject, judge: JudgeBy): QualityReading {
  const possible: string[] = [];
  let nextAt: IsoInstant | undefined;
  for (const { id, when } of subject.agreement.quality?.grades ?? []) {
    const verdict = judge(when, subject);
    nextAt = earliest(nextAt, verdict.nextAt);
    if (verdict.holds === 'yes') return { grade: id, possible, provisional: possible.length > 0, nextAt };
    if (verdict.holds === 'unknown') possible.push(id);
  }
  return { grade: undefined, possible, provisional: false, nextAt };
}

/** Of every axis that the agreement defines. */
export function readAxes(subject: Subject, judge: JudgeBy): Readonly<Partial<Record<Axis, AxisReading['is']>>> {
  return Object.fromEntries(
    AXES.flatMap((axis) => {
      const read = readAxis(axis, subject, judge);
      return read === undefined ? [] : [[axis, read.is]];
    }),
  );
}

/** Both readings of every criterion that the agreement defines. */
export function readCriteria(
  subject: Subject,
  judge: JudgeBy,
): Readonly<Partial<Record<Criterion, Readonly<Record<ReadingName, Holds>>>>> {
  return Object.fromEntries(
    CRITERIA.flatMap((one) => {
      const mql = readCriterion(one, 'mql', subject, judge);
      const sql = readCriterion(one, 'sql', subject, judge);
      return mql === undefined || sql === undefined ? [] : [[one, { mql: mql.holds, sql: sql.holds }]];
    }),
  );
}

export interface Placing {
  /** The cell's id; undefined: not known yet. */
  readonly cell?: string | undefined;
  readonly soon?: string | undefined;
  readonly size?: string | undefined;
  /** Placed by what is likely, not by what is known. */
  readonly provisional: boolean;
  /** What would have to be known for a placing, or for a definite one. */
  readonly missing: readonly Leaf[];
  readonly nextAt?: IsoInstant | undefined;
}

/** Undefined where the agreement has no matrix. */
export function place(subject: Subject, judge: JudgeBy): Placing | undefined {
  const { matrix } = subject.agreement;
  if (matrix === undefined) return undefined;
  const soon = stepOf(matrix.soon, subject, judge);
  const size = stepOf(matrix.size, subject, judge);
  const cell =
    soon.step === undefined || size.step === undefined
      ? undefined
      : matrix.cells.find((one) => one.soon === soon.step && one.size === size.step);
  return {
    cell: cell?.id,
    soon: soon.step,
    size: size.step,
    provisional: cell !== undefined && (soon.provisional || size.provisional),
    missing: [...soon.missing, ...size.missing],
    nextAt: earliest(soon.nextAt, size.nextAt),
  };
}

interface Step {
  readonly step: string | undefined;
  readonly provisional: boolean;
  readonly missing: readonly Leaf[];
  readonly nextAt: IsoInstant | undefined;
}

/** The first step that holds. One above it of which nothing is known yet makes it provisional: the lead may still turn out better. */
function stepOf({ steps }: NonNullable<Agreement['matrix']>['soon'], subject: Subject, judge: JudgeBy): Step {
  const missing: Leaf[] = [];
  let nextAt: IsoInstant | undefined;
  for (const { id, when, provisionally } of steps) {
    const surely = judge(when, subject);
    nextAt = earliest(nextAt, surely.nextAt);
    if (surely.holds === 'yes') return { step: id, provisional: missing.length > 0, missing, nextAt };
    if (surely.holds === 'unknown') missing.push(...surely.missing);
    if (surely.holds === 'no' || provisionally === undefined) continue;
    const likely = judge(provisionally, subject);
    nextAt = earliest(nextAt, likely.nextAt);
    if (likely.holds === 'yes') return { step: id, provisional: true, missing, nextAt };
  }
  return { step: undefined, provisional: false, missing, nextAt };
}
