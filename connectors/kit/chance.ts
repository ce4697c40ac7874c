/** Seeded chance: the same seed gives the same choices on every machine, so that a sandbox's weeks can be replayed exactly. */

export interface Chance {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number between both bounds, each included. */
  int(from: number, to: number): number;
  /** One of the list, each as likely. Throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** One of the values, as likely as its weight among all. Throws RangeError when no weight is above 0. */
  weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): T;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** The same items in another order; the list given stays as it is. */
  shuffled<T>(items: readonly T[]): T[];
}

/** A generator of its own for this seed. Give each subject one (`chance(`${seed}/${id}`)`) and what one does never changes another's luck. */
export function chance(seed: number | string): Chance {
  const next = mulberry32(fnv1a(String(seed)));
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => at(items, int(0, items.length - 1));
  return {
    next,
    int,
    pick,
    weighted: (entries) => {
      const total = entries.reduce((sum, [, weight]) => sum + Math.max(0, weight), 0);
      if (total <= 0) throw new RangeError('nothing to choose from');
      let rest = next() * total;
      for (const [value, weight] of entries) {
        rest -= Math.max(0, weight);
        if (rest < 0) return value;
      }
      return at(
        entries.filter(([, weight]) => weight > 0),
        0,
      )[0];
    },
    happens: (probability) => next() < probability,
    shuffled: (items) => {
      const order = items.map((item) => ({ item, rank: next() }));
      order.sort((a, b) => a.rank - b.rank);
      return order.map(({ item }) => item);
    },
  };
}

function at<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) throw new RangeError('nothing to choose from');
  return items[index] as T;
}

/** Thirty-two bits of state are plenty for a story; two seeds that collide would only tell the same one. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Spreads any text over 32 bits, with a last mix so that seeds differing in one letter start far apart. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
