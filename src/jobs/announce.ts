/** ANNOUNCE: puts down what people are to be told, in the transaction in which it happens; `notify` tells it afterwards. Without channels, nothing. */

import { localDate } from '../domain/calendar.ts';
import type { Decision } from '../domain/decide.ts';
import type { AgreementHash, NewFact } from '../domain/facts.ts';
import { missingOf } from '../domain/gate.ts';
import { type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import { type NoticeFacts, noticesOf, type Person, type RecipientKey } from '../domain/notice.ts';
import { askedIn, headsOf, holderOf, managerOf, recipientsOf } from '../domain/recipients.ts';
import { isPerson } from '../domain/record.ts';
import { departmentWord } from '../domain/texts/index.ts';
import type { AgreementTerms } from '../ports/settings.ts';
import type { Transaction } from '../ports/store.ts';
import type { Answered } from './answer.ts';
import type { JobContext } from './context.ts';
import { personOf } from './plan.ts';
import { unforeseen } from './unforeseen.ts';

/** Lines of the brief that stand in the notice; the task has all of it. */
const BRIEF_LINES = 14;

interface Announcement {
  readonly facts: NoticeFacts;
  /** What it is about: with its kind and whom it tells, the key under which it is told once. */
  readonly about: string;
  readonly to: readonly (RecipientKey | undefined)[];
}

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

/** Of what was decided: deadlines missed, to whoever holds the lead and their manager; leads held, to whoever can find out what is missing. */
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
        announcements.push(
          ...missedOf(fact, lead, decision, context),
          ...heldOf(fact, lead, decision, agreement, context),
        );
    } catch (error) {
      // Nobody is told, which is listed; the decision stands.
      context.runtime.log.error('announce.failed', { lead: lead.id });
      await tx.outbox.listProblem(unforeseen(error, {}), iso(context.runtime.now()), `announce ${lead.id}`);
    }
  }
  await announce(tx, context, announcements);
}

function missedOf(
  { fact }: NewFact,
  lead: Lead,
  { state }: Decision,
  { settings: { team, language } }: JobContext,
): readonly Announcement[] {
  if (fact.kind !== 'deadline-missed') return [];
  const handoff = state.handoffs.find(({ key }) => key === fact.handoff);
  if (handoff === undefined) return [];
  const { to, toQueue } = handoff;
  const holder = holderOf(team, to, toQueue);
  const name = team.members.find(({ key }) => key === to.member)?.name;
  const { handoff: key, deadline, dueAt } = fact;
  const facts = {
    ...({ kind: 'deadline-missed', handoff: key, deadline, dueAt, ...personIn(lead) } as const),
    holder: name ?? toQueue ?? departmentWord(language, to.department),
  };
  const about = holder ?? toQueue ?? to.department;
  return [{ facts, about, to: [holder, holder === undefined ? undefined : managerOf(team, holder)] }];
}

/** A department is asked for its own items alone. */
function heldOf(
  { fact }: NewFact,
  lead: Lead,
  { state }: Decision,
  { hash, terms }: AgreementTerms,
  { settings: { team } }: JobContext,
): readonly Announcement[] {
  if (fact.kind !== 'held') return [];
  const byDepartment = new Map<string, string[]>();
  for (const { id, ask } of missingOf(terms, fact)) byDepartment.set(ask, [...(byDepartment.get(ask) ?? []), id]);
  return [...byDepartment].map(([department, missing]) => ({
    facts: { kind: 'held', agreement: hash, handoff: fact.handoff, missing, ...personIn(lead) },
    about: department,
    to: askedIn(team, department, state.holder),
  }));
}

/** With a link to where the record is opened. */
export function personIn(lead: Lead): Person {
  const { name, company, email } = personOf(lead);
  const living = lead.records.filter(({ ref, deleted, url }) => isPerson(ref) && !deleted && url !== undefined);
  const link = (living.find(({ ref }) => ref.system === 'salesforce') ?? living[0])?.url;
  return { lead: lead.id, name, company, email, ...(link === undefined ? {} : { link }) };
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
