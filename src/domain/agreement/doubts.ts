/** Doubts: thresholds that nobody reaches, bands that one part alone reaches, rules that downloads satisfy, parts that contradict each other. */
import type { ActivityKind } from '../activity.ts';
import { textKey } from '../reading.ts';
import type { FieldValue } from '../record.ts';
import { DEEPEST_CONDITION } from './coherence.ts';
import { contradictions, isEmpty } from './contradictions.ts';
import { type Doubt, placeName } from './doubt.ts';
import { conditionPlaces, leavesOf, type Path } from './places.ts';
import { possible } from './possible.ts';
import { attributeRange, behaviourRange, reachOf } from './reach.ts';
import type { Agreement, AttributeRule } from './vocabulary.ts';

const DOWNLOADS: ReadonlySet<ActivityKind> = new Set<ActivityKind>([
  'price-list-downloaded',
  'catalogue-downloaded',
  'material-downloaded',
]);
const NOTHING: ReadonlySet<ActivityKind> = new Set<ActivityKind>();

export interface Doubted {
  readonly open: readonly Doubt[];
  /** Both departments have looked at these and let them stand. */
  readonly accepted: readonly Doubt[];
}

/** Of a coherent agreement. Pure. */
export function doubts(agreement: Agreement): Doubted {
  const found = all(agreement);
  const isAccepted = (doubt: Doubt): boolean =>
    agreement.accepted.some((one) => one.doubt === doubt.says && one.at === placeName(doubt.path));
  const idle = agreement.accepted.flatMap(({ doubt, at }, index): readonly Doubt[] =>
    found.some(({ says, path }) => says === doubt && placeName(path) === at)
      ? []
      : [{ path: ['accepted', index], says: 'accepts-nothing', about: `${doubt} ${at}` }],
  );
  return { open: [...found.filter((doubt) => !isAccepted(doubt)), ...idle], accepted: found.filter(isAccepted) };
}

function all(agreement: Agreement): readonly Doubt[] {
  return [
    ...agreement.scoring.attributes.flatMap((rule, index) => entries(rule, ['scoring', 'attributes', index])),
    ...groupCaps(agreement),
    ...levelsMet(agreement),
    ...bands(agreement),
    ...conditionPlaces(agreement).flatMap(({ path, rule }) => [
      ...leavesOf(rule, path, DEEPEST_CONDITION).flatMap(({ path: at, leaf }): readonly Doubt[] => {
        if (('score' in leaf || 'attribute' in leaf) && isEmpty(leaf)) return [{ path: at, says: 'empty-range' }];
        if ('attribute' in leaf && leaf.in !== undefined)
          return levelsAsked(agreement, leaf.attribute, leaf.in, [...at, 'in']);
        if ('score' in leaf && leaf.atLeast !== undefined)
          return threshold(agreement, leaf.score, leaf.atLeast, [...at, 'atLeast']);
        return [];
      }),
      ...contradictions(rule, path).map((one): Doubt => ({ ...one, says: 'contradiction' })),
    ]),
    ...mqlRule(agreement),
    ...neverHolding(agreement),
    ...circles(agreement.fallback),
  ];
}

/** A value in two entries of a rule; numeric bands whose repeated ends do not meet. */
function entries({ bands: numeric = [], values = [] }: AttributeRule, path: Path): readonly Doubt[] {
  const seen = new Map<string, Path>();
  const twice = values.flatMap((entry, index): readonly Doubt[] => {
    if (!('in' in entry)) return [];
    return entry.in.flatMap((value, at): readonly Doubt[] => {
      const place: Path = [...path, 'values', index, 'in', at];
      const before = seen.get(textKey(value));
      if (before !== undefined) return [{ path: place, also: before, says: 'value-twice', about: String(value) }];
      seen.set(textKey(value), place);
      return [];
    });
  });
  const ends = numeric.flatMap(({ below }, index): readonly Doubt[] => {
    const above = numeric[index - 1]?.from;
    if (below === undefined || above === undefined || below === above) return [];
    const places = { path: [...path, 'bands', index, 'below'], also: [...path, 'bands', index - 1, 'from'] };
    return [{ ...places, says: below > above ? 'bands-overlap' : 'bands-gap', about: `${below} / ${above}` }];
  });
  return [...twice, ...ends];
}

/** A level that counts as met and is none of its item's own: a misspelt one would never be met. */
function levelsMet({ evidence }: Agreement): readonly Doubt[] {
  return Object.entries(evidence).flatMap(([item, { levels, met }]) =>
    noLevels(levels, met, ['evidence', item, 'met']),
  );
}

/** The same where a condition looks at the field in which an item's level stands. */
function levelsAsked(
  { evidence }: Agreement,
  field: string,
  asked: readonly FieldValue[],
  path: Path,
): readonly Doubt[] {
  return noLevels(Object.values(evidence).find((item) => item.field === field)?.levels, asked, path);
}

function noLevels(
  levels: readonly FieldValue[] | undefined,
  named: readonly FieldValue[],
  path: Path,
): readonly Doubt[] {
  if (levels === undefined) return [];
  const known = new Set(levels.map(textKey));
  return named.flatMap((level, index): readonly Doubt[] =>
    known.has(textKey(level)) ? [] : [{ path: [...path, index], says: 'no-level', about: String(level) }],
  );
}

function groupCaps({ scoring }: Agreement): readonly Doubt[] {
  return (['attributes', 'behaviours'] as const).flatMap((part) =>
    scoring[part].flatMap((rule, index): readonly Doubt[] => {
      const cap = rule.group === undefined ? undefined : scoring.groups[rule.group]?.cap;
      const { most } = 'activity' in rule ? behaviourRange({ ...rule, count: 'once' }) : attributeRange(rule);
      if (cap === undefined || most <= cap) return [];
      const also: Path = ['scoring', part, index];
      return [{ path: ['scoring', 'groups', rule.group ?? '', 'cap'], also, says: 'group-below-rule', about: rule.id }];
    }),
  );
}

function bands(agreement: Agreement): readonly Doubt[] {
  const { attribute, behaviour } = reachOf(agreement);
  return (['hot', 'warm'] as const).flatMap((band): readonly Doubt[] => {
    const { from, attributeFloor, behaviourFloor } = agreement.temperature[band];
    const path: Path = ['temperature', band];
    const floors = [
      ...threshold(agreement, 'attribute', attributeFloor, [...path, 'attributeFloor']),
      ...threshold(agreement, 'behaviour', behaviourFloor, [...path, 'behaviourFloor']),
    ];
    const alone: Doubt[] = [];
    if (attribute.most >= from && behaviourFloor <= 0)
      alone.push({ path: [...path, 'from'], says: 'one-part-alone', about: 'attribute' });
    if (behaviour.most >= from && attributeFloor <= 0)
      alone.push({ path: [...path, 'from'], says: 'one-part-alone', about: 'behaviour' });
    return [...threshold(agreement, 'total', from, [...path, 'from']), ...floors, ...alone];
  });
}

function threshold(
  agreement: Agreement,
  part: 'total' | 'attribute' | 'behaviour',
  atLeast: number,
  path: Path,
): readonly Doubt[] {
  const { most } = reachOf(agreement)[part];
  if (atLeast <= most || atLeast <= 0) return [];
  const uncapped = reachOf(agreement, { uncapped: true })[part].most;
  const also: Path | undefined = agreement.scoring.caps === undefined ? undefined : ['scoring', 'caps'];
  return [
    atLeast <= uncapped
      ? { path, also, says: 'above-caps', about: String(most) }
      : { path, says: 'out-of-reach', about: String(most) },
  ];
}

/** A world of downloads only, in which nobody has talked to the lead; and one in which it did nothing at all. */
function mqlRule(agreement: Agreement): readonly Doubt[] {
  const holds = (kinds: ReadonlySet<ActivityKind>): boolean =>
    possible(agreement.rules.mql, agreement, { reach: reachOf(agreement, { kinds }), kinds, heard: false }).hold;
  const path: Path = ['rules', 'mql'];
  if (holds(NOTHING)) return [{ path, says: 'behaviour-not-needed' }];
  return holds(DOWNLOADS) ? [{ path, says: 'downloads-suffice' }] : [];
}

function neverHolding(agreement: Agreement): readonly Doubt[] {
  const world = { reach: reachOf(agreement), heard: true };
  return conditionPlaces(agreement).flatMap(({ path, rule }): readonly Doubt[] =>
    possible(rule, agreement, world).hold || !('all' in rule || 'any' in rule) ? [] : [{ path, says: 'never-holds' }],
  );
}

/** Each circle once, named at its first pool. */
function circles(fallback: Agreement['fallback']): readonly Doubt[] {
  const told = new Set<string>();
  return Object.keys(fallback).flatMap((start): readonly Doubt[] => {
    const way = [start];
    for (
      let next = fallback[start];
      next !== undefined && way.length <= Object.keys(fallback).length;
      next = fallback[next]
    ) {
      if (next === start) {
        if (way.some((one) => told.has(one))) return [];
        for (const one of way) told.add(one);
        const also: Path = ['fallback', way.at(-1) ?? start];
        return [{ path: ['fallback', start], also, says: 'pools-in-a-circle', about: [...way, start].join(' → ') }];
      }
      if (way.includes(next)) return [];
      way.push(next);
    }
    return [];
  });
}
