/** The one keeper of a system's calls: each asks here before it leaves, and hears "now", "in a moment", or "not before that instant". */
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { System } from '../../src/domain/record.ts';
import type { BudgetMeans, BudgetReport } from '../../src/ports/budget.ts';
import { after } from './problems.ts';
import * as tally from './tally.ts';

export type { Lane, Wish } from './tally.ts';

export interface KeeperTerms extends Omit<tally.Terms, 'shares'> {
  readonly system: System;
  /** Calls under way at once in this process, of each window (the vendor's client libraries keep about as many). */
  readonly atOnce: Readonly<Record<string, number>>;
}

export type Admission =
  | { readonly state: 'go'; done(): Promise<void> }
  | { readonly state: 'later'; readonly problem: Problem; readonly until: IsoInstant };

/** What a vendor's "not now" is about. */
export type Refused = { readonly of: 'burst'; readonly waitMs: number } | { readonly of: 'day' };

const LANES: readonly tally.Lane[] = ['first', 'usual', 'last'];
const byLane = (a: { lane: tally.Lane }, b: { lane: tally.Lane }): number =>
  LANES.indexOf(a.lane) - LANES.indexOf(b.lane);
/** Longer than any burst's window; a call that has waited so long is given up, and its work stays where it is kept. */
const MOST_WAIT_MS = 15_000;
const MOST_TRIES = 200;
/** Where nobody says when the day ends, it is looked again after this. */
const LOOK_AGAIN_SECONDS = 3_600;
/** A call that was taken down ahead may leave so much later. */
const AHEAD_MS = 5_000;
/** Of a day that rolls a little comes back all the time. */
const ROLLS_ON_SECONDS = 900;

interface Taken {
  readonly answer: tally.Answer;
  readonly atMs: number;
}

const keyOf = ({ window, lane, purpose }: tally.Wish): string => `${window} ${lane} ${purpose}`;

export class RateKeeper {
  readonly #terms: tally.Terms & KeeperTerms;
  readonly #means: BudgetMeans;
  readonly #now: () => Temporal.Instant;
  #told: (readonly [tally.Told, tally.Clocks])[] = [];
  readonly #running = new Map<string, number>();
  /** By window: when the calls left that have not been answered. */
  readonly #underWay = new Map<string, number[]>();
  /** What was taken ahead, by window, lane and purpose. */
  readonly #ahead = new Map<string, Promise<Taken | undefined>>();
  readonly #waiting: { readonly lane: tally.Lane; go(): void }[] = [];
  #asking: Promise<void> | undefined;
  #askedAt: Temporal.Instant | undefined;
  /** Asks the vendor when the day ends, by one call that is admitted in any case; set by the connector. */
  askDay: (() => Promise<tally.Told | undefined>) | undefined;

  constructor(terms: KeeperTerms, means: BudgetMeans, now: () => Temporal.Instant) {
    this.#terms = { ...terms, shares: means.shares, bursts: means.paced ? terms.bursts : {} };
    this.#means = means;
    this.#now = now;
  }

  /** A call like this is about to be asked for: it is taken down meanwhile. One that does not leave within {@link AHEAD_MS} counts as made. */
  ahead(wish: tally.Wish): void {
    const key = keyOf(wish);
    if (this.#ahead.has(key)) return;
    // Whoever asks in earnest hears of a failure.
    const taking = this.#take({ ...wish, underWay: this.#leftOf(wish.window) }).catch(() => undefined);
    this.#ahead.set(key, taking);
  }

  /** Resolves at once, or after a wait of at most {@link MOST_WAIT_MS}. `done` is to be called when the call is over. */
  async admit(wish: tally.Wish): Promise<Admission> {
    let waitedMs = 0;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const done = await this.#turn(wish);
      const { answer, atMs } = await this.#takeNow(wish).catch((error: unknown) => {
        done();
        throw error;
      });
      if (answer.state === 'go') return { state: 'go', done: this.#ending(wish, atMs, done) };
      // Whoever waits for the window must not hold up those who may still call.
      done();
      if (answer.state === 'closed') {
        const spent = await this.#spent();
        // What was told when the end of the day was asked for may have been good news.
        if ((await this.#take(wish, 'only look')).answer.state === 'closed') return spent;
      } else {
        if (waitedMs + answer.waitMs > MOST_WAIT_MS) break;
        waitedMs += answer.waitMs;
        await this.#means.wait(answer.waitMs);
      }
    }
    const until = after(this.#now(), 1);
    return {
      state: 'later',
      until,
      problem: this.#problem('BURST', 'too many calls are waiting for their turn', until),
    };
  }

  /** Counts a call that must be made whatever is left: the one that asks what is left. */
  async count(wish: tally.Wish): Promise<void> {
    await this.#change((state) => [tally.counted(state, this.#terms, wish, this.#clocks()), undefined]);
  }

  /** What an answer tells of the limits; believed from the next call on. */
  hear(told: tally.Told): void {
    this.#told.push([told, this.#clocks()]);
  }

  /** The vendor refused a call: no worker makes another before the instant that is answered. */
  async refused(wish: tally.Wish, refused: Refused): Promise<IsoInstant> {
    if (refused.of === 'burst') {
      await this.#change((state) => [
        tally.pausedFor(state, wish.window, this.#means.machineMs(), refused.waitMs),
        undefined,
      ]);
      return after(this.#now(), refused.waitMs / 1000);
    }
    const until = (await this.#dayEnds()) ?? after(this.#now(), LOOK_AGAIN_SECONDS);
    await this.#close(until);
    return until;
  }

  async report(): Promise<BudgetReport> {
    return this.#change((state) => {
      const day = tally.turned(state.day, this.#now(), this.#terms);
      const limit = day.limit === null ? undefined : (day.limit ?? this.#terms.daily);
      const report: BudgetReport = {
        share: this.#terms.shares.daily,
        limit,
        limitKnown: day.limit !== undefined,
        left: day.left,
        allowed: tally.allowance(state, this.#terms),
        spent: day.ours,
        byPurpose: day.byPurpose,
        resetsAt: day.resetsAt as IsoInstant | undefined,
        closedTill: tally.isClosed(day, this.#now()) ? (day.closedTill as IsoInstant) : undefined,
      };
      return [state, report];
    });
  }

  /** A call arrives at some moment between leaving and being answered; so it counts until its answer has come, and the whole window from then on. */
  #ending({ window }: tally.Wish, leftMs: number, done: () => void): () => Promise<void> {
    const underWay = this.#leftOf(window);
    underWay.push(leftMs);
    return async () => {
      const trip = { leftMs, answeredMs: this.#means.machineMs() };
      try {
        // Under way till the book has it: whoever takes a turn meanwhile would see neither.
        if (tally.isLate(this.#terms, window, trip))
          await this.#change((state) => [tally.arrived(state, this.#terms, window, trip), undefined]);
      } finally {
        underWay.splice(underWay.indexOf(leftMs), 1);
        done();
      }
    };
  }

  #leftOf(window: string): number[] {
    const underWay = this.#underWay.get(window) ?? [];
    this.#underWay.set(window, underWay);
    return underWay;
  }

  /** What was taken ahead, if it still holds. */
  async #takeNow(wish: tally.Wish): Promise<Taken> {
    const key = keyOf(wish);
    const taking = this.#ahead.get(key);
    this.#ahead.delete(key);
    const taken = await taking;
    if (taken?.answer.state === 'go' && this.#means.machineMs() - taken.atMs < AHEAD_MS) return taken;
    return this.#take({ ...wish, underWay: this.#leftOf(wish.window) });
  }

  /** With the moment at which it was counted: until the book has taken that down, time may pass. */
  #take(wish: tally.Wish, how?: 'only look'): Promise<Taken> {
    return this.#change((state) => {
      const clocks = this.#clocks();
      const [next, answer] = tally.take(state, this.#terms, wish, clocks);
      return [how === 'only look' ? state : next, { answer, atMs: clocks.machineMs }];
    });
  }

  /** The share of the day is spent for this lane. When the day ends must be known, or nobody would ever ask again. */
  async #spent(): Promise<Admission> {
    const until = (await this.#dayEnds()) ?? after(this.#now(), LOOK_AGAIN_SECONDS);
    const { allowed, limit, spent, left } = await this.report();
    const detail =
      `the share of the day's calls that Baton may use is spent for now: ${spent} of ${allowed ?? 'any number'}` +
      ` (the account: ${limit ?? 'no limit'} a day${left === undefined ? '' : `, ${left} left`})`;
    return { state: 'later', until, problem: this.#problem('BUDGET_SPENT', detail, until) };
  }

  /** As it is known, else as the vendor says when asked; those who ask at once share one call. */
  async #dayEnds(): Promise<IsoInstant | undefined> {
    if (this.#terms.rolling === true) return this.#rollsOn();
    const before = await this.report();
    const known = before.resetsAt ?? before.closedTill;
    if (known !== undefined || this.askDay === undefined) return known;
    await this.#ask();
    const { resetsAt, closedTill } = await this.report();
    if (resetsAt !== undefined || closedTill !== undefined) return resetsAt ?? closedTill;
    // Nobody says when the day ends: for an hour nothing is asked, then it is looked again.
    const until = after(this.#now(), LOOK_AGAIN_SECONDS);
    await this.#close(until);
    return until;
  }

  async #ask(): Promise<void> {
    if (this.askDay === undefined) return;
    this.#asking ??= this.askDay()
      .then((told) => {
        if (told !== undefined) this.hear(told);
      })
      .finally(() => {
        this.#asking = undefined;
      });
    await this.#asking;
  }

  /** While nothing leaves nobody hears what has become free, so it is asked for, at most once in a while. */
  async #rollsOn(): Promise<IsoInstant> {
    const now = this.#now();
    const last = this.#askedAt?.add({ seconds: ROLLS_ON_SECONDS });
    if (last === undefined || Temporal.Instant.compare(last, now) <= 0) {
      this.#askedAt = now;
      await this.#ask();
    }
    return after(now, ROLLS_ON_SECONDS);
  }

  async #close(until: IsoInstant): Promise<void> {
    await this.#change((state) => [tally.closedTill(state, until, this.#now()), undefined]);
  }

  #problem(code: string, detail: string, retryAt: IsoInstant): Problem {
    return { category: 'limit', mover: 'admin', system: this.#terms.system, code, detail, retryAt };
  }

  async #change<T>(step: (state: tally.Tally) => readonly [tally.Tally, T]): Promise<T> {
    const told = this.#told;
    this.#told = [];
    return this.#means.book.change(this.#terms.system, (kept) => {
      const state = told.reduce((before, [one, at]) => tally.heard(before, this.#terms, one, at), tally.tallyOf(kept));
      const [next, answer] = step(state);
      return { state: next, answer };
    });
  }

  #clocks(): tally.Clocks {
    return { machineMs: this.#means.machineMs(), now: this.#now() };
  }

  /** Waits until fewer calls than allowed are under way in that window, behind those of the lanes before it; answers how to leave it again. */
  async #turn({ window, lane }: tally.Wish): Promise<() => void> {
    const most = this.#terms.atOnce[window] ?? Number.POSITIVE_INFINITY;
    while ((this.#running.get(window) ?? 0) >= most) await new Promise<void>((go) => this.#waiting.push({ lane, go }));
    this.#running.set(window, (this.#running.get(window) ?? 0) + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#running.set(window, (this.#running.get(window) ?? 1) - 1);
      for (const { go } of this.#waiting.splice(0).sort(byLane)) go();
    };
  }
}
