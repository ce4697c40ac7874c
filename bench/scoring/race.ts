/** Times one contestant beside the limit, turn about, so that what else the machine does strikes both. */
import type { ScoreLine } from '../../src/domain/score.ts';
import { type Spread, spreadOf } from '../support.ts';

/** What a line must say; whatever else Baton puts into one is its own. */
export type Line = Pick<ScoreLine, 'rule' | 'label' | 'part' | 'points' | 'evidence' | 'at' | 'url'>;

export interface Scored {
  readonly total: number;
  readonly lines: readonly Line[];
}

export interface Contestant {
  readonly name: string;
  /** Whether lines come out, or the total alone. */
  readonly lines: boolean;
  /** Scores the lead of that number. */
  readonly score: (lead: number) => Scored | number | Promise<number>;
}

export interface Timed {
  /** Leads a second. */
  readonly rate: Spread;
  /** Its speed as a part of the limit's, both of the same round. */
  readonly ofLimit: Spread;
}

/** The leads come in batches, each up to so many times in a row before the next does: a lead that was just loaded is still near the processor. */
export interface Course {
  readonly leads: number;
  readonly batch: number;
  readonly inARow: number;
  readonly rounds: number;
}

/** In a round the limit and the contestant take turns: what else the machine does strikes both. */
const TURNS = 6;
const TURN_MS = 25;
/** Rounds that do not count: the compiler has settled after them. */
const WARM = 6;

export async function race(contestant: Contestant, limit: Contestant, course: Course): Promise<Timed> {
  const own = new Runner(contestant, course);
  const beside = new Runner(limit, course);
  const rates: number[] = [];
  const parts: number[] = [];
  for (let round = -WARM; round < course.rounds; round += 1) {
    own.reset();
    beside.reset();
    for (let turn = 0; turn < TURNS; turn += 1) {
      await beside.turn();
      await own.turn();
    }
    if (round < 0) continue;
    rates.push(own.rate());
    parts.push(own.rate() / beside.rate());
  }
  return { rate: spreadOf(rates), ofLimit: spreadOf(parts) };
}

/** The newest results, so that no compiler finds that nobody looks at them. */
const KEPT = 256;
const kept: unknown[] = Array.from({ length: KEPT });

class Runner {
  readonly #contestant: Contestant;
  readonly #course: Course;
  /** Where the batch begins, and how often it has been scored: a slow one does not get through all of them in one turn. */
  #from = 0;
  #times = 0;
  #done = 0;
  #tookMs = 0;

  constructor(contestant: Contestant, course: Course) {
    this.#contestant = contestant;
    this.#course = course;
  }

  reset(): void {
    this.#done = 0;
    this.#tookMs = 0;
  }

  /** Leads a second since it was reset. */
  rate(): number {
    return (this.#done / this.#tookMs) * 1_000;
  }

  async turn(): Promise<void> {
    const began = performance.now();
    let tookMs = 0;
    while (tookMs < TURN_MS) {
      this.#done += await this.#batch();
      tookMs = performance.now() - began;
    }
    this.#tookMs += tookMs;
  }

  async #batch(): Promise<number> {
    const { score } = this.#contestant;
    const { leads, batch, inARow } = this.#course;
    const from = this.#from;
    const to = Math.min(from + batch, leads);
    for (let lead = from; lead < to; lead += 1) {
      const result = score(lead);
      kept[lead % KEPT] = result instanceof Promise ? await result : result;
    }
    this.#times += 1;
    if (this.#times === inARow) {
      this.#times = 0;
      this.#from = to === leads ? 0 : to;
    }
    return to - from;
  }
}
