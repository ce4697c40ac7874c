/** Calls that reach the vendor later than they were let through: they count with those that leave then. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeeperTerms, RateKeeper } from '../../connectors/kit/budget.ts';
import type { BudgetBook } from '../../src/ports/budget.ts';
import { courseOf, TextBook, watchOf } from '../support/budget.ts';

const NOON = Temporal.Instant.from('2026-11-26T12:00:00Z');
const TERMS: KeeperTerms = {
  system: 'hubspot',
  bursts: { search: { most: 5, spanMs: 1_000 } },
  daily: 1_000,
  atOnce: { search: 3 },
};
const SEARCH = { window: 'search', lane: 'usual', purpose: 'pull contacts' } as const;

test('one that nobody has answered yet may be on its way still, and counts with those that leave now', async () => {
  const watch = watchOf();
  const keeper = new RateKeeper(TERMS, watch, () => NOON);
  const admitted = async () => {
    const admission = await keeper.admit(SEARCH);
    if (admission.state !== 'go') throw new Error('not admitted');
    return admission;
  };
  watch.pass(7);
  const slow = await admitted();
  // Its part of the window, which began seven milliseconds before it, has just ended.
  watch.pass(1_075);
  for (let n = 0; n < 4; n += 1) await (await admitted()).done();
  expect(watch.waitedMs).toBe(0);
  await (await admitted()).done();
  expect(watch.waitedMs).toBeGreaterThanOrEqual(1_000);
  await slow.done();
});

test('one that left late because the book was slow counts from when it arrived', async () => {
  const watch = watchOf();
  const quick = new TextBook();
  let slowMs = 0;
  const book: BudgetBook = {
    change: async (system, change) => {
      const answer = await quick.change(system, change);
      watch.pass(slowMs);
      return answer;
    },
  };
  const keeper = new RateKeeper(TERMS, { ...watch, book }, () => NOON);
  const arrived: number[] = [];
  const ask = async (): Promise<void> => {
    const admission = await keeper.admit(SEARCH);
    if (admission.state !== 'go') throw new Error('not admitted');
    arrived.push(watch.machineMs());
    slowMs = 0;
    watch.pass(5);
    await admission.done();
  };
  await ask();
  slowMs = 400;
  for (let n = 0; n < 9; n += 1) await ask();
  for (const from of arrived)
    expect(arrived.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(5);
});

test('nor is it forgotten while the book has yet to take down that it was late', async () => {
  const watch = watchOf();
  const quick = new TextBook();
  let held: Promise<void> | undefined;
  const book: BudgetBook = {
    change: async (system, change) => {
      const waited = held;
      held = undefined;
      await waited;
      return quick.change(system, change);
    },
  };
  const keeper = new RateKeeper(TERMS, { ...watch, book }, () => NOON);
  const admitted = async () => {
    const admission = await keeper.admit(SEARCH);
    if (admission.state !== 'go') throw new Error('not admitted');
    return admission;
  };
  // The fastest of its kind, long before.
  await (await admitted()).done();
  watch.pass(5_000);
  const slow = await admitted();
  watch.pass(900);
  const { promise, resolve } = Promise.withResolvers<void>();
  held = promise;
  const ending = slow.done();
  watch.pass(180);
  const before = watch.waitedMs;
  for (let n = 0; n < 4; n += 1) await (await admitted()).done();
  expect(watch.waitedMs).toBe(before);
  await (await admitted()).done();
  expect(watch.waitedMs).toBeGreaterThan(before);
  resolve();
  await ending;
});

test('two that count as of one moment are two when one of them turns out to be later still', async () => {
  const watch = watchOf();
  const keeper = new RateKeeper(TERMS, watch, () => NOON);
  const admitted = async () => {
    const admission = await keeper.admit(SEARCH);
    if (admission.state !== 'go') throw new Error('not admitted');
    return admission;
  };
  const quick = async () => (await admitted()).done();
  // The fastest of their kind, long before.
  for (let n = 0; n < 3; n += 1) for (let calls = 0; calls < 5; calls += 1) await quick();
  watch.pass(5_000);
  const before = watch.waitedMs;
  const slow = await admitted();
  watch.pass(100);
  const slower = await admitted();
  watch.pass(5);
  // From now on it counts in the part of the second in which the other left.
  await slow.done();
  watch.pass(95);
  await slower.done();
  for (let n = 0; n < 3; n += 1) await quick();
  expect(watch.waitedMs).toBe(before);
  await quick();
  expect(watch.waitedMs).toBeGreaterThan(before);
});

test('several at once, of two workers and however long each takes on its way, never meet more than the window allows', async () => {
  const way = fc.record({ thereMs: fc.integer({ min: 2, max: 300 }), backMs: fc.integer({ min: 2, max: 120 }) });
  const lane = fc.array(way, { minLength: 8, maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(fc.array(lane, { minLength: 2, maxLength: 5 }), async (lanes) => {
      const course = courseOf();
      const workers = [0, 1].map(() => new RateKeeper(TERMS, course, () => NOON));
      const arrived: number[] = [];
      await course.through(
        lanes.map((ways, lane) => async () => {
          for (const { thereMs, backMs } of ways) {
            const admission = await workers[lane % workers.length]?.admit(SEARCH);
            if (admission?.state !== 'go') throw new Error('not admitted');
            await course.wait(thereMs);
            arrived.push(course.machineMs());
            await course.wait(backMs);
            await admission.done();
          }
        }),
      );
      for (const from of arrived)
        expect(arrived.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 40 },
  );
});

test('the first of all, which set up their connections, are not taken for the fastest', async () => {
  const course = courseOf();
  const keeper = new RateKeeper(TERMS, course, () => NOON);
  const arrived: number[] = [];
  let calls = 0;
  await course.through(
    Array.from({ length: 3 }, () => async () => {
      for (let n = 0; n < 4; n += 1) {
        const admission = await keeper.admit(SEARCH);
        if (admission.state !== 'go') throw new Error('not admitted');
        calls += 1;
        await course.wait(calls <= 3 ? 400 : 20);
        arrived.push(course.machineMs());
        await course.wait(20);
        await admission.done();
      }
    }),
  );
  for (const from of arrived)
    expect(arrived.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(5);
});
