/** What will change by itself is told beforehand: when, by how many points, and what that makes of the rules. */
import { describe, expect, test } from 'vitest';
import { forecast } from '../../src/domain/forecast.ts';
import { instantOf } from '../../src/domain/instant.ts';
import { score } from '../../src/domain/score.ts';
import { activity, leadOf, NOW, shipped } from '../support/judging.ts';

describe('what will change by itself', () => {
  const lead = leadOf({ title: '部長' }, [
    activity('inquiry-sent', { hours: 24 * 80 }),
    activity('quote-requested', { hours: 24 * 60 }),
  ]);

  test('each rule that is lost, with the moment, the total and what becomes of the MQL rule', () => {
    expect(forecast(lead, shipped, NOW, 5)).toEqual([
      {
        at: '2026-11-30T03:00:00.001Z',
        points: [{ rule: 'inquiry', label: expect.objectContaining({ en: 'Inquiry sent' }), change: -20 }],
        total: 50,
        temperature: 'warm',
        mql: 'no',
        sql: undefined,
      },
      {
        at: '2026-12-20T03:00:00.001Z',
        points: [{ rule: 'quote', label: expect.objectContaining({ en: 'Quote requested' }), change: -20 }],
        total: 30,
        temperature: 'warm',
        mql: undefined,
        sql: undefined,
      },
    ]);
  });

  test('at each of these moments the score is what was foretold', () => {
    for (const { at, total } of forecast(lead, shipped, NOW, 5))
      expect(score(lead, shipped, instantOf(at)).total).toBe(total);
  });

  test('no more than was asked for, and nothing where nothing fades', () => {
    expect(forecast(lead, shipped, NOW, 1)).toHaveLength(1);
    expect(forecast(leadOf({ title: '部長' }), shipped, NOW, 5)).toEqual([]);
  });
});
