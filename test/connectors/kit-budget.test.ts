import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeeperTerms, RateKeeper, type Wish } from '../../connectors/kit/budget.ts';
import type { BudgetShares } from '../../src/ports/budget.ts';
import { TextBook, type Watch, watchOf } from '../support/budget.ts';

const NOON = Temporal.Instant.from('2026-11-26T12:00:00Z');
const MIDNIGHT = '2026-11-26T15:00:00.000Z' as const;
const TERMS: KeeperTerms = {
  system: 'hubspot',
  bursts: { burst: { most: 20, spanMs: 10_000 }, search: { most: 5, spanMs: 1_000 } },
  daily: 1_000,
  atOnce: { burst: 6, search: 3 },
};
const USUAL = { window: 'burst', lane: 'usual', purpose: 'pull contacts' } as const;
const FIRST = { ...USUAL, lane: 'first', purpose: 'send' } as const;
const LAST = { ...USUAL, lane: 'last', purpose: 'back-fill' } as const;
const SEARCH = { ...USUAL, window: 'search' } as const;

interface Bench {
  readonly keepers: readonly RateKeeper[];
  readonly watch: Watch;
  now: Temporal.Instant;
  /** Asks, and lets the call end at once. */
  ask(wish: Wish, keeper?: number): Promise<string>;
}

function bench(shares: BudgetShares = { daily: 100, burst: 100 }, workers = 1, terms = TERMS): Bench {
  const watch = watchOf({ shares });
  const keepers = Array.from({ length: workers }, () => new RateKeeper(terms, watch, () => here.now));
  const here: Bench = {
    keepers,
    watch,
    now: NOON,
    ask: async (wish, keeper = 0) => {
      const admission = await keepers[keeper]?.admit(wish);
      if (admission?.state === 'go') await admission.done();
      return admission?.state === 'later' ? `${admission.problem.code} ${admission.until}` : (admission?.state ?? '');
    },
  };
  return here;
}

async function times(count: number, ask: () => Promise<string>): Promise<readonly string[]> {
  const answers: string[] = [];
  for (let n = 0; n < count; n += 1) answers.push(await ask());
  return answers;
}

describe('bursts', () => {
  test('workers who share the book never exceed a window, whenever they ask', async () => {
    const step = fc.record({ worker: fc.nat({ max: 1 }), pauseMs: fc.nat({ max: 900 }), search: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 50, maxLength: 150 }),
        fc.constantFrom(100, 70),
        async (steps, burst) => {
          const here = bench({ daily: 100, burst }, 2, { ...TERMS, daily: 1_000_000 });
          const left = { burst: [] as number[], search: [] as number[] };
          for (const { worker, pauseMs, search } of steps) {
            here.watch.pass(pauseMs);
            expect(await here.ask(search ? SEARCH : FIRST, worker)).toBe('go');
            left[search ? 'search' : 'burst'].push(here.watch.machineMs());
          }
          for (const name of ['burst', 'search'] as const) {
            const { most = 0, spanMs = 0 } = TERMS.bursts[name] ?? {};
            // A share of the burst is as many calls in a longer time.
            const span = spanMs / (burst / 100);
            for (const from of left[name])
              expect(left[name].filter((at) => at >= from && at < from + span).length).toBeLessThanOrEqual(most);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('calls that are held up on their way do not meet those that come after them', async () => {
    const delays = fc.array(fc.integer({ min: 5, max: 700 }), { minLength: 30, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(delays, async (delayMs) => {
        const here = bench({ daily: 100, burst: 100 }, 1, { ...TERMS, daily: 1_000_000 });
        const arrived: number[] = [];
        // The quickest way that there is, known from an earlier call.
        for (const wayMs of [5, ...delayMs]) {
          const admission = await here.keepers[0]?.admit(SEARCH);
          if (admission?.state !== 'go') throw new Error('not admitted');
          here.watch.pass(wayMs);
          arrived.push(here.watch.machineMs());
          await admission.done();
        }
        for (const from of arrived)
          expect(arrived.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 60 },
    );
  });

  test('a call waits for its turn in the worker, no longer than the window', async () => {
    const here = bench();
    expect(await times(20, () => here.ask(FIRST))).toEqual(Array(20).fill('go'));
    expect(here.watch.waitedMs).toBe(0);
    await here.ask(FIRST);
    expect(here.watch.waitedMs).toBeGreaterThanOrEqual(10_000);
    expect(here.watch.waitedMs).toBeLessThan(10_700);
  });

  test('a tenth is left to the first lane, where the burst is large enough', async () => {
    const here = bench();
    await times(18, () => here.ask(USUAL));
    await times(2, () => here.ask(FIRST));
    expect(here.watch.waitedMs).toBe(0);
    await times(5, () => here.ask(SEARCH));
    expect(here.watch.waitedMs).toBe(0);
  });

  test('what answers tell goes before what was assumed, and calls of others on the same token count', async () => {
    const here = bench();
    const [keeper] = here.keepers;
    await here.ask(FIRST);
    keeper?.hear({ burst: { window: 'burst', most: 30, left: 10, spanMs: 10_000 } });
    await times(10, () => here.ask(FIRST));
    expect(here.watch.waitedMs).toBe(0);
    await here.ask(FIRST);
    expect(here.watch.waitedMs).toBeGreaterThan(9_000);
  });

  test('after a refusal nobody calls for as long as it says; the other window goes on', async () => {
    const here = bench({ daily: 100, burst: 100 }, 2);
    await here.ask(SEARCH);
    expect(await here.keepers[0]?.refused(SEARCH, { of: 'burst', waitMs: 1_000 })).toBe('2026-11-26T12:00:01.000Z');
    await here.ask(FIRST, 1);
    expect(here.watch.waitedMs).toBe(0);
    await here.ask(SEARCH, 1);
    expect(here.watch.waitedMs).toBe(1_000);
  });

  test('one that would wait too long is given up and may come again', async () => {
    const here = bench();
    await here.keepers[0]?.refused(USUAL, { of: 'burst', waitMs: 60_000 });
    expect(await here.ask(USUAL)).toBe('BURST 2026-11-26T12:00:01.000Z');
    expect(here.watch.waitedMs).toBe(0);
  });

  test('no more are under way at once than the window allows', async () => {
    const { keepers } = bench();
    const [keeper] = keepers;
    if (keeper === undefined) throw new Error('no keeper');
    const under = [await keeper.admit(SEARCH), await keeper.admit(SEARCH), await keeper.admit(SEARCH)];
    let fourth = 'waits';
    const late = keeper.admit(SEARCH).then(({ state }) => {
      fourth = state;
    });
    await Promise.resolve();
    expect(fourth).toBe('waits');
    for (const one of under) if (one.state === 'go') await one.done();
    await late;
    expect(fourth).toBe('go');
  });

  test('where weeks pass in a minute only the day counts', async () => {
    const keeper = new RateKeeper(TERMS, watchOf({ shares: { daily: 10, burst: 100 }, paced: false }), () => NOON);
    const ask = async (): Promise<string> => {
      const admission = await keeper.admit(USUAL);
      if (admission.state === 'go') await admission.done();
      return admission.state;
    };
    expect(await times(96, ask)).toEqual([...Array(95).fill('go'), 'later']);
  });
});

describe('the day', () => {
  test('the share is never crossed, and the nearer it is the fewer lanes may still call', async () => {
    const here = bench({ daily: 10, burst: 100 });
    const ask = (wish: Wish) => {
      here.watch.pass(60_000);
      return here.ask(wish);
    };
    expect(await times(81, () => ask(LAST))).toEqual([...Array(80).fill('go'), expect.stringMatching(/^BUDGET_SPENT/)]);
    expect(await times(16, () => ask(USUAL))).toEqual([
      ...Array(15).fill('go'),
      expect.stringMatching(/^BUDGET_SPENT/),
    ]);
    expect(await times(6, () => ask(FIRST))).toEqual([...Array(5).fill('go'), expect.stringMatching(/^BUDGET_SPENT/)]);
    expect(await here.keepers[0]?.report()).toMatchObject({
      spent: 100,
      allowed: 100,
      byPurpose: { 'back-fill': 80, 'pull contacts': 15, send: 5 },
    });
  });

  test('the end of the day is asked for once, when the share is spent; then all begins anew', async () => {
    const here = bench({ daily: 1, burst: 100 });
    const [keeper] = here.keepers;
    if (keeper === undefined) throw new Error('no keeper');
    let asked = 0;
    keeper.askDay = async () => {
      asked += 1;
      return { day: { limit: 1_000, left: 900 }, resetsAt: MIDNIGHT as never };
    };
    await times(9, () => here.ask(USUAL));
    expect(asked).toBe(0);
    expect(await here.ask(USUAL)).toBe(`BUDGET_SPENT ${MIDNIGHT}`);
    expect(await here.ask(USUAL)).toBe(`BUDGET_SPENT ${MIDNIGHT}`);
    expect(await here.ask(FIRST)).toBe('go');
    expect(asked).toBe(1);
    here.now = Temporal.Instant.from(MIDNIGHT);
    expect(await here.ask(LAST)).toBe('go');
    expect(await keeper.report()).toMatchObject({ spent: 1, limit: 1_000, closedTill: undefined });
  });

  test('where nobody says when it ends it is looked again after an hour, and a day later it is over', async () => {
    const here = bench({ daily: 1, burst: 100 });
    const [keeper] = here.keepers;
    if (keeper === undefined) throw new Error('no keeper');
    let asked = 0;
    keeper.askDay = async () => {
      asked += 1;
      return undefined;
    };
    await times(10, () => here.ask(FIRST));
    expect(await here.ask(FIRST)).toBe('BUDGET_SPENT 2026-11-26T13:00:00.000Z');
    await here.ask(FIRST);
    expect(asked).toBe(1);
    here.now = NOON.add({ minutes: 61 });
    expect(await here.ask(FIRST)).toMatch(/^BUDGET_SPENT/);
    expect(asked).toBe(2);
    here.now = NOON.add({ hours: 25 });
    expect(await here.ask(FIRST)).toBe('go');
  });

  test('other tools count: back-fill stops at a fifth of the account’s calls, what changed at a twentieth, the first lane never', async () => {
    const here = bench();
    const [keeper] = here.keepers;
    keeper?.hear({ day: { limit: 1_000, left: 199 }, resetsAt: MIDNIGHT as never });
    expect(await here.ask(LAST)).toMatch(/^BUDGET_SPENT/);
    expect(await here.ask(USUAL)).toBe('go');
    keeper?.hear({ day: { limit: 1_000, left: 49 } });
    expect(await here.ask(USUAL)).toMatch(/^BUDGET_SPENT/);
    expect(await here.ask(FIRST)).toBe('go');
  });

  test('an account that has counted fewer calls than ours has begun a new day', async () => {
    const here = bench({ daily: 20, burst: 100 });
    const [keeper] = here.keepers;
    await times(150, () => {
      here.watch.pass(10_000);
      return here.ask(USUAL);
    });
    keeper?.hear({ day: { limit: 1_000, left: 850 } });
    expect(await keeper?.report()).toMatchObject({ spent: 150 });
    keeper?.hear({ day: { limit: 1_000, left: 999 } });
    expect(await keeper?.report()).toMatchObject({ spent: 1, byPurpose: {} });
  });

  test('a kind of sign-in without a daily limit has none', async () => {
    const here = bench({ daily: 1, burst: 100 });
    const [keeper] = here.keepers;
    keeper?.hear({ day: null });
    expect(await times(15, () => here.ask(USUAL))).toEqual(Array(15).fill('go'));
    expect(await keeper?.report()).toMatchObject({ limit: undefined, allowed: undefined, spent: 15 });
  });

  test('a daily refusal stops every worker till the reset', async () => {
    const here = bench({ daily: 100, burst: 100 }, 2);
    const [one] = here.keepers;
    if (one === undefined) throw new Error('no keeper');
    one.askDay = async () => ({ resetsAt: MIDNIGHT as never });
    expect(await one.refused(USUAL, { of: 'day' })).toBe(MIDNIGHT);
    expect(await here.ask(FIRST, 1)).toBe(`BUDGET_SPENT ${MIDNIGHT}`);
    here.now = Temporal.Instant.from(MIDNIGHT);
    expect(await here.ask(FIRST, 1)).toBe('go');
  });

  test('what is kept and makes no sense is as good as nothing', async () => {
    const book = new TextBook();
    book.text = '{"day":{"ours":-4}}';
    const keeper = new RateKeeper(TERMS, watchOf({ book }), () => NOON);
    expect((await keeper.admit(USUAL)).state).toBe('go');
  });
});
