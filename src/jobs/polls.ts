/** When each system is read next: at its pace, seldom while it cannot be read, sooner where hints ask for it. */
import type { System } from '../domain/record.ts';

/** A system that cannot be read is asked less and less often, down to every quarter of an hour. */
const LONGEST_SECONDS = 900;
/** Hints bring a poll forward, but not to within so long of the last: a flood of them must not become one of polls. */
const SOONEST_SECONDS = 10;

export class Polls {
  readonly #seconds: Readonly<Record<System, number>>;
  readonly #next = new Map<System, Temporal.Instant>();
  readonly #last = new Map<System, Temporal.Instant>();
  readonly #failures = new Map<System, number>();

  constructor(seconds: Readonly<Record<System, number>>) {
    this.#seconds = seconds;
  }

  /** Those whose time has come; the next time is planned. */
  take(systems: readonly System[], now: Temporal.Instant): readonly System[] {
    const due = systems.filter((system) => !isLater(this.#next.get(system), now));
    for (const system of due) {
      this.#plan(system, now);
      this.#last.set(system, now);
    }
    return due;
  }

  ended(system: System, failed: boolean, now: Temporal.Instant): void {
    this.#failures.set(system, failed ? (this.#failures.get(system) ?? 0) + 1 : 0);
    if (failed) this.#plan(system, now);
  }

  /** Now, or as soon after the last one as may be; a system that cannot be read keeps its time. */
  hasten(system: System): void {
    const [planned, last] = [this.#next.get(system), this.#last.get(system)];
    if (planned === undefined || last === undefined || (this.#failures.get(system) ?? 0) > 0) return;
    const soonest = last.add({ seconds: SOONEST_SECONDS });
    if (isLater(planned, soonest)) this.#next.set(system, soonest);
  }

  moments(): readonly Temporal.Instant[] {
    return [...this.#next.values()];
  }

  #plan(system: System, now: Temporal.Instant): void {
    const seconds = this.#seconds[system] * 2 ** Math.min(this.#failures.get(system) ?? 0, 10);
    this.#next.set(system, now.add({ seconds: Math.min(seconds, Math.max(LONGEST_SECONDS, this.#seconds[system])) }));
  }
}

/** What has no moment is due. */
export function isLater(at: Temporal.Instant | undefined, now: Temporal.Instant): boolean {
  return at !== undefined && Temporal.Instant.compare(at, now) > 0;
}
