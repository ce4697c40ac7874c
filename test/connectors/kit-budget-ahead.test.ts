/** A call that is about to be made is taken down meanwhile, so that it need not wait for the book. */
import { expect, test } from 'vitest';
import { type KeeperTerms, RateKeeper, type Wish } from '../../connectors/kit/budget.ts';
import type { BudgetBook } from '../../src/ports/budget.ts';
import { TextBook, type Watch, watchOf } from '../support/budget.ts';

const NOON = Temporal.Instant.from('2026-11-26T12:00:00Z');
const TERMS: KeeperTerms = {
  system: 'hubspot',
  bursts: { burst: { most: 3, spanMs: 10_000 } },
  daily: 1_000,
  atOnce: { burst: 6 },
};
const LOOK = { window: 'burst', lane: 'usual', purpose: 'look contacts' } as const;

interface Bench {
  readonly keeper: RateKeeper;
  readonly watch: Watch;
  /** Changes of the book so far. */
  changes(): number;
  ask(wish?: Wish): Promise<void>;
}

function bench(failing: { times: number } = { times: 0 }): Bench {
  const watch = watchOf();
  const kept = new TextBook();
  let changes = 0;
  const book: BudgetBook = {
    change: async (system, change) => {
      changes += 1;
      if (failing.times > 0) {
        failing.times -= 1;
        throw new Error('the database is away');
      }
      return kept.change(system, change);
    },
  };
  const keeper = new RateKeeper(TERMS, { ...watch, book }, () => NOON);
  const ask = async (wish: Wish = LOOK): Promise<void> => {
    const admission = await keeper.admit(wish);
    if (admission.state !== 'go') throw new Error('not admitted');
    await admission.done();
  };
  return { keeper, watch, changes: () => changes, ask };
}

test('the call that was announced does not wait for the book, and counts once', async () => {
  const { keeper, changes, ask } = bench();
  keeper.ahead(LOOK);
  keeper.ahead(LOOK);
  await Promise.resolve();
  expect(changes()).toBe(1);
  await ask();
  expect(changes()).toBe(1);
  expect((await keeper.report()).spent).toBe(1);
  await ask();
  expect((await keeper.report()).spent).toBe(2);
});

test('a call of another kind does not leave on it', async () => {
  const { keeper, ask } = bench();
  keeper.ahead(LOOK);
  await ask({ ...LOOK, purpose: 'pull contacts' });
  expect((await keeper.report()).byPurpose).toEqual({ 'look contacts': 1, 'pull contacts': 1 });
});

test('what was announced long ago is taken down anew', async () => {
  const { keeper, watch, ask } = bench();
  keeper.ahead(LOOK);
  watch.pass(5_000);
  await ask();
  expect((await keeper.report()).spent).toBe(2);
});

test('where the window is full it waits like any other', async () => {
  const { keeper, watch, ask } = bench();
  for (let n = 0; n < 3; n += 1) await ask();
  keeper.ahead(LOOK);
  await ask();
  expect(watch.waitedMs).toBeGreaterThanOrEqual(10_000);
  expect((await keeper.report()).spent).toBe(4);
});

test('a book that failed when it was announced is asked again', async () => {
  const failing = { times: 1 };
  const { keeper, ask } = bench(failing);
  keeper.ahead(LOOK);
  await ask();
  expect((await keeper.report()).spent).toBe(1);
});
