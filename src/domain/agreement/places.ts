/** Every place of an agreement where a condition stands, so that each is checked alike. */
import type { Agreement, Condition } from './vocabulary.ts';

export type Path = readonly (string | number)[];

/** Criteria, axes, grades, cells and the conditions that define them must not look at each other in a circle: those may look at none of them, grades at axes and criteria. */
export type MayLookAt = 'all' | 'axes' | 'none';

export interface Place {
  readonly path: Path;
  readonly rule: Condition;
  readonly mayLookAt: MayLookAt;
}

/** In the order of the document. */
export function conditionPlaces(agreement: Agreement): readonly Place[] {
  const { scoring, criteria = {}, quality, matrix, rules, handoffs, sendBack } = agreement;
  const places: Place[] = [];
  const add = (path: Path, rule: Condition | undefined, mayLookAt: MayLookAt = 'all'): void => {
    if (rule !== undefined) places.push({ path, rule, mayLookAt });
  };
  scoring.exclusions.forEach(({ when }, index) => {
    add(['scoring', 'exclusions', index, 'when'], when, 'none');
  });
  for (const [name, criterion] of Object.entries(criteria)) {
    add(['criteria', name, 'mql', 'when'], criterion?.mql.when, 'none');
    add(['criteria', name, 'sql', 'when'], criterion?.sql.when, 'none');
  }
  for (const [name, axis] of Object.entries(quality?.axes ?? {})) {
    add(['quality', 'axes', name, 'high'], axis.high, 'none');
    add(['quality', 'axes', name, 'low'], axis.low, 'none');
  }
  quality?.grades.forEach(({ when }, index) => {
    add(['quality', 'grades', index, 'when'], when, 'axes');
  });
  for (const side of ['soon', 'size'] as const) {
    matrix?.[side].steps.forEach(({ when, provisionally }, index) => {
      add(['matrix', side, 'steps', index, 'when'], when, 'none');
      add(['matrix', side, 'steps', index, 'provisionally'], provisionally, 'none');
    });
  }
  add(['rules', 'mql'], rules.mql);
  add(['rules', 'sql'], rules.sql);
  handoffs.forEach(({ when, routes, gate }, index) => {
    const path: Path = ['handoffs', index];
    add([...path, 'when'], when);
    routes.forEach((route, at) => {
      add([...path, 'routes', at, 'when'], route.when);
    });
    gate.forEach((item, at) => {
      if (typeof item !== 'string') add([...path, 'gate', at, 'needs'], item.needs);
    });
  });
  add(['sendBack', 'again', 'when'], sendBack?.again.when);
  return places;
}

export interface LeafAt {
  readonly path: Path;
  readonly leaf: Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;
  readonly depth: number;
}

/** The parts of all / any / not, with their keys. */
export function partsOf(rule: Condition): readonly { readonly at: Path; readonly part: Condition }[] {
  if ('all' in rule) return rule.all.map((part, index) => ({ at: ['all', index], part }));
  if ('any' in rule) return rule.any.map((part, index) => ({ at: ['any', index], part }));
  if ('not' in rule) return [{ at: ['not'], part: rule.not }];
  return [];
}

/** In order; nothing below `deepest` levels. */
export function leavesOf(rule: Condition, path: Path, deepest: number, depth = 1): readonly LeafAt[] {
  if (depth > deepest) return [];
  if (!('all' in rule) && !('any' in rule) && !('not' in rule)) return [{ path, leaf: rule, depth }];
  return partsOf(rule).flatMap(({ at, part }) => leavesOf(part, [...path, ...at], deepest, depth + 1));
}

/** Where conditions are nested deeper than that; the first of each branch. */
export function tooDeep(rule: Condition, path: Path, deepest: number, depth = 1): readonly Path[] {
  if (depth > deepest) return [path];
  return partsOf(rule).flatMap(({ at, part }) => tooDeep(part, [...path, ...at], deepest, depth + 1));
}
