/** Whether a condition can ever hold, or fail, in a world of which only bounds are known; errs towards *it can*. */
import type { ActivityKind } from '../activity.ts';
import type { Reach } from './reach.ts';
import type { Agreement, Condition } from './vocabulary.ts';

export interface World {
  readonly reach: Reach;
  /** Absent: everything happens. */
  readonly kinds?: ReadonlySet<ActivityKind> | undefined;
  /** Whether anybody has talked to the lead: evidence is recorded, stages were passed. */
  readonly heard: boolean;
}

export interface Can {
  readonly hold: boolean;
  readonly fail: boolean;
}

/** Parts of a condition are taken as independent of each other. */
export function possible(condition: Condition, agreement: Agreement, world: World): Can {
  const can = (part: Condition): Can => possible(part, agreement, world);
  if ('all' in condition) return joined(condition.all.map(can), 'every', 'some');
  if ('any' in condition) return joined(condition.any.map(can), 'some', 'every');
  if ('not' in condition) {
    const { hold, fail } = can(condition.not);
    return { hold: fail, fail: hold };
  }
  if ('score' in condition) {
    const { least, most } = world.reach[condition.score];
    const { atLeast = least, atMost = most } = condition;
    return { hold: atLeast <= most && atMost >= least && atLeast <= atMost, fail: atLeast > least || atMost < most };
  }
  if ('activity' in condition) {
    const { kinds } = world;
    return { hold: kinds === undefined || [condition.activity].flat().some((kind) => kinds.has(kind)), fail: true };
  }
  if ('evidence' in condition || 'level' in condition || 'been' in condition) return { hold: world.heard, fail: true };
  if ('temperature' in condition)
    return { hold: condition.temperature.some((one) => reaches(one, agreement, world.reach)), fail: true };
  if ('attribute' in condition) {
    const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = condition;
    return { hold: atLeast <= atMost, fail: true };
  }
  return { hold: derived(condition, agreement, can), fail: true };
}

function joined(parts: readonly Can[], hold: 'every' | 'some', fail: 'every' | 'some'): Can {
  return { hold: parts[hold]((part) => part.hold), fail: parts[fail]((part) => part.fail) };
}

function reaches(
  band: 'hot' | 'warm' | 'cold',
  { temperature }: Agreement,
  { attribute, behaviour, total }: Reach,
): boolean {
  if (band === 'cold') return total.least < temperature.warm.from;
  const { from, attributeFloor, behaviourFloor } = temperature[band];
  return total.most >= from && attribute.most >= attributeFloor && behaviour.most >= behaviourFloor;
}

type Derived = Extract<
  Condition,
  | Record<'cell', unknown>
  | Record<'criteria', unknown>
  | Record<'axis', unknown>
  | Record<'quality', unknown>
  | Record<'grade', unknown>
  | Record<'stage', unknown>
>;

function derived(condition: Derived, { quality, criteria, matrix }: Agreement, can: (part: Condition) => Can): boolean {
  if ('axis' in condition) {
    const axis = quality?.axes[condition.axis];
    if (axis === undefined) return false;
    if (condition.is === 'high') return can(axis.high).hold;
    return axis.low === undefined ? can(axis.high).fail : can(axis.low).hold;
  }
  if ('criteria' in condition) {
    const { reading, atLeast, of } = condition.criteria;
    const read = Object.entries(criteria ?? {}).filter(([name]) => of === undefined || of.some((one) => one === name));
    return read.filter(([, one]) => one !== undefined && can(one[reading].when).hold).length >= atLeast;
  }
  if ('quality' in condition)
    return (quality?.grades ?? []).some(({ id, when }) => condition.quality.includes(id) && can(when).hold);
  if ('cell' in condition) {
    const stands = (side: 'soon' | 'size', id: string): boolean =>
      matrix?.[side].steps.some((step) => {
        const { when, provisionally } = step;
        return step.id === id && (can(when).hold || (provisionally !== undefined && can(provisionally).hold));
      }) === true;
    return (matrix?.cells ?? []).some(
      (cell) => condition.cell.includes(cell.id) && stands('soon', cell.soon) && stands('size', cell.size),
    );
  }
  return true;
}
