/** The same touch twice: HubSpot's connector copies what was done there into Salesforce Tasks, and Salesforce's tasks into HubSpot. Each touch counts and is shown once. */
import type { Activity, ActivityKind } from './activity.ts';
import type { Directory } from './circumstances.ts';
import { instantOf } from './instant.ts';
import { textKey } from './reading.ts';
import type { System } from './record.ts';

/** What the connector copies. Planned and automatic things have other kinds. */
const COPIED: ReadonlySet<ActivityKind> = new Set<ActivityKind>(['call', 'mail', 'meeting', 'note', 'task-completed']);
const WITHIN_MS = 2 * 60_000;

export interface Twins {
  /** The one that is shown and counted. */
  readonly shown: Activity;
  readonly copy: Activity;
}

/**
 * Pairs of one lead's activities that are one touch: one in each system, of one kind, within two minutes, not in opposite directions, and by the same member
 * of the team or, where one of the two is by nobody that is known, about the same subject. Of several that would fit, those closest in time; each has at most
 * one twin. The order of input is irrelevant.
 */
export function twinsOf(activities: readonly Activity[], people: Directory): readonly Twins[] {
  const [ours, theirs] = [copiedIn('hubspot', activities), copiedIn('salesforce', activities)];
  if (ours.length === 0 || theirs.length === 0) return [];
  const pairs: { readonly one: Activity; readonly other: Activity; readonly apartMs: number }[] = [];
  let from = 0;
  for (const [one, atMs] of ours) {
    while (from < theirs.length && (theirs[from]?.[1] ?? 0) < atMs - WITHIN_MS) from += 1;
    for (let index = from; index < theirs.length; index += 1) {
      const [other, otherMs] = theirs[index] ?? [undefined, Number.POSITIVE_INFINITY];
      if (other === undefined || otherMs > atMs + WITHIN_MS) break;
      if (isSameTouch(one, other, people)) pairs.push({ one, other, apartMs: Math.abs(atMs - otherMs) });
    }
  }
  pairs.sort((a, b) => a.apartMs - b.apartMs || byAge(a.one, b.one) || byAge(a.other, b.other));
  const taken = new Set<Activity>();
  return pairs.flatMap(({ one, other }) => {
    if (taken.has(one) || taken.has(other)) return [];
    taken.add(one).add(other);
    // What HubSpot has is what was copied, but whoever did it may be known from the copy alone.
    const known = memberOf(one, people) === undefined && memberOf(other, people) !== undefined;
    return [known ? { shown: other, copy: one } : { shown: one, copy: other }];
  });
}

/** Copies left out; what the one that is shown does not say is taken from its copy. The same array where there are none. */
export function eachOnce(activities: readonly Activity[], people: Directory): readonly Activity[] {
  const twins = twinsOf(activities, people);
  if (twins.length === 0) return activities;
  const copies = new Set(twins.map(({ copy }) => copy));
  const shown = new Map(twins.map((pair) => [pair.shown, pair.copy]));
  return activities
    .filter((activity) => !copies.has(activity))
    .map((activity) => {
      const copy = shown.get(activity);
      return copy === undefined ? activity : completed(activity, copy);
    });
}

/** Oldest first, with their moments. */
function copiedIn(system: System, activities: readonly Activity[]): readonly (readonly [Activity, number])[] {
  return activities
    .filter((activity) => activity.system === system && COPIED.has(activity.kind))
    .map((activity) => [activity, instantOf(activity.occurredAt).epochMilliseconds] as const)
    .sort(([a], [b]) => byAge(a, b));
}

function byAge(a: Activity, b: Activity): number {
  return compare(a.occurredAt, b.occurredAt) || compare(a.kind, b.kind) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isSameTouch(one: Activity, other: Activity, people: Directory): boolean {
  if (one.kind !== other.kind) return false;
  const [way, otherWay] = [one.properties['direction'], other.properties['direction']];
  if (typeof way === 'string' && typeof otherWay === 'string' && way !== otherWay) return false;
  const [member, otherMember] = [memberOf(one, people), memberOf(other, people)];
  if (member !== undefined && otherMember !== undefined) return member === otherMember;
  const [subject, otherSubject] = [subjectOf(one), subjectOf(other)];
  return subject !== '' && subject === otherSubject;
}

function memberOf({ system, actor }: Activity, people: Directory): string | undefined {
  return people.memberOf(system, actor)?.key;
}

function subjectOf({ properties: { subject } }: Activity): string {
  return typeof subject === 'string' ? textKey(subject).replaceAll(/\s+/gu, ' ') : '';
}

function completed(shown: Activity, copy: Activity): Activity {
  const said = Object.entries(shown.properties).filter(([, value]) => value !== null && value !== '');
  const text = shown.text ?? copy.text;
  return {
    ...shown,
    properties: { ...copy.properties, ...Object.fromEntries(said) },
    ...(text === undefined ? {} : { text }),
  };
}
