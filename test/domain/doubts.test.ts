/** What signers should look at twice is found, each with its places; what is sound is left alone. */
import { describe, expect, test } from 'vitest';
import { placeName } from '../../src/domain/agreement/doubt.ts';
import { doubts } from '../../src/domain/agreement/doubts.ts';
import { type Agreement, agreementSchema } from '../../src/domain/agreement/schema.ts';
import { shipped } from '../support/judging.ts';

const label = { en: 'x', ja: 'x' };

/** Nothing in it is doubtful: 50 points by attributes, 60 by behaviour. */
const SOUND = {
  ...shipped,
  scoring: {
    attributes: [
      {
        id: 'size',
        label,
        field: 'employees',
        bands: [
          { from: 100, points: 30 },
          { from: 1, points: 5 },
        ],
      },
      { id: 'industry', label, field: 'industry', values: [{ in: ['IT'], points: 20 }] },
    ],
    behaviours: [
      { id: 'inquiry', label, activity: 'inquiry-sent', points: 30 },
      { id: 'price', label, activity: 'price-list-downloaded', points: 20 },
      { id: 'pages', label, activity: 'site-visited', points: 2, count: 'each', cap: 10 },
    ],
  },
  temperature: {
    hot: { from: 70, attributeFloor: 20, behaviourFloor: 20 },
    warm: { from: 30, attributeFloor: 1, behaviourFloor: 1 },
  },
  rules: { ...shipped.rules, mql: { all: [{ score: 'total', atLeast: 70 }, { activity: 'inquiry-sent' }] } },
  accepted: [],
};

function agreed(changes: object): Agreement {
  return agreementSchema.parse({ ...SOUND, ...changes });
}

function found(changes: object): readonly (readonly [string, string, string | undefined])[] {
  return doubts(agreed(changes)).open.map(({ says, path, also }) => [
    says,
    placeName(path),
    also === undefined ? undefined : placeName(also),
  ]);
}

const scoring = (changes: object): object => ({ scoring: { ...SOUND.scoring, ...changes } });
const mql = (rule: object): object => ({ rules: { ...SOUND.rules, mql: rule } });
const temperature = (band: string, terms: object): object => ({ temperature: { ...SOUND.temperature, [band]: terms } });

describe('doubts', () => {
  test('a sound agreement has none', () => {
    expect(found({})).toEqual([]);
  });

  test.each<[string, object, readonly (readonly [string, string, string | undefined])[]]>([
    [
      'a threshold that no lead can reach',
      temperature('hot', { from: 111, attributeFloor: 20, behaviourFloor: 20 }),
      [['out-of-reach', 'temperature.hot.from', undefined]],
    ],
    [
      'a floor that no lead can reach',
      temperature('hot', { from: 70, attributeFloor: 51, behaviourFloor: 20 }),
      [['out-of-reach', 'temperature.hot.attributeFloor', undefined]],
    ],
    [
      'a level that counts as met, or is asked for, and is none of its item',
      {
        evidence: {
          ...shipped.evidence,
          need: { ...shipped.evidence['need'], field: 'bantNeed', levels: ['vague', 'clear'], met: ['cleer', 'clear'] },
        },
        ...mql({ all: [{ activity: 'inquiry-sent' }, { attribute: 'bantNeed', in: ['vague', 'veg'] }] }),
      },
      [
        ['no-level', 'evidence.need.met[0]', undefined],
        ['no-level', 'rules.mql.all[1].in[1]', undefined],
      ],
    ],
    [
      'a threshold above the caps',
      scoring({ caps: { attribute: 25, behaviour: 40, label } }),
      [
        ['above-caps', 'temperature.hot.from', 'scoring.caps'],
        ['above-caps', 'rules.mql.all[0].atLeast', 'scoring.caps'],
        ['never-holds', 'rules.mql', undefined],
      ],
    ],
    [
      'a threshold of a rule that its part cannot reach, and so the rule',
      mql({ all: [{ score: 'behaviour', atLeast: 61 }, { activity: 'inquiry-sent' }] }),
      [
        ['out-of-reach', 'rules.mql.all[0].atLeast', undefined],
        ['never-holds', 'rules.mql', undefined],
      ],
    ],
    [
      'a band that one part alone reaches',
      temperature('warm', { from: 30 }),
      [
        ['one-part-alone', 'temperature.warm.from', undefined],
        ['one-part-alone', 'temperature.warm.from', undefined],
      ],
    ],
    [
      'an MQL rule that downloads alone satisfy',
      mql({ all: [{ score: 'total', atLeast: 70 }, { activity: ['price-list-downloaded', 'inquiry-sent'] }] }),
      [['downloads-suffice', 'rules.mql', undefined]],
    ],
    [
      'an MQL rule for which nobody has to do anything',
      mql({ score: 'total', atLeast: 50 }),
      [['behaviour-not-needed', 'rules.mql', undefined]],
    ],
    [
      'an empty range, and a rule that therefore never holds',
      mql({ any: [{ attribute: 'employees', atLeast: 10, atMost: 9 }] }),
      [
        ['empty-range', 'rules.mql.any[0]', undefined],
        ['never-holds', 'rules.mql', undefined],
      ],
    ],
    [
      'contradictory values within one all, also through an inner all',
      mql({
        all: [
          { attribute: 'industry', in: ['ＩＴ', 'retail'] },
          { activity: 'inquiry-sent' },
          { all: [{ attribute: 'industry', in: ['finance'] }] },
        ],
      }),
      [['contradiction', 'rules.mql.all[2].all[0]', 'rules.mql.all[0]']],
    ],
    [
      'contradictory ranges within one all',
      mql({
        all: [
          { attribute: 'employees', atMost: 99 },
          { activity: 'inquiry-sent' },
          { attribute: 'employees', atLeast: 100 },
        ],
      }),
      [['contradiction', 'rules.mql.all[2]', 'rules.mql.all[0]']],
    ],
    [
      'a group whose cap is below one of its rules',
      scoring({
        behaviours: [{ ...SOUND.scoring.behaviours[0], group: 'asks' }, ...SOUND.scoring.behaviours.slice(1)],
        groups: { asks: { label, cap: 25 } },
      }),
      [['group-below-rule', 'scoring.groups.asks.cap', 'scoring.behaviours[0]']],
    ],
    [
      'bands that overlap, and bands with a gap between them',
      scoring({
        attributes: [
          {
            id: 'size',
            label,
            field: 'employees',
            bands: [
              { from: 500, points: 30 },
              { from: 100, below: 600, points: 10 },
              { from: 1, below: 50, points: 5 },
            ],
          },
          SOUND.scoring.attributes[1],
        ],
      }),
      [
        ['bands-overlap', 'scoring.attributes[0].bands[1].below', 'scoring.attributes[0].bands[0].from'],
        ['bands-gap', 'scoring.attributes[0].bands[2].below', 'scoring.attributes[0].bands[1].from'],
      ],
    ],
    [
      'a value that an earlier entry has already',
      scoring({
        attributes: [
          SOUND.scoring.attributes[0],
          {
            id: 'industry',
            label,
            field: 'industry',
            values: [
              { in: ['IT'], points: 20 },
              { in: ['x', 'ｉｔ'], points: 5 },
            ],
          },
        ],
      }),
      [['value-twice', 'scoring.attributes[1].values[1].in[1]', 'scoring.attributes[1].values[0].in[0]']],
    ],
    [
      'pools that send leads round in a circle, once',
      { fallback: { a: 'b', b: 'c', c: 'a', d: 'a' } },
      [['pools-in-a-circle', 'fallback.a', 'fallback.c']],
    ],
  ])('%s', (_, changes, expected) => {
    expect(found(changes)).toEqual(expected);
  });

  test('ranges that touch, and the same value asked for twice, are no contradiction', () => {
    const rule = {
      all: [
        { attribute: 'employees', atLeast: 100 },
        { attribute: 'employees', atMost: 100 },
        { attribute: 'industry', in: ['IT', 'finance'] },
        { attribute: 'industry', in: ['finance'] },
        { activity: 'inquiry-sent' },
      ],
    };
    expect(found(mql(rule))).toEqual([]);
  });

  test('an accepted doubt is no longer open, and an acceptance of nothing is', () => {
    const because = { en: 'as the source says', ja: '出典のとおり' };
    const accepts = (at: string): object => ({ doubt: 'one-part-alone', at, because });
    const agreement = agreed({
      ...temperature('warm', { from: 30 }),
      accepted: [accepts('temperature.warm.from'), accepts('temperature.hot.from')],
    });
    const { open, accepted } = doubts(agreement);
    expect(accepted.map(({ says }) => says)).toEqual(['one-part-alone', 'one-part-alone']);
    expect(open.map(({ says, path }) => [says, placeName(path)])).toEqual([['accepts-nothing', 'accepted[1]']]);
  });
});
