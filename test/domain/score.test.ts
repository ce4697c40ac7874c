/** The score's promises: explained to the point, the same whatever the order, and honest about when time alone can change it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IsoInstant, instantOf } from '../../src/domain/instant.ts';
import { mergeFields } from '../../src/domain/lead.ts';
import { type Score, type ScoreLine, score, scoreTold, temperatureOf } from '../../src/domain/score.ts';
import { activity, anyActivities, leadOf, NOW, record, scoring, shipped } from '../support/judging.ts';

const busy = scoring(
  [
    {
      id: 'size',
      field: 'employees',
      bands: [
        { from: 500, points: 15 },
        { from: 100, points: 10 },
        { from: 1, points: 5 },
      ],
    },
    { id: 'industry', field: 'industry', values: [{ in: ['IT'], points: 10 }], otherwise: -20 },
  ],
  [
    { id: 'visits', activity: 'site-visited', atLeast: 3, within: '7 days', points: 10 },
    { id: 'clicks', activity: ['mail-clicked', 'site-visited'], count: 'each', cap: 25, points: 10, within: '90 days' },
    { id: 'late-clicks', activity: 'mail-clicked', count: 'each', cap: 6, atLeast: 4, points: 3, within: '30 days' },
    { id: 'price', activity: 'site-visited', where: { page: ['price'] }, points: 7, within: '30 days' },
    { id: 'call', activity: 'call', count: 'each', cap: 9, points: -5, within: '30 days' },
    { id: 'inquiry', activity: 'inquiry-sent', points: 20 },
  ],
  { attribute: 12, behaviour: 40 },
);

const agreements = fc.constantFrom(shipped, busy);
const fields = fc.record(
  {
    employees: fc.oneof(fc.integer({ min: -5, max: 5000 }), fc.constantFrom('1,200', '５００', 'NaN', '1e400', 'many')),
    industry: fc.constantFrom('IT', 'ｉｔ ', 'retail', '製造業'),
    title: fc.constantFrom('部長', 'Director', '担当'),
    constructor: fc.constantFrom('x'),
  },
  { requiredKeys: [] },
);

function sum(of: Score, part?: 'attribute' | 'behaviour'): number {
  return of.lines
    .filter((line) => part === undefined || line.part === part)
    .reduce((all, { points }) => all + points, 0);
}

describe('whatever the lead', () => {
  test('the total equals the sum of its lines, and so does each part', () => {
    fc.assert(
      fc.property(agreements, fields, anyActivities, (agreement, known, activities) => {
        const points = score(leadOf(known, activities), agreement, NOW);
        expect(points.total).toBe(sum(points));
        expect(points.attribute).toBe(sum(points, 'attribute'));
        expect(points.behaviour).toBe(sum(points, 'behaviour'));
        expect(points.lines.every((line) => Number.isSafeInteger(line.points) && line.points !== 0)).toBe(true);
      }),
    );
  });

  test('the order of activities and records is irrelevant', () => {
    fc.assert(
      fc.property(
        agreements,
        fields,
        fields,
        anyActivities,
        fc.infiniteStream(fc.nat()),
        (agreement, a, b, list, keys) => {
          const ref = { system: 'salesforce', object: 'lead', id: '2' } as const;
          const records = [record(a), record(b, { ref })];
          const shuffled = list
            .map((one) => ({ one, key: keys.next().value ?? 0 }))
            .sort((x, y) => x.key - y.key)
            .map(({ one }) => one);
          const forward = score(leadOf({}, list, { records }), agreement, NOW);
          expect(score(leadOf({}, shuffled, { records: records.toReversed() }), agreement, NOW)).toEqual(forward);
        },
      ),
    );
  });

  test('nothing changes between now and nextAt, and one millisecond before it least of all', () => {
    fc.assert(
      fc.property(agreements, anyActivities, fc.double({ min: 0, max: 1, noNaN: true }), (agreement, list, share) => {
        const lead = leadOf({}, list);
        const before = score(lead, agreement, NOW);
        const end = before.nextAt === undefined ? NOW.add({ hours: 24 * 400 }) : instantOf(before.nextAt);
        expect(Temporal.Instant.compare(end, NOW)).toBe(1);
        const length = end.epochMilliseconds - NOW.epochMilliseconds;
        for (const later of [Math.floor(length * share * 0.999), length - 1]) {
          const then = score(lead, agreement, NOW.add({ milliseconds: later }));
          expect(then).toEqual(before);
        }
      }),
    );
  });

  test('following nextAt from one to the next passes through every score there will be, and ends', () => {
    fc.assert(
      fc.property(
        agreements,
        anyActivities,
        fc.integer({ min: 0, max: 300 * 86_400_000 }),
        (agreement, list, later) => {
          const lead = leadOf({}, list);
          const then = NOW.add({ milliseconds: later });
          let followed = score(lead, agreement, NOW);
          for (let step = 0; step < 200; step += 1) {
            if (followed.nextAt === undefined || Temporal.Instant.compare(instantOf(followed.nextAt), then) > 0) break;
            followed = score(lead, agreement, instantOf(followed.nextAt));
          }
          expect(followed.lines).toEqual(score(lead, agreement, then).lines);
        },
      ),
    );
  });

  test('the attributes are those of the merged view', () => {
    fc.assert(
      fc.property(fields, fields, fc.boolean(), fc.boolean(), (a, b, deleted, sameMoment) => {
        const ref = { system: 'salesforce', object: 'lead', id: '2' } as const;
        const moment = sameMoment ? {} : { modifiedAt: record({}).modifiedAt.replace('2026', '2025') as never };
        const lead = leadOf({}, [], {
          records: [record(a), record(b, { ref, deleted, ...moment })],
          companies: [record({ industry: 'IT' })],
        });
        const merged = Object.fromEntries(Object.entries(mergeFields(lead)).map(([name, { value }]) => [name, value]));
        const points = (of: Score): unknown => of.lines.map((line) => [line.rule, line.points]);
        expect(points(score(lead, busy, NOW))).toEqual(points(score(leadOf(merged), busy, NOW)));
      }),
    );
  });
});

describe('windows', () => {
  const once = scoring([], [{ id: 'visit', activity: 'site-visited', within: '7 days', points: 10 }]);
  const total = (lead: ReturnType<typeof leadOf>, now = NOW): number => score(lead, once, now).total;

  test('an activity counts up to the last millisecond of its window and no longer', () => {
    const lead = leadOf({}, [activity('site-visited', { hours: 7 * 24 })]);
    expect(total(lead)).toBe(10);
    expect(score(lead, once, NOW).nextAt).toBe('2026-11-20T03:00:00.001Z');
    expect(total(lead, NOW.add({ microseconds: 999 }))).toBe(10);
    expect(total(lead, NOW.add({ milliseconds: 1 }))).toBe(0);
  });

  test('a rule that needs several is lost when the one that makes them enough leaves, not before and not after', () => {
    const days = (...ago: number[]): ReturnType<typeof leadOf> =>
      leadOf(
        {},
        ago.map((day) => activity('mail-clicked', { hours: 24 * day })),
      );
    const several = (rule: object): ReturnType<typeof scoring> =>
      scoring([], [{ id: 'r', activity: 'mail-clicked', within: '10 days', points: 5, atLeast: 3, ...rule }]);
    for (const rule of [{}, { count: 'each', cap: 10 }]) {
      const agreement = several(rule);
      const points = score(days(1, 2, 3, 4), agreement, NOW);
      expect(points.nextAt).toBe('2026-11-27T03:00:00.001Z');
      expect(score(days(1, 2, 3, 4), agreement, instantOf('2026-11-27T03:00:00.001Z' as IsoInstant)).total).toBe(0);
      expect(score(days(1, 2), agreement, NOW)).toMatchObject({ total: 0, nextAt: undefined });
    }
  });

  test('what is still to come does not count, and is when the score can next change', () => {
    const lead = leadOf({}, [activity('site-visited', { hours: -3 })]);
    expect(total(lead)).toBe(0);
    expect(score(lead, once, NOW).nextAt).toBe('2026-11-20T06:00:00.000Z');
    expect(total(lead, NOW.add({ hours: 3 }))).toBe(10);
  });

  test('an activity that leaves while a newer one stays changes nothing, so nextAt is that of the newer one', () => {
    const lead = leadOf({}, [activity('site-visited', { hours: 160 }), activity('site-visited', { hours: 24 })]);
    expect(score(lead, once, NOW).nextAt).toBe('2026-11-26T03:00:00.001Z');
  });

  test('a malformed moment in one lead does not touch the next lead', () => {
    const broken = { ...activity('site-visited', { hours: 1 }), occurredAt: '2026-11-1xT00:00:00.000Z' as never };
    expect(() => score(leadOf({}, [broken]), once, NOW)).toThrow(RangeError);
    expect(total(leadOf({}, []))).toBe(0);
  });
});

const untimed = ({ rule, label, part, points, evidence, at, url }: ScoreLine): unknown => [
  ...[rule, label, part, points],
  ...[evidence, at, url],
];

test('scoring with and without the moments at which lines change gives the same, but for those', () => {
  fc.assert(
    fc.property(agreements, fields, anyActivities, (agreement, known, activities) => {
      const lead = leadOf(known, activities);
      const told = scoreTold(lead, agreement, NOW);
      const untold = score(lead, agreement, NOW);
      expect({ ...told, lines: told.lines.map(untimed) }).toEqual({ ...untold, lines: untold.lines.map(untimed) });
      const soonest = told.lines.flatMap(({ changesAt }) => changesAt ?? []).sort()[0];
      if (soonest !== undefined) expect(told.nextAt !== undefined && told.nextAt <= soonest).toBe(true);
    }),
  );
});

test('a line that is sent, as JSON, says all that one says that is asked', () => {
  fc.assert(
    fc.property(agreements, fields, anyActivities, (agreement, known, activities) => {
      const { lines } = scoreTold(leadOf(known, activities), agreement, NOW);
      const asked = lines.map(({ rule, label, part, points, evidence, at, url, changesAt }) => ({
        ...{ rule, label, part, points, evidence, at, url, changesAt },
      }));
      expect(JSON.stringify(lines)).toBe(JSON.stringify(asked));
    }),
  );
});

describe('counting', () => {
  test('a rule that counts each occurrence takes the newest, and a line takes away what is above its cap', () => {
    const list = [1, 2, 3, 4].map((days) => activity('mail-clicked', { hours: 24 * days }));
    const lines = score(leadOf({}, list), busy, NOW).lines.filter((line) => line.rule.startsWith('clicks'));
    expect(lines.map(({ rule, points, at }) => [rule, points, at?.slice(0, 10)])).toEqual([
      ['clicks', 10, '2026-11-19'],
      ['clicks', 10, '2026-11-18'],
      ['clicks', 10, '2026-11-17'],
      ['clicks/cap', -5, undefined],
    ]);
  });

  test('negative points are capped from below', () => {
    const calls = [1, 2, 3].map((days) => activity('call', { hours: days }));
    expect(score(leadOf({}, calls), busy, NOW).behaviour).toBe(-9);
  });

  test('a part never exceeds its cap, and a line says what was taken away', () => {
    const points = score(leadOf({ employees: 900, industry: 'IT' }), busy, NOW);
    expect(points.attribute).toBe(12);
    expect(points.lines.at(-1)).toMatchObject({ rule: 'cap/attribute', points: -13 });
  });

  test('a line names the evidence in its own system, its date and its address', () => {
    const visit = { ...activity('inquiry-sent', { hours: 5 }), url: 'https://hub.example/1' };
    const { lines } = score(leadOf({ employees: 20 }, [visit]), busy, NOW);
    expect(lines).toMatchObject([
      { rule: 'size', evidence: { system: 'hubspot', object: 'contact', id: '1' }, at: '2026-11-19T03:00:00.000Z' },
      {
        rule: 'inquiry',
        evidence: { system: 'hubspot', object: 'inquiry-sent', id: visit.id },
        at: visit.occurredAt,
        url: visit.url,
      },
    ]);
  });
});

describe('temperature', () => {
  test.each([
    [30, 40, undefined, 'hot'],
    [29, 41, undefined, 'warm'],
    [85, 0, undefined, 'warm'],
    [15, 15, undefined, 'warm'],
    [15, 14, undefined, 'cold'],
    [30, 38, 'hot', 'hot'],
    [30, 37, 'hot', 'warm'],
    [30, 38, 'warm', 'warm'],
    [14, 14, 'warm', 'warm'],
    [14, 13, 'warm', 'cold'],
  ] as const)('%d and %d points, before: %s, are %s', (attribute, behaviour, previous, expected) => {
    expect(temperatureOf(shipped, attribute, behaviour, previous)).toBe(expected);
  });
});
