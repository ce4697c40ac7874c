/** Every error code of Salesforce that Baton meets: what kind of failure it is, whose move, and when another try is worth it. One table, tested row by row. */
import type { Mover, Problem, ProblemCategory } from '../../src/domain/problem.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { Outcome } from '../../src/domain/writes.ts';
import type { Refused } from '../kit/budget.ts';
import { after } from '../kit/problems.ts';
import { type Classify, outcomeOf, type Unanswered } from '../kit/send.ts';
import { CONCURRENT_PAUSE_MS } from './budget.ts';
import { Redirected } from './exchange.ts';
import { detailOfError, type VendorError } from './vendor-error.ts';

export interface Verdict {
  readonly category: ProblemCategory;
  readonly mover: Mover;
  /** Present: the vendor did nothing and may do it later; absent: never by itself. */
  readonly retrySeconds?: number;
  /** After so many attempts it is refused, for a person to look at; absent: as often as it takes. */
  readonly tries?: number;
}

const never = (category: ProblemCategory, mover: Mover): Verdict => ({ category, mover });
const later = (category: ProblemCategory, mover: Mover, retrySeconds: number, tries?: number): Verdict => {
  return { category, mover, retrySeconds, ...(tries === undefined ? {} : { tries }) };
};
/** What the vendor itself cannot explain may be over soon, or stay with this one record. */
const FEW = 5;

/**
 * Codes of "Status Codes and Error Responses" (REST) and "Core Data Types" (StatusCode); the classing is Baton's. What a person is told to do about each
 * stands in both languages in `src/domain/texts` (`problems.salesforce`, else `problems.remedy` by category).
 */
export const VERDICTS: Readonly<Record<string, Verdict>> = {
  UNABLE_TO_LOCK_ROW: later('lock', 'baton', 10),
  SERVER_UNAVAILABLE: later('unavailable', 'vendor', 60),
  QUERY_TIMEOUT: later('unavailable', 'vendor', 60),
  REQUEST_RUNNING_TOO_LONG: later('unavailable', 'vendor', 60),
  TOO_MANY_APEX_REQUESTS: later('limit', 'vendor', 30),
  INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE: later('unavailable', 'vendor', 600),
  TEMPORARY_QUERY_MORE_FAILURE: later('unavailable', 'vendor', 10),
  UNKNOWN_EXCEPTION: later('unavailable', 'vendor', 60, FEW),
  PROCESSING_HALTED: later('limit', 'baton', 1),
  'REQUEST_LIMIT_EXCEEDED DAILY': later('limit', 'admin', 3_600),
  'REQUEST_LIMIT_EXCEEDED CONCURRENT': later('limit', 'vendor', 30),
  STORAGE_LIMIT_EXCEEDED: later('limit', 'admin', 3_600),
  ERROR_HTTP_429: later('limit', 'vendor', 60),
  ERROR_HTTP_500: later('unavailable', 'vendor', 60, FEW),
  ERROR_HTTP_501: later('unavailable', 'vendor', 60, FEW),
  ERROR_HTTP_502: later('unavailable', 'vendor', 60),
  ERROR_HTTP_503: later('unavailable', 'vendor', 60),
  ERROR_HTTP_504: later('unavailable', 'vendor', 60),
  ERROR_HTTP_413: never('format', 'baton'),
  LIMIT_EXCEEDED: later('limit', 'vendor', 60),

  INVALID_SESSION_ID: later('credential', 'admin', 600),
  INVALID_LOGIN: later('credential', 'admin', 600),
  API_DISABLED_FOR_ORG: later('credential', 'admin', 3_600),
  API_CURRENTLY_DISABLED: later('credential', 'admin', 3_600),
  FUNCTIONALITY_NOT_ENABLED: never('permission', 'admin'),
  // At setup: the edition allows no more custom objects (or fields of one), and no call tells beforehand how many objects are left.
  CUSTOM_ENTITY_OR_FIELD_LIMIT: never('limit', 'admin'),

  INVALID_QUERY_LOCATOR: later('unavailable', 'baton', 1),
  QUERY_LOCATOR_EXPIRED: later('unavailable', 'baton', 1),
  MALFORMED_QUERY: never('mapping', 'baton'),
  INVALID_TYPE: never('missing-field', 'admin'),
  NOT_FOUND: never('reference', 'user'),
  // Of the lists of what changed or was deleted ("Get Deleted").
  INVALID_REPLICATION_DATE: never('format', 'admin'),
  EXCEEDED_ID_LIMIT: never('limit', 'admin'),

  DUPLICATES_DETECTED: never('duplicate', 'user'),
  DUPLICATE_VALUE: never('duplicate', 'user'),
  DUPLICATE_EXTERNAL_ID: never('duplicate', 'user'),
  MULTIPLE_CHOICES: never('duplicate', 'user'),
  FIELD_CUSTOM_VALIDATION_EXCEPTION: never('validation', 'admin'),
  FIELD_INTEGRITY_EXCEPTION: never('validation', 'admin'),
  FIELD_FILTER_VALIDATION_EXCEPTION: never('validation', 'admin'),
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: never('validation', 'admin'),
  CANNOT_EXECUTE_FLOW_TRIGGER: never('validation', 'admin'),
  ENTITY_IS_LOCKED: never('lock', 'user'),
  INVALID_CROSS_REFERENCE_KEY: never('reference', 'user'),
  ENTITY_IS_DELETED: never('reference', 'user'),
  CANNOT_UPDATE_CONVERTED_LEAD: never('reference', 'baton'),
  MALFORMED_ID: never('reference', 'baton'),
  INACTIVE_OWNER_OR_USER: never('reference', 'admin'),
  OP_WITH_INVALID_USER_TYPE_EXCEPTION: never('reference', 'admin'),
  STRING_TOO_LONG: never('format', 'user'),
  INVALID_EMAIL_ADDRESS: never('format', 'user'),
  NUMBER_OUTSIDE_VALID_RANGE: never('format', 'user'),
  INVALID_TYPE_ON_FIELD_IN_RECORD: never('format', 'admin'),
  JSON_PARSER_ERROR: never('format', 'baton'),
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: never('picklist', 'admin'),
  REQUIRED_FIELD_MISSING: never('validation', 'admin'),
  INVALID_FIELD: never('missing-field', 'admin'),
  INVALID_FIELD_FOR_INSERT_UPDATE: never('permission', 'admin'),
  INSUFFICIENT_ACCESS: never('permission', 'admin'),
  INSUFFICIENT_ACCESS_OR_READONLY: never('permission', 'admin'),
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: never('permission', 'admin'),
  TRANSFER_REQUIRES_READ: never('permission', 'admin'),
  TXN_SECURITY_NO_ACCESS: never('permission', 'admin'),

  // OAuth (RFC 6749 and Salesforce's own): the token service refuses, whatever the request.
  invalid_grant: later('credential', 'admin', 600),
  invalid_client: later('credential', 'admin', 600),
  invalid_client_id: later('credential', 'admin', 600),
  invalid_client_credentials: later('credential', 'admin', 600),
  invalid_request: later('credential', 'admin', 600),
  invalid_app_access: later('credential', 'admin', 600),
  invalid_assertion: later('credential', 'admin', 600),
  unauthorized_client: later('credential', 'admin', 600),
  unsupported_grant_type: later('credential', 'admin', 600),
  inactive_user: later('credential', 'admin', 600),
  inactive_org: later('credential', 'admin', 3_600),
  rate_limit_exceeded: later('limit', 'vendor', 600),
};

const UNLISTED: Verdict = { category: 'unlisted', mover: 'admin' };

/** The code as the table knows it: the one code that means two things is told apart by its message. */
export function codeOf(error: VendorError): string {
  if (error.code !== 'REQUEST_LIMIT_EXCEEDED') return error.code;
  return /concurrent/i.test(error.message) ? `${error.code} CONCURRENT` : `${error.code} DAILY`;
}

export function verdictOf(code: string): Verdict {
  if (code.startsWith('TXN_SECURITY_')) return VERDICTS['TXN_SECURITY_NO_ACCESS'] ?? UNLISTED;
  return VERDICTS[code] ?? UNLISTED;
}

/** The failure as people see it. */
export function problemOf(error: VendorError, now: Temporal.Instant, record?: RecordRef): Problem {
  const code = codeOf(error);
  const { category, mover, retrySeconds } = verdictOf(code);
  const field = error.fields?.[0] ?? missingColumn(error);
  return {
    category,
    mover,
    system: 'salesforce',
    code,
    detail: detailOfError(error),
    ...(record === undefined ? {} : { record }),
    ...(field === undefined ? {} : { field }),
    ...(retrySeconds === undefined ? {} : { retryAt: after(now, retrySeconds) }),
  };
}

/** A field that does not exist, or that this user may not see, is named only in the sentence. */
export function missingColumn(error: VendorError): string | undefined {
  if (error.code !== 'INVALID_FIELD') return undefined;
  return /No such column '([A-Za-z0-9_.]+)'/.exec(error.message)?.[1];
}

/** What a refused row or node comes to: a complete answer that says nothing was done. */
export function refusalOf(error: VendorError, now: Temporal.Instant, record?: RecordRef): Outcome {
  const problem = problemOf(error, now, record);
  if (problem.retryAt === undefined) return { state: 'rejected', problem };
  const { tries } = verdictOf(problem.code);
  return { state: 'throttled', problem, until: problem.retryAt, ...(tries === undefined ? {} : { tries }) };
}

/** A call that failed as a whole says nothing against any one write of it, unless the vendor says that it never will: then each is rejected. */
export function wholeCall(result: Unanswered, now: Temporal.Instant): Outcome {
  if (result.state !== 'refused') return outcomeOf(result, now);
  const { problem } = result;
  if (problem.category !== 'credential' && problem.retryAt === undefined) return { state: 'rejected', problem };
  return { state: 'throttled', problem, until: problem.retryAt ?? after(now, 600) };
}

/** No call gets through now: the rest need not even be asked for. */
export function holdsUpAll({ state, problem }: Unanswered): boolean {
  return (state === 'throttled' && problem.category !== 'lock') || state === 'unsent';
}

const OF_ONE: ReadonlySet<ProblemCategory> = new Set([
  'validation',
  'format',
  'picklist',
  'reference',
  'duplicate',
  'missing-field',
  'unlisted',
]);

/** Refusals of a whole call that one bad row can cause. The others (a permission, a sign-in) hit every row alike. */
export function mayBeOne({ category }: Problem): boolean {
  return OF_ONE.has(category);
}

/** The outcome of writes whose preparation, which only reads, got no answer: nothing was sent, all can wait. */
export function unprepared(result: Unanswered, now: Temporal.Instant): Outcome {
  return { state: 'throttled', problem: result.problem, until: result.problem.retryAt ?? after(now, 600) };
}

/** The vendor's answer leaves out this one: whether it was done must be read back. */
export function unanswered(record: RecordRef | undefined): Outcome {
  const detail = 'the answer does not say what became of this write';
  const problem: Problem = {
    category: 'lost-answer',
    mover: 'vendor',
    system: 'salesforce',
    code: 'NO_RESULT',
    detail,
  };
  return { state: 'unknown', problem: record === undefined ? problem : { ...problem, record } };
}

/** The mapping does not say where this goes: a person must extend it. */
export function unmapped(field: string, record: RecordRef | undefined): Problem {
  const detail = `the mapping for Salesforce does not let Baton write "${field}"`;
  const problem: Problem = {
    category: 'mapping',
    mover: 'admin',
    system: 'salesforce',
    code: 'NOT_MAPPED',
    detail,
    field,
  };
  return record === undefined ? problem : { ...problem, record };
}

/** A complete error answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: VendorError;
  readonly body: unknown;
  constructor(status: number, error: VendorError, body: unknown) {
    super(error.code);
    this.status = status;
    this.error = error;
    this.body = body;
  }
}

/** Reads a thrown {@link Refusal}. A 5xx on a write may have taken effect: unknown. Anything else is the network's. */
export const classify: Classify = (thrown, { writes, now }) => {
  if (thrown instanceof Redirected) {
    const { status } = thrown;
    const problem: Problem = {
      category: 'unavailable',
      mover: 'admin',
      system: 'salesforce',
      code: 'REDIRECT',
      detail: `HTTP ${status}: the address is not this org's own`,
      retryAt: after(now, 600),
    };
    return { state: 'refused', problem, status, body: undefined };
  }
  if (!(thrown instanceof Refusal)) return undefined;
  const { status, error, body } = thrown;
  const problem = problemOf(error, now);
  if (status >= 500) {
    const retryAt = problem.retryAt ?? after(now, 60);
    const down: Problem = { ...problem, category: writes ? 'lost-answer' : 'unavailable', mover: 'vendor', retryAt };
    return writes ? { state: 'unknown', problem: down } : { state: 'throttled', problem: down, until: retryAt };
  }
  if (problem.category !== 'credential' && problem.retryAt !== undefined) {
    const limit = LIMITS[problem.code];
    return { state: 'throttled', problem, until: problem.retryAt, ...(limit === undefined ? {} : { limit }) };
  }
  return { state: 'refused', problem, status, body };
};

/** What a refused call says of the limits. */
const LIMITS: Readonly<Record<string, Refused>> = {
  'REQUEST_LIMIT_EXCEEDED DAILY': { of: 'day' },
  'REQUEST_LIMIT_EXCEEDED CONCURRENT': { of: 'burst', waitMs: CONCURRENT_PAUSE_MS },
};

/** A part of a call that only reads was refused, by itself: as if it had been a call of its own. */
export function failedPart(error: VendorError, now: Temporal.Instant): Unanswered {
  const problem = problemOf(error, now);
  return { state: 'refused', problem, status: 400, body: undefined };
}
