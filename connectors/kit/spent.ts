/** Counts calls where they are made: API calls are the customer's money. */
import type { Spent } from '../../src/ports/connector.ts';

/** One connector's count since it was opened. */
export class Spending {
  #calls = 0;
  #dailyLeft: number | undefined;
  readonly #byPurpose = new Map<string, number>();

  /** One HTTP call is about to leave. */
  count(purpose: string): void {
    this.#calls += 1;
    this.#byPurpose.set(purpose, (this.#byPurpose.get(purpose) ?? 0) + 1);
  }

  /** That call never left: no connection came about. */
  takeBack(purpose: string): void {
    this.#calls -= 1;
    this.#byPurpose.set(purpose, (this.#byPurpose.get(purpose) ?? 1) - 1);
  }

  /** The vendor's own word on today's calls; anything but a whole number from zero up is ignored. */
  dailyLeft(calls: number | undefined): void {
    if (calls !== undefined && Number.isSafeInteger(calls) && calls >= 0) this.#dailyLeft = calls;
  }

  spent(): Spent {
    return {
      calls: this.#calls,
      byPurpose: Object.fromEntries(this.#byPurpose),
      ...(this.#dailyLeft === undefined ? {} : { dailyLeft: this.#dailyLeft }),
    };
  }
}
