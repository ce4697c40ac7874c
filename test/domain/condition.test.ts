/** Conditions are judged in three values: what is not known is neither yes nor no, and is named. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Holds, judge, type Verdict } from '../../src/domain/agreement/condition.ts';
import type { Condition } from '../../src/domain/agreement/schema.ts';
import { instantOf } from '../../src/domain/instant.ts';
import { activity, anyActivities, leadOf, NOW, subjectOf } from '../support/judging.ts';

const known = { employees: 300, industry: '製造業', timeframe: 'within-3-months' };
const holds = (condition: Condition, fields: Record<string, string | number | boolean> = known): Verdict =>
  judge(condition, subjectOf(leadOf(fields)));

const YES: Condition = { attribute: 'employees', atLeast: 100 };
const NO: Condition = { attribute: 'employees', atLeast: 1000 };
const OPEN: Condition = { attribute: 'budget', atLeast: 1 };
const BY: Readonly<Record<Holds, Condition>> = { yes: YES, no: NO, unknown: OPEN };

describe('all, any and not', () => {
  const values: readonly Holds[] = ['yes', 'no', 'unknown'];
  const rank = { no: 0, unknown: 1, yes: 2 };
  test.each(values.flatMap((a) => values.map((b) => [a, b] as const)))('%s with %s', (a, b) => {
    const least = rank[a] < rank[b] ? a : b;
    const most = rank[a] > rank[b] ? a : b;
    expect(holds({ all: [BY[a], BY[b]] }).holds).toBe(least);
    expect(holds({ any: [BY[a], BY[b]] }).holds).toBe(most);
  });

  test('not turns yes and no round, and leaves what is unknown', () => {
    expect([YES, NO, OPEN].map((one) => holds({ not: one }).holds)).toEqual(['no', 'yes', 'unknown']);
  });

  test('what decided is named, and only that', () => {
    const verdict = holds({ all: [YES, OPEN, NO] });
    expect(verdict).toMatchObject({
      holds: 'no',
      because: [{ leaf: 'attribute', atLeast: 1000, is: 300, holds: 'no' }],
      missing: [],
    });
  });

  test('while it is unknown nothing has decided, and what is missing is named', () => {
    expect(holds({ all: [YES, OPEN] })).toMatchObject({
      holds: 'unknown',
      because: [],
      missing: [{ field: 'budget', is: null }],
    });
  });

  test('De Morgan holds for every tree', () => {
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(YES, NO, OPEN),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(holds({ not: { all: [a, b] } }).holds).toBe(holds({ any: [{ not: a }, { not: b }] }).holds);
        const verdict = holds({ any: [a, b] });
        expect(verdict.because.length > 0).toBe(verdict.holds !== 'unknown');
        expect(verdict.missing.length > 0).toBe(verdict.holds === 'unknown');
      }),
    );
  });
});

describe('attributes', () => {
  test.each<[Condition, Holds]>([
    [{ attribute: 'industry', in: ['manufacturing', '製造業'] }, 'yes'],
    [{ attribute: 'industry', in: ['IT'] }, 'no'],
    [{ attribute: 'employees', atLeast: 300, atMost: 300 }, 'yes'],
    [{ attribute: 'employees', atMost: 299 }, 'no'],
    [{ attribute: 'industry', atLeast: 5 }, 'unknown'],
    [{ attribute: 'industry', present: true }, 'yes'],
    [{ attribute: 'budget', present: true }, 'no'],
    [{ attribute: 'budget', present: false }, 'yes'],
    [{ attribute: 'budget', present: true, atLeast: 5 }, 'no'],
    [{ attribute: 'industry', contains: ['製造'] }, 'yes'],
    [{ attribute: 'constructor', present: true }, 'no'],
    [{ attribute: '__proto__', in: ['x'] }, 'unknown'],
  ])('%j is %s', (condition, expected) => {
    expect(holds(condition).holds).toBe(expected);
  });
});

describe('activities', () => {
  const week: Condition = { activity: 'site-visited', atLeast: 2, within: '7 days' };

  test('are counted in their window; the newest is the evidence', () => {
    const list = [
      activity('site-visited', { hours: 24 * 7 }),
      activity('site-visited', { hours: 2 }),
      activity('site-visited', { hours: 24 * 8 }),
    ];
    const verdict = judge(week, subjectOf(leadOf({}, list)));
    expect(verdict).toMatchObject({
      holds: 'yes',
      because: [{ is: 2, evidence: { id: list[1]?.id } }],
      nextAt: '2026-11-20T03:00:00.001Z',
    });
  });

  test('none is no, not unknown', () => {
    expect(judge(week, subjectOf(leadOf({}))).holds).toBe('no');
  });

  test('may be asked for by their properties', () => {
    const priced: Condition = { activity: 'site-visited', where: { page: ['price', 'case'] } };
    const on = (page: string | null): Holds =>
      judge(priced, subjectOf(leadOf({}, [activity('site-visited', { hours: 1 }, { page })]))).holds;
    expect([on('ＰＲＩＣＥ'), on('demo'), on(null)]).toEqual(['yes', 'no', 'no']);
  });

  test('no verdict changes before its nextAt', () => {
    const rule: Condition = {
      any: [
        week,
        {
          all: [
            { score: 'behaviour', atLeast: 30 },
            { not: { activity: ['inquiry-sent', 'call'], within: '30 days' } },
          ],
        },
        { temperature: ['hot'] },
      ],
    };
    fc.assert(
      fc.property(anyActivities, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const lead = leadOf({ title: '部長' }, list);
        const before = judge(rule, subjectOf(lead));
        const end = before.nextAt === undefined ? NOW.add({ hours: 24 * 400 }) : instantOf(before.nextAt);
        const length = end.epochMilliseconds - NOW.epochMilliseconds;
        expect(length).toBeGreaterThan(0);
        for (const later of [Math.floor(length * share * 0.999), length - 1]) {
          const then = judge(rule, subjectOf(lead, undefined, NOW.add({ milliseconds: later })));
          expect(then.holds).toBe(before.holds);
        }
      }),
    );
  });
});

describe('evidence', () => {
  const two: Condition = { evidence: { atLeast: 2 } };
  test.each<[Record<string, string>, Holds]>([
    [{}, 'unknown'],
    [{ bantNeed: 'clear', bantTimeframe: 'within-3-months' }, 'yes'],
    [{ bantNeed: 'clear', bantBudget: 'none' }, 'unknown'],
    [{ bantNeed: 'clear', bantBudget: 'none', bantAuthority: 'user' }, 'unknown'],
    [{ bantNeed: 'vague', bantBudget: 'none', bantAuthority: 'user' }, 'no'],
  ])('with %j, two items are %s', (fields, expected) => {
    expect(holds(two, fields).holds).toBe(expected);
  });

  test('what is still open is named', () => {
    expect(holds({ evidence: { atLeast: 1, of: ['need', 'budget'] } }, { bantBudget: 'none' }).missing).toMatchObject([
      { leaf: 'evidence', open: ['need'], met: [] },
    ]);
  });
});
