/** Judges a condition of the agreement for one lead: yes, no, or not known, with what decided it and what is missing. */
import { earliest } from '../instant.ts';
import { prepareLeaf } from './leaf.ts';
import type { Holds, Subject, Verdict } from './verdict.ts';
import type { Condition } from './vocabulary.ts';

export type { Holds, Leaf, Subject, Verdict } from './verdict.ts';

type Judge = (subject: Subject) => Verdict;
const prepared = new WeakMap<Condition, Judge>();

/**
 * What is not known makes a condition unknown only where it matters: `any` with one `yes` is *yes*, `all` with one `no` is *no*. Pure; the same subject
 * gets the same verdict.
 */
export function judge(condition: Condition, subject: Subject): Verdict {
  let judgeIt = prepared.get(condition);
  if (judgeIt === undefined) {
    judgeIt = prepare(condition);
    prepared.set(condition, judgeIt);
  }
  return judgeIt(subject);
}

function prepare(condition: Condition): Judge {
  if ('all' in condition) return joined(condition.all, 'no');
  if ('any' in condition) return joined(condition.any, 'yes');
  if ('not' in condition) {
    const inner = prepare(condition.not);
    return (subject) => {
      const verdict = inner(subject);
      return { ...verdict, holds: OPPOSITE[verdict.holds] };
    };
  }
  const look = prepareLeaf(condition, judge);
  return (subject) => {
    const { leaf, nextAt } = look(subject);
    const unknown = leaf.holds === 'unknown';
    return { holds: leaf.holds, because: unknown ? [] : [leaf], missing: unknown ? [leaf] : [], nextAt };
  };
}

const OPPOSITE: Readonly<Record<Holds, Holds>> = { yes: 'no', no: 'yes', unknown: 'unknown' };

/** `all` is settled by one `no`, `any` by one `yes`; else by the unknown ones; else by all together. */
function joined(parts: readonly Condition[], settling: 'yes' | 'no'): Judge {
  const judges = parts.map(prepare);
  return (subject) => {
    const verdicts = judges.map((one) => one(subject));
    const nextAt = earliest(...verdicts.map((verdict) => verdict.nextAt));
    const settled = verdicts.filter(({ holds }) => holds === settling);
    if (settled.length > 0)
      return { holds: settling, because: settled.flatMap(({ because }) => because), missing: [], nextAt };
    const missing = verdicts.flatMap((verdict) => verdict.missing);
    if (verdicts.some(({ holds }) => holds === 'unknown')) return { holds: 'unknown', because: [], missing, nextAt };
    return { holds: OPPOSITE[settling], because: verdicts.flatMap(({ because }) => because), missing: [], nextAt };
  };
}
