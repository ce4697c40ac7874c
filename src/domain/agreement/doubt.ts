/** What a coherent agreement may hold and its signers should look at twice, by the key of the sentence that says so. */
import type { Path } from './places.ts';

/** Each exists in every language. */
export const DOUBTS = [
  'out-of-reach',
  'above-caps',
  'one-part-alone',
  'downloads-suffice',
  'behaviour-not-needed',
  'never-holds',
  'empty-range',
  'contradiction',
  'group-below-rule',
  'bands-overlap',
  'bands-gap',
  'value-twice',
  'no-level',
  'pools-in-a-circle',
  'not-carried-out',
  'accepts-nothing',
] as const;
export type DoubtKey = (typeof DOUBTS)[number];

export interface Doubt {
  readonly path: Path;
  /** The other place that it is about. */
  readonly also?: Path | undefined;
  readonly says: DoubtKey;
  /** The name or number in question. */
  readonly about?: string | undefined;
}

/** `temperature.hot.from`, `handoffs[0].deadlines[1].within`: as faults name their fields, and as `accepted` names them. */
export function placeName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '');
}
