/** What the sandbox says when it does not do as asked: errors of one row, and whole answers with the vendor's body shape. */
import type { WorldResponse } from '../../kit/sandbox.ts';

/** One reason why one row was refused. REST answers call the code `errorCode`, collections call it `statusCode`. */
export interface RowError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** A whole request that is refused; carried as an exception to wherever its answer is made (the world, or a subrequest). */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly RowError[];
  constructor(status: number, errors: readonly RowError[]) {
    super(errors.map((error) => `${error.statusCode}: ${error.message}`).join('; '));
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
  }

  /** The REST body: an array of `{message, errorCode, fields?}`. */
  answer(): WorldResponse {
    return { status: this.status, body: restErrors(this.errors) };
  }
}

export function restErrors(errors: readonly RowError[]): readonly Record<string, unknown>[] {
  return errors.map(({ statusCode, message, fields }) =>
    SHAPELESS.has(statusCode) ? { message, errorCode: statusCode } : { message, errorCode: statusCode, fields },
  );
}

/** Codes about the request itself come without `fields`. */
const SHAPELESS = new Set([
  'NOT_FOUND',
  'ENTITY_IS_DELETED',
  'INVALID_SESSION_ID',
  'INVALID_FIELD',
  'INVALID_TYPE',
  'MALFORMED_QUERY',
  'INVALID_QUERY_FILTER_OPERATOR',
  'INVALID_QUERY_LOCATOR',
  'JSON_PARSER_ERROR',
  'REQUEST_LIMIT_EXCEEDED',
  'PROCESSING_HALTED',
  'METHOD_NOT_ALLOWED',
  'NOT_IN_SANDBOX',
]);

export function rowError(statusCode: string, message: string, fields: readonly string[] = []): RowError {
  return { statusCode, message, fields };
}

export function refuse(status: number, statusCode: string, message: string, fields: readonly string[] = []): Refusal {
  return new Refusal(status, [rowError(statusCode, message, fields)]);
}

/** Something the vendor offers and this sandbox does not: 501, which the server counts, so that no test passes by accident. */
export function notHere(what: string): Refusal {
  return refuse(501, 'NOT_IN_SANDBOX', `the sandbox does not offer ${what}`);
}

export function notFound(message = 'The requested resource does not exist'): Refusal {
  return refuse(404, 'NOT_FOUND', message);
}

/** The HTTP status that goes with a single row's refusal. */
export function statusOf(errors: readonly RowError[]): number {
  const code = errors[0]?.statusCode;
  if (code === 'ENTITY_IS_DELETED' || code === 'NOT_FOUND') return 404;
  if (code === 'INSUFFICIENT_ACCESS_OR_READONLY' || code === 'REQUEST_LIMIT_EXCEEDED') return 403;
  return 400;
}
