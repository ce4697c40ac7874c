/** What holds of points and conditions under every agreement: sums, order, the laws of three values, and that learning never makes less known. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/domain/agreement/condition.ts';
import { leavesOf } from '../../src/domain/agreement/places.ts';
import type { Agreement, Condition } from '../../src/domain/agreement/schema.ts';
import { scoreFact } from '../../src/domain/hand-over.ts';
import type { Lead } from '../../src/domain/lead.ts';
import type { Fields } from '../../src/domain/record.ts';
import { ready, type Score, type ScoreLine, score, scoreReady, scoreTold } from '../../src/domain/score.ts';
import { anyAgreement, anyCondition, anyFields, anyLead } from '../support/agreements.ts';
import { shuffled } from '../support/histories.ts';
import { activity, leadOf, NOW, record, scoring, subjectOf } from '../support/judging.ts';

const sum = (lines: readonly { readonly points: number }[]): number =>
  lines.reduce((all, { points }) => all + points, 0);
const of = ({ lines }: Score, part: ScoreLine['part']): readonly ScoreLine[] =>
  lines.filter((line) => line.part === part);

describe('points', () => {
  test('are whole, none of them zero, and sum to their part and to the total, also as a handoff freezes them', () => {
    fc.assert(
      fc.property(anyAgreement, anyLead(), (agreement, lead) => {
        const points = score(lead, agreement, NOW);
        expect(points.lines.every((line) => Number.isSafeInteger(line.points) && line.points !== 0)).toBe(true);
        expect(points.attribute).toBe(sum(of(points, 'attribute')));
        expect(points.behaviour).toBe(sum(of(points, 'behaviour')));
        expect(points.total).toBe(points.attribute + points.behaviour);
        expect(sum(scoreFact(points).lines)).toBe(points.total);
      }),
      { numRuns: 500 },
    );
  });

  test('keep to the caps of parts and groups', () => {
    fc.assert(
      fc.property(anyAgreement, anyLead(), (agreement, lead) => {
        const points = score(lead, agreement, NOW);
        const { caps, groups, attributes, behaviours } = agreement.scoring;
        if (caps !== undefined) {
          expect(points.attribute).toBeLessThanOrEqual(caps.attribute);
          expect(points.behaviour).toBeLessThanOrEqual(caps.behaviour);
        }
        for (const [id, { cap }] of Object.entries(groups)) {
          const rules = [...attributes, ...behaviours].filter(({ group }) => group === id).map((rule) => rule.id);
          const names = [`group/${id}`, ...rules, ...rules.map((rule) => `${rule}/cap`)];
          expect(sum(points.lines.filter(({ rule }) => names.includes(rule)))).toBeLessThanOrEqual(cap);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('do not depend on the order of records and activities', () => {
    const two = anyLead().chain((lead) =>
      fc.record({ lead: fc.constant(lead), activities: shuffled(lead.activities), other: anyFields }),
    );
    fc.assert(
      fc.property(anyAgreement, two, (agreement, { lead, activities, other }) => {
        const ref = { system: 'salesforce', object: 'lead', id: '2' } as const;
        const records = [...lead.records, record(other, { ref })];
        const forward = score({ ...lead, records }, agreement, NOW);
        expect(score({ ...lead, records: records.toReversed(), activities }, agreement, NOW)).toEqual(forward);
      }),
    );
  });

  test('are the same of a lead made ready once as of the lead itself, at every moment, whoever is scored in between', () => {
    const HOURS = 24 * 400;
    const moments = fc.array(fc.integer({ min: -HOURS, max: HOURS }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(anyAgreement, anyLead(), anyLead(), moments, (agreement, lead, other, hours) => {
        const [made, otherMade] = [ready(lead, agreement), ready(other, agreement)];
        for (const hour of hours) {
          const then = NOW.add({ hours: hour });
          expect(scoreReady(made, then, 'warm')).toEqual(score(lead, agreement, then, 'warm'));
          expect(scoreReady(otherMade, then)).toEqual(score(other, agreement, then));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of rules that share a cap are taken away by the part that goes over it, under a line of the group', () => {
    const { scoring: each, ...rest } = scoring(
      [{ id: 'size', field: 'employees', bands: [{ from: 1, points: 15 }] }],
      [
        { id: 'visit', activity: 'site-visited', points: 10 },
        { id: 'click', activity: 'mail-clicked', points: 10, within: '7 days' },
        { id: 'call', activity: 'call', points: -8 },
      ],
    );
    const grouped: Agreement = {
      ...rest,
      scoring: {
        ...each,
        attributes: each.attributes.map((rule) => ({ ...rule, group: 'g' })),
        behaviours: each.behaviours.map((rule) => ({ ...rule, group: 'g' })),
        groups: { g: { label: { en: 'Group', ja: '群' }, cap: 20 } },
      },
    };
    const did = (...kinds: ('site-visited' | 'mail-clicked' | 'call')[]): Lead =>
      leadOf(
        { employees: 5 },
        kinds.map((kind) => activity(kind, { hours: 24 })),
      );
    const taken = (lead: Lead) =>
      scoreTold(lead, grouped, NOW)
        .lines.filter(({ rule }) => rule === 'group/g')
        .map(({ part, points, changesAt }) => [part, points, changesAt]);
    expect(taken(did())).toEqual([]);
    expect(taken(did('site-visited'))).toEqual([['behaviour', -5, undefined]]);
    expect(taken(did('site-visited', 'mail-clicked'))).toEqual([['behaviour', -15, '2026-11-26T03:00:00.001Z']]);
    expect(taken(did('site-visited', 'mail-clicked', 'call'))).toEqual([['behaviour', -7, '2026-11-26T03:00:00.001Z']]);
    expect(score(did('site-visited', 'mail-clicked', 'call'), grouped, NOW)).toMatchObject({
      attribute: 15,
      behaviour: 5,
    });
  });
});

describe('conditions', () => {
  const subjects = fc.record({ agreement: anyAgreement, lead: anyLead() });
  const holds = (condition: Condition, { agreement, lead }: { agreement: Agreement; lead: Lead }) =>
    judge(condition, subjectOf(lead, agreement)).holds;

  test('keep the laws of De Morgan and of double negation, unknown included', () => {
    fc.assert(
      fc.property(subjects, anyCondition, anyCondition, (subject, a, b) => {
        expect(holds({ not: { all: [a, b] } }, subject)).toBe(holds({ any: [{ not: a }, { not: b }] }, subject));
        expect(holds({ not: { any: [a, b] } }, subject)).toBe(holds({ all: [{ not: a }, { not: b }] }, subject));
        expect(holds({ not: { not: a } }, subject)).toBe(holds(a, subject));
        expect(holds({ all: [a, b] }, subject)).toBe(holds({ all: [b, a] }, subject));
      }),
      { numRuns: 500 },
    );
  });

  test('name what decided them, or what is missing, never both and never neither', () => {
    fc.assert(
      fc.property(subjects, anyCondition, ({ agreement, lead }, condition) => {
        const { holds: is, because, missing } = judge(condition, subjectOf(lead, agreement));
        expect(because.length > 0).toBe(is !== 'unknown');
        expect(missing.length > 0).toBe(is === 'unknown');
        expect(missing.every((leaf) => leaf.holds === 'unknown')).toBe(true);
        expect(because.every((leaf) => leaf.holds !== 'unknown')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  // A placing by what is likely may be taken back by what is learnt: cells are the exception. Fields that give points, and those that conditions ask
  // for only whether they are known, tell something already by being empty.
  const LEARNT = ['budget', 'bantNeed', 'bantBudget', 'bantTimeframe', 'confirmed'];
  const firm = anyCondition.filter((condition) => leavesOf(condition, [], 8).every(({ leaf }) => !('cell' in leaf)));

  test('that are settled stay settled when more becomes known', () => {
    fc.assert(
      fc.property(subjects, firm, anyFields, (subject, condition, learnt) => {
        const [known] = subject.lead.records;
        if (known === undefined) throw new Error('no record');
        const news = Object.fromEntries(Object.entries(learnt).filter(([field]) => LEARNT.includes(field)));
        const more: Fields = { ...news, ...known.fields };
        const later = { ...subject, lead: { ...subject.lead, records: [{ ...known, fields: more }] } };
        if (holds(condition, subject) !== 'unknown') expect(holds(condition, later)).not.toBe('unknown');
      }),
      { numRuns: 3_000 },
    );
  });
});
