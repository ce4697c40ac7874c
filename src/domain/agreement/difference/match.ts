/** Brings the members of two lists together: those of one identity, then those that are most alike. */

import type { Item } from './change.ts';
import { isRecord, itemsOf, likeness } from './lists.ts';

export interface Pair {
  readonly item: Item;
  /** Places in either list, from 0. */
  readonly a: number;
  readonly b: number;
}
export interface Matched {
  /** In the order of the second list. */
  readonly pairs: readonly Pair[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
}

/** Lists whose members have no name of their own: what has none of its identity left may be the same member, changed. */
const NAMELESS: ReadonlySet<string> = new Set(['bands', 'values', 'routes', 'criteria', 'steps', 'duties']);

export function matchMembers(key: string, a: readonly unknown[], b: readonly unknown[]): Matched {
  const before = itemsOf(key, a);
  const after = itemsOf(key, b);
  const sameName = (i: number, j: number): number => (before[i]?.id === after[j]?.id ? 1 : 0);
  const alike = (i: number, j: number): number => (isRecord(a[i]) && 'id' in a[i] ? 0 : likeness(a[i], b[j]));
  const pairs = pairUp(a.length, b.length, NAMELESS.has(key) ? [sameName, alike] : [sameName]);
  return matched(pairs, a.length, b.length, (i) => before[i] ?? { id: String(i) });
}

/** Each pass pairs what the passes before left over, the greatest likeness first; nothing where it is 0. */
export function pairUp(
  countA: number,
  countB: number,
  passes: readonly ((a: number, b: number) => number)[],
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  for (const like of passes) {
    const open = [...Array(countA).keys()].filter((i) => !pairs.has(i));
    const free = [...Array(countB).keys()].filter((j) => !taken.has(j));
    const choices = open.flatMap((i) => free.map((j) => ({ i, j, like: like(i, j) }))).filter((one) => one.like > 0);
    // Equal likeness: in the order in which they stand.
    for (const { i, j } of choices.sort((x, y) => y.like - x.like || x.i - y.i || x.j - y.j)) {
      if (pairs.has(i) || taken.has(j)) continue;
      pairs.set(i, j);
      taken.add(j);
    }
  }
  return pairs;
}

export function matched(
  pairs: ReadonlyMap<number, number>,
  countA: number,
  countB: number,
  itemAt: (a: number) => Item,
): Matched {
  const taken = new Set(pairs.values());
  return {
    pairs: [...pairs].map(([a, b]) => ({ item: itemAt(a), a, b })).sort((x, y) => x.b - y.b),
    onlyA: [...Array(countA).keys()].filter((i) => !pairs.has(i)),
    onlyB: [...Array(countB).keys()].filter((j) => !taken.has(j)),
  };
}

/** The paired members in the first list's order and in the second's, where these differ. */
export function newOrder({
  pairs,
}: Matched): { readonly from: readonly Item[]; readonly to: readonly Item[] } | undefined {
  const from = [...pairs].sort((x, y) => x.a - y.a).map(({ item }) => item);
  const to = pairs.map(({ item }) => item);
  return from.every((item, index) => item === to[index]) ? undefined : { from, to };
}
