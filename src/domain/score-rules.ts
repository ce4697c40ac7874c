/** The agreement's scoring rules, prepared once per agreement so that scoring a lead looks nothing up twice. */
import type { Activity, ActivityKind } from './activity.ts';
import type { Agreement, AttributeRule, BehaviourRule, Bilingual } from './agreement/vocabulary.ts';
import { meant } from './agreement/where.ts';
import type { IsoInstant } from './instant.ts';
import { holding, listed, readNumber, remembering } from './reading.ts';
import type { FieldValue } from './record.ts';
import { Window } from './window.ts';

export interface ScoreRules {
  readonly attributes: readonly AttributePoints[];
  readonly behaviours: readonly BehaviourPoints[];
  readonly byKind: ReadonlyMap<ActivityKind, readonly BehaviourPoints[]>;
  readonly spans: readonly Span[];
  /** A window of no days: begins now. */
  readonly clock: Window;
  readonly caps: Agreement['scoring']['caps'];
}

/** A window that rules share, with what one scoring has to remember of it. */
export interface Span {
  readonly window: Window;
  /** Where it begins at the moment of scoring. */
  from: IsoInstant;
  /** The oldest activity inside that decides points. */
  oldest: IsoInstant | undefined;
}

export interface AttributePoints {
  readonly id: string;
  readonly label: Bilingual;
  readonly field: string;
  /** For a value that is known. */
  readonly pointsOf: (value: FieldValue) => number;
}

export interface BehaviourPoints {
  readonly id: string;
  readonly capId: string;
  readonly label: Bilingual;
  readonly points: number;
  readonly atLeast: number;
  /** Greatest sum, in absolute terms. */
  readonly cap: number;
  /** At most so many of the newest occurrences become lines. */
  readonly counted: number;
  /** The newest so many occurrences decide the points: an older one that leaves its window changes nothing. */
  readonly decisive: number;
  readonly meant: ((activity: Activity) => boolean) | undefined;
  readonly span: Span | undefined;
  /** Scratch of one scoring, emptied at the start of the next. */
  readonly hits: Activity[];
}

const prepared = new WeakMap<Agreement, ScoreRules>();

export function scoreRules(agreement: Agreement): ScoreRules {
  let rules = prepared.get(agreement);
  if (rules === undefined) {
    rules = prepare(agreement);
    prepared.set(agreement, rules);
  }
  return rules;
}

function prepare({ scoring }: Agreement): ScoreRules {
  const spans = new Map<string, Span>();
  for (const { within } of scoring.behaviours)
    if (within !== undefined) spans.set(within, { window: new Window(within), from: ALWAYS, oldest: undefined });
  const behaviours: BehaviourPoints[] = [];
  const byKind = new Map<ActivityKind, BehaviourPoints[]>();
  for (const rule of scoring.behaviours) {
    const behaviour = behaviourPoints(rule, rule.within === undefined ? undefined : spans.get(rule.within));
    behaviours.push(behaviour);
    for (const kind of new Set([rule.activity].flat())) {
      const sameKind = byKind.get(kind) ?? [];
      sameKind.push(behaviour);
      byKind.set(kind, sameKind);
    }
  }
  return {
    attributes: scoring.attributes.map(attributePoints),
    behaviours,
    byKind,
    spans: [...spans.values()],
    clock: new Window('0 days'),
    caps: scoring.caps,
  };
}

/** Text before every moment. */
const ALWAYS = '' as IsoInstant;

function behaviourPoints(rule: BehaviourRule, span: Span | undefined): BehaviourPoints {
  const { id, label, points, atLeast, count } = rule;
  const cap = count === 'once' ? Math.abs(points) : (rule.cap ?? Math.abs(points));
  const counted = Math.ceil(cap / Math.abs(points));
  return {
    id,
    capId: `${id}/cap`,
    label,
    points,
    atLeast,
    cap,
    counted,
    decisive: count === 'once' ? atLeast : Math.max(counted, atLeast),
    meant: meant(rule.where),
    span,
    hits: [],
  };
}

function attributePoints(rule: AttributeRule): AttributePoints {
  const { id, label, field, bands, values, otherwise } = rule;
  if (bands !== undefined) return { id, label, field, pointsOf: byBand(bands, otherwise) };
  const entries = (values ?? []).map((entry) => ({
    points: entry.points,
    holds: 'in' in entry ? listed(entry.in) : holding(entry.contains),
  }));
  const pointsOf = remembering((value) => entries.find(({ holds }) => holds(value))?.points ?? otherwise);
  return { id, label, field, pointsOf };
}

function byBand(bands: NonNullable<AttributeRule['bands']>, otherwise: number): AttributePoints['pointsOf'] {
  return (value) => {
    const number = readNumber(value);
    if (number === undefined) return 0;
    for (const band of bands) if (number >= band.from) return band.points;
    return otherwise;
  };
}
