/** Handing over: the handoffs with their gates and deadlines, approval and acceptance, routing, capacity, and the way back. */
import { z } from 'zod';
import { condition } from './condition.ts';
import { bilingual, departmentId, duration, ruleId, window } from './words.ts';

/** `recording`: the first contact, with when, how and what came of it, written down. */
export const DEADLINES = ['first-contact', 'recording', 'status-update', 'meeting'] as const;
const deadlineSpec = z.strictObject({
  name: z.enum(DEADLINES),
  within: duration,
  /** So long after the clock starts, if nothing has been done, its owner is reminded. */
  remindAfter: duration.optional(),
  /** So long after the deadline, if still nothing has been done, the manager hears of it. */
  escalateAfter: duration.optional(),
  /** So long after the deadline, if its owner has not been in touch at all, the lead goes to somebody else. */
  reassignAfter: duration.optional(),
});
const priority = z.enum(['high', 'normal', 'low']);

/** Must hold before handing over: a field that must be known, or a condition; what is missing holds the lead and is asked of `ask`. */
const gateItem = z.union([
  z.string().min(1),
  z.strictObject({ id: ruleId, label: bilingual, needs: condition, ask: departmentId }),
]);
export type GateItem = z.infer<typeof gateItem>;

/** Who else may take it: the first route whose condition holds names another pool. */
const route = z.strictObject({ name: bilingual, when: condition, pool: z.string().min(1) });

export const handoff = z.strictObject({
  type: ruleId,
  label: bilingual,
  /** The stage this handoff leads to; it is reached when its rule holds. Absent: a hearing, which leaves the stage as it is. */
  stage: z.enum(['mql', 'sql']).optional(),
  /** What must hold besides the stage's rule (of a hearing: alone). Until then the stage is reached, and whoever had the lead keeps it. */
  when: condition.optional(),
  from: departmentId,
  to: departmentId,
  pool: z.string().min(1),
  routes: z.array(route).max(50).default([]),
  /** Handed over so soon after qualifying. */
  timing: z.strictObject({ within: duration, says: bilingual }).optional(),
  deadlines: z.array(deadlineSpec).min(1),
  gate: z.array(gateItem).max(30).default([]),
  /** Somebody's yes before handing over; their deputy's in their absence. Silence is no yes. */
  approval: z.strictObject({ by: departmentId, within: duration, deputy: departmentId.optional() }).optional(),
  /** The new owner's yes after handing over; silence is no yes. */
  acceptance: z.strictObject({ within: duration }).optional(),
  /** Priority by temperature. */
  priority: z.strictObject({ hot: priority, warm: priority, cold: priority }),
});
export type HandoffTerms = z.infer<typeof handoff>;

/** How a lead goes back to marketing, and qualifies again. */
export const sendBack = z.strictObject({
  criteria: z.array(bilingual).min(1),
  steps: z.array(bilingual).min(1),
  reasons: z
    .array(z.strictObject({ id: ruleId, label: bilingual }))
    .min(1)
    .max(50),
  /** Re-MQL: not before so long after the return, and only with new behaviour since; `when` may ask for more. */
  again: z.strictObject({ after: window, when: condition.optional() }),
});

/** Which cells of the matrix go over, by how much sales can take just now. */
export const capacity = z.strictObject({
  tight: z.array(ruleId).min(1),
  normal: z.array(ruleId).min(1),
  slack: z.array(ruleId).min(1),
});

/** Pool → the pool that is asked when nobody in it is available. */
export const fallback = z.record(z.string(), z.string());
