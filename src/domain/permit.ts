/** Whether a qualified lead may be handed over now, or is held for missing facts, or is standing until somebody lets it through. */
import { BEHAVIOUR_KINDS } from './activity.ts';
import type { HandoffTerms } from './agreement/schema.ts';
import { byRule } from './cause.ts';
import type { Draft } from './draft.ts';
import { type IsoInstant, iso } from './instant.ts';
import type { Judged } from './judged.ts';
import { recordOf } from './lead.ts';

/** Adds `held` or `standing` (once) and answers false, or answers true. A lead that a person let through passes the gate and the baseline. */
export function permit(draft: Draft, judged: Judged, terms: HandoffTerms): boolean {
  const missing = missingFacts(judged, terms);
  if (missing.length > 0) {
    const held = draft.state.held;
    const same = held?.handoff === terms.type && held.missing.join() === missing.join();
    if (!same) draft.add({ kind: 'held', handoff: terms.type, missing }, byRule('gate'));
    return false;
  }
  if (draft.state.admitted === terms.type) return true;
  const { circumstances } = judged;
  if (!circumstances.gateOpen) return stand(draft, terms, 'gate');
  // Only the first handoff can be old news: what follows it was caused by people at work since.
  if (terms.stage === 'mql' && !behavedSince(judged, circumstances.baselineAt))
    return stand(draft, terms, 'before-baseline');
  return true;
}

/** No handoff is due: whatever waited for one waits no more, and a permission that was given for it has lapsed. */
export function lapse(draft: Draft): void {
  const { standing, held, admitted } = draft.state;
  const handoff = standing?.handoff ?? held?.handoff ?? admitted;
  if (handoff !== undefined) draft.add({ kind: 'no-longer-qualified', handoff }, byRule('qualification'));
}

function stand(draft: Draft, terms: HandoffTerms, reason: 'before-baseline' | 'gate'): false {
  const standing = draft.state.standing;
  if (standing?.handoff !== terms.type || standing.reason !== reason) {
    draft.add({ kind: 'standing', handoff: terms.type, reason }, byRule(reason));
  }
  return false;
}

/** Whether the lead itself did something after that moment, up to now. */
export function behavedSince({ lead, now }: Judged, since: IsoInstant): boolean {
  const until = iso(now);
  return lead.activities.some(
    ({ kind, occurredAt }) => BEHAVIOUR_KINDS.has(kind) && occurredAt > since && occurredAt <= until,
  );
}

function missingFacts({ lead, fields, circumstances }: Judged, terms: HandoffTerms): readonly string[] {
  const missing = terms.gate.filter((field) => !Object.hasOwn(fields, field));
  const known = recordOf(lead, 'salesforce', 'lead') ?? recordOf(lead, 'salesforce', 'contact');
  if (known === undefined && circumstances.createLead === 'never') missing.push('salesforce-record');
  return missing;
}
