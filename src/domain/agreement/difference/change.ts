/** One change of meaning between two agreements, as data: what, where, from and to. */
import type { Bilingual, Condition } from '../vocabulary.ts';

export type Scalar = string | number | boolean;

/** A member of a list or table, by what identifies it there; never by its place, so that moving it is no change of it. */
export interface Item {
  readonly id: string;
  /** How the agreement calls it. */
  readonly label?: Bilingual | undefined;
  /** Of a condition's part: the comparison. */
  readonly leaf?: Condition | undefined;
}
/** A key of the agreement, or an item. */
export type Step = string | Item;
export type Path = readonly Step[];

export const THINGS = [
  'points',
  'threshold',
  'condition',
  'deadline',
  'gate',
  'party',
  'met-levels',
  'cell',
  'target',
  'review',
  'duty',
  'order',
  'text',
  'other',
] as const;
/** What sort of thing changed, for whoever sorts or counts changes. */
export type Thing = (typeof THINGS)[number];

export type How =
  | { readonly how: 'changed'; readonly from: Scalar | readonly Scalar[]; readonly to: Scalar | readonly Scalar[] }
  /** Absent before; `place`, from 1, in a list whose order counts. */
  | { readonly how: 'added'; readonly to: unknown; readonly place?: number | undefined }
  | { readonly how: 'removed'; readonly from: unknown; readonly place?: number | undefined }
  /** A list of words that gained and lost some. */
  | { readonly how: 'entries'; readonly added: readonly Scalar[]; readonly removed: readonly Scalar[] }
  /** The same members in another order; `matters`: judging or handing over looks at it. */
  | { readonly how: 'reordered'; readonly from: Path; readonly to: Path; readonly matters: boolean }
  /** Another shape or another condition altogether. */
  | { readonly how: 'replaced'; readonly from: unknown; readonly to: unknown };
export type Change = How & { readonly what: Thing; readonly path: Path };

export function change(path: Path, how: How): Change {
  return { what: thingOf(path, how), path, ...how };
}

/** The last key, whatever items stand behind it. */
export function keyOf(path: Path): string {
  return path.findLast((step) => typeof step === 'string') ?? '';
}

const BY_SECTION: Readonly<Record<string, Thing>> = {
  parties: 'party',
  cells: 'cell',
  targets: 'target',
  reviews: 'review',
  duties: 'duty',
  gate: 'gate',
  deadlines: 'deadline',
};
const BY_KEY: Readonly<Record<string, Thing>> = { points: 'points', otherwise: 'points', met: 'met-levels' };

function thingOf(path: Path, { how }: How): Thing {
  if (how === 'reordered') return 'order';
  const keys = path.filter((step) => typeof step === 'string');
  const leaf = path.findLast((step) => typeof step !== 'string' && step.leaf !== undefined);
  const last = path.at(-1);
  const score = typeof leaf === 'object' && leaf.leaf !== undefined && 'score' in leaf.leaf;
  if (score && (last === 'atLeast' || last === 'atMost')) return 'threshold';
  const section = keys.flatMap((key) => BY_SECTION[key] ?? []).at(0);
  if (section !== undefined) return section;
  if (leaf !== undefined || CONDITIONS.has(keyOf(path)) || keys[0] === 'rules') return 'condition';
  if (last === 'en' || last === 'ja') return 'text';
  return BY_KEY[keyOf(path)] ?? 'other';
}

/** Keys under which conditions stand (and, under some, other things too). */
const CONDITIONS: ReadonlySet<string> = new Set(['when', 'needs', 'provisionally', 'high', 'low']);

/** Whether a condition stands there, if anything does. */
export function isConditionAt(path: Path): boolean {
  const [last, above] = [path.at(-1), path.at(-2)];
  if (typeof last !== 'string') return above === 'all' || above === 'any' || above === 'not';
  return CONDITIONS.has(last) || (path[0] === 'rules' && path.length === 2);
}
