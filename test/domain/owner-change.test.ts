/** Whoever a person gives a lead to has its handoff, whatever is armed; whom nobody can give it to is said. */
import { describe, expect, test } from 'vitest';
import type { Circumstances } from '../../src/domain/circumstances.ts';
import { Directory } from '../../src/domain/circumstances.ts';
import { openHandoffs } from '../../src/domain/lead.ts';
import type { ArmStep } from '../../src/domain/mapping.ts';
import { personStands } from '../../src/domain/peoples-fields.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import {
  ago,
  anMql,
  factsOf,
  handedOver,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  people,
  REFS,
  team,
  userOf,
} from '../support/people.ts';

const OWNED = userOf('salesforce', 'yamamoto');
/** The owner's fields, which Baton has not written. */
const owned = anMql().with({ ownerId: null }).inSalesforce({ ownerId: OWNED });
const handed = handedOver(owned);
const given = (user: string | null, by = 'tanaka', changes: Partial<SourceRecord> = {}): LeadBuilder =>
  handed.inSalesforce({ ownerId: user }, { modifiedBy: userOf('salesforce', by), ...changes });
const steps: readonly (readonly ArmStep[])[] = [['tasks'], ['tasks', 'status'], ['tasks', 'status', 'owner']];
const with_ = (armed: readonly ArmStep[]): { readonly in: Partial<Circumstances> } => ({
  in: { armed: new Set(armed) },
});

describe.each(steps.map((armed) => [armed.join(' + '), armed] as const))('with %s armed', (_, armed) => {
  test('in Salesforce: the open handoff is theirs, by whoever gave it, and its task follows', () => {
    const decision = look(given(userOf('salesforce', 'suzuki')), with_(armed));
    expect(factsOf(decision, 'owner-changed')).toMatchObject([
      { record: { ref: REFS.lead }, holder: { department: 'inside-sales', member: 'suzuki' } },
    ]);
    expect(decision.facts.find(({ fact }) => fact.kind === 'owner-changed')?.cause).toMatchObject({
      by: 'person',
      user: 'tanaka',
    });
    expect(decision.deeds).toMatchObject([{ payload: { kind: 'move-task', handoff: handoffOf(handed).key } }]);
    expect(openHandoffs(decision.state)).toMatchObject([{ to: { member: 'suzuki' }, due: handoffOf(handed).due }]);
  });

  test('in HubSpot likewise', () => {
    const lead = handed.with({ ownerId: userOf('hubspot', 'suzuki') }, { modifiedBy: userOf('hubspot', 'sato') });
    expect(factsOf(look(lead, with_(armed)), 'owner-changed')).toMatchObject([{ holder: { member: 'suzuki' } }]);
  });

  test('said once, and given on again said again', () => {
    const once = kept(given(userOf('salesforce', 'suzuki')), look(given(userOf('salesforce', 'suzuki')), with_(armed)));
    expect(kinds(look(once, with_(armed)))).toEqual([]);
    const on = look(once.inSalesforce({ ownerId: userOf('salesforce', 'tanaka') }), {
      now: NOW.add({ hours: 1 }),
      ...with_(armed),
    });
    expect(on.deeds.map(({ key }) => key)).not.toEqual(
      look(given(userOf('salesforce', 'suzuki'))).deeds.map(({ key }) => key),
    );
    expect(handoffOf(kept(once, on)).before).toMatchObject([
      { to: { member: 'tanaka' } },
      { to: { member: 'suzuki' } },
    ]);
  });
});

describe('nothing is given by', () => {
  test('what the owner field said before the handoff', () => {
    expect(kinds(look(handed))).toEqual([]);
  });

  test('a workflow', () => {
    const lead = given(userOf('salesforce', 'suzuki'), 'tanaka', { editors: { ownerId: { by: 'automation' } } });
    expect(kinds(look(lead))).toEqual(['field-changed']);
  });

  test('a value that is the owner’s already', () => {
    expect(factsOf(look(given(userOf('salesforce', 'tanaka'))), 'owner-changed')).toEqual([]);
  });
});

test('before its task is there the handoff is the other’s too', () => {
  const decided = kept(owned, judge(owned));
  const lead = decided.inSalesforce(
    { ownerId: userOf('salesforce', 'suzuki') },
    { modifiedBy: userOf('salesforce', 'tanaka') },
  );
  expect(openHandoffs(look(lead).state)).toMatchObject([{ status: 'decided', to: { member: 'suzuki' } }]);
});

test('after the handoff the lead is with whoever a person gives it to', () => {
  const won = handed.folding({ kind: 'handoff-closed', handoff: handoffOf(handed).key, outcome: 'advanced' });
  const lead = won
    .state({ stage: 'opportunity' })
    .inSalesforce({ ownerId: userOf('salesforce', 'suzuki') }, { modifiedBy: userOf('salesforce', 'sato') });
  const decision = look(lead);
  expect(decision.state.holder).toEqual({ department: 'inside-sales', member: 'suzuki' });
  expect(decision.deeds).toEqual([]);
});

test('of two that say another thing the later word counts; of one moment, Salesforce’s', () => {
  const both = (hubspotAt: string, salesforceAt: string): LeadBuilder =>
    given(userOf('salesforce', 'suzuki'), 'tanaka', { modifiedAt: salesforceAt as SourceRecord['modifiedAt'] }).with(
      { ownerId: userOf('hubspot', 'takahashi') },
      { modifiedAt: hubspotAt as SourceRecord['modifiedAt'], modifiedBy: userOf('hubspot', 'sato') },
    );
  const owner = (lead: LeadBuilder): string | undefined => look(lead).state.holder.member;
  expect(owner(both(ago({ minutes: 1 }), ago({ minutes: 2 })))).toBe('takahashi');
  expect(owner(both(ago({ minutes: 2 }), ago({ minutes: 1 })))).toBe('suzuki');
  expect(owner(both(ago({ minutes: 1 }), ago({ minutes: 1 })))).toBe('suzuki');
});

describe('an owner to whom nothing can be given', () => {
  const known = new Directory(
    team.members,
    [
      ...team.members.map(({ key }) => ({
        system: 'salesforce' as const,
        id: userOf('salesforce', key),
        email: `${key}@baton-demo.example`,
        active: key !== 'suzuki',
      })),
    ],
    [{ name: 'inside-sales', id: '00G1' }],
  );
  const doubts = (lead: LeadBuilder) => look(lead, { in: { people: known } }).ownerDoubts;

  test.each([
    ['is a queue', '00G1', 'queue'],
    ['is inactive', userOf('salesforce', 'suzuki'), 'inactive'],
    ['is not of the team', '005-stranger', 'unknown'],
    ['is nobody', null, 'nobody'],
  ])('%s: the handoff stays, and it is said', (_, user, is) => {
    expect(doubts(given(user))).toEqual([
      { record: REFS.lead, is, ...(user === '00G1' ? { name: 'inside-sales' } : {}) },
    ]);
    expect(factsOf(look(given(user), { in: { people: known } }), 'owner-changed')).toEqual([]);
  });

  test('is said till somebody is given it, or the handoff has ended', () => {
    const lead = kept(given('005-stranger'), look(given('005-stranger'), { in: { people: known } }));
    expect(doubts(lead)).toHaveLength(1);
    expect(doubts(lead.inSalesforce({ ownerId: userOf('salesforce', 'takahashi') }))).toEqual([]);
    expect(doubts(lead.state({ handoffs: [], holder: { department: 'marketing' } }))).toEqual([]);
    expect(people.ownerOf('salesforce', userOf('salesforce', 'suzuki'))).toMatchObject({ is: 'member' });
  });
});

test('a word in the one system is written over what was said before it in the other', () => {
  const first = kept(given(userOf('salesforce', 'suzuki')), look(given(userOf('salesforce', 'suzuki'))));
  const later = first.with({ ownerId: userOf('hubspot', 'takahashi') }, { modifiedBy: userOf('hubspot', 'sato') });
  const decision = look(later, { now: NOW.add({ hours: 1 }) });
  expect(decision.state.holder.member).toBe('takahashi');
  expect(decision.state.ownerAt).toBe(hence({ hours: 1 }));
  expect(standing(kept(later, decision))).toEqual(['hubspot']);
});

test('so are the earlier of two words that are read together, and of one moment HubSpot’s; a queue that was named last stays', () => {
  const both = (hubspot: number, salesforce: number, user = userOf('salesforce', 'suzuki')): LeadBuilder => {
    const lead = given(user, 'tanaka', { modifiedAt: ago({ minutes: salesforce }) }).with(
      { ownerId: userOf('hubspot', 'takahashi') },
      { modifiedAt: ago({ minutes: hubspot }), modifiedBy: userOf('hubspot', 'sato') },
    );
    return kept(lead, look(lead));
  };
  expect(standing(both(1, 2))).toEqual(['hubspot']);
  expect(standing(both(2, 1))).toEqual(['salesforce']);
  expect(standing(both(1, 1))).toEqual(['salesforce']);
  expect(standing(both(2, 1, '00G1'))).toEqual(['hubspot', 'salesforce']);
  expect(standing(both(1, 2, '00G1'))).toEqual(['hubspot']);
});

/** Systems in whose owner's field a person's word stands. */
function standing({ lead }: LeadBuilder): readonly string[] {
  return lead.written
    .filter((one) => one.field === 'ownerId' && personStands(one, lead.state))
    .map(({ target }) => target.system)
    .sort();
}

describe('a Contact that comes to a lead after its handoff', () => {
  const CONTACT = { system: 'salesforce', object: 'contact', id: '0035' } as const;
  const held = handed.inSalesforce({ ownerId: userOf('salesforce', 'tanaka') });
  const followed = kept(held, look(held));
  const came = (ownerId: string, changes: Partial<SourceRecord> = {}, of = followed): LeadBuilder =>
    of.but({
      records: [
        ...of.lead.records,
        {
          ref: CONTACT,
          fields: { ownerId },
          modifiedAt: hence({ hours: 1 }),
          modifiedBy: userOf('salesforce', 'sato'),
          deleted: false,
          ...changes,
        },
      ],
    });
  const converted = (ownerId: string, changes: Partial<SourceRecord> = {}): LeadBuilder =>
    came(ownerId, changes, followed.inSalesforce({ converted: true, convertedContactId: CONTACT.id }));
  const later = { now: NOW.add({ hours: 2 }) };
  const foundOn = (lead: LeadBuilder) =>
    look(lead, later).taken.find(({ target, field }) => target.id === CONTACT.id && field === 'ownerId')?.by;

  test('made of its Lead, has the owner whom whoever converted it named', () => {
    const decision = look(converted(userOf('salesforce', 'suzuki')), later);
    expect(factsOf(decision, 'owner-changed')).toMatchObject([
      { record: { ref: CONTACT }, holder: { member: 'suzuki' } },
    ]);
    expect(openHandoffs(decision.state)).toMatchObject([{ to: { member: 'suzuki' } }]);
    expect(decision.deeds).toMatchObject([{ payload: { kind: 'move-task' } }]);
  });

  test.each([
    ['its Lead’s owner', converted(userOf('salesforce', 'tanaka'))],
    ['nobody of the team', converted('005-stranger')],
    [
      'whoever had it before, as Baton has written to it',
      converted(userOf('salesforce', 'suzuki')).wrote(CONTACT, 'stage', 'lead', ago({ hours: 9 })),
    ],
    [
      'whoever had it before it was handed over',
      converted(userOf('salesforce', 'suzuki'), { modifiedAt: ago({ hours: 1 }) }),
    ],
    ['whoever has it where it is no conversion', came(userOf('salesforce', 'suzuki'))],
  ])('gives the handoff to nobody with %s', (_, lead) => {
    expect(factsOf(look(lead, later), 'owner-changed')).toEqual([]);
  });

  test('and has been changed since, may have been given by a person: its owner stands', () => {
    const lead = came(userOf('salesforce', 'suzuki'));
    expect(foundOn(lead)).toBe('person');
    const after = kept(lead, look(lead, later));
    const value = after.lead.written.find(({ target, field }) => target.id === CONTACT.id && field === 'ownerId');
    expect(personStands(value, after.lead.state)).toBe(true);
  });

  test('also of somebody to whom nothing can be given any more: a person must mend that', () => {
    const gone = new Directory(
      team.members,
      team.members.map(({ key }) => ({
        system: 'salesforce' as const,
        id: userOf('salesforce', key),
        email: `${key}@baton-demo.example`,
        active: key !== 'suzuki',
      })),
    );
    for (const lead of [came(userOf('salesforce', 'suzuki')), converted(userOf('salesforce', 'suzuki'))]) {
      const decision = look(lead, { ...later, in: { people: gone } });
      const found = decision.taken.find(({ target, field }) => target.id === CONTACT.id && field === 'ownerId');
      expect(found?.by).toBe('person');
      expect(factsOf(decision, 'owner-changed')).toEqual([]);
    }
  });

  test.each([
    ['has not been changed since', came(userOf('salesforce', 'suzuki'), { modifiedAt: ago({ hours: 1 }) })],
    ['is nobody’s of the team', came('005-stranger')],
    ['is its holder’s', came(userOf('salesforce', 'tanaka'))],
  ])('but %s, is given to whoever has the lead', (_, lead) => {
    expect(foundOn(lead)).toBe('baton');
  });
});
