/** The shapes of HubSpot's answers, checked at the door. Every one lets further fields pass. */
import { z } from 'zod';
import { type IsoInstant, toIso } from '../../src/domain/instant.ts';

/** A CRM record as HubSpot tells it: every value is text (page "Using object APIs"). */
export interface Row {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly updatedAt: IsoInstant;
  /** Of archived ones. */
  readonly archivedAt?: IsoInstant | undefined;
}

/** Records by a batch call, and the errors of the rows that failed. */
export interface BatchAnswer {
  readonly rows: readonly Row[];
  readonly errors: readonly RowError[];
}
export type RowError = z.infer<typeof rowError>;

/** A moment in an answer: the official client has made Dates of some, raw answers hold text. */
export const moment = z.union([z.date(), z.string()]).transform((at, context): IsoInstant => {
  try {
    return toIso(at instanceof Date ? at.toISOString() : at);
  } catch {
    context.addIssue({ code: 'custom', message: 'no moment' });
    return z.NEVER;
  }
});
const scalarText = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? null : String(value)));
const row = z.looseObject({
  id: z.string().min(1),
  properties: z.record(z.string(), scalarText).default({}),
  updatedAt: moment,
  archivedAt: moment.nullish().transform((at) => at ?? undefined),
});
export const rowPage = z.looseObject({
  results: z.array(row),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
});
export const rowError = z.looseObject({
  status: z.string().optional(),
  category: z.string().optional(),
  message: z.string().optional(),
  id: z.string().optional(),
  errors: z.unknown().optional(),
  context: z.record(z.string(), z.array(z.string())).optional(),
});
const batchAnswer = z.looseObject({ results: z.array(row).default([]), errors: z.array(rowError).default([]) });
export const searchAnswer = z.looseObject({ total: z.number().optional(), results: z.array(row) });
export const tokenAnswer = z
  .looseObject({
    access_token: z.string().min(1),
    expires_in: z.number().min(0),
    refresh_token: z.string().min(1).optional(),
    hub_id: z.union([z.number(), z.string()]).transform(String).optional(),
  })
  .transform(({ access_token: token, expires_in: livesSeconds, refresh_token: refreshToken, hub_id: account }) => ({
    token,
    livesSeconds,
    refreshToken,
    account,
  }));

/** Of a batch call: 200, or 207 with errors; the client hands over both alike. */
export function asBatch(answer: unknown): BatchAnswer {
  const { results, errors } = batchAnswer.parse(answer);
  return { rows: results, errors };
}
