/** The agreement: the document that marketing and sales sign. This schema is its whole vocabulary; mappings/agreement.yaml is an instance with comments. */
import { z } from 'zod';
import { ACTIVITY_KINDS } from '../activity.ts';
import { STAGES } from '../facts.ts';
import { DEPARTMENTS } from '../team.ts';

/** A sentence in both languages. */
const bilingual = z.strictObject({ en: z.string().min(1), ja: z.string().min(1) });
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
  /** Lower bounds, highest first; the first that the number reaches counts. */
  bands: z
    .array(z.strictObject({ from: z.number(), points }))
    .min(1)
    .optional(),
  /** The first entry whose list holds the value (width and case ignored) counts. */
  values: z
    .array(z.strictObject({ in: z.array(scalar).min(1), points }))
    .min(1)
    .optional(),
  /** Points when the value is known and nothing above matched. */
  otherwise: points.default(0),
});

export const behaviourRule = z.strictObject({
  id: ruleId,
  label: bilingual,
  activity: z.union([z.enum(ACTIVITY_KINDS), z.array(z.enum(ACTIVITY_KINDS)).min(1)]),
  /** Further conditions on the activity's properties: name → value or list of values. */
  where: z.record(z.string(), z.union([scalar, z.array(scalar).min(1)])).optional(),
  points,
  /** `once`: the points are given once; `each`: per occurrence, up to `cap`. */
  count: z.enum(['once', 'each']).default('once'),
  cap: z.int().min(1).max(1000).optional(),
  /** So many occurrences are needed before anything counts. */
  atLeast: z.int().min(1).max(1000).default(1),
  within: window.optional(),
});

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
      present?: boolean | undefined;
    }
  | {
      activity: (typeof ACTIVITY_KINDS)[number] | (typeof ACTIVITY_KINDS)[number][];
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
      present: z.boolean().optional(),
    }),
    z.strictObject({
      activity: z.union([z.enum(ACTIVITY_KINDS), z.array(z.enum(ACTIVITY_KINDS)).min(1)]),
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

export const agreementSchema = z.strictObject({
  baton: z.literal(1),
  name: z.string().min(1),
  /** Days end at midnight here. */
  zone: z.string().default('Asia/Tokyo'),
  parties: z.array(z.strictObject({ department: z.enum(DEPARTMENTS), head: z.string().min(1) })).min(1),
  icp: z.strictObject({ industries: z.array(z.string()).min(1), employeesFrom: z.int().min(1), problem: bilingual }),
  scoring: z.strictObject({
    attributes: z.array(attributeRule).min(1),
    behaviours: z.array(behaviourRule).min(1),
    /** Most points of each part. */
    caps: z.strictObject({ attribute: z.int().min(1), behaviour: z.int().min(1) }).optional(),
  }),
  /** Lower bounds. `hot` also needs a floor in each part; `warm` from its total; else cold. */
  temperature: z.strictObject({
    hot: z.strictObject({ from: z.int(), attributeFloor: z.int().default(0), behaviourFloor: z.int().default(0) }),
    warm: z.strictObject({ from: z.int() }),
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
export type Agreement = z.infer<typeof agreementSchema>;
export type AttributeRule = z.infer<typeof attributeRule>;
export type BehaviourRule = z.infer<typeof behaviourRule>;
export type HandoffTerms = Agreement['handoffs'][number];
export type EvidenceItem = z.infer<typeof evidenceItem>;
