/** Sets up, or takes away what setup made, as a process does that dies in one of its writing calls. */
import { expect } from 'vitest';
import type { SandboxServer } from '../../connectors/kit/sandbox.ts';
import type { JobContext } from '../../src/jobs/context.ts';
import { operationsOf } from '../../src/jobs/operations.ts';
import type { Store } from '../../src/ports/store.ts';

class Died extends Error {}

export interface DyingPlace {
  readonly context: JobContext;
  readonly sandbox: { readonly server: Pick<SandboxServer, 'inject' | 'clearFaults'> };
}

export interface Death {
  /** Before the writing call of this number, from 0. */
  readonly n: number;
  /** Once that call has taken effect, before its answer is read. */
  readonly in: boolean;
}

/** One attempt; without `at` it lives. Answers how many writing calls it asked to make. */
export async function dieInSetup(place: DyingPlace, remove: boolean, at?: Death): Promise<number> {
  let asked = 0;
  let isDead = false;
  Object.defineProperty(place, 'may', {
    configurable: true,
    get: () => {
      if (at !== undefined && (asked > at.n || (asked === at.n && !at.in))) isDead = true;
      else if (asked === at?.n) place.sandbox.server.inject({ times: 1, effect: 'lose-answer' });
      asked += 1;
      return !isDead;
    },
  });
  const { store } = place.context;
  const dying: Store = {
    anchor: () => store.anchor(),
    close: () => store.close(),
    transaction: (work, how) => {
      if (isDead || (at?.in === true && asked > at.n)) throw new Died();
      return store.transaction(work, how);
    },
  };
  // Where nothing had been done nothing was to be kept, and nobody missed it.
  const attempt = operationsOf({ ...place.context, store: dying }).setup({ remove });
  await attempt.catch((error: unknown) => expect(error).toBeInstanceOf(Died));
  if (at !== undefined) expect(asked).toBeGreaterThan(at.n);
  place.sandbox.server.clearFaults();
  Object.defineProperty(place, 'may', { configurable: true, writable: true, value: true });
  return asked;
}
