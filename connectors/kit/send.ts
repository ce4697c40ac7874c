/** One attempt at one vendor call, with an explicit outcome: nothing here repeats anything. */
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';

/**
 * What an attempt came to. `answered` carries the client's own result. `refused`: a complete error answer, nothing was done. `throttled`: a complete
 * "not now". `unknown`: the request may have reached the vendor and no complete answer came (time-out, reset, cut body, 5xx on a write).
 * `unsent`: it surely did not leave (connection refused, name not found).
 */
export type Attempt<T> =
  | { readonly state: 'answered'; readonly value: T }
  | { readonly state: 'refused'; readonly problem: Problem; readonly status: number; readonly body: unknown }
  | { readonly state: 'throttled'; readonly problem: Problem; readonly until: IsoInstant }
  | { readonly state: 'unknown'; readonly problem: Problem }
  | { readonly state: 'unsent'; readonly problem: Problem };
