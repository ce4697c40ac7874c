/** A lead made ready for scoring: what the agreement's rules ask of it, read and dated once, so that it can be scored at one moment after another. No rule has been applied yet. */
import type { Activity } from './activity.ts';
import { newestFirst } from './agreement/where.ts';
import { epochMsOf, isoOf } from './instant.ts';
import { byAge, type Lead } from './lead.ts';
import type { FieldValue, SourceRecord } from './record.ts';
import type { ScoreRules } from './score-rules.ts';

/** For the rules that it was made for. In arrays side by side, which are made and read quickest. */
export interface ReadyLead {
  readonly rules: ScoreRules;
  /** By attribute rule: the value that counts, as the rule compares it. Undefined where nobody knows any. */
  readonly values: (FieldValue | undefined)[];
  /** By attribute rule: the record that says it. */
  readonly sources: (SourceRecord | undefined)[];
  /** By choice of kinds ({@link BehaviourPoints.asks}): the place of the newest that was done of them, below nought where nothing was. */
  readonly newest: number[];
  /** By place: the next older one of the same kinds, below nought where there is none; the activity; when it happened, in epoch milliseconds. */
  readonly older: number[];
  readonly activities: Activity[];
  readonly moments: number[];
}

/** Room for one lead after the other. */
export function roomFor(rules: ScoreRules): ReadyLead {
  return { rules, values: [], sources: [], newest: [], older: [], activities: [], moments: [] };
}

/** Texts that lasting leads hold: as many as a company has titles and industries. Then it starts anew. */
const MOST_TEXTS = 4_096;
/** Longer ones are rare and would fill the memory. */
const LONGEST_KEPT = 200;
const texts = new Map<string, string>();

/** One text for all that are equal: kept once, and found at once by whoever compares them. */
function once(value: FieldValue | undefined): FieldValue | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_KEPT) return value;
  const before = texts.get(value);
  if (before !== undefined) return before;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(value, value);
  return value;
}

/** A copy that lasts, and is small: the next lead takes over the room. */
export function outOf(room: ReadyLead): ReadyLead {
  const { rules, values, sources, newest, older, activities, moments } = room;
  const count = Math.max(...newest, -1) + 1;
  return {
    rules,
    values: values.map(once),
    sources: sources.slice(),
    newest: newest.slice(),
    older: older.slice(0, count),
    activities: activities.slice(0, count),
    moments: moments.slice(0, count),
  };
}

/**
 * Puts the lead in place of what stood there before: for scoring at that moment (epoch milliseconds), or at any. Throws RangeError where something that may
 * count is dated by what is no moment.
 */
export function makeReady(into: ReadyLead, lead: Lead, atMs?: number): ReadyLead {
  readRecords(into, inOrderOfSay(lead));
  if (into.rules.atMs !== atMs) beginWindows(into.rules, atMs);
  if (!readActivities(into, lead.activities, false))
    readActivities(
      into,
      lead.activities.toSorted((a, b) => newestFirst(b, a)),
      true,
    );
  return into;
}

function beginWindows(rules: ScoreRules, atMs: number | undefined): void {
  rules.atMs = atMs;
  for (const asked of rules.byKind.values()) {
    const { windowMs } = asked;
    asked.since = atMs === undefined || windowMs === Number.POSITIVE_INFINITY ? '' : isoOf(atMs - windowMs);
  }
}

function readRecords({ rules: { attributes }, values, sources }: ReadyLead, asked: readonly SourceRecord[]): void {
  for (let index = 0; index < attributes.length; index += 1) {
    const rule = attributes[index];
    if (rule === undefined) break;
    const { field, isPlain } = rule;
    values[index] = undefined;
    sources[index] = undefined;
    for (const source of asked) {
      const value = source.fields[field];
      if (value === undefined || value === null || value === '') continue;
      if (!isPlain && !Object.hasOwn(source.fields, field)) continue;
      values[index] = rule.read(value);
      sources[index] = source;
      break;
    }
  }
}

/** In the order in which {@link mergeFields} lets records have their say, the one asked first first: the person's, then companies', the newest first. */
function inOrderOfSay({ records, companies }: Lead): readonly SourceRecord[] {
  const asked: SourceRecord[] = [];
  pushNewestFirst(records, asked);
  pushNewestFirst(companies, asked);
  return asked;
}

function pushNewestFirst(records: readonly SourceRecord[], asked: SourceRecord[]): void {
  const start = asked.length;
  for (const record of records) {
    if (record.deleted) continue;
    let at = asked.length;
    for (; at > start; at -= 1) {
      const before = asked[at - 1];
      if (before === undefined || byAge(before, record) >= 0) break;
      asked[at] = before;
    }
    asked[at] = record;
  }
}

/** Whether they were in order, as they are when they come from the store. */
function readActivities(into: ReadyLead, oldestFirst: readonly Activity[], sorted: boolean): boolean {
  const { rules, newest, older, activities, moments } = into;
  for (let place = 0; place < rules.asked; place += 1) newest[place] = -1;
  let before = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const activity of oldestFirst) {
    const asked = rules.byKind.get(activity.kind);
    if (asked === undefined || activity.occurredAt < asked.since) continue;
    const moment = epochMsOf(activity.occurredAt);
    if (moment <= before && !sorted) return false;
    before = moment;
    for (const kinds of asked.places) {
      activities[count] = activity;
      moments[count] = moment;
      older[count] = newest[kinds] ?? -1;
      newest[kinds] = count;
      count += 1;
    }
  }
  return true;
}
