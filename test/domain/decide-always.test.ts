/** What holds of every decision, whatever happened before it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evolve } from '../../src/domain/evolve.ts';
import { handoffKey } from '../../src/domain/handoff-key.ts';
import { instantOf, iso } from '../../src/domain/instant.ts';
import { canonical, type Json } from '../../src/domain/ledger.ts';
import { seal } from '../../src/domain/seal.ts';
import type { OwnerKey } from '../../src/domain/team.ts';
import { history, judgeAt, leadFacts, lookAt, moment, shuffled } from '../support/histories.ts';
import { agreement, assigned, factsOf, judge, kept, kinds } from '../support/people.ts';

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

  test('is one that the ledger can hold, and tells it no name, address or id of anybody', () => {
    const sealing = { refId: () => 'r', textHash: () => 'h' };
    const personal = /hanako|yamato|山田|花子|大和|tanaka|suzuki|takahashi|stranger|00Q/;
    fc.assert(
      fc.property(history, ({ facts }) => {
        for (const fact of facts) {
          const { body, cause } = seal(fact, sealing);
          const text = canonical({ body, cause } as Json);
          expect(Buffer.byteLength(text)).toBeLessThan(16_000);
          expect(text).not.toMatch(personal);
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

  test('never happens without new behaviour since the baseline, unless a person let it through or named the stage', () => {
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
        if (decision.facts.some(({ fact, cause }) => fact.kind === 'stage-changed' && cause.by === 'person')) return;
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
