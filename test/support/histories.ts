/** Histories that nobody thought of: things happen to one lead, time passes, and it is judged again and again. */
import fc from 'fast-check';
import type { Circumstances } from '../../src/domain/circumstances.ts';
import type { Decision } from '../../src/domain/decide.ts';
import type { LeadFact, NewFact } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import {
  ago,
  aLead,
  anMql,
  FITTING,
  HEARD,
  handedOn,
  handedOver,
  hence,
  judge,
  kept,
  type LeadBuilder,
  look,
  NOW,
  REFS,
  taskMade,
} from './people.ts';

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

/** A lead about to be judged. */
export interface Moment {
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

export const history = fc
  .tuple(start, steps, surroundings)
  .map(([lead, happenings, given]) => lived(lead, happenings, given));
/** The last moment of a history. */
export const moment = history.map(({ moments }) => moments.at(-1)).filter((one) => one !== undefined);

export const judgeAt = ({ lead, now, surroundings: given }: Moment): Decision => judge(lead, { now, in: given });
export const lookAt = ({ lead, now, surroundings: given }: Moment): Decision => look(lead, { now, in: given });
export const leadFacts = (facts: readonly NewFact[]): readonly LeadFact[] => facts.map(({ fact }) => fact as LeadFact);

export function shuffled<Item>(items: readonly Item[]): fc.Arbitrary<readonly Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
