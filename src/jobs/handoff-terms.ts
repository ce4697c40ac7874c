/** On whose terms a handoff is written: who is given the task, whose the record is, in which zone, when it reminds, and what is locked with it. */
import { calendarFor, lastOpening } from '../domain/calendar.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { HandoffState } from '../domain/lead.ts';
import type { Problem } from '../domain/problem.ts';
import { holderOf } from '../domain/recipients.ts';
import type { Fields, SourceRecord } from '../domain/record.ts';
import type { TeamMember } from '../domain/team.ts';
import type { Transaction } from '../ports/store.ts';
import type { Desk } from './desk.ts';
import { addressesOf } from './team-history.ts';
import { termsOf } from './which-agreement.ts';

/** The member's Salesforce user; for a queue, its manager's. */
export function assigneeOf(desk: Desk, handoff: HandoffState): string | undefined {
  const { team } = desk.context.settings;
  const holder = holderOf(team, handoff.to, handoff.toQueue);
  return holder === undefined ? undefined : desk.people.userId('salesforce', holder);
}

/** The users who had its task before a person gave it on, whether they are still there or in the team or not, and whoever has it now. */
export async function formerAssignees(
  tx: Transaction,
  { people, context }: Desk,
  { to, toQueue, before = [] }: HandoffState,
): Promise<readonly string[]> {
  const holders = [...before, { to, toQueue }]
    .map((one) => holderOf(context.settings.team, one.to, one.toQueue))
    .filter((member) => member !== undefined);
  const left = holders.filter((member) => people.member(member) === undefined);
  const known = holders.flatMap((member) => people.usersOf('salesforce', member));
  return [...new Set([...known, ...(await usersOfLeft(tx, left))])];
}

/** team.yaml does not say any more who they are in Salesforce; the ledger does. */
async function usersOfLeft(tx: Transaction, members: readonly string[]): Promise<readonly string[]> {
  if (members.length === 0) return [];
  const [addresses, users] = await Promise.all([addressesOf(tx, members), tx.records.find('salesforce', 'user')]);
  const theirs = users.filter(({ fields }) => addresses.has(String(fields['email'] ?? '').toLowerCase()));
  return theirs.map(({ ref }) => ref.id);
}

/** Nobody is available and no manager stands in: the task would belong to nobody. */
export function noAssignee({ to, toQueue }: HandoffState): Problem {
  return {
    category: 'reference',
    mover: 'admin',
    system: 'salesforce',
    code: 'NO_ASSIGNEE',
    detail: `no active Salesforce user stands for ${to.member ?? toQueue ?? to.department}`,
  };
}

export function zoneOf(desk: Desk, { to }: HandoffState): string {
  const member = to.member === undefined ? undefined : desk.people.member(to.member);
  return member?.zone ?? termsOf(desk.power, desk.context.settings).terms.zone;
}

/** The pop-up comes with the opening of the assignee's last business day before the deadline; where that is past, at once. */
export function reminder(
  { context, power, now }: Desk,
  member: TeamMember | undefined,
  { dueAt: due, zone }: { readonly dueAt: Temporal.Instant; readonly zone: string },
): IsoInstant {
  const { terms } = termsOf(power, context.settings);
  const calendar = calendarFor({ ...terms, zone }, member, context.settings.holidays);
  const opens = lastOpening(due, calendar);
  return iso(Temporal.Instant.compare(opens, now) > 0 ? opens : now);
}

/**
 * Whose the record is to be, if anybody's: the member's, or the queue's, as far as the record can have one (a Contact cannot). Whoever stands in for a queue
 * has its task and nothing else.
 */
export function ownerOf(
  desk: Desk,
  { to, toQueue }: HandoffState,
  { about, assignee }: { readonly about: SourceRecord | undefined; readonly assignee: string },
): Fields {
  if (to.member !== undefined) return { ownerId: assignee };
  const queue = about?.ref.object === 'contact' || toQueue === undefined ? undefined : desk.people.queueId(toQueue);
  return queue === undefined ? {} : { ownerId: queue };
}

/** What Salesforce locks with a Contact: its account. */
export function under(record: SourceRecord | undefined): { readonly parent?: string } {
  const account = record?.ref.object === 'contact' ? record.fields['companyId'] : undefined;
  return typeof account === 'string' ? { parent: account } : {};
}
