/** Moments as text and as numbers: both ways agree with Temporal for every moment there is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMsOf, type IsoInstant, iso, isoOf } from '../../src/domain/instant.ts';

const MOST_MS = 8_640_000_000_000_000;
const anyMs = fc.oneof(
  fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  fc.integer({ min: -MOST_MS, max: MOST_MS }),
  fc.constantFrom(-1, 0, 951_782_399_999, 951_782_400_000, 951_868_800_000, 253_402_300_799_999, 253_402_300_800_000),
);
const byTemporal = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: 'millisecond' });

describe('a moment', () => {
  test('is written as Temporal writes it, cut to milliseconds', () => {
    fc.assert(
      fc.property(anyMs, fc.integer({ min: 0, max: 999_999 }), (ms, nanoseconds) => {
        expect(isoOf(ms)).toBe(byTemporal(ms));
        if (ms < MOST_MS)
          expect(iso(Temporal.Instant.fromEpochMilliseconds(ms).add({ nanoseconds }))).toBe(byTemporal(ms));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is read back as the same number', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(epochMsOf(isoOf(ms))).toBe(ms);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '2026-11-1xT00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-11-20T24:00:00.000Z',
    '2026-11-20T00:60:00.000Z',
    '2026-11-20T00:00:00.000',
    '',
  ])('that is none, %j, is refused', (text) => {
    expect(() => epochMsOf(text as IsoInstant)).toThrow(RangeError);
  });
});
