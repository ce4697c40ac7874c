/** The agreement's scoring rules, prepared once per agreement so that scoring a lead looks nothing up twice. */
import type { Activity, ActivityKind } from './activity.ts';
import { MOST_OCCURRENCES } from './agreement/coherence.ts';
import type { Agreement, AttributeRule, BehaviourRule } from './agreement/vocabulary.ts';
import { meant } from './agreement/where.ts';
import { companyKey, isCompanyField } from './company-name.ts';
import { Fading } from './fading.ts';
import { holding, listed, readNumber, remembering } from './reading.ts';
import type { FieldValue } from './record.ts';
import type { LineHead } from './score-line.ts';
import { windowOf } from './window.ts';

const NEVER = Number.POSITIVE_INFINITY;

type Part = LineHead['part'];

export interface ScoreRules {
  readonly attributes: readonly AttributePoints[];
  readonly behaviours: readonly BehaviourPoints[];
  /** So many different choices of kinds are asked for. */
  readonly asked: number;
  readonly byKind: ReadonlyMap<ActivityKind, AskedKind>;
  /** The moment that a lead was read for last, in epoch milliseconds; undefined: for any. */
  atMs: number | undefined;
  /** The most that a part gives. */
  readonly caps: Readonly<Record<Part, { readonly most: number; readonly head: LineHead }>> | undefined;
  readonly groups: readonly GroupCap[];
  readonly temperature: Agreement['temperature'];
}

/** A kind of activity that some rule asks for. */
export interface AskedKind {
  /** Of the choices that hold it. */
  readonly places: number[];
  /** The longest of their rules' windows; infinite where one has none. */
  windowMs: number;
  /** What was done before is in no window at {@link ScoreRules.atMs}. */
  since: string;
}

/** A cap that several rules share, with the sum of one scoring. */
export interface GroupCap {
  /** Of the line that takes away what is above the cap, by the part that went over it. */
  readonly capHead: Readonly<Record<Part, LineHead>>;
  readonly cap: number;
  sum: number;
  /** When time alone changes any of its points; infinite where never. */
  changesMs: number;
}

export interface AttributePoints {
  readonly head: LineHead;
  readonly field: string;
  /** No object has the field by nature, as it has `constructor`. */
  readonly isPlain: boolean;
  readonly group: GroupCap | undefined;
  /** What the rule compares of a value that is known: itself, or the number in it. */
  readonly read: (value: FieldValue) => FieldValue | undefined;
  /** For what was read. */
  readonly pointsOf: (value: FieldValue) => number;
}

export interface BehaviourPoints {
  readonly head: LineHead;
  readonly capHead: LineHead;
  /** The place of its kinds among those that are asked for. */
  readonly asks: number;
  readonly points: number;
  readonly atLeast: number;
  /** Greatest sum, in absolute terms. */
  readonly cap: number;
  /** At most so many of the newest occurrences become lines. */
  readonly counted: number;
  /** The newest so many occurrences decide the points: an older one that leaves its window changes nothing. */
  readonly decisive: number;
  /** Either of both: more occurrences change nothing. */
  readonly enough: number;
  readonly meant: ((activity: Activity) => boolean) | undefined;
  /** Infinite where it has none. */
  readonly windowMs: number;
  readonly fading: Fading | undefined;
  readonly group: GroupCap | undefined;
  /** Scratch of one scoring: the places of what it means; what is beyond is left over. An array that is emptied loses its room. */
  readonly hits: number[];
}

export function scoreRules({ scoring, temperature }: Agreement): ScoreRules {
  const groups = new Map<string, GroupCap>(
    Object.entries(scoring.groups).map(([id, { label, cap }]) => [
      id,
      { capHead: byPart((part) => ({ rule: `group/${id}`, label, part })), cap, sum: 0, changesMs: NEVER },
    ]),
  );
  const groupOf = ({ group }: { group?: string | undefined }): GroupCap | undefined =>
    group === undefined ? undefined : groups.get(group);
  const places = new Map<string, number>();
  const byKind = new Map<ActivityKind, AskedKind>();
  const placeOf = (rule: BehaviourRule): number => {
    const kinds = [...new Set([rule.activity].flat())].sort();
    const place = places.get(kinds.join()) ?? places.size;
    places.set(kinds.join(), place);
    for (const kind of kinds) {
      const asked = byKind.get(kind) ?? { places: [], windowMs: 0, since: '' };
      byKind.set(kind, asked);
      if (!asked.places.includes(place)) asked.places.push(place);
      asked.windowMs = Math.max(asked.windowMs, windowMsOf(rule));
    }
    return place;
  };
  const behaviours = scoring.behaviours.map((rule) => behaviourPoints(rule, placeOf(rule), groupOf(rule)));
  return {
    attributes: scoring.attributes.map((rule) => attributePoints(rule, groupOf(rule))),
    behaviours,
    asked: places.size,
    byKind,
    atMs: undefined,
    caps: partCaps(scoring.caps),
    groups: [...groups.values()],
    temperature,
  };
}

function byPart<T>(of: (part: Part) => T): Readonly<Record<Part, T>> {
  return { attribute: of('attribute'), behaviour: of('behaviour') };
}

function partCaps(caps: Agreement['scoring']['caps']): ScoreRules['caps'] {
  if (caps === undefined) return undefined;
  return byPart((part) => ({ most: caps[part], head: { rule: `cap/${part}`, label: caps.label, part } }));
}

function behaviourPoints(rule: BehaviourRule, asks: number, group: GroupCap | undefined): BehaviourPoints {
  const { id, label, points, atLeast, count } = rule;
  const fading = rule.decay === undefined ? undefined : new Fading(points, rule.decay);
  const cap = count === 'once' ? Math.abs(points) : (rule.cap ?? Math.abs(points));
  // What has faded leaves room below the cap for older occurrences.
  const counted = count === 'each' && fading !== undefined ? MOST_OCCURRENCES : Math.ceil(cap / Math.abs(points));
  return {
    head: { rule: id, label, part: 'behaviour' },
    capHead: { rule: `${id}/cap`, label, part: 'behaviour' },
    asks,
    points,
    atLeast,
    cap,
    counted,
    decisive: count === 'once' ? atLeast : Math.max(counted, atLeast),
    enough: Math.max(counted, atLeast),
    meant: meant(rule.where),
    windowMs: windowMsOf(rule),
    fading,
    group,
    hits: [],
  };
}

function windowMsOf({ within }: BehaviourRule): number {
  return within === undefined ? NEVER : windowOf(within).ms;
}

function attributePoints(rule: AttributeRule, group: GroupCap | undefined): AttributePoints {
  const { id, label, field, bands, values, otherwise } = rule;
  const head: LineHead = { rule: id, label, part: 'attribute' };
  const isPlain = !(field in Object.prototype);
  if (bands !== undefined) return { head, field, isPlain, group, read: readNumber, pointsOf: byBand(bands, otherwise) };
  const keyOf = isCompanyField(field) ? companyKey : undefined;
  const entries = (values ?? []).map((entry) => ({
    points: entry.points,
    holds: 'in' in entry ? listed(entry.in, keyOf) : holding(entry.contains),
  }));
  const pointsOf = remembering((value) => entries.find(({ holds }) => holds(value))?.points ?? otherwise);
  return { head, field, isPlain, group, read: (value) => value, pointsOf };
}

function byBand(bands: NonNullable<AttributeRule['bands']>, otherwise: number): AttributePoints['pointsOf'] {
  return (number) => {
    if (typeof number !== 'number') return 0;
    for (const band of bands)
      if (number >= band.from && (band.below === undefined || number < band.below)) return band.points;
    return otherwise;
  };
}
