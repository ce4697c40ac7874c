/** Handing over by example: hearings, one handoff an episode, whom the agreement excludes, what the gate asks, and which pool is asked. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import { scoreFact } from '../../src/domain/hand-over.ts';
import { mergeFields } from '../../src/domain/lead.ts';
import { qualify } from '../../src/domain/qualify.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import {
  ago,
  agreement,
  aLead,
  anMql,
  FITTING,
  factsOf,
  HEARD,
  handoffOf,
  hence,
  judge,
  kept,
  kinds,
  type LeadBuilder,
  look,
  NOW,
} from '../support/people.ts';
import { days, found, label, saying, signed, toFs, toIs, withFirst } from '../support/signing.ts';

describe('a hearing', () => {
  const hearing = { ...toIs, type: 'hearing', stage: undefined, when: { score: 'total', atLeast: 40 }, gate: [] };
  const terms = signed({ handoffs: [hearing, { ...toIs, when: { attribute: 'bantNeed', in: ['clear'] } }, toFs] });
  const some = aLead()
    .with({ employees: 620, industry: 'IT', region: '東京都' })
    .did('mail-opened', ago({ hours: 3 }));
  const lead = some.with({ title: '部長' });

  test('is asked for by its own condition, and leaves the stage as it is', () => {
    expect(look(some, { terms }).needsOwner).toBeUndefined();
    const decision = judge(lead, { terms });
    expect(kinds(decision)).toEqual(['lead-found', 'temperature-changed', 'handoff-decided']);
    expect(decision.state).toMatchObject({ stage: 'lead', episode: 0, holder: { department: 'inside-sales' } });
  });

  test('happens once an episode, also when it has ended and its condition comes and goes', () => {
    const heard = found(lead, terms);
    const closed = heard.folding({ kind: 'handoff-closed', handoff: handoffOf(heard).key, outcome: 'advanced' });
    for (const title of [null, '部長', null, '部長'])
      expect(factsOf(judge(closed.with({ title }), { terms }), 'handoff-decided')).toEqual([]);
  });

  test('ends when the lead goes over, and may come again after it was sent back', () => {
    const heard = found(lead, terms)
      .did('inquiry-sent', ago({ hours: 1 }))
      .with(FITTING)
      .inSalesforce({ bantNeed: 'clear' });
    const over = judge(heard, { terms });
    expect(kinds(over)).toContain('handoff-closed');
    expect(over.state).toMatchObject({ stage: 'mql', episode: 1 });
    const back = saying(kept(heard, over), 'returned', 'stage', 'mql').with({ title: '部長' });
    const returned = kept(back, judge(back, { terms })).inSalesforce({ bantNeed: 'vague' });
    const again = judge(returned.did('mail-opened', hence({ hours: 2 })), { terms, now: days(1), owner: 'suzuki' });
    expect(factsOf(again, 'handoff-decided')).toMatchObject([{ type: 'hearing', episode: 1 }]);
    expect(again.state.stage).toBe('returned');
    const keys = again.state.handoffs.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('one handoff an episode', () => {
  const terms = withFirst({ gate: [] });
  const at = (base: LeadBuilder, industry: string): LeadBuilder => base.with({ ...FITTING, growth: null, industry });

  test('however the score flaps about the threshold', () => {
    const { total } = look(at(anMql(), 'IT')).score;
    const edge = new Map(
      [-1, 0, 1].map((above) => {
        const mql = { score: 'total', atLeast: total - above };
        return [above, signed({ ...terms, rules: { ...agreement.rules, mql } })];
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 1), { maxLength: 12 }), (moves) => {
        let lead = at(anMql(), 'IT');
        let decided = 0;
        moves.forEach((move, index) => {
          const decision = judge(lead, { terms: edge.get(move) ?? terms, now: NOW.add({ minutes: index }) });
          decided += factsOf(decision, 'handoff-decided').length;
          lead = kept(lead, decision);
        });
        expect(decided).toBe(moves.some((move) => move >= 0) ? 1 : 0);
      }),
    );
  });
});

describe('an excluded lead', () => {
  const exclusions = [{ id: 'competitor', label, when: { attribute: 'company', in: ['（株）大和機械'] } }];
  const terms = signed({ scoring: { ...agreement.scoring, exclusions } });
  const verdicts = (lead: LeadBuilder, by: Agreement, now = NOW) => {
    const { score } = look(lead, { terms: by, now });
    return qualify({ lead: lead.lead, fields: mergeFields(lead.lead), score, now, agreement: by });
  };

  test('is neither MQL nor SQL, and the exclusion says why', () => {
    const lead = anMql().inSalesforce(HEARD);
    const { mql, sql, excluded } = verdicts(lead, terms);
    expect(excluded).toEqual([{ id: 'competitor', label }]);
    for (const verdict of [mql, sql])
      expect(verdict).toMatchObject({ holds: 'no', missing: [], because: [{ leaf: 'attribute', field: 'company' }] });
    expect(judge(lead, { terms }).state).toMatchObject({ stage: 'lead', handoffs: [] });
  });

  test('is not excluded by what is not known', () => {
    expect(verdicts(anMql().with({ company: null }), terms)).toMatchObject({ excluded: [], mql: { holds: 'yes' } });
  });

  test('may come to qualify by time alone, at the moment that was named', () => {
    const lately = [{ id: 'asked', label, when: { activity: 'survey-answered', within: '10 days' } }];
    const by = signed({ scoring: { ...agreement.scoring, exclusions: lately } });
    const lead = found(anMql().did('survey-answered', ago({ hours: 24 })), by);
    expect(look(lead, { terms: by }).needsOwner).toBeUndefined();
    expect(look(lead, { terms: by }).nextAt).toBe('2026-11-29T03:00:00.001Z');
    expect(look(lead, { terms: by, now: Temporal.Instant.from('2026-11-29T03:00:00.001Z') }).needsOwner).toBeDefined();
  });

  test('is not heard, and not handed over later either', () => {
    const hearing = { ...toIs, type: 'hearing', stage: undefined, when: { score: 'total', atLeast: 40 }, gate: [] };
    const heard = signed({ ...terms, handoffs: [hearing, toIs, toFs] });
    expect(look(anMql(), { terms: heard }).needsOwner).toBeUndefined();
    const waits = { handoffs: [{ ...toIs, when: { attribute: 'region', in: ['大阪府'] } }, toFs] };
    const mql = found(anMql(), signed(waits)).with({ region: '大阪府' });
    expect(look(mql, { terms: signed(waits) }).needsOwner).toBeDefined();
    expect(look(mql, { terms: signed({ ...terms, ...waits }) }).needsOwner).toBeUndefined();
  });
});

describe('the gate', () => {
  const gate = [
    'timeframe',
    { id: 'problem', label, needs: { attribute: 'bantNeed', in: ['clear'] }, ask: 'inside-sales' },
  ];
  const terms = withFirst({ gate });

  test('holds the lead for a condition that is not known to hold, names it once, and says who is asked', () => {
    const lead = anMql();
    const decision = look(lead, { terms, in: { language: 'en' } });
    expect(factsOf(decision, 'held')).toEqual([{ kind: 'held', handoff: 'marketing-to-is', missing: ['problem'] }]);
    expect(decision.state).toMatchObject({ stage: 'lead', holder: { department: 'marketing' } });
    expect(decision.desired['missing']).toMatch(/Asked for.*inside sales/i);
    const held = kept(lead, decision);
    expect(kinds(look(held, { terms }))).toEqual([]);
    expect(kinds(look(held.inSalesforce({ bantNeed: 'vague' }), { terms }))).toEqual(['record-linked']);
  });

  test('lets it through as soon as it is supplied, and nothing is missing any more', () => {
    const held = found(anMql(), terms).inSalesforce({ bantNeed: 'clear' });
    const decision = judge(held, { terms });
    expect(factsOf(decision, 'handoff-decided')).toHaveLength(1);
    expect(decision.desired['missing']).toBeNull();
    expect(decision.state.held).toBeUndefined();
  });

  test('names the moment at which time alone opens it', () => {
    const needs = { not: { activity: 'inquiry-sent', within: '3 days' } };
    const quiet = withFirst({ gate: [{ id: 'quiet', label, needs, ask: 'marketing' }] });
    const held = found(anMql(), quiet);
    const { nextAt } = look(held, { terms: quiet });
    expect(nextAt).toBe('2026-11-23T01:00:00.001Z');
    expect(look(held, { terms: quiet, now: Temporal.Instant.from(nextAt ?? '') }).needsOwner).toBeDefined();
  });
});

test('more lines than a ledger entry takes are frozen as one sum, so that the total is still that of its lines', () => {
  const scored = look(anMql()).score;
  const [line] = scored.lines;
  if (line === undefined) throw new Error('no line');
  const lines = Array.from({ length: 60 }, () => ({ ...line, points: 2 }));
  const frozen = scoreFact({ ...scored, lines, total: 120 });
  expect(frozen.lines.at(-1)).toEqual({ rule: 'other', points: 40 });
  expect(frozen.lines.reduce((sum, { points }) => sum + points, 0)).toBe(120);
});

describe('several handoffs to one stage', () => {
  const partner = { ...toFs, type: 'to-partner', to: 'partner-sales', when: { attribute: 'region', in: ['大阪府'] } };
  const departments = [{ id: 'partner-sales', label }];
  const types = (lead: LeadBuilder, terms: Agreement, at: number): readonly string[] =>
    factsOf(judge(lead, { terms, now: days(at) }), 'handoff-decided').map(({ type }) => type);
  /** Judged that day, and kept. */
  const on = (lead: LeadBuilder, terms: Agreement, at: number): LeadBuilder =>
    kept(lead, judge(lead, { terms, now: days(at) }));
  const atIs = (terms: Agreement): LeadBuilder => found(anMql(), terms).inSalesforce(HEARD);

  test('from one department are ways to choose from: a lead takes the first that holds, and no other after it', () => {
    const terms = signed({ departments, handoffs: [toIs, partner, toFs] });
    const lead = atIs(terms).with({ region: '大阪府' });
    expect(types(lead, terms, 1)).toEqual(['to-partner']);
    expect(types(on(lead, terms, 1), terms, 2)).toEqual([]);
    expect(types(atIs(terms), terms, 1)).toEqual(['is-to-fs']);
    expect(types(on(atIs(terms), terms, 1).with({ region: '大阪府' }), terms, 2)).toEqual([]);
  });

  test('one from the department to which another leads follows it, once its own condition holds', () => {
    const onwards = { ...partner, from: toFs.to };
    const terms = signed({ departments, handoffs: [toIs, toFs, onwards] });
    const atFs = on(atIs(terms), terms, 1);
    expect(types(atFs, terms, 2)).toEqual([]);
    const lead = atFs.with({ region: '大阪府' });
    expect(types(lead, terms, 2)).toEqual(['to-partner']);
    expect(factsOf(judge(lead, { terms, now: days(2) }), 'handoff-closed')).toMatchObject([{ outcome: 'advanced' }]);
    expect(types(on(lead, terms, 2), terms, 3)).toEqual([]);
  });
});

describe('the pool', () => {
  const route = (field: string, value: string, pool: string): object => ({
    name: label,
    when: { attribute: field, in: [value] },
    pool,
  });
  const terms = withFirst({
    routes: [route('budget', '1', 'nobody'), route('region', '東京都', 'capital'), route('industry', 'IT', 'trade')],
  });

  test.each([
    [{}, 'capital'],
    [{ region: '大阪府' }, 'trade'],
    [{ region: '大阪府', industry: '小売' }, 'inside-sales'],
    [{ region: null, industry: null }, 'inside-sales'],
  ])('with %j is %s: the first route that is known to hold', (fields, pool) => {
    const given = { terms: signed({ ...terms, rules: { ...agreement.rules, mql: { not: { stage: ['won'] } } } }) };
    expect(look(anMql().with(fields), given).needsOwner?.pool).toBe(pool);
  });
});

describe('what is written beside the stage', () => {
  const step = (id: string, needs: number): object => ({
    id,
    label: { en: id, ja: id },
    when: { attribute: 'budget', atLeast: needs },
  });
  const sides = {
    label,
    steps: [{ ...step('big', 500), provisionally: { attribute: 'employees', atLeast: 500 } }, step('small', 0)],
  };
  const cell = (soon: string, size: string): object => ({
    id: `${soon}-${size}`,
    label: { en: `${soon} ${size}`, ja: '枠' },
    soon,
    size,
    means: label,
  });
  const terms = signed({
    grade: { fit: [{ grade: 'A', from: 60 }, { grade: 'B' }], engagement: [{ grade: '1', from: 20 }, { grade: '2' }] },
    matrix: { soon: sides, size: sides, cells: [cell('big', 'big'), cell('small', 'small')] },
  });
  const written = (fields: Record<string, FieldValue>) =>
    look(anMql().with(fields), { terms, in: { language: 'en' } }).desired;

  test('is the grade, and null without one', () => {
    expect(written({})['grade']).toBe('A1');
    expect(written({ title: null, industry: null })['grade']).toBe('B1');
    expect(look(anMql()).desired['grade']).toBeNull();
  });

  test('is the cell, marked while it is provisional, and null while it is not known', () => {
    expect(written({ budget: 600 })['cell']).toBe('big big');
    expect(written({ budget: 5 })['cell']).toBe('small small');
    expect(written({})['cell']).toMatch(/big big.+/);
    expect(written({ employees: 20 })['cell']).toBeNull();
    expect(look(anMql()).desired['cell']).toBeNull();
  });
});
