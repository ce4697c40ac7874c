/** What a well-formed agreement may still get wrong: names that nothing bears, bands out of order, rules that can never hold. */
import type { ActivityKind } from '../activity.ts';
import type { Agreement, AttributeRule, BehaviourRule, Condition } from './vocabulary.ts';

/** The keys of the sentences that say what is wrong; each exists in every language. */
export const INCOHERENCES = [
  'bands-or-values',
  'bands-descend',
  'each-needs-cap',
  'cap-needs-each',
  'cap-too-high',
  'no-points',
  'not-a-behaviour',
  'named-twice',
  'no-such-evidence',
  'more-than-there-are',
  'no-comparison',
  'too-deep',
  'no-such-zone',
  'warm-above-hot',
  'no-such-time',
  'closes-before-opening',
  'no-such-day',
] as const;

export interface Incoherence {
  readonly path: readonly (string | number)[];
  readonly says: (typeof INCOHERENCES)[number];
  /** The name or number in question. */
  readonly about?: string | undefined;
}

/** Conditions nested deeper than this are refused: nobody could sign them with understanding. */
export const DEEPEST_CONDITION = 8;
/** Every counted occurrence is a line of its own, and lines are frozen into the ledger. */
const MOST_OCCURRENCES = 20;
/** What our own side does with tasks says nothing about the lead. */
const NOT_SCORED: ReadonlySet<ActivityKind> = new Set<ActivityKind>([
  'note',
  'task-completed',
  'handoff-task-open',
  'handoff-task-completed',
]);

/** All of them, in the order of the document. Pure. */
export function incoherences(agreement: Agreement): readonly Incoherence[] {
  const { attributes, behaviours } = agreement.scoring;
  return [
    ...zone(agreement),
    ...twice(
      agreement.parties.map(({ department }) => department),
      (index) => ['parties', index, 'department'],
    ),
    ...attributes.flatMap((rule, index) => attribute(rule, ['scoring', 'attributes', index])),
    ...behaviours.flatMap((rule, index) => behaviour(rule, ['scoring', 'behaviours', index])),
    ...twice(
      [...attributes, ...behaviours].map(({ id }) => id),
      (index) =>
        index < attributes.length
          ? ['scoring', 'attributes', index, 'id']
          : ['scoring', 'behaviours', index - attributes.length, 'id'],
    ),
    ...(agreement.temperature.warm.from < agreement.temperature.hot.from
      ? []
      : [{ path: ['temperature', 'warm', 'from'], says: 'warm-above-hot' } as const]),
    ...condition(agreement.rules.mql, agreement, ['rules', 'mql'], 1),
    ...condition(agreement.rules.sql, agreement, ['rules', 'sql'], 1),
    ...twice(
      agreement.handoffs.map(({ type }) => type),
      (index) => ['handoffs', index, 'type'],
    ),
    ...hours(agreement),
  ];
}

type Path = readonly (string | number)[];

function attribute(rule: AttributeRule, path: Path): readonly Incoherence[] {
  if ((rule.bands === undefined) === (rule.values === undefined)) return [{ path, says: 'bands-or-values' }];
  return (rule.bands ?? []).flatMap((band, index, bands) => {
    const before = bands[index - 1];
    return before === undefined || before.from > band.from
      ? []
      : [{ path: [...path, 'bands', index, 'from'], says: 'bands-descend' } as const];
  });
}

function behaviour(rule: BehaviourRule, path: Path): readonly Incoherence[] {
  const found: Incoherence[] = [];
  const kind = [rule.activity].flat().find((one) => NOT_SCORED.has(one));
  if (kind !== undefined) found.push({ path: [...path, 'activity'], says: 'not-a-behaviour', about: kind });
  if (rule.points === 0) found.push({ path: [...path, 'points'], says: 'no-points' });
  else if (rule.count === 'each' && rule.cap === undefined) found.push({ path, says: 'each-needs-cap' });
  else if (rule.count === 'once' && rule.cap !== undefined)
    found.push({ path: [...path, 'cap'], says: 'cap-needs-each' });
  else if (rule.cap !== undefined && rule.cap > MOST_OCCURRENCES * Math.abs(rule.points))
    found.push({
      path: [...path, 'cap'],
      says: 'cap-too-high',
      about: String(MOST_OCCURRENCES * Math.abs(rule.points)),
    });
  return found;
}

function condition(rule: Condition, agreement: Agreement, path: Path, depth: number): readonly Incoherence[] {
  if (depth > DEEPEST_CONDITION) return [{ path, says: 'too-deep', about: String(DEEPEST_CONDITION) }];
  if ('all' in rule)
    return rule.all.flatMap((part, index) => condition(part, agreement, [...path, 'all', index], depth + 1));
  if ('any' in rule)
    return rule.any.flatMap((part, index) => condition(part, agreement, [...path, 'any', index], depth + 1));
  if ('not' in rule) return condition(rule.not, agreement, [...path, 'not'], depth + 1);
  if ('attribute' in rule) {
    const { atLeast, atMost, present } = rule;
    const compares = [atLeast, atMost, rule.in, rule.contains, present].some((test) => test !== undefined);
    return compares ? [] : [{ path: [...path, 'attribute'], says: 'no-comparison', about: rule.attribute }];
  }
  if ('evidence' in rule) return evidence(rule.evidence, agreement, [...path, 'evidence']);
  return [];
}

function evidence(
  leaf: { readonly atLeast: number; readonly of?: readonly string[] | undefined },
  agreement: Agreement,
  path: Path,
): readonly Incoherence[] {
  const items = Object.keys(agreement.evidence);
  const unknown = (leaf.of ?? []).flatMap((item, index): readonly Incoherence[] =>
    items.includes(item) ? [] : [{ path: [...path, 'of', index], says: 'no-such-evidence', about: items.join(', ') }],
  );
  const choice = new Set(leaf.of ?? items).size;
  if (unknown.length > 0 || leaf.atLeast <= choice) return unknown;
  return [{ path: [...path, 'atLeast'], says: 'more-than-there-are', about: String(choice) }];
}

function zone({ zone: name }: Agreement): readonly Incoherence[] {
  return isZone(name) ? [] : [{ path: ['zone'], says: 'no-such-zone', about: name }];
}

/** Whether that is a time zone of the IANA data base, `Asia/Tokyo`; bare offsets are none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    // Temporal says "no such zone" only by a RangeError.
    return false;
  }
}

function hours({ businessTime }: Agreement): readonly Incoherence[] {
  const { opens, closes, closed } = businessTime;
  const found: Incoherence[] = [];
  if (!isTime(opens)) found.push({ path: ['businessTime', 'opens'], says: 'no-such-time', about: opens });
  if (!isTime(closes)) found.push({ path: ['businessTime', 'closes'], says: 'no-such-time', about: closes });
  if (found.length === 0 && closes <= opens)
    found.push({ path: ['businessTime', 'closes'], says: 'closes-before-opening' });
  closed.forEach((day, index) => {
    if (!isDay(day)) found.push({ path: ['businessTime', 'closed', index], says: 'no-such-day', about: day });
  });
  return found;
}

function isTime(text: string): boolean {
  return text.slice(0, 2) < '24' && text.slice(3) < '60';
}

/** Whether the calendar has that day, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    // Temporal says "no such day" only by a RangeError.
    return false;
  }
}

function twice(names: readonly string[], pathOf: (index: number) => Path): readonly Incoherence[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: pathOf(index), says: 'named-twice', about: name } as const] : [],
  );
}
