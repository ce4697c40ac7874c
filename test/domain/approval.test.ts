/** Approval before a handoff and acceptance after it: who is asked, who may answer, and that silence is never a yes. */
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import type { Answer } from '../../src/domain/approval.ts';
import { Directory } from '../../src/domain/circumstances.ts';
import { decide } from '../../src/domain/decide.ts';
import { instantOf, iso } from '../../src/domain/instant.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import {
  agreement,
  anMql,
  assigned,
  circumstances,
  factsOf,
  type Given,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  REFS,
  team,
  userOf,
  withTask,
} from '../support/people.ts';

/** The first handoff as the tests' agreement has it, and this besides. */
function withTerms(more: Partial<Agreement['handoffs'][number]>): Agreement {
  return { ...agreement, handoffs: agreement.handoffs.map((one, index) => (index === 0 ? { ...one, ...more } : one)) };
}

const asking = withTerms({ approval: { by: 'field-sales', within: '4 hours', deputy: 'inside-sales' } });
const given: Given = { terms: asking };
const by = (user: string) => ({ by: 'person', user, how: 'command' }) as const;

function says(lead: LeadBuilder, answer: Answer, at = NOW, terms = asking) {
  const input = { kind: 'look', circumstances: circumstances(), answer } as const;
  return decide(lead.lead, input, at, terms);
}

const away = (key: string) =>
  new Directory(
    team.members.map((member) =>
      member.key === key ? { ...member, absences: [{ from: '2026-11-20', to: '2026-11-20' }] } : member,
    ),
    [],
  );

describe('approval', () => {
  const lead = anMql().inSalesforce();
  const asked = look(lead, given);
  const waiting = kept(lead, asked);

  test('is asked of the head of the department, and nobody gets the lead meanwhile', () => {
    expect(factsOf(asked, 'approval-asked')).toMatchObject([
      { of: { department: 'field-sales', member: 'takahashi' }, deputy: false, dueAt: hence({ hours: 4 }) },
    ]);
    expect(asked.needsOwner).toBeUndefined();
    expect(asked.state).toMatchObject({ stage: 'lead', handoffs: [] });
    expect(asked.nextAt).toBe(iso(instantOf(hence({ hours: 4 })).add({ milliseconds: 1 })));
  });

  test('is asked once', () => {
    expect(kinds(look(waiting, given))).toEqual([]);
  });

  test('is asked of the deputy at once where the head is away', () => {
    const decision = look(lead, { terms: asking, in: { people: away('takahashi') } });
    expect(factsOf(decision, 'approval-asked')).toMatchObject([{ of: { member: 'tanaka' }, deputy: true }]);
  });

  test('silence is no yes: the deputy is asked next, and then it waits', () => {
    const later = { terms: asking, now: NOW.add({ hours: 5 }) };
    const next = look(waiting, later);
    expect(kinds(next)).toEqual(['deadline-missed', 'approval-asked']);
    expect(factsOf(next, 'approval-asked')[0]).toMatchObject({ deputy: true, of: { member: 'tanaka' } });
    const last = look(kept(waiting, next), { terms: asking, now: NOW.add({ hours: 24 }) });
    expect(kinds(last)).toContain('deadline-missed');
    const quiet = kept(kept(waiting, next), last);
    expect(factsOf(look(quiet, { terms: asking, now: NOW.add({ hours: 24 * 5 }) }), 'handoff-decided')).toEqual([]);
    expect(quiet.lead.state.approval).toMatchObject({ status: 'asked', missed: true });
  });

  test('given by the approver, it hands the lead over at once, under the key that was asked for', () => {
    const decision = says(waiting, { to: 'approval', yes: true, cause: by('takahashi') });
    expect(kinds(decision)).toEqual(['approval-given']);
    expect(decision.needsOwner).toMatchObject({ pool: 'inside-sales' });
    const owner = { member: 'tanaka' as OwnerKey, turn: 1 };
    const after = kept(waiting, decision);
    const handed = assigned(after, 'marketing-to-is', owner, given);
    expect(kinds(handed)).toEqual(['stage-changed', 'handoff-decided']);
    expect(factsOf(handed, 'handoff-decided')[0]?.handoff).toBe(factsOf(asked, 'approval-asked')[0]?.handoff);
    expect(handed.state.approval).toBeUndefined();
  });

  test.each(['suzuki', 'sato', 'somebody'])('is not %s’s to give', (user) => {
    expect(kinds(says(waiting, { to: 'approval', yes: true, cause: by(user) }))).toEqual([]);
  });

  test('nor a machine’s, whatever it writes into the field', () => {
    const machine = { by: 'system', system: 'salesforce', actor: 'automation' } as const;
    expect(kinds(says(waiting, { to: 'approval', yes: true, cause: machine }))).toEqual([]);
  });

  test('denied, the lead stays where it is, and a later yes ends that', () => {
    const no = kept(waiting, says(waiting, { to: 'approval', yes: false, cause: by('takahashi'), comment: '来期に' }));
    expect(no.lead.state.approval?.status).toBe('denied');
    expect(kinds(look(no, { terms: asking, now: NOW.add({ hours: 8 }) }))).toEqual([]);
    expect(says(no, { to: 'approval', yes: true, cause: by('takahashi') }).needsOwner).toBeDefined();
  });

  test('is not waited for any more once the lead no longer qualifies', () => {
    const gone = look(waiting.but({ activities: [] }), given);
    expect(kinds(gone)).toContain('no-longer-qualified');
    expect(gone.state.approval).toBeUndefined();
  });

  test('can be given in the field that the mapping names, by whoever may give it', () => {
    const edited = (member: string) =>
      waiting
        .wrote(REFS.lead, 'approved', null, iso(NOW))
        .inSalesforce(
          { approved: 'approved' },
          { modifiedBy: userOf('salesforce', member), modifiedAt: hence({ hours: 1 }) },
        );
    expect(kinds(look(edited('takahashi'), given))).toContain('approval-given');
    expect(kinds(look(edited('suzuki'), given))).toEqual(['field-changed']);
  });
});

describe('the agreed time for handing over', () => {
  test('runs while it waits, and its end is written down once', () => {
    const timed = withTerms({
      approval: { by: 'field-sales', within: '99 hours' },
      timing: { within: '24 hours', says: { en: 'x', ja: 'x' } },
    });
    const lead = anMql().inSalesforce();
    const asked = look(lead, { terms: timed });
    const dueAt = hence({ hours: 24 });
    expect(factsOf(asked, 'approval-asked')[0]).toMatchObject({ handOverBy: dueAt });
    const late = look(kept(lead, asked), { terms: timed, now: NOW.add({ hours: 25 }) });
    expect(factsOf(late, 'deadline-missed')).toMatchObject([{ deadline: 'handing-over', dueAt }]);
    expect(kinds(look(kept(kept(lead, asked), late), { terms: timed, now: NOW.add({ hours: 26 }) }))).toEqual([]);
    const yes = says(kept(lead, asked), { to: 'approval', yes: true, cause: by('takahashi') }, NOW, timed);
    const handed = assigned(
      kept(kept(lead, asked), yes),
      'marketing-to-is',
      { member: 'tanaka' as OwnerKey, turn: 1 },
      { terms: timed },
    );
    expect(factsOf(handed, 'deadline-met')).toMatchObject([{ deadline: 'handing-over', dueAt, at: iso(NOW) }]);
  });
});

describe('acceptance', () => {
  const terms = withTerms({ acceptance: { within: '4 hours' } });
  const lead = anMql().inSalesforce();
  const due = [
    { deadline: 'first-contact', dueAt: hence({ hours: 72 }) },
    { deadline: 'acceptance', dueAt: hence({ hours: 4 }) },
  ];
  const handed = withTask(kept(lead, judge(lead, { terms, owner: 'tanaka' })), iso(NOW), due);

  test('is among the deadlines', () => {
    expect(handoffOf(handed).terms.map(({ deadline }) => deadline)).toEqual(['first-contact', 'acceptance']);
  });

  test('by the owner is written down, and meets its deadline', () => {
    const decision = says(handed, { to: 'acceptance', yes: true, cause: by('tanaka') }, NOW.add({ hours: 1 }), terms);
    expect(kinds(decision)).toEqual(['handoff-accepted', 'deadline-met']);
    expect(handoffOf(kept(handed, decision)).status).toBe('accepted');
  });

  test('is not somebody else’s to give', () => {
    expect(kinds(says(handed, { to: 'acceptance', yes: true, cause: by('suzuki') }, NOW, terms))).toEqual([]);
  });

  test('declined, the same handoff goes to somebody else, under another key and past no gate', () => {
    const no = says(handed, { to: 'acceptance', yes: false, cause: by('tanaka') }, NOW.add({ hours: 1 }), terms);
    expect(factsOf(no, 'handoff-closed')).toMatchObject([{ outcome: 'declined' }]);
    expect(no.needsOwner).toMatchObject({ handoff: 'marketing-to-is', exclude: ['tanaka'] });
    const next = assigned(
      kept(handed, no),
      'marketing-to-is',
      { member: 'suzuki' as OwnerKey, turn: 2 },
      {
        terms,
        now: NOW.add({ hours: 1 }),
        in: { gateOpen: false },
      },
    );
    expect(kinds(next)).toEqual(['handoff-decided']);
    expect(handoffOf(kept(handed, next)).key).not.toBe(handoffOf(handed).key);
  });

  test('not given in time it expires, and goes to somebody else', () => {
    const late = look(handed, { terms, now: NOW.add({ hours: 5 }) });
    expect(kinds(late)).toEqual(['deadline-missed', 'handoff-closed']);
    expect(late.needsOwner?.exclude).toEqual(['tanaka']);
  });

  test('not given in time, whoever is in touch with the lead keeps it', () => {
    const called = handed.touched('tanaka', 'call', hence({ hours: 1 }), { direction: 'out', outcome: 'connected' });
    const late = look(called, { terms, now: NOW.add({ hours: 5 }) });
    expect(kinds(late)).toEqual(['first-contact-seen', 'deadline-met', 'deadline-missed']);
  });

  test('from a queue nothing is taken', () => {
    const queued = assigned(lead, 'marketing-to-is', { queue: 'inside-sales', turn: 1 }, { terms });
    const waiting = withTask(kept(lead, queued), iso(NOW), due);
    expect(kinds(look(waiting, { terms, now: NOW.add({ hours: 5 }) }))).toEqual(['deadline-missed']);
    const yes = says(waiting, { to: 'acceptance', yes: true, cause: by('suzuki') }, NOW, terms);
    expect(kinds(yes)).toContain('handoff-accepted');
  });
});
