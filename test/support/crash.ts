/** Lets the process on the stage die at a chosen point, as `kill -9` would: what was under way stops, and nothing is tidied up. */
import type { System } from '../../src/domain/record.ts';
import type { Connector } from '../../src/ports/connector.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Stage, Wrapping } from './stage.ts';

/** Calls of one kind, by a part of their path. */
export interface CallKind {
  readonly system: System;
  readonly method?: string;
  readonly path: string;
}

/** The calls by which Baton changes something, but for those in bulk. */
const WRITING: readonly CallKind[] = [
  { system: 'hubspot', path: '/contacts/batch/update' },
  { system: 'salesforce', path: '/composite/graph' },
  { system: 'salesforce', path: '/composite/sobjects' },
];

/**
 * `n` counts from 0. Before a transaction's commit; or the request of a call never arrives, or it takes effect and its answer is never read.
 */
export type CrashPoint =
  | { readonly at: 'transaction'; readonly n: number }
  | { readonly at: 'request' | 'answer'; readonly of: CallKind; readonly n: number };

/** Of each kind of call the one in the middle: where a call only reads, a death in one leaves what a death in the next leaves. */
export function middleOfEach(points: readonly CrashPoint[]): readonly CrashPoint[] {
  const calls = points.flatMap((point) => (point.at === 'request' ? [point] : []));
  const kinds = [...new Set(calls.map(({ of }) => of))];
  return kinds.flatMap((kind) => {
    const mine = calls.filter(({ of }) => of === kind);
    return mine[Math.floor(mine.length / 2)] ?? [];
  });
}

/** Of those at one place every so manieth, and the last, so that the suite ends in time; all of them with `BATON_EVERY_POINT=1`. */
const SAMPLE = 3;

export function sampled(points: readonly CrashPoint[]): readonly CrashPoint[] {
  if (process.env['BATON_EVERY_POINT'] === '1') return points;
  const places = Map.groupBy(points, (point) =>
    point.at === 'transaction' ? point.at : `${point.at} ${point.of.path}`,
  );
  return [...places.values()].flatMap((some) =>
    some.filter((_, index) => index % SAMPLE === 0 || index === some.length - 1),
  );
}

export function nameOf(point: CrashPoint): string {
  return point.at === 'transaction'
    ? `transaction ${point.n}`
    : `${point.at} ${point.n} of ${point.of.method ?? 'any'} ${point.of.path}`;
}

export class Died extends Error {}

export interface LifeWishes {
  /** Where it ends; nowhere unless given. */
  readonly point?: CrashPoint | undefined;
  /** The calls in which it may die; those that write, unless given. */
  readonly calls?: readonly CallKind[];
  /** Answers another text whenever a transaction before has changed anything in the database. */
  readonly mark?: () => Promise<string>;
}

/** One life of the process, from a restart of the stage on. */
export class Life {
  /** Whether it died at its point. */
  died = false;
  /** Numbers of the transactions that changed anything, where marks were asked for. */
  readonly changes: number[] = [];
  readonly #stage: Stage;
  readonly #wishes: LifeWishes;
  #transactions = 0;
  #watched = true;
  readonly #callsBefore: readonly number[];

  private constructor(stage: Stage, wishes: LifeWishes) {
    this.#stage = stage;
    this.#wishes = wishes;
    this.#callsBefore = this.#callsMade();
  }

  static async begin(stage: Stage, wishes: LifeWishes): Promise<Life> {
    const life = new Life(stage, wishes);
    const { point } = wishes;
    if (point !== undefined && point.at !== 'transaction') {
      const { system, ...call } = point.of;
      stage[system].server.inject({ ...call, after: point.n, times: 1, effect: `lose-${point.at}` });
    }
    await stage.restart(life.#wrapping());
    return life;
  }

  /** Does it. If the process dies meanwhile, it is looked at as it was left, and a new process does what is due. */
  async live(doing: () => Promise<void>, afterDeath: () => Promise<void>): Promise<void> {
    try {
      await doing();
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      this.#stage.stop.on = false;
      await this.#stage.restart();
      await afterDeath();
      await this.#stage.turn();
    }
  }

  /** Each transaction that was begun, also one that only reads: of those that run beside each other a mark does not tell which one it was that changed anything. */
  transactions(): readonly CrashPoint[] {
    return Array.from({ length: this.#transactions }, (_, n) => ({ at: 'transaction', n }));
  }

  /** What happens from now on is only looking. */
  end(): void {
    this.#watched = false;
  }

  /** Every point at which this life could have ended; it was lived without dying, and with marks. */
  points(): readonly CrashPoint[] {
    const made = this.#callsMade();
    const calls = this.#kinds().flatMap((of, index) => {
      const count = (made[index] ?? 0) - (this.#callsBefore[index] ?? 0);
      return Array.from({ length: count }, (_, n): CrashPoint[] => [
        { at: 'request', of, n },
        { at: 'answer', of, n },
      ]).flat();
    });
    return [...this.changes.map((n): CrashPoint => ({ at: 'transaction', n })), ...calls];
  }

  #callsMade(): readonly number[] {
    return this.#kinds().map(({ system, method, path }) => {
      const { calls } = this.#stage[system].server;
      return calls.filter((call) => call.path.includes(path) && (method ?? call.method) === call.method).length;
    });
  }

  #kinds(): readonly CallKind[] {
    return this.#wishes.calls ?? WRITING;
  }

  #wrapping(): Wrapping {
    return {
      store: (store) => this.#mortalStore(store),
      connector: (connector) => this.#mortalConnector(connector),
      log: (event, details) => {
        // The one call that gets no answer is the point; one that only reads counts as never sent.
        const { point } = this.#wishes;
        const state = details?.['state'];
        if (event === 'vendor-call' && (state === 'unknown' || (state === 'unsent' && point?.at !== 'transaction')))
          this.#die();
      },
    };
  }

  #mortalStore(store: Store): Store {
    const { mark } = this.#wishes;
    let last: string | undefined;
    return {
      anchor: () => store.anchor(),
      close: () => store.close(),
      transaction: async (work) => {
        if (!this.#watched) return store.transaction(work);
        if (this.died) throw new Died();
        const { point } = this.#wishes;
        const n = this.#transactions;
        this.#transactions += 1;
        const ends = point?.at === 'transaction' && point.n === n;
        last ??= await mark?.();
        const result = await store.transaction(async (tx) => {
          const value = await work(tx);
          if (ends) this.#perish();
          return value;
        });
        const next = await mark?.();
        if (next !== last) this.changes.push(n);
        last = next;
        return result;
      },
    };
  }

  #mortalConnector(connector: Connector): Connector {
    const alive = async <T>(answer: Promise<T>): Promise<T> => {
      const value = await answer;
      if (this.died) throw new Died();
      return value;
    };
    return {
      ...connector,
      send: (writes) => alive(connector.send(writes)),
      resolve: (writes) => alive(connector.resolve(writes)),
    };
  }

  /** From here on nothing leaves: the dead make no calls. */
  #die(): void {
    this.died = true;
    this.#stage.stop.on = true;
  }

  #perish(): never {
    this.#die();
    throw new Died();
  }
}
