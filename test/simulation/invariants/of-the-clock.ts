/** What holds of deadlines: each that passed was told, once. */
import { iso } from '../../../src/domain/instant.ts';
import type { Invariant } from './seen.ts';

const eachIsTold: Invariant = {
  name: 'each deadline that has passed is met or missed',
  broken: ({ fold, scene }) => {
    // While writing is stopped nothing is decided.
    if (scene.stoppedUntil !== undefined) return [];
    const now = iso(scene.now);
    const untold: string[] = [];
    for (const [lead, { state }] of fold.leads) {
      if (state.joined !== undefined || state.erased === true) continue;
      for (const { key, status, due, met, missed } of state.handoffs)
        for (const { deadline, dueAt } of due)
          if (status !== 'closed' && dueAt < now && !met.includes(deadline) && !missed.includes(deadline))
            untold.push(`${lead}: ${key} ${deadline} was due at ${dueAt}`);
    }
    return untold;
  },
};

/** The fold itself looks whether any was told twice. */
export const OF_THE_CLOCK: readonly Invariant[] = [eachIsTold];
