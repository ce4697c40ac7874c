/** How far first readings are: kept with each page, so that `status` can tell it and a restart goes on with it. */
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { FirstReading } from '../ports/answers.ts';
import type { Progress } from '../ports/connector.ts';
import type { Transaction } from '../ports/store.ts';

/** By stream. The pace is that of the pull under way, whatever happened before it. */
interface Underway extends Progress {
  readonly at: IsoInstant;
  readonly perSecond?: number;
}
type Kept = Readonly<Record<string, Underway>>;

function name(system: System): string {
  return `reading ${system}`;
}

export async function readProgress(tx: Transaction, system: System): Promise<Kept> {
  return ((await tx.installation.get(name(system))) as Kept | undefined) ?? {};
}

/** For `status`: what is left at the pace of late. */
export async function firstReadings(tx: Transaction, systems: Iterable<System>): Promise<readonly FirstReading[]> {
  const all: FirstReading[] = [];
  for (const system of systems) {
    for (const [stream, { done, total, perSecond }] of Object.entries(await readProgress(tx, system))) {
      const left = total === undefined || !perSecond ? undefined : Math.ceil(Math.max(0, total - done) / perSecond);
      all.push({ system, stream, done, total, perSecond, secondsLeft: left });
    }
  }
  return all;
}

/** One pull's view of its first readings. */
export class FirstReadings {
  #kept: Kept;
  readonly #system: System;
  readonly #began = new Map<string, { readonly at: Temporal.Instant; readonly done: number }>();

  constructor(system: System, kept: Kept) {
    this.#system = system;
    this.#kept = kept;
  }

  /** Notes a page of that stream, in the transaction that keeps the page. Answers where the reading is now, unless it is through. */
  async note(
    tx: Transaction,
    stream: string,
    { progress, more }: { readonly progress?: Progress | undefined; readonly more: boolean },
    now: Temporal.Instant,
  ): Promise<Progress | undefined> {
    const { [stream]: before, ...others } = this.#kept;
    // Most readings are not the first, and a short first one is over before anybody asks.
    if (progress === undefined || (before === undefined && !more)) return undefined;
    const underway = more ? this.#underway(stream, progress, now) : undefined;
    this.#kept = underway === undefined ? others : { ...others, [stream]: underway };
    await tx.installation.set(name(this.#system), this.#kept);
    return underway;
  }

  #underway(stream: string, { done, total }: Progress, now: Temporal.Instant): Underway {
    const began = this.#began.get(stream);
    if (began === undefined) this.#began.set(stream, { at: now, done });
    const seconds = began === undefined ? 0 : now.since(began.at).total('seconds');
    const perSecond = began === undefined || seconds <= 0 ? undefined : (done - began.done) / seconds;
    return {
      done,
      ...(total === undefined ? {} : { total }),
      at: iso(now),
      ...(perSecond === undefined ? {} : { perSecond: Math.round(perSecond * 10) / 10 }),
    };
  }
}
