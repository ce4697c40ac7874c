/** Lives of ninety days: a lead is followed from promise to promise, and looked at in between, for what changed without being promised. */
import fc from 'fast-check';
import { judge as judgeCondition } from '../../src/domain/agreement/condition.ts';
import { conditionPlaces, leavesOf } from '../../src/domain/agreement/places.ts';
import { place } from '../../src/domain/agreement/placing.ts';
import type { Agreement } from '../../src/domain/agreement/schema.ts';
import type { Verdict } from '../../src/domain/agreement/verdict.ts';
import type { Decision } from '../../src/domain/decide.ts';
import { gradeOf } from '../../src/domain/grade.ts';
import { type IsoInstant, instantOf, iso } from '../../src/domain/instant.ts';
import { type Lead, mergeFields } from '../../src/domain/lead.ts';
import { qualify } from '../../src/domain/qualify.ts';
import { type Score, type ScoreLine, scoreTold } from '../../src/domain/score.ts';
import { anyAgreement, anyLead } from './agreements.ts';
import { factsOf, judge, kept, LeadBuilder, look, taskMade } from './people.ts';

const DAYS = 90;
const RANDOM = 500;
/** So many of the random instants are decided too; all of them are scored and judged. */
const DECIDED = 10;
/** In New York, summer time ends on 1 November; in Tokyo there is none. */
const START = Temporal.Instant.from('2026-09-15T03:00:00Z');
const END = START.add({ hours: 24 * DAYS });

/** What there is to be seen of a lead at one moment, each with its own promise. */
interface Part {
  readonly name: string;
  readonly seen: string;
  readonly nextAt: IsoInstant | undefined;
}

const verdictOf = ({ holds, because, missing }: Verdict): string =>
  `${holds} ${because.map((one) => one.leaf + one.holds).join()} ${missing.map(({ leaf }) => leaf).join()}`;
const lineOf = ({ rule, part, points, evidence }: ScoreLine): string => `${rule} ${part} ${points} ${evidence?.id}`;

function partsOf(lead: Lead, agreement: Agreement, now: Temporal.Instant): { score: Score; parts: readonly Part[] } {
  const scored = scoreTold(lead, agreement, now, lead.state.temperature);
  const subject = { lead, fields: fieldsOf(lead), score: scored, now, agreement };
  const { mql, sql, excluded } = qualify(subject);
  const placing = place(subject, judgeCondition);
  const grade = gradeOf(agreement, scored);
  const lines = scored.lines.map(lineOf).join();
  return {
    score: scored,
    parts: [
      {
        name: 'score',
        seen: `${scored.total} ${scored.temperature} ${grade?.fit}${grade?.engagement} ${lines}`,
        nextAt: scored.nextAt,
      },
      { name: 'mql', seen: `${verdictOf(mql)} ${excluded.map(({ id }) => id).join()}`, nextAt: mql.nextAt },
      { name: 'sql', seen: verdictOf(sql), nextAt: sql.nextAt },
      { name: 'cell', seen: `${placing?.cell} ${placing?.provisional}`, nextAt: placing?.nextAt },
    ],
  };
}

/** Nothing new is learnt of these leads, so their fields stay as they are. */
const merged = new WeakMap<Lead['records'], ReturnType<typeof mergeFields>>();
function fieldsOf(lead: Lead): ReturnType<typeof mergeFields> {
  const fields = merged.get(lead.records) ?? mergeFields(lead);
  merged.set(lead.records, fields);
  return fields;
}

/** From one promise to the next the lead is as it was at `at`. */
interface Stretch {
  readonly at: Temporal.Instant;
  readonly lead: LeadBuilder;
  readonly decision: Decision;
}
export interface Life {
  readonly agreement: Agreement;
  readonly lead: Lead;
  readonly seed: number;
}

const given = (agreement: Agreement, now: Temporal.Instant) => ({
  now,
  terms: agreement,
  in: { baselineAt: iso(START.subtract({ hours: 24 * 30 })), language: 'en' as const },
});

/** Decided as far as it goes; tasks are made at once. */
function rested(from: LeadBuilder, agreement: Agreement, now: Temporal.Instant): Stretch {
  let lead = from;
  for (let n = 0; n < 8; n += 1) {
    const decision = judge(lead, given(agreement, now));
    if (decision.facts.length === 0) return { at: now, lead, decision: look(lead, given(agreement, now)) };
    lead = kept(lead, decision);
    for (const { handoff, deadlines } of factsOf(decision, 'handoff-decided')) {
      const due = deadlines.map(({ deadline }, index) => ({
        deadline,
        dueAt: iso(now.add({ hours: 30 * (index + 1) })),
      }));
      lead = lead.folding(taskMade(handoff, due, `00T${handoff.slice(2, 8)}`), iso(now));
    }
  }
  throw new Error('does not come to rest');
}

/** From START to END, in order; each begins where the one before promised that something may change. */
function lived({ agreement, lead }: Life): readonly Stretch[] {
  const most = mostPromises(agreement, lead);
  const stretches = [rested(new LeadBuilder(lead), agreement, START)];
  for (let last = stretches.at(-1); last !== undefined; last = stretches.at(-1)) {
    const { nextAt } = last.decision;
    if (nextAt === undefined) break;
    const then = instantOf(nextAt);
    if (then.epochMilliseconds <= last.at.epochMilliseconds) throw new Error(`${nextAt} is promised too late`);
    if (then.epochMilliseconds > END.epochMilliseconds) break;
    if (stretches.length > most) throw new Error(`more than ${most} promises`);
    stretches.push(rested(last.lead, agreement, then));
  }
  return stretches;
}

/** Each activity comes, fades step by step by each rule, and leaves each window once; a few more moments belong to stages and deadlines. */
function mostPromises({ scoring, ...agreement }: Agreement, { activities }: Lead): number {
  const steps = scoring.behaviours.reduce((sum, { points, decay }) => sum + (decay ? Math.abs(points) : 0) + 1, 0);
  const leaves = conditionPlaces({ scoring, ...agreement }).flatMap(({ rule }) => leavesOf(rule, [], 8)).length;
  return activities.length * (1 + steps + leaves) + leaves + 20;
}

/** Instants to look at between the promises, in order; whether to decide there as well. */
function probesOf({ agreement, seed }: Life, stretches: readonly Stretch[]) {
  const probes: { readonly ms: number; readonly decided: boolean }[] = [];
  for (const { at } of stretches)
    for (const off of [-1_000, -1, 1, 1_000])
      probes.push({ ms: at.epochMilliseconds + off, decided: Math.abs(off) === 1 });
  let midnight = START.toZonedDateTimeISO(agreement.zone).startOfDay();
  for (let day = 0; day < DAYS; day += 1) {
    midnight = midnight.add({ days: 1 });
    probes.push({ ms: midnight.epochMilliseconds, decided: day % 9 === seed % 9 });
  }
  let chance = seed;
  for (let n = 0; n < RANDOM; n += 1) {
    // A full period over 32 bits (Numerical Recipes): which instants is of no matter, that they are the same in each run is.
    chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
    probes.push({
      ms: START.epochMilliseconds + Math.floor((chance / 2 ** 32) * DAYS * 86_400_000),
      decided: n < DECIDED,
    });
  }
  return probes.filter(({ ms }) => ms >= START.epochMilliseconds).sort((a, b) => a.ms - b.ms);
}

/** What differs in what people see and what is decided; undefined: nothing. */
function decidedOtherwise(then: Decision, before: Decision): string | undefined {
  if (then.facts.length > 0) return `fact ${then.facts.map(({ fact }) => fact.kind).join()}`;
  if (then.deeds.length > 0) return 'deed';
  for (const part of ['needsOwner', 'desired', 'nextAt'] as const)
    if (JSON.stringify(then[part]) !== JSON.stringify(before[part])) return part;
  return undefined;
}

/** In that zone. */
export const anyLife = (zone: string): fc.Arbitrary<Life> =>
  fc.record({
    agreement: anyAgreement.map((agreement) => ({ ...agreement, zone })),
    lead: anyLead(START),
    seed: fc.nat({ max: 2 ** 31 }),
  });

/** Every change that was not promised, and every line that did not keep its own promise. */
export function faultsOf(one: Life): readonly string[] {
  const { agreement } = one;
  const stretches = lived(one);
  const faults: string[] = [];
  const seenAt = stretches.map(({ lead, at }) => partsOf(lead.lead, agreement, at));
  stretches.forEach(({ at, lead }, index) => {
    const next = stretches[index + 1];
    const now = seenAt[index];
    if (next === undefined || now === undefined) return;
    // What the lead did in between is new.
    const until = iso(next.at);
    const moved = lead.lead.activities.some(({ occurredAt }) => occurredAt > iso(at) && occurredAt <= until);
    const then = partsOf(lead.lead, agreement, next.at);
    now.parts.forEach(({ name, seen, nextAt }, which) => {
      const promised = nextAt !== undefined && nextAt <= until;
      if (!promised && seen !== then.parts[which]?.seen)
        faults.push(`${until} ${name}: ${seen} → ${then.parts[which]?.seen}`);
    });
    if (!moved) faults.push(...linesBroken(now.score, then.score, until));
  });
  let index = 0;
  for (const { ms, decided } of probesOf(one, stretches)) {
    while ((stretches[index + 1]?.at.epochMilliseconds ?? Number.POSITIVE_INFINITY) <= ms) index += 1;
    const stretch = stretches[index];
    if (stretch === undefined) continue;
    const now = Temporal.Instant.fromEpochMilliseconds(ms);
    const then = partsOf(stretch.lead.lead, agreement, now).parts;
    seenAt[index]?.parts.forEach(({ name, seen, nextAt }, which) => {
      if (seen !== then[which]?.seen || nextAt !== then[which]?.nextAt)
        faults.push(`${iso(now)} ${name}: ${seen} (${nextAt}) → ${then[which]?.seen} (${then[which]?.nextAt})`);
    });
    if (!decided) continue;
    const otherwise = decidedOtherwise(look(stretch.lead, given(agreement, now)), stretch.decision);
    if (otherwise !== undefined) faults.push(`${iso(now)} decides otherwise: ${otherwise}`);
  }
  return faults;
}

/** Each line stays until the moment that it names itself, and not a moment longer. */
function linesBroken(before: Score, after: Score, at: IsoInstant): readonly string[] {
  const found = new Map(after.lines.map((line) => [`${lineOf(line)}`, line]));
  return before.lines.flatMap((line) => {
    const name = lineOf(line);
    const same = found.get(name);
    if (line.changesAt === undefined || line.changesAt > at)
      return same !== undefined && same.changesAt === line.changesAt
        ? []
        : [`${at} ${name} went before ${line.changesAt}`];
    return same !== undefined && line.evidence !== undefined ? [`${at} ${name} stayed after ${line.changesAt}`] : [];
  });
}
