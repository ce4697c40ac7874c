/** ANNOUNCE: puts down what people are to be told, in the transaction in which it happens; `notify` tells it afterwards. Without channels, nothing. */

import { localDate } from '../domain/calendar.ts';
import type { Decision } from '../domain/decide.ts';
import type { AgreementHash, NewFact } from '../domain/facts.ts';
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import { noticesOf } from '../domain/notice.ts';
import { headsOf, holderOf, recipientsOf } from '../domain/recipients.ts';
import type { AgreementTerms } from '../ports/settings.ts';
import type { Transaction } from '../ports/store.ts';
import type { Answered } from './answer.ts';
import type { JobContext } from './context.ts';
import { type Announcement, noticesOfFact } from './decided-notices.ts';
import { unforeseen } from './unforeseen.ts';

/** Lines of the brief that stand in the notice; the task has all of it. */
const BRIEF_LINES = 14;

export async function announce(
  tx: Transaction,
  { settings, runtime }: JobContext,
  announcements: readonly Announcement[],
): Promise<void> {
  const { notify, team } = settings;
  if (notify === undefined) return;
  const now = runtime.now();
  const notices = announcements.flatMap(({ facts, about, to }) =>
    noticesOf(facts, about, recipientsOf(to, team, notify.channels), now),
  );
  if (notices.length > 0) await tx.notices.put(notices, iso(now));
}

/** All have signed: everybody whom it names is sent it, and so are the heads of the parties. */
export async function announceVersion(
  tx: Transaction,
  context: JobContext,
  { hash, terms }: AgreementTerms,
  { from, against }: { readonly from: IsoInstant; readonly against: AgreementHash | undefined },
): Promise<void> {
  const { team } = context.settings;
  const facts = { kind: 'agreement-version', agreement: hash, from, against } as const;
  const to = [...team.members.map(({ key }) => key), ...headsOf(terms, team)];
  await announce(tx, context, [{ facts, about: hash, to }]);
}

/** Of what was decided, whatever somebody must hear of. */
export async function announceDecisions(
  tx: Transaction,
  context: JobContext,
  agreement: AgreementTerms,
  decided: readonly { readonly lead: Lead; readonly decision: Decision }[],
): Promise<void> {
  if (context.settings.notify === undefined) return;
  const announcements: Announcement[] = [];
  for (const { lead, decision } of decided) {
    try {
      for (const fact of decision.facts)
        announcements.push(...noticesOfFact(fact, { lead, decision, agreement, context }));
    } catch (error) {
      // Nobody is told, which is listed; the decision stands.
      context.runtime.log.error('announce.failed', { lead: lead.id });
      await tx.outbox.listProblem(unforeseen(error, {}), iso(context.runtime.now()), `announce ${lead.id}`);
    }
  }
  await announce(tx, context, announcements);
}

/** Once the task stands: to whoever it went to. */
export async function announceTasks(
  tx: Transaction,
  context: JobContext,
  answered: readonly Answered[],
  facts: readonly NewFact[],
): Promise<void> {
  const { notify, team } = context.settings;
  if (notify === undefined) return;
  const announcements: Announcement[] = [];
  for (const { fact, stream } of facts) {
    if (fact.kind !== 'task-made') continue;
    const row = answered.find(
      ({ row }) => row.payload?.kind === 'handoff' && row.payload.handoff === fact.handoff,
    )?.row;
    if (row?.payload?.kind !== 'handoff' || stream !== `lead:${row.lead}`) continue;
    const state = (await tx.leads.projections([row.lead])).get(row.lead)?.state;
    const handoff = state?.handoffs.find(({ key }) => key === fact.handoff);
    const first = fact.due.find(({ deadline }) => deadline === 'first-contact') ?? fact.due[0];
    if (handoff === undefined || first === undefined) continue;
    const holder = holderOf(team, handoff.to, handoff.toQueue);
    const task = fact.task.ref?.id;
    const link = task === undefined ? undefined : context.connectors.get('salesforce')?.taskUrl?.(task);
    const { subject, body } = row.payload.brief;
    announcements.push({
      facts: {
        kind: 'handoff',
        handoff: fact.handoff,
        lead: row.lead,
        subject: subject.replace('{due}', localDate(instantOf(first.dueAt), zoneOf(context, holder))),
        lines: body
          .split('\n')
          .filter((line) => line !== '')
          .slice(0, BRIEF_LINES),
        dueAt: first.dueAt,
        ...(link === undefined ? {} : { link }),
      },
      about: fact.handoff,
      to: [holder],
    });
  }
  await announce(tx, context, announcements);
}

function zoneOf({ settings }: JobContext, member: string | undefined): string {
  return settings.team.members.find(({ key }) => key === member)?.zone ?? 'UTC';
}
