/** What is due next for a lead: a handoff, or a stage that is reached without one. Stages are reached by rule or by a person's word. */
import { judge } from './agreement/condition.ts';
import type { Agreement, HandoffTerms } from './agreement/schema.ts';
import type { Stage } from './facts.ts';
import { GIVEN_AGAIN } from './handoff-machine.ts';
import { earliest, type IsoInstant } from './instant.ts';
import type { Judged } from './judged.ts';
import type { HandoffState, LeadState } from './lead.ts';
import { mayQualifyAgain } from './nurture.ts';
import type { Qualification } from './qualify.ts';

export type RuledStage = 'mql' | 'sql';
export type Due =
  /** `again`: it was somebody's already, and goes to somebody else. */
  | { readonly kind: 'handoff'; readonly terms: HandoffTerms; readonly again?: true | undefined }
  /** Reached, and whoever has the lead keeps it. */
  | { readonly kind: 'stage'; readonly stage: RuledStage };

export interface Advance {
  readonly due: Due | undefined;
  /** When time alone may change that. */
  readonly nextAt: IsoInstant | undefined;
}

/** A hearing leaves the stage as it is. */
const WITH_SALES: readonly Stage[] = ['lead', 'returned', 'mql', 'sql'];

/** The stages from which each is reached by its rule: a returned lead may qualify again, by something that it did since. */
const STARTS: Readonly<Record<RuledStage, readonly Stage[]>> = { mql: ['lead', 'returned'], sql: ['mql'] };

/** The first handoff of the agreement that is due; else a stage whose rule holds and whose handoffs wait for their own conditions. */
export function advance(state: LeadState, judged: Judged, verdicts: Qualification): Advance {
  const { agreement } = judged;
  const again = mayQualifyAgain(state, judged);
  const waits: (IsoInstant | undefined)[] = [again.nextAt];
  const reachable = (stage: RuledStage): boolean =>
    agreement.stages[stage].declaredBy === 'rule' &&
    verdicts[stage].holds === 'yes' &&
    STARTS[stage].includes(state.stage) &&
    again.may;
  const isDue = (terms: HandoffTerms): boolean => {
    // Whom the agreement excludes is neither heard nor handed over later. What a person names without a condition stands.
    if (terms.when !== undefined && verdicts.excluded.length > 0) return false;
    if (!startsNow(terms, state, again.may, reachable) || isElsewhere(terms, state, agreement)) return false;
    if (terms.when === undefined) return true;
    const verdict = judge(terms.when, judged);
    waits.push(verdict.nextAt);
    return verdict.holds === 'yes';
  };
  const orphan = agreement.handoffs.find(({ type }) => type === orphaned(state));
  const terms = agreement.handoffs.find(isDue);
  const stage = (['mql', 'sql'] as const).find(reachable);
  const due: Due | undefined =
    orphan !== undefined
      ? { kind: 'handoff', terms: orphan, again: true }
      : terms !== undefined
        ? { kind: 'handoff', terms }
        : stage !== undefined
          ? { kind: 'stage', stage }
          : undefined;
  return { due, nextAt: earliest(...waits) };
}

/** The type of the newest handoff, if nobody has it any more who had it, and nothing has happened since that ends it. */
function orphaned(state: LeadState): string | undefined {
  const newest = state.handoffs.at(-1);
  return newest !== undefined && GIVEN_AGAIN.has(newest.outcome) && mayBeGivenAgain(state, newest)
    ? newest.type
    : undefined;
}

/** Whether it is made anew for somebody else once nobody has it any more: it is the newest, and the lead has not gone on since. */
export function mayBeGivenAgain(
  { handoffs, stage, stageSince }: LeadState,
  { key, decidedAt }: Pick<HandoffState, 'key' | 'decidedAt'>,
): boolean {
  const isNewest = handoffs.at(-1)?.key === key;
  return isNewest && WITH_SALES.includes(stage) && (stageSince === undefined || stageSince <= decidedAt);
}

/** Another handoff to the same stage went out before it, to a department that this one does not begin with: of two ways to a stage a lead takes one. */
function isElsewhere({ stage, from }: HandoffTerms, state: LeadState, { handoffs }: Agreement): boolean {
  if (state.stage !== stage) return false;
  const before = state.handoffs.findLast(({ type }) => handoffs.find((one) => one.type === type)?.stage === stage);
  const isOfNow = before !== undefined && state.stageSince !== undefined && before.decidedAt >= state.stageSince;
  return isOfNow && before.to.department !== from;
}

/** Apart from the handoff's own condition. */
function startsNow(
  { stage, type, when }: HandoffTerms,
  state: LeadState,
  mayAgain: boolean,
  reachable: (stage: RuledStage) => boolean,
): boolean {
  // A hearing is asked for by its own condition alone, and held once an episode; after a return, once more.
  if (stage === undefined) {
    const returnedAt = state.stage === 'returned' ? state.stageSince : undefined;
    const heard = state.handoffs.some(
      (one) =>
        one.type === type && one.episode === state.episode && (returnedAt === undefined || one.decidedAt >= returnedAt),
    );
    return when !== undefined && STARTS.mql.includes(state.stage) && mayAgain && !heard;
  }
  const { stageSince } = state;
  const handed = state.handoffs.some(
    (one) => one.type === type && stageSince !== undefined && one.decidedAt >= stageSince,
  );
  return reachable(stage) || (state.stage === stage && !handed);
}
