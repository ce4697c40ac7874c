/** Comparisons that rest on conditions of other sections: grade, matrix cell, criteria and axes. */
import { gradeOf } from '../grade.ts';
import { earliest, type IsoInstant } from '../instant.ts';
import { type JudgeBy, place, readAxis, readCriterion, readQuality } from './placing.ts';
import type { Holds, Leaf, Subject } from './verdict.ts';
import { type Condition, CRITERIA } from './vocabulary.ts';

export interface Look {
  readonly leaf: Leaf;
  /** See {@link Verdict.nextAt}. */
  readonly nextAt?: IsoInstant | undefined;
}
export type Looking = (subject: Subject) => Look;

type Keyed<Key extends string> = Extract<Condition, Record<Key, unknown>>;
type Derived = Keyed<'grade'> | Keyed<'cell'> | Keyed<'criteria'> | Keyed<'axis'> | Keyed<'quality'>;

const KINDS = ['grade', 'cell', 'criteria', 'axis', 'quality'];

export function isDerived(condition: Condition): condition is Derived {
  return KINDS.some((kind) => kind in condition);
}

export function derivedLeaf(condition: Derived, judge: JudgeBy): Looking {
  if ('grade' in condition) return gradeLeaf(condition);
  if ('cell' in condition) return cellLeaf(condition, judge);
  if ('criteria' in condition) return criteriaLeaf(condition, judge);
  if ('axis' in condition) return axisLeaf(condition, judge);
  return qualityLeaf(condition, judge);
}

/** While a better grade may still hold, a lead of none of those asked for may yet turn out to be of one. */
function qualityLeaf({ quality }: Keyed<'quality'>, judge: JudgeBy): Looking {
  return (subject) => {
    const { grade: is, possible, provisional, nextAt } = readQuality(subject, judge);
    const mayTurnOut = possible.some((id) => quality.includes(id));
    const holds: Holds = is !== undefined && quality.includes(is) ? 'yes' : mayTurnOut ? 'unknown' : 'no';
    return { leaf: { leaf: 'quality', in: quality, is, provisional, holds }, nextAt };
  };
}

function gradeLeaf({ grade: { fit, engagement } }: Keyed<'grade'>): Looking {
  return ({ agreement, score }) => {
    const grade = gradeOf(agreement, score);
    const is = grade === undefined ? '' : `${grade.fit}${grade.engagement}`;
    const fits = fit === undefined || (grade !== undefined && fit.includes(grade.fit));
    const engaged = engagement === undefined || (grade !== undefined && engagement.includes(grade.engagement));
    const holds: Holds = grade === undefined ? 'unknown' : fits && engaged ? 'yes' : 'no';
    return { leaf: { leaf: 'grade', fit, engagement, is, holds }, nextAt: score.nextAt };
  };
}

function cellLeaf({ cell }: Keyed<'cell'>, judge: JudgeBy): Looking {
  return (subject) => {
    const placing = place(subject, judge);
    const is = placing?.cell;
    const holds: Holds = is === undefined ? 'unknown' : cell.includes(is) ? 'yes' : 'no';
    return {
      leaf: { leaf: 'cell', in: cell, is, provisional: placing?.provisional ?? false, holds },
      nextAt: placing?.nextAt,
    };
  };
}

function criteriaLeaf({ criteria: { reading, atLeast, of: chosen } }: Keyed<'criteria'>, judge: JudgeBy): Looking {
  return (subject) => {
    const of = chosen ?? CRITERIA.filter((one) => subject.agreement.criteria?.[one] !== undefined);
    const read = of.map((one) => ({ one, verdict: readCriterion(one, reading, subject, judge) }));
    const met = read.filter(({ verdict }) => verdict?.holds === 'yes').map(({ one }) => one);
    const open = read
      .filter(({ verdict }) => verdict === undefined || verdict.holds === 'unknown')
      .map(({ one }) => one);
    const holds: Holds = met.length >= atLeast ? 'yes' : met.length + open.length >= atLeast ? 'unknown' : 'no';
    const nextAt = earliest(...read.map(({ verdict }) => verdict?.nextAt));
    return { leaf: { leaf: 'criteria', reading, atLeast, of, met, open, holds }, nextAt };
  };
}

function axisLeaf({ axis, is: wanted }: Keyed<'axis'>, judge: JudgeBy): Looking {
  return (subject) => {
    const read = readAxis(axis, subject, judge);
    const is = read?.is ?? 'unknown';
    const holds: Holds = is === 'unknown' ? 'unknown' : is === wanted ? 'yes' : 'no';
    return { leaf: { leaf: 'axis', axis, wanted, is, holds }, nextAt: read?.verdict.nextAt };
  };
}
