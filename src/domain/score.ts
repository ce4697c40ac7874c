/** The score of one lead: who it is and what it did, in points, each with its rule, its evidence and its date. */
import type { Agreement } from './agreement/vocabulary.ts';
import type { Temperature } from './facts.ts';
import { type IsoInstant, isoOf } from './instant.ts';
import type { Lead } from './lead.ts';
import { scoreAttributes } from './score-attributes.ts';
import { scoreBehaviours } from './score-behaviours.ts';
import type { ScoreLine } from './score-line.ts';
import { makeReady, outOf, type ReadyLead, roomFor } from './score-ready.ts';
import { scoreRules } from './score-rules.ts';
import type { Taking } from './score-taking.ts';

export type { EvidenceKey, LineHead, ScoreLine } from './score-line.ts';
export type { ReadyLead } from './score-ready.ts';

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
  const nowMs = now.epochMilliseconds;
  return scoreBy(inPassing(lead, agreement, nowMs), nowMs, previous, false);
}

/** The same, and each line says when time alone changes it next: for whoever explains. */
export function scoreTold(lead: Lead, agreement: Agreement, now: Temporal.Instant, previous?: Temperature): Score {
  const nowMs = now.epochMilliseconds;
  return scoreBy(inPassing(lead, agreement, nowMs), nowMs, previous, true);
}

/** The first half of {@link score}, which no moment changes. Whoever scores one lead at many moments does it once. */
export function ready(lead: Lead, agreement: Agreement): ReadyLead {
  return outOf(inPassing(lead, agreement));
}

const rooms = new WeakMap<Agreement, ReadyLead>();

/** Ready for one scoring, in room that the next lead takes over. */
function inPassing(lead: Lead, agreement: Agreement, nowMs?: number): ReadyLead {
  let room = rooms.get(agreement);
  if (room === undefined) {
    room = roomFor(scoreRules(agreement));
    rooms.set(agreement, room);
  }
  return makeReady(room, lead, nowMs);
}

/** The second half. */
export function scoreReady(lead: ReadyLead, now: Temporal.Instant, previous?: Temperature): Score {
  return scoreBy(lead, now.epochMilliseconds, previous, false);
}

function scoreBy(lead: ReadyLead, nowMs: number, previous: Temperature | undefined, tells: boolean): Score {
  const { groups } = lead.rules;
  for (const group of groups) {
    group.sum = 0;
    group.changesMs = Number.POSITIVE_INFINITY;
  }
  const taking: Taking = { ready: lead, lines: [], nowMs, nextMs: Number.POSITIVE_INFINITY, tells };
  const attribute = scoreAttributes(taking);
  const behaviour = scoreBehaviours(taking);
  const temperature = temperatureOf(lead.rules, attribute, behaviour, previous);
  return new MadeScore(attribute, behaviour, taking, temperature);
}

/** As a line does, it keeps a moment as a number and writes it when asked. */
class MadeScore implements Score {
  readonly attribute: number;
  readonly behaviour: number;
  readonly total: number;
  readonly lines: readonly ScoreLine[];
  readonly temperature: Temperature;
  /** Infinite: never. */
  readonly nextMs: number;

  constructor(attribute: number, behaviour: number, { lines, nextMs }: Taking, temperature: Temperature) {
    this.attribute = attribute;
    this.behaviour = behaviour;
    this.total = attribute + behaviour;
    this.lines = lines;
    this.temperature = temperature;
    this.nextMs = nextMs;
  }

  get nextAt(): IsoInstant | undefined {
    return this.nextMs === Number.POSITIVE_INFINITY ? undefined : isoOf(this.nextMs);
  }

  /** A score that is sent says everything at once. */
  toJSON(): Score {
    const { attribute, behaviour, total, lines, temperature, nextAt } = this;
    return { attribute, behaviour, total, lines, temperature, nextAt };
  }
}

/** Hot needs its total and a floor in each part. A band that was reached is kept within the margin. */
export function temperatureOf(
  { temperature: { hot, warm, margin } }: Pick<Agreement, 'temperature'>,
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
