/** Points for what the lead did, each with its occurrence; and when time alone changes any of it. */
import type { Activity } from './activity.ts';
import type { Bilingual } from './agreement/vocabulary.ts';
import { orderNewestFirst } from './agreement/where.ts';
import type { Fading } from './fading.ts';
import { earliest, type IsoInstant } from './instant.ts';
import { capGroups, capLine, capPart, type ScoreLine, type Taking } from './score-line.ts';
import type { BehaviourPoints, ScoreRules, Span } from './score-rules.ts';

/** The sum, caps taken away; the lines are added to those of the scoring. */
export function scoreBehaviours(
  taking: Taking,
  activities: readonly Activity[],
  now: Temporal.Instant,
): { readonly points: number; readonly nextAt: IsoInstant | undefined } {
  const { rules } = taking;
  let nextAt = gather(rules, activities, now);
  let sum = 0;
  for (const rule of rules.behaviours) {
    const { hits, found, span, group } = rule;
    if (found === 0 || found < rule.atLeast) continue;
    orderNewestFirst(hits, found);
    const points = pushOccurrences(taking, rule);
    sum += points;
    if (group !== undefined) group.sum += points;
    if (rule.fadesAt !== undefined) nextAt = earliest(nextAt, rule.fadesAt);
    // The rule's points change when the occurrence leaves that decides them; without a window, never.
    const oldest = hits[Math.min(found, rule.decisive) - 1]?.occurredAt;
    if (span !== undefined && oldest !== undefined && (span.oldest === undefined || oldest < span.oldest))
      span.oldest = oldest;
  }
  const leaving = firstLeaving(rules);
  if (leaving !== undefined && (nextAt === undefined || leaving < nextAt)) nextAt = leaving;
  sum += capGroups(taking, 'behaviour');
  return { points: capPart(taking, 'behaviour', sum, nextAt), nextAt };
}

/** When the first of what decides points leaves its window. Windows are compared as numbers, and one moment written as text. */
function firstLeaving({ spans }: ScoreRules): IsoInstant | undefined {
  let first: Span | undefined;
  let leastMs = Number.POSITIVE_INFINITY;
  for (const span of spans) {
    if (span.oldest === undefined) continue;
    const remainsMs = span.window.remainsMs(span.oldest);
    if (remainsMs >= leastMs) continue;
    leastMs = remainsMs;
    first = span;
  }
  return first?.oldest === undefined ? undefined : first.window.leavesAt(first.oldest);
}

/** Sorts the activities into the rules that mean them; answers the earliest one that is still to come. */
function gather(rules: ScoreRules, activities: readonly Activity[], now: Temporal.Instant): IsoInstant | undefined {
  if (rules.moment.now !== now) turnTo(rules, now);
  const { until } = rules.moment;
  for (const rule of rules.behaviours) rule.found = 0;
  for (const span of rules.spans) span.oldest = undefined;
  let ahead: IsoInstant | undefined;
  for (let index = activities.length - 1; index >= 0; index -= 1) {
    const activity = activities[index];
    if (activity === undefined) continue;
    const asking = rules.byKind.get(activity.kind);
    if (asking === undefined) continue;
    const { occurredAt } = activity;
    for (let each = 0; each < asking.length; each += 1) {
      const rule = asking[each];
      if (rule === undefined || occurredAt < rule.from) continue;
      if (rule.meant !== undefined && !rule.meant(activity)) continue;
      if (occurredAt <= until) {
        rule.hits[rule.found] = activity;
        rule.found += 1;
      } else if (ahead === undefined || occurredAt < ahead) ahead = occurredAt;
    }
  }
  return ahead;
}

function turnTo({ moment, spans, clock, behaviours }: ScoreRules, now: Temporal.Instant): void {
  const nowMs = now.epochMilliseconds;
  // Set last: where a moment cannot be read, the next scoring begins anew.
  moment.now = undefined;
  moment.until = clock.startAt(nowMs);
  for (const span of spans) span.from = span.window.startAt(nowMs);
  for (const rule of behaviours) if (rule.span !== undefined) rule.from = rule.span.from;
  moment.now = now;
}

/** One line an occurrence, and one that takes away what is above the rule's cap. */
function pushOccurrences(taking: Taking, rule: BehaviourPoints): number {
  const { lines, tells } = taking;
  const before = lines.length;
  const sum = rule.fading === undefined ? pushEqual(lines, rule) : pushFading(taking, rule, rule.fading);
  const over = Math.abs(sum) - rule.cap;
  const changesAt = tells ? tellChanges(lines, before, rule) : undefined;
  if (over <= 0) return sum;
  const taken = sum > 0 ? -over : over;
  lines.push(capLine(rule.capId, rule.label, 'behaviour', taken, changesAt));
  return sum + taken;
}

/** Each gives the rule's points. */
function pushEqual(lines: ScoreLine[], { id, label, points, hits, found, counted }: BehaviourPoints): number {
  const most = Math.min(found, counted);
  for (let index = 0; index < most; index += 1) {
    const hit = hits[index];
    if (hit === undefined) break;
    lines.push(lineOf(id, label, points, hit));
  }
  return most * points;
}

/** Each gives what is left of them at its age; those of which nothing is left are no line. */
function pushFading({ lines, nowMs }: Taking, rule: BehaviourPoints, fading: Fading): number {
  const { id, label, hits } = rule;
  const most = Math.min(rule.found, rule.counted);
  rule.fadesAt = undefined;
  let sum = 0;
  for (let index = 0; index < most; index += 1) {
    const hit = hits[index];
    if (hit === undefined) break;
    const { points, changesAt } = fading.at(hit.occurredAt, nowMs);
    rule.fadesAt = earliest(rule.fadesAt, changesAt);
    if (points === 0) continue;
    sum += points;
    lines.push({ ...lineOf(id, label, points, hit), changesAt });
  }
  return sum;
}

function lineOf(rule: string, label: Bilingual, points: number, hit: Activity): ScoreLine {
  return {
    rule,
    label,
    part: 'behaviour',
    points,
    evidence: { system: hit.system, object: hit.kind, id: hit.id },
    at: hit.occurredAt,
    url: hit.url,
    changesAt: undefined,
  };
}

/** Adds to the rule's lines, from the given one on, when they leave their window; answers the first moment at which any of them changes. */
function tellChanges(lines: ScoreLine[], from: number, rule: BehaviourPoints): IsoInstant | undefined {
  let first: IsoInstant | undefined;
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    const changesAt = earliest(line.changesAt, lineEnding(rule, index - from));
    lines[index] = { ...line, changesAt };
    first = earliest(first, changesAt);
  }
  if (rule.group !== undefined) rule.group.changesAt = earliest(rule.group.changesAt, first);
  return first;
}

/** When an occurrence leaves its window; the newest ones stay until the rule as a whole is lost, with the one that makes them enough. */
function lineEnding({ hits, span, atLeast }: BehaviourPoints, index: number): IsoInstant | undefined {
  const ending = hits[Math.max(index, atLeast - 1)];
  return span === undefined || ending === undefined ? undefined : span.window.leavesAt(ending.occurredAt);
}
