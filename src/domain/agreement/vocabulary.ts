/** The words of an agreement and their shapes: all that mappings/agreement.yaml may hold, before it is asked whether it fits together. */
import { z } from 'zod';
import { ACTIVITY_KINDS, type ActivityKind } from '../activity.ts';
import { STAGES } from '../facts.ts';
import { DEPARTMENTS } from '../team.ts';

/** A sentence in both languages. */
const bilingual = z.strictObject({ en: z.string().min(1), ja: z.string().min(1) });
export type Bilingual = z.infer<typeof bilingual>;
const points = z.int().min(-1000).max(1000);
const ruleId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** `24 hours`, `8 business hours`, `3 business days`. */
export const duration = z
  .string()
  .regex(
    /^[1-9]\d{0,2} (hours?|business hours?|business days?)$/,
    'a number and its unit: "24 hours", "8 business hours" or "3 business days"',
  );
/** `90 days`: windows are counted back from the moment of judging. */
const window = z.string().regex(/^[1-9]\d{0,3} days?$/, 'a number of days: "90 days"');

export const attributeRule = z.strictObject({
  id: ruleId,
  label: bilingual,
  field: z.string().min(1),
  /** For numbers: lower bounds, highest first; the first that the number reaches counts. What is no number gets no points at all. */
  bands: z
    .array(z.strictObject({ from: z.number(), points }))
    .min(1)
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
    .optional(),
  /** Points when the value is known and nothing above matched. */
  otherwise: points.default(0),
});

const kinds = z.union([z.enum(ACTIVITY_KINDS), z.array(z.enum(ACTIVITY_KINDS)).min(1)]);
/** Further conditions on the activity's properties: name → value or list of values. */
const where = z.record(z.string(), z.union([scalar, z.array(scalar).min(1)]));
export type Where = z.infer<typeof where>;

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
});

/**
 * A condition over one lead. A value that is not known makes it neither true nor false, unless `present: true` stands beside the comparison: then
 * *not known* counts as *no*. A leaf with several comparisons holds when all of them do.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { score: 'total' | 'attribute' | 'behaviour'; atLeast: number }
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
      within?: string | undefined;
    }
  | { evidence: { atLeast: number; of?: string[] | undefined } }
  | { temperature: ('hot' | 'warm' | 'cold')[] }
  | { stage: (typeof STAGES)[number][] };

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
    z.strictObject({ score: z.enum(['total', 'attribute', 'behaviour']), atLeast: z.int() }),
    z.strictObject({
      attribute: z.string().min(1),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
      in: z.array(scalar).min(1).optional(),
      contains: z.array(z.string().min(1)).min(1).optional(),
      present: z.boolean().optional(),
    }),
    z.strictObject({
      activity: kinds,
      where: where.optional(),
      atLeast: z.int().min(1).optional(),
      within: window.optional(),
    }),
    z.strictObject({
      evidence: z.strictObject({ atLeast: z.int().min(1), of: z.array(z.string()).min(1).optional() }),
    }),
    z.strictObject({ temperature: z.array(z.enum(['hot', 'warm', 'cold'])).min(1) }),
    z.strictObject({ stage: z.array(z.enum(STAGES)).min(1) }),
  ]),
);

/** One BANT (or MEDDIC) item: the field that holds it, the levels that count as met, and how to ask. */
const evidenceItem = z.strictObject({
  label: bilingual,
  field: z.string().min(1),
  met: z.array(scalar).min(1),
  question: bilingual,
});

const deadlineSpec = z.strictObject({ name: z.enum(['first-contact', 'status-update', 'meeting']), within: duration });

const handoff = z.strictObject({
  type: ruleId,
  label: bilingual,
  /** The stage this handoff leads to; it is reached when the rule holds. */
  stage: z.enum(['mql', 'sql']),
  from: z.enum(DEPARTMENTS),
  to: z.enum(DEPARTMENTS),
  pool: z.string().min(1),
  deadlines: z.array(deadlineSpec).min(1),
  /** Must be known before handing over; what is missing holds the lead. */
  gate: z.array(z.string()).default([]),
  /** Priority by temperature. */
  priority: z.strictObject({
    hot: z.enum(['high', 'normal', 'low']),
    warm: z.enum(['high', 'normal', 'low']),
    cold: z.enum(['high', 'normal', 'low']),
  }),
});

export const agreementShape = z.strictObject({
  baton: z.literal(1),
  name: z.string().min(1),
  /** Days end at midnight here. */
  zone: z.string().default('Asia/Tokyo'),
  parties: z.array(z.strictObject({ department: z.enum(DEPARTMENTS), head: z.string().min(1) })).min(1),
  icp: z.strictObject({ industries: z.array(z.string()).min(1), employeesFrom: z.int().min(1), problem: bilingual }),
  scoring: z.strictObject({
    attributes: z.array(attributeRule).min(1),
    behaviours: z.array(behaviourRule).min(1),
    /** Most points of each part; `label` names the line that takes the rest away. */
    caps: z.strictObject({ attribute: z.int().min(1), behaviour: z.int().min(1), label: bilingual }).optional(),
  }),
  /** Lower bounds. `hot` also needs a floor in each part; `warm` from its total; else cold. */
  temperature: z.strictObject({
    hot: z.strictObject({ from: z.int(), attributeFloor: z.int().default(0), behaviourFloor: z.int().default(0) }),
    warm: z.strictObject({ from: z.int() }),
    /** A band once reached is kept until the total (or a floor's part) is more than this below it, so that it does not flap. */
    margin: z.int().min(0).max(50).default(0),
  }),
  evidence: z.record(ruleId, evidenceItem),
  rules: z.strictObject({ mql: condition, sql: condition }),
  handoffs: z.array(handoff).min(1),
  /** What counts as first contact once recorded. `reported`: the task's completion by a person counts too, shown apart. */
  firstContact: z.strictObject({
    kinds: z.array(z.enum(['call', 'mail', 'meeting'])).min(1),
    reported: z.boolean().default(true),
  }),
  businessTime: z.strictObject({
    opens: z.string().regex(/^\d{2}:\d{2}$/),
    closes: z.string().regex(/^\d{2}:\d{2}$/),
    days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
    holidays: z.enum(['japan', 'none']).default('japan'),
    closed: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/)).default([]),
  }),
  review: z.strictObject({ every: z.enum(['month', 'quarter']), next: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
});
export type Agreement = z.infer<typeof agreementShape>;
export type AttributeRule = z.infer<typeof attributeRule>;
export type BehaviourRule = z.infer<typeof behaviourRule>;
export type HandoffTerms = Agreement['handoffs'][number];
export type EvidenceItem = z.infer<typeof evidenceItem>;
