/**
 * The queue wakes and spreads work; it holds none.
 * 1. A job is a pointer: what to do next and for which system; never data, never delays.
 * 2. `wake` with an equal pointer already waiting adds nothing.
 * 3. A job that is running when it is woken again runs once more afterwards: no wake is lost.
 * 4. A handler that throws is logged and the job dropped: what must be done still stands in the database.
 * 5. Losing every job loses no work; the next wake finds it.
 * 6. `idle` resolves when nothing is waiting or running here.
 * 7. `runHere` runs the pointer at once, past all that waits, where this process works; elsewhere it wakes. Asked for while such a run is under way, it is
 *    run once more afterwards. A delivered job with an equal pointer may run beside it: only for work that shares itself out by claims.
 * 8. `close` waits for running jobs, at most `waitMs`, then gives up on them.
 */
export interface Queue {
  wake(pointer: Pointer): Promise<void>;
  runHere(pointer: Pointer): Promise<void>;
  work(handler: (pointer: Pointer) => Promise<void>): Promise<void>;
  idle(): Promise<void>;
  counts(): Promise<{ readonly waiting: number; readonly running: number }>;
  close(waitMs: number): Promise<void>;
}

/** `of` narrows the verb: a system for pull and send; absent elsewhere. At most 64 characters of [a-z0-9-]. */
export interface Pointer {
  readonly verb: 'pull' | 'judge' | 'send' | 'watch' | 'notify' | 'seal';
  readonly of?: string;
}
