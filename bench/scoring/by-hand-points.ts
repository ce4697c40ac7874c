/** What a value is worth by hand, and the score by hand without any lines. Texts are folded as Baton folds them (width, case, outer space), and what came of one is remembered. */
import { type IsoInstant, iso } from '../../src/domain/instant.ts';
import type { Lead } from '../../src/domain/lead.ts';
import type { FieldValue, SourceRecord } from '../../src/domain/record.ts';

/** The windows by their place in {@link Starts.begins}; one more, and it is older than every rule looks. */
export const DAYS_14 = 0;
export const DAYS_30 = 1;
export const DAYS_60 = 2;
export const DAYS_90 = 3;
export const DAYS_180 = 4;

type Value = FieldValue | undefined;

/** Where the rules' windows begin, and now. */
export interface Starts {
  readonly until: IsoInstant;
  /** Of 14, 30, 60, 90 and 180 days. */
  readonly begins: readonly IsoInstant[];
}

export function startsAt(now: Temporal.Instant): Starts {
  const back = (days: number): IsoInstant => iso(now.subtract({ hours: 24 * days }));
  return { until: iso(now), begins: [14, 30, 60, 90, 180].map(back) };
}

export function sizePoints(value: Value): number {
  if (typeof value !== 'number') return 0;
  if (value >= 1_000) return 15;
  if (value >= 200) return 20;
  if (value >= 50) return 10;
  return value >= 10 ? 5 : 0;
}

export function growthPoints(value: Value): number {
  if (typeof value !== 'number') return 0;
  return value >= 50 ? 10 : value >= 20 ? 5 : 0;
}

export function budgetPoints(value: Value): number {
  if (typeof value !== 'number') return 0;
  return value >= 10_000_000 ? 20 : value >= 2_500_000 ? 10 : 0;
}

const MOST_REMEMBERED = 4_096;

/** A bounded memory, one for each attribute: the folding and the search are done once for each spelling. */
export function remembered<T>(known: Map<string, T>, value: string, work: (folded: string) => T): T {
  const before = known.get(value);
  if (before !== undefined) return before;
  const found = work(value.normalize('NFKC').toLowerCase().trim());
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(value, found);
  return found;
}

const industries = new Map<string, number>();
export function industryPoints(value: Value): number {
  return typeof value === 'string' ? remembered(industries, value, ofIndustry) : 0;
}
export function ofIndustry(industry: string): number {
  switch (industry) {
    case 'software':
    case 'fintech':
      return 15;
    case 'manufacturing':
    case 'logistics':
      return 8;
    case 'education':
    case 'nonprofit':
      return -5;
    default:
      return 0;
  }
}

const regions = new Map<string, number>();
export function regionPoints(value: Value): number {
  return typeof value === 'string' ? remembered(regions, value, ofRegion) : 0;
}
export function ofRegion(region: string): number {
  return region === 'tokyo' || region === 'osaka' ? 10 : region === 'fukuoka' ? 5 : 0;
}

const titles = new Map<string, number>();
export function titlePoints(value: Value): number {
  return typeof value === 'string' ? remembered(titles, value, ofTitle) : 0;
}
export function ofTitle(title: string): number {
  if (/\b(?:chief|vp|head of)\b/.test(title)) return 15;
  if (/\b(?:director|manager)\b/.test(title)) return 8;
  return /\b(?:student|intern)\b/.test(title) ? -20 : 0;
}

const timeframes = new Map<string, number>();
export function timeframePoints(value: Value): number {
  return typeof value === 'string' ? remembered(timeframes, value, ofTimeframe) : 0;
}
function ofTimeframe(timeframe: string): number {
  return timeframe === 'now' || timeframe === 'quarter' ? 10 : 0;
}

const pages = new Map<string, boolean>();
export function isPrice(value: Value): boolean {
  return typeof value === 'string' && remembered(pages, value, (page) => page === 'price');
}

/** The total alone, counted and not gathered: for information. */
export function totalByHand({ records, companies, activities }: Lead, starts: Starts): number {
  const newer = newerOf(records);
  if (newer === undefined) return 0;
  const a = newer.fields;
  const b = otherThan(newer, records)?.fields;
  const c = companies[0]?.fields;
  let sum =
    sizePoints(firstOf(a['employees'], b?.['employees'], c?.['employees'])) +
    industryPoints(firstOf(a['industry'], b?.['industry'], c?.['industry'])) +
    regionPoints(firstOf(a['region'], b?.['region'], c?.['region'])) +
    growthPoints(firstOf(a['growth'], b?.['growth'], c?.['growth'])) +
    budgetPoints(firstOf(a['budget'], b?.['budget'], c?.['budget'])) +
    titlePoints(firstOf(a['title'], b?.['title'], c?.['title'])) +
    timeframePoints(firstOf(a['timeframe'], b?.['timeframe'], c?.['timeframe']));
  let visits = 0;
  let prices = 0;
  let opened = 0;
  let clicked = 0;
  let catalogues = 0;
  let webinars = 0;
  let demos = 0;
  let missed = 0;
  const { until, begins } = starts;
  let index = activities.length - 1;
  while (index >= 0 && (activities[index]?.occurredAt ?? '') > until) index -= 1;
  let window = 0;
  for (; index >= 0; index -= 1) {
    const activity = activities[index];
    if (activity === undefined) break;
    while (activity.occurredAt < (begins[window] ?? '')) window += 1;
    if (window > DAYS_180) break;
    switch (activity.kind) {
      case 'site-visited':
        if (window <= DAYS_30) visits += 1;
        if (window <= DAYS_14 && isPrice(activity.properties['page'])) prices += 1;
        break;
      case 'mail-opened':
        if (window <= DAYS_30) opened += 1;
        break;
      case 'mail-clicked':
        if (window <= DAYS_30) clicked += 1;
        break;
      case 'catalogue-downloaded':
        if (window <= DAYS_90) catalogues += 1;
        break;
      case 'webinar-attended':
        if (window <= DAYS_60) webinars += 1;
        break;
      case 'demo-requested':
        if (window <= DAYS_30) demos += 1;
        break;
      case 'webinar-missed':
        missed += 1;
        break;
    }
  }
  sum += Math.min(visits, 10) + Math.min(prices * 5, 20) + Math.min(opened, 5) + Math.min(clicked * 3, 12);
  sum += Math.min(catalogues * 10, 15) + Math.min(webinars * 8, 16) + (demos > 0 ? 30 : 0) - (missed > 0 ? 25 : 0);
  return sum;
}

/** Of at most two. */
export function newerOf(records: readonly SourceRecord[]): SourceRecord | undefined {
  const first = records[0];
  const second = records[1];
  return first !== undefined && second !== undefined && first.modifiedAt < second.modifiedAt ? second : first;
}

export function otherThan(one: SourceRecord | undefined, records: readonly SourceRecord[]): SourceRecord | undefined {
  return records[0] === one ? records[1] : records[0];
}

/** The first that says something; the last where none of the others does. */
export function firstOf(a: Value, b: Value, c: Value): Value {
  if (a !== undefined && a !== null && a !== '') return a;
  return b !== undefined && b !== null && b !== '' ? b : c;
}

export function known(value: Value): boolean {
  return value !== undefined && value !== null && value !== '';
}
