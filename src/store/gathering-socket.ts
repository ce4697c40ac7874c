/** A socket that sends what is written in one go of the event loop in one piece: a call of the system for each statement costs more than the statement. */
import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

export class GatheringSocket extends Socket {
  #gathering = false;

  override write(chunk: string | Uint8Array, done?: Done): boolean;
  override write(chunk: string | Uint8Array, encoding?: BufferEncoding, done?: Done): boolean;
  override write(chunk: string | Uint8Array, how?: BufferEncoding | Done, done?: Done): boolean {
    this.#gather();
    return typeof how === 'function' ? super.write(chunk, how) : super.write(chunk, how, done);
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.cork();
    process.nextTick(() => {
      this.#gathering = false;
      this.uncork();
    });
  }
}
