/** The decision's promises, by example: what is decided of one lead, from what, and what is put out. */
import { describe, expect, test } from 'vitest';
import { agreementSchema } from '../../src/domain/agreement/schema.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { iso } from '../../src/domain/instant.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import {
  ago,
  agreement,
  agreementHash,
  aLead,
  anMql,
  assigned,
  factsOf,
  HEARD,
  handedOver,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  look,
  NOW,
  REFS,
  userOf,
  withTask,
} from '../support/people.ts';

describe('a lead that does not qualify', () => {
  test('is found once, and stays with marketing', () => {
    const first = look(aLead());
    expect(kinds(first)).toEqual(['lead-found']);
    expect(first.state).toMatchObject({ stage: 'lead', holder: { department: 'marketing' }, temperature: 'cold' });
    expect(first.needsOwner).toBeUndefined();
    expect(kinds(look(kept(aLead(), first)))).toEqual([]);
  });

  test('changes its temperature by its score', () => {
    const lead = aLead().with({ employees: 620, industry: 'IT', region: '東京都' });
    expect(factsOf(look(lead), 'temperature-changed')).toEqual([
      { kind: 'temperature-changed', from: 'cold', to: 'warm', total: 35 },
    ]);
  });
});

test('a temperature once reached is kept within the agreed margin, for a lead that has it', () => {
  const terms = (from: number) =>
    agreementSchema.parse({
      ...agreement,
      temperature: { hot: { from }, warm: { from: 30 }, margin: 2 },
      rules: { ...agreement.rules, mql: { stage: ['won'] } },
    });
  const hot = kept(anMql(), look(anMql(), { terms: terms(100) }));
  expect(hot.lead.state.temperature).toBe('hot');
  expect(kinds(look(hot, { terms: terms(102) }))).toEqual([]);
  expect(factsOf(look(hot, { terms: terms(103) }), 'temperature-changed')).toMatchObject([{ from: 'hot', to: 'warm' }]);
  expect(look(anMql(), { terms: terms(102) }).state.temperature).toBe('warm');
});

describe('an MQL', () => {
  test('asks its pool for an owner before anything is handed over', () => {
    const decision = look(anMql());
    expect(decision.needsOwner).toEqual({
      handoff: 'marketing-to-is',
      pool: 'inside-sales',
      preferred: undefined,
      after: [],
      exclude: [],
    });
    expect(kinds(decision)).toEqual(['lead-found', 'temperature-changed']);
    expect(decision.deeds).toEqual([]);
  });

  test('is handed to the owner that the pool gave, with priority, terms, frozen score and one task', () => {
    const decision = judge(anMql());
    expect(kinds(decision)).toEqual(['lead-found', 'temperature-changed', 'stage-changed', 'handoff-decided']);
    const key = handoffKey(anMql().lead.id, 'marketing-to-is', 1);
    expect(factsOf(decision, 'handoff-decided')).toEqual([
      expect.objectContaining({
        handoff: key,
        type: 'marketing-to-is',
        episode: 1,
        from: { department: 'marketing' },
        to: { department: 'inside-sales', member: 'tanaka' },
        priority: 'normal',
        deadlines: [{ deadline: 'first-contact', amount: 3, unit: 'business-days' }],
        pool: 'inside-sales',
        turn: 1,
      }),
    ]);
    expect(decision.deeds).toEqual([
      {
        system: 'salesforce',
        key,
        payload: { kind: 'handoff', handoff: key, agreement: agreementHash, brief: expect.anything() },
      },
    ]);
    expect(decision.state).toMatchObject({ stage: 'mql', stageSince: iso(NOW), episode: 1 });
  });

  test('every fact bears the lead, the moment and the agreement', () => {
    for (const fact of judge(anMql()).facts)
      expect(fact).toMatchObject({ stream: 'lead:lead-1', at: iso(NOW), agreement: agreementHash });
  });

  test('goes to the queue where the pool has nobody', () => {
    const decision = assigned(anMql(), 'marketing-to-is', { queue: 'inside-sales', turn: 4 });
    expect(handoffOf(kept(anMql(), decision))).toMatchObject({
      to: { department: 'inside-sales' },
      toQueue: 'inside-sales',
    });
    expect(decision.desired['ownerName']).toBe('inside-sales');
  });

  test('prefers the owner of the account, and only one of the department it goes to', () => {
    const owned = (by: string) => look(anMql().atAccount({ ownerId: userOf('salesforce', by) })).needsOwner?.preferred;
    expect(owned('suzuki')).toBe('suzuki');
    expect(owned('takahashi')).toBeUndefined();
  });

  test('does not ask for the owner of a deleted account', () => {
    const lead = anMql().atAccount({ ownerId: userOf('salesforce', 'suzuki') }, { deleted: true });
    expect(look(lead).needsOwner?.preferred).toBeUndefined();
  });

  test('an owner for another handoff hands nothing over', () => {
    const decision = assigned(anMql(), 'is-to-fs', { member: 'takahashi' as OwnerKey, turn: 1 });
    expect(factsOf(decision, 'handoff-decided')).toEqual([]);
  });
});

describe('an SQL', () => {
  const heard = handedOver().inSalesforce(HEARD);

  test('goes on to field sales; the handoff before is closed and its task with it', () => {
    const before = handoffOf(heard);
    const decision = judge(heard);
    expect(kinds(decision)).toEqual(['stage-changed', 'handoff-closed', 'handoff-decided']);
    expect(factsOf(decision, 'handoff-closed')).toEqual([
      { kind: 'handoff-closed', handoff: before.key, outcome: 'advanced' },
    ]);
    expect(decision.deeds.map(({ key, payload }) => [key, payload.kind])).toEqual([
      [`close-${before.key}`, 'close-task'],
      [handoffKey(heard.lead.id, 'is-to-fs', 1), 'handoff'],
    ]);
    expect(decision.state).toMatchObject({ stage: 'sql', holder: { department: 'field-sales', member: 'takahashi' } });
    expect(factsOf(decision, 'handoff-decided')[0]?.from).toEqual({ department: 'inside-sales', member: 'tanaka' });
  });

  test.each([
    ['a person has completed', 'handoff-task-completed', {}],
    ['a person has deleted', 'handoff-task-open', { status: 'deleted' }],
  ] as const)('a task that %s is not closed again', (_, kind, properties) => {
    const lead = heard.touched('tanaka', kind, iso(NOW), { handoff: handoffOf(heard).key, ...properties });
    expect(judge(lead).deeds.map(({ payload }) => payload.kind)).toEqual(['handoff']);
  });

  test('a task that was made although its handoff was closed meanwhile is closed once', () => {
    const undecided = kept(anMql().inSalesforce(HEARD), judge(anMql().inSalesforce(HEARD)));
    const first = handoffOf(undecided);
    const second = judge(undecided);
    expect(second.deeds.map(({ payload }) => payload.kind)).toEqual(['handoff']);
    const lost = kept(undecided, second);
    const late = lost.folding({
      kind: 'task-made',
      handoff: first.key,
      task: { ref: { system: 'salesforce', object: 'task', id: '00Tlate' } },
      record: { ref: REFS.lead },
      leadMade: false,
      due: [{ deadline: 'first-contact', dueAt: hence({ hours: 1 }) }],
    });
    expect(late.lead.state.handoffs[0]).toMatchObject({ status: 'closed', taskId: '00Tlate' });
    const closing = look(late);
    expect(closing.deeds).toMatchObject([{ key: `close-${first.key}`, payload: { taskId: '00Tlate' } }]);
    expect(look(kept(late, closing)).deeds).toEqual([]);
  });

  test('nothing is handed on while Salesforce refuses the handoff before', () => {
    const mql = kept(anMql(), judge(anMql()));
    const refused = mql.folding({
      kind: 'handoff-refused',
      handoff: handoffOf(mql).key,
      category: 'validation',
      code: 'X',
    });
    expect(look(refused.inSalesforce(HEARD)).needsOwner).toBeUndefined();
    const retried = withTask(refused, hence({ hours: 1 }), []);
    expect(look(retried.inSalesforce(HEARD)).needsOwner?.handoff).toBe('is-to-fs');
  });

  test('a refusal of a handoff that was closed meanwhile stops nothing', () => {
    const lead = kept(heard, judge(heard));
    const first = lead.lead.state.handoffs[0];
    if (first === undefined) throw new Error('no handoff');
    const refused = lead.folding({ kind: 'handoff-refused', handoff: first.key, category: 'lock', code: 'X' });
    expect(refused.lead.state.handoffs[0]?.status).toBe('closed');
  });

  test('BANT that was known before the lead was MQL hands it on at the next look', () => {
    const known = anMql().inSalesforce(HEARD);
    const first = judge(known);
    expect(first.state.stage).toBe('mql');
    const second = judge(kept(known, first));
    expect(second.state.stage).toBe('sql');
    expect(judge(kept(kept(known, first), second)).facts).toEqual([]);
  });
});

describe('a returned lead', () => {
  const returned = handedOver()
    .folding({ kind: 'handoff-closed', handoff: handoffOf(handedOver()).key, outcome: 'sent-back' })
    .folding(
      {
        kind: 'stage-changed',
        from: 'mql',
        to: 'returned',
        score: { attribute: 80, behaviour: 20, total: 100, lines: [] },
      },
      hence({ hours: 1 }),
    );
  const later = NOW.add({ hours: 48 });

  test('is not handed over again for what was known when it was sent back', () => {
    const decision = look(returned, { now: later });
    expect(decision.needsOwner).toBeUndefined();
    expect(decision.facts).toEqual([]);
  });

  test('qualifies again by something new, under a new key, and not to who sent it back', () => {
    const again = returned.did('quote-requested', hence({ hours: 30 }));
    expect(look(again, { now: later }).needsOwner).toMatchObject({ handoff: 'marketing-to-is', exclude: ['tanaka'] });
    const decision = judge(again, { now: later, owner: 'suzuki' });
    const keys = decision.state.handoffs.map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
    expect(decision.state.episode).toBe(2);
  });
});

describe('an agreement of another kind', () => {
  test('with two handoffs at one stage hands over the first', () => {
    const [first] = agreement.handoffs;
    if (first === undefined) throw new Error('no handoff');
    const terms = {
      ...agreement,
      handoffs: [
        { ...first, type: 'a' },
        { ...first, type: 'b' },
      ],
    };
    expect(look(anMql(), { terms }).needsOwner?.handoff).toBe('a');
  });

  test('whose score has more lines than a ledger entry takes freezes the rest as one line', () => {
    const label = { en: 'x', ja: 'x' };
    const each = { label, count: 'each', points: 1, cap: 20 } as const;
    const terms = agreementSchema.parse({
      ...agreement,
      scoring: {
        ...agreement.scoring,
        behaviours: ['site-visited', 'mail-clicked', 'mail-opened', 'inquiry-sent'].map((activity) => ({
          ...each,
          id: activity,
          activity,
        })),
      },
      rules: { ...agreement.rules, mql: { activity: 'inquiry-sent' } },
    });
    const busy = Array.from({ length: 20 }, (_, n) => n).reduce(
      (lead, n) =>
        (['site-visited', 'mail-clicked', 'mail-opened'] as const).reduce(
          (before, kind) => before.did(kind, ago({ hours: n + 3 })),
          lead,
        ),
      anMql(),
    );
    const [decided] = factsOf(judge(busy, { terms }), 'handoff-decided');
    expect(decided?.score.total).toBe(141);
    expect(decided?.score.lines).toHaveLength(41);
    expect(decided?.score.lines.at(-1)).toEqual({ rule: 'other', points: 26 });
    expect(decided?.score.lines.reduce((sum, { points }) => sum + points, 0)).toBe(141);
  });
});
