/** Leads that nobody stands behind any more, by example; and which of two joined leads goes on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from '../../src/domain/evolve.ts';
import { type LeadId, STAGES } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import { survivor } from '../../src/domain/joining.ts';
import type { HandoffState, LeadState } from '../../src/domain/lead.ts';
import {
  ago,
  aLead,
  anMql,
  factsOf,
  handedOver,
  handoffOf,
  judge,
  kept,
  kinds,
  look,
  NOW,
  withTask,
} from '../support/people.ts';

const gone = (lead: ReturnType<typeof handedOver>) =>
  lead.but({ records: lead.lead.records.map((record) => ({ ...record, deleted: true })) });

describe('a lead whose records are all deleted', () => {
  test('ends what is open, with its task, and nothing begins', () => {
    const lead = gone(handedOver());
    const decision = look(lead);
    expect(kinds(decision)).toEqual(['handoff-closed']);
    expect(factsOf(decision, 'handoff-closed')).toMatchObject([{ handoff: handoffOf(lead).key, outcome: 'withdrawn' }]);
    expect(decision.deeds.map(({ payload }) => payload.kind)).toEqual(['close-task']);
    expect([decision.desired, decision.needsOwner, decision.nextAt]).toEqual([{}, undefined, undefined]);
    expect(kinds(look(kept(lead, decision)))).toEqual([]);
  });

  test('is not handed over, however much it did', () => {
    expect(look(gone(anMql())).needsOwner).toBeUndefined();
    expect(kinds(look(gone(anMql())))).toEqual([]);
  });

  test('taken back it goes on, and what had ended stays so', () => {
    const handed = handedOver();
    const after = kept(gone(handed), look(gone(handed)));
    const back = after.but({ records: handed.lead.records });
    expect(kinds(judge(back))).toEqual([]);
    expect(handoffOf(back)).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
  });

  test('a task that is made only after the end is closed like any other', () => {
    const lead = anMql().inSalesforce();
    const decided = kept(lead, judge(lead));
    const ended = kept(gone(decided), look(gone(decided)));
    const late = withTask(ended, iso(NOW), []);
    expect(look(late).deeds.map(({ payload }) => payload.kind)).toEqual(['close-task']);
  });

  test('a task that lay in the recycle bin then is closed where it is taken out again, unless it was done', () => {
    const handed = handedOver();
    const handoff = handoffOf(handed).key;
    const task = (status: string, of = handed) =>
      of.touched('tanaka', 'handoff-task-open', iso(NOW), { handoff, status });
    const deleted = gone(task('deleted'));
    const ended = kept(deleted, look(deleted));
    expect(look(deleted).deeds).toEqual([]);
    const back = task('Not Started', ended.but({ records: handed.lead.records, activities: handed.lead.activities }));
    expect(kinds(look(back))).not.toContain('handoff-closed');
    expect(look(back).deeds).toMatchObject([{ key: `close-${handoff}`, payload: { kind: 'close-task' } }]);
    const done = back.touched('tanaka', 'handoff-task-completed', iso(NOW), { handoff, status: 'Completed' });
    expect(look(done).deeds).toEqual([]);
  });

  test('one living record is enough', () => {
    const handed = handedOver();
    const [contact, ...others] = handed.lead.records;
    if (contact === undefined) throw new Error('it has a contact');
    const decision = look(handed.but({ records: [{ ...contact, deleted: true }, ...others] }));
    expect(factsOf(decision, 'handoff-closed')).toEqual([]);
  });
});

describe('a lead that was joined to another', () => {
  const into = 'lead-2' as LeadId;
  test('says so once, ends what is open, and is never judged for anything again', () => {
    const lead = handedOver().but({ records: [], activities: [], joinedInto: into });
    const decision = look(lead);
    expect(kinds(decision)).toEqual(['joined', 'handoff-closed']);
    expect(decision.state).toMatchObject({ joined: into, links: [] });
    expect(kinds(look(kept(lead, decision)))).toEqual([]);
  });

  test('leaves no trace in the ledger where it had none', () => {
    expect(kinds(look(aLead().but({ records: [], joinedInto: into })))).toEqual([]);
  });
});

describe('a lead that was erased', () => {
  test('keeps neither words nor references, and ends what is open', () => {
    const lead = handedOver()
      .folding({ kind: 'erased', system: 'hubspot', whole: true })
      .but({ records: [], activities: [] });
    expect(lead.lead.state.links).toEqual([]);
    expect(handoffOf(lead)).toMatchObject({ reason: '', evidence: undefined });
    expect(factsOf(look(lead), 'handoff-closed')).toMatchObject([{ outcome: 'withdrawn' }]);
  });

  test('of which another system has a record goes on with that one', () => {
    const lead = handedOver().folding({ kind: 'erased', system: 'hubspot', whole: false });
    expect(lead.lead.state.links.map(({ system }) => system)).toEqual(['salesforce']);
    const left = lead.but({ records: lead.lead.records.filter(({ ref }) => ref.system === 'salesforce') });
    expect(factsOf(look(left), 'handoff-closed')).toEqual([]);
  });
});

describe('of several leads that are one', () => {
  const open = (hours: number): LeadState => ({
    ...INITIAL_STATE,
    version: 5,
    stage: 'mql',
    handoffs: [{ ...handoffOf(handedOver()), decidedAt: ago({ hours }) } as HandoffState],
  });
  const at = (stage: LeadState['stage'], version = 3): LeadState => ({ ...INITIAL_STATE, version, stage });
  const chosen = (...states: readonly LeadState[]) =>
    survivor(new Map(states.map((state, n) => [`L${n}` as LeadId, state])));

  test('the one with the oldest open handoff goes on, then the one with a history, then the one furthest along', () => {
    expect(chosen(at('sql'), open(1), open(5))).toBe('L2');
    expect(chosen(INITIAL_STATE, at('lead'))).toBe('L1');
    expect(chosen(at('lead'), at('mql'), at('mql'))).toBe('L1');
    expect(survivor(new Map())).toBeUndefined();
  });

  test('the choice does not depend on the order in which they come', () => {
    const state = fc.oneof(
      fc.constantFrom(...STAGES).map((stage) => at(stage)),
      fc.integer({ min: 0, max: 3 }).map(open),
      fc.constant(INITIAL_STATE),
    );
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 5 }), fc.integer(), (states, seed) => {
        const leads = states.map((one, n): [LeadId, LeadState] => [`L${n}` as LeadId, one]);
        const shuffled = [...leads].sort(
          ([a], [b]) => ((Number(a.slice(1)) * 7 + seed) % 5) - ((Number(b.slice(1)) * 7 + seed) % 5),
        );
        expect(survivor(new Map(shuffled))).toBe(survivor(new Map(leads)));
      }),
    );
  });
});
