/** The limit: the benchmark's rules as a careful programmer writes them out for this one rule set, with the evidence lines that Baton makes. */
import type { Activity } from '../../src/domain/activity.ts';
import type { Lead } from '../../src/domain/lead.ts';
import type { SourceRecord } from '../../src/domain/record.ts';
import { type LineHead, MadeLine } from '../../src/domain/score-line.ts';
import {
  budgetPoints,
  DAYS_14,
  DAYS_30,
  DAYS_60,
  DAYS_90,
  DAYS_180,
  growthPoints,
  industryPoints,
  isPrice,
  known,
  newerOf,
  otherThan,
  regionPoints,
  type Starts,
  sizePoints,
  timeframePoints,
  titlePoints,
} from './by-hand-points.ts';
import type { Line, Scored } from './race.ts';
import { LABELS } from './rules.ts';

/**
 * For leads of at most two records of a person and one company, none of them deleted, and activities oldest first: more this rule set never meets, and Baton
 * may not assume it. Neither temperature nor the moment of the next change is found.
 */
export function scoreByHand(lead: Lead, starts: Starts): Scored {
  const lines: Line[] = [];
  return { total: attributes(lead, lines) + behaviours(lead.activities, starts, lines), lines };
}

function attributes({ records, companies }: Lead, lines: Line[]): number {
  const newer = newerOf(records);
  if (newer === undefined) return 0;
  const older = otherThan(newer, records);
  const company = companies[0];
  let sum = 0;

  let from = known(newer.fields['employees']) ? newer : known(older?.fields['employees']) ? older : company;
  let points = sizePoints(from?.fields['employees']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.size, points, from));
  }

  from = known(newer.fields['industry']) ? newer : known(older?.fields['industry']) ? older : company;
  points = industryPoints(from?.fields['industry']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.industry, points, from));
  }

  from = known(newer.fields['region']) ? newer : known(older?.fields['region']) ? older : company;
  points = regionPoints(from?.fields['region']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.region, points, from));
  }

  from = known(newer.fields['growth']) ? newer : known(older?.fields['growth']) ? older : company;
  points = growthPoints(from?.fields['growth']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.growth, points, from));
  }

  from = known(newer.fields['budget']) ? newer : known(older?.fields['budget']) ? older : company;
  points = budgetPoints(from?.fields['budget']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.budget, points, from));
  }

  from = known(newer.fields['title']) ? newer : known(older?.fields['title']) ? older : company;
  points = titlePoints(from?.fields['title']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.title, points, from));
  }

  from = known(newer.fields['timeframe']) ? newer : known(older?.fields['timeframe']) ? older : company;
  points = timeframePoints(from?.fields['timeframe']);
  if (from !== undefined && points !== 0) {
    sum += points;
    lines.push(attributeLine(HEADS.timeframe, points, from));
  }
  return sum;
}

/** Room for what one lead did, filled anew for each. No more is kept than counts. */
const visits: Activity[] = [];
const prices: Activity[] = [];
const opened: Activity[] = [];
const clicked: Activity[] = [];
const catalogues: Activity[] = [];
const webinars: Activity[] = [];

function behaviours(activities: readonly Activity[], { until, begins }: Starts, lines: Line[]): number {
  let visited = 0;
  let priced = 0;
  let opens = 0;
  let clicks = 0;
  let loaded = 0;
  let attended = 0;
  let demo: Activity | undefined;
  let missed: Activity | undefined;
  let index = activities.length - 1;
  while (index >= 0 && (activities[index]?.occurredAt ?? '') > until) index -= 1;
  // Newest first, so each is compared with the next window's beginning alone.
  let window = 0;
  for (; index >= 0; index -= 1) {
    const activity = activities[index];
    if (activity === undefined) break;
    while (activity.occurredAt < (begins[window] ?? '')) window += 1;
    if (window > DAYS_180) break;
    switch (activity.kind) {
      case 'site-visited':
        if (visited < 10 && window <= DAYS_30) visits[visited++] = activity;
        if (priced < 4 && window <= DAYS_14 && isPrice(activity.properties['page'])) prices[priced++] = activity;
        break;
      case 'mail-opened':
        if (opens < 5 && window <= DAYS_30) opened[opens++] = activity;
        break;
      case 'mail-clicked':
        if (clicks < 4 && window <= DAYS_30) clicked[clicks++] = activity;
        break;
      case 'catalogue-downloaded':
        if (loaded < 2 && window <= DAYS_90) catalogues[loaded++] = activity;
        break;
      case 'webinar-attended':
        if (attended < 2 && window <= DAYS_60) webinars[attended++] = activity;
        break;
      case 'demo-requested':
        if (demo === undefined && window <= DAYS_30) demo = activity;
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

const ofWho = (rule: keyof typeof LABELS): LineHead => ({ rule, label: LABELS[rule], part: 'attribute' });
const ofDeed = (rule: keyof typeof LABELS): LineHead => ({ rule, label: LABELS[rule], part: 'behaviour' });

export const HEADS = {
  size: ofWho('size'),
  industry: ofWho('industry'),
  region: ofWho('region'),
  growth: ofWho('growth'),
  budget: ofWho('budget'),
  title: ofWho('title'),
  timeframe: ofWho('timeframe'),
  visits: ofDeed('visits'),
  prices: ofDeed('prices'),
  opened: ofDeed('opened'),
  clicked: ofDeed('clicked'),
  catalogue: ofDeed('catalogue'),
  webinar: ofDeed('webinar'),
  demo: ofDeed('demo'),
  missed: ofDeed('missed'),
};
const CATALOGUE_CAP: LineHead = { ...HEADS.catalogue, rule: 'catalogue/cap' };

export function each(head: LineHead, points: number, found: readonly Activity[], count: number, lines: Line[]): number {
  for (let index = 0; index < count; index += 1) {
    const activity = found[index];
    if (activity !== undefined) lines.push(behaviourLine(head, points, activity));
  }
  return count * points;
}

export function attributeLine(head: LineHead, points: number, from: SourceRecord): Line {
  return new MadeLine(head, points, from, undefined);
}

export function behaviourLine(head: LineHead, points: number, activity: Activity): Line {
  return new MadeLine(head, points, activity, undefined);
}

export function catalogueCap(): Line {
  return new MadeLine(CATALOGUE_CAP, -5, undefined, undefined);
}
