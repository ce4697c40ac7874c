/** The score of one lead: who it is and what it did, in points, each with its rule, its evidence and its date. */
import type { Agreement } from './agreement/vocabulary.ts';
import type { Temperature } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import type { Lead } from './lead.ts';
import { scoreAttributes } from './score-attributes.ts';
import { scoreBehaviours } from './score-behaviours.ts';
import type { ScoreLine, Taking } from './score-line.ts';
import { type ScoreRules, scoreRules } from './score-rules.ts';

export type { EvidenceKey, ScoreLine } from './score-line.ts';

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
  return scoreBy(scoreRules(agreement), { lead, agreement, now, previous }, false);
}

/** The same, and each line says when time alone changes it next; a third slower, so only for whoever explains. */
export function scoreTold(lead: Lead, agreement: Agreement, now: Temporal.Instant, previous?: Temperature): Score {
  return scoreBy(scoreRules(agreement), { lead, agreement, now, previous }, true);
}

interface Asked {
  readonly lead: Lead;
  readonly agreement: Agreement;
  readonly now: Temporal.Instant;
  readonly previous: Temperature | undefined;
}

function scoreBy(rules: ScoreRules, { lead, agreement, now, previous }: Asked, tells: boolean): Score {
  const taking: Taking = { rules, lines: [], nowMs: now.epochMilliseconds, tells };
  for (const group of rules.groups) {
    group.sum = 0;
    group.changesAt = undefined;
  }
  const attribute = scoreAttributes(taking, lead);
  const { points: behaviour, nextAt } = scoreBehaviours(taking, lead.activities, now);
  return {
    attribute,
    behaviour,
    total: attribute + behaviour,
    lines: taking.lines,
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
  if (reaches(hot, attribute, behaviour, previous === 'hot' ? margin : 0)) return 'hot';
  const wasWarm = previous === 'hot' || previous === 'warm';
  return reaches(warm, attribute, behaviour, wasWarm ? margin : 0) ? 'warm' : 'cold';
}

function reaches(band: Agreement['temperature']['hot'], attribute: number, behaviour: number, slack: number): boolean {
  if (attribute + behaviour < band.from - slack) return false;
  return attribute >= band.attributeFloor - slack && behaviour >= band.behaviourFloor - slack;
}
