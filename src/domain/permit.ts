/** Whether a qualified lead may be handed over now, or is held for missing facts, or is standing until somebody lets it through. */
import type { Due } from './advance.ts';
import { byRule } from './cause.ts';
import type { Draft } from './draft.ts';
import { readGate } from './gate.ts';
import { followHandingOver, handOverBy } from './handing-over.ts';
import { earliest, type IsoInstant } from './instant.ts';
import type { Judged } from './judged.ts';
import { behavedSince } from './nurture.ts';

export interface Permission {
  readonly given: boolean;
  /** When time alone may change what the gate says. */
  readonly nextAt: IsoInstant | undefined;
}

/** Adds `held` or `standing` (once) where it is not given. A lead that a person let through passes the gate and the baseline. */
export function permit(draft: Draft, judged: Judged, due: Due): Permission {
  if (due.kind === 'stage') return { given: mayPass(draft, judged, due), nextAt: undefined };
  const { missing, nextAt } = readGate(judged, due.terms);
  if (missing.length === 0) return { given: mayPass(draft, judged, due), nextAt };
  const handoff = due.terms.type;
  const held = draft.state.held;
  const same = held?.handoff === handoff && held.missing.join() === missing.join();
  if (!same) draft.add({ kind: 'held', handoff, missing, ...handOverBy(draft, judged, due.terms) }, byRule('gate'));
  return { given: false, nextAt: earliest(nextAt, followHandingOver(draft, judged, due.terms)) };
}

function mayPass(draft: Draft, judged: Judged, due: Due): boolean {
  const name = due.kind === 'handoff' ? due.terms.type : due.stage;
  if (draft.state.admitted === name) return true;
  const { circumstances } = judged;
  if (due.kind === 'handoff' && !circumstances.gateOpen) return stand(draft, name, 'gate');
  // Only the first step can be old news: what follows it was caused by people at work since.
  const first = due.kind === 'handoff' ? due.terms.stage !== 'sql' : due.stage === 'mql';
  if (first && draft.state.stage !== 'mql' && !behavedSince(judged, newSince(draft, judged)))
    return stand(draft, name, 'before-baseline');
  return true;
}

/** The baseline, or, where that is later, the moment from which a lead that came in by the selection rule counts. */
function newSince({ state }: Draft, { circumstances: { baselineAt } }: Judged): IsoInstant {
  return state.newSince !== undefined && state.newSince > baselineAt ? state.newSince : baselineAt;
}

/** No handoff is due: whatever waited for one waits no more, and a permission that was given for it has lapsed. */
export function lapse(draft: Draft): void {
  const { standing, held, admitted, approval } = draft.state;
  const handoff = standing?.handoff ?? held?.handoff ?? admitted ?? approval?.type;
  if (handoff !== undefined) draft.add({ kind: 'no-longer-qualified', handoff }, byRule('qualification'));
}

function stand(draft: Draft, handoff: string, reason: 'before-baseline' | 'gate'): false {
  const standing = draft.state.standing;
  if (standing?.handoff !== handoff || standing.reason !== reason) {
    draft.add({ kind: 'standing', handoff, reason }, byRule(reason));
  }
  return false;
}
