/** A deactivated user's open handoff goes to somebody else; whoever may log in, a queue, and what is not made yet keep theirs. */
import { describe, expect, test } from 'vitest';
import { Directory } from '../../src/domain/circumstances.ts';
import { iso } from '../../src/domain/instant.ts';
import {
  anMql,
  assigned,
  factsOf,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  team,
  userOf,
  withTask,
} from '../support/people.ts';

const lead = anMql().inSalesforce();
const decided = kept(lead, judge(lead, { owner: 'suzuki' }));
const due = [{ deadline: 'first-contact', dueAt: hence({ hours: 72 }) }];
const open = withTask(decided, iso(NOW), due);
const CALL = { direction: 'out', outcome: 'connected' };

function without(...gone: readonly string[]): { readonly people: Directory } {
  const users = team.members.map(({ key }) => ({
    system: 'salesforce' as const,
    id: userOf('salesforce', key),
    email: `${key}@baton-demo.example`,
    active: !gone.includes(key),
  }));
  return { people: new Directory(team.members, users, [], team.pools) };
}

const later = (given: LeadBuilder, circumstances: { readonly people: Directory }) =>
  look(given, { now: NOW.add({ hours: 1 }), in: circumstances });

describe('given an open handoff, when its owner was deactivated', () => {
  test('then it ends, the ledger says why, and somebody else is asked for', () => {
    const decision = later(open, without('suzuki'));
    expect(factsOf(decision, 'handoff-closed')).toMatchObject([{ outcome: 'reassigned' }]);
    expect(decision.facts.at(-1)?.cause).toEqual({ by: 'rule', rule: 'owner-inactive' });
    expect(decision.needsOwner).toMatchObject({ handoff: 'marketing-to-is', exclude: ['suzuki'] });
    expect(decision.deeds.map(({ payload }) => payload.kind)).toEqual(['close-task']);
  });

  test('and has accepted it or been in touch, then it does all the same', () => {
    const accepted = open.folding({
      kind: 'handoff-accepted',
      handoff: open.lead.state.handoffs[0]?.key ?? ('' as never),
    });
    expect(kinds(later(accepted, without('suzuki')))).toEqual(['handoff-closed']);
    const called = open.touched('suzuki', 'call', hence({ minutes: 30 }), CALL);
    expect(kinds(later(called, without('suzuki')))).toEqual(['first-contact-seen', 'deadline-met', 'handoff-closed']);
  });

  test('and nobody else is there, then it lies in the queue and is not taken from it', () => {
    const ended = kept(open, later(open, without('suzuki')));
    const queued = assigned(ended, 'marketing-to-is', { queue: 'inside-sales', turn: 2 });
    expect(factsOf(queued, 'handoff-decided')).toMatchObject([{ toQueue: 'inside-sales' }]);
    const waiting = withTask(kept(ended, queued), iso(NOW), due);
    expect(kinds(later(waiting, without('suzuki', 'tanaka')))).toEqual([]);
  });
});

describe('it stays', () => {
  test('with whoever may log in, and with whom Salesforce knows nothing of', () => {
    expect(kinds(later(open, without()))).toEqual([]);
    expect(kinds(later(open, { people: new Directory(team.members, [], [], team.pools) }))).toEqual([]);
  });

  test('till its task is made: nobody knows yet for whom', () => {
    expect(kinds(later(decided, without('suzuki')))).toEqual([]);
  });

  test('where it has led to another stage: there is nothing to be handed over again', () => {
    const further = open.state({ stage: 'sql', stageSince: hence({ minutes: 10 }) });
    const decision = later(further, without('suzuki'));
    expect(kinds(decision)).not.toContain('handoff-closed');
    // A person has to give it away, and is told so till they have.
    expect(decision.ownerDoubts).toMatchObject([{ record: { object: 'lead' }, is: 'gone' }]);
    expect(later(further, without()).ownerDoubts).toEqual([]);
    expect(later(open, without('suzuki')).ownerDoubts).toEqual([]);
  });
});
