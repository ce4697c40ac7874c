/** Points that fade, by the table: whole points, a day at a time, the same for what is taken away. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decay } from '../../src/domain/agreement/vocabulary.ts';
import { Fading } from '../../src/domain/fading.ts';
import { score, scoreTold } from '../../src/domain/score.ts';
import { activity, leadOf, NOW, scoring } from '../support/judging.ts';

const DAY_MS = 86_400_000;
const since = NOW.epochMilliseconds;
const on = (points: number, decay: Decay, day: number): number =>
  new Fading(points, decay).at(since, NOW.epochMilliseconds + day * DAY_MS).points;

describe('halved every 30 days', () => {
  const decay = { halfLife: '30 days' };
  test.each([
    [0, 20],
    [1, 20], // 19.54
    [2, 19], // 19.10
    [10, 16], // 15.87
    [20, 13], // 12.60
    [29, 10], // 10.23
    [30, 10],
    [60, 5],
    [90, 3], // 2.5, away from zero
    [120, 1], // 1.25
    [159, 1], // 0.51
    [160, 0], // 0.496
    [1_000, 0],
  ])('after %d days 20 points are %d', (day, left) => {
    expect(on(20, decay, day)).toBe(left);
  });
});

describe('evenly down to nothing', () => {
  test.each([
    [20, 10, 1, 18],
    [20, 10, 9, 2],
    [20, 10, 10, 0],
    [20, 10, 400, 0],
    [5, 10, 1, 5], // 4.5
    [5, 10, 3, 4], // 3.5
    [5, 10, 7, 2], // 1.5
    [5, 10, 9, 1], // 0.5
    [1, 1, 0, 1],
    [1, 1, 1, 0],
  ])('%d points over %d days are after %d days %d', (points, over, day, left) => {
    expect(on(points, { linear: `${over} days` }, day)).toBe(left);
  });

  test('halves go away from zero on every day of every table', () => {
    for (let points = 1; points <= 60; points += 1)
      for (let over = 1; over <= 60; over += 1) {
        const fading = new Fading(points, { linear: `${over} days` });
        for (let day = 0; day <= over; day += 1) {
          const exact = Math.floor((2 * points * (over - day) + over) / (2 * over));
          const left = fading.at(since, NOW.epochMilliseconds + day * DAY_MS).points;
          if (left !== exact) expect(`${points} over ${over} after ${day}: ${left}`).toBe(String(exact));
        }
      }
  });
});

const decays = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map((days): Decay => ({ halfLife: `${days} days` })),
  fc.integer({ min: 1, max: 400 }).map((days): Decay => ({ linear: `${days} days` })),
);

test('what is taken away fades alike, and nothing is ever minus zero', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), decays, fc.integer({ min: 0, max: 900 }), (points, decay, day) => {
      const [given, taken] = [on(points, decay, day), on(-points, decay, day)];
      expect(taken + given).toBe(0);
      expect(Object.is(taken, -0)).toBe(false);
    }),
  );
});

test('it falls, by whole points, at the moments it names and between them not at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000, max: 1_000 }), decays, (points, decay) => {
      const fading = new Fading(points, decay);
      let at = NOW.epochMilliseconds;
      let { points: left, changesMs } = fading.at(since, at);
      expect(left).toBe(points);
      for (let step = 0; changesMs < Number.POSITIVE_INFINITY; step += 1) {
        expect(step).toBeLessThanOrEqual(Math.abs(points));
        const then = changesMs;
        expect(then).toBeGreaterThan(at);
        expect((then - NOW.epochMilliseconds) % DAY_MS).toBe(0);
        expect(fading.at(since, then - 1)).toEqual({ points: left, changesMs });
        const next = fading.at(since, then);
        expect(Number.isSafeInteger(next.points) && Math.abs(next.points) < Math.abs(left)).toBe(true);
        ({ points: left, changesMs } = next);
        at = then;
      }
      expect(left).toBe(0);
    }),
  );
});

describe('in a score', () => {
  const fading = (rule: object) =>
    scoring([], [{ id: 'r', activity: 'mail-clicked', points: 20, decay: { linear: '10 days' }, ...rule }]);
  const clicked = (...days: number[]) =>
    leadOf(
      {},
      days.map((day) => activity('mail-clicked', { hours: 24 * day })),
    );
  const points = (rule: object, ...days: number[]) =>
    score(clicked(...days), fading(rule), NOW).lines.map((line) => [line.rule, line.points]);

  test('the newest occurrence of a rule that counts once fades, and older ones do not count', () => {
    expect(points({}, 3, 1)).toEqual([['r', 18]]);
  });

  test('what has faded leaves room below the cap for older occurrences', () => {
    const each = { count: 'each', cap: 30 };
    expect(points(each, 5, 6)).toEqual([
      ['r', 10],
      ['r', 8],
    ]);
    expect(points(each, 1, 2, 5)).toEqual([
      ['r', 18],
      ['r', 16],
      ['r', 10],
      ['r/cap', -14],
    ]);
  });

  test('an occurrence of which nothing is left is no line, and still makes the others enough', () => {
    expect(points({ count: 'each', cap: 60, atLeast: 2 }, 2, 11)).toEqual([['r', 16]]);
    expect(points({ count: 'each', cap: 60, atLeast: 2 }, 2)).toEqual([]);
    expect(points({}, 10)).toEqual([]);
  });

  test('negative points fade towards zero, and are capped from below', () => {
    expect(points({ points: -20 }, 4)).toEqual([['r', -12]]);
    expect(points({ points: -20, count: 'each', cap: 20 }, 4, 5)).toEqual([
      ['r', -12],
      ['r', -10],
      ['r/cap', 2],
    ]);
  });

  test('each line names the day on which it fades next, the score the first of them', () => {
    const { lines, nextAt } = scoreTold(clicked(1.5, 4.25), fading({ count: 'each', cap: 60 }), NOW);
    expect(lines.map(({ changesAt }) => changesAt)).toEqual(['2026-11-20T15:00:00.000Z', '2026-11-20T21:00:00.000Z']);
    expect(nextAt).toBe('2026-11-20T15:00:00.000Z');
  });
});
