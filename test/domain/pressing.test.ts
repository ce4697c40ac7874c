/** After a deadline: the reminder, the manager, another owner, each at its own moment and once; and what was done ends it. */
import { describe, expect, test } from 'vitest';
import { Directory } from '../../src/domain/circumstances.ts';
import { iso } from '../../src/domain/instant.ts';
import { managerOf } from '../../src/domain/recipients.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import {
  anMql,
  assigned,
  factsOf,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  team,
  withTask,
} from '../support/people.ts';

const CALL = { direction: 'out', outcome: 'connected' };
const lead = anMql().inSalesforce();
const due = [
  {
    deadline: 'first-contact',
    dueAt: hence({ hours: 72 }),
    remindAt: hence({ hours: 48 }),
    escalateAt: hence({ hours: 80 }),
    reassignAt: hence({ hours: 96 }),
  },
];
const handed = withTask(kept(lead, judge(lead, { owner: 'suzuki' })), iso(NOW), due);
const at = (hours: number) => ({ now: NOW.add({ hours }) });

/** What is decided at each of these hours, one after the other. */
function through(given: LeadBuilder, ...hours: readonly number[]): readonly (readonly string[])[] {
  let now = given;
  return hours.map((hour) => {
    const decision = look(now, at(hour));
    now = kept(now, decision);
    return kinds(decision);
  });
}

describe('nobody has been in touch', () => {
  test('though the lead has gone on since: it stays with whoever has it, as there is nothing to be handed over again', () => {
    const further = handed.state({ stage: 'sql', stageSince: hence({ hours: 1 }) });
    expect(through(further, 96).flat()).not.toContain('handoff-closed');
  });

  test('reminder, breach, manager, another owner: each at its moment, and once', () => {
    expect(through(handed, 47, 48, 60, 73, 79, 80, 90, 96)).toEqual([
      [],
      ['deadline-near'],
      [],
      ['deadline-missed'],
      [],
      ['escalated'],
      [],
      ['handoff-closed'],
    ]);
  });

  test('each moment is promised', () => {
    expect(look(handed, at(1)).nextAt).toBe(hence({ hours: 48 }));
    const missed = kept(handed, look(handed, at(73)));
    expect(look(missed, at(74)).nextAt).toBe(hence({ hours: 80 }));
    expect(look(kept(missed, look(missed, at(81))), at(82)).nextAt).toBe(hence({ hours: 96 }));
  });

  test('the manager is the owner’s own', () => {
    expect(factsOf(look(handed, at(81)), 'escalated')).toMatchObject([
      { deadline: 'first-contact', to: { department: 'inside-sales', member: 'tanaka' } },
    ]);
  });

  test('whoever let it lie does not get it again', () => {
    const late = look(handed, at(97));
    expect(factsOf(late, 'handoff-closed')).toMatchObject([{ outcome: 'reassigned' }]);
    expect(late.needsOwner?.exclude).toEqual(['suzuki']);
    expect(late.facts.at(-1)?.cause).toEqual({ by: 'time' });
  });

  test('after a long pause everything is caught up with at once, the reminder left out', () => {
    expect(through(handed, 97)).toEqual([['deadline-missed', 'escalated', 'handoff-closed']]);
  });
});

describe('what was done', () => {
  test('in time brings none of them', () => {
    const called = handed.touched('suzuki', 'call', hence({ hours: 5 }), CALL);
    expect(through(called, 49, 81, 97).flat()).toEqual(['first-contact-seen', 'deadline-met']);
  });

  test('late ends them', () => {
    const missed = kept(handed, look(handed, at(73)));
    const called = missed.touched('suzuki', 'call', hence({ hours: 75 }), CALL);
    expect(through(called, 76, 81, 97).flat()).toEqual(['first-contact-seen']);
  });
});

describe('whoever has no manager of their own', () => {
  const member = (key: string) => {
    const found = team.members.find((one) => one.key === key);
    if (found === undefined) throw new Error(`no ${key}`);
    return found;
  };
  /** Suzuki answers to nobody by name, and Miller is who has no manager first. */
  const members = [
    { ...member('miller'), manager: undefined },
    { ...member('suzuki'), manager: undefined },
    { ...member('tanaka'), manager: 'miller' },
  ];
  const under = (manager: string | undefined) => ({
    members,
    pools: { 'inside-sales': { members: ['suzuki', 'tanaka'], queue: 'inside-sales', manager, atWork: false } },
  });
  const escalatedTo = (given: LeadBuilder, manager: string | undefined) => {
    const { pools } = under(manager);
    const people = new Directory(members, [], [], pools);
    return factsOf(look(given, { ...at(81), in: { people } }), 'escalated').map(({ to }) => to.member);
  };
  const queued = withTask(
    kept(lead, assigned(lead, 'marketing-to-is', { queue: 'inside-sales', turn: 1 })),
    iso(NOW),
    due,
  );

  test('has the pool’s, who hears of a miss and of the escalation alike', () => {
    expect(escalatedTo(handed, 'tanaka')).toEqual(['tanaka']);
    expect(managerOf(under('tanaka'), { department: 'inside-sales', member: 'suzuki' as OwnerKey })).toBe('tanaka');
  });

  test('else the first of the department who has none', () => {
    expect(escalatedTo(handed, undefined)).toEqual(['miller']);
    expect(managerOf(under(undefined), { department: 'inside-sales', member: 'suzuki' as OwnerKey })).toBe('miller');
  });

  test('and a queue has its pool’s, else the manager of somebody in the department', () => {
    expect(escalatedTo(queued, 'suzuki')).toEqual(['suzuki']);
    expect(escalatedTo(queued, undefined)).toEqual(['miller']);
    expect(managerOf(under('suzuki'), { department: 'inside-sales' }, 'inside-sales')).toBe('suzuki');
  });
});

test('from a queue the lead is not taken; the department’s head hears of it', () => {
  const queued = kept(lead, assigned(lead, 'marketing-to-is', { queue: 'inside-sales', turn: 1 }));
  const waiting = withTask(queued, iso(NOW), due);
  expect(through(waiting, 73, 81, 97)).toEqual([['deadline-missed'], ['escalated'], []]);
  expect(handoffOf(waiting).to.member).toBeUndefined();
});
