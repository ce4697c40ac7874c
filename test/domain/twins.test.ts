/** A touch that both systems show is one touch: whichever comes first, in whatever order, and however late the other comes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { iso } from '../../src/domain/instant.ts';
import type { FieldValue, SubjectKey, System } from '../../src/domain/record.ts';
import { eachOnce, twinsOf } from '../../src/domain/twins.ts';
import { scoring } from '../support/judging.ts';
import {
  factsOf,
  handedOver,
  handoffOf,
  hence,
  kept,
  type LeadBuilder,
  look,
  NOW,
  people,
  userOf,
} from '../support/people.ts';

interface Touch {
  readonly system: System;
  readonly id: string;
  readonly seconds: number;
  readonly member?: string;
  readonly kind?: ActivityKind;
  readonly properties?: Readonly<Record<string, FieldValue>>;
}

function touch({ system, id, seconds, member, kind = 'call', properties = {} }: Touch): Activity {
  return {
    system,
    kind,
    id,
    subjects: [`${system}/contact/101` as SubjectKey],
    occurredAt: iso(NOW.add({ seconds })),
    actor: member === undefined ? { type: 'automation' } : { type: 'person', user: userOf(system, member) },
    properties,
  };
}
const hubspot = (id: string, seconds: number, more: Partial<Touch> = {}): Activity =>
  touch({ system: 'hubspot', id, seconds, member: 'tanaka', ...more });
const salesforce = (id: string, seconds: number, more: Partial<Touch> = {}): Activity =>
  touch({ system: 'salesforce', id, seconds, member: 'tanaka', ...more });
const ids = (activities: readonly Activity[]): readonly string[] => eachOnce(activities, people).map(({ id }) => id);

describe('twins', () => {
  test('are one in each system, of one kind, within two minutes, by the same member', () => {
    expect(ids([hubspot('h', 0), salesforce('s', 120)])).toEqual(['h']);
    expect(ids([hubspot('h', 0), salesforce('s', 121)])).toEqual(['h', 's']);
    expect(ids([hubspot('h', 0), salesforce('s', -120)])).toEqual(['h']);
    expect(ids([hubspot('h', 0), hubspot('h2', 1)])).toEqual(['h', 'h2']);
    expect(ids([hubspot('h', 0), salesforce('s', 0, { kind: 'mail' })])).toEqual(['h', 's']);
    expect(ids([hubspot('h', 0), salesforce('s', 0, { member: 'ito' })])).toEqual(['h', 's']);
  });

  test('never in opposite directions; one that does not say in which may be either', () => {
    const out = { properties: { direction: 'out' } };
    expect(ids([hubspot('h', 0, out), salesforce('s', 0, { properties: { direction: 'in' } })])).toEqual(['h', 's']);
    expect(ids([hubspot('h', 0, out), salesforce('s', 0)])).toEqual(['h']);
  });

  test('where whoever did one is not known, by their subject, whatever its width, case and spaces', () => {
    const about = (subject: string) => ({ properties: { subject } });
    const copy = { system: 'salesforce', id: 's', seconds: 5, kind: 'mail' } as const;
    const mail = (subject: string): Activity => hubspot('h', 0, { kind: 'mail', ...about(subject) });
    expect(ids([mail('お見積り　QUOTE'), touch({ ...copy, ...about('お見積り  quote') })])).toEqual(['h']);
    expect(ids([mail('Quote'), touch({ ...copy, ...about('Demo') })])).toEqual(['h', 's']);
    expect(ids([mail(''), touch({ ...copy, ...about('') })])).toEqual(['h', 's']);
  });

  test('are never a form, a visit, or a task of a handoff', () => {
    for (const kind of ['form-submitted', 'site-visited', 'handoff-task-completed'] as const)
      expect(ids([hubspot('h', 0, { kind }), salesforce('s', 0, { kind })])).toEqual(['h', 's']);
  });

  test('two calls with a copy each are two calls, the nearest belonging together', () => {
    const all = [hubspot('h1', 0), hubspot('h2', 60), salesforce('s1', 10), salesforce('s2', 70)];
    expect(ids(all)).toEqual(['h1', 'h2']);
    expect(twinsOf(all, people).map(({ shown, copy }) => [shown.id, copy.id])).toEqual([
      ['h1', 's1'],
      ['h2', 's2'],
    ]);
    expect(ids([hubspot('h1', 0), salesforce('s1', 10), salesforce('s2', 70)])).toEqual(['h1', 's2']);
  });

  test('the one whose maker is known is shown, and what it does not say its copy says', () => {
    const told = { subject: '電話', outcome: 'connected' };
    const unknown = touch({ system: 'hubspot', id: 'h', seconds: 0, properties: { subject: '電話', durationMs: 9 } });
    const [shown] = eachOnce([unknown, salesforce('s', 3, { properties: told })], people);
    expect(shown).toMatchObject({ id: 's', properties: { ...told, durationMs: 9 } });
    const [first] = eachOnce(
      [hubspot('h', 0, { properties: { subject: '電話' } }), salesforce('s', 3, { properties: told })],
      people,
    );
    expect(first).toMatchObject({ id: 'h', properties: told });
  });

  const anyTouch: fc.Arbitrary<Activity> = fc
    .record({
      system: fc.constantFrom<System>('hubspot', 'salesforce'),
      seconds: fc.integer({ min: 0, max: 600 }),
      member: fc.constantFrom('tanaka', 'ito', undefined),
      kind: fc.constantFrom<ActivityKind>('call', 'mail'),
      subject: fc.constantFrom('a', 'b', ''),
      direction: fc.constantFrom<FieldValue>('in', 'out', null),
    })
    .map(({ subject, direction, member, ...rest }) =>
      touch({ ...rest, id: '', properties: { subject, direction }, ...(member === undefined ? {} : { member }) }),
    );
  const anyTouches = fc
    .array(anyTouch, { maxLength: 14 })
    .map((touches) => touches.map((one, index) => ({ ...one, id: `t${index}` })));

  test('the order in which they come is irrelevant', () => {
    fc.assert(
      fc.property(anyTouches, fc.infiniteStream(fc.nat()), (touches, order) => {
        const shuffled = touches.map((one) => [order.next().value ?? 0, one] as const).sort(([a], [b]) => a - b);
        expect([...ids(shuffled.map(([, one]) => one))].sort()).toEqual([...ids(touches)].sort());
      }),
    );
  });

  test('one more reading adds one touch or none, and never takes more than one away', () => {
    fc.assert(
      fc.property(anyTouches, anyTouch, (touches, late) => {
        const [before, after] = [ids(touches).length, ids([...touches, { ...late, id: 'late' }]).length];
        expect(after - before).toBeLessThanOrEqual(1);
        expect(after - before).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a touch with a twin', () => {
  const handed = handedOver();
  const { key } = handoffOf(handed);
  const withCalls = (lead: LeadBuilder, ...calls: readonly Activity[]): LeadBuilder =>
    lead.but({ activities: [...lead.lead.activities, ...calls] });
  const out = { properties: { direction: 'out', outcome: 'connected' } };
  const call = hubspot('h', 3_600, out);
  const copy = salesforce('s', 3_630, out);
  const later = { now: NOW.add({ hours: 4 }) };

  test.each([
    ['HubSpot’s first', call, copy],
    ['Salesforce’s first', copy, call],
  ])('is the first contact once, also when its twin comes after it was decided (%s)', (_, first, second) => {
    const seen = look(withCalls(handed, first), later);
    expect(factsOf(seen, 'first-contact-seen')).toMatchObject([{ handoff: key, activity: { ref: { id: first.id } } }]);
    const again = look(withCalls(kept(withCalls(handed, first), seen), second), later);
    expect(again.facts).toEqual([]);
    expect(again.score).toEqual(seen.score);
    expect(handoffOf(kept(handed, again)).firstContactAt).toBe(first.occurredAt);
  });

  test('gives its points once', () => {
    const terms = scoring([], [{ id: 'call', activity: 'call', points: 7, count: 'each', cap: 70 }]);
    const scored = (...calls: readonly Activity[]): number =>
      look(withCalls(handed, ...calls), { ...later, terms }).score.lines.filter((line) => line.rule === 'call').length;
    expect([scored(call), scored(copy), scored(call, copy), scored(copy, call)]).toEqual([1, 1, 1, 1]);
    expect(scored(call, salesforce('s', 3_900, out))).toBe(2);
  });

  test('stands in the order of time, so the deadline that was met stays met', () => {
    const seen = look(withCalls(handed, call, copy), later);
    expect(factsOf(seen, 'deadline-met').map(({ at }) => at)).toEqual([hence({ hours: 1 })]);
  });
});
