/** Whether the disk has room for what is about to be written: the embedded database survives a full one only where it never meets it. */
import { statfsSync } from 'node:fs';
import { BatonError } from '../domain/problem.ts';

/**
 * Where its log cannot be continued, the embedded database goes round in circles for good and takes the process with it (tried on PGlite 0.5.16: a piece of
 * its log is 16 MiB). So nothing is begun that a few pieces would not hold.
 */
export const LEAST_FREE_BYTES = 64 * 1024 * 1024;
/** Asked of the file system at most so often. */
const LOOK_EVERY_MS = 100;

/** Bytes that this process may still write there; without end where the file system does not say (some that lie behind a network tell of no blocks at all). */
export function freeBytes(directory: string): number {
  const { bavail, bsize, blocks } = statfsSync(directory);
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}

export class Room {
  readonly #directory: string;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #free = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Throws BatonError where there is too little. */
  require(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lookedAtMs >= LOOK_EVERY_MS) {
      this.#free = freeBytes(this.#directory);
      this.#lookedAtMs = nowMs;
    }
    if (this.#free >= LEAST_FREE_BYTES) return;
    const [mebibytes, least] = [this.#free, LEAST_FREE_BYTES].map((bytes) => String(Math.floor(bytes / 1024 / 1024)));
    throw new BatonError(
      'DISK_FULL',
      `only ${mebibytes} MiB are free where ${this.#directory} lies: nothing is written`,
      `make room: at least ${least} MiB`,
      { directory: this.#directory, mebibytes: mebibytes ?? '', least: least ?? '' },
    );
  }
}

/** A statement that may change anything; `for update` does, and what begins with a comment is the queue's. */
export function isWriting(statement: string): boolean {
  return !/^\s*(select|with)\b/i.test(statement) || /\b(insert|update|delete)\b/i.test(statement);
}
