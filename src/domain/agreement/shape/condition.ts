/** Conditions: all / any / not over what is known of a lead. Every rule, gate and reading of an agreement is one. */
import { z } from 'zod';
import { ACTIVITY_KINDS, type ActivityKind } from '../../activity.ts';
import { STAGES, type Stage, type Temperature } from '../../facts.ts';
import { ruleId, scalar, window } from './words.ts';

export const SCORE_PARTS = ['total', 'attribute', 'behaviour'] as const;
export type ScorePart = (typeof SCORE_PARTS)[number];
export const TEMPERATURES = ['hot', 'warm', 'cold'] as const satisfies readonly Temperature[];

/** The nine criteria of qualification (mission A5). */
export const CRITERIA = [
  'attribute',
  'behaviour',
  'budget',
  'timeframe',
  'decision-maker',
  'problem',
  'product-understanding',
  'competition',
  'relationship',
] as const;
export type Criterion = (typeof CRITERIA)[number];
/** Each criterion has two readings. */
export const READINGS = ['mql', 'sql'] as const;
export type ReadingName = (typeof READINGS)[number];

/** The six axes of lead quality (mission D8). */
export const AXES = ['timeframe', 'budget', 'authority', 'need', 'icp', 'behaviour'] as const;
export type Axis = (typeof AXES)[number];

export const kinds = z.union([z.enum(ACTIVITY_KINDS), z.array(z.enum(ACTIVITY_KINDS)).min(1)]);
/** Further conditions on the activity's properties: name → value or list of values. */
export const where = z.record(z.string(), z.union([scalar, z.array(scalar).min(1)]));
export type Where = z.infer<typeof where>;

/**
 * A condition over one lead. What is not known makes it neither true nor false, unless `present: true` stands beside an attribute's comparison: then
 * *not known* counts as *no*. A leaf with several comparisons holds when all of them do.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { score: ScorePart; atLeast?: number | undefined; atMost?: number | undefined }
  | {
      attribute: string;
      atLeast?: number | undefined;
      atMost?: number | undefined;
      in?: (string | number | boolean)[] | undefined;
      contains?: string[] | undefined;
      present?: boolean | undefined;
    }
  | {
      activity: ActivityKind | ActivityKind[];
      where?: Where | undefined;
      atLeast?: number | undefined;
      /** Counts days on which it happened (in the agreement's zone), not occurrences. */
      distinctDays?: boolean | undefined;
      within?: string | undefined;
    }
  | { evidence: { atLeast: number; of?: string[] | undefined } }
  | { level: { of: string; atLeast: string | number | boolean } }
  | { temperature: Temperature[] }
  | { grade: { fit?: string[] | undefined; engagement?: string[] | undefined } }
  | { cell: string[] }
  | { criteria: { reading: ReadingName; atLeast: number; of?: Criterion[] | undefined } }
  | { axis: Axis; is: 'high' | 'low' }
  /** Grades by the axes. */
  | { quality: string[] }
  | { stage: Stage[] }
  | { been: { stage: Stage[]; within?: string | undefined } };

const attribute = z.strictObject({
  attribute: z.string().min(1),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  in: z.array(scalar).min(1).optional(),
  contains: z.array(z.string().min(1)).min(1).optional(),
  present: z.boolean().optional(),
});

/** Of fields alone, where an agreement has no part in it. */
export const fieldCondition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(fieldCondition).min(1).max(100) }),
    z.strictObject({ any: z.array(fieldCondition).min(1).max(100) }),
    z.strictObject({ not: fieldCondition }),
    attribute,
  ]),
);

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition).min(1).max(100) }),
    z.strictObject({ any: z.array(condition).min(1).max(100) }),
    z.strictObject({ not: condition }),
    z.strictObject({ score: z.enum(SCORE_PARTS), atLeast: z.int().optional(), atMost: z.int().optional() }),
    attribute,
    z.strictObject({
      activity: kinds,
      where: where.optional(),
      atLeast: z.int().min(1).optional(),
      distinctDays: z.boolean().optional(),
      within: window.optional(),
    }),
    z.strictObject({
      evidence: z.strictObject({ atLeast: z.int().min(1), of: z.array(z.string()).min(1).optional() }),
    }),
    z.strictObject({ level: z.strictObject({ of: z.string().min(1), atLeast: scalar }) }),
    z.strictObject({ temperature: z.array(z.enum(TEMPERATURES)).min(1) }),
    z.strictObject({
      grade: z.strictObject({
        fit: z.array(z.string()).min(1).optional(),
        engagement: z.array(z.string()).min(1).optional(),
      }),
    }),
    z.strictObject({ cell: z.array(ruleId).min(1) }),
    z.strictObject({
      criteria: z.strictObject({
        reading: z.enum(READINGS),
        atLeast: z.int().min(1),
        of: z.array(z.enum(CRITERIA)).min(1).optional(),
      }),
    }),
    z.strictObject({ axis: z.enum(AXES), is: z.enum(['high', 'low']) }),
    z.strictObject({ quality: z.array(z.string()).min(1) }),
    z.strictObject({ stage: z.array(z.enum(STAGES)).min(1) }),
    z.strictObject({ been: z.strictObject({ stage: z.array(z.enum(STAGES)).min(1), within: window.optional() }) }),
  ]),
);
