/** The figures of the presets: every cell of the table that says which source asks for what (mission N). */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/config/agreement.ts';
import { leavesOf } from '../../src/domain/agreement/places.ts';
import type { Agreement, HandoffTerms } from '../../src/domain/agreement/schema.ts';
import { MAPPINGS } from '../support/judging.ts';

const read = (name: string): Agreement =>
  readAgreement({ path: join(MAPPINGS, 'presets', name, 'agreement.yaml') }).terms;
const P1 = read('seven-items');
const P2 = read('nine-criteria');
const P3 = read('quality-gates');
const P4 = read('six-axes');
const MEDDIC = read('meddic');

/** Points of each rule: of bands and values in their order, then of everything else. */
function pointsOf({ scoring }: Agreement): Readonly<Record<string, number | readonly number[]>> {
  const attributes = scoring.attributes.map(({ id, bands, values, otherwise }) => [
    id,
    [...(bands ?? []), ...(values ?? [])].map(({ points }) => points).concat(otherwise),
  ]);
  return Object.fromEntries([...attributes, ...scoring.behaviours.map(({ id, points }) => [id, points])]);
}

function metOf({ evidence }: Agreement): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(Object.entries(evidence).map(([id, { met }]) => [id, met]));
}

function deadlinesOf(terms: Agreement, type: string): Readonly<Record<string, string>> {
  const { deadlines } = handoff(terms, type);
  return Object.fromEntries(deadlines.map(({ name, within }) => [name, within]));
}

function handoff({ handoffs }: Agreement, type: string): HandoffTerms {
  const found = handoffs.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no handoff ${type}`);
  return found;
}

/** The comparisons of a rule, without their windows, which are ours. */
function leaves(rule: Agreement['rules']['mql']): readonly object[] {
  return leavesOf(rule, [], 8).map(({ leaf }) => ({ ...leaf, within: undefined }));
}

const DOWNLOADS = ['material-downloaded', 'catalogue-downloaded', 'price-list-downloaded'];
const SEMINARS = ['seminar-attended', 'webinar-attended'];

describe("P1's column", () => {
  test('MQL: behaviour of 80, a required action, target industry and size; to inside sales within 24 h', () => {
    const [score, action, industry, size, ...more] = leaves(P1.rules.mql);
    expect(P1.rules.mql).toHaveProperty('all');
    expect(score).toEqual({ score: 'behaviour', atLeast: 80 });
    expect(action).toEqual({ activity: [...DOWNLOADS, ...SEMINARS] });
    expect(industry).toMatchObject({ attribute: 'industry', in: expect.arrayContaining(['IT', '製造業']) });
    expect(size).toEqual({ attribute: 'employees', atLeast: 100 });
    expect(more).toEqual([]);
    expect(handoff(P1, 'marketing-to-is')).toMatchObject({ stage: 'mql', to: 'inside-sales' });
    expect(handoff(P1, 'marketing-to-is').timing?.within).toBe('24 hours');
  });

  test('SQL: two BANT items, a consultation or quote asked, the decision-maker reached; declared by sales, at once', () => {
    expect(P1.rules.sql).toHaveProperty('all');
    expect(leaves(P1.rules.sql)).toEqual([
      { evidence: { atLeast: 2 } },
      { activity: ['consultation-requested', 'quote-requested'] },
      { evidence: { atLeast: 1, of: ['authority'] } },
    ]);
    expect(P1.stages.sql).toEqual({ declaredBy: 'person', responsible: 'field-sales' });
    expect(handoff(P1, 'is-to-fs').timing?.says.en).toBe('At once when BANT is confirmed');
  });

  test('no points for attributes; budget approved, decision-maker reached; its deadlines, way and review', () => {
    expect(P1.scoring.attributes).toEqual([]);
    expect(metOf(P1)).toMatchObject({ budget: ['approved'], authority: ['reached', 'decides'] });
    expect(deadlinesOf(P1, 'marketing-to-is')).toEqual({ 'first-contact': '3 business days' });
    expect(deadlinesOf(P1, 'is-to-fs')).toEqual({ meeting: '5 business days' });
    expect(P1.firstContact.kinds).toEqual(['call', 'mail', 'meeting']);
    expect(P1.reviews.definitions.every).toBe('quarter');
  });
});

describe("P2's column", () => {
  test('its points', () => {
    expect(pointsOf(P2)).toEqual({
      'company-size': [15, 10, 5, 0],
      industry: [10, 5, 0],
      region: [10, 5],
      growth: [20, 0, 5],
      budget: [20, 0, 10, 0],
      title: [0, 15, 30, 15],
      timeframe: [15, 0, 5, 0],
      'site-visits': 10,
      'link-clicked': 8,
      'price-list': 20,
      catalogue: 10,
      inquiry: 20,
      quote: 20,
      webinar: 10,
      'webinar-missed': 5,
      exhibition: 8,
    });
    const from = (id: string) => P2.scoring.attributes.find((one) => one.id === id)?.bands?.map((band) => band.from);
    expect([from('company-size'), from('growth'), from('budget')]).toEqual([
      [500, 100, 1],
      [10, 5],
      [100_000_000, 50_000_000, 1],
    ]);
    expect(P2.scoring.behaviours.find(({ id }) => id === 'price-list')?.count).toBe('once');
    expect(P2.scoring.behaviours[0]).toMatchObject({ activity: 'site-visited', atLeast: 5, within: '7 days' });
    expect(P2.scoring.behaviours.flatMap(({ activity }) => activity)).not.toContain('mail-opened');
    expect([P2.temperature.hot.from, P2.temperature.warm.from]).toEqual([70, 30]);
    expect(Math.min(P2.temperature.hot.attributeFloor, P2.temperature.hot.behaviourFloor)).toBeGreaterThan(0);
  });

  test('MQL: total of 70, decision-maker, within 3 months, never a year away; held by marketing until terms hold', () => {
    expect(P2.rules.mql).toHaveProperty('all');
    expect(leaves(P2.rules.mql)).toEqual(
      expect.arrayContaining([
        { score: 'total', atLeast: 70 },
        { level: { of: 'authority', atLeast: 'sits-in' } },
        { attribute: 'timeframe', in: ['within-3-months'] },
        { attribute: 'timeframe', present: true, in: ['over-1-year'] },
      ]),
    );
    expect(P2.handoffs).toHaveLength(1);
    expect(handoff(P2, 'marketing-to-sales')).toMatchObject({ stage: 'mql', from: 'marketing', to: 'field-sales' });
    expect(handoff(P2, 'marketing-to-sales').when).toBeDefined();
    expect(deadlinesOf(P2, 'marketing-to-sales')).toEqual({ 'first-contact': '24 hours' });
  });

  test('SQL: the nine SQL readings, by sales; what counts as met; the matrix and what goes over', () => {
    expect(P2.rules.sql).toEqual({ criteria: { reading: 'sql', atLeast: 9 } });
    expect(Object.keys(P2.criteria ?? {})).toHaveLength(9);
    expect(P2.stages.sql).toEqual({ declaredBy: 'person', responsible: 'field-sales' });
    expect(metOf(P2)).toMatchObject({
      budget: ['approved-with-sum'],
      authority: ['sits-in', 'decides'],
      timeframe: ['within-3-months'],
    });
    expect(P2.matrix?.cells.map(({ soon, size }) => [soon, size])).toEqual([
      ['soon', 'large'],
      ['soon', 'small'],
      ['later', 'large'],
      ['later', 'small'],
    ]);
    expect(P2.capacity).toEqual({ tight: ['first'], normal: ['first', 'quick'], slack: ['first', 'quick', 'grow'] });
  });
});

describe("P3's column", () => {
  test('its points, per occurrence and capped, so that 70 can be reached', () => {
    expect(pointsOf(P3)).toEqual({
      'company-size': [5, 0],
      industry: [10, 0],
      title: [0, 10, 0],
      download: 10,
      seminar: 20,
      'mail-opened': 5,
    });
    expect(P3.scoring.attributes[0]?.bands?.map(({ from }) => from)).toEqual([500]);
    expect(P3.scoring.behaviours.map(({ count }) => count)).toEqual(['each', 'each', 'each']);
    const most = P3.scoring.behaviours.map(({ cap }) => cap ?? 0).reduce((sum, cap) => sum + cap, 25);
    const once = P3.scoring.behaviours.reduce((sum, { points }) => sum + points, 25);
    expect(once).toBeLessThan(70);
    expect(most).toBeGreaterThanOrEqual(70);
  });

  test('MQL: total of 70 and an inquiry, or a seminar and the need found by inside sales, who hear first', () => {
    expect(P3.rules.mql).toEqual({
      any: [{ all: [expect.anything(), expect.anything()] }, { all: [expect.anything(), expect.anything()] }],
    });
    expect(leaves(P3.rules.mql)).toEqual([
      { score: 'total', atLeast: 70 },
      { activity: 'inquiry-sent' },
      { activity: SEMINARS },
      { evidence: { atLeast: 1, of: ['need'] } },
    ]);
    expect(handoff(P3, 'seminar-hearing')).toMatchObject({
      from: 'marketing',
      to: 'inside-sales',
      when: { activity: SEMINARS },
    });
    expect(handoff(P3, 'seminar-hearing').stage).toBeUndefined();
    expect(handoff(P3, 'is-to-fs')).toMatchObject({ stage: 'sql', from: 'inside-sales', to: 'field-sales' });
  });

  test('SQL: all four BANT, or need and timeframe; by rule, then accepted; what counts as met', () => {
    expect(P3.rules.sql).toEqual({
      any: [{ evidence: { atLeast: 4 } }, { evidence: { atLeast: 2, of: ['need', 'timeframe'] } }],
    });
    expect(P3.stages.sql.declaredBy).toBe('rule');
    expect(handoff(P3, 'is-to-fs').acceptance).toBeDefined();
    expect(metOf(P3)).toMatchObject({
      budget: ['studied', 'approved'],
      authority: ['superior-known', 'meeting-planned', 'decides'],
      timeframe: ['compares-within-3-months'],
    });
  });

  test('its gates, and first contact in 24 h with the status in 48 h', () => {
    const gateOf = (type: string) =>
      handoff(P3, type).gate.map((item) => (typeof item === 'string' ? item : [item.id, item.ask]));
    expect(gateOf('marketing-to-is')).toEqual([
      ['problem-known', 'marketing'],
      ['timeframe-known', 'marketing'],
      ['budget-known', 'marketing'],
    ]);
    expect(gateOf('is-to-fs')).toEqual([
      ['two-bant-items', 'inside-sales'],
      ['history-recorded', 'inside-sales'],
      ['potential-written', 'inside-sales'],
    ]);
    for (const { type } of P3.handoffs)
      expect(deadlinesOf(P3, type)).toEqual({ 'first-contact': '24 hours', 'status-update': '48 hours' });
  });
});

describe("P4's column", () => {
  test('no points for attributes or downloads, and no download in the MQL rule', () => {
    expect(P4.scoring.attributes).toEqual([]);
    const asked = JSON.stringify([P4.rules.mql, P4.scoring.behaviours]);
    for (const kind of DOWNLOADS) expect(asked).not.toContain(kind);
    expect(asked).not.toContain('"score":');
  });

  test('six axes; sales takes the MQL on, and SQL is BANT completeness and ICP, by acceptance', () => {
    expect(Object.keys(P4.quality?.axes ?? {})).toEqual([
      'timeframe',
      'budget',
      'authority',
      'need',
      'icp',
      'behaviour',
    ]);
    expect(P4.quality?.grades.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D']);
    expect(handoff(P4, 'marketing-to-sales')).toMatchObject({ stage: 'mql', to: 'field-sales' });
    expect(handoff(P4, 'marketing-to-sales').acceptance).toBeDefined();
    expect(P4.rules.sql).toEqual({ quality: ['A', 'B'] });
    expect(P4.stages.sql).toEqual({ declaredBy: 'person', responsible: 'field-sales' });
  });

  test('what counts as met', () => {
    expect(metOf(P4)).toEqual({
      budget: ['considered', 'fixed'],
      authority: ['promotes', 'decides'],
      need: ['concrete'],
      timeframe: ['date-known'],
    });
  });
});

test('MEDDIC has its six items, each with levels, a question and a hint, and its SQL rule rests on them alone', () => {
  expect(Object.keys(MEDDIC.evidence)).toEqual([
    'metrics',
    'economic-buyer',
    'decision-criteria',
    'decision-process',
    'identify-pain',
    'champion',
  ]);
  for (const { levels, met, hint } of Object.values(MEDDIC.evidence)) {
    expect(levels).toEqual(expect.arrayContaining([...met]));
    expect(hint).toBeDefined();
  }
  expect(leaves(MEDDIC.rules.sql).every((leaf) => 'evidence' in leaf)).toBe(true);
});

test('levels that count as met are levels, and all of them are the highest', () => {
  for (const terms of [P1, P2, P3, P4, MEDDIC]) {
    for (const { levels = [], met } of Object.values(terms.evidence)) expect(levels.slice(-met.length)).toEqual(met);
  }
});
