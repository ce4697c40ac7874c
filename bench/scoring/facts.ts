/** What the other engines are given in place of a lead: flat facts and flat rules, because none of them reads records or makes evidence lines. */
import type { Activity, ActivityKind } from '../../src/domain/activity.ts';
import { type IsoInstant, instantOf } from '../../src/domain/instant.ts';
import type { Lead } from '../../src/domain/lead.ts';
import type { FieldValue } from '../../src/domain/record.ts';
import { firstOf, newerOf, otherThan, remembered } from './by-hand-points.ts';
import { ATTRIBUTES, BEHAVIOURS } from './rules.ts';

const DAY_MS = 86_400_000;

/** The seven attributes, merged over the lead's records, texts folded. Unknown is '' or -1, which no rule names. */
export interface Flat {
  readonly employees: number;
  readonly industry: string;
  readonly region: string;
  readonly growth: number;
  readonly budget: number;
  readonly title: string;
  readonly timeframe: string;
}

export interface Event {
  readonly type: ActivityKind;
  readonly page: string;
  /** In days. */
  readonly age: number;
}

export interface Facts extends Flat {
  readonly events: readonly Event[];
}

const spellings = new Map<string, string>();

/** As quick as by hand: a spelling is folded once. */
export function flatOf({ records, companies }: Lead): Flat {
  const newer = newerOf(records);
  const a = newer?.fields;
  const b = otherThan(newer, records)?.fields;
  const c = companies[0]?.fields;
  return {
    employees: number(firstOf(a?.['employees'], b?.['employees'], c?.['employees'])),
    industry: text(firstOf(a?.['industry'], b?.['industry'], c?.['industry'])),
    region: text(firstOf(a?.['region'], b?.['region'], c?.['region'])),
    growth: number(firstOf(a?.['growth'], b?.['growth'], c?.['growth'])),
    budget: number(firstOf(a?.['budget'], b?.['budget'], c?.['budget'])),
    title: text(firstOf(a?.['title'], b?.['title'], c?.['title'])),
    timeframe: text(firstOf(a?.['timeframe'], b?.['timeframe'], c?.['timeframe'])),
  };
}

function number(value: FieldValue | undefined): number {
  return typeof value === 'number' ? value : -1;
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? remembered(spellings, value, asItIs) : '';
}
const asItIs = (folded: string): string => folded;

export function factsOf(lead: Lead, now: Temporal.Instant): Facts {
  const events = lead.activities.map(({ kind, occurredAt, properties }) => ({
    type: kind,
    page: typeof properties['page'] === 'string' ? properties['page'] : '',
    age: (now.epochMilliseconds - instantOf(occurredAt).epochMilliseconds) / DAY_MS,
  }));
  return { ...flatOf(lead), events };
}

/** One of the 17 entries: bands carry both their bounds, so that each stands by itself. */
export type Entry = { readonly id: string; readonly field: string; readonly points: number } & (
  | { readonly from: number; readonly below: number | undefined }
  | { readonly in: readonly string[] }
  | { readonly contains: readonly string[] }
);

export const ENTRIES: readonly Entry[] = ATTRIBUTES.flatMap(({ id, field, bands = [], values = [] }) => [
  ...bands.map((band, index): Entry => ({ id: `${id}-${index}`, field, below: bands[index - 1]?.from, ...band })),
  ...values.map((value, index): Entry => ({ id: `${id}-${index}`, field, ...value })),
]);

/** A behaviour rule with the two names that every engine's notation needs: how the sum is bounded, and by what. */
export interface Counted {
  readonly id: string;
  readonly type: ActivityKind;
  /** '' where the rule names none. */
  readonly page: string;
  readonly days: number;
  readonly points: number;
  readonly bound: 'min' | 'max';
  readonly most: number;
}

export const COUNTED: readonly Counted[] = BEHAVIOURS.map(({ id, activity, where, days, points, cap }) => ({
  id,
  type: activity,
  page: where?.page ?? '',
  days,
  points,
  bound: points < 0 ? 'max' : 'min',
  most: cap ?? points,
}));

export function countOfEvents({ events }: Facts, { type, page, days }: Counted): number {
  let count = 0;
  for (const event of events)
    if (event.type === type && event.age <= days && (page === '' || event.page === page)) count += 1;
  return count;
}

/** The same of the lead's own activities, from where the rule's window begins. */
export function countOfActivities(
  activities: readonly Activity[],
  { type, page }: Counted,
  from: IsoInstant,
  until: IsoInstant,
): number {
  let count = 0;
  for (const { kind, occurredAt, properties } of activities)
    if (kind === type && occurredAt >= from && occurredAt <= until && (page === '' || properties['page'] === page))
      count += 1;
  return count;
}

export function bounded(count: number, { points, bound, most }: Counted): number {
  return bound === 'min' ? Math.min(count * points, most) : Math.max(count * points, most);
}
