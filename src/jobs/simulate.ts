/** SIMULATE: lets weeks pass in moments. Time moves only when nothing is due, in flight or queued, and then straight to the next thing. */
import { BatonError } from '../domain/problem.ts';
import type { SimulatedTime } from '../ports/runtime.ts';
import type { Work } from './work.ts';

/** More steps than any simulation of a year with polls every minute would take. */
const STEPS = 1_000_000;

/** Runs until that instant; `onStep` hears of each move of time. */
export async function simulate(
  work: Work,
  time: SimulatedTime,
  until: Temporal.Instant,
  onStep: (now: Temporal.Instant) => void = () => {},
): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    await work.settle();
    if (Temporal.Instant.compare(time.now(), until) >= 0) return;
    const next = work.nextAt();
    // Nothing is due, and yet something lies behind: time would stand still for ever.
    if (Temporal.Instant.compare(next, time.now()) <= 0) {
      throw new BatonError('NEVER_DONE', 'something stays due and never gets done', 'baton problems');
    }
    time.advanceTo(Temporal.Instant.compare(next, until) < 0 ? next : until);
    onStep(time.now());
  }
}
