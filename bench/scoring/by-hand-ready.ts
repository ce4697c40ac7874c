/** The limit on facts made beforehand: the rules written out for facts that stand ready, each with the record or activity that says it, with the evidence lines that Baton makes. */
import type { Activity } from '../../src/domain/activity.ts';
import type { Lead } from '../../src/domain/lead.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import { attributeLine, behaviourLine, catalogueCap, each, HEADS } from './by-hand.ts';
import {
  budgetPoints,
  growthPoints,
  known,
  newerOf,
  ofIndustry,
  ofRegion,
  ofTitle,
  otherThan,
  sizePoints,
} from './by-hand-points.ts';
import { type Event, type Facts, factsOf } from './facts.ts';
import type { Line, Scored } from './race.ts';

/** What the engines are given, and where each of it comes from. */
export interface FactsWithSources {
  readonly facts: Facts;
  readonly size: SourceRecord | undefined;
  readonly industry: SourceRecord | undefined;
  readonly region: SourceRecord | undefined;
  readonly growth: SourceRecord | undefined;
  readonly budget: SourceRecord | undefined;
  readonly title: SourceRecord | undefined;
  readonly timeframe: SourceRecord | undefined;
  /** Newest first. */
  readonly done: readonly (Event & { readonly activity: Activity })[];
}

export function factsWithSources(lead: Lead, now: Temporal.Instant): FactsWithSources {
  const facts = factsOf(lead, now);
  const newer = newerOf(lead.records);
  const asked = [newer, otherThan(newer, lead.records), lead.companies[0]];
  const from = (field: string): SourceRecord | undefined => asked.find((record) => known(record?.fields[field]));
  const done = lead.activities.flatMap((activity, index) => {
    const event = facts.events[index];
    return event === undefined ? [] : [{ ...event, activity }];
  });
  return {
    facts,
    size: from('employees'),
    industry: from('industry'),
    region: from('region'),
    growth: from('growth'),
    budget: from('budget'),
    title: from('title'),
    timeframe: from('timeframe'),
    done: done.reverse(),
  };
}

export function scoreFactsByHand(ready: FactsWithSources): Scored {
  const lines: Line[] = [];
  return { total: attributes(ready, lines) + behaviours(ready.done, lines), lines };
}

function attributes(ready: FactsWithSources, lines: Line[]): number {
  const { facts } = ready;
  let sum = 0;
  let points = sizePoints(facts.employees);
  if (points !== 0 && ready.size !== undefined) {
    sum += points;
    lines.push(attributeLine(HEADS.size, points, ready.size));
  }
  points = ofIndustry(facts.industry);
  if (points !== 0 && ready.industry !== undefined) {
    sum += points;
    lines.push(attributeLine(HEADS.industry, points, ready.industry));
  }
  points = ofRegion(facts.region);
  if (points !== 0 && ready.region !== undefined) {
    sum += points;
    lines.push(attributeLine(HEADS.region, points, ready.region));
  }
  points = growthPoints(facts.growth);
  if (points !== 0 && ready.growth !== undefined) {
    sum += points;
    lines.push(attributeLine(HEADS.growth, points, ready.growth));
  }
  points = budgetPoints(facts.budget);
  if (points !== 0 && ready.budget !== undefined) {
    sum += points;
    lines.push(attributeLine(HEADS.budget, points, ready.budget));
  }
  points = titlePoints(facts.title);
  if (points !== 0 && ready.title !== undefined) {
    sum += points;
    lines.push(attributeLine(HEADS.title, points, ready.title));
  }
  if ((facts.timeframe === 'now' || facts.timeframe === 'quarter') && ready.timeframe !== undefined) {
    sum += 10;
    lines.push(attributeLine(HEADS.timeframe, 10, ready.timeframe));
  }
  return sum;
}

/** What came of a title is remembered: there are not many. */
const titles = new Map<string, number>();
function titlePoints(title: string): number {
  const before = titles.get(title);
  if (before !== undefined) return before;
  const points = ofTitle(title);
  titles.set(title, points);
  return points;
}

/** Room for what one lead did, filled anew for each. No more is kept than counts. */
const visits: Activity[] = [];
const prices: Activity[] = [];
const opened: Activity[] = [];
const clicked: Activity[] = [];
const catalogues: Activity[] = [];
const webinars: Activity[] = [];

function behaviours(done: FactsWithSources['done'], lines: Line[]): number {
  let visited = 0;
  let priced = 0;
  let opens = 0;
  let clicks = 0;
  let loaded = 0;
  let attended = 0;
  let demo: Activity | undefined;
  let missed: Activity | undefined;
  for (const { type, age, page, activity } of done) {
    if (age < 0) continue;
    if (age > 180) break;
    switch (type) {
      case 'site-visited':
        if (visited < 10 && age <= 30) visits[visited++] = activity;
        if (priced < 4 && age <= 14 && page === 'price') prices[priced++] = activity;
        break;
      case 'mail-opened':
        if (opens < 5 && age <= 30) opened[opens++] = activity;
        break;
      case 'mail-clicked':
        if (clicks < 4 && age <= 30) clicked[clicks++] = activity;
        break;
      case 'catalogue-downloaded':
        if (loaded < 2 && age <= 90) catalogues[loaded++] = activity;
        break;
      case 'webinar-attended':
        if (attended < 2 && age <= 60) webinars[attended++] = activity;
        break;
      case 'demo-requested':
        if (demo === undefined && age <= 30) demo = activity;
        break;
      case 'webinar-missed':
        missed ??= activity;
        break;
    }
  }
  let sum =
    each(HEADS.visits, 1, visits, visited, lines) +
    each(HEADS.prices, 5, prices, priced, lines) +
    each(HEADS.opened, 1, opened, opens, lines) +
    each(HEADS.clicked, 3, clicked, clicks, lines) +
    each(HEADS.catalogue, 10, catalogues, loaded, lines);
  if (loaded === 2) {
    lines.push(catalogueCap());
    sum -= 5;
  }
  sum += each(HEADS.webinar, 8, webinars, attended, lines);
  if (demo !== undefined) {
    lines.push(behaviourLine(HEADS.demo, 30, demo));
    sum += 30;
  }
  if (missed !== undefined) {
    lines.push(behaviourLine(HEADS.missed, -25, missed));
    sum -= 25;
  }
  return sum;
}
