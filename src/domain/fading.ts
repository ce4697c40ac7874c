/** Points that fade with age, stepwise by whole days, so that a score changes at moments that can be told beforehand. */
import type { Decay } from './agreement/vocabulary.ts';

const DAY_MS = 86_400_000;
/** Halved so often, no points of an agreement are left: the most are 1,000. */
const MOST_HALVINGS = 12;

/** From that day of age on, so many points. */
interface Step {
  readonly day: number;
  readonly points: number;
}

/** A day is 24 hours from the occurrence, as windows count them. Points of each day round to whole ones, halves away from zero. */
export class Fading {
  readonly #steps: readonly Step[];

  constructor(points: number, decay: Decay) {
    this.#steps = stepsOf(points, decay);
  }

  /** Points at `nowMs` of what happened at `sinceMs`, which is not later, and when they will be others: infinite once nothing is left to fade. */
  at(sinceMs: number, nowMs: number): { readonly points: number; readonly changesMs: number } {
    const age = Math.floor((nowMs - sinceMs) / DAY_MS);
    let index = this.#steps.length - 1;
    while (index > 0 && (this.#steps[index]?.day ?? 0) > age) index -= 1;
    const next = this.#steps[index + 1];
    return {
      points: this.#steps[index]?.points ?? 0,
      changesMs: next === undefined ? Number.POSITIVE_INFINITY : sinceMs + next.day * DAY_MS,
    };
  }
}

function stepsOf(points: number, decay: Decay): readonly Step[] {
  const days = Number.parseInt('halfLife' in decay ? decay.halfLife : decay.linear, 10);
  const last = 'halfLife' in decay ? days * MOST_HALVINGS : days;
  // Multiplied before divided: 1 − 9/10 of 5 points is a little less than the half that it should be.
  const leftOn = (day: number): number =>
    'halfLife' in decay ? Math.abs(points) * 0.5 ** (day / days) : (Math.abs(points) * (days - day)) / days;
  const steps: Step[] = [{ day: 0, points }];
  for (let day = 1; day <= last; day += 1) {
    const left = Math.sign(points) * Math.round(leftOn(day)) || 0;
    if (left !== steps.at(-1)?.points) steps.push({ day, points: left });
    if (left === 0) break;
  }
  return steps;
}
