/** What a budget is kept with in tests: a book as a database keeps it, and machine time that passes only by waiting or when told to. */
import type { BudgetBook, BudgetMeans, BudgetShares, Changed } from '../../src/ports/budget.ts';

/** Kept as JSON text. */
export class TextBook implements BudgetBook {
  text = '';

  async change<T>(_system: string, change: (state: unknown) => Changed<T>): Promise<T> {
    const { state, answer } = change(this.text === '' ? undefined : JSON.parse(this.text));
    this.text = JSON.stringify(state);
    return answer;
  }
}

export interface Watch extends BudgetMeans {
  /** Moves the machine's time. */
  pass(ms: number): void;
  /** All waits asked for so far. */
  readonly waitedMs: number;
}

export function watchOf(
  wishes: { readonly book?: BudgetBook; readonly shares?: BudgetShares; readonly paced?: boolean } = {},
): Watch {
  let machineMs = 1_000_000;
  let waitedMs = 0;
  return {
    book: wishes.book ?? new TextBook(),
    shares: wishes.shares ?? { daily: 100, burst: 100 },
    paced: wishes.paced ?? true,
    machineMs: () => machineMs,
    wait: async (ms) => {
      machineMs += ms;
      waitedMs += ms;
    },
    pass: (ms) => {
      machineMs += ms;
    },
    get waitedMs() {
      return waitedMs;
    },
  };
}
