/** MQL, SQL and the state of each BANT item by the shipped agreement. */
import { expect, test } from 'vitest';
import { qualify } from '../../src/domain/qualify.ts';
import { activity, leadOf, record, subjectOf } from '../support/judging.ts';

const asking = [activity('inquiry-sent', { hours: 30 }), activity('quote-requested', { hours: 20 })];

test('a lead of 70 points that asked for something is MQL, and the verdict says by what', () => {
  const { mql } = qualify(subjectOf(leadOf({ title: '部長' }, asking)));
  expect(mql.holds).toBe('yes');
  expect(mql.because.map(({ leaf }) => leaf)).toEqual(['score', 'activity', 'attribute']);
  expect(mql.nextAt).toBe('2027-02-16T21:00:00.001Z');
});

test('an unknown timeframe does not stop a lead from being MQL; a far one does', () => {
  expect(qualify(subjectOf(leadOf({ title: '部長' }, asking))).mql.holds).toBe('yes');
  expect(qualify(subjectOf(leadOf({ title: '部長', timeframe: 'over-1-year' }, asking))).mql.holds).toBe('no');
});

test('each item says its value, whether it is met, and which record says so', () => {
  const from = record(
    { bantNeed: 'clear', bantBudget: 'studied' },
    { ref: { system: 'salesforce', object: 'lead', id: '00Q' }, modifiedBy: '005' },
  );
  const { evidence, sql } = qualify(subjectOf(leadOf({}, [], { records: [from] })));
  expect(evidence.map(({ item, status, value }) => [item, status, value])).toEqual([
    ['budget', 'not-met', 'studied'],
    ['authority', 'open', null],
    ['need', 'met', 'clear'],
    ['timeframe', 'open', null],
  ]);
  expect(evidence[2]?.from).toBe(from);
  expect(evidence[3]?.question.ja).not.toBe('');
  expect(sql.holds).toBe('unknown');
});
