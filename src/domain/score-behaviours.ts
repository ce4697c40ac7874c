/** Points for what the lead did, each with its occurrence; and when time alone changes any of it. */
import { type IsoInstant, isoOf } from './instant.ts';
import { MadeLine } from './score-line.ts';
import type { ReadyLead } from './score-ready.ts';
import type { BehaviourPoints } from './score-rules.ts';
import { capGroups, capPart, type Taking } from './score-taking.ts';

/** Of what time alone never changes. */
const NEVER = Number.POSITIVE_INFINITY;

/** The sum, caps taken away; the lines are added to those of the scoring. */
export function scoreBehaviours(taking: Taking): number {
  const { ready } = taking;
  const { behaviours } = ready.rules;
  let sum = 0;
  for (let index = 0; index < behaviours.length; index += 1) {
    const rule = behaviours[index];
    if (rule === undefined) break;
    const found = gather(taking, rule);
    if (found === 0 || found < rule.atLeast) continue;
    const points = pushOccurrences(taking, rule, found);
    sum += points;
    if (rule.group !== undefined) rule.group.sum += points;
    // The rule's points change when the occurrence leaves that decides them.
    changes(taking, leaving(rule, ready, Math.min(found, rule.decisive) - 1));
  }
  return capPart(taking, 'behaviour', sum + capGroups(taking, 'behaviour'));
}

/** Finds the newest occurrences inside of the rule's window, as many as it needs; answers how many. */
function gather(taking: Taking, rule: BehaviourPoints): number {
  const { ready, nowMs } = taking;
  const { hits, enough, meant } = rule;
  const { moments, activities, older } = ready;
  const fromMs = nowMs - rule.windowMs;
  let found = 0;
  let place = ready.newest[rule.asks] ?? -1;
  for (; place >= 0 && found < enough; place = older[place] ?? -1) {
    const moment = moments[place] ?? NEVER;
    if (moment < fromMs) break;
    const activity = activities[place];
    if (meant !== undefined && (activity === undefined || !meant(activity))) continue;
    if (moment <= nowMs) {
      hits[found] = place;
      found += 1;
    } else changes(taking, moment);
  }
  return found;
}

function changes(taking: Taking, ms: number): void {
  if (ms < taking.nextMs) taking.nextMs = ms;
}

/** One line an occurrence, those excepted of which nothing is left; and one that takes away what is above the rule's cap. */
function pushOccurrences(taking: Taking, rule: BehaviourPoints, found: number): number {
  const { ready, lines, nowMs, tells } = taking;
  const { head, hits, fading, group } = rule;
  const most = Math.min(found, rule.counted);
  let sum = 0;
  let firstMs = NEVER;
  for (let index = 0; index < most; index += 1) {
    const place = hits[index] ?? 0;
    const hit = ready.activities[place];
    if (hit === undefined) break;
    let { points } = rule;
    let changesMs = NEVER;
    if (fading !== undefined) {
      ({ points, changesMs } = fading.at(ready.moments[place] ?? nowMs, nowMs));
      changes(taking, changesMs);
      if (points === 0) continue;
    }
    if (tells) {
      // The newest ones stay until the rule as a whole is lost, with the one that makes them enough.
      changesMs = Math.min(changesMs, leaving(rule, ready, Math.max(index, rule.atLeast - 1)));
      firstMs = Math.min(firstMs, changesMs);
    }
    sum += points;
    lines.push(new MadeLine(head, points, hit, tells ? textOf(changesMs) : undefined));
  }
  if (group !== undefined && firstMs < group.changesMs) group.changesMs = firstMs;
  const over = Math.abs(sum) - rule.cap;
  if (over <= 0) return sum;
  const taken = sum > 0 ? -over : over;
  lines.push(new MadeLine(rule.capHead, taken, undefined, textOf(firstMs)));
  return sum + taken;
}

/** The first moment at which a hit is outside of the rule's window: a millisecond after the last one inside. */
function leaving({ hits, windowMs }: BehaviourPoints, { moments }: ReadyLead, hit: number): number {
  return (moments[hits[hit] ?? 0] ?? NEVER) + windowMs + 1;
}

function textOf(ms: number): IsoInstant | undefined {
  return ms === NEVER ? undefined : isoOf(ms);
}
