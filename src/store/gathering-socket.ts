/**
 * A socket that sends in one piece what is written in one go of the event loop: a call of the system for each statement costs more than the statement. A long go
 * sends what it has so far, so that the other side works while more is being made up.
 */
import { Socket } from 'node:net';

/** Nothing is held back longer. */
const LONGEST_MS = 0.3;

/** For writers that hold a message together by `cork` and `uncork`, as pg does: messages are held together too. */
export class GatheringSocket extends Socket {
  /** Since when, while something is held back. */
  #since: number | undefined;

  override cork(): void {
    super.cork();
    const now = performance.now();
    if (this.#since === undefined) {
      this.#since = now;
      super.cork();
      process.nextTick(() => {
        this.#since = undefined;
        super.uncork();
      });
    } else if (now - this.#since > LONGEST_MS) {
      this.#since = now;
      // Once for the holding back, once for this message, which has nothing in it yet.
      super.uncork();
      super.uncork();
      super.cork();
      super.cork();
    }
  }
}
