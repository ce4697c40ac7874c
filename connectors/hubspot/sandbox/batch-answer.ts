/** The answer that all batch endpoints share: what worked, what did not, and 207 when something did not. By its OpenAPI file 2026-09 keeps the status of success. */
import type { WorldResponse } from '../../kit/sandbox.ts';
import type { Call } from './router.ts';

export function batchAnswer(call: Call, { success, results, errors = [] }: BatchOutcome): WorldResponse {
  const at = new Date(call.now).toISOString();
  const failed = errors.length > 0 ? { numErrors: errors.length, errors } : {};
  return {
    status: errors.length > 0 && !call.request.path.includes('/2026-09/') ? 207 : success,
    body: { status: 'COMPLETE', results, ...failed, startedAt: at, completedAt: at },
  };
}

interface BatchOutcome {
  /** The status when nothing failed. */
  readonly success: number;
  readonly results: readonly unknown[];
  /** Entries as Refusal makes them. */
  readonly errors?: readonly unknown[];
}
