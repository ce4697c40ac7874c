/** A machine's clock that somebody set while Baton runs, as a problem: nothing is decided by it until HubSpot's clock bears it out. */
import { iso } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { JobContext } from './context.ts';

const KEY = 'clock';

/** Looks again and again; the database hears only of what has changed. */
export class ClockWatch {
  readonly #context: JobContext;
  /** Undefined: what an earlier process listed may still stand. */
  #toldMs: number | undefined;

  constructor(context: JobContext) {
    this.#context = context;
  }

  async look(): Promise<void> {
    const { runtime, store } = this.#context;
    const setByMs = runtime.setByMs?.() ?? 0;
    if (setByMs === this.#toldMs) return;
    await store.transaction((tx) =>
      setByMs === 0 ? tx.outbox.clearProblem(KEY) : tx.outbox.listProblem(problemOf(setByMs), iso(runtime.now()), KEY),
    );
    this.#toldMs = setByMs;
  }
}

function problemOf(setByMs: number): Problem {
  const seconds = Math.round(setByMs / 1_000);
  const by = Math.abs(seconds);
  const detail =
    seconds < 0
      ? `the clock of this machine was set back by ${by} s`
      : `the clock of this machine was set on by ${by} s`;
  return { category: 'clock', mover: 'admin', code: 'CLOCK_SET', detail };
}
