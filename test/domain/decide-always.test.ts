/** What holds of every decision, over histories that nobody thought of: things happen to one lead, time passes, and it is judged again and again. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Circumstances } from '../../src/domain/circumstances.ts';
import type { Decision } from '../../src/domain/decide.ts';
import { evolve } from '../../src/domain/evolve.ts';
import type { LeadFact, NewFact } from '../../src/domain/facts.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { instantOf, iso } from '../../src/domain/instant.ts';
import { canonical, type Json } from '../../src/domain/ledger.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import { seal } from '../../src/domain/seal.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import {
  ago,
  agreement,
  aLead,
  anMql,
  assigned,
  FITTING,
  factsOf,
  HEARD,
  handedOn,
  handedOver,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
  REFS,
  taskMade,
} from '../support/people.ts';

const HOUR = 3_600_000;

/** One thing that happens, `at` being the moment of the step. */
type Happening = (lead: LeadBuilder, at: Temporal.Instant) => LeadBuilder;

const BEHAVED = [
  'inquiry-sent',
  'quote-requested',
  'price-list-downloaded',
  'webinar-attended',
  'mail-clicked',
  'site-visited',
  'survey-answered',
] as const;

/** Seen now, and dated up to a hundred days before or a few days ahead. */
const behaved: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom(...BEHAVED), fc.oneof(fc.constant(0), fc.integer({ min: -100 * 24, max: 72 })))
  .map(
    ([kind, hours]) =>
      (lead, at) =>
        lead.did(kind, iso(at.add({ hours }))),
  );

const touched: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.constantFrom('tanaka', 'suzuki', 'takahashi', 'stranger'),
    fc.constantFrom('call', 'mail', 'meeting', 'handoff-task-completed'),
    fc.constantFrom('connected', 'no-answer', 'held', 'scheduled', 'cancelled', null),
    fc.oneof(fc.constant(0), fc.integer({ min: -48, max: 200 })),
  )
  .map(([member, kind, outcome, hours]) => (lead, at) => {
    const handoff = lead.lead.state.handoffs.at(-1)?.key ?? null;
    return lead.touched(member, kind, iso(at.add({ hours })), { outcome, direction: 'out', handoff });
  });

const noted: fc.Arbitrary<Happening> = fc
  .record(
    {
      timeframe: fc.constantFrom<FieldValue>('within-3-months', 'over-1-year', 'undecided', null),
      title: fc.constantFrom<FieldValue>('部長', '担当', null),
      employees: fc.constantFrom<FieldValue>(800, 5, null),
    },
    { requiredKeys: [] },
  )
  .map((fields) => (lead, at) => lead.with(fields, { modifiedAt: iso(at) }));

const heard: fc.Arbitrary<Happening> = fc
  .record(
    {
      bantBudget: fc.constantFrom<FieldValue>('approved', 'none', null),
      bantNeed: fc.constantFrom<FieldValue>('clear', 'vague', null),
      bantTimeframe: fc.constantFrom<FieldValue>('within-3-months', 'over-1-year', null),
      leadStatus: fc.constantFrom<FieldValue>('Nurturing', 'Open - Not Contacted'),
      stage: fc.constantFrom<FieldValue>('mql', 'lost'),
    },
    { requiredKeys: [] },
  )
  .map((fields) => (lead, at) => lead.inSalesforce(fields, { modifiedAt: iso(at) }));

/** Answers, in any order and however late: of a task that was made, of one that was refused, of fields that were written. */
const answered: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom('made', 'refused', 'written', 'admitted'), fc.nat({ max: 3 }))
  .map(([what, which]) => (lead, at) => {
    const handoff = lead.lead.state.handoffs.at(-1 - which);
    if (what === 'written')
      return lead
        .wrote(REFS.lead, 'leadStatus', 'Open - Not Contacted', iso(at))
        .wrote(REFS.lead, 'stage', 'mql', iso(at));
    if (what === 'admitted') {
      const standing = lead.lead.state.standing;
      return standing === undefined ? lead : lead.folding({ kind: 'admitted', handoff: standing.handoff }, iso(at));
    }
    if (handoff === undefined || handoff.taskId !== undefined) return lead;
    if (what === 'refused')
      return lead.folding({ kind: 'handoff-refused', handoff: handoff.key, category: 'lock', code: 'X' }, iso(at));
    const due = handoff.terms.map(({ deadline }, index) => ({
      deadline,
      dueAt: iso(at.add({ hours: 24 * (index + 1) })),
    }));
    return lead.folding(taskMade(handoff.key, due, `00T${handoff.key.slice(2, 8)}`), iso(at));
  });

/** Sales sends it back. */
const returned: fc.Arbitrary<Happening> = fc.constant((lead, at) => {
  const { stage, handoffs } = lead.lead.state;
  const handoff = handoffs.at(-1);
  if (handoff === undefined || handoff.status === 'closed' || (stage !== 'mql' && stage !== 'sql')) return lead;
  return lead
    .folding({ kind: 'handoff-closed', handoff: handoff.key, outcome: 'sent-back' }, iso(at))
    .folding({ kind: 'stage-changed', from: stage, to: 'returned', score: handoff.score }, iso(at));
});

const surroundings: fc.Arbitrary<Partial<Circumstances>> = fc.record({
  gateOpen: fc.constantFrom(true, true, true, false),
  baselineAt: fc.constantFrom(ago({ hours: 24 * 7 }), ago({ hours: 24 * 400 }), hence({ hours: 48 })),
  createLead: fc.constantFrom<Circumstances['createLead']>('always', 'never', { afterMinutes: 15 }),
  language: fc.constantFrom('ja', 'en'),
});

const steps = fc.array(
  fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 * HOUR }), fc.integer({ min: 1, max: 40 * 24 * HOUR })),
    fc.oneof(behaved, behaved, touched, noted, heard, answered, returned),
  ),
  { minLength: 1, maxLength: 14 },
);
const start = fc.constantFrom(
  aLead(),
  aLead().with(FITTING),
  anMql(),
  anMql().inSalesforce(),
  anMql().inSalesforce(HEARD),
  handedOver(),
  handedOn(),
);

interface Moment {
  readonly lead: LeadBuilder;
  readonly now: Temporal.Instant;
  readonly surroundings: Partial<Circumstances>;
}

/** Every moment of a history at which the lead was judged, before the decision, and all facts that were decided. */
function lived(
  from: LeadBuilder,
  happenings: readonly (readonly [number, Happening])[],
  given: Partial<Circumstances>,
) {
  const moments: Moment[] = [];
  const facts: NewFact[] = [];
  let lead = from;
  let now = NOW;
  for (const [later, happen] of happenings) {
    now = now.add({ milliseconds: later });
    lead = happen(lead, now);
    moments.push({ lead, now, surroundings: given });
    const decision = judge(lead, { now, in: given });
    facts.push(...decision.facts);
    lead = kept(lead, decision);
  }
  return { moments, facts };
}

const history = fc.tuple(start, steps, surroundings).map(([lead, happenings, given]) => lived(lead, happenings, given));
const moment = history.map(({ moments }) => moments.at(-1)).filter((one) => one !== undefined);

const judgeAt = ({ lead, now, surroundings: given }: Moment): Decision => judge(lead, { now, in: given });
const lookAt = ({ lead, now, surroundings: given }: Moment): Decision => look(lead, { now, in: given });
const leadFacts = (facts: readonly NewFact[]): readonly LeadFact[] => facts.map(({ fact }) => fact as LeadFact);

describe('a decision', () => {
  test('is the same for the same arguments, in whatever order records and activities come', () => {
    fc.assert(
      fc.property(
        moment.chain((one) =>
          fc.record({
            one: fc.constant(one),
            records: shuffled(one.lead.lead.records),
            activities: shuffled(one.lead.lead.activities),
            written: shuffled(one.lead.lead.written),
          }),
        ),
        ({ one, ...changes }) => {
          const shuffledLead = one.lead.but(changes);
          expect(lookAt({ ...one, lead: shuffledLead })).toEqual(lookAt(one));
          expect(judgeAt({ ...one, lead: shuffledLead })).toEqual(judgeAt(one));
        },
      ),
    );
  });

  test('changes nothing that it was given', () => {
    fc.assert(
      fc.property(moment, (one) => {
        const before = structuredClone(one.lead.lead);
        judgeAt(one);
        expect(one.lead.lead).toEqual(before);
      }),
    );
  });

  test('leaves the state that its facts fold to', () => {
    fc.assert(
      fc.property(moment, (one) => {
        const { facts, state } = judgeAt(one);
        expect(
          leadFacts(facts).reduce((before, fact) => evolve(before, fact, iso(one.now)), one.lead.lead.state),
        ).toEqual(state);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  test('made again with nothing new adds no fact and no deed', () => {
    fc.assert(
      fc.property(moment, (one) => {
        const looked = kept(one.lead, lookAt(one));
        const again = lookAt({ ...one, lead: looked });
        expect(kinds(again)).toEqual([]);
        expect(again.deeds).toEqual([]);
        expect(again.taken).toEqual([]);
      }),
    );
  });

  test('comes to rest: handed over as far as the rules go, nothing is decided any more', () => {
    fc.assert(
      fc.property(moment, (one) => {
        let { lead } = one;
        // One handoff for each stage that has one.
        for (let n = 0; n < agreement.handoffs.length; n += 1) lead = kept(lead, judgeAt({ ...one, lead }));
        const rested = judgeAt({ ...one, lead });
        expect(rested.facts).toEqual([]);
        expect(rested.deeds).toEqual([]);
        expect(rested.needsOwner).toBeUndefined();
      }),
    );
  });

  test('stays as it is until the moment it promises, if nothing is learnt', () => {
    fc.assert(
      fc.property(moment, (one) => {
        const lead = kept(one.lead, lookAt(one));
        const now = lookAt({ ...one, lead });
        const until = now.nextAt === undefined ? one.now.add({ hours: 24 * 2_000 }) : instantOf(now.nextAt);
        const then = lookAt({ ...one, lead, now: until.subtract({ milliseconds: 1 }) });
        expect(Temporal.Instant.compare(until, one.now)).toBe(1);
        expect(kinds(then)).toEqual([]);
        expect(then.deeds).toEqual([]);
        expect(then.needsOwner).toEqual(now.needsOwner);
        expect(then.desired).toEqual(now.desired);
        expect(then.score).toEqual(now.score);
        expect(then.nextAt).toEqual(now.nextAt);
      }),
    );
  });

  test('is one that the ledger can hold', () => {
    const sealing = { refId: () => 'r', textHash: () => 'h' };
    fc.assert(
      fc.property(history, ({ facts }) => {
        for (const fact of facts) {
          const { body, cause } = seal(fact, sealing);
          expect(Buffer.byteLength(canonical({ body, cause } as Json))).toBeLessThan(16_000);
        }
      }),
    );
  });
});

describe('a handoff', () => {
  test('is decided once, under a key made of lead, type and episode alone', () => {
    fc.assert(
      fc.property(history, ({ facts, moments }) => {
        const decided = leadFacts(facts).filter((fact) => fact.kind === 'handoff-decided');
        const keys = decided.map(({ handoff }) => handoff);
        expect(new Set(keys).size).toBe(keys.length);
        const id = moments[0]?.lead.lead.id;
        if (id === undefined) throw new Error('no lead');
        for (const { handoff, type, episode } of decided) expect(handoff).toBe(handoffKey(id, type, episode));
      }),
    );
  });

  test('comes with one deed of its key, and nothing else does', () => {
    fc.assert(
      fc.property(moment, (one) => {
        const decision = judgeAt(one);
        const decided = factsOf(decision, 'handoff-decided').map(({ handoff }) => handoff);
        const deeds = decision.deeds.filter(({ payload }) => payload.kind === 'handoff').map(({ key }) => key);
        expect(deeds).toEqual(decided);
      }),
    );
  });

  test('freezes a score whose lines sum to its total', () => {
    fc.assert(
      fc.property(history, ({ facts }) => {
        for (const fact of leadFacts(facts)) {
          if (fact.kind !== 'handoff-decided' && fact.kind !== 'stage-changed') continue;
          const { attribute, behaviour, total, lines } = fact.score;
          expect(attribute + behaviour).toBe(total);
          expect(lines.reduce((sum, { points }) => sum + points, 0)).toBe(total);
        }
      }),
    );
  });

  test('never happens without new behaviour since the baseline, unless a person let it through', () => {
    fc.assert(
      fc.property(moment, fc.boolean(), (one, byAnswer) => {
        const baselineAt = iso(one.now);
        const given = { ...one.surroundings, baselineAt };
        const lead = one.lead.state({ admitted: undefined });
        const before = lead.lead.state.handoffs.length;
        if (['mql', 'sql'].includes(lead.lead.state.stage)) return;
        const tanaka = { member: 'tanaka' as OwnerKey, turn: 1 };
        const decision = byAnswer
          ? assigned(lead, 'marketing-to-is', tanaka, { now: one.now, in: given })
          : judge(lead, { now: one.now, in: given });
        expect(decision.state.handoffs.length).toBe(before);
        expect(decision.deeds.filter(({ payload }) => payload.kind === 'handoff')).toEqual([]);
      }),
    );
  });

  test('never happens while the gate is closed, unless a person let it through', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom('marketing-to-is', 'is-to-fs'), (one, handoff) => {
        const given = { ...one.surroundings, gateOpen: false };
        const lead = one.lead.state({ admitted: undefined });
        const owner = { member: 'tanaka' as OwnerKey, turn: 1 };
        for (const decision of [
          judge(lead, { now: one.now, in: given }),
          assigned(lead, handoff, owner, { now: one.now, in: given }),
        ]) {
          expect(factsOf(decision, 'handoff-decided')).toEqual([]);
          expect(decision.needsOwner).toBeUndefined();
        }
      }),
    );
  });
});

test('the histories reach every kind of fact that a decision can make', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(history, ({ facts }) => {
      for (const { fact } of facts) met.add(fact.kind);
    }),
    { numRuns: 600, seed: 7 },
  );
  expect([...met].sort()).toEqual([
    'deadline-met',
    'deadline-missed',
    'field-changed',
    'first-contact-seen',
    'handoff-closed',
    'handoff-decided',
    'held',
    'lead-found',
    'no-longer-qualified',
    'record-linked',
    'stage-changed',
    'standing',
    'temperature-changed',
  ]);
});

function shuffled<Item>(items: readonly Item[]): fc.Arbitrary<readonly Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
