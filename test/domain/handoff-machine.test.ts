/** The handoff as a table of transitions: each of them taken, everything else without effect, and the picture in the documents drawn from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evolve, INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { HandoffKey, LeadFact } from '../../src/domain/facts.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import {
  after,
  HANDOFF_OUTCOMES,
  HANDOFF_STATUSES,
  type HandoffStatus,
  machineDiagram,
  TRANSITIONS,
  type Transition,
} from '../../src/domain/handoff-machine.ts';
import { iso } from '../../src/domain/instant.ts';
import type { LeadState } from '../../src/domain/lead.ts';
import { agreement, anMql, factsOf, handoffOf, judge, kept, kinds, NOW, REFS, taskMade } from '../support/people.ts';

const KEY = 'h1' as HandoffKey;
const decided = factsOf(judge(anMql().inSalesforce()), 'handoff-decided')[0];
if (decided === undefined) throw new Error('nothing was decided');
const about = { handoff: KEY, type: decided.type, dueAt: iso(NOW) } as const;
const contact = { ref: { system: 'salesforce', object: 'call', id: 'c1' } } as const;

/** One fact of each kind that the table names, all about the same handoff. */
function factOf({ fact, outcome = 'advanced' }: Pick<Transition, 'fact' | 'outcome'>): LeadFact {
  switch (fact) {
    case 'approval-asked':
      return { kind: fact, ...about, of: { department: 'field-sales' }, deputy: false };
    case 'approval-given':
    case 'approval-denied':
    case 'handoff-accepted':
      return { kind: fact, handoff: KEY };
    case 'handoff-decided':
      return { ...(decided as LeadFact & { kind: 'handoff-decided' }), handoff: KEY };
    case 'task-made':
      return taskMade(KEY, []);
    case 'handoff-refused':
      return { kind: fact, handoff: KEY, category: 'validation', code: 'X' };
    case 'first-contact-seen':
      return { kind: fact, handoff: KEY, how: 'evidenced', activity: contact, at: iso(NOW) };
    case 'owner-changed':
      return {
        kind: fact,
        record: { ref: REFS.lead },
        to: { text: 'x' },
        holder: { department: 'inside-sales' },
      };
    case 'handoff-closed':
      return { kind: fact, handoff: KEY, outcome };
    default:
      throw new Error(`${fact} is in no row of this test`);
  }
}

/** Where it stands by the folded state: among the handoffs, or waiting for somebody's yes. */
function statusIn(state: LeadState): HandoffStatus | undefined {
  return state.handoffs.find(({ key }) => key === KEY)?.status ?? state.approval?.status;
}

/** The shortest way to that status along the table itself. */
function wayTo(status: HandoffStatus): readonly Transition[] {
  const ways: (readonly Transition[])[] = [[]];
  for (const way of ways) {
    const at = way.at(-1)?.to;
    if (at === status) return way;
    if (way.length < HANDOFF_STATUSES.length)
      ways.push(...TRANSITIONS.filter(({ from, to }) => from === at && to !== at).map((next) => [...way, next]));
  }
  throw new Error(`no way leads to ${status}`);
}

const fold = (way: readonly Pick<Transition, 'fact' | 'outcome'>[]): LeadState =>
  way.reduce((state, step) => evolve(state, factOf(step), iso(NOW)), INITIAL_STATE);

const rowName = ({ from, fact, outcome, to }: Transition): readonly [string, Transition] => [
  `${from ?? 'nothing'} + ${fact}${outcome === undefined ? '' : ` ${outcome}`} → ${to}`,
  { from, fact, outcome, to },
];

describe('every transition of the table', () => {
  test.each(TRANSITIONS.map(rowName))('%s', (_, { from, fact, outcome, to }) => {
    const given = from === undefined ? [] : wayTo(from);
    expect(statusIn(fold([...given, { fact, outcome }]))).toBe(to);
  });
});

describe('whatever is not in the table', () => {
  const kinds = [...new Set(TRANSITIONS.map(({ fact }) => fact))];
  const steps = kinds.flatMap((fact): readonly Pick<Transition, 'fact' | 'outcome'>[] =>
    fact === 'handoff-closed' ? HANDOFF_OUTCOMES.map((outcome) => ({ fact, outcome })) : [{ fact }],
  );
  const refused = [undefined, ...HANDOFF_STATUSES].flatMap((from) =>
    steps.flatMap(({ fact, outcome }): readonly (readonly [string, Pick<Transition, 'from' | 'fact' | 'outcome'>])[] =>
      after(from, fact, outcome) === undefined
        ? [[`${from ?? 'nothing'} + ${fact}${outcome === undefined ? '' : ` ${outcome}`}`, { from, fact, outcome }]]
        : [],
    ),
  );

  test('is every other pair', () => {
    expect(refused.length + TRANSITIONS.length).toBe((HANDOFF_STATUSES.length + 1) * steps.length);
  });

  test.each(refused)('changes nothing: %s', (_, { from, ...step }) => {
    const given = fold(from === undefined ? [] : wayTo(from));
    const then = evolve(given, factOf(step), iso(NOW));
    expect(statusIn(then)).toBe(from);
    expect(then.handoffs.map(({ status }) => status)).toEqual(given.handoffs.map(({ status }) => status));
    expect(then.approval?.status).toBe(given.approval?.status);
  });

  test('is a status that nothing leads to, or that nothing ends', () => {
    for (const status of HANDOFF_STATUSES) {
      expect(wayTo(status).length).toBeGreaterThan(0);
      expect(TRANSITIONS.some(({ from }) => from === status)).toBe(true);
    }
  });
});

test.each(['asked', 'denied'] as const)('one that is %s is decided once the version in force asks nobody', (status) => {
  const type = agreement.handoffs[0]?.type ?? '';
  const lead = anMql().inSalesforce();
  const key = handoffKey(lead.lead.id, type, 1);
  const since = iso(NOW.subtract({ hours: 1 }));
  const approval = { key, type, status, of: { department: 'field-sales' }, since, dueAt: iso(NOW), missed: false };
  const waiting = lead.state({ stage: 'mql', approval: { ...approval, deputy: false } });
  expect(kinds(judge(waiting))).toContain('handoff-decided');
  expect(judge(waiting).state).toMatchObject({ handoffs: [{ key, status: after(status, 'handoff-decided') }] });
});

test('a task that stands after its handoff was closed is still to be closed', () => {
  const closed = fold([...wayTo('decided'), { fact: 'handoff-closed', outcome: 'superseded' }]);
  const late = evolve(closed, taskMade(KEY, []), iso(NOW));
  expect(late.handoffs[0]).toMatchObject({ status: 'closed', outcome: 'superseded', closedAt: undefined });
});

test('the picture in the documents is the one that the table draws', () => {
  const page = readFileSync(`${import.meta.dirname}/../../docs/how-it-works.md`, 'utf8');
  expect(page).toContain(`\`\`\`mermaid\n${machineDiagram()}\n\`\`\``);
});

test('a handoff of the shipped agreement begins as decided', () => {
  const lead = anMql().inSalesforce();
  expect(handoffOf(kept(lead, judge(lead))).status).toBe('decided');
});
