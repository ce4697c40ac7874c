/** How the departments are measured, what they aim at, when they look at it, and who does what by when. */
import { z } from 'zod';
import { STAGES } from '../../facts.ts';
import { bilingual, day, departmentId, ruleId } from './words.ts';

export const MEASURES = ['quality', 'won-count', 'balance'] as const;
export const measurement = z.record(departmentId, z.strictObject({ by: z.enum(MEASURES), says: bilingual }));

/** The key figures (mission K1). Rates are per cent, times hours. */
export const KPIS = [
  'mql-count',
  'mql-to-sql',
  'sql-to-opportunity',
  'opportunity-to-won',
  'toss-up-rate',
  'mql-to-opportunity',
  'time-to-first-contact',
  'follow-up-rate',
  'won-count',
  'won-amount',
] as const;
export const PERIODS = ['week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** Joint ones bear several departments. `cells` says of which quality the leads must be. */
export const targets = z
  .array(
    z.strictObject({
      kpi: z.enum(KPIS),
      departments: z.array(departmentId).min(1),
      per: z.enum(PERIODS),
      value: z.number(),
      unit: z.enum(['leads', 'percent', 'hours', 'yen']),
      cells: z.array(ruleId).min(1).optional(),
    }),
  )
  .max(50);

export const REVIEWS = ['feedback', 'meeting', 'definitions'] as const;
export type ReviewCycle = (typeof REVIEWS)[number];
const cycle = z.strictObject({ every: z.enum(PERIODS), next: day });
/** The three cycles: what sales says of the leads, the meeting, and these definitions themselves. */
export const reviews = z.strictObject({ feedback: cycle, meeting: cycle, definitions: cycle });

/** One line of the table: at this stage, this department does this by then. */
export const duties = z
  .array(z.strictObject({ stage: z.enum(STAGES), who: departmentId, what: bilingual, by: bilingual }))
  .max(100);

/** A doubt that the agreement lets stand, with the reason; whoever signs agrees to it. */
export const accepted = z
  .array(z.strictObject({ doubt: z.string().min(1), at: z.string().min(1), because: bilingual }))
  .max(50);
