/** What holds of every decision under every agreement, while time passes, more becomes known, and people name stages as they like. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import type { Decision } from '../../src/domain/decide.ts';
import { evolve } from '../../src/domain/evolve.ts';
import { type LeadFact, STAGES } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Fields } from '../../src/domain/record.ts';
import { anyAgreement, anyFields, anyLead } from '../support/agreements.ts';
import { leadFacts, shuffled } from '../support/histories.ts';
import { ago, judge, kept, LeadBuilder, NOW, REFS, taskMade } from '../support/people.ts';

interface Moment {
  readonly before: LeadBuilder;
  readonly decision: Decision;
  readonly now: Temporal.Instant;
  readonly agreement: Agreement;
}

const steps = fc.array(
  fc.record({
    hours: fc.integer({ min: 1, max: 24 * 20 }),
    known: anyFields,
    said: fc.option(fc.constantFrom(...STAGES), { nil: undefined, freq: 2 }),
  }),
  { minLength: 1, maxLength: 8, size: 'max' },
);

const given = (agreement: Agreement, now: Temporal.Instant) => ({
  now,
  terms: agreement,
  in: { baselineAt: ago({ hours: 24 * 30 }) },
});

function learning(lead: LeadBuilder, known: Fields, said: string | undefined, at: Temporal.Instant): LeadBuilder {
  const noted = lead.inSalesforce(known, { modifiedAt: iso(at) });
  if (said === undefined) return noted;
  const written = noted.lead.written.length > 0 ? noted : noted.wrote(REFS.lead, 'stage', 'lead', iso(at));
  return written.inSalesforce({ stage: said });
}

/** Each moment at which the lead was judged. Tasks are made at once. */
const life: fc.Arbitrary<readonly Moment[]> = fc
  .record({ agreement: anyAgreement, lead: anyLead(), steps })
  .map(({ agreement, lead: first, steps: happenings }) => {
    let lead = new LeadBuilder(first);
    let now = NOW;
    return happenings.map(({ hours, known, said }) => {
      now = now.add({ hours });
      const before = learning(lead, known, said, now);
      const decision = judge(before, given(agreement, now));
      lead = kept(before, decision);
      for (const fact of leadFacts(decision.facts))
        if (fact.kind === 'handoff-decided')
          lead = lead.folding(taskMade(fact.handoff, [], `00T${fact.handoff}`), iso(now));
      return { before, decision, now, agreement };
    });
  });

test('the facts fold to the state, which is plain JSON', () => {
  fc.assert(
    fc.property(life, (moments) => {
      for (const { before, decision, now } of moments) {
        const fold = (state: Decision['state'], fact: LeadFact) => evolve(state, fact, iso(now));
        expect(leadFacts(decision.facts).reduce(fold, before.lead.state)).toEqual(decision.state);
        expect(JSON.parse(JSON.stringify(decision.state))).toEqual(decision.state);
      }
    }),
    { numRuns: 300 },
  );
});

test('no two handoffs share a key, and each comes with one deed of its key', () => {
  fc.assert(
    fc.property(life, (moments) => {
      const decided = moments.flatMap(({ decision }) =>
        leadFacts(decision.facts).flatMap((fact) => (fact.kind === 'handoff-decided' ? [fact.handoff] : [])),
      );
      const deeds = moments.flatMap(({ decision }) =>
        decision.deeds.flatMap(({ key, payload }) => (payload.kind === 'handoff' ? [key] : [])),
      );
      expect(new Set(decided).size).toBe(decided.length);
      expect(deeds).toEqual(decided);
    }),
    { numRuns: 500 },
  );
});

test('a stage changes by a rule that declares it, or by a person who names it', () => {
  fc.assert(
    fc.property(life, (moments) => {
      for (const { before, decision, agreement } of moments)
        for (const { fact, cause } of decision.facts) {
          if (fact.kind !== 'stage-changed') continue;
          if (cause.by === 'person') {
            expect(before.lead.records.some(({ fields }) => fields['stage'] === fact.to)).toBe(true);
            continue;
          }
          expect(['mql', 'sql']).toContain(fact.to);
          expect(agreement.stages[fact.to === 'sql' ? 'sql' : 'mql'].declaredBy).toBe('rule');
          expect(fact.to === 'mql' ? ['lead', 'returned'] : ['mql']).toContain(fact.from);
        }
    }),
    { numRuns: 500 },
  );
});

test('of several handoffs to one stage a lead takes those that follow each other, and no other way beside them', () => {
  let several = 0;
  fc.assert(
    fc.property(life, (moments) => {
      // To the stage that it is at now, the newest last.
      let taken: { readonly type: string; readonly to: string }[] = [];
      for (const { decision, agreement } of moments)
        for (const fact of leadFacts(decision.facts)) {
          if (fact.kind === 'stage-changed') taken = [];
          if (fact.kind !== 'handoff-decided') continue;
          const terms = agreement.handoffs.find(({ type }) => type === fact.type);
          const before = taken.at(-1);
          if (before !== undefined && before.type !== fact.type && terms?.stage !== undefined) {
            expect(terms.from).toBe(before.to);
            several += 1;
          }
          if (terms?.stage !== undefined) taken.push({ type: fact.type, to: fact.to.department });
        }
    }),
    { numRuns: 500 },
  );
  expect(several).toBeGreaterThan(0);
});

test('order is irrelevant, and nothing that was given is changed', () => {
  const last = life.chain((moments) => {
    const moment = moments.at(-1);
    if (moment === undefined) throw new Error('no moment');
    const { records, activities } = moment.before.lead;
    return fc.record({ moment: fc.constant(moment), records: shuffled(records), activities: shuffled(activities) });
  });
  fc.assert(
    fc.property(last, ({ moment: { before, decision, now, agreement }, ...order }) => {
      const copy = structuredClone(before.lead);
      expect(judge(before.but(order), given(agreement, now))).toEqual(decision);
      expect(before.lead).toEqual(copy);
    }),
    { numRuns: 200 },
  );
});

test('the next look is promised for whatever would be decided next', () => {
  fc.assert(
    fc.property(life, (moments) => {
      for (const { before, decision, now, agreement } of moments) {
        // The answer to a deed brings the next look.
        if (decision.deeds.length > 0) continue;
        const soon = now.add({ milliseconds: 1 });
        const next = judge(kept(before, decision), given(agreement, soon));
        if (next.facts.length > 0) expect(decision.nextAt).toBe(iso(soon));
      }
    }),
    { numRuns: 500 },
  );
});
