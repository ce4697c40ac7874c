/** Time that moves only when told to, and ids that a seed decides: two equal runs are equal to the last byte of the ledger. */
import { createHash } from 'node:crypto';
import type { Log, Runtime } from '../ports/runtime.ts';

export class SimulatedRuntime implements Runtime {
  readonly log: Log;
  #now: Temporal.Instant;
  #ids = 0;
  readonly #seed: string;

  constructor(start: Temporal.Instant, seed: string, log: Log) {
    this.#now = start;
    this.#seed = seed;
    this.log = log;
  }

  now(): Temporal.Instant {
    return this.#now;
  }

  machineMs(): number {
    return Date.now();
  }

  id(prefix: string): string {
    this.#ids += 1;
    const digest = createHash('sha256').update(`${this.#seed} ${this.#ids}`).digest('base64url');
    return `${prefix}${digest.slice(0, 20)}`;
  }

  /** Moves forward; never back. */
  advanceTo(instant: Temporal.Instant): void {
    if (Temporal.Instant.compare(instant, this.#now) > 0) this.#now = instant;
  }
}
