/** Routing: whose turn it is, who is passed over and why, and that shares follow the weights. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Assigning, type Assignment, assign, type Turns } from '../../src/domain/assign.ts';
import { type OwnerKey, type TeamMember, teamMember } from '../../src/domain/team.ts';

const NOW = Temporal.Instant.from('2026-11-16T01:00:00Z');
const NONE: Turns = { turn: 0, taken: {} };

function member(key: string, more: Partial<TeamMember> = {}): TeamMember {
  const salesforceUser = `${key}@baton-demo.example`;
  return { ...teamMember.parse({ key, name: key, department: 'inside-sales', salesforceUser }), ...more };
}

function ask(members: readonly TeamMember[], more: Partial<Assigning> = {}): Assignment {
  return assign({ pool: 'inside-sales', members, state: NONE, open: {}, at: NOW, ...more });
}

/** So many assignments in a row, each from the state that the last one left. */
function deal(turns: number, members: readonly TeamMember[], state: Turns = NONE): { who: string[]; state: Turns } {
  const who: string[] = [];
  let now = state;
  for (let n = 0; n < turns; n++) {
    const given = ask(members, { state: now });
    who.push(given.member ?? `queue:${given.queue}`);
    now = { turn: given.turn, taken: given.taken };
  }
  return { who, state: now };
}

const count = (who: readonly string[], key: string): number => who.filter((one) => one === key).length;

describe('turns', () => {
  test('go round evenly, and each is numbered once', () => {
    const { who, state } = deal(6, [member('c'), member('a'), member('b')]);
    expect(who).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(state.turn).toBe(6);
  });

  test('follow the weights without bunching', () => {
    expect(deal(8, [member('a', { weight: 3 }), member('b')]).who.join('')).toBe('aabaaaba');
  });

  test('keep everybody within one of their share at every moment', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 120 }), (list, turns) => {
        const members = list.map((weight, index) => member(`m${index}`, { weight }));
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const taken = new Map<string, number>();
        deal(turns, members).who.forEach((key, index) => {
          taken.set(key, (taken.get(key) ?? 0) + 1);
          for (const { key: each, weight } of members) {
            expect(Math.abs((taken.get(each) ?? 0) - ((index + 1) * weight) / total)).toBeLessThan(1);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  test('do not depend on the order in which members are listed', () => {
    const members = [member('a', { weight: 2 }), member('b'), member('c', { weight: 5 })];
    expect(deal(20, members).who).toEqual(deal(20, [...members].reverse()).who);
  });

  test('among equals go to whoever has least open', () => {
    expect(ask([member('a'), member('b')], { open: { a: 3, b: 1 } }).member).toBe('b');
  });
});

describe('absence', () => {
  const away = { absences: [{ from: '2026-11-10', to: '2026-11-16' }] };

  test('is not made up on return', () => {
    const before = deal(4, [member('a'), member('b')]);
    const during = deal(10, [member('a'), member('b', away)], before.state);
    expect(count(during.who, 'b')).toBe(0);
    const after = deal(10, [member('a'), member('b')], during.state);
    expect(count(after.who, 'b')).toBe(5);
    expect(count(after.who, 'a')).toBe(5);
  });

  test('does not change what the others share', () => {
    const members = [member('a', { weight: 2 }), member('b', away), member('c')];
    expect(count(deal(9, members).who, 'a')).toBe(6);
  });

  test.each([
    ['2026-11-15T15:00:00Z', 'the first minute of the day in Tokyo', 'b'],
    ['2026-11-15T14:59:59Z', 'the last minute of the day before', 'a'],
    ['2026-11-16T14:59:59Z', 'the last minute of the last day', 'b'],
    ['2026-11-16T15:00:00Z', 'the first minute after it', 'a'],
  ])('is read in the zone of the member: %s, %s', (at, _, who) => {
    const members = [member('a', { absences: [{ from: '2026-11-16', to: '2026-11-16' }] }), member('b')];
    expect(ask(members, { at: Temporal.Instant.from(at) }).member).toBe(who);
  });
});

describe('nobody gets a lead', () => {
  test('who is away, at their cap, excluded, or unknown to Salesforce, and the answer says why', () => {
    const { salesforceUser: _, ...unknown } = member('d');
    const members = [
      member('a', { absences: [{ from: '2026-11-16', to: '2026-11-20' }] }),
      member('b', { cap: 2 }),
      member('c'),
      unknown,
      member('e'),
    ];
    expect(ask(members, { open: { b: 2 }, exclude: ['c' as OwnerKey] })).toMatchObject({
      member: 'e',
      why: {
        reason: 'turn',
        skipped: [
          { member: 'a', because: 'absent' },
          { member: 'b', because: 'cap' },
          { member: 'c', because: 'excluded' },
          { member: 'd', because: 'no-salesforce-user' },
        ],
      },
    });
  });

  test('below the cap is not at it', () => {
    expect(ask([member('a', { cap: 2 })], { open: { a: 1 } }).member).toBe('a');
  });

  test('and where nobody is left the queue takes it, without a turn', () => {
    const given = ask([member('a')], { exclude: ['a' as OwnerKey], state: { turn: 7, taken: { a: 7 } } });
    expect(given).toMatchObject({
      queue: 'inside-sales',
      turn: 7,
      taken: { a: 7 },
      why: { reason: 'nobody-available' },
    });
    expect(given.member).toBeUndefined();
    expect(ask([]).queue).toBe('inside-sales');
  });

  test('under any circumstances', () => {
    const circumstances = fc.record({
      away: fc.boolean(),
      capped: fc.boolean(),
      excluded: fc.boolean(),
      unknown: fc.boolean(),
      weight: fc.integer({ min: 1, max: 5 }),
      taken: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(circumstances, { maxLength: 6 }), fc.nat(5), (list, wanted) => {
        const members = list.map((one, index): TeamMember => {
          const { salesforceUser, ...rest } = member(`m${index}`, { weight: one.weight, cap: 1 });
          const absences = one.away ? [{ from: '2026-11-16', to: '2026-11-16' }] : [];
          return { ...rest, absences, ...(one.unknown || salesforceUser === undefined ? {} : { salesforceUser }) };
        });
        const flagged = (flag: 'capped' | 'excluded'): string[] =>
          list.flatMap((one, index) => (one[flag] ? [`m${index}`] : []));
        const kept = list.flatMap(({ taken }, index) => (taken === undefined ? [] : [[`m${index}`, taken] as const]));
        const given = ask(members, {
          open: Object.fromEntries(flagged('capped').map((key) => [key, 1])),
          exclude: flagged('excluded') as OwnerKey[],
          state: { turn: 9, taken: Object.fromEntries(kept) },
          preferred: `m${wanted}` as OwnerKey,
        });
        const able = list.flatMap((one, index) =>
          one.away || one.capped || one.excluded || one.unknown ? [] : [`m${index}`],
        );
        expect(given.queue === undefined).toBe(able.length > 0);
        if (given.member !== undefined) expect(able).toContain(given.member);
        if (able.includes(`m${wanted}`)) expect(given.member).toBe(`m${wanted}`);
        expect(given.why.skipped).toHaveLength(list.length - able.length);
        expect(Object.values(given.taken).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the owner of the account', () => {
  test('comes first, and it counts as a turn', () => {
    const members = [member('a'), member('b'), member('c')];
    const given = ask(members, { preferred: 'c' as OwnerKey });
    expect(given).toMatchObject({ member: 'c', turn: 1, why: { reason: 'account-owner' } });
    expect(deal(5, members, given).who).toEqual(['a', 'b', 'a', 'b', 'c']);
  });

  test('gives way when away, and when not in the pool', () => {
    const away = { absences: [{ from: '2026-11-16', to: '2026-11-16' }] };
    expect(ask([member('a'), member('b', away)], { preferred: 'b' as OwnerKey })).toMatchObject({
      member: 'a',
      why: { reason: 'turn', skipped: [{ member: 'b', because: 'absent' }] },
    });
    expect(ask([member('a')], { preferred: 'z' as OwnerKey })).toMatchObject({ member: 'a', why: { reason: 'turn' } });
  });
});

describe('a change of the team', () => {
  test('floods no newcomer', () => {
    const before = deal(100, [member('a'), member('b')]);
    const { who } = deal(9, [member('a'), member('b'), member('new')], before.state);
    expect(count(who, 'new')).toBe(3);
  });

  test('in weight counts from now on', () => {
    const before = deal(100, [member('a'), member('b')]);
    const { who } = deal(30, [member('a', { weight: 2 }), member('b')], before.state);
    expect(count(who, 'a')).toBeGreaterThanOrEqual(19);
    expect(count(who, 'a')).toBeLessThanOrEqual(22);
  });

  test('keeps the turn of those whom one lead passes over', () => {
    const members = [member('a'), member('b')];
    const once = ask(members, { exclude: ['a' as OwnerKey] });
    const twice = ask(members, { exclude: ['a' as OwnerKey], state: once });
    expect([once.member, twice.member]).toEqual(['b', 'b']);
    expect(deal(2, members, twice).who).toEqual(['a', 'a']);
  });
});
