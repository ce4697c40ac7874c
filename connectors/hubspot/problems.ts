/** What HubSpot's error answers mean: whose move it is, and whether waiting helps (pages "Error handling" and "Usage guidelines"). */
import { z } from 'zod';
import type { Problem, ProblemCategory } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import { after, detailOf } from '../kit/problems.ts';
import type { Classify, Unanswered } from '../kit/send.ts';

/** A complete answer with an error status. Made by our own client layer, because the official one loses the status of answers that are not JSON. */
export class HubSpotAnswer extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  constructor(status: number, headers: Readonly<Record<string, string>>, text: string) {
    super(`HubSpot answered ${status}`);
    this.name = 'HubSpotAnswer';
    this.status = status;
    this.headers = headers;
    this.text = text;
  }
}

const errorBody = z.looseObject({
  message: z.string().optional(),
  category: z.string().optional(),
  subCategory: z.unknown().optional(),
  policyName: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(z.looseObject({ message: z.string().optional(), code: z.string().optional() })).optional(),
});
type ErrorBody = z.infer<typeof errorBody>;

const SECOND_MESSAGE = /secondly limit/i;
/** Pauses in seconds. A daily limit's end is in the usage endpoint's `resetsAt`; the answer itself does not say it. */
const PAUSE = {
  secondly: 1,
  tenSecondly: 10,
  daily: 3600,
  locked: 2,
  migrating: 60,
  redirected: 60,
  serverFailure: 5,
} as const;

/** Classes what the client layer threw; undefined where no complete answer came. */
export const classify: Classify = (error, call) => {
  if (error instanceof z.ZodError) return unexpectedShape(error, call.writes, call.now);
  if (!(error instanceof HubSpotAnswer)) return undefined;
  const { status } = error;
  const body = parseBody(error.text);
  const problem = (
    category: ProblemCategory,
    mover: Problem['mover'],
    code: string,
    waitSeconds?: number,
  ): Problem => ({
    category,
    mover,
    system: 'hubspot',
    code,
    detail: sentence(body, status),
    ...(waitSeconds === undefined ? {} : { retryAt: after(call.now, waitSeconds) }),
  });
  const throttled = (category: ProblemCategory, code: string, waitSeconds: number) => ({
    state: 'throttled' as const,
    problem: problem(category, category === 'limit' ? 'baton' : 'vendor', code, waitSeconds),
    until: after(call.now, waitSeconds),
  });
  if (status === 429) {
    const { policy, waitSeconds } = rateLimit(body, error.headers);
    const limit = policy === 'DAILY' ? ({ of: 'day' } as const) : { of: 'burst' as const, waitMs: waitSeconds * 1000 };
    return { ...throttled('limit', `429 ${policy}`, waitSeconds), limit };
  }
  // Something between stands in HubSpot's place, or its address has changed: HubSpot itself did nothing.
  if (status < 400) return throttled('unavailable', String(status), PAUSE.redirected);
  if (status === 423) return throttled('lock', '423', PAUSE.locked);
  if (status === 477) return throttled('unavailable', '477', retryAfter(error.headers) ?? PAUSE.migrating);
  // 530 is what a token of the wrong form gets: the request never reached an account.
  if ((status >= 500 && status !== 530) || status === 408) {
    const lost = problem(call.writes ? 'lost-answer' : 'unavailable', 'vendor', String(status), PAUSE.serverFailure);
    return call.writes ? { state: 'unknown', problem: lost } : { state: 'unsent', problem: lost };
  }
  const { category, mover } = refusal(status, body);
  return { state: 'refused', problem: problem(category, mover, codeOf(status, body)), status, body };
};

/** One row's error inside a 207 answer, or one that stands for a whole refused call. */
export function rowProblem(
  row: { readonly category?: string | undefined; readonly message?: string | undefined; readonly errors?: unknown },
  record: RecordRef,
): Problem {
  const parsed = errorBody.safeParse(row);
  const body = parsed.success ? parsed.data : undefined;
  const status = row.category === 'OBJECT_NOT_FOUND' ? 404 : row.category === 'CONFLICT' ? 409 : 400;
  const { category, mover } = refusal(status, body);
  return { category, mover, system: 'hubspot', record, code: codeOf(status, body), detail: sentence(body, status) };
}

/**
 * A read that came back in part: ids that lead nowhere, and records without associations, are simply not there; any other error means that something is
 * missing which a later read may have. Undefined where all is told.
 */
export function incomplete(
  errors: readonly { readonly category?: string | undefined; readonly message?: string | undefined }[],
  now: Temporal.Instant,
): Unanswered | undefined {
  const error = errors.find(({ category }) => category !== 'OBJECT_NOT_FOUND');
  if (error === undefined) return undefined;
  const detail = detailOf(error.message) || 'HubSpot answered in part';
  const code = `207 ${error.category ?? ''}`.trim();
  const retryAt = after(now, PAUSE.serverFailure);
  return {
    state: 'unsent',
    problem: { category: 'unavailable', mover: 'vendor', system: 'hubspot', code, detail, retryAt },
  };
}

function refusal(status: number, body: ErrorBody | undefined): { category: ProblemCategory; mover: Problem['mover'] } {
  if (status === 401 || status === 530) return { category: 'credential', mover: 'admin' };
  if (status === 403) return { category: 'permission', mover: 'admin' };
  if (status === 404) return { category: 'no-record', mover: 'user' };
  if (status === 409) return { category: 'duplicate', mover: 'user' };
  if (status === 414) return { category: 'limit', mover: 'baton' };
  if (status !== 400 && status !== 422) return { category: 'unlisted', mover: 'admin' };
  // HubSpot puts a JSON list of errors into the message itself; the codes are found by their names wherever they stand.
  const said = `${body?.message ?? ''} ${(body?.errors ?? []).map((e) => `${e.code ?? ''} ${e.message ?? ''}`).join(' ')}`;
  if (/PROPERTY_DOESNT_EXIST/.test(said)) return { category: 'missing-field', mover: 'admin' };
  if (/INVALID_OPTION|not one of the allowed options/i.test(said)) return { category: 'picklist', mover: 'admin' };
  if (/READ_ONLY_VALUE|PERMISSION/i.test(said)) return { category: 'permission', mover: 'admin' };
  if (/INVALID_(EMAIL|DATE|INTEGER|LONG|NUMERIC|DOUBLE|PHONE)/.test(said)) return { category: 'format', mover: 'user' };
  if (/CONFLICT|DUPLICATE|already (exists|has that value)/i.test(said)) return { category: 'duplicate', mover: 'user' };
  return { category: 'validation', mover: 'user' };
}

function rateLimit(
  body: ErrorBody | undefined,
  headers: Readonly<Record<string, string>>,
): { policy: string; waitSeconds: number } {
  const policy = body?.policyName ?? (SECOND_MESSAGE.test(body?.message ?? '') ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING');
  const known = policy === 'DAILY' ? PAUSE.daily : policy === 'SECONDLY' ? PAUSE.secondly : PAUSE.tenSecondly;
  return { policy, waitSeconds: Math.max(known, retryAfter(headers) ?? 0) };
}

/** Seconds, where the header holds a plain number; at most a day. */
function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['retry-after'];
  return text !== undefined && /^\d{1,6}$/.test(text) ? Math.min(Number(text), 86_400) : undefined;
}

function codeOf(status: number, body: ErrorBody | undefined): string {
  const inner = body?.errors?.[0]?.code;
  return [String(status), inner ?? body?.category].filter((part) => part !== undefined && part !== '').join(' ');
}

function sentence(body: ErrorBody | undefined, status: number): string {
  const redirected = status < 400 ? ' with a redirect, which Baton does not follow' : '';
  const said = detailOf(body?.message) || `HubSpot answered ${status}${redirected}`;
  return body?.correlationId === undefined ? said : detailOf(`${said} (correlationId ${body.correlationId})`);
}

function parseBody(text: string): ErrorBody | undefined {
  try {
    const parsed = errorBody.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Gateways answer in HTML: the status alone is what is known.
    return undefined;
  }
}

function unexpectedShape(error: z.ZodError, writes: boolean, now: Temporal.Instant): Unanswered {
  const where = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  const problem: Problem = {
    category: writes ? 'lost-answer' : 'unavailable',
    mover: 'baton',
    system: 'hubspot',
    code: 'UNEXPECTED_ANSWER',
    detail: detailOf(where),
    retryAt: after(now, PAUSE.serverFailure),
  };
  return writes ? { state: 'unknown', problem } : { state: 'unsent', problem };
}
