/** The words of an agreement and their shapes: all that mappings/agreement.yaml may hold, before it is asked whether it fits together. */
import { z } from 'zod';
import { condition } from './shape/condition.ts';
import { capacity, fallback, handoff, sendBack } from './shape/handoff.ts';
import { criteria, evidence, matrix, quality } from './shape/quality.ts';
import { accepted, duties, measurement, reviews, targets } from './shape/review.ts';
import { grade, scoring, temperature } from './shape/scoring.ts';
import { bilingual, day, departmentId, timeOfDay, window } from './shape/words.ts';

export type { Axis, Condition, Criterion, ReadingName, ScorePart, Where } from './shape/condition.ts';
export { AXES, CRITERIA, condition, fieldCondition, READINGS } from './shape/condition.ts';
export type { GateItem, HandoffTerms } from './shape/handoff.ts';
export type { EvidenceItem } from './shape/quality.ts';
export type { Period, ReviewCycle } from './shape/review.ts';
export { REVIEWS } from './shape/review.ts';
export type { AttributeRule, BehaviourRule, Decay, Exclusion } from './shape/scoring.ts';
export { attributeRule, behaviourRule } from './shape/scoring.ts';
export type { Bilingual } from './shape/words.ts';
export { duration } from './shape/words.ts';

/** Who says that a stage is reached: the rule by itself, or a person in Salesforce or HubSpot, whom the rule only tells that the time has come. */
const declaredBy = z.enum(['rule', 'person']);
const stageTerms = z.strictObject({ declaredBy: declaredBy.default('rule'), responsible: departmentId });

export const agreementShape = z.strictObject({
  baton: z.literal(1),
  name: z.string().min(1),
  /** Days end at midnight here. */
  zone: z.string().default('Asia/Tokyo'),
  /** In force from the beginning of that day; absent: as soon as all have signed. */
  from: day.optional(),
  /** Those who sign. */
  parties: z.array(z.strictObject({ department: departmentId, head: z.string().min(1) })).min(1),
  /** Departments beside marketing, inside-sales and field-sales. */
  departments: z.array(z.strictObject({ id: departmentId, label: bilingual })).default([]),
  icp: z.strictObject({ industries: z.array(z.string()).min(1), employeesFrom: z.int().min(1), problem: bilingual }),
  scoring,
  temperature,
  grade: grade.optional(),
  evidence,
  criteria: criteria.optional(),
  quality: quality.optional(),
  matrix: matrix.optional(),
  rules: z.strictObject({ mql: condition, sql: condition }),
  stages: z.strictObject({ mql: stageTerms, sql: stageTerms }),
  handoffs: z.array(handoff).min(1).max(20),
  sendBack: sendBack.optional(),
  capacity: capacity.optional(),
  fallback: fallback.default({}),
  /** What counts as first contact once recorded. `reported`: the task's completion by a person counts too, shown apart. */
  firstContact: z.strictObject({
    kinds: z.array(z.enum(['call', 'mail', 'meeting'])).min(1),
    reported: z.boolean().default(true),
  }),
  /** Two departments that approach the same lead or company within so many days are told of each other. Absent: nobody is. */
  collision: z.strictObject({ within: window }).optional(),
  businessTime: z.strictObject({
    opens: timeOfDay,
    closes: timeOfDay,
    days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
    holidays: z.enum(['japan', 'none']).default('japan'),
    closed: z.array(day).max(1000).default([]),
    /** What a term of hours by the clock does on closed days: runs on through them, or pauses till they are over. Absent: it runs on. */
    clockOnClosedDays: z.enum(['run', 'pause']).optional(),
  }),
  measurement: measurement.optional(),
  targets: targets.default([]),
  reviews,
  duties: duties.default([]),
  accepted: accepted.default([]),
});
export type Agreement = z.infer<typeof agreementShape>;
