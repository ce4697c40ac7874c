/** What keeps a qualified lead from being handed over: old news, a closed gate, a missing fact; and what lets it through. */
import { describe, expect, test } from 'vitest';
import type { Circumstances } from '../../src/domain/circumstances.ts';
import type { LeadFact } from '../../src/domain/facts.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import {
  ago,
  aLead,
  anMql,
  assigned,
  FITTING,
  factsOf,
  HEARD,
  handedOver,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
} from '../support/people.ts';

/** Without what every new lead and its temperature bring along. */
const known = (lead: LeadBuilder, given: Partial<Circumstances> = {}): LeadBuilder =>
  kept(lead, look(lead, { in: { ...given, gateOpen: true, baselineAt: ago({ hours: 1 }) } }));
const admitted: LeadFact = { kind: 'admitted', handoff: 'marketing-to-is' };
const tanaka = { member: 'tanaka' as OwnerKey, turn: 1 };

describe('the baseline', () => {
  const old = { baselineAt: ago({ hours: 1 }) };

  test('a lead that did nothing of its own since stands, and is said once', () => {
    const first = look(anMql(), { in: old });
    expect(factsOf(first, 'standing')).toEqual([
      { kind: 'standing', handoff: 'marketing-to-is', reason: 'before-baseline' },
    ]);
    expect(first.needsOwner).toBeUndefined();
    expect(kinds(look(kept(anMql(), first), { in: old }))).toEqual([]);
  });

  test('even with an owner at hand nothing is handed over', () => {
    const decision = assigned(anMql(), 'marketing-to-is', tanaka, { in: old });
    expect(factsOf(decision, 'handoff-decided')).toEqual([]);
    expect(decision.deeds).toEqual([]);
  });

  test('something new lets it through', () => {
    const standing = known(anMql());
    expect(look(standing.did('mail-opened', ago({ minutes: 5 })), { in: old }).needsOwner).toBeDefined();
  });

  test('behaviour at the very moment of the baseline is old, a millisecond later it is new', () => {
    expect(look(anMql(), { in: { baselineAt: ago({ hours: 2 }) } }).needsOwner).toBeUndefined();
    expect(look(anMql(), { in: { baselineAt: ago({ hours: 2, milliseconds: 1 }) } }).needsOwner).toBeDefined();
  });

  test('what our own people did is no new behaviour, nor is what lies ahead until it has come', () => {
    const standing = known(anMql());
    expect(look(standing.touched('tanaka', 'call', ago({ minutes: 5 })), { in: old }).needsOwner).toBeUndefined();
    const ahead = standing.did('survey-answered', hence({ hours: 3 }));
    const decision = look(ahead, { in: old });
    expect(decision.needsOwner).toBeUndefined();
    expect(decision.nextAt).toBe(hence({ hours: 3 }));
    expect(look(ahead, { in: old, now: NOW.add({ hours: 3 }) }).needsOwner).toBeDefined();
  });

  test('a handoff that follows another is no old news', () => {
    expect(
      look(handedOver().inSalesforce(HEARD), { in: { baselineAt: hence({ hours: 1 }) } }).needsOwner,
    ).toBeDefined();
  });

  test('admitting lets it through once: a new episode would have to be admitted again', () => {
    const through = known(anMql()).folding(admitted);
    expect(through.lead.state.standing).toBeUndefined();
    const decision = judge(through, { in: old });
    expect(factsOf(decision, 'handoff-decided')).toHaveLength(1);
    expect(decision.state.admitted).toBeUndefined();
  });
});

describe('the gate', () => {
  test.each([
    ['an MQL', anMql(), 'marketing-to-is', 'tanaka'],
    ['an SQL', handedOver().inSalesforce(HEARD), 'is-to-fs', 'takahashi'],
  ] as const)('closed, %s stands, whoever is at hand', (_, lead, handoff, member) => {
    for (const decision of [
      look(lead, { in: { gateOpen: false } }),
      assigned(lead, handoff, { member: member as OwnerKey, turn: 1 }, { in: { gateOpen: false } }),
    ]) {
      expect(factsOf(decision, 'standing')).toEqual([{ kind: 'standing', handoff, reason: 'gate' }]);
      expect(decision.deeds).toEqual([]);
      expect(decision.needsOwner).toBeUndefined();
    }
  });

  test('opened again, it goes on', () => {
    const standing = kept(anMql(), look(anMql(), { in: { gateOpen: false } }));
    expect(look(standing).needsOwner).toBeDefined();
  });

  test('what a person has let through passes', () => {
    const standing = kept(anMql(), look(anMql(), { in: { gateOpen: false } }));
    expect(look(standing.folding(admitted), { in: { gateOpen: false } }).needsOwner).toBeDefined();
  });
});

describe('missing facts', () => {
  const without = anMql().with({ timeframe: null });

  test('hold the lead, each once, until they are known', () => {
    const first = look(without);
    expect(factsOf(first, 'held')).toEqual([{ kind: 'held', handoff: 'marketing-to-is', missing: ['timeframe'] }]);
    expect(first.needsOwner).toBeUndefined();
    const held = kept(without, first);
    expect(kinds(look(held))).toEqual([]);
    expect(look(held.with({ timeframe: 'undecided' })).needsOwner).toBeDefined();
  });

  test('a Salesforce record is one of them only where Baton may not make it', () => {
    expect(look(anMql(), { in: { createLead: 'never' } }).state.held?.missing).toEqual(['salesforce-record']);
    expect(look(anMql().inSalesforce(), { in: { createLead: 'never' } }).needsOwner).toBeDefined();
    expect(
      look(anMql().inSalesforce({}, { deleted: true }), { in: { createLead: 'never' } }).needsOwner,
    ).toBeUndefined();
  });

  test('another missing fact is said anew', () => {
    const held = kept(without, look(without));
    const decision = look(held, { in: { createLead: 'never' } });
    expect(decision.state.held?.missing).toEqual(['timeframe', 'salesforce-record']);
  });

  test('a lead is held or stands, never both', () => {
    const held = kept(without, look(without));
    const standing = kept(
      held.with({ timeframe: 'undecided' }),
      look(held.with({ timeframe: 'undecided' }), { in: { gateOpen: false } }),
    );
    expect(standing.lead.state.standing?.reason).toBe('gate');
    expect(standing.lead.state.held).toBeUndefined();
    const again = look(standing.with({ timeframe: null }));
    expect(again.state).toMatchObject({ standing: undefined, held: { missing: ['timeframe'] } });
  });

  test('keep a permission that was given', () => {
    const held = known(anMql()).folding(admitted).with({ timeframe: null });
    const later = kept(held, look(held, { in: { baselineAt: ago({ hours: 1 }) } })).with({ timeframe: 'undecided' });
    expect(look(later, { in: { baselineAt: ago({ hours: 1 }) } }).needsOwner).toBeDefined();
  });
});

describe('a lead that no longer qualifies', () => {
  const lapsed = [{ kind: 'no-longer-qualified', handoff: 'marketing-to-is' }];

  test('is held no more: the answer that was missing may be the reason', () => {
    const without = anMql().with({ timeframe: null });
    const decision = look(kept(without, look(without)).with({ timeframe: 'over-1-year' }));
    expect(factsOf(decision, 'no-longer-qualified')).toEqual(lapsed);
    expect(decision.state).toMatchObject({ stage: 'lead', held: undefined });
    expect(kinds(look(kept(without, decision).with({ timeframe: 'over-1-year' })))).toEqual([]);
  });

  test('stands no more when its behaviour has left the window', () => {
    const standing = known(anMql());
    const decision = look(standing, { now: NOW.add({ hours: 24 * 91 }), in: { baselineAt: ago({ hours: 1 }) } });
    expect(factsOf(decision, 'no-longer-qualified')).toEqual(lapsed);
    expect(decision.state.standing).toBeUndefined();
  });

  test('loses the permission that was given for it', () => {
    const through = known(anMql()).folding(admitted).with({ timeframe: 'over-1-year' });
    const later = kept(through, look(through)).with({ timeframe: 'undecided' });
    expect(look(later, { in: { baselineAt: ago({ hours: 1 }) } }).needsOwner).toBeUndefined();
  });

  test('a refused handoff is no lapse: the lead goes on waiting', () => {
    const mql = kept(anMql(), judge(anMql()));
    const held = kept(
      mql.inSalesforce({ bantNeed: 'clear', bantBudget: 'approved' }),
      look(mql.inSalesforce({ bantNeed: 'clear', bantBudget: 'approved' })),
    );
    expect(held.lead.state.held?.missing).toEqual(['bantTimeframe']);
    const key = held.lead.state.handoffs[0]?.key;
    if (key === undefined) throw new Error('no handoff');
    const refused = held.folding({ kind: 'handoff-refused', handoff: key, category: 'lock', code: 'X' });
    expect(kinds(look(refused))).toEqual([]);
  });
});

test('a lead that never qualified is neither standing nor held', () => {
  const lead = aLead().with({ ...FITTING, timeframe: null });
  expect(look(lead, { in: { gateOpen: false } }).state).toMatchObject({ version: 2 });
});

describe('several Salesforce records', () => {
  const [contact, lead] = anMql().inSalesforce().lead.records;
  if (contact === undefined || lead === undefined) throw new Error('two records were wanted');
  const another = (object: 'lead' | 'contact', changes: Partial<SourceRecord> = {}): SourceRecord => ({
    ...lead,
    ref: { system: 'salesforce', object, id: 'other' },
    ...changes,
  });
  const having = (...records: readonly SourceRecord[]): LeadBuilder => anMql().but({ records: [contact, ...records] });
  const missing = (one: LeadBuilder) => factsOf(look(one), 'held').map((fact) => fact.missing);

  test.each([
    'lead',
    'contact',
  ] as const)('a Lead and a %s hold it, since nobody knows on which its task belongs', (object) => {
    expect(missing(having(lead, another(object)))).toEqual([['one-salesforce-record']]);
  });

  test('a Lead that was converted, one that was merged or deleted, or a HubSpot contact more hold nothing', () => {
    const converted = { ...lead, fields: { ...lead.fields, converted: true } };
    expect(missing(having(converted, another('contact')))).toEqual([]);
    expect(missing(having(lead, another('lead', { deleted: true })))).toEqual([]);
    expect(missing(having(lead, another('lead', { ref: { ...contact.ref, id: '102' } })))).toEqual([]);
  });

  test('of which somebody has said that they are one hold nothing till there is another', () => {
    const one = { saidOne: [lead.ref, another('lead').ref] };
    expect(missing(having(lead, another('lead')).but(one))).toEqual([]);
    expect(missing(having(lead, another('lead'), another('contact')).but(one))).toEqual([['one-salesforce-record']]);
  });
});
