/** Points that fade with age, stepwise by whole days, so that a score changes at moments that can be told beforehand. */
import type { Decay } from './agreement/vocabulary.ts';
import { type IsoInstant, instantOf, iso } from './instant.ts';

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

  /** Points at `nowMs`, and when they will be others; undefined once nothing is left to fade. `occurredAt` is not later than now. */
  at(occurredAt: IsoInstant, nowMs: number): { readonly points: number; readonly changesAt: IsoInstant | undefined } {
    const since = instantOf(occurredAt).epochMilliseconds;
    const age = Math.floor((nowMs - since) / DAY_MS);
    let index = this.#steps.length - 1;
    while (index > 0 && (this.#steps[index]?.day ?? 0) > age) index -= 1;
    const next = this.#steps[index + 1];
    return {
      points: this.#steps[index]?.points ?? 0,
      changesAt:
        next === undefined ? undefined : iso(Temporal.Instant.fromEpochMilliseconds(since + next.day * DAY_MS)),
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
