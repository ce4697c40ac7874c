/** Comparisons within one `all` that exclude each other, so that the whole can never hold. */
import { textKey } from '../reading.ts';
import { type LeafAt, type Path, partsOf } from './places.ts';
import type { Condition } from './vocabulary.ts';

export interface Contradiction {
  readonly path: Path;
  readonly also: Path;
}

/** Of every `all` in the condition; an `all` directly inside an `all` belongs to it. */
export function contradictions(rule: Condition, path: Path): readonly Contradiction[] {
  const below = partsOf(rule).flatMap(({ at, part }) =>
    'all' in rule && 'all' in part ? [] : contradictions(part, [...path, ...at]),
  );
  if (!('all' in rule)) return below;
  const leaves = together(rule, path);
  const found = leaves.flatMap((one, index) =>
    leaves
      .slice(0, index)
      .filter((before) => exclude(before.leaf, one.leaf))
      .map((before) => ({ path: one.path, also: before.path })),
  );
  return [...found, ...below];
}

function together(rule: Condition, path: Path): readonly LeafAt[] {
  if ('all' in rule) return partsOf(rule).flatMap(({ at, part }) => together(part, [...path, ...at]));
  if ('any' in rule || 'not' in rule) return [];
  return [{ path, leaf: rule, depth: 0 }];
}

type Leaf = LeafAt['leaf'];
interface Range {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

function exclude(a: Leaf, b: Leaf): boolean {
  if ('attribute' in a && 'attribute' in b) {
    if (a.attribute !== b.attribute) return false;
    const oneIsEmpty = (a.present === false) !== (b.present === false);
    return oneIsEmpty || apart(a, b) || disjoint(a.in, b.in);
  }
  if ('score' in a && 'score' in b) return a.score === b.score && apart(a, b);
  if ('temperature' in a && 'temperature' in b) return disjoint(a.temperature, b.temperature);
  if ('stage' in a && 'stage' in b) return disjoint(a.stage, b.stage);
  if ('cell' in a && 'cell' in b) return disjoint(a.cell, b.cell);
  if ('quality' in a && 'quality' in b) return disjoint(a.quality, b.quality);
  if ('axis' in a && 'axis' in b) return a.axis === b.axis && a.is !== b.is;
  return false;
}

function apart(a: Range, b: Range): boolean {
  const from = Math.max(a.atLeast ?? Number.NEGATIVE_INFINITY, b.atLeast ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(a.atMost ?? Number.POSITIVE_INFINITY, b.atMost ?? Number.POSITIVE_INFINITY);
  // A range that is empty by itself is another doubt.
  return from > to && !isEmpty(a) && !isEmpty(b);
}

export function isEmpty({ atLeast, atMost }: Range): boolean {
  return atLeast !== undefined && atMost !== undefined && atLeast > atMost;
}

function disjoint(a: readonly (string | number | boolean)[] | undefined, b: typeof a): boolean {
  if (a === undefined || b === undefined) return false;
  const keys = new Set(a.map(textKey));
  return !b.some((value) => keys.has(textKey(value)));
}
