/** First contact is what a person of ours really did towards the lead after the task was made; everything else is at most a report. */
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import {
  agreement,
  anMql,
  assigned,
  factsOf,
  handedOver,
  handoffOf,
  hence,
  kept,
  type LeadBuilder,
  look,
  NOW,
  userOf,
  withTask,
} from '../support/people.ts';

const later = NOW.add({ hours: 4 });
const handed = handedOver();
const key = handoffOf(handed).key;
const contactOf = (lead: LeadBuilder, terms = agreement) => {
  const [seen] = factsOf(look(lead, { now: later, terms }), 'first-contact-seen');
  return seen && { how: seen.how, at: seen.at };
};
const called = (outcome: FieldValue | undefined, direction = 'out'): LeadBuilder =>
  handed.touched('tanaka', 'call', hence({ hours: 1 }), {
    direction,
    ...(outcome === undefined ? {} : { outcome }),
  });

describe('evidence', () => {
  test.each(['connected', 'completed', 'other'])('a call by the owner with the outcome %s is contact', (outcome) => {
    expect(contactOf(called(outcome))).toEqual({ how: 'evidenced', at: hence({ hours: 1 }) });
  });

  test.each([
    'no-answer',
    'busy',
    'wrong-number',
    'left-voicemail',
    'left-message',
    'cancelled',
  ])('a call that ended in %s is none', (outcome) => {
    expect(contactOf(called(outcome))).toBeUndefined();
  });

  test.each([[null], [undefined]])('a call of whose outcome nobody said anything (%s) is none', (outcome) => {
    expect(contactOf(called(outcome))).toBeUndefined();
  });

  test('a call of the lead’s own is none', () => {
    expect(contactOf(called('connected', 'in'))).toBeUndefined();
  });

  test('a mail by the owner is contact; one by automation or by nobody known is none', () => {
    const mail = handed.touched('tanaka', 'mail', hence({ hours: 2 }), { direction: 'out' });
    expect(contactOf(mail)).toEqual({ how: 'evidenced', at: hence({ hours: 2 }) });
    for (const actor of [
      { type: 'automation' },
      { type: 'unknown' },
      { type: 'person', user: '005-stranger' },
    ] as const)
      expect(contactOf(handed.did('mail', hence({ hours: 2 }), { actor, system: 'salesforce' }))).toBeUndefined();
    expect(contactOf(handed.did('mail-sent', hence({ hours: 2 }), { actor: { type: 'automation' } }))).toBeUndefined();
  });

  test.each([
    ['held', true],
    ['scheduled', false],
    ['no-show', false],
    ['cancelled', false],
  ] as const)('a meeting that is %s: %s', (outcome, counts) => {
    const met = handed.touched('tanaka', 'meeting', hence({ hours: 3 }), { outcome });
    expect(contactOf(met) !== undefined).toBe(counts);
  });

  test('what a colleague did is not the owner’s contact; for a queue, anybody’s of its department is', () => {
    const call = { direction: 'out', outcome: 'connected' };
    expect(contactOf(handed.touched('suzuki', 'call', hence({ hours: 1 }), call))).toBeUndefined();
    const decided = assigned(anMql(), 'marketing-to-is', { queue: 'inside-sales', turn: 1 });
    const queued = withTask(kept(anMql(), decided), iso(NOW), []);
    expect(contactOf(queued.touched('suzuki', 'call', hence({ hours: 1 }), call))).toBeDefined();
    expect(contactOf(queued.touched('takahashi', 'call', hence({ hours: 1 }), call))).toBeUndefined();
  });

  test('the same person is known by either system’s id', () => {
    const actor = { type: 'person', user: userOf('hubspot', 'tanaka') } as const;
    const properties = { outcome: 'connected', direction: 'out' };
    expect(contactOf(handed.did('call', hence({ hours: 1 }), { actor, properties }))).toBeDefined();
    const wrong = { type: 'person', user: userOf('salesforce', 'tanaka') } as const;
    expect(contactOf(handed.did('call', hence({ hours: 1 }), { actor: wrong, properties }))).toBeUndefined();
  });

  test('what was done before the task was made is none, and the moment of making it counts', () => {
    const call = { direction: 'out', outcome: 'connected' };
    expect(contactOf(handed.touched('tanaka', 'call', hence({ milliseconds: -1 }), call))).toBeUndefined();
    expect(contactOf(handed.touched('tanaka', 'call', iso(NOW), call))).toEqual({ how: 'evidenced', at: iso(NOW) });
  });

  test('what is dated later than now is none until then', () => {
    const ahead = handed.touched('tanaka', 'call', hence({ hours: 6 }), { direction: 'out', outcome: 'connected' });
    expect(contactOf(ahead)).toBeUndefined();
    expect(look(ahead, { now: later }).nextAt).toBe(hence({ hours: 6 }));
    expect(factsOf(look(ahead, { now: NOW.add({ hours: 6 }) }), 'first-contact-seen')).toHaveLength(1);
  });

  test('before the task exists nothing is contact', () => {
    const decided = kept(anMql(), assigned(anMql(), 'marketing-to-is', { queue: 'inside-sales', turn: 1 }));
    const call = { direction: 'out', outcome: 'connected' };
    expect(contactOf(decided.touched('tanaka', 'call', hence({ hours: 1 }), call))).toBeUndefined();
  });

  test('only the kinds that the agreement names are contact', () => {
    const callsOnly = { ...agreement, firstContact: { kinds: ['call' as const], reported: true } };
    const mail = handed.touched('tanaka', 'mail', hence({ hours: 1 }), { direction: 'out' });
    expect(contactOf(mail, callsOnly)).toBeUndefined();
  });
});

describe('reports', () => {
  const reported = handed.touched('tanaka', 'handoff-task-completed', hence({ hours: 2 }), { handoff: key });

  test('the task’s completion by a person is a report', () => {
    expect(contactOf(reported)).toEqual({ how: 'reported', at: hence({ hours: 2 }) });
  });

  test('its completion by automation, another handoff’s task, or its making are not', () => {
    const actor = { type: 'automation' } as const;
    const properties = { handoff: key };
    const automatic = { actor, properties, system: 'salesforce' } as const;
    expect(contactOf(handed.did('handoff-task-completed', hence({ hours: 2 }), automatic))).toBeUndefined();
    const other = { handoff: 'bhother' };
    expect(contactOf(handed.touched('tanaka', 'handoff-task-completed', hence({ hours: 2 }), other))).toBeUndefined();
    expect(contactOf(handed.touched('tanaka', 'handoff-task-open', hence({ hours: 2 }), properties))).toBeUndefined();
  });

  test('the agreement may leave reports out', () => {
    const strict = { ...agreement, firstContact: { ...agreement.firstContact, reported: false } };
    expect(contactOf(reported, strict)).toBeUndefined();
  });

  test('evidence of the same or an earlier moment wins over a report, later evidence does not', () => {
    const call = { direction: 'out', outcome: 'connected' };
    expect(contactOf(reported.touched('tanaka', 'call', hence({ hours: 1 }), call))?.how).toBe('evidenced');
    expect(contactOf(reported.touched('tanaka', 'call', hence({ hours: 2 }), call))?.how).toBe('evidenced');
    expect(contactOf(reported.touched('tanaka', 'call', hence({ hours: 3 }), call))?.how).toBe('reported');
  });
});
