/** Whether a qualified lead may be handed over now, or is held for missing facts, or is standing until somebody lets it through. */
import { BEHAVIOUR_KINDS } from './activity.ts';
import type { HandoffTerms } from './agreement/schema.ts';
import type { Draft } from './draft.ts';
import type { Judged } from './judged.ts';
import { recordOf } from './lead.ts';

/** Adds `held` or `standing` (once) and answers false, or answers true. */
export function permit(draft: Draft, judged: Judged, terms: HandoffTerms): boolean {
  const missing = missingFacts(judged, terms);
  if (missing.length > 0) {
    const held = draft.state.held;
    const same = held?.handoff === terms.type && held.missing.join() === missing.join();
    if (!same) draft.add({ kind: 'held', handoff: terms.type, missing }, { by: 'rule', rule: 'gate' });
    return false;
  }
  if (draft.state.admitted === terms.type) return true;
  const { circumstances } = judged;
  if (!circumstances.gateOpen) return stand(draft, terms, 'gate');
  // Only the first handoff can be old news: what follows it was caused by people at work since.
  if (terms.stage === 'mql' && !hasNewBehaviour(judged)) return stand(draft, terms, 'before-baseline');
  return true;
}

function stand(draft: Draft, terms: HandoffTerms, reason: 'before-baseline' | 'gate'): false {
  const standing = draft.state.standing;
  if (standing?.handoff !== terms.type || standing.reason !== reason) {
    draft.add({ kind: 'standing', handoff: terms.type, reason }, { by: 'rule', rule: reason });
  }
  return false;
}

function hasNewBehaviour({ lead, now, circumstances }: Judged): boolean {
  const until = now.toString({ smallestUnit: 'millisecond' });
  return lead.activities.some(
    (activity) =>
      BEHAVIOUR_KINDS.has(activity.kind) &&
      activity.occurredAt > circumstances.baselineAt &&
      activity.occurredAt <= until,
  );
}

function missingFacts({ lead, fields, circumstances }: Judged, terms: HandoffTerms): readonly string[] {
  const missing = terms.gate.filter((field) => fields[field] === undefined);
  const known = recordOf(lead, 'salesforce', 'lead') ?? recordOf(lead, 'salesforce', 'contact');
  if (known === undefined && circumstances.createLead === 'never') missing.push('salesforce-record');
  return missing;
}
