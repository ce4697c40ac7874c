/** What holds of handoffs in whatever history, under an agreement that asks for all: approval, acceptance, reminders, escalation, another owner, reasons. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import type { Answer } from '../../src/domain/approval.ts';
import { calendarOf } from '../../src/domain/calendar.ts';
import { type Assigned, type Decision, decide } from '../../src/domain/decide.ts';
import { evolve, INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { LeadFact, NewFact } from '../../src/domain/facts.ts';
import { after } from '../../src/domain/handoff-machine.ts';
import { iso } from '../../src/domain/instant.ts';
import { type LeadState, openHandoffs } from '../../src/domain/lead.ts';
import { type Stated, tenures } from '../../src/domain/ownership.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import { dueDeadline } from '../../src/domain/terms.ts';
import {
  agreement,
  anMql,
  circumstances,
  HEARD,
  kept,
  type LeadBuilder,
  NOW,
  REFS,
  taskMade,
  team,
  userOf,
} from '../support/people.ts';

const HOUR = 3_600_000;
const pressing = { remindAfter: '1 hour', escalateAfter: '6 hours', reassignAfter: '12 hours' };
const demanding: Agreement = {
  ...agreement,
  handoffs: agreement.handoffs.map((one, index) => ({
    ...one,
    ...(index === 0 ? { approval: { by: 'field-sales', within: '2 hours', deputy: 'inside-sales' } } : {}),
    acceptance: { within: '8 hours' },
    timing: { within: '3 hours', says: { en: 'x', ja: 'x' } },
    deadlines: one.deadlines.map((spec) => ({ ...spec, within: '24 hours', ...pressing })),
  })),
};
const always = calendarOf({ ...agreement.businessTime, holidays: 'none', closed: [] }, 'Asia/Tokyo', []);

/** What happens at one step: to the lead, by answers of the system, and what somebody says. */
interface Step {
  readonly laterMs: number;
  readonly what:
    | ('nothing' | 'asks' | 'calls' | 'task' | 'refused' | 'owner' | 'reason' | 'heard' | 'gone' | 'answer')
    | 'other-version';
  readonly who: string;
  readonly yes: boolean;
  readonly to: Answer['to'];
}
const step: fc.Arbitrary<Step> = fc.record({
  laterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 * HOUR }), fc.integer({ min: 1, max: 40 * 24 * HOUR })),
  what: fc.constantFrom(
    'nothing',
    'asks',
    'calls',
    'task',
    'task',
    'task',
    'refused',
    'owner',
    'reason',
    'heard',
    'gone',
    'answer',
    'answer',
    'answer',
    'other-version',
  ),
  who: fc.constantFrom('tanaka', 'suzuki', 'miller', 'takahashi', 'ito', 'holder', 'holder'),
  yes: fc.boolean(),
  to: fc.constantFrom('approval', 'acceptance'),
});

interface Lived {
  readonly facts: readonly NewFact[];
  readonly state: LeadState;
  readonly states: readonly LeadState[];
  /** Handed over while the version in force asked for nobody's yes. */
  readonly unasked: ReadonlySet<string>;
}

function lived(steps: readonly Step[]): Lived {
  let lead: LeadBuilder = anMql().inSalesforce();
  let now = NOW;
  let terms = demanding;
  const facts: NewFact[] = [];
  const states: LeadState[] = [];
  const unasked = new Set<string>();
  const fold = (fact: LeadFact): void => {
    facts.push({ stream: 'lead:lead-1', at: iso(now), cause: { by: 'system', system: 'salesforce' }, fact });
    lead = lead.folding(fact, iso(now));
  };
  for (const one of steps) {
    now = now.add({ milliseconds: one.laterMs });
    const holder = lead.lead.state.holder.member ?? 'tanaka';
    const who = one.who === 'holder' ? holder : one.who;
    const handoff = lead.lead.state.handoffs.findLast(({ taskId }) => taskId === undefined);
    const at = iso(now);
    if (one.what === 'other-version') terms = terms === demanding ? agreement : demanding;
    if (one.what === 'asks') lead = lead.did('inquiry-sent', at);
    if (one.what === 'calls') lead = lead.touched(who, 'call', at, { direction: 'out', outcome: 'connected' });
    if (one.what === 'heard') lead = lead.inSalesforce(HEARD, { modifiedAt: at });
    if (one.what === 'gone') lead = lead.but({ activities: lead.lead.activities.slice(1) });
    if (one.what === 'reason')
      lead = lead.inSalesforce({ returnReason: who }, { modifiedAt: at, modifiedBy: userOf('salesforce', who) });
    if (one.what === 'owner')
      lead = lead
        .wrote(REFS.lead, 'ownerId', userOf('salesforce', holder), at)
        .inSalesforce(
          { ownerId: userOf('salesforce', who) },
          { modifiedAt: at, modifiedBy: userOf('salesforce', who) },
        );
    if (handoff !== undefined && one.what === 'refused' && handoff.status === 'decided')
      fold({ kind: 'handoff-refused', handoff: handoff.key, category: 'lock', code: 'X' });
    if (handoff !== undefined && one.what === 'task') {
      const specs = terms.handoffs.find(({ type }) => type === handoff.type)?.deadlines ?? [];
      const due = handoff.terms.map((term) =>
        dueDeadline(
          now,
          term,
          specs.find(({ name }) => name === term.deadline),
          always,
        ),
      );
      fold(taskMade(handoff.key, due, `00T${handoff.key.slice(2, 8)}`));
    }
    const answer: Answer = { to: one.to, yes: one.yes, cause: { by: 'person', user: who, how: 'command' } };
    const decision = decided(lead, terms, now, one.what === 'answer' ? answer : undefined);
    facts.push(...decision.facts);
    if (terms !== demanding)
      for (const { fact } of decision.facts) if (fact.kind === 'handoff-decided') unasked.add(fact.handoff);
    lead = kept(lead, decision);
    states.push(decision.state);
  }
  return { facts, state: lead.lead.state, states, unasked };
}

function decided({ lead }: LeadBuilder, terms: Agreement, now: Temporal.Instant, answer: Answer | undefined): Decision {
  const given = { circumstances: circumstances(), answer };
  const first = decide(lead, { kind: 'look', ...given }, now, terms);
  if (first.needsOwner === undefined) return first;
  const { handoff, pool, exclude } = first.needsOwner;
  const member = team.pools[pool]?.members.find((key) => !exclude.some((one) => one === key)) as OwnerKey | undefined;
  const owner: Assigned = member === undefined ? { queue: pool, turn: 1 } : { member, turn: 1 };
  return decide(lead, { kind: 'assigned', handoff, owner, ...given }, now, terms);
}

const history = fc.array(step, { minLength: 1, maxLength: 30 }).map(lived);
const holds = (promise: (one: Lived) => void): void => fc.assert(fc.property(history, promise), { numRuns: 300 });
const leadFacts = ({ facts }: Lived) => facts.map(({ fact, at }) => ({ fact: fact as LeadFact, at }));

test('a person never has two open handoffs', () => {
  holds(({ states }) => {
    for (const state of states) expect(openHandoffs(state).length).toBeLessThanOrEqual(1);
  });
});

test('no handoff takes a step that the table does not know, and none without its entry', () => {
  holds((one) => {
    let state = INITIAL_STATE;
    for (const { fact, at } of leadFacts(one)) {
      const next = evolve(state, fact, at);
      for (const handoff of next.handoffs) {
        const before = state.handoffs.find(({ key }) => key === handoff.key)?.status;
        const isAbout = 'handoff' in fact && fact.handoff === handoff.key;
        if (before !== handoff.status) {
          const from = before ?? state.approval?.status;
          expect(after(from, fact.kind, fact.kind === 'handoff-closed' ? fact.outcome : undefined)).toBe(
            handoff.status,
          );
          expect(isAbout || fact.kind === 'owner-changed').toBe(true);
        }
      }
      state = next;
    }
  });
});

test('the facts alone fold to the state that was kept', () => {
  holds((one) => {
    const folded = leadFacts(one).reduce((state, { fact, at }) => evolve(state, fact, at), INITIAL_STATE);
    expect(JSON.parse(JSON.stringify(folded))).toEqual(JSON.parse(JSON.stringify(one.state)));
  });
});

test('at every moment one holds it: tenures follow each other without a gap, and the last is the holder', () => {
  holds(({ facts, state }) => {
    const stated = facts.map((fact, seq): Stated => ({ ...fact, seq }));
    const all = tenures(stated);
    all.forEach(({ to }, index) => {
      expect(to).toBe(all[index + 1]?.from);
    });
    expect(all.at(-1)?.holder).toEqual(state.holder);
  });
});

test('nobody is given what waits for a yes, and a handoff that was declined, expired or taken away does not go back to whoever had it', () => {
  holds((one) => {
    const approved = new Set<string>();
    const had = new Map<string, Set<string>>();
    let last = new Map<string, { type: string; member: string | undefined }>();
    for (const { fact } of leadFacts(one)) {
      if (fact.kind === 'approval-given') approved.add(fact.handoff);
      if (fact.kind === 'stage-changed') had.clear();
      if (fact.kind === 'owner-changed')
        for (const entry of last.values()) entry.member = fact.holder?.member ?? entry.member;
      if (fact.kind === 'handoff-decided') {
        const again = had.get(fact.type);
        if (fact.type === demanding.handoffs[0]?.type && again === undefined && !one.unasked.has(fact.handoff))
          expect(approved).toContain(fact.handoff);
        if (fact.to.member !== undefined) expect(again?.has(fact.to.member) ?? false).toBe(false);
        last = new Map([[fact.handoff, { type: fact.type, member: fact.to.member }]]);
      }
      if (fact.kind === 'handoff-closed' && ['declined', 'expired', 'reassigned'].includes(fact.outcome)) {
        const { type, member } = last.get(fact.handoff) ?? { type: '', member: undefined };
        had.set(type, new Set([...(had.get(type) ?? []), ...(member === undefined ? [] : [member])]));
      }
    }
  });
});

test('the histories reach every step of the table that a decision can take', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(history, ({ facts }) => {
      for (const { fact } of facts)
        met.add(fact.kind === 'handoff-closed' ? `${fact.kind} ${fact.outcome}` : fact.kind);
    }),
    { numRuns: 1_500, seed: 11 },
  );
  for (const kind of [
    'approval-asked',
    'approval-given',
    'approval-denied',
    'handoff-accepted',
    'owner-changed',
    'escalated',
    'deadline-near',
  ])
    expect(met).toContain(kind);
  for (const outcome of ['advanced', 'sent-back', 'declined', 'expired', 'reassigned'])
    expect(met).toContain(`handoff-closed ${outcome}`);
});
