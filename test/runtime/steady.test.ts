/** The clock by which Baton decides: it never goes back, and is set by nobody alone. */
import { expect, test } from 'vitest';
import { SteadyClock } from '../../src/runtime/steady.ts';

const START = Date.UTC(2026, 10, 21, 9);
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** A machine whose clock may be set, and which may sleep. */
function machine() {
  const set: number[] = [];
  const here = { trueMs: START, sleptMs: 0, wrongMs: 0 };
  const clock = new SteadyClock({
    wallMs: () => here.trueMs + here.wrongMs,
    goneMs: () => here.trueMs - START - here.sleptMs,
    upSeconds: () => (here.trueMs - START) / 1_000 + 77,
    onSet: (byMs) => set.push(byMs),
  });
  return {
    set,
    clock,
    /** Time goes on, and the clock is looked at. */
    passes: (ms: number): number => {
      here.trueMs += ms;
      return clock.nowMs() - START;
    },
    sleeps: (ms: number): number => {
      here.trueMs += ms;
      here.sleptMs += ms;
      return clock.nowMs() - START;
    },
    wrongBy: (ms: number): void => {
      here.wrongMs = ms;
    },
    /** An answer from somebody whose clock is right. */
    hears: (): void => clock.heard(here.trueMs),
    offMs: (): number => clock.nowMs() - here.trueMs,
  };
}

test('says what the machine’s clock says, small corrections forward included', () => {
  const { passes, wrongBy, set, offMs } = machine();
  expect(passes(SECOND)).toBe(SECOND);
  wrongBy(4 * MINUTE);
  expect(passes(SECOND)).toBe(2 * SECOND + 4 * MINUTE);
  expect(offMs()).toBe(4 * MINUTE);
  expect(set).toEqual([]);
});

test('a small correction back makes it go slower, never back, till both agree', () => {
  const { passes, wrongBy, set, offMs } = machine();
  passes(MINUTE);
  wrongBy(-10 * SECOND);
  expect(passes(0)).toBe(MINUTE);
  expect(passes(4 * SECOND)).toBe(MINUTE + 2 * SECOND);
  expect(passes(30 * SECOND)).toBe(MINUTE + 34 * SECOND - 10 * SECOND);
  expect(offMs()).toBe(-10 * SECOND);
  expect(set).toEqual([]);
});

test('sleep is time that has passed', () => {
  const { passes, sleeps, set } = machine();
  passes(SECOND);
  expect(sleeps(3 * DAY)).toBe(3 * DAY + SECOND);
  expect(sleeps(3 * HOUR)).toBe(3 * DAY + 3 * HOUR + SECOND);
  expect(set).toEqual([]);
});

test.each([-HOUR, DAY])('set by %d ms, it goes on as it was, and says so once', (wrongMs) => {
  const { passes, wrongBy, set, hears, offMs } = machine();
  passes(SECOND);
  wrongBy(wrongMs);
  for (let second = 2; second < 60; second += 1) expect(passes(SECOND)).toBe(second * SECOND);
  expect(set).toEqual([wrongMs]);
  // Whoever knows better does not bear the machine out.
  hears();
  expect(passes(SECOND)).toBe(60 * SECOND);
  wrongBy(0);
  expect(offMs()).toBe(0);
});

test('was it wrong from the start, the machine put right is followed once it is borne out', () => {
  const { clock, passes, wrongBy, hears, offMs } = machine();
  wrongBy(DAY);
  passes(0);
  hears();
  expect(clock.setByMs).toBe(DAY);
  const late = machine();
  late.wrongBy(-DAY);
  late.passes(SECOND);
  expect(late.clock.setByMs).toBe(-DAY);
  expect(offMs()).toBe(0);
});

test('a clock that was a day behind is followed forward at once; one that was an hour ahead, by going slower', () => {
  for (const [wrongMs, afterMs] of [
    [-DAY, 0],
    [HOUR, HOUR],
  ] as const) {
    const start = { trueMs: START };
    const here = { ...start, wrongMs };
    const clock = new SteadyClock({
      wallMs: () => here.trueMs + here.wrongMs,
      goneMs: () => here.trueMs - START,
      upSeconds: () => (here.trueMs - START) / 1_000,
      onSet: () => {},
    });
    const pass = (ms: number): number => {
      here.trueMs += ms;
      return clock.nowMs() - here.trueMs;
    };
    expect(pass(SECOND)).toBe(wrongMs);
    here.wrongMs = 0;
    expect(pass(SECOND)).toBe(wrongMs);
    clock.heard(here.trueMs);
    expect(clock.setByMs).toBe(0);
    expect(pass(0)).toBe(afterMs);
    let last = clock.nowMs();
    for (let minute = 0; minute < 120; minute += 1) {
      pass(MINUTE);
      expect(clock.nowMs()).toBeGreaterThan(last);
      last = clock.nowMs();
    }
    expect(pass(0)).toBe(0);
  }
});
