/** The state is the fold of the facts: each fact changes what it says, and nothing else. */
import { describe, expect, test } from 'vitest';
import { evolve, INITIAL_STATE } from '../../src/domain/evolve.ts';
import type { ActivityRef, HandoffKey, LeadFact } from '../../src/domain/facts.ts';
import type { LeadState } from '../../src/domain/lead.ts';
import { ago, anMql, handedOver, handoffOf, hence, judge, kept, REFS, taskMade } from '../support/people.ts';

const at = ago({ hours: 1 });
const fold = (facts: readonly LeadFact[], from: LeadState = INITIAL_STATE): LeadState =>
  facts.reduce((state, fact) => evolve(state, fact, at), from);

describe('every fact', () => {
  test('counts one version up, whatever else it changes', () => {
    const text = { text: 'x' };
    const record = { ref: REFS.lead };
    expect(fold([{ kind: 'owner-changed', record, to: text }])).toEqual({ ...INITIAL_STATE, version: 1 });
    expect(fold([{ kind: 'field-changed', record, field: 'stage', from: text, to: text }])).toEqual({
      ...INITIAL_STATE,
      version: 1,
    });
  });

  test('leaves the state before it as it was', () => {
    const before = structuredClone(INITIAL_STATE);
    fold([{ kind: 'standing', handoff: 'x', reason: 'gate' }]);
    expect(INITIAL_STATE).toEqual(before);
  });

  test('about a handoff changes that handoff alone', () => {
    const { lead } = handedOver();
    const other = handoffOf(handedOver());
    const two: LeadState = { ...lead.state, handoffs: [{ ...other, key: 'bhother' as HandoffKey }, other] };
    const state = fold([{ kind: 'handoff-closed', handoff: other.key, outcome: 'advanced' }], two);
    expect(state.handoffs.map(({ status }) => status)).toEqual(['open', 'closed']);
    expect(
      fold([{ kind: 'handoff-closed', handoff: 'bhnone' as HandoffKey, outcome: 'advanced' }], two).handoffs,
    ).toEqual(two.handoffs);
  });
});

describe('a handoff', () => {
  const decided = kept(anMql(), judge(anMql()));
  const { key } = handoffOf(decided);

  test('runs from decided over open and contacted to closed', () => {
    const statuses: string[] = [];
    const facts: readonly LeadFact[] = [
      taskMade(key, []),
      {
        kind: 'first-contact-seen',
        handoff: key,
        how: 'evidenced',
        activity: { ref: { system: 'salesforce', object: 'call', id: '1' } },
        at,
      },
      { kind: 'handoff-closed', handoff: key, outcome: 'advanced' },
    ];
    facts.reduce((state, fact) => {
      const next = evolve(state, fact, at);
      statuses.push(next.handoffs[0]?.status ?? '');
      return next;
    }, decided.lead.state);
    expect(handoffOf(decided).status).toBe('decided');
    expect(statuses).toEqual(['open', 'contacted', 'closed']);
  });

  test('that is closed stays closed, whatever is learnt of it later', () => {
    const closed: LeadFact = { kind: 'handoff-closed', handoff: key, outcome: 'advanced' };
    const late: readonly LeadFact[] = [
      taskMade(key, []),
      { kind: 'handoff-refused', handoff: key, category: 'lock', code: 'X' },
      {
        kind: 'first-contact-seen',
        handoff: key,
        how: 'reported',
        activity: { ref: { system: 'salesforce', object: 'task', id: '1' } },
        at,
      },
    ];
    for (const fact of late) expect(fold([closed, fact], decided.lead.state).handoffs[0]?.status).toBe('closed');
  });

  test('met after all is missed no more', () => {
    const dueAt = hence({ hours: 1 });
    const state = fold(
      [
        { kind: 'deadline-missed', handoff: key, deadline: 'meeting', dueAt },
        { kind: 'deadline-missed', handoff: key, deadline: 'first-contact', dueAt },
        { kind: 'deadline-met', handoff: key, deadline: 'meeting', dueAt, at },
      ],
      decided.lead.state,
    );
    expect(state.handoffs[0]).toMatchObject({ met: ['meeting'], missed: ['first-contact'] });
  });

  test('an erasure leaves of a deal how it stands, as the ledger tells it from then on', () => {
    const told = (ref: ActivityRef['ref']): LeadFact => ({ kind: 'deal-told', deal: { ref }, status: 'open' });
    const deal = { system: 'salesforce', object: 'deal', id: '006' } as const;
    for (const erased of [
      { kind: 'erased', whole: true },
      { kind: 'erased', system: 'salesforce', whole: false },
    ] as const)
      expect(fold([told(deal), erased])).toEqual(fold([told(null), erased]));
    const elsewhere = fold([told(deal), { kind: 'erased', system: 'hubspot', whole: false }]);
    expect(elsewhere.deal).toEqual({ id: '006', status: 'open', system: 'salesforce' });
  });

  test('beyond ten closed ones the oldest are forgotten by the state', () => {
    const { score, ...rest } = handoffOf(decided);
    const again = (n: number): LeadFact => ({
      kind: 'handoff-decided',
      handoff: `bh${n}` as HandoffKey,
      type: rest.type,
      episode: n,
      from: rest.from,
      to: rest.to,
      priority: 'high',
      deadlines: [],
      score,
      reason: { text: '' },
      pool: 'inside-sales',
    });
    const state = fold(Array.from({ length: 30 }, (_, n) => again(n)));
    expect(state.handoffs.map(({ key }) => key)).toEqual(Array.from({ length: 11 }, (_, n) => `bh${n + 19}`));
    expect(state.episode).toBe(29);
  });

  test('what it was decided by is named no more once that is erased; the points stay', () => {
    const { score } = handoffOf(decided);
    const systems = (state: LeadState) =>
      state.handoffs[0]?.score.lines.map(({ evidence }) => evidence?.ref?.system ?? null);
    expect(systems(decided.lead.state)).toContain('hubspot');
    const partly = fold([{ kind: 'erased', system: 'hubspot', whole: false }], decided.lead.state);
    expect(systems(partly)).not.toContain('hubspot');
    expect(partly.handoffs[0]?.score).toMatchObject({
      total: score.total,
      lines: score.lines.map(({ rule, points }) => ({ rule, points })),
    });
    const elsewhere = fold([{ kind: 'erased', system: 'salesforce', whole: false }], decided.lead.state);
    expect(systems(elsewhere)).toContain('hubspot');
  });
});
