/** When the ledger is sealed by this process: soon after it has gained entries, and again where a checkpoint has not reached all its places. */
import type { SealReport } from '../ports/reports.ts';
import type { Transaction } from '../ports/store.ts';

/** Machine time from one sealing to the next; where an anchor could not be reached, to the next attempt. */
const EVERY_MS = 5_000;
const AGAIN_MS = 60_000;

export class Sealing {
  #againMs = Number.NEGATIVE_INFINITY;
  #isUnanchored = false;

  async isDue(tx: Transaction, nowMs: number): Promise<boolean> {
    if (nowMs < this.#againMs) return false;
    const { seq } = await tx.ledger.head();
    const sealed = (await tx.checkpoints.newest())?.size ?? 0;
    if (seq <= sealed && !this.#isUnanchored) return false;
    this.#againMs = nowMs + EVERY_MS;
    return true;
  }

  sealed({ unreached }: Pick<SealReport, 'unreached'>, nowMs: number): void {
    this.#isUnanchored = unreached.length > 0;
    if (this.#isUnanchored) this.#againMs = nowMs + AGAIN_MS;
  }
}
