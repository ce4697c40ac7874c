/** What a well-formed agreement may still get wrong: names that nothing bears, bands out of order, rules that can never hold. */
import type { ActivityKind } from '../activity.ts';
import { DEPARTMENTS } from '../team.ts';
import { type Incoherence, namesAmong } from './incoherence.ts';
import { nameFaults } from './naming.ts';
import { conditionPlaces, leavesOf, type Path, tooDeep } from './places.ts';
import type { Agreement, AttributeRule, BehaviourRule } from './vocabulary.ts';

/** Conditions nested deeper than this are refused: nobody could sign them with understanding. */
export const DEEPEST_CONDITION = 8;
/** Every counted occurrence is a line of its own, and lines are frozen into the ledger. */
export const MOST_OCCURRENCES = 20;
/** What our own side does with tasks says nothing about the lead. */
const NOT_SCORED: ReadonlySet<ActivityKind> = new Set<ActivityKind>([
  'note',
  'task-completed',
  'handoff-task-open',
  'handoff-task-completed',
  'deal',
  'deal-moved',
  'listed',
]);

/** All of them. Pure. */
export function incoherences(agreement: Agreement): readonly Incoherence[] {
  const { attributes, behaviours, exclusions } = agreement.scoring;
  return [
    ...zone(agreement),
    ...(agreement.from === undefined || isDay(agreement.from)
      ? []
      : [{ path: ['from'], says: 'no-such-day', about: agreement.from } as const]),
    ...twice(
      agreement.parties.map(({ department }) => department),
      (index) => ['parties', index, 'department'],
    ),
    ...attributes.flatMap((rule, index) => attribute(rule, ['scoring', 'attributes', index])),
    ...behaviours.flatMap((rule, index) => behaviour(rule, ['scoring', 'behaviours', index])),
    ...groups(agreement),
    ...twice(
      [...attributes, ...behaviours, ...exclusions].map(({ id }) => id),
      (index) => rulePath(index, attributes.length, behaviours.length),
    ),
    ...(agreement.temperature.warm.from < agreement.temperature.hot.from
      ? []
      : [{ path: ['temperature', 'warm', 'from'], says: 'warm-above-hot' } as const]),
    ...conditionPlaces(agreement).flatMap(({ path, rule, mayLookAt }) => [
      ...tooDeep(rule, path, DEEPEST_CONDITION).map(
        (place) => ({ path: place, says: 'too-deep', about: String(DEEPEST_CONDITION) }) as const,
      ),
      ...leavesOf(rule, path, DEEPEST_CONDITION).flatMap((leaf) => nameFaults(leaf, agreement, mayLookAt)),
    ]),
    ...departments(agreement),
    ...agreement.handoffs.flatMap(({ stage, when }, index) =>
      stage === undefined && when === undefined
        ? [{ path: ['handoffs', index], says: 'hearing-needs-when' } as const]
        : [],
    ),
    ...agreement.handoffs.flatMap(({ deadlines }, index) =>
      deadlines.flatMap(({ within, remindAfter }, at) =>
        remindAfter !== undefined && isNoShorter(remindAfter, within)
          ? [
              {
                path: ['handoffs', index, 'deadlines', at, 'remindAfter'],
                says: 'reminder-too-late',
                about: within,
              } as const,
            ]
          : [],
      ),
    ),
    ...twice(
      agreement.handoffs.map(({ type }) => type),
      (index) => ['handoffs', index, 'type'],
    ),
    ...twice(
      (agreement.sendBack?.reasons ?? []).map(({ id }) => id),
      (index) => ['sendBack', 'reasons', index, 'id'],
    ),
    ...matrix(agreement),
    ...grades(agreement),
    ...hours(agreement),
    ...Object.entries(agreement.reviews).flatMap(([name, { next }]) =>
      isDay(next) ? [] : [{ path: ['reviews', name, 'next'], says: 'no-such-day', about: next } as const],
    ),
  ];
}

function rulePath(index: number, attributes: number, behaviours: number): Path {
  if (index < attributes) return ['scoring', 'attributes', index, 'id'];
  if (index < attributes + behaviours) return ['scoring', 'behaviours', index - attributes, 'id'];
  return ['scoring', 'exclusions', index - attributes - behaviours, 'id'];
}

function groups({ scoring }: Agreement): readonly Incoherence[] {
  const known = Object.keys(scoring.groups);
  const about = namesAmong(known);
  return (['attributes', 'behaviours'] as const).flatMap((part) =>
    scoring[part].flatMap(({ group }, index) =>
      group === undefined || known.includes(group)
        ? []
        : [{ path: ['scoring', part, index, 'group'], says: 'no-such-group', about } as const],
    ),
  );
}

/** Every department that is named is one of the usual three, or listed. */
function departments(agreement: Agreement): readonly Incoherence[] {
  const known: ReadonlySet<string> = new Set([...DEPARTMENTS, ...agreement.departments.map(({ id }) => id)]);
  const about = namesAmong(known);
  const named: (readonly [Path, string | undefined])[] = [
    ...agreement.parties.map(({ department }, index) => [['parties', index, 'department'], department] as const),
    [['stages', 'mql', 'responsible'], agreement.stages.mql.responsible],
    [['stages', 'sql', 'responsible'], agreement.stages.sql.responsible],
    ...agreement.handoffs.flatMap(({ from, to, gate, approval }, index): (readonly [Path, string | undefined])[] => [
      [['handoffs', index, 'from'], from],
      [['handoffs', index, 'to'], to],
      [['handoffs', index, 'approval', 'by'], approval?.by],
      [['handoffs', index, 'approval', 'deputy'], approval?.deputy],
      ...gate.map(
        (item, at) =>
          [['handoffs', index, 'gate', at, 'ask'], typeof item === 'string' ? undefined : item.ask] as const,
      ),
    ]),
    ...Object.keys(agreement.measurement ?? {}).map((name) => [['measurement', name], name] as const),
    ...agreement.targets.flatMap(({ departments: bearers }, index) =>
      bearers.map((name, at) => [['targets', index, 'departments', at], name] as const),
    ),
    ...agreement.duties.map(({ who }, index) => [['duties', index, 'who'], who] as const),
  ];
  return named.flatMap(([path, name]) =>
    name === undefined || known.has(name) ? [] : [{ path, says: 'no-such-department', about } as const],
  );
}

function matrix({ matrix: terms, capacity, targets }: Agreement): readonly Incoherence[] {
  const cells = (terms?.cells ?? []).map(({ id }) => id);
  const about = namesAmong(cells);
  const named = [
    ...Object.entries(capacity ?? {}).flatMap(([name, ids]) =>
      ids.map((id, at) => [['capacity', name, at], id] as const),
    ),
    ...targets.flatMap(({ cells: ids = [] }, index) =>
      ids.map((id, at) => [['targets', index, 'cells', at], id] as const),
    ),
  ];
  return [
    ...(terms?.cells ?? []).flatMap(({ soon, size }, index, all): readonly Incoherence[] => {
      const found: Incoherence[] = [];
      for (const [side, step] of [['soon', soon] as const, ['size', size] as const]) {
        const steps = terms?.[side].steps.map(({ id }) => id) ?? [];
        if (!steps.includes(step))
          found.push({ path: ['matrix', 'cells', index, side], says: 'no-such-step', about: namesAmong(steps) });
      }
      if (all.findIndex((one) => one.soon === soon && one.size === size) < index)
        found.push({ path: ['matrix', 'cells', index], says: 'cell-twice' });
      return found;
    }),
    ...twice(cells, (index) => ['matrix', 'cells', index, 'id']),
    ...named.flatMap(([path, id]) => (cells.includes(id) ? [] : [{ path, says: 'no-such-cell', about } as const])),
  ];
}

/** Lower bounds from the best to the last, which takes the rest. */
function grades({ grade }: Agreement): readonly Incoherence[] {
  if (grade === undefined) return [];
  return (['fit', 'engagement'] as const).flatMap((side) =>
    grade[side].flatMap(({ from }, index, all): readonly Incoherence[] => {
      const path: Path = ['grade', side, index];
      if (index === all.length - 1)
        return from === undefined ? [] : [{ path: [...path, 'from'], says: 'last-grade-open' }];
      if (from === undefined) return [{ path, says: 'no-comparison', about: 'from' }];
      const before = all[index - 1]?.from;
      return before === undefined || before > from ? [] : [{ path: [...path, 'from'], says: 'bands-descend' }];
    }),
  );
}

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

/** Of terms in one unit; hours and business days cannot be compared without a calendar. */
function isNoShorter(a: string, b: string): boolean {
  const unit = (term: string): string => term.replace(/^\d+ |s$/g, '');
  return unit(a) === unit(b) && Number.parseInt(a, 10) >= Number.parseInt(b, 10);
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
  const seen = new Set<string>();
  return names.flatMap((name, index) =>
    seen.size < seen.add(name).size ? [] : [{ path: pathOf(index), says: 'named-twice', about: name } as const],
  );
}
