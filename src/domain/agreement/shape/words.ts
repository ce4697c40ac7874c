/** The small shapes that every section of an agreement is written in: sentences, points, names, terms of time. */
import { z } from 'zod';

/** A sentence in both languages. */
export const bilingual = z.strictObject({ en: z.string().min(1), ja: z.string().min(1) });
export type Bilingual = z.infer<typeof bilingual>;

export const points = z.int().min(-1000).max(1000);
export const ruleId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');
/** A value as a CRM record holds it. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** Three that every company has; others are named under `departments`. */
export const departmentId = ruleId;

/** `24 hours`, `8 business hours`, `3 business days`. */
export const duration = z
  .string()
  .regex(
    /^[1-9]\d{0,2} (hours?|business hours?|business days?)$/,
    'a number and its unit: "24 hours", "8 business hours" or "3 business days"',
  );
/** `90 days`: counted back from the moment of judging, each of 24 hours. */
export const window = z.string().regex(/^[1-9]\d{0,3} days?$/, 'a number of days: "90 days"');
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, YYYY-MM-DD');
export const timeOfDay = z.string().regex(/^\d{2}:\d{2}$/, "a time of day, '09:00'");
