/** What a lead's state keeps of a person who was erased: what happened and when, but none of their words and no records of theirs. */
import type { ActivityRef, LeadFact, ScoreFact } from './facts.ts';
import type { LeadState } from './lead.ts';

type Erased = Extract<LeadFact, { readonly kind: 'erased' }>;

export function forgotten(state: LeadState, fact: Erased): LeadState {
  return {
    ...state,
    links: state.links.filter(({ system }) => !fact.whole && system !== fact.system),
    handoffs: state.handoffs.map((handoff) => ({
      ...handoff,
      reason: '',
      evidence: undefined,
      score: withoutEvidence(handoff.score, fact),
      endReason: undefined,
      endComment: undefined,
      firstContactBy: isErased(handoff.firstContactBy, fact) ? undefined : handoff.firstContactBy,
    })),
    returned: state.returned === undefined ? undefined : { at: state.returned.at, by: state.returned.by },
    lossReason: undefined,
    deal: withoutName(state.deal, fact),
    ...(fact.whole ? { erased: true } : {}),
  };
}

/** Points stay; the records and activities that they came of, as far as they were erased, are named no more. */
function withoutEvidence(score: ScoreFact, fact: Erased): ScoreFact {
  return {
    ...score,
    lines: score.lines.map((line) => (isErased(line.evidence?.ref, fact) ? { ...line, evidence: undefined } : line)),
  };
}

/** How it stands stays; which deal it was does not. */
function withoutName(deal: LeadState['deal'], { system, whole }: Erased): LeadState['deal'] {
  const stays =
    deal === undefined || (!whole && system !== undefined && deal.system !== undefined && deal.system !== system);
  return stays ? deal : { id: '', status: deal.status, system: undefined };
}

/** Read back from the ledger it is null. */
function isErased(ref: ActivityRef['ref'] | undefined, { system, whole }: Erased): boolean {
  return ref === null || whole || system === undefined || ref?.system === system;
}
