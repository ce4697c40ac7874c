/** Agreements that nobody would sign, and leads that nobody has met: every part of an agreement that time can move, in any combination. */
import fc from 'fast-check';
import type { ActivityKind } from '../../src/domain/activity.ts';
import type { Agreement, BehaviourRule, Condition, HandoffTerms, Where } from '../../src/domain/agreement/schema.ts';
import type { LeadId, Stage } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Lead, LeadState } from '../../src/domain/lead.ts';
import type { Fields, FieldValue } from '../../src/domain/record.ts';
import { activity, leadOf, NOW, record, shipped } from './judging.ts';

const DAY_MS = 86_400_000;
const label = { en: 'x', ja: 'x' };
/** Few kinds, so that rules and leads meet. */
const KINDS = ['site-visited', 'mail-clicked', 'inquiry-sent', 'webinar-attended', 'call'] as const;

const kinds: fc.Arbitrary<ActivityKind | ActivityKind[]> = fc.oneof(
  fc.constantFrom(...KINDS),
  fc.subarray<ActivityKind>([...KINDS], { minLength: 1, maxLength: 2 }),
);
const days = (most: number): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(1, 7, 30), fc.integer({ min: 1, max: most })).map((count) => `${count} days`);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });
const where = maybe(fc.constant<Where>({ page: ['price'] }));
const group = maybe(fc.constantFrom('g', 'h'));

const behaviour: fc.Arbitrary<BehaviourRule> = fc
  .record({
    activity: kinds,
    where,
    points: fc.integer({ min: -25, max: 40 }).filter((points) => points !== 0),
    count: fc.constantFrom('once', 'each'),
    /** Of each occurrence's points, in per cent. */
    room: fc.integer({ min: 10, max: 500 }),
    atLeast: fc.integer({ min: 1, max: 4 }),
    within: maybe(days(90)),
    decay: maybe(fc.oneof(fc.record({ halfLife: days(40) }), fc.record({ linear: days(60) }))),
    group,
  })
  .map(({ room, ...rule }) => {
    const cap = rule.count === 'each' ? Math.max(1, Math.floor((Math.abs(rule.points) * room) / 100)) : undefined;
    return { id: 'r', label, ...rule, cap };
  });

/** Conditions that defining sections may use. */
const byTime: fc.Arbitrary<Condition> = fc.record({
  activity: kinds,
  where,
  atLeast: maybe(fc.integer({ min: 1, max: 3 })),
  distinctDays: maybe(fc.boolean()),
  within: days(60),
});
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  // What time moves comes up most.
  { arbitrary: byTime, weight: 5 },
  fc.record({
    score: fc.constantFrom('total', 'attribute', 'behaviour'),
    atLeast: fc.integer({ min: -10, max: 80 }),
  }),
  fc.record({ attribute: fc.constantFrom('employees', 'budget'), atLeast: fc.integer({ min: 0, max: 600 }) }),
  fc.record({ attribute: fc.constantFrom('industry', 'timeframe'), present: fc.boolean() }),
  fc.record({ attribute: fc.constant('industry'), in: fc.subarray(['IT', '製造業'], { minLength: 1 }) }),
  fc.record({ evidence: fc.record({ atLeast: fc.integer({ min: 1, max: 3 }) }) }),
  fc.constantFrom<Condition>(
    { level: { of: 'need', atLeast: 'vague' } },
    { temperature: ['hot', 'warm'] },
    { temperature: ['cold'] },
    { grade: { fit: ['A', 'B'] } },
    { grade: { engagement: ['1'] } },
    { stage: ['lead', 'mql'] },
  ),
  fc.record({
    been: fc.record({
      stage: fc.subarray<Stage>(['mql', 'returned', 'won'], { minLength: 1 }),
      within: maybe(days(60)),
    }),
  }),
);
const derived = fc.constantFrom<Condition>(
  { cell: ['best'] },
  { cell: ['worst', 'best'] },
  { criteria: { reading: 'mql', atLeast: 1 } },
  { criteria: { reading: 'sql', atLeast: 2 } },
  { axis: 'need', is: 'high' },
  { axis: 'behaviour', is: 'low' },
);

function tree(leaves: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  const both = fc.array(leaves, { minLength: 1, maxLength: 3 });
  const node = fc.oneof(
    { arbitrary: leaves, weight: 3 },
    { arbitrary: both.map((all) => ({ all })), weight: 2 },
    { arbitrary: both.map((any) => ({ any })), weight: 2 },
    { arbitrary: leaves.map((not) => ({ not })), weight: 1 },
  );
  return fc.oneof(
    node,
    fc.array(node, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    fc.array(node, { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
  );
}
/** Looks at nothing that is defined by conditions. */
export const plainCondition = tree(leaf);
export const anyCondition = tree(fc.oneof({ arbitrary: leaf, weight: 4 }, { arbitrary: derived, weight: 2 }));

/** So that what follows the rules is reached often. */
const always = fc.constant<Condition>({ not: { stage: ['won'] } });

const reading = plainCondition.map((when) => ({ says: label, when }));
const criterion = fc.record({ label: fc.constant(label), mql: reading, sql: reading });
const axis = fc.record({ label: fc.constant(label), high: plainCondition, low: maybe(plainCondition) });
const step = (id: string) =>
  fc.record({
    id: fc.constant(id),
    label: fc.constant(label),
    when: plainCondition,
    provisionally: maybe(plainCondition),
  });
const side = fc.record({ label: fc.constant(label), steps: fc.tuple(step('high'), step('low')) });

const qualified = fc.record({
  criteria: fc.record({ need: criterion, other: criterion }).map(({ need, other }) => ({
    problem: need,
    behaviour: other,
  })),
  quality: fc.record({ need: axis, other: axis }).map(({ need, other }) => ({
    axes: { timeframe: other, budget: other, authority: other, need, icp: other, behaviour: other },
    grades: [{ id: 'A', label, when: { stage: ['lead' as const] } }],
  })),
  matrix: fc.record({ soon: side, size: side }).map((sides) => ({
    ...sides,
    cells: [
      { id: 'best', label, soon: 'high', size: 'high', means: label },
      { id: 'middle', label, soon: 'high', size: 'low', means: label },
      { id: 'worst', label, soon: 'low', size: 'low', means: label },
    ],
  })),
});

/** Comes to hold by time alone. */
const quiet = fc.oneof(
  byTime.map((not) => ({ not })),
  anyCondition,
);

const handoffs: fc.Arbitrary<HandoffTerms[]> = fc
  .record({
    ...{ hears: maybe(anyCondition), mql: maybe(anyCondition), sql: maybe(anyCondition), needs: quiet },
    ...{ gated: fc.boolean(), route: maybe(anyCondition) },
    /** A third: another way to the stage, listed before, or one that follows. */
    third: maybe(fc.record({ when: anyCondition, follows: fc.boolean() })),
  })
  .map(({ hears, mql, sql, needs, third, gated, route }) => {
    const [toIs, toFs] = shipped.handoffs;
    if (toIs === undefined || toFs === undefined) throw new Error('the shipped agreement hands over twice');
    const item = { id: 'asked', label, needs, ask: 'marketing' };
    const gate = gated ? [item] : ['timeframe'];
    const routes = route === undefined ? [] : [{ name: label, when: route, pool: 'field-sales' }];
    const hearing = hears === undefined ? [] : [{ ...toIs, type: 'hearing', stage: undefined, when: hears, gate: [] }];
    const other = { ...toFs, type: 'third', when: third?.when, to: 'marketing', pool: toIs.pool, gate: [] };
    const before = third?.follows === false ? [other] : [];
    const after = third?.follows === true ? [{ ...other, from: toFs.to }] : [];
    return [...hearing, { ...toIs, when: mql, gate, routes }, ...before, { ...toFs, when: sql, gate: [] }, ...after];
  });

/** Coherent ones; every section that a condition may stand in is there. */
export const anyAgreement: fc.Arbitrary<Agreement> = fc
  .record({
    zone: fc.constantFrom('Asia/Tokyo', 'America/New_York'),
    behaviours: fc.array(behaviour, { minLength: 2, maxLength: 6, size: 'max' }),
    attributes: fc.tuple(group, group, fc.integer({ min: -20, max: 60 })),
    groupCaps: fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })),
    caps: maybe(
      fc.record({
        label: fc.constant(label),
        attribute: fc.integer({ min: 1, max: 60 }),
        behaviour: fc.integer({ min: 1, max: 90 }),
      }),
    ),
    exclusions: fc.oneof(fc.constant<Condition[]>([]), fc.array(plainCondition, { maxLength: 2 })),
    margin: fc.integer({ min: 0, max: 10 }),
    hot: fc.record({
      from: fc.integer({ min: 26, max: 80 }),
      attributeFloor: fc.integer({ min: -5, max: 30 }),
      behaviourFloor: fc.integer({ min: -5, max: 30 }),
    }),
    qualified,
    rules: fc.record({ mql: fc.oneof(anyCondition, always), sql: fc.oneof(anyCondition, always) }),
    declared: fc.tuple(fc.constantFrom('rule', 'rule', 'rule', 'person'), fc.constantFrom('rule', 'person')),
    handoffs,
    again: fc.record({ after: days(40), when: maybe(anyCondition) }),
  })
  .map(({ behaviours, attributes: [g, h, worth], groupCaps: [capG, capH], caps, exclusions, ...rest }) => ({
    ...shipped,
    zone: rest.zone,
    scoring: {
      attributes: [
        { id: 'size', label, field: 'employees', bands: [{ from: 100, points: worth }], otherwise: 5, group: g },
        { id: 'trade', label, field: 'industry', values: [{ in: ['IT'], points: 20 }], otherwise: -5, group: h },
      ],
      behaviours: behaviours.map((rule, index) => ({ ...rule, id: `r${index}` })),
      groups: { g: { label, cap: capG }, h: { label, cap: capH } },
      caps,
      exclusions: exclusions.map((when, index) => ({ id: `x${index}`, label, when })),
    },
    temperature: { hot: rest.hot, warm: { from: 25, attributeFloor: 0, behaviourFloor: 0 }, margin: rest.margin },
    grade: {
      fit: [{ grade: 'A', from: 40 }, { grade: 'B', from: 10 }, { grade: 'C' }],
      engagement: [{ grade: '1', from: 30 }, { grade: '2' }],
    },
    evidence: withLevels,
    ...rest.qualified,
    rules: rest.rules,
    stages: {
      mql: { declaredBy: rest.declared[0], responsible: 'marketing' },
      sql: { declaredBy: rest.declared[1], responsible: 'field-sales' },
    },
    handoffs: rest.handoffs,
    sendBack: { criteria: [label], steps: [label], reasons: [{ id: 'r', label }], again: rest.again },
  }));

const withLevels: Agreement['evidence'] = Object.fromEntries(
  Object.entries(shipped.evidence).map(([id, item]) => [
    id,
    id === 'need'
      ? { ...item, levels: ['none', 'vague', 'clear'], confirmed: { field: 'confirmed', in: [true] } }
      : item,
  ]),
);

export const anyFields: fc.Arbitrary<Fields> = fc.record(
  {
    employees: fc.constantFrom<FieldValue>(5, 300, 800),
    industry: fc.constantFrom<FieldValue>('IT', '製造業'),
    budget: fc.constantFrom<FieldValue>(10, 500),
    timeframe: fc.constantFrom<FieldValue>('within-3-months', 'over-1-year'),
    bantNeed: fc.constantFrom<FieldValue>('clear', 'vague', 'none'),
    bantBudget: fc.constantFrom<FieldValue>('approved', 'none'),
    bantTimeframe: fc.constantFrom<FieldValue>('within-3-months', 'over-1-year'),
    confirmed: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** From a hundred days before `start` to eighty after, often at equal moments, at midnight, or whole days apart. */
const behaved = (start: Temporal.Instant, most: number) =>
  fc
    .array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        at: fc.oneof(
          fc.integer({ min: -100 * DAY_MS, max: 0 }),
          fc.integer({ min: -40, max: 0 }).map((day) => day * DAY_MS),
          fc.integer({ min: -40 * 24, max: 80 * 24 }).map((hour) => hour * 3_600_000 + (hour % 3) - 1),
        ),
        page: fc.constantFrom('price', 'case', null),
      }),
      { minLength: 3, maxLength: most, size: 'max' },
    )
    .map((rows) =>
      rows
        .map(({ kind, at, page }, index) => ({
          ...activity(kind, { hours: 0 }, { page }),
          id: `p${index}`,
          occurredAt: iso(start.add({ milliseconds: at })),
        }))
        .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1)),
    );

const history = (start: Temporal.Instant): fc.Arbitrary<Partial<LeadState>> =>
  fc
    .record({
      stage: fc.constantFrom<Stage>('lead', 'lead', 'lead', 'lead', 'mql', 'returned', 'returned', 'disqualified'),
      since: fc.integer({ min: 0, max: 40 * 24 }),
      left: fc.constantFrom<Stage>('mql', 'returned', 'won'),
      temperature: fc.constantFrom<LeadState['temperature']>('hot', 'warm', 'cold'),
    })
    .map(({ stage, since, left, temperature }) => {
      const stageSince = iso(start.subtract({ hours: since }));
      const stages = [
        { stage: left, until: iso(start.subtract({ hours: since + 100 })) },
        { stage: 'mql' as const, until: stageSince },
      ];
      return stage === 'lead' && since % 2 === 0
        ? { version: 1, temperature }
        : { version: 1, stage, stageSince, stages, temperature };
    });

/** A lead as it is kept at `start`, with what it will do in the days to come. */
export const anyLead = (start: Temporal.Instant = NOW, most = 20): fc.Arbitrary<Lead> =>
  fc
    .record({ fields: anyFields, activities: behaved(start, most), state: history(start) })
    .map(({ fields, activities, state }) => {
      const lead = leadOf({}, activities, {
        id: 'lead-t' as LeadId,
        records: [record(fields, { modifiedAt: iso(start.subtract({ hours: 24 * 50 })) })],
      });
      return { ...lead, state: { ...lead.state, ...state, links: lead.records.map(({ ref }) => ref) } };
    });
