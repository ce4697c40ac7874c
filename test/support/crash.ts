/** Lets the process on the stage die at a chosen point, as `kill -9` would: what was under way stops, and nothing is tidied up. */
import type { Connector } from '../../src/ports/connector.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Stage, Wrapping } from './stage.ts';

/** The calls by which Baton changes something, by a part of their path. Reading changes nothing: a death there is one after the last transaction. */
const WRITING = [
  { system: 'hubspot', path: '/contacts/batch/update' },
  { system: 'salesforce', path: '/composite/graph' },
  { system: 'salesforce', path: '/composite/sobjects' },
] as const;

/**
 * `n` counts from 0. Of a transaction: before its commit, or right after it. Of a writing call: the request leaves but never arrives, or it takes effect and
 * its answer is never read.
 */
export type CrashPoint =
  | { readonly at: 'transaction'; readonly n: number; readonly side: 'before' | 'after' }
  | { readonly at: 'call'; readonly to: (typeof WRITING)[number]; readonly n: number; readonly side: 'before' | 'after' };

export function nameOf(point: CrashPoint): string {
  return `${point.side} ${point.at === 'call' ? `call ${point.to.path}` : 'transaction'} ${point.n}`;
}

export class Died extends Error {}

/** One life of the process, which ends at the point, if it is given and reached. Restarts the stage. */
export class Life {
  transactions = 0;
  over = false;
  readonly #stage: Stage;
  readonly #point: CrashPoint | undefined;

  private constructor(stage: Stage, point: CrashPoint | undefined) {
    this.#stage = stage;
    this.#point = point;
  }

  static async begin(stage: Stage, point?: CrashPoint): Promise<Life> {
    const life = new Life(stage, point);
    if (point?.at === 'call') {
      const { to, n, side } = point;
      const effect = side === 'before' ? 'lose-request' : 'lose-answer';
      stage[to.system].server.inject({ path: to.path, after: n, times: 1, effect });
    }
    await stage.restart(life.#wrapping());
    return life;
  }

  /** Does it; if the process dies meanwhile, a new one begins and does what is still due. */
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

  #wrapping(): Wrapping {
    return {
      store: (store) => this.#mortal(store),
      connector: (connector) => this.#mortalConnector(connector),
      log: (event, details) => {
        // The one call that got no answer is the point.
        if (event === 'vendor-call' && details?.['state'] === 'unknown') this.#die();
      },
    };
  }

  #mortal(store: Store): Store {
    return {
      transaction: async (work) => {
        if (this.over) throw new Died();
        const here = this.#isHere();
        this.transactions += 1;
        const result = await store.transaction(async (tx) => {
          const value = await work(tx);
          if (here === 'before') this.#perish();
          return value;
        });
        if (here === 'after') this.#perish();
        return result;
      },
      anchor: () => store.anchor(),
      close: () => store.close(),
    };
  }

  #isHere(): 'before' | 'after' | undefined {
    return this.#point?.at === 'transaction' && this.#point.n === this.transactions ? this.#point.side : undefined;
  }

  #mortalConnector(connector: Connector): Connector {
    const till = async <T>(answer: Promise<T>): Promise<T> => {
      const value = await answer;
      if (this.over) throw new Died();
      return value;
    };
    return {
      ...connector,
      send: (writes) => till(connector.send(writes)),
      resolve: (writes) => till(connector.resolve(writes)),
    };
  }

  /** From here on nothing leaves: a dead process makes no further calls. */
  #die(): void {
    this.over = true;
    this.#stage.stop.on = true;
  }

  #perish(): never {
    this.#die();
    throw new Died();
  }
}

/** Every point of a life that was lived without dying. */
export function pointsOf(stage: Stage, life: Life): readonly CrashPoint[] {
  const sides = ['before', 'after'] as const;
  const each = (count: number) => Array.from({ length: count }, (_, n) => sides.map((side) => ({ n, side }))).flat();
  return [
    ...each(life.transactions).map((point): CrashPoint => ({ at: 'transaction', ...point })),
    ...WRITING.flatMap((to) => {
      const made = stage[to.system].server.calls.filter(({ path }) => path.includes(to.path)).length;
      return each(made).map((point): CrashPoint => ({ at: 'call', to, ...point }));
    }),
  ];
}
