/** Each elementary comparison by example: when it is yes, no or not known, and that it is the one named for it. */
import { describe, expect, test } from 'vitest';
import { type Holds, judge, type Verdict } from '../../src/domain/agreement/condition.ts';
import { type Agreement, agreementSchema, type Condition } from '../../src/domain/agreement/schema.ts';
import type { Temperature } from '../../src/domain/facts.ts';
import { iso } from '../../src/domain/instant.ts';
import type { Lead, LeadState } from '../../src/domain/lead.ts';
import type { Fields } from '../../src/domain/record.ts';
import { activity, leadOf, NOW, shipped, subjectOf } from '../support/judging.ts';

const label = { en: 'x', ja: 'x' };
const when = (field: string, ...values: string[]): Condition => ({ attribute: field, in: values });
const read = (field: string): object => ({ says: label, when: when(field, 'yes') });
const axis = { label, high: when('axis', 'high'), low: when('axis', 'low') };
const steps = [
  { id: 'high', label, when: when('size', 'big'), provisionally: when('guess', 'big') },
  { id: 'low', label, when: when('size', 'small') },
];

const terms: Agreement = agreementSchema.parse({
  ...shipped,
  evidence: {
    ...shipped.evidence,
    need: {
      ...shipped.evidence['need'],
      levels: ['none', 'vague', 'clear'],
      confirmed: { field: 'needConfirmed', in: [true] },
    },
    budget: { ...shipped.evidence['budget'], confirmed: { field: 'budgetHeardBy', present: true } },
  },
  grade: { fit: [{ grade: 'A', from: 10 }, { grade: 'B' }], engagement: [{ grade: '1', from: 20 }, { grade: '2' }] },
  criteria: {
    budget: { label, mql: read('b1'), sql: read('b2') },
    problem: { label, mql: read('p1'), sql: read('p2') },
  },
  quality: {
    axes: {
      timeframe: axis,
      budget: axis,
      authority: axis,
      need: axis,
      icp: { label, high: axis.high },
      behaviour: axis,
    },
    grades: [
      { id: 'A', label, when: { all: [{ axis: 'need', is: 'high' }, when('grade', 'best')] } },
      { id: 'B', label, when: { axis: 'need', is: 'high' } },
      { id: 'C', label, when: { axis: 'need', is: 'low' } },
    ],
  },
  matrix: {
    soon: { label, steps },
    size: { label, steps },
    cells: [
      { id: 'best', label, soon: 'high', size: 'high', means: label },
      { id: 'worst', label, soon: 'low', size: 'low', means: label },
    ],
  },
});

function verdict(condition: Condition, lead: Lead, temperature?: Temperature): Verdict {
  const subject = subjectOf(lead, terms);
  return judge(
    condition,
    temperature === undefined ? subject : { ...subject, score: { ...subject.score, temperature } },
  );
}
/** Judged, and checked that this very leaf is named as what decided it, or as what is missing. */
function holds(condition: Condition, lead: Lead, temperature?: Temperature): Holds {
  const found = verdict(condition, lead, temperature);
  const [leaf, ...others] = found.holds === 'unknown' ? found.missing : found.because;
  expect(Object.keys(condition)).toContain(leaf?.leaf);
  expect(leaf?.holds).toBe(found.holds);
  expect(others).toEqual([]);
  expect(found.holds === 'unknown' ? found.because : found.missing).toEqual([]);
  return found.holds;
}
const of = (fields: Fields): Lead => leadOf(fields);
const at = (state: Partial<LeadState>): Lead => leadOf({}, [], { state: { ...leadOf({}).state, ...state } });

describe('companies are compared without their legal form, width and case', () => {
  test.each<[string, string[], Holds]>([
    ['株式会社アオバ', ['(株)アオバ'], 'yes'],
    ['ｱｵﾊﾞ株式会社', ['株式会社アオバ'], 'yes'],
    ['AOBA Inc', ['Aoba, Inc.'], 'yes'],
    ['アオバ商事', ['アオバ'], 'no'],
    ['𠮷野家', ['吉野家'], 'no'],
  ])('%s in %j: %s', (company, listed, expected) => {
    expect(holds({ attribute: 'company', in: listed }, of({ company }))).toBe(expected);
    expect(holds({ attribute: 'title', in: listed }, of({ title: company }))).toBe('no');
  });

  test('an unknown company is none of them, and none is known not to be', () => {
    expect(holds({ attribute: 'company', in: ['アオバ'] }, of({}))).toBe('unknown');
  });
});

describe('words that an attribute contains', () => {
  test.each<[string, Holds]>([
    ['Head of IT', 'yes'],
    ['ｉｔ部長', 'yes'],
    ['Digital', 'no'],
  ])('%s: %s', (title, expected) => {
    expect(holds({ attribute: 'title', contains: ['IT'] }, of({ title }))).toBe(expected);
  });
});

describe('activities', () => {
  const days = (zoned: object): Condition => ({ activity: 'site-visited', distinctDays: true, atLeast: 2, ...zoned });

  test('on two days are days of the agreement’s zone: an hour about its midnight is two, a day without it one', () => {
    // NOW is noon in Tokyo.
    const about = [
      activity('site-visited', { hours: 12, minutes: 30 }),
      activity('site-visited', { hours: 11, minutes: 30 }),
    ];
    expect(holds(days({}), leadOf({}, about))).toBe('yes');
    const within = [activity('site-visited', { hours: 11, minutes: 59 }), activity('site-visited', { minutes: 1 })];
    expect(holds(days({}), leadOf({}, within))).toBe('no');
    const subject = subjectOf(leadOf({}, about), { ...terms, zone: 'America/New_York' });
    expect(judge(days({}), subject).holds).toBe('no');
  });

  test('count by days as long as the newest of a day is inside its window', () => {
    const list = [
      activity('site-visited', { hours: 24 * 7 + 1 }),
      activity('site-visited', { hours: 24 * 7 - 1 }),
      activity('site-visited', { hours: 1 }),
    ];
    const found = verdict(days({ within: '7 days' }), leadOf({}, list));
    expect(found).toMatchObject({ holds: 'yes', because: [{ is: 2, evidence: { id: list[2]?.id } }] });
    expect(found.nextAt).toBe('2026-11-20T04:00:00.001Z');
  });

  test('many on one day leave one day: it changes when the newest of the last day that is needed leaves', () => {
    const list = [1, 2, 3, 26, 27].map((hours) => activity('site-visited', { hours }));
    const found = verdict(days({ within: '3 days' }), leadOf({}, list));
    expect(found).toMatchObject({ holds: 'yes', because: [{ is: 2 }], nextAt: '2026-11-22T01:00:00.001Z' });
  });

  test('that lie ahead do not count yet, and are when it may change', () => {
    const found = verdict({ activity: 'call' }, leadOf({}, [activity('call', { hours: -5 })]));
    expect(found).toMatchObject({ holds: 'no', nextAt: '2026-11-20T08:00:00.000Z' });
  });
});

describe('levels', () => {
  const atLeast = (level: string): Condition => ({ level: { of: 'need', atLeast: level } });
  test.each<[string | null, string, Holds]>([
    ['vague', 'none', 'yes'],
    ['vague', 'vague', 'yes'],
    ['ＶＡＧＵＥ ', 'vague', 'yes'],
    ['vague', 'clear', 'no'],
    ['none', 'vague', 'no'],
    ['urgent', 'none', 'unknown'],
    [null, 'none', 'unknown'],
  ])('%s is at least %s: %s', (bantNeed, level, expected) => {
    expect(holds(atLeast(level), of({ bantNeed }))).toBe(expected);
  });
});

describe('evidence that must be confirmed', () => {
  const need: Condition = { evidence: { atLeast: 1, of: ['need'] } };
  test.each<[Fields, Holds]>([
    [{ bantNeed: 'clear', needConfirmed: true }, 'yes'],
    [{ bantNeed: 'clear', needConfirmed: false }, 'unknown'],
    [{ bantNeed: 'clear' }, 'unknown'],
    [{ bantNeed: 'vague', needConfirmed: true }, 'no'],
    [{ needConfirmed: true }, 'unknown'],
  ])('%j: %s', (fields, expected) => {
    expect(holds(need, of(fields))).toBe(expected);
  });

  test.each<[Fields, Holds]>([
    [{ bantBudget: 'approved', budgetHeardBy: 'Sato' }, 'yes'],
    [{ bantBudget: 'approved', budgetHeardBy: '　' }, 'unknown'],
    [{ bantBudget: 'approved' }, 'unknown'],
  ])('by anything that a field says (%j): %s', (fields, expected) => {
    expect(holds({ evidence: { atLeast: 1, of: ['budget'] } }, of(fields))).toBe(expected);
  });
});

test('temperature is that of the score', () => {
  const warm: Condition = { temperature: ['warm', 'hot'] };
  expect((['hot', 'warm', 'cold'] as const).map((one) => holds(warm, of({}), one))).toEqual(['yes', 'yes', 'no']);
});

describe('the grade', () => {
  const fit: Condition = { grade: { fit: ['A'] } };
  test.each<[Condition, Fields, Holds]>([
    [fit, { employees: 800 }, 'yes'],
    [fit, {}, 'no'],
    [{ grade: { fit: ['B'], engagement: ['2'] } }, {}, 'yes'],
    [{ grade: { fit: ['B'], engagement: ['1'] } }, {}, 'no'],
  ])('%j of %j: %s', (condition, fields, expected) => {
    expect(holds(condition, of(fields))).toBe(expected);
  });

  test('is not known where the agreement has none', () => {
    expect(judge(fit, subjectOf(of({}), shipped)).holds).toBe('unknown');
  });
});

describe('the cell', () => {
  const best: Condition = { cell: ['best'] };
  test.each<[Fields, Holds, boolean]>([
    [{ size: 'big' }, 'yes', false],
    [{ size: 'small' }, 'no', false],
    [{ guess: 'big' }, 'yes', true],
    [{}, 'unknown', false],
    [{ size: 'other' }, 'unknown', false],
  ])('%j: %s, provisional: %s', (fields, expected, provisional) => {
    expect(holds(best, of(fields))).toBe(expected);
    const { because, missing } = verdict(best, of(fields));
    expect([...because, ...missing]).toMatchObject([{ provisional }]);
  });
});

describe('criteria', () => {
  const both = (reading: 'mql' | 'sql', atLeast: number): Condition => ({ criteria: { reading, atLeast } });
  test.each<[Condition, Fields, Holds]>([
    [both('mql', 1), { b1: 'yes' }, 'yes'],
    [both('mql', 2), { b1: 'yes' }, 'unknown'],
    [both('mql', 2), { b1: 'yes', p1: 'no' }, 'no'],
    [both('sql', 2), { b1: 'yes', p1: 'yes' }, 'unknown'],
    [both('sql', 2), { b2: 'yes', p2: 'yes' }, 'yes'],
    [{ criteria: { reading: 'mql', atLeast: 1, of: ['problem'] } }, { b1: 'yes', p1: 'no' }, 'no'],
  ])('%j of %j: %s', (condition, fields, expected) => {
    expect(holds(condition, of(fields))).toBe(expected);
  });
});

describe('axes', () => {
  test.each<['need' | 'icp', 'high' | 'low', string | null, Holds]>([
    ['need', 'high', 'high', 'yes'],
    ['need', 'low', 'low', 'yes'],
    ['need', 'high', 'low', 'no'],
    ['need', 'high', 'middling', 'unknown'],
    ['need', 'low', null, 'unknown'],
    // Without a reading of its own, low is what is known not to be high.
    ['icp', 'low', 'middling', 'yes'],
    ['icp', 'low', null, 'unknown'],
  ])('%s is %s with %s: %s', (which, is, value, expected) => {
    expect(holds({ axis: which, is }, of({ axis: value }))).toBe(expected);
  });
});

describe('the grade by the axes', () => {
  test.each<[string[], Fields, Holds, boolean]>([
    [['A'], { axis: 'high', grade: 'best' }, 'yes', false],
    [['A', 'B'], { axis: 'high', grade: 'good' }, 'yes', false],
    [['A'], { axis: 'high', grade: 'good' }, 'no', false],
    // It has a B for the time being, and may turn out to be an A.
    [['B'], { axis: 'high' }, 'yes', true],
    [['A'], { axis: 'high' }, 'unknown', true],
    [['C'], { axis: 'low' }, 'yes', false],
    [['B'], {}, 'unknown', false],
    [['D'], { axis: 'low' }, 'no', false],
  ])('one of %j with %j: %s, provisional: %s', (quality, fields, expected, provisional) => {
    expect(holds({ quality }, of(fields))).toBe(expected);
    const { because, missing } = verdict({ quality }, of(fields));
    expect([...because, ...missing]).toMatchObject([{ provisional }]);
  });
});

describe('stages', () => {
  const ago = (hours: number) => iso(NOW.subtract({ hours }));
  const been = (within?: string): Condition => ({ been: { stage: ['returned'], within } });

  test('are the one in force', () => {
    expect(holds({ stage: ['mql', 'sql'] }, at({ stage: 'mql' }))).toBe('yes');
    expect(holds({ stage: ['mql', 'sql'] }, at({ stage: 'lead' }))).toBe('no');
  });

  test.each<[Partial<LeadState>, string | undefined, Holds]>([
    [{ stage: 'returned' }, '1 days', 'yes'],
    [{ stage: 'mql', stages: [{ stage: 'returned', until: ago(48) }] }, undefined, 'yes'],
    [{ stage: 'mql', stages: [{ stage: 'returned', until: ago(48) }] }, '2 days', 'yes'],
    [{ stage: 'mql', stages: [{ stage: 'returned', until: ago(49) }] }, '2 days', 'no'],
    [{ stage: 'mql', stages: [{ stage: 'lead', until: ago(1) }] }, '2 days', 'no'],
    [{ stage: 'mql' }, undefined, 'no'],
  ])('once held (%j, within %s): %s', (state, within, expected) => {
    expect(holds(been(within), at(state))).toBe(expected);
  });

  test('leave their window at the moment that is named', () => {
    const lead = at({ stage: 'mql', stages: [{ stage: 'returned', until: ago(47) }] });
    expect(verdict(been('2 days'), lead).nextAt).toBe('2026-11-20T04:00:00.001Z');
    expect(judge(been('2 days'), subjectOf(lead, terms, NOW.add({ hours: 1, milliseconds: 1 }))).holds).toBe('no');
    expect(verdict(been(), lead).nextAt).toBeUndefined();
  });
});
