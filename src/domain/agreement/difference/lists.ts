/** How the members of an agreement's lists are told apart, which belong together, and where their order counts. */
import { meaningOf } from '../hash.ts';
import { bilingual } from '../shape/words.ts';
import type { Item, Path, Scalar } from './change.ts';

/** Lists whose order judging or handing over looks at: the first that fits counts, or the best stands first. */
const ORDERED: ReadonlySet<string> = new Set([
  'bands',
  'values',
  'fit',
  'engagement',
  'levels',
  'grades',
  'steps',
  'handoffs',
  'routes',
  'gate',
]);
/** Tables: what is a key in the file is the name of a member. */
const TABLES: ReadonlySet<string> = new Set(['evidence', 'axes', 'groups', 'measurement', 'fallback']);
/** Lists of words that are told member by member all the same. */
const BY_MEMBER: ReadonlySet<string> = new Set(['gate']);

export function isOrdered(key: string): boolean {
  return ORDERED.has(key);
}

/** `criteria` is a table at the top, and a comparison's own words are none; the properties of an activity are. */
export function isTable(path: Path): boolean {
  const key = path.at(-1);
  if (typeof key !== 'string') return false;
  if (key === 'where') return true;
  const inLeaf = path.some((step) => typeof step !== 'string' && step.leaf !== undefined);
  return key === 'criteria' ? path.length === 1 : TABLES.has(key) && !inLeaf;
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Words only, compared as a whole. */
export function areWords(list: readonly unknown[], key: string): list is readonly Scalar[] {
  return !BY_MEMBER.has(key) && list.every(isScalar);
}

/** What is alike between two members that bear the same identity is a change; what identifies them is in `id`. */
export function itemOf(key: string, member: unknown): Item {
  if (!isRecord(member)) return { id: String(member) };
  const label = bilingual.safeParse(member['label'] ?? member['name'] ?? member['what'] ?? member).data;
  return { id: identity(key, member), ...(label === undefined ? {} : { label }) };
}

function identity(key: string, member: Readonly<Record<string, unknown>>): string {
  const of = (...names: readonly string[]): string => names.map((name) => wordOf(member[name])).join(' ');
  if (isScalar(member['id'])) return String(member['id']);
  switch (key) {
    case 'parties':
      return of('department');
    case 'handoffs':
      return of('type');
    case 'deadlines':
      return of('name');
    case 'bands':
      return of('from');
    case 'values':
      return of('in', 'contains').trim();
    case 'fit':
    case 'engagement':
      return of('grade');
    case 'targets':
      return of('kpi', 'per', 'departments');
    case 'duties':
      return of('stage', 'who', 'what');
    case 'accepted':
      return of('doubt', 'at');
    default:
      return meaningOf(member['name'] ?? member);
  }
}

function wordOf(value: unknown): string {
  if (isScalar(value)) return String(value);
  if (Array.isArray(value)) return value.map(String).join(', ');
  return isRecord(value) ? String(value['en'] ?? '') : '';
}

/** Members of one identity at most, so that what stands twice is told apart too. */
export function itemsOf(key: string, list: readonly unknown[]): readonly Item[] {
  const seen = new Map<string, number>();
  return list.map((member) => {
    const item = itemOf(key, member);
    const times = (seen.get(item.id) ?? 0) + 1;
    seen.set(item.id, times);
    return times === 1 ? item : { ...item, id: `${item.id} #${times}` };
  });
}

/** How much two members have in common: so many of their values stand in the same place of both. */
export function likeness(a: unknown, b: unknown): number {
  const there = new Set(valuesOf(b));
  return valuesOf(a).filter((value) => there.has(value)).length;
}

function valuesOf(part: unknown, at = ''): readonly string[] {
  if (isScalar(part)) return [`${at}=${part}`];
  if (Array.isArray(part)) return part.flatMap((member: unknown) => valuesOf(member, at));
  if (!isRecord(part)) return [];
  return Object.entries(part).flatMap(([key, value]) => valuesOf(value, `${at}.${key}`));
}
