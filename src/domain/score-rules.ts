/** The agreement's scoring rules, prepared once per agreement so that scoring a lead looks nothing up twice. */
import type { Activity, ActivityKind } from './activity.ts';
import { MOST_OCCURRENCES } from './agreement/coherence.ts';
import type { Agreement, AttributeRule, BehaviourRule, Bilingual } from './agreement/vocabulary.ts';
import { meant } from './agreement/where.ts';
import { companyKey, isCompanyField } from './company-name.ts';
import { Fading } from './fading.ts';
import type { IsoInstant } from './instant.ts';
import { holding, listed, readNumber, remembering } from './reading.ts';
import type { FieldValue } from './record.ts';
import { Window } from './window.ts';

/** Text before every moment. */
const ALWAYS = '' as IsoInstant;

export interface ScoreRules {
  readonly attributes: readonly AttributePoints[];
  readonly behaviours: readonly BehaviourPoints[];
  readonly byKind: ReadonlyMap<ActivityKind, readonly BehaviourPoints[]>;
  readonly moment: Moment;
  readonly spans: readonly Span[];
  /** A window of no days: begins now. */
  readonly clock: Window;
  readonly caps: Agreement['scoring']['caps'];
  readonly groups: readonly GroupCap[];
}

/** The moment of the scoring before, for which the windows stand: leads are scored by the hundred at one moment. */
export interface Moment {
  now: Temporal.Instant | undefined;
  until: IsoInstant;
}

/** A cap that several rules share, with the sum of one scoring. */
export interface GroupCap {
  readonly id: string;
  /** Of the line that takes away what is above the cap. */
  readonly capId: string;
  readonly label: Bilingual;
  readonly cap: number;
  sum: number;
  /** When time alone changes any of its points. */
  changesAt: IsoInstant | undefined;
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
  /** No object has the field by nature, as it has `constructor`. */
  readonly isPlain: boolean;
  readonly group: GroupCap | undefined;
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
  readonly fading: Fading | undefined;
  readonly group: GroupCap | undefined;
  /** Where its window begins; before every moment where it has none. */
  from: IsoInstant;
  /** Scratch of one scoring: the first `found` of `hits` are its own, the rest are left over. An array that is emptied loses its room. */
  readonly hits: Activity[];
  found: number;
  /** When the first of its lines fades further. */
  fadesAt: IsoInstant | undefined;
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
  const groups = new Map<string, GroupCap>(
    Object.entries(scoring.groups).map(([id, { label, cap }]) => [
      id,
      { id, capId: `group/${id}`, label, cap, sum: 0, changesAt: undefined },
    ]),
  );
  const groupOf = ({ group }: { group?: string | undefined }): GroupCap | undefined =>
    group === undefined ? undefined : groups.get(group);
  const behaviours: BehaviourPoints[] = [];
  const byKind = new Map<ActivityKind, BehaviourPoints[]>();
  for (const rule of scoring.behaviours) {
    const span = rule.within === undefined ? undefined : spans.get(rule.within);
    const behaviour = behaviourPoints(rule, span, groupOf(rule));
    behaviours.push(behaviour);
    for (const kind of new Set([rule.activity].flat())) {
      const sameKind = byKind.get(kind) ?? [];
      sameKind.push(behaviour);
      byKind.set(kind, sameKind);
    }
  }
  return {
    attributes: scoring.attributes.map((rule) => attributePoints(rule, groupOf(rule))),
    behaviours,
    byKind,
    moment: { now: undefined, until: ALWAYS },
    spans: [...spans.values()],
    clock: new Window('0 days'),
    caps: scoring.caps,
    groups: [...groups.values()],
  };
}

function behaviourPoints(rule: BehaviourRule, span: Span | undefined, group: GroupCap | undefined): BehaviourPoints {
  const { id, label, points, atLeast, count } = rule;
  const fading = rule.decay === undefined ? undefined : new Fading(points, rule.decay);
  const cap = count === 'once' ? Math.abs(points) : (rule.cap ?? Math.abs(points));
  // What has faded leaves room below the cap for older occurrences.
  const counted = count === 'each' && fading !== undefined ? MOST_OCCURRENCES : Math.ceil(cap / Math.abs(points));
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
    fading,
    group,
    from: ALWAYS,
    hits: [],
    found: 0,
    fadesAt: undefined,
  };
}

function attributePoints(rule: AttributeRule, group: GroupCap | undefined): AttributePoints {
  const { id, label, field, bands, values, otherwise } = rule;
  const isPlain = !(field in Object.prototype);
  if (bands !== undefined) return { id, label, field, isPlain, group, pointsOf: byBand(bands, otherwise) };
  const keyOf = isCompanyField(field) ? companyKey : undefined;
  const entries = (values ?? []).map((entry) => ({
    points: entry.points,
    holds: 'in' in entry ? listed(entry.in, keyOf) : holding(entry.contains),
  }));
  const pointsOf = remembering((value) => entries.find(({ holds }) => holds(value))?.points ?? otherwise);
  return { id, label, field, isPlain, group, pointsOf };
}

function byBand(bands: NonNullable<AttributeRule['bands']>, otherwise: number): AttributePoints['pointsOf'] {
  return (value) => {
    const number = readNumber(value);
    if (number === undefined) return 0;
    for (const band of bands)
      if (number >= band.from && (band.below === undefined || number < band.below)) return band.points;
    return otherwise;
  };
}
