/** A score changes when it was promised and never else: over 90 days, looked at just before and after each promised moment, at every local midnight and at random moments. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, iso } from '../../src/domain/instant.ts';
import { ready, type Score, scoreReady } from '../../src/domain/score.ts';
import { anyActivities, leadOf, NOW, scoring, shipped } from '../support/judging.ts';

const CASES = 1_000;
const DAYS = 90;
const RANDOM_MOMENTS = 500;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const PATIENCE_MS = 120_000;

const END = NOW.add({ hours: 24 * DAYS });
const midnights = Array.from({ length: DAYS }, (_, day) =>
  NOW.toZonedDateTimeISO(shipped.zone)
    .startOfDay()
    .add({ days: day + 1 })
    .toInstant(),
);
const FADING = scoring(
  [],
  [
    { id: 'half', activity: 'site-visited', count: 'each', cap: 40, points: 20, decay: { halfLife: '10 days' } },
    {
      id: 'even',
      activity: ['mail-clicked', 'webinar-attended'],
      count: 'each',
      cap: 25,
      points: 10,
      within: '60 days',
      decay: { linear: '30 days' },
    },
    { id: 'often', activity: 'mail-clicked', atLeast: 2, within: '14 days', points: 8 },
  ],
);

/** What a reader would see change. */
function said({ total, temperature, lines }: Score): string {
  return `${total} ${temperature} ${lines.map(({ rule, points, evidence }) => `${rule} ${points} ${evidence?.id}`).join()}`;
}

test(`in ${CASES} cases`, { timeout: PATIENCE_MS }, () => {
  let changes = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(shipped, FADING),
      anyActivities,
      fc.array(fc.integer({ min: 0, max: DAYS * DAY_MS }), { minLength: RANDOM_MOMENTS, maxLength: RANDOM_MOMENTS }),
      (agreement, activities, later) => {
        const lead = ready(leadOf({}, activities), agreement);
        const at = (moment: Temporal.Instant): Score => scoreReady(lead, moment);
        /** From each promised moment on, what is said. */
        const told = [{ from: NOW.epochMilliseconds, says: said(at(NOW)) }];
        for (let next = at(NOW).nextAt; next !== undefined && next <= iso(END); ) {
          const score = at(instantOf(next));
          told.push({ from: instantOf(next).epochMilliseconds, says: said(score) });
          next = score.nextAt;
        }
        changes += told.length - 1;
        const moments = [
          ...told.flatMap(({ from }) => [from - SECOND_MS, from + SECOND_MS]),
          ...midnights.map(({ epochMilliseconds }) => epochMilliseconds),
          ...later.map((ms) => NOW.epochMilliseconds + ms),
        ].filter((ms) => ms >= NOW.epochMilliseconds && ms <= END.epochMilliseconds);
        for (const ms of moments) {
          const promised = told.findLast(({ from }) => from <= ms)?.says;
          const found = said(at(Temporal.Instant.fromEpochMilliseconds(ms)));
          if (found !== promised) expect({ ms, found }).toEqual({ ms, found: promised });
        }
      },
    ),
    { numRuns: CASES },
  );
  expect(changes).toBeGreaterThan(CASES);
});
