/** One attempt at one vendor call, with an explicit outcome: nothing here repeats anything. */
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { System } from '../../src/domain/record.ts';
import type { Outcome } from '../../src/domain/writes.ts';
import type { ConnectorSurroundings } from '../../src/ports/connector.ts';
import type { Lane, RateKeeper, Refused } from './budget.ts';
import { after, breakOf, stopped } from './problems.ts';
import type { Spending } from './spent.ts';

/**
 * What an attempt came to. `answered` carries the client's own result. `refused`: a complete error answer, nothing was done. `throttled`: a complete
 * "not now" (`limit`: of which of the vendor's limits), or our own budget's. `unknown`: the request may have reached the vendor and no complete answer came (time-out, reset, cut body, 5xx on a write).
 * `unsent`: it surely did not leave (connection refused, name not found), or it only reads and no complete answer came: nothing was changed.
 */
export type Attempt<T> = { readonly state: 'answered'; readonly value: T } | Unanswered;
export type Unanswered =
  | { readonly state: 'refused'; readonly problem: Problem; readonly status: number; readonly body: unknown }
  | { readonly state: 'throttled'; readonly problem: Problem; readonly until: IsoInstant; readonly limit?: Refused }
  | { readonly state: 'unknown'; readonly problem: Problem }
  | { readonly state: 'unsent'; readonly problem: Problem };

/**
 * A connector's reading of what its client threw: the attempt that it amounts to, or undefined when it is no answer of the vendor (the network's own
 * errors are classed here). A 5xx on a write is `unknown`.
 */
export type Classify = (
  error: unknown,
  call: { readonly writes: boolean; readonly now: Temporal.Instant },
) => Unanswered | undefined;

export interface Call {
  readonly system: System;
  /** For {@link Spending}: a short word such as `pull contacts`. */
  readonly purpose: string;
  /** Changes anything at the vendor: `mayWrite` is asked first, and a lost answer is `unknown`. */
  readonly writes: boolean;
  readonly classify: Classify;
  /** Total time; a later answer is ignored. */
  readonly timeoutMs?: number;
  /** Which burst limit it counts in: `burst` unless told. */
  readonly window?: string;
  /** `usual` unless told. */
  readonly lane?: Lane;
  /** `uncounted`: the vendor does not count it (signing in). `always`: made whatever is left, because it asks what is left. */
  readonly budget?: 'uncounted' | 'always';
}

/** What `attempt` needs of its connector. */
export interface SendSurroundings extends ConnectorSurroundings {
  readonly spending: Spending;
  /** Asked before each call; without one every call leaves at once. */
  readonly keeper?: RateKeeper | undefined;
}

/** Connecting and answering have their own limits in the HTTP layer (5 s and 30 s); this one holds whatever the client does. */
export const TOTAL_TIMEOUT_MS = 60_000;
/** A vendor or network that gave no answer is left alone for so long. */
const REST_SECONDS = 5;

class TimedOut extends Error {
  readonly code = 'TIMED_OUT';
}

/**
 * Makes the call once, when the budget lets it and within its time, counts it, and says what it came to. Never throws for what the vendor or the network
 * does.
 */
export async function attempt<T>(
  send: () => Promise<T>,
  call: Call,
  surroundings: SendSurroundings,
): Promise<Attempt<T>> {
  const { keeper } = surroundings;
  if (isStopped(call, surroundings)) return { state: 'throttled', ...stopped(call.system, surroundings.now()) };
  if (keeper === undefined || call.budget === 'uncounted') return make(send, call, surroundings);
  const wish = { window: call.window ?? 'burst', lane: call.lane ?? 'usual', purpose: call.purpose };
  if (call.budget === 'always') {
    await keeper.count(wish);
    return make(send, call, surroundings);
  }
  const admission = await keeper.admit(wish);
  if (admission.state === 'later') return { ...admission, state: 'throttled' };
  try {
    // It may have waited for its turn.
    if (isStopped(call, surroundings)) return { state: 'throttled', ...stopped(call.system, surroundings.now()) };
    const result = await make(send, call, surroundings);
    if (result.state !== 'throttled' || result.limit === undefined) return result;
    const until = await keeper.refused(wish, result.limit);
    return { ...result, until, problem: { ...result.problem, retryAt: until } };
  } finally {
    await admission.done();
  }
}

function isStopped({ writes }: Call, { mayWrite }: SendSurroundings): boolean {
  return writes && !mayWrite();
}

async function make<T>(send: () => Promise<T>, call: Call, surroundings: SendSurroundings): Promise<Attempt<T>> {
  surroundings.spending.count(call.purpose);
  let result: Attempt<T>;
  try {
    result = { state: 'answered', value: await inTime(send, call.timeoutMs ?? TOTAL_TIMEOUT_MS) };
  } catch (error) {
    const now = surroundings.now();
    result = call.classify(error, { writes: call.writes, now }) ?? broken(error, call, now);
    if (!breakOf(error).mayHaveArrived) surroundings.spending.takeBack(call.purpose);
  }
  surroundings.log('vendor-call', {
    system: call.system,
    purpose: call.purpose,
    state: result.state,
    code: result.state === 'answered' ? undefined : result.problem.code,
  });
  return result;
}

/** A write's outcome where its call got no answer that says more: unsent writes may simply be sent again. */
export function outcomeOf(result: Unanswered, now: Temporal.Instant): Outcome {
  switch (result.state) {
    case 'refused':
      return { state: 'rejected', problem: result.problem };
    case 'throttled':
      return result;
    case 'unknown':
      return result;
    case 'unsent':
      return { state: 'throttled', problem: result.problem, until: result.problem.retryAt ?? after(now, REST_SECONDS) };
  }
}

async function inTime<T>(send: () => Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TimedOut(`no complete answer within ${timeoutMs} ms`)), timeoutMs);
    });
    return await Promise.race([send(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function broken(error: unknown, call: Call, now: Temporal.Instant): Unanswered {
  const { code, mayHaveArrived, isCertificate, detail } = breakOf(error);
  const lost = call.writes && mayHaveArrived;
  const problem: Problem = {
    category: lost ? 'lost-answer' : 'unavailable',
    mover: isCertificate ? 'admin' : 'vendor',
    system: call.system,
    code,
    detail,
    retryAt: after(now, REST_SECONDS),
  };
  return lost ? { state: 'unknown', problem } : { state: 'unsent', problem };
}
