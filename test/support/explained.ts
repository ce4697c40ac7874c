import { judge } from '../../src/domain/agreement/condition.ts';
import { namesOf } from '../../src/domain/agreement/names.ts';
import { place, readAxes, readCriteria, readQuality } from '../../src/domain/agreement/placing.ts';
import { forecast } from '../../src/domain/forecast.ts';
import { missingOf } from '../../src/domain/gate.ts';
import { gradeOf } from '../../src/domain/grade.ts';
import { flatFields, mergeFields } from '../../src/domain/lead.ts';
import { qualify } from '../../src/domain/qualify.ts';
import type { ExplainReport } from '../../src/ports/explanation.ts';
import { agreement, agreementHash, type LeadBuilder, look, NOW, people } from './people.ts';

/** What the explain job answers of this lead now. */
export function reportOf(given: LeadBuilder, changes: Partial<ExplainReport> = {}, now = NOW): ExplainReport {
  const { score, state, nextAt } = look(given, { now });
  const lead = { ...given.lead, state };
  const fields = flatFields(mergeFields(lead));
  const subject = { lead, fields: mergeFields(lead), score, now, agreement };
  const verdicts = qualify(subject);
  const stage = state.stage === 'lead' ? 'mql' : state.stage === 'mql' ? 'sql' : undefined;
  const person = {
    lead: lead.id,
    name: `${fields['lastName'] ?? ''} ${fields['firstName'] ?? ''}`.trim(),
    company: String(fields['company'] ?? ''),
    email: String(fields['email'] ?? ''),
  };
  const nameOf = (member: string | undefined) => (member === undefined ? undefined : people.member(member)?.name);
  return {
    ...person,
    stage: state.stage,
    stageSince: state.stageSince,
    department: state.holder.department,
    owner: nameOf(state.holder.member),
    agreement: agreementHash,
    inForce: true,
    temperature: score.temperature,
    score,
    evidence: verdicts.evidence,
    excluded: verdicts.excluded,
    grade: gradeOf(agreement, score),
    quality: readQuality(subject, judge),
    axes: readAxes(subject, judge),
    criteria: readCriteria(subject, judge),
    placing: place(subject, judge),
    names: namesOf(agreement),
    next: stage === undefined ? undefined : { stage, verdict: verdicts[stage] },
    idle: undefined,
    standing: state.standing?.reason,
    held: state.held?.missing ?? [],
    missing: state.held === undefined ? [] : missingOf(agreement, state.held),
    forecast: forecast(lead, agreement, now, 5),
    handoffs: state.handoffs.map((handoff) => ({
      ...person,
      handoff,
      to: nameOf(handoff.to.member) ?? '',
      label: namesOf(agreement).handoff[handoff.type],
    })),
    records: lead.records.map(({ ref }) => ref),
    changesAt: nextAt,
    ...changes,
  };
}
