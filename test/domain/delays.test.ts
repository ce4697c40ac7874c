/** Where time goes: each stretch between qualifying and first contact with whoever the lead waited with, and no other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delaysOf, figuresOf, WAITERS } from '../../src/domain/delays.ts';
import type { HandoffKey, LeadFact, NewFact } from '../../src/domain/facts.ts';
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import { anMql, factsOf, hence, judge, NOW, REFS, taskMade } from '../support/people.ts';

const HOUR = 3_600_000;
const KEY = 'h1' as HandoffKey;
const [decided] = factsOf(judge(anMql().inSalesforce(), { owner: 'tanaka' }), 'handoff-decided');
if (decided === undefined) throw new Error('nothing was decided');
const given: LeadFact = { ...decided, handoff: KEY };
const about = { handoff: KEY, type: 'marketing-to-is' } as const;
const after = (hours: number): IsoInstant => hence({ hours });

/** Facts at hours after the tests' now. */
const stream = (...rows: readonly (readonly [number, LeadFact])[]): readonly NewFact[] =>
  rows.map(([hours, fact]) => ({ stream: 'lead:l', at: after(hours), cause: { by: 'time' }, fact }));
const found: LeadFact = { kind: 'lead-found', records: [], stage: 'lead', holder: { department: 'marketing' } };
const contact = (hours: number): LeadFact => ({
  kind: 'first-contact-seen',
  handoff: KEY,
  how: 'evidenced',
  activity: { ref: { system: 'salesforce', object: 'call', id: '1' } },
  at: after(hours),
});
const hoursOf = (facts: readonly NewFact[], now: number) =>
  delaysOf(facts, after(now)).map(({ over, ms }) => ({
    over,
    ...Object.fromEntries(WAITERS.map((waiter) => [waiter, ms[waiter] / HOUR])),
  }));

describe('a handoff', () => {
  test('is split by who had it when: marketing, approver, Baton, rep', () => {
    const facts = stream(
      [0, found],
      [1, { kind: 'held', handoff: about.type, missing: ['timeframe'] }],
      [5, { kind: 'approval-asked', ...about, of: { department: 'field-sales' }, deputy: false, dueAt: after(9) }],
      [8, { kind: 'approval-given', handoff: KEY }],
      [8, given],
      [10, taskMade(KEY, [])],
      [17, contact(16)],
    );
    expect(hoursOf(facts, 100)).toEqual([{ over: true, marketing: 4, approver: 3, baton: 2, routing: 0, rep: 6 }]);
  });

  test('that lies in a queue waits with routing till somebody takes it', () => {
    const queued: LeadFact = { ...given, to: { department: 'inside-sales' }, toQueue: 'inside-sales' } as LeadFact;
    const taken: LeadFact = {
      kind: 'owner-changed',
      record: { ref: REFS.lead },
      to: { text: 'x' },
      holder: { department: 'inside-sales', member: 'suzuki' as OwnerKey },
    };
    const facts = stream([0, found], [0, queued], [1, taskMade(KEY, [])], [4, taken], [9, contact(9)]);
    expect(hoursOf(facts, 100)).toEqual([{ over: true, marketing: 0, approver: 0, baton: 1, routing: 3, rep: 5 }]);
  });

  test('that nobody has answered yet waits up to now, and is not over', () => {
    const facts = stream([0, found], [0, given], [1, taskMade(KEY, [])]);
    expect(hoursOf(facts, 31)).toEqual([{ over: false, marketing: 0, approver: 0, baton: 1, routing: 0, rep: 30 }]);
  });

  test('what no longer qualifies is nobody’s delay', () => {
    const facts = stream(
      [0, found],
      [1, { kind: 'held', handoff: about.type, missing: ['timeframe'] }],
      [5, { kind: 'no-longer-qualified', handoff: about.type }],
      [9, given],
      [9, taskMade(KEY, [])],
    );
    expect(hoursOf(facts, 9)).toMatchObject([{ marketing: 0, baton: 0 }]);
  });
});

describe('figures', () => {
  const delay = (rep: number) => ({
    handoff: KEY,
    type: 't',
    decidedAt: iso(NOW),
    over: true,
    ms: { marketing: 0, approver: 0, baton: 0, routing: 0, rep },
  });

  test('mean, median and 95th percentile, over those that are over', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => delay(n + 1));
    expect(figuresOf([...hundred, { ...delay(1_000_000), over: false }]).rep).toEqual({
      handoffs: 100,
      meanMs: 51,
      medianMs: 51,
      p95Ms: 95,
    });
    expect(figuresOf([]).rep).toEqual({ handoffs: 0, meanMs: 0, medianMs: 0, p95Ms: 0 });
    expect(figuresOf([delay(7)]).rep).toMatchObject({ medianMs: 7, p95Ms: 7 });
  });

  test('the middle lies between the least and the greatest, and the 95th percentile is one of the values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1e9 }), { minLength: 1, maxLength: 60 }), (values) => {
        const { medianMs, p95Ms, meanMs } = figuresOf(values.map(delay)).rep;
        for (const figure of [medianMs, meanMs, p95Ms]) {
          expect(figure).toBeGreaterThanOrEqual(Math.min(...values));
          expect(figure).toBeLessThanOrEqual(Math.max(...values));
        }
        expect(values).toContain(p95Ms);
      }),
    );
  });
});
