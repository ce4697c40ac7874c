/** What changed in meaning between two agreements: complete, and empty only where their fingerprints are the same. */
import { meaningOf, sameMeaning } from '../hash.ts';
import { type Agreement, condition } from '../vocabulary.ts';
import { type Change, change, isConditionAt, keyOf, type Path, type Scalar } from './change.ts';
import { diffConditions } from './conditions.ts';
import { areWords, isOrdered, isRecord, isScalar, isTable, itemOf, itemsOf } from './lists.ts';
import { matchMembers, newOrder } from './match.ts';

export type { Change, Item, Path, Scalar, Step, Thing } from './change.ts';
export { isConditionAt, keyOf, THINGS } from './change.ts';
export { isTable } from './lists.ts';

/** In the order of the second agreement's text, section by section. Pure. */
export function diffAgreements(a: Agreement, b: Agreement): readonly Change[] {
  return walk([], a, b);
}

function walk(path: Path, a: unknown, b: unknown): readonly Change[] {
  if (sameMeaning(a, b)) return [];
  if (a === undefined) return [change(path, { how: 'added', to: b })];
  if (b === undefined) return [change(path, { how: 'removed', from: a })];
  // Of a part that is a single comparison, its own values are compared.
  if (typeof path.at(-1) === 'string' && isConditionAt(path)) {
    const [before, after] = [condition.safeParse(a).data, condition.safeParse(b).data];
    if (before !== undefined && after !== undefined) return diffConditions(path, before, after, walk);
  }
  if (isScalar(a) && isScalar(b)) return [change(path, { how: 'changed', from: a, to: b })];
  if (isRecord(a) && isRecord(b)) return members(path, a, b);
  const key = keyOf(path);
  const [before, after] = [listOf(a), listOf(b)];
  if (before !== undefined && after !== undefined) {
    const found =
      areWords(before, key) && areWords(after, key) ? words(path, before, after) : list(path, before, after);
    if (found.length > 0) return found;
  }
  return [change(path, { how: 'replaced', from: a, to: b })];
}

/** One word stands for a list of one. */
function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : isScalar(value) ? [value] : undefined;
}

function members(
  path: Path,
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): readonly Change[] {
  const keys = new Set([...Object.keys(b), ...Object.keys(a)]);
  const table = isTable(path);
  return [...keys].flatMap((key) =>
    walk([...path, table ? { ...itemOf('', a[key] ?? b[key]), id: key } : key], a[key], b[key]),
  );
}

function words(path: Path, a: readonly Scalar[], b: readonly Scalar[]): readonly Change[] {
  if (isOrdered(keyOf(path))) return [change(path, { how: 'changed', from: a, to: b })];
  const removed = without(a, b);
  const added = without(b, a);
  if (added.length > 0 || removed.length > 0) return [change(path, { how: 'entries', added, removed })];
  if (a.length !== b.length || a.every((word, index) => sameMeaning(word, b[index]))) return [];
  const key = keyOf(path);
  return [change(path, { how: 'reordered', from: itemsOf(key, a), to: itemsOf(key, b), matters: false })];
}

/** As often as a word stands in `list` more often than in `others`. */
function without(list: readonly Scalar[], others: readonly Scalar[]): readonly Scalar[] {
  const there = new Map<string, number>();
  for (const word of others) there.set(meaningOf(word), (there.get(meaningOf(word)) ?? 0) + 1);
  return list.filter((word) => {
    const left = there.get(meaningOf(word)) ?? 0;
    there.set(meaningOf(word), left - 1);
    return left <= 0;
  });
}

function list(path: Path, a: readonly unknown[], b: readonly unknown[]): readonly Change[] {
  const key = keyOf(path);
  const match = matchMembers(key, a, b);
  const order = newOrder(match);
  const placed = (index: number): { readonly place?: number } => (isOrdered(key) ? { place: index + 1 } : {});
  const [before, after] = [itemsOf(key, a), itemsOf(key, b)];
  const at = (item: { readonly id: string } | undefined): Path => [...path, item ?? { id: '' }];
  return [
    ...match.onlyA.map((i) => change(at(before[i]), { how: 'removed', from: a[i], ...placed(i) })),
    ...match.pairs.flatMap(({ item, a: i, b: j }) => walk([...path, item], a[i], b[j])),
    ...match.onlyB.map((j) => change(at(after[j]), { how: 'added', to: b[j], ...placed(j) })),
    ...(order === undefined ? [] : [change(path, { how: 'reordered', ...order, matters: isOrdered(key) })]),
  ];
}
