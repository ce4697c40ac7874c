/** What is asked of a lead beyond points: evidence (BANT, MEDDIC), the nine criteria, the six axes, and the matrix. */
import { z } from 'zod';
import { AXES, CRITERIA, condition } from './condition.ts';
import { bilingual, ruleId, scalar } from './words.ts';

/** One BANT (or MEDDIC) item: the field that holds it, the levels that count as met, and how to ask. */
export const evidenceItem = z.strictObject({
  label: bilingual,
  field: z.string().min(1),
  /** Every level, lowest first; conditions over `level` need them. */
  levels: z.array(scalar).min(1).max(20).optional(),
  met: z.array(scalar).min(1),
  /** Met only once confirmed: that field holds one of these values, or anything at all. Absent: whoever records the level has confirmed it. */
  confirmed: z
    .union([
      z.strictObject({ field: z.string().min(1), in: z.array(scalar).min(1) }),
      z.strictObject({ field: z.string().min(1), present: z.literal(true) }),
    ])
    .optional(),
  question: bilingual,
  /** How to ask in passing. */
  hint: bilingual.optional(),
});
export type EvidenceItem = z.infer<typeof evidenceItem>;
export const evidence = z.record(ruleId, evidenceItem);

/** What one reading says, in the words of the signers, and how it is judged. */
const reading = z.strictObject({ says: bilingual, when: condition });
const criterion = z.strictObject({ label: bilingual, mql: reading, sql: reading });
export const criteria = z.partialRecord(z.enum(CRITERIA), criterion);

const axis = z.strictObject({
  label: bilingual,
  /** High where it holds. */
  high: condition,
  /** Low where it holds; without it, low where `high` is known not to hold. */
  low: condition.optional(),
});
export const quality = z.strictObject({
  axes: z.record(z.enum(AXES), axis),
  /** Best first; the first that holds is the lead's. */
  grades: z
    .array(z.strictObject({ id: z.string().min(1), label: bilingual, when: condition }))
    .min(1)
    .max(20),
});

const step = z.strictObject({
  id: ruleId,
  label: bilingual,
  when: condition,
  /** Where `when` is not known: holds for the time being, and the placing is marked as provisional. */
  provisionally: condition.optional(),
});
const side = z.strictObject({ label: bilingual, steps: z.array(step).min(2).max(5) });
/** Likely to buy soon × deal size, the best step of each first. */
export const matrix = z.strictObject({
  soon: side,
  size: side,
  cells: z
    .array(
      z.strictObject({
        id: ruleId,
        label: bilingual,
        soon: z.string().min(1),
        size: z.string().min(1),
        /** What both departments mean by it, and do with it. */
        means: bilingual,
      }),
    )
    .min(1)
    .max(25),
});
