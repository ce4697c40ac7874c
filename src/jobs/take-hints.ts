/** Keeps hints as they come: what comes while others are being kept is kept together, so that a flood costs few transactions. */
import { iso } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { Hint } from '../ports/hints.ts';
import type { JobContext } from './context.ts';

export interface HintTaker {
  /** Resolves when they stand in the store. Throws where they could not be kept: the sender must come again. */
  take(hints: readonly Hint[]): Promise<void>;
}

/** Whoever wants to know how far hints are. */
export interface HintCourse {
  /** They are about to be kept, all of them at once. */
  coming?(hints: readonly Hint[]): void;
  /** They are kept; with the systems of which they name records. */
  taken?(systems: readonly System[]): void;
  /** They could not be kept. */
  lost?(systems: readonly System[]): void;
}

export function hintTaker(
  { store, runtime }: Pick<JobContext, 'store' | 'runtime'>,
  course: HintCourse = {},
): HintTaker {
  let waiting: Hint[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const keep = async (): Promise<void> => {
    const hints = waiting;
    waiting = [];
    next = undefined;
    const systems = [...new Set(hints.flatMap(({ system, record }) => (record === undefined ? [] : [system])))];
    course.coming?.(hints);
    try {
      await store.transaction((tx) => tx.hints.put(hints, iso(runtime.now())));
    } catch (error) {
      course.lost?.(systems);
      throw error;
    }
    course.taken?.(systems);
  };
  return {
    take: (hints) => {
      if (hints.length === 0) return Promise.resolve();
      waiting.push(...hints);
      next ??= running.then(keep);
      running = next.catch(() => {});
      return next;
    },
  };
}
