/** Two departments at one lead or company within the agreed days collide, unless one handed the lead to the other. */
import { describe, expect, test } from 'vitest';
import type { Approach } from '../../src/domain/approach.ts';
import { collisionMs, collisionsIn, othersActive } from '../../src/domain/collisions.ts';
import type { LeadId } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import type { SubjectKey } from '../../src/domain/record.ts';
import { NOW } from '../support/people.ts';

const WEEK = collisionMs({ collision: { within: '7 days' } }) ?? 0;
const COMPANY = 'hubspot/company/1' as SubjectKey;

function approach(day: number, department: string, changes: Partial<Approach> = {}): Approach {
  return {
    lead: 'a' as LeadId,
    companies: [COMPANY],
    at: iso(NOW.add({ minutes: Math.round(1_440 * day) })),
    system: 'salesforce',
    kind: 'call',
    id: `${department}${day}`,
    member: 'somebody',
    department,
    ...changes,
  };
}
const other = { lead: 'b' as LeadId };
const told = (approaches: readonly Approach[], handed: readonly [number, string, string][] = []) =>
  collisionsIn(
    approaches,
    handed.map(([day, from, to]) => ({ lead: 'a' as LeadId, from, to, at: iso(NOW.add({ hours: 24 * day })) })),
    WEEK,
  ).map(({ first, second, last, times, at }) => [first.id, second.id, last.id, times, at]);

describe('departments collide', () => {
  test('at one lead, within the agreed days and not a day later', () => {
    expect(told([approach(0, 'marketing'), approach(7, 'is')])).toEqual([['marketing0', 'is7', 'is7', 1, 'lead']]);
    expect(told([approach(0, 'marketing'), approach(7.1, 'is')])).toEqual([]);
    expect(told([approach(0, 'is'), approach(1, 'is')])).toEqual([]);
  });

  test('at one company, and at none where nobody knows the company', () => {
    expect(told([approach(0, 'marketing'), approach(1, 'is', other)])).toEqual([
      ['marketing0', 'is1', 'is1', 1, 'company'],
    ]);
    const nowhere = { companies: [] };
    expect(told([approach(0, 'marketing', nowhere), approach(1, 'is', { ...other, ...nowhere })])).toEqual([]);
  });

  test('the same lead before the same company', () => {
    const all = [approach(0, 'marketing'), approach(1, 'marketing', other), approach(2, 'is')];
    expect(told(all)).toEqual([['marketing0', 'is2', 'is2', 1, 'lead']]);
  });

  test('not by what follows a handoff to them, but by who goes on after it', () => {
    const all = [approach(0, 'is'), approach(2, 'fs')];
    expect(told(all, [[1, 'is', 'fs']])).toEqual([]);
    expect(told(all, [[-1, 'is', 'fs']])).toHaveLength(1);
    expect(told(all, [[1, 'marketing', 'fs']])).toHaveLength(1);
    expect(told([...all, approach(3, 'is')], [[1, 'is', 'fs']])).toEqual([['fs2', 'is3', 'is3', 1, 'lead']]);
  });

  test('what goes on within the days is one collision, and a later one is another', () => {
    const all = [
      approach(0, 'is'),
      approach(1, 'fs'),
      approach(2, 'is'),
      approach(9, 'fs'),
      approach(17, 'is'),
      approach(18, 'fs'),
    ];
    expect(told(all)).toEqual([
      ['is0', 'fs1', 'fs9', 3, 'lead'],
      ['is17', 'fs18', 'fs18', 1, 'lead'],
    ]);
    expect(told([...all].reverse())).toEqual(told(all));
  });

  test('a new owner is told of the others that are active, but for whoever hands over', () => {
    const all = [
      approach(-1, 'is'),
      approach(-2, 'marketing'),
      approach(-3, 'is', other),
      approach(-4, 'fs', other),
      approach(-8, 'marketing'),
      approach(1, 'marketing'),
    ];
    const asked = { lead: 'a' as LeadId, to: 'fs', from: 'is', now: iso(NOW) };
    expect(othersActive(all, asked, WEEK).map(({ id }) => id)).toEqual(['marketing-2', 'is-3']);
  });

  test('nobody where the agreement asks for no guard', () => {
    expect(collisionMs({})).toBeUndefined();
  });
});
