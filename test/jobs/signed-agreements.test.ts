import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agreementShape } from '../../src/domain/agreement/vocabulary.ts';

/** Every default of a JSON schema, by the names of the keys that lead to it. */
function defaultsOf(schema: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'default') return [`${path.join('.')} = ${JSON.stringify(value)}`];
    const isWord = ['properties', 'items', 'anyOf', 'additionalProperties', '$defs'].includes(key) || /^\d+$/.test(key);
    return defaultsOf(value, isWord ? path : [...path, key]);
  });
}

describe('what was signed', () => {
  /**
   * A signature's hash covers the defaults, and a kept version is read with them: one that is added or changed would give signed files another hash and
   * signed versions another meaning. A word that comes later is optional, and its absence means what an agreement without it always meant.
   */
  it('has the defaults of the first version for ever', () => {
    const defaults = defaultsOf(z.toJSONSchema(agreementShape, { io: 'input', reused: 'inline' }));
    expect([...new Set(defaults)].sort()).toEqual([
      'accepted = []',
      'businessTime.closed = []',
      'businessTime.holidays = "japan"',
      'departments = []',
      'duties = []',
      'fallback = {}',
      'firstContact.reported = true',
      'handoffs.gate = []',
      'handoffs.routes = []',
      'scoring.attributes = []',
      'scoring.attributes.otherwise = 0',
      'scoring.behaviours = []',
      'scoring.behaviours.atLeast = 1',
      'scoring.behaviours.count = "once"',
      'scoring.exclusions = []',
      'scoring.groups = {}',
      'stages.mql.declaredBy = "rule"',
      'stages.sql.declaredBy = "rule"',
      'targets = []',
      'temperature.hot.attributeFloor = 0',
      'temperature.hot.behaviourFloor = 0',
      'temperature.margin = 0',
      'temperature.warm.attributeFloor = 0',
      'temperature.warm.behaviourFloor = 0',
      'zone = "Asia/Tokyo"',
    ]);
  });
});
