/** The score of one lead: who it is and what it did, in points, each with its rule, its evidence and its date. */
import type { Activity } from './activity.ts';
import type { Agreement, Bilingual } from './agreement/vocabulary.ts';
import { orderNewestFirst } from './agreement/where.ts';
import type { Temperature } from './facts.ts';
import { earliest, type IsoInstant } from './instant.ts';
import { byAge, type Lead } from './lead.ts';
import type { SourceRecord, System } from './record.ts';
import { type BehaviourPoints, type ScoreRules, scoreRules } from './score-rules.ts';

/** The record that a line rests on, or the activity: then `object` is its kind. */
export interface EvidenceKey {
  readonly system: System;
  readonly object: string;
  readonly id: string;
}

/** Points of one rule. `<rule>/cap`, `group/<group>`, `cap/attribute` and `cap/behaviour` take away what is above a cap. */
export interface ScoreLine {
  readonly rule: string;
  readonly label: Bilingual;
  readonly part: 'attribute' | 'behaviour';
  readonly points: number;
  readonly evidence?: EvidenceKey | undefined;
  /** When it happened; for an attribute, when the record that says it was last changed. */
  readonly at?: IsoInstant | undefined;
  readonly url?: string | undefined;
  /** When time alone changes it next: it leaves its window, or fades. Absent: never. */
  readonly changesAt?: IsoInstant | undefined;
}

export interface Score {
  /** Each part is the sum of its lines, the total the sum of both; all are integers. */
  readonly attribute: number;
  readonly behaviour: number;
  readonly total: number;
  /** In the agreement's order of rules, attributes first; a rule's occurrences newest first. */
  readonly lines: readonly ScoreLine[];
  readonly temperature: Temperature;
  /** Until this moment, which is later than now, the score stays as it is unless something new is learnt. Absent: for ever. */
  readonly nextAt?: IsoInstant | undefined;
}

/**
 * Scores the lead at `now`. The order of records and activities is irrelevant; what happens after `now` does not count yet. `previous` is the
 * temperature in force, which the agreement's margin may keep near the edge of a band.
 */
export function score(lead: Lead, agreement: Agreement, now: Temporal.Instant, previous?: Temperature): Score {
  const rules = scoreRules(agreement);
  const lines: ScoreLine[] = [];
  for (const group of rules.groups) {
    group.sum = 0;
    group.changesAt = undefined;
  }
  const attribute = scoreAttributes(rules, lead, lines);
  const { points: behaviour, nextAt } = scoreBehaviour(rules, lead.activities, now, lines);
  return {
    attribute,
    behaviour,
    total: attribute + behaviour,
    lines,
    temperature: temperatureOf(agreement, attribute, behaviour, previous),
    nextAt,
  };
}

/** Hot needs its total and a floor in each part. A band that was reached is kept within the margin. */
export function temperatureOf(
  { temperature: { hot, warm, margin } }: Agreement,
  attribute: number,
  behaviour: number,
  previous?: Temperature,
): Temperature {
  const reaches = ({ from, attributeFloor, behaviourFloor }: Agreement['temperature']['hot'], slack: number): boolean =>
    attribute + behaviour >= from - slack && attribute >= attributeFloor - slack && behaviour >= behaviourFloor - slack;
  if (reaches(hot, previous === 'hot' ? margin : 0)) return 'hot';
  return reaches(warm, previous === 'hot' || previous === 'warm' ? margin : 0) ? 'warm' : 'cold';
}

function scoreAttributes(rules: ScoreRules, lead: Lead, lines: ScoreLine[]): number {
  const records = inOrderOfAge(lead.records);
  const companies = inOrderOfAge(lead.companies);
  let sum = 0;
  for (const { id, label, field, group, pointsOf } of rules.attributes) {
    const record = holderOf(field, records) ?? holderOf(field, companies);
    if (record === undefined) continue;
    const points = pointsOf(record.fields[field] ?? null);
    if (points === 0) continue;
    sum += points;
    if (group !== undefined) group.sum += points;
    lines.push({
      rule: id,
      label,
      part: 'attribute',
      points,
      evidence: record.ref,
      at: record.modifiedAt,
      url: record.url,
    });
  }
  return capPart(rules, 'attribute', sum + capGroups(rules, 'attribute', lines), lines);
}

function inOrderOfAge(records: readonly SourceRecord[]): readonly SourceRecord[] {
  const [first, second] = records;
  if (first === undefined || second === undefined) return records;
  if (records.length === 2) return byAge(first, second) <= 0 ? records : [second, first];
  return [...records].sort(byAge);
}

/** The record whose value {@link mergeFields} would take, without merging what no rule asks for. */
function holderOf(field: string, oldestFirst: readonly SourceRecord[]): SourceRecord | undefined {
  for (let index = oldestFirst.length - 1; index >= 0; index -= 1) {
    const record = oldestFirst[index];
    if (record === undefined || record.deleted || !Object.hasOwn(record.fields, field)) continue;
    const value = record.fields[field];
    if (value !== undefined && value !== null && value !== '') return record;
  }
  return undefined;
}

function scoreBehaviour(
  rules: ScoreRules,
  activities: readonly Activity[],
  now: Temporal.Instant,
  lines: ScoreLine[],
): { readonly points: number; readonly nextAt: IsoInstant | undefined } {
  const ahead = gather(rules, activities, now);
  let sum = 0;
  let nextAt = ahead;
  for (const rule of rules.behaviours) {
    const { hits, group } = rule;
    if (hits.length === 0 || hits.length < rule.atLeast) continue;
    orderNewestFirst(hits);
    const { points, changesAt } = pushOccurrences(rule, now.epochMilliseconds, lines);
    sum += points;
    if (group !== undefined) {
      group.sum += points;
      group.changesAt = earliest(group.changesAt, changesAt);
    }
    if (changesAt !== undefined && (nextAt === undefined || changesAt < nextAt)) nextAt = changesAt;
  }
  sum += capGroups(rules, 'behaviour', lines);
  return { points: capPart(rules, 'behaviour', sum, lines, nextAt), nextAt };
}

/** Sorts the activities into the rules that mean them; answers the earliest one that is still to come. */
function gather(rules: ScoreRules, activities: readonly Activity[], now: Temporal.Instant): IsoInstant | undefined {
  const nowMs = now.epochMilliseconds;
  const until = rules.clock.startAt(nowMs);
  for (const { hits } of rules.behaviours) hits.length = 0;
  for (const span of rules.spans) {
    span.from = span.window.startAt(nowMs);
  }
  let ahead: IsoInstant | undefined;
  for (const activity of activities) {
    const asking = rules.byKind.get(activity.kind);
    if (asking === undefined) continue;
    const { occurredAt } = activity;
    for (const { span, meant, hits } of asking) {
      if (span !== undefined && occurredAt < span.from) continue;
      if (meant !== undefined && !meant(activity)) continue;
      if (occurredAt <= until) hits.push(activity);
      else if (ahead === undefined || occurredAt < ahead) ahead = occurredAt;
    }
  }
  return ahead;
}

/** One line an occurrence, and one that takes away what is above the rule's cap. Answers also when time alone changes any of it. */
function pushOccurrences(
  rule: BehaviourPoints,
  nowMs: number,
  lines: ScoreLine[],
): { readonly points: number; readonly changesAt: IsoInstant | undefined } {
  const { id, label, hits, cap, span, fading } = rule;
  const counted = Math.min(hits.length, rule.counted);
  // The rule's points are lost when the occurrence leaves that makes them enough; without a window, never.
  const decisive = hits[Math.min(hits.length, rule.decisive) - 1];
  const ends = decisive === undefined ? undefined : span?.leaving(decisive.occurredAt);
  const enough = hits[rule.atLeast - 1];
  const allEnd = enough === undefined || enough === decisive ? ends : span?.leaving(enough.occurredAt);
  let sum = 0;
  let changesAt = ends;
  for (let index = 0; index < counted; index += 1) {
    const hit = hits[index];
    if (hit === undefined) break;
    const { occurredAt } = hit;
    let points = rule.points;
    // The newest ones stay until the rule as a whole is lost.
    let lineEnds = index < rule.atLeast ? allEnd : span?.leaving(occurredAt);
    if (fading !== undefined) {
      const faded = fading.at(occurredAt, nowMs);
      points = faded.points;
      lineEnds = earliest(lineEnds, faded.changesAt);
      changesAt = earliest(changesAt, faded.changesAt);
      if (points === 0) continue;
    }
    sum += points;
    lines.push({
      rule: id,
      label,
      part: 'behaviour',
      points,
      evidence: { system: hit.system, object: hit.kind, id: hit.id },
      at: occurredAt,
      url: hit.url,
      changesAt: lineEnds,
    });
  }
  const over = Math.abs(sum) - cap;
  if (over <= 0) return { points: sum, changesAt };
  const taken = sum > 0 ? -over : over;
  lines.push(capLine(rule.capId, label, 'behaviour', taken, changesAt));
  return { points: sum + taken, changesAt };
}

function capLine(
  rule: string,
  label: Bilingual,
  part: ScoreLine['part'],
  points: number,
  changesAt?: IsoInstant | undefined,
): ScoreLine {
  return { rule, label, part, points, evidence: undefined, at: undefined, url: undefined, changesAt };
}

/** What is above the caps that rules share is taken away, each group's by the part that goes over it; answers the (negative) sum of it. */
function capGroups({ groups }: ScoreRules, part: ScoreLine['part'], lines: ScoreLine[]): number {
  let taken = 0;
  for (const group of groups) {
    const over = group.sum - group.cap;
    if (over <= 0) continue;
    group.sum = group.cap;
    taken -= over;
    lines.push(capLine(group.capId, group.label, part, -over, group.changesAt));
  }
  return taken;
}

function capPart(
  { caps }: ScoreRules,
  part: ScoreLine['part'],
  sum: number,
  lines: ScoreLine[],
  changesAt?: IsoInstant,
): number {
  if (caps === undefined || sum <= caps[part]) return sum;
  lines.push(capLine(`cap/${part}`, caps.label, part, caps[part] - sum, changesAt));
  return caps[part];
}
