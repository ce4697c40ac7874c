/** The keeper of calls where the vendor counts the last 24 hours at any moment. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeeperTerms, RateKeeper, type Wish } from '../../connectors/kit/budget.ts';
import { watchOf } from '../support/budget.ts';

const NOON = Temporal.Instant.from('2026-11-26T12:00:00Z');
const ROLLING: KeeperTerms = {
  system: 'salesforce',
  bursts: {},
  daily: 1_000,
  atOnce: { burst: 6 },
  rolling: true,
  accountKeeps: { first: 0.2, usual: 0.25, last: 0.4 },
};
const USUAL = { window: 'burst', lane: 'usual', purpose: 'pull changes' } as const;
const FIRST = { ...USUAL, lane: 'first', purpose: 'send' } as const;

/** `daily`: Baton's share, in percent. */
function bench(daily: number, workers = 1) {
  const watch = watchOf({ shares: { daily, burst: 100 } });
  const keepers = Array.from(
    { length: workers },
    () => new RateKeeper(ROLLING, watch, (): Temporal.Instant => here.now),
  );
  const here: {
    keepers: readonly RateKeeper[];
    now: Temporal.Instant;
    ask(wish: Wish, keeper?: number): Promise<string>;
  } = {
    keepers,
    now: NOON,
    ask: async (wish: Wish, keeper = 0): Promise<string> => {
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

describe('a day that rolls', () => {
  test('gives back each hour’s calls a day after they were made, and never all at once', async () => {
    const here = bench(1);
    expect(await times(8, () => here.ask(FIRST))).toEqual(Array(8).fill('go'));
    here.now = here.now.add({ hours: 10 });
    expect(await times(3, () => here.ask(FIRST))).toEqual(['go', 'go', expect.stringMatching(/^BUDGET_SPENT/)]);
    // The first eight are a day old, the two of later are not.
    here.now = NOON.add({ hours: 25 });
    expect(await times(9, () => here.ask(FIRST))).toEqual([
      ...Array(8).fill('go'),
      expect.stringMatching(/^BUDGET_SPENT/),
    ]);
    expect(await here.keepers[0]?.report()).toMatchObject({ spent: 10, byPurpose: { send: 10 }, resetsAt: undefined });
  });

  test('never counts more than its share in any 24 hours, whenever it is asked', async () => {
    const steps = fc.array(fc.nat({ max: 400 }), { minLength: 40, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(steps, async (pauses) => {
        const here = bench(1, 2);
        const left: number[] = [];
        for (const [n, minutes] of pauses.entries()) {
          here.now = here.now.add({ minutes });
          if ((await here.ask(FIRST, n % 2)) === 'go') left.push(here.now.epochMilliseconds);
        }
        for (const at of left) {
          const within = left.filter((other) => other <= at && other > at - 24 * 3_600_000);
          expect(within.length).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('stops short of the account’s last fifth whoever spent the rest, and asks now and then whether there is more', async () => {
    const here = bench(100);
    const [keeper] = here.keepers;
    let asked = 0;
    const told = { left: 190 };
    if (keeper === undefined) throw new Error('no keeper');
    keeper.askDay = async () => {
      asked += 1;
      return { day: { limit: 1_000, left: told.left } };
    };
    keeper.hear({ day: { limit: 1_000, left: 190 } });
    expect(await times(3, () => here.ask(FIRST))).toEqual(Array(3).fill('BUDGET_SPENT 2026-11-26T12:15:00.000Z'));
    expect(asked).toBe(1);
    told.left = 230;
    here.now = here.now.add({ minutes: 16 });
    expect([await here.ask(USUAL), await here.ask(FIRST)]).toEqual([expect.stringMatching(/^BUDGET_SPENT/), 'go']);
    expect(asked).toBe(2);
  });
});
