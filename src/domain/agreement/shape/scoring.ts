/** Points: rules for who the lead is and what it did, their caps and decay, exclusions, and what totals are called. */
import { z } from 'zod';
import { condition, kinds, where } from './condition.ts';
import { bilingual, points, ruleId, scalar, window } from './words.ts';

/** More rules than this nobody could sign with understanding; the largest table in practice has some thirty. */
const MOST_RULES = 200;
const MOST_ENTRIES = 100;

export const attributeRule = z.strictObject({
  id: ruleId,
  label: bilingual,
  field: z.string().min(1),
  /**
   * For numbers: lower bounds, highest first; the first that the number reaches counts. `below` may repeat where the band ends, for readers; it counts
   * too. What is no number gets no points at all.
   */
  bands: z
    .array(z.strictObject({ from: z.number(), below: z.number().optional(), points }))
    .min(1)
    .max(MOST_ENTRIES)
    .optional(),
  /** For texts: the first entry whose list holds the value, or one of whose words the value holds, counts. Width and case are ignored. */
  values: z
    .array(
      z.union([
        z.strictObject({ in: z.array(scalar).min(1), points }),
        z.strictObject({ contains: z.array(z.string().min(1)).min(1), points }),
      ]),
    )
    .min(1)
    .max(MOST_ENTRIES)
    .optional(),
  /** Points when the value is known and nothing above matched. */
  otherwise: points.default(0),
  /** A group of rules that share a cap. */
  group: ruleId.optional(),
});

/** How points of one occurrence fade with its age, in whole days of 24 hours: halved every so many days, or evenly down to nothing. */
const decay = z.union([z.strictObject({ halfLife: window }), z.strictObject({ linear: window })]);

export const behaviourRule = z.strictObject({
  id: ruleId,
  label: bilingual,
  activity: kinds,
  where: where.optional(),
  points,
  /** `once`: the points are given once; `each`: per occurrence, the newest first, up to `cap`. */
  count: z.enum(['once', 'each']).default('once'),
  /** Most points (fewest, where `points` are negative) of an `each` rule, which must have one; at most 20 occurrences' worth. */
  cap: z.int().min(1).max(1000).optional(),
  /** So many occurrences are needed before anything counts. */
  atLeast: z.int().min(1).max(1000).default(1),
  within: window.optional(),
  decay: decay.optional(),
  group: ruleId.optional(),
});

/** Leads that meet it are never MQL or SQL, whatever their points. */
const exclusion = z.strictObject({ id: ruleId, label: bilingual, when: condition });

export const scoring = z.strictObject({
  attributes: z.array(attributeRule).max(MOST_RULES).default([]),
  behaviours: z.array(behaviourRule).max(MOST_RULES).default([]),
  /** Most points that the rules naming the group give together. */
  groups: z.record(ruleId, z.strictObject({ label: bilingual, cap: z.int().min(1) })).default({}),
  /** Most points of each part; `label` names the line that takes the rest away. */
  caps: z.strictObject({ attribute: z.int().min(1), behaviour: z.int().min(1), label: bilingual }).optional(),
  exclusions: z.array(exclusion).max(MOST_RULES).default([]),
});

/** Lower bounds. `hot` also needs a floor in each part; `warm` from its total; else cold. */
export const temperature = z.strictObject({
  hot: z.strictObject({ from: z.int(), attributeFloor: z.int().default(0), behaviourFloor: z.int().default(0) }),
  warm: z.strictObject({ from: z.int(), attributeFloor: z.int().default(0), behaviourFloor: z.int().default(0) }),
  /** A band once reached is kept until the total (or a floor's part) is more than this below it, so that it does not flap. */
  margin: z.int().min(0).max(50).default(0),
});

/** Best first, lower bounds; the last takes the rest and has none. */
const letters = z
  .array(
    z.strictObject({
      grade: z.string().regex(/^[A-Za-z0-9]{1,3}$/, 'one to three letters or digits'),
      from: z.int().optional(),
    }),
  )
  .min(2)
  .max(10);
/** The two-axis grade beside the temperature: fit by the attribute score, engagement by the behaviour score; `A1` is both at their best. */
export const grade = z.strictObject({ fit: letters, engagement: letters });

export type AttributeRule = z.infer<typeof attributeRule>;
export type BehaviourRule = z.infer<typeof behaviourRule>;
export type Exclusion = z.infer<typeof exclusion>;
export type Decay = z.infer<typeof decay>;
