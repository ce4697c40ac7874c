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

export interface Course extends BudgetMeans {
  /** Runs all of them at once: time passes to the next moment that anybody waits for, whenever all wait. */
  through(works: readonly (() => Promise<void>)[]): Promise<void>;
}

export function courseOf(): Course {
  let machineMs = 1_000_000;
  const waiting: { readonly atMs: number; go(): void }[] = [];
  return {
    book: new TextBook(),
    shares: { daily: 100, burst: 100 },
    paced: true,
    machineMs: () => machineMs,
    wait: (ms) => new Promise<void>((go) => waiting.push({ atMs: machineMs + ms, go })),
    through: async (works) => {
      let going = works.length;
      const all = Promise.all(works.map((work) => work().finally(() => (going -= 1))));
      // Told when all have ended.
      all.catch(() => {});
      for (;;) {
        await new Promise((go) => setImmediate(go));
        if (going === 0) break;
        const next = waiting.reduce((a, b) => (b.atMs < a.atMs ? b : a));
        waiting.splice(waiting.indexOf(next), 1);
        machineMs = Math.max(machineMs, next.atMs);
        next.go();
      }
      await all;
    },
  };
}
