/** REPLY: a member of the team says yes or no to what is asked of them: an approval before a handoff, its acceptance after. */
import { awaited } from '../domain/acceptance.ts';
import { type Answer, approversOf } from '../domain/approval.ts';
import type { Lead } from '../domain/lead.ts';
import { BatonError } from '../domain/problem.ts';
import type { ReplyReport } from '../ports/reports.ts';
import { findLead } from './ask.ts';
import { circumstancesOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { decideAll } from './judge.ts';
import { memberNamed } from './members.ts';
import { mayDecide, readPower } from './power.ts';

export interface ReplyWish {
  readonly lead: string;
  readonly member: string;
  readonly yes: boolean;
  /** Absent: whatever is asked of them. */
  readonly to?: Answer['to'] | undefined;
  readonly comment?: string | undefined;
}

/** What follows from it is decided at once. Throws BatonError where nothing is asked of that member. */
export async function reply(context: JobContext, wish: ReplyWish): Promise<ReplyReport> {
  const { key: user, name } = memberNamed(context.settings.team, wish.member);
  const id = await context.store.transaction(async (tx) => (await findLead(tx, wish.lead)).lead.id);
  return context.store.transaction(async (tx) => {
    const now = context.runtime.now();
    const [lead] = await tx.leads.load([id]);
    const power = await readPower(tx);
    if (power.inForce === undefined || !mayDecide(power)) throw mayNotDecide();
    const agreement = power.inForce.terms;
    const { people } = await circumstancesOf(tx, context, power, now);
    if (lead === undefined) throw notAsked(wish, name);
    const asked = askedOf(lead, user, (type) => {
      const terms = agreement.handoffs.find((one) => one.type === type);
      return terms === undefined ? [] : approversOf({ agreement, people }, terms);
    });
    const to = asked.find((one) => wish.to === undefined || one === wish.to);
    if (to === undefined) throw notAsked(wish, name);
    const cause = { by: 'person', user, how: 'command' } as const;
    const answer: Answer = { to, yes: wish.yes, cause, comment: wish.comment };
    const { report } = await decideAll(tx, context, [lead], { power, now, answer });
    const { handoffs, facts } = report;
    if (facts === 0) throw notAsked(wish, name);
    return { lead: id, to, yes: wish.yes, handoffs };
  });
}

function askedOf(
  { state }: Lead,
  user: string,
  approvers: (type: string) => readonly string[],
): readonly Answer['to'][] {
  const { approval } = state;
  const found: Answer['to'][] = [];
  if (approval !== undefined && approvers(approval.type).includes(user)) found.push('approval');
  if (awaited(state.handoffs) !== undefined) found.push('acceptance');
  return found;
}

function mayNotDecide(): BatonError {
  return new BatonError(
    'NOT_ARMED',
    'nothing is decided now: not armed, stopped, or the ledger does not verify',
    'baton status; baton arm tasks',
  );
}

function notAsked({ lead }: ReplyWish, name: string): BatonError {
  return new BatonError('NOT_ASKED', `nothing is asked of ${name} for ${lead}`, `baton explain ${lead}`, {
    name,
    lead,
  });
}
