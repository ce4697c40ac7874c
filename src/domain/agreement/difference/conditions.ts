/** Compares conditions part by part, so that one threshold that moved is told as just that. */
import { meaningOf, sameMeaning } from '../hash.ts';
import { partsOf } from '../places.ts';
import type { Condition } from '../vocabulary.ts';
import { type Change, change, type Item, type Path } from './change.ts';
import { likeness } from './lists.ts';
import { matched, newOrder, pairUp } from './match.ts';

/** Compares two values under a path: {@link diffAgreements} brings itself. */
export type Walk = (path: Path, a: unknown, b: unknown) => readonly Change[];
type Operator = 'all' | 'any' | 'not';

/** Nothing where both mean the same. */
export function diffConditions(path: Path, a: Condition, b: Condition, walk: Walk): readonly Change[] {
  if (sameMeaning(a, b)) return [];
  const found = compared(path, a, b, walk);
  // Another grouping of the very same parts.
  return found.length > 0 ? found : [change(path, { how: 'replaced', from: a, to: b })];
}

function compared(path: Path, a: Condition, b: Condition, walk: Walk): readonly Change[] {
  const [before, after] = [operatorOf(a), operatorOf(b)];
  if (before === undefined && after === undefined) return ofLeaves(path, a, b, walk);
  if (before === after && before !== undefined) return ofParts(path, before, a, b, walk);
  for (const wrap of ['all', 'any'] as const) {
    // A single condition to which another was added, or of which one is left.
    const one = before === wrap ? b : after === wrap ? a : undefined;
    const many = before === wrap ? a : b;
    if (one === undefined || !partsOf(many).some(({ part }) => likenessOf(part, one) > 0)) continue;
    const grouped: Condition = wrap === 'all' ? { all: [one] } : { any: [one] };
    return before === wrap ? ofParts(path, wrap, a, grouped, walk) : ofParts(path, wrap, grouped, b, walk);
  }
  return [change(path, { how: 'replaced', from: a, to: b })];
}

function ofLeaves(path: Path, a: Condition, b: Condition, walk: Walk): readonly Change[] {
  if (likenessOf(a, b) === 0) return [change(path, { how: 'replaced', from: a, to: b })];
  const at = path.at(-1);
  const known = typeof at === 'object' && at.leaf !== undefined;
  return walk(known ? path : [...path, leafItem(a)], a, b);
}

function ofParts(path: Path, operator: Operator, a: Condition, b: Condition, walk: Walk): readonly Change[] {
  const before = partsOf(a).map(({ part }) => part);
  const after = partsOf(b).map(({ part }) => part);
  const under: Path = [...path, operator];
  const pairs = pairUp(before.length, after.length, [
    (i, j) => (meaningOf(before[i]) === meaningOf(after[j]) ? 1 : 0),
    (i, j) => likenessOf(before[i], after[j]),
  ]);
  const match = matched(pairs, before.length, after.length, (i) => partItem(before[i], i));
  if (operator === 'not' && match.pairs.length === 0) return [change(path, { how: 'replaced', from: a, to: b })];
  const order = newOrder(match);
  return [
    ...match.onlyA.map((i) => change([...under, partItem(before[i], i)], { how: 'removed', from: before[i] })),
    ...match.pairs.flatMap(({ item, a: i, b: j }) => {
      const [from, to] = [before[i], after[j]];
      return from === undefined || to === undefined ? [] : diffConditions([...under, item], from, to, walk);
    }),
    ...match.onlyB.map((j) => change([...under, partItem(after[j], j)], { how: 'added', to: after[j] })),
    ...(order === undefined ? [] : [change(under, { how: 'reordered', ...order, matters: false })]),
  ];
}

function operatorOf(rule: Condition): Operator | undefined {
  return 'all' in rule ? 'all' : 'any' in rule ? 'any' : 'not' in rule ? 'not' : undefined;
}

/** Groups are told apart by their place, from 1; comparisons by what they look at. */
function partItem(part: Condition | undefined, index: number): Item {
  return part === undefined || operatorOf(part) !== undefined ? { id: String(index + 1) } : leafItem(part);
}

function leafItem(leaf: Condition): Item {
  return { id: subjectOf(leaf), leaf };
}

/** What the comparison looks at, without what it asks of it. */
function subjectOf(leaf: Condition): string {
  const kind = kindOf(leaf);
  if ('score' in leaf) return `score ${leaf.score}`;
  if ('attribute' in leaf) return `attribute ${leaf.attribute}`;
  if ('activity' in leaf) return `activity ${[leaf.activity].flat().join(', ')}`;
  if ('level' in leaf) return `level ${leaf.level.of}`;
  if ('criteria' in leaf) return `criteria ${leaf.criteria.reading}`;
  if ('axis' in leaf) return `axis ${leaf.axis}`;
  return kind;
}

function kindOf(rule: Condition): string {
  return KINDS.find((key) => key in rule) ?? '';
}
const KINDS = [
  'all',
  'any',
  'not',
  'score',
  'attribute',
  'activity',
  'evidence',
  'level',
  'temperature',
  'grade',
  'cell',
  'criteria',
  'axis',
  'quality',
  'stage',
  'been',
] as const;

/** 0: they have nothing to do with each other; more where they look at the same, and the more the more they have in common. */
function likenessOf(a: Condition | undefined, b: Condition | undefined): number {
  if (a === undefined || b === undefined || kindOf(a) !== kindOf(b)) return 0;
  if (operatorOf(a) !== undefined) return likeness(leavesIn(a), leavesIn(b));
  if ('activity' in a) {
    const common = likeness(a, b);
    return subjectOf(a) === subjectOf(b) ? 100 + common : common;
  }
  return subjectOf(a) === subjectOf(b) ? 1 + likeness(a, b) : 0;
}

function leavesIn(rule: Condition): readonly string[] {
  const parts = partsOf(rule);
  if (parts.length === 0) return [subjectOf(rule)];
  return parts.flatMap(({ part }) => leavesIn(part));
}
