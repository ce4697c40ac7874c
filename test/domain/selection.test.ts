/** Who takes part: whoever the selection rule leaves out is not decided, what is open is followed, and coming in floods nobody. */
import { describe, expect, test } from 'vitest';
import { iso } from '../../src/domain/instant.ts';
import type { Selection } from '../../src/domain/mapping.ts';
import {
  ago,
  aLead,
  anMql,
  FITTING,
  factsOf,
  handedOver,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  REFS,
} from '../support/people.ts';

const LIST: Selection = { list: '42' };
const TOKYO: Selection = { when: { attribute: 'region', in: ['東京都'] } };
const onList = (lead: LeadBuilder, member = true): LeadBuilder =>
  lead
    .but({ activities: lead.lead.activities.filter(({ kind }) => kind !== 'listed') })
    .did('listed', ago({ hours: 90 }), { id: '42:101', properties: { list: '42', member } });
const later = NOW.add({ hours: 2 });

describe('by list', () => {
  test('whoever is on it is handed over as without a rule', () => {
    expect(kinds(judge(onList(anMql()), { in: { selection: LIST } }))).toEqual(kinds(judge(anMql())));
  });

  test('whoever never was on it, or is on another one, leaves no trace in the ledger', () => {
    const other = anMql().did('listed', ago({ hours: 90 }), { properties: { list: '41', member: true } });
    for (const lead of [anMql(), other, onList(anMql(), false)]) {
      const decision = look(lead, { in: { selection: LIST } });
      expect(decision).toMatchObject({ facts: [], deeds: [], outside: true, statusDue: false });
      expect(decision.needsOwner).toBeUndefined();
      expect(decision.state).toEqual(lead.lead.state);
    }
  });

  test('a lead that leaves is not judged any more, and says so once', () => {
    const before = kept(
      onList(aLead().with(FITTING)),
      look(onList(aLead().with(FITTING)), { in: { selection: LIST } }),
    );
    const left = onList(before.did('inquiry-sent', ago({ hours: 1 })), false);
    const decision = look(left, { in: { selection: LIST } });
    expect(kinds(decision)).toEqual(['left-selection']);
    expect(decision.state.outsideSince).toBe(iso(NOW));
    expect(decision).toMatchObject({ needsOwner: undefined, statusDue: false, outside: true });
    expect(kinds(look(kept(left, decision), { in: { selection: LIST } }))).toEqual([]);
  });

  test('its permission, or what it stood for, lapses when it leaves', () => {
    const old = onList(
      aLead()
        .with(FITTING)
        .did('inquiry-sent', ago({ hours: 24 * 10 })),
    );
    const standing = kept(old, look(old, { in: { selection: LIST } }));
    expect(standing.lead.state.standing).toMatchObject({ reason: 'before-baseline' });
    expect(kinds(look(onList(standing, false), { in: { selection: LIST } }))).toEqual([
      'left-selection',
      'no-longer-qualified',
    ]);
  });
});

describe('an open handoff of a lead that left', () => {
  const open = (): LeadBuilder => onList(handedOver(onList(anMql().inSalesforce())), false);
  const given = { in: { selection: LIST } };

  test('stays open, and its first contact and deadlines are followed', () => {
    const left = look(open(), given);
    expect(kinds(left)).toEqual(['left-selection']);
    expect(left.nextAt).toBe(hence({ hours: 72, milliseconds: 1 }));
    const touched = kept(open(), left).touched('tanaka', 'call', iso(later), {
      direction: 'out',
      outcome: 'connected',
    });
    const followed = look(touched, { ...given, now: later.add({ hours: 1 }) });
    expect(kinds(followed)).toEqual(['first-contact-seen', 'deadline-met']);
    const missed = look(kept(open(), left), { ...given, now: NOW.add({ hours: 73 }) });
    expect(kinds(missed)).toEqual(['deadline-missed']);
  });

  test('ends when sales sends the lead back, and the lead is not qualified again', () => {
    const said = { hubspot: {}, salesforce: { leadStatus: { Closed: 'returned' as const } } };
    const left = kept(open(), look(open(), given));
    const back = left
      .wrote(REFS.lead, 'leadStatus', 'Open', iso(NOW))
      .inSalesforce({ leadStatus: 'Closed' }, { modifiedAt: iso(later) });
    const decision = look(back, { in: { selection: LIST, said }, now: later.add({ hours: 1 }) });
    expect(kinds(decision)).toEqual(['field-changed', 'stage-changed', 'handoff-closed']);
    expect(factsOf(decision, 'handoff-closed')).toMatchObject([{ outcome: 'sent-back' }]);
    expect(decision.statusDue).toBe(true);
    expect(decision.deeds.map(({ payload }) => payload.kind)).toEqual(['close-task']);
  });
});

describe('coming back', () => {
  const given = { in: { selection: LIST } };
  const left = (): LeadBuilder => {
    const inside = onList(aLead().with(FITTING));
    const out = onList(kept(inside, look(inside, given)), false);
    return kept(out, look(out, given));
  };

  test('qualifies nobody by what happened meanwhile: such a lead stands', () => {
    const back = onList(left().did('inquiry-sent', hence({ minutes: 30 })));
    const decision = look(back, { ...given, now: later });
    expect(kinds(decision)).toEqual(['entered-selection', 'standing']);
    expect(decision.state).toMatchObject({ outsideSince: undefined, newSince: iso(later) });
    expect(decision.needsOwner).toBeUndefined();
    const eager = kept(back, decision).did('quote-requested', iso(later.add({ minutes: 5 })));
    expect(look(eager, { ...given, now: later.add({ minutes: 6 }) }).needsOwner).toMatchObject({
      handoff: 'marketing-to-is',
    });
  });

  test('for the first time counts what the lead did in the day before it came in, and nothing older', () => {
    const outside = (hours: number): LeadBuilder =>
      aLead().with(FITTING).did('inquiry-sent', ago({ hours })).but({ wasOutside: true });
    const fresh = look(onList(outside(2)), given);
    expect(kinds(fresh)).toEqual(['lead-found', 'entered-selection', 'temperature-changed']);
    expect(fresh.needsOwner).toBeDefined();
    expect(kinds(look(onList(outside(30)), given)).at(-1)).toBe('standing');
  });
});

describe('by condition', () => {
  test('takes in only those for whom it surely holds', () => {
    const lead = (region: string | null) => look(anMql().with({ region }), { in: { selection: TOKYO } });
    expect(lead('東京都').outside).toBe(false);
    expect(lead('大阪府').outside).toBe(true);
    expect(lead(null).outside).toBe(true);
  });

  test('and a list: both must hold', () => {
    const both = { ...LIST, ...TOKYO };
    expect(look(onList(anMql()), { in: { selection: both } }).outside).toBe(false);
    expect(look(anMql(), { in: { selection: both } }).outside).toBe(true);
    expect(look(onList(anMql()).with({ region: '大阪府' }), { in: { selection: both } }).outside).toBe(true);
  });
});
