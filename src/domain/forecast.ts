/** What will change by itself, and when: the moments that score and rules promise, followed one after the other while nothing new is learnt. */
import type { Holds } from './agreement/condition.ts';
import type { Agreement, Bilingual } from './agreement/vocabulary.ts';
import type { Temperature } from './facts.ts';
import { earliest, type IsoInstant, instantOf } from './instant.ts';
import { type Lead, type MergedFields, mergeFields } from './lead.ts';
import { qualify } from './qualify.ts';
import { type ReadyLead, ready, type Score, scoreReady } from './score.ts';

export interface Forecast {
  readonly at: IsoInstant;
  /** Rules whose points change, and by how much. */
  readonly points: readonly { readonly rule: string; readonly label: Bilingual; readonly change: number }[];
  readonly total: number;
  readonly temperature: Temperature;
  /** Where the answer becomes another. */
  readonly mql?: Holds | undefined;
  readonly sql?: Holds | undefined;
}

/** Moments looked at; most of them change nothing that a person would see. */
const MOST_LOOKS = 60;

/** The next changes, at most so many. */
export function forecast(lead: Lead, agreement: Agreement, now: Temporal.Instant, most: number): readonly Forecast[] {
  const found: Forecast[] = [];
  const of: Known = { lead, agreement, ready: ready(lead, agreement), fields: mergeFields(lead) };
  let before = look(of, now, lead.state.version === 0 ? undefined : lead.state.temperature);
  for (let n = 0; n < MOST_LOOKS && found.length < most; n += 1) {
    const { nextAt } = before;
    if (nextAt === undefined) break;
    const after = look(of, instantOf(nextAt), before.score.temperature);
    const change = changeOf(nextAt, before, after);
    if (change !== undefined) found.push(change);
    before = after;
  }
  return found;
}

/** What no moment changes. */
interface Known {
  readonly lead: Lead;
  readonly agreement: Agreement;
  readonly ready: ReadyLead;
  readonly fields: MergedFields;
}

interface Look {
  readonly score: Score;
  readonly mql: Holds;
  readonly sql: Holds;
  readonly nextAt: IsoInstant | undefined;
}

function look(known: Known, now: Temporal.Instant, previous: Temperature | undefined): Look {
  const { lead, agreement, fields } = known;
  const score = scoreReady(known.ready, now, previous);
  const { mql, sql } = qualify({ lead, fields, score, now, agreement });
  return { score, mql: mql.holds, sql: sql.holds, nextAt: earliest(score.nextAt, mql.nextAt, sql.nextAt) };
}

/** Undefined where nothing that is shown differs. */
function changeOf(at: IsoInstant, before: Look, after: Look): Forecast | undefined {
  const points = pointsChanged(before.score, after.score);
  const mql = after.mql === before.mql ? undefined : after.mql;
  const sql = after.sql === before.sql ? undefined : after.sql;
  const { total, temperature } = after.score;
  const same = points.length === 0 && mql === undefined && sql === undefined;
  return same && temperature === before.score.temperature ? undefined : { at, points, total, temperature, mql, sql };
}

function pointsChanged(before: Score, after: Score): Forecast['points'] {
  const sums = new Map<string, { label: Bilingual; change: number }>();
  const add = ({ lines }: Score, sign: 1 | -1): void => {
    for (const { rule, label, points } of lines) {
      const sum = sums.get(rule) ?? { label, change: 0 };
      sums.set(rule, { label, change: sum.change + sign * points });
    }
  };
  add(before, -1);
  add(after, 1);
  return [...sums].flatMap(([rule, { label, change }]) => (change === 0 ? [] : [{ rule, label, change }]));
}
