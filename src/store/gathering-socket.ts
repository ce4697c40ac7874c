/** A socket that sends in one piece what is written in one go of the event loop: a call of the system for each statement costs more than the statement. */
import { Socket } from 'node:net';

/** For writers that hold a message together by `cork` and `uncork`, as pg does: messages are held together too. */
export class GatheringSocket extends Socket {
  #gathering = false;

  override cork(): void {
    super.cork();
    if (this.#gathering) return;
    this.#gathering = true;
    super.cork();
    process.nextTick(() => {
      this.#gathering = false;
      super.uncork();
    });
  }
}
