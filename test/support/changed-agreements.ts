/** A small agreement that has every section, and every way to change one thing in it: for tests of what is told of agreements. */
import { join } from 'node:path';
import fc from 'fast-check';
import { readAgreement } from '../../src/config/agreement.ts';
import { type Agreement, agreementShape } from '../../src/domain/agreement/vocabulary.ts';

export const SMALL_FILE = join(import.meta.dirname, 'small-agreement.yaml');
export const small: Agreement = readAgreement({ path: SMALL_FILE }).terms;

export interface Changed {
  /** `scoring.behaviours.0.points` */
  readonly at: string;
  readonly by: 'value' | 'removal' | 'order' | 'repetition';
  readonly agreement: Agreement;
}

type Place = readonly (string | number)[];

/** Words that some place or other allows, where it does not allow any text. */
const OTHER_WORDS = [
  ...['mql', 'sql', 'lead', 'hot', 'cold', 'high', 'low', 'normal', 'rule', 'person', 'once', 'each', 'mon', 'sun'],
  ...['japan', 'none', 'marketing', 'field-sales', 'call', 'meeting', 'note', 'first-contact', 'week', 'year'],
  ...['2 days', '24 hours', '2027-02-02', '10:00', 'quality', 'balance', 'won-amount', 'yen', 'hours', 'need', 'icp'],
  ...['total', 'attribute', 'behaviour', 'problem', 'C'],
];

/** Every agreement that differs from that one by one value, one member more or less, or one order; well shaped, not necessarily coherent. */
export function everyChange(agreement: Agreement): readonly Changed[] {
  return placesIn(agreement, []).flatMap(({ place, value }) =>
    variantsOf(value).flatMap(({ by, variants }): readonly Changed[] => {
      for (const variant of variants) {
        const tried = agreementShape.safeParse(withAt(agreement, place, variant));
        if (tried.success) return [{ at: place.join('.'), by, agreement: tried.data }];
      }
      return [];
    }),
  );
}

export const aChange: fc.Arbitrary<Changed> = fc.constantFrom(...everyChange(small));

function placesIn(value: unknown, place: Place): readonly { readonly place: Place; readonly value: unknown }[] {
  const here = place.length === 0 ? [] : [{ place, value }];
  if (Array.isArray(value))
    return [...here, ...value.flatMap((one: unknown, index) => placesIn(one, [...place, index]))];
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...place, key]))];
}

interface Variants {
  readonly by: Changed['by'];
  /** The first that the shape allows is taken. */
  readonly variants: readonly unknown[];
}

function variantsOf(value: unknown): readonly Variants[] {
  const gone: Variants = { by: 'removal', variants: [undefined] };
  if (typeof value === 'number') return [gone, { by: 'value', variants: [value + 1, value - 1] }];
  if (typeof value === 'boolean') return [gone, { by: 'value', variants: [!value] }];
  if (typeof value === 'string')
    return [gone, { by: 'value', variants: [`${value}x`, ...OTHER_WORDS.filter((one) => one !== value)] }];
  if (!Array.isArray(value)) return [gone];
  const turned: Variants = { by: 'order', variants: [value.toReversed()] };
  const again: Variants = { by: 'repetition', variants: [[...value, value[0]]] };
  return value.length > 1 ? [gone, turned, again] : [gone, again];
}

/** Undefined takes away: the key of an object, the member of a list. */
function withAt(whole: unknown, [first, ...rest]: Place, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole)) {
    const list: readonly unknown[] = whole;
    const inner = withAt(list[Number(first)], rest, value);
    return list.flatMap((one, index) => (index !== first ? [one] : inner === undefined ? [] : [inner]));
  }
  if (typeof whole !== 'object' || whole === null) return whole;
  return Object.fromEntries(
    Object.entries(whole).flatMap(([key, one]) => {
      const inner: unknown = key === first ? withAt(one, rest, value) : one;
      return inner === undefined ? [] : [[key, inner]];
    }),
  );
}
