/** The agreement fits together, or says where it does not; and its hash stands for its meaning. */
import { describe, expect, test } from 'vitest';
import { agreementHash, canonicalAgreement } from '../../src/domain/agreement/hash.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { shipped } from '../support/judging.ts';

const label = { en: 'x', ja: 'x' };
const found = (changes: object): readonly (readonly [string, string])[] => {
  const result = agreementSchema.safeParse({ ...shipped, ...changes });
  return result.error?.issues.map(({ path, message }) => [path.join('.'), message] as const) ?? [];
};
const behaviour = (rule: object): object => ({
  scoring: { ...shipped.scoring, behaviours: [{ id: 'r', label, activity: 'mail-clicked', points: 5, ...rule }] },
});
const attribute = (rule: object): object => ({
  scoring: { ...shipped.scoring, attributes: [{ id: 'r', label, field: 'employees', ...rule }] },
});
const mql = (rule: object): object => ({ rules: { ...shipped.rules, mql: rule } });

describe('incoherence', () => {
  test('the shipped agreement has none', () => {
    expect(found({})).toEqual([]);
  });

  test.each<[string, string, object]>([
    ['zone', 'no-such-zone', { zone: 'Asia/Tokio' }],
    ['zone', 'no-such-zone', { zone: '+09:00' }],
    ['parties.1.department', 'named-twice', { parties: [shipped.parties[0], shipped.parties[0]] }],
    ['scoring.attributes.0', 'bands-or-values', attribute({})],
    [
      'scoring.attributes.0.bands.1.from',
      'bands-descend',
      attribute({
        bands: [
          { from: 1, points: 1 },
          { from: 1, points: 2 },
        ],
      }),
    ],
    ['scoring.behaviours.0', 'each-needs-cap', behaviour({ count: 'each' })],
    ['scoring.behaviours.0.cap', 'cap-needs-each', behaviour({ cap: 5 })],
    ['scoring.behaviours.0.cap', 'cap-too-high', behaviour({ count: 'each', cap: 101 })],
    ['scoring.behaviours.0.points', 'no-points', behaviour({ points: 0 })],
    [
      'scoring.behaviours.0.activity',
      'not-a-behaviour',
      behaviour({ activity: ['mail-clicked', 'handoff-task-completed'] }),
    ],
    ['scoring.behaviours.0.id', 'named-twice', behaviour({ id: 'title' })],
    ['temperature.warm.from', 'warm-above-hot', { temperature: { ...shipped.temperature, warm: { from: 70 } } }],
    ['rules.mql.evidence.of.0', 'no-such-evidence', mql({ evidence: { atLeast: 1, of: ['ned'] } })],
    ['rules.mql.evidence.atLeast', 'more-than-there-are', mql({ evidence: { atLeast: 5 } })],
    ['rules.mql.not.attribute', 'no-comparison', mql({ not: { attribute: 'title' } })],
    ['handoffs.1.type', 'named-twice', { handoffs: [shipped.handoffs[0], shipped.handoffs[0]] }],
    ['businessTime.opens', 'no-such-time', { businessTime: { ...shipped.businessTime, opens: '24:00' } }],
    ['businessTime.closes', 'closes-before-opening', { businessTime: { ...shipped.businessTime, closes: '09:00' } }],
    ['businessTime.closed.0', 'no-such-day', { businessTime: { ...shipped.businessTime, closed: ['2027-02-29'] } }],
  ])('%s: %s', (path, says, changes) => {
    expect(found(changes)).toEqual([[path, says]]);
  });

  test('conditions nested too deep are refused', () => {
    let rule: object = { score: 'total', atLeast: 1 };
    for (let depth = 0; depth < 8; depth += 1) rule = { not: rule };
    expect(found(mql(rule)).map(([, says]) => says)).toEqual(['too-deep']);
  });
});

describe('hash', () => {
  const reordered = Object.fromEntries(Object.entries(shipped).toReversed()) as unknown as Agreement;

  test('does not depend on the order of keys, and survives being kept as JSON', () => {
    expect(agreementHash(reordered)).toBe(agreementHash(shipped));
    expect(agreementHash(agreementSchema.parse(JSON.parse(JSON.stringify(shipped))))).toBe(agreementHash(shipped));
    expect(agreementHash(shipped)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with every word and number', () => {
    const changed = [
      { ...shipped, name: `${shipped.name}.` },
      { ...shipped, handoffs: shipped.handoffs.toReversed() },
      { ...shipped, icp: { ...shipped.icp, industries: shipped.icp.industries.toReversed() } },
      agreementSchema.parse({ ...shipped, ...attribute({ bands: [{ from: 0.5, points: 1 }] }) }),
      agreementSchema.parse({ ...shipped, ...attribute({ bands: [{ from: 0.25, points: 1 }] }) }),
    ];
    expect(new Set([shipped, ...changed].map(agreementHash)).size).toBe(6);
  });

  test('writes numbers that are no safe integers as text', () => {
    const growth = agreementSchema.parse({ ...shipped, ...attribute({ bands: [{ from: 7.5, points: 1 }] }) });
    expect(canonicalAgreement(growth)).toContain('"from":"7.5"');
  });
});
