/** Stages by example: who says that one is reached, what goes over then, and how a lead comes back. */
import { describe, expect, test } from 'vitest';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { iso } from '../../src/domain/instant.ts';
import {
  ago,
  agreement,
  anMql,
  factsOf,
  HEARD,
  handedOn,
  handedOver,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  look,
  NOW,
} from '../support/people.ts';
import { days, found, label, saying, signed, takahashi, toFs, toIs, withFirst } from '../support/signing.ts';

describe('a stage reached by its rule', () => {
  test('goes over at once where the handoff asks for nothing more', () => {
    expect(judge(anMql()).state).toMatchObject({
      stage: 'mql',
      episode: 1,
      holder: { department: 'inside-sales', member: 'tanaka' },
    });
  });

  describe('whose handoff waits for its own condition', () => {
    const terms = withFirst({ when: { attribute: 'region', in: ['大阪府'] } });
    const waiting = found(anMql(), terms);

    test('is reached, and whoever has the lead keeps it', () => {
      const decision = judge(anMql(), { terms });
      expect(kinds(decision)).toEqual(['lead-found', 'temperature-changed', 'stage-changed']);
      expect(decision.state).toMatchObject({ stage: 'mql', episode: 0, holder: { department: 'marketing' } });
      expect(decision.needsOwner).toBeUndefined();
      expect(kinds(judge(waiting, { terms }))).toEqual([]);
    });

    test('goes over as soon as the condition holds, without another change of stage', () => {
      const decision = judge(waiting.with({ region: '大阪府' }), { terms });
      expect(kinds(decision)).toEqual(['handoff-decided']);
      expect(decision.state).toMatchObject({ stage: 'mql', episode: 1, holder: { member: 'tanaka' } });
      expect(kinds(judge(kept(waiting.with({ region: '大阪府' }), decision), { terms }))).toEqual([]);
    });

    test('names the moment at which time alone makes it hold', () => {
      const quiet = withFirst({ when: { not: { activity: 'inquiry-sent', within: '3 days' } } });
      const lead = found(anMql(), quiet);
      const { nextAt } = look(lead, { terms: quiet });
      expect(nextAt).toBe('2026-11-23T01:00:00.001Z');
      expect(look(lead, { terms: quiet, now: Temporal.Instant.from(nextAt ?? '') }).needsOwner).toBeDefined();
    });
  });

  test('is looked at again at once, for what the new stage opens', () => {
    const terms = signed({
      handoffs: [{ ...toIs, when: { attribute: 'region', in: ['大阪府'] } }, toFs],
      rules: { ...agreement.rules, sql: { all: [{ stage: ['mql'] }, agreement.rules.sql] } },
    });
    const lead = anMql().inSalesforce(HEARD);
    const first = judge(lead, { terms });
    expect(first.state.stage).toBe('mql');
    expect(first.nextAt).toBe(hence({ milliseconds: 1 }));
    const second = judge(kept(lead, first), { terms, now: NOW.add({ milliseconds: 1 }) });
    expect(second.state).toMatchObject({ stage: 'sql', holder: { department: 'field-sales' } });
  });

  test('is reached only once behaviour is newer than the baseline', () => {
    const terms = withFirst({ when: { attribute: 'region', in: ['大阪府'] } });
    const old = look(anMql(), { terms, in: { baselineAt: ago({ hours: 1 }) } });
    expect(old.state).toMatchObject({ stage: 'lead', standing: { handoff: 'mql', reason: 'before-baseline' } });
  });
});

describe('a stage that a person declares', () => {
  const terms = signed({ stages: { ...agreement.stages, mql: { declaredBy: 'person', responsible: 'marketing' } } });
  const qualified = found(anMql().inSalesforce(), terms);

  test('is not reached by its rule alone', () => {
    expect(qualified.lead.state).toMatchObject({ stage: 'lead', holder: { department: 'marketing' } });
    expect(look(qualified, { terms }).needsOwner).toBeUndefined();
  });

  test('is reached by a word in our field, with the person as its cause, and goes over', () => {
    const decision = judge(saying(qualified, 'mql'), { terms });
    expect(kinds(decision)).toEqual(['field-changed', 'stage-changed', 'handoff-decided']);
    expect(decision.facts[1]).toMatchObject({ cause: takahashi, fact: { from: 'lead', to: 'mql' } });
    expect(decision.state).toMatchObject({ stage: 'mql', episode: 1, holder: { member: 'tanaka' } });
    expect(kinds(judge(kept(saying(qualified, 'mql'), decision), { terms }))).toEqual([]);
  });

  test('is reached by a word of the system that the mapping lists, and by no other', () => {
    const said = { hubspot: {}, salesforce: { leadStatus: { 'Working - Contacted': 'sql' as const } } };
    const word = (value: string) =>
      judge(saying(qualified.inSalesforce(HEARD), value, 'leadStatus', 'New'), { terms, in: { said } });
    expect(word('Working - Contacted').state).toMatchObject({ stage: 'sql', holder: { department: 'field-sales' } });
    for (const other of ['working - contacted', 'Nurturing', 'constructor', '__proto__', 'toString'])
      expect(word(other).state.stage).toBe('lead');
  });

  test('where both speak, our own field is believed', () => {
    const said = { hubspot: {}, salesforce: { leadStatus: { Working: 'sql' as const } } };
    const both = saying(saying(qualified, 'Working', 'leadStatus', 'New'), 'disqualified');
    expect(look(both, { terms, in: { said } }).state.stage).toBe('disqualified');
  });

  test('is none that does not exist', () => {
    expect(look(saying(qualified, 'MQL!'), { terms }).state.stage).toBe('lead');
    expect(look(saying(qualified, null), { terms }).state.stage).toBe('lead');
  });

  test('named again after its handoff goes over again, under another key', () => {
    const terms = signed({ sendBack: undefined });
    const opportunity = kept(
      saying(handedOn(), 'opportunity', 'stage', 'sql'),
      look(saying(handedOn(), 'opportunity', 'stage', 'sql')),
    );
    expect(opportunity.lead.state.stage).toBe('opportunity');
    const back = opportunity.inSalesforce({ stage: 'sql' });
    const decision = judge(back, { terms, now: days(1) });
    const keys = decision.state.handoffs.map(({ key }) => key);
    expect(decision.state.stage).toBe('sql');
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3);
    expect(decision.state.episode).toBe(2);
  });

  test('that goes back ends what was open as replaced, not as moved on', () => {
    const open = handoffOf(handedOn());
    const decision = judge(saying(handedOn(), 'mql', 'stage', 'sql'), { now: days(1), owner: 'tanaka' });
    expect(factsOf(decision, 'handoff-closed')).toEqual([
      { kind: 'handoff-closed', handoff: open.key, outcome: 'superseded' },
    ]);
    expect(decision.state).toMatchObject({ stage: 'mql', holder: { department: 'inside-sales' } });
  });
});

describe('a lead sent back', () => {
  const terms = signed({
    sendBack: {
      criteria: [label],
      steps: [label],
      reasons: [{ id: 'too-early', label }],
      again: { after: '14 days' },
    },
  });
  const sent = saying(handedOver(), 'returned', 'stage', 'mql');
  const decision = judge(sent, { terms, now: days(1) });
  const returned = kept(sent, decision);
  const first = handoffOf(handedOver());

  test('is marketing’s again; its handoff and its task end with it', () => {
    expect(kinds(decision).filter((kind) => kind !== 'deadline-missed')).toEqual([
      'field-changed',
      'stage-changed',
      'handoff-closed',
    ]);
    expect(factsOf(decision, 'handoff-closed')).toMatchObject([{ handoff: first.key, outcome: 'sent-back' }]);
    expect(decision.facts.find(({ fact }) => fact.kind === 'stage-changed')?.cause).toEqual(takahashi);
    expect(decision.deeds).toMatchObject([{ key: `close-${first.key}`, payload: { kind: 'close-task' } }]);
    expect(decision.state).toMatchObject({ stage: 'returned', holder: { department: 'marketing' } });
  });

  test('waits for the cool-down, whatever it does, and names its end', () => {
    const again = returned.did('quote-requested', iso(days(2)));
    const early = look(again, { terms, now: days(3) });
    expect(early.needsOwner).toBeUndefined();
    expect(early.nextAt).toBe(iso(days(15)));
    expect(look(again, { terms, now: days(15).subtract({ milliseconds: 1 }) }).needsOwner).toBeUndefined();
    expect(look(again, { terms, now: days(15) }).needsOwner).toMatchObject({ exclude: ['tanaka'] });
  });

  test('never goes to who sent it back, however many handoffs ago that was', () => {
    const state = { ...returned.lead.state, handoffs: [] };
    const again = returned.but({ state }).did('quote-requested', iso(days(2)));
    expect(look(again, { terms, now: days(15) }).needsOwner).toMatchObject({ exclude: ['tanaka'] });
  });

  test('waits for new behaviour: what it did before, or what our people did since, is none', () => {
    const touched = returned.touched('tanaka', 'call', iso(days(2)), { outcome: 'connected' });
    expect(look(touched.did('quote-requested', iso(days(1))), { terms, now: days(30) }).needsOwner).toBeUndefined();
    expect(look(touched.did('mail-opened', iso(days(20))), { terms, now: days(30) }).needsOwner).toBeDefined();
  });

  test('qualifies again in a new episode, under another key', () => {
    const again = returned.did('quote-requested', iso(days(16)));
    const second = judge(again, { terms, now: days(17), owner: 'suzuki' });
    expect(factsOf(second, 'stage-changed')).toMatchObject([{ from: 'returned', to: 'mql' }]);
    expect(second.state).toMatchObject({ episode: 2, stage: 'mql', holder: { member: 'suzuki' } });
    expect(second.state.handoffs.map(({ key }) => key)).toEqual([
      first.key,
      handoffKey(again.lead.id, 'marketing-to-is', 2),
    ]);
  });

  test('may be asked for more by the agreement, and time alone may answer', () => {
    const more = signed({
      sendBack: {
        ...terms.sendBack,
        again: { after: '14 days', when: { not: { activity: 'call', within: '30 days' } } },
      },
    });
    const again = returned
      .did('quote-requested', iso(days(2)))
      .touched('tanaka', 'call', iso(days(2)), { outcome: 'connected' });
    const held = look(again, { terms: more, now: days(20) });
    expect(held.needsOwner).toBeUndefined();
    expect(held.nextAt).toBe('2026-12-22T03:00:00.001Z');
    expect(look(again, { terms: more, now: days(33) }).needsOwner).toBeDefined();
  });
});

test('a lead that a person disqualified is left alone by the rules', () => {
  const said = saying(handedOver(), 'disqualified', 'stage', 'mql');
  const decision = judge(said);
  expect(factsOf(decision, 'handoff-closed')).toMatchObject([{ outcome: 'superseded' }]);
  const later = kept(said, decision)
    .did('quote-requested', hence({ hours: 30 }))
    .inSalesforce(HEARD);
  const after = judge(later, { now: days(2) });
  expect(kinds(after).filter((kind) => kind !== 'temperature-changed')).toEqual([]);
  expect(after.state.stage).toBe('disqualified');
});
