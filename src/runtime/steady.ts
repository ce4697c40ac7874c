/** The machine's clock, made fit to decide by: it never goes back, and a clock that somebody sets while Baton runs is followed only once a vendor's clock bears it out. */

/** A clock that was put right by more than this was wrong before, or is wrong now: nobody here can tell. Up to here it is followed. */
const FAR_MS = 5 * 60_000;
/** As near as a vendor's answer must be to the machine's clock to bear it out: it tells whole seconds, and was under way. */
const NEAR_MS = 60_000;
/** While ours is ahead it goes so much slower than time, till the machine's clock has caught up. */
const SLOWED = 0.5;

export interface ClockMeans {
  /** Milliseconds since 1970, as the machine believes; anybody may set it. */
  wallMs(): number;
  /** Milliseconds that have gone, whatever anybody sets; it may stand still while the machine sleeps. */
  goneMs(): number;
  /** Seconds since the machine was started, the time that it slept included. */
  upSeconds(): number;
  /** The machine's clock was set by so much (negative: back), and it is not followed for now. */
  onSet(byMs: number): void;
}

export class SteadyClock {
  readonly #means: ClockMeans;
  /** What was answered last, and what had gone by then. */
  #lastMs: number;
  #goneMs: number;
  /** Of the time the machine was up, so much it slept. */
  #sleptMs = 0;
  readonly #bootedMs: number;
  /** So much the machine's clock was set by and is not followed. */
  #setByMs = 0;
  /** A vendor bears the machine's clock out: ours goes slower until it is there, however far that is. */
  #isSlowing = false;

  constructor(means: ClockMeans) {
    this.#means = means;
    this.#lastMs = means.wallMs();
    this.#goneMs = means.goneMs();
    this.#bootedMs = means.upSeconds() * 1_000 - this.#goneMs;
  }

  /** Milliseconds since 1970; never less than before. */
  nowMs(): number {
    const gone = this.#means.goneMs();
    const passed = gone - this.#goneMs;
    this.#goneMs = gone;
    const unset = this.#lastMs + passed;
    let wanted = this.#means.wallMs() - this.#setByMs;
    if (Math.abs(wanted - unset) > FAR_MS && !this.#isSlowing) {
      const leftMs = wanted - unset - this.#slept();
      if (Math.abs(leftMs) > FAR_MS) {
        this.#setByMs += leftMs;
        wanted -= leftMs;
        this.#means.onSet(this.#setByMs);
      }
    }
    const isAhead = wanted < unset;
    if (!isAhead) this.#isSlowing = false;
    this.#lastMs = isAhead ? Math.max(wanted, this.#lastMs + passed * SLOWED) : wanted;
    return this.#lastMs;
  }

  /** Which a vendor's answer told; after a setting it decides who was right. */
  heard(vendorMs: number): void {
    if (this.#setByMs === 0 || Math.abs(this.#means.wallMs() - vendorMs) > NEAR_MS) return;
    const ours = this.nowMs();
    this.#setByMs = 0;
    const wall = this.#means.wallMs();
    if (wall > ours) this.#lastMs = wall;
    else this.#isSlowing = true;
  }

  /** So much the machine's clock was set by without being followed; 0: ours is the machine's. */
  get setByMs(): number {
    return this.#setByMs;
  }

  /** Since this was asked last. */
  #slept(): number {
    const all = Math.max(0, this.#means.upSeconds() * 1_000 - this.#goneMs - this.#bootedMs);
    const since = all - this.#sleptMs;
    this.#sleptMs = all;
    return since;
  }
}
