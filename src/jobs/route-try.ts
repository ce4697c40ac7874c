/** ROUTE: who would get a lead and why, without giving it to anybody: nothing is written and no turn is taken. */
import { judge as judgeCondition } from '../domain/agreement/condition.ts';
import type { Agreement, HandoffTerms } from '../domain/agreement/schema.ts';
import { decide } from '../domain/decide.ts';
import { STAGES } from '../domain/facts.ts';
import type { Judged } from '../domain/judged.ts';
import { type Lead, mergeFields } from '../domain/lead.ts';
import { qualify } from '../domain/qualify.ts';
import { ownerRequest } from '../domain/routing.ts';
import { score as scoreOf } from '../domain/score.ts';
import type { RouteReport } from '../ports/team.ts';
import { findLead } from './ask.ts';
import { rehearsalOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { turnsOf } from './with-owner.ts';

export async function routeTry(context: JobContext, asked: string): Promise<RouteReport> {
  return context.store.transaction(async (tx) => {
    const { lead } = await findLead(tx, asked);
    const now = context.runtime.now();
    const { circumstances, terms } = await rehearsalOf(tx, context, now);
    const due = decide({ ...lead, written: [] }, { kind: 'look', circumstances }, now, terms).needsOwner;
    const judged = judgedOf(lead, terms, now, circumstances);
    const handoff = due === undefined ? nextOf(judged) : terms.handoffs.find(({ type }) => type === due.handoff);
    if (handoff === undefined) throw new TypeError('an agreement without handoffs');
    const needs = due ?? ownerRequest(judged, handoff, lead.state);
    const tried = await turnsOf(tx, context, { circumstances, terms, now, rehearsal: true }).tried(needs);
    const nameOf = (key: string): string => circumstances.people.member(key)?.name ?? key;
    const taken = tried.find(({ assignment }) => assignment.member !== undefined) ?? tried[0];
    const member = taken?.assignment.member;
    const route = handoff.routes.find(({ when }) => judgeCondition(when, judged).holds === 'yes');
    return {
      ...personOf(lead),
      handoff: handoff.type,
      label: handoff.label,
      due: due !== undefined,
      excluded: needs.exclude.map(nameOf),
      asked: tried.map(({ pool, assignment: { member: chosen, why } }) => ({
        pool,
        route: route?.pool === pool ? route.name : undefined,
        member: chosen === undefined ? undefined : nameOf(chosen),
        reason: why.reason,
        skipped: why.skipped.map((one) => ({ member: nameOf(one.member), because: one.because })),
      })),
      to: member === undefined ? (context.settings.team.pools[needs.pool]?.queue ?? needs.pool) : nameOf(member),
    };
  });
}

/** The first handoff that leads beyond the lead's stage, of several to one stage one whose own condition holds; else the last. */
function nextOf(judged: Judged): HandoffTerms | undefined {
  const { lead, agreement } = judged;
  const { handoffs } = agreement;
  const along = lead.state.stage === 'returned' ? 0 : STAGES.indexOf(lead.state.stage);
  const [first, ...others] = handoffs.filter(({ stage }) => stage !== undefined && STAGES.indexOf(stage) > along);
  const ways = [first, ...others.filter(({ stage }) => stage === first?.stage)];
  const holds = (one: HandoffTerms | undefined): boolean =>
    one?.when === undefined || judgeCondition(one.when, judged).holds === 'yes';
  return ways.find(holds) ?? first ?? handoffs.at(-1);
}

function judgedOf(
  lead: Lead,
  agreement: Agreement,
  now: Temporal.Instant,
  circumstances: Judged['circumstances'],
): Judged {
  const score = scoreOf(lead, agreement, now, lead.state.version === 0 ? undefined : lead.state.temperature);
  const fields = mergeFields(lead);
  const { evidence } = qualify({ lead, fields, score, now, agreement });
  return { lead, fields, score, evidence, now, agreement, circumstances };
}
