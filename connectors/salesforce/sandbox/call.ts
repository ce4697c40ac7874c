/** One REST call below `/services/data/vXX.0`, at the top or inside a composite: what it asks, and in whose name. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { BulkJobs } from './bulk-jobs.ts';
import type { Cursors } from './cursors.ts';
import type { Doing, Org } from './org.ts';
import { refuse, restErrors, statusOf } from './refusal.ts';
import type { Ground } from './soql-plan.ts';
import { filled } from './values.ts';
import type { RowResult } from './write.ts';

export interface Call {
  readonly org: Org;
  readonly cursors: Cursors;
  readonly jobs: BulkJobs;
  /** Counts a bulk query against the day's allowance. */
  spendQueryJob(): void;
  readonly now: Temporal.Instant;
  readonly userId: string;
  readonly method: string;
  /** `/services/data/v67.0`. */
  readonly base: string;
  /** What follows the base, still percent-escaped: `['sobjects', 'Lead', …]`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Lower-case names; a subrequest has its own and nothing of its parent's but Accept, Authorization and Content-Type. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  /** The body as it came: an upload is no JSON. */
  readonly text: string;
}

export type Route = (call: Call) => WorldResponse;

/** Assignment rules run unless this very request says FALSE (REST API Developer Guide, Assignment Rule Header). */
export function doingOf(call: Call): Doing {
  const autoAssign = (call.headers['sforce-auto-assign'] ?? 'TRUE').trim().toUpperCase() !== 'FALSE';
  return { now: call.now, userId: call.userId, autoAssign };
}

/** A path segment, percent-escapes resolved. */
export function segment(call: Call, index: number): string | undefined {
  const raw = call.segments[index];
  if (raw === undefined) return undefined;
  try {
    return decodeURIComponent(raw);
  } catch {
    // URIError: a stray percent sign; the vendor answers such addresses like any that it does not know.
    throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
}

/** The body as a JSON object. */
export function recordBody(call: Call): Readonly<Record<string, unknown>> {
  if (typeof call.body !== 'object' || call.body === null || Array.isArray(call.body))
    throw refuse(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.');
  return call.body as Readonly<Record<string, unknown>>;
}

/** `67` of `/services/data/v67.0`. */
export function versionOf(call: Call): number {
  return Number(/v(\d+)/.exec(call.base)?.[1]);
}

export function refusedRow(result: Extract<RowResult, { ok: false }>): WorldResponse {
  return { status: statusOf(result.errors), body: restErrors(result.errors) };
}

export function badMethod(call: Call): Error {
  return refuse(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${call.method}' not allowed`);
}

/** What the caller's queries are asked of: dates are those of the user's own zone. */
export function groundOf({ org, now, userId }: Call): Ground {
  const zone = filled(org.rows.get('User', userId)?.['TimeZoneSidKey']) ?? 'UTC';
  return { schema: org.schema, rows: org.rows, clock: { now, zone } };
}
