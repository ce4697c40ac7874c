/** NEGLECTED: leads that lie with sales untouched though Baton handed nothing over: listed, and once a working day told to whoever should be in touch. */
import type { LeadId } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import type { Lead } from '../domain/lead.ts';
import { type Neglect, type NeglectTerms, neglectOf } from '../domain/neglect.ts';
import { holderOf, managerOf } from '../domain/recipients.ts';
import type { OwnerKey } from '../domain/team.ts';
import type { NeglectedLead } from '../ports/delays.ts';
import type { Transaction } from '../ports/store.ts';
import { announce } from './announce.ts';
import { circumstancesOf } from './circumstances.ts';
import type { JobContext } from './context.ts';
import { type Announcement, personIn } from './decided-notices.ts';
import { personOf } from './plan.ts';
import { type Power, readPower } from './power.ts';
import { termsOf } from './which-agreement.ts';

/** Leads that are read in one go; and pages of them in all. */
const AT_ONCE = 200;
const MOST_PAGES = 10_000;

interface Found {
  readonly lead: Lead;
  readonly neglect: Neglect;
}

/** The longest untouched first. */
export async function neglected(context: JobContext): Promise<readonly NeglectedLead[]> {
  const all: NeglectedLead[] = [];
  await look(context, async (_, found) => {
    for (const { lead, neglect } of found) {
      const { stage, since, by, dueAt, owner } = neglect;
      all.push({ ...personOf(lead), stage, since, by, dueAt, owner: owner?.name });
    }
  });
  return all.sort((a, b) => (a.since < b.since ? -1 : 1));
}

/**
 * The owner, where that is one of the team, else whoever answers for the department; the manager after the agreed delay. Each neglect once, till somebody has
 * been in touch and it is neglected anew. What lay there before the baseline is only listed.
 */
export async function tellNeglected(context: JobContext): Promise<void> {
  if (context.settings.notify === undefined) return;
  await look(context, async (tx, found, { inForce, baselineAt }) => {
    const now = iso(context.runtime.now());
    const due = found.filter(({ neglect }) => baselineAt !== undefined && neglect.dueAt > baselineAt);
    if (inForce === undefined || due.length === 0) return;
    const steps = due.flatMap(({ lead, neglect: { since, escalateAt } }) => [
      { lead: lead.id, step: 'owner' as const, since },
      ...(escalateAt !== undefined && escalateAt <= now ? [{ lead: lead.id, step: 'manager' as const, since }] : []),
    ]);
    const byLead = new Map(due.map((one) => [one.lead.id, one]));
    const announcements = (await tx.leads.tellNeglect(steps)).flatMap(({ lead, step }) => {
      const one = byLead.get(lead);
      return one === undefined ? [] : [announcementOf(one, step, context)];
    });
    await announce(tx, context, announcements);
  });
}

function announcementOf({ lead, neglect }: Found, step: 'owner' | 'manager', { settings }: JobContext): Announcement {
  const { since, dueAt, owner, department } = neglect;
  const { team } = settings;
  const has = { department, member: owner?.key as OwnerKey | undefined };
  const to = step === 'owner' ? holderOf(team, has, undefined) : managerOf(team, has);
  const name = owner === undefined ? {} : { holder: owner.name };
  return { facts: { kind: 'neglected', since, dueAt, ...name, ...personIn(lead) }, about: to ?? department, to: [to] };
}

/** Page by page, each in a transaction of its own. */
async function look(
  context: JobContext,
  work: (tx: Transaction, found: readonly Found[], power: Power) => Promise<void>,
): Promise<void> {
  let after = '' as LeadId;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const ids = await context.store.transaction(async (tx) => {
      const ids = await tx.leads.withoutHandoff(after, AT_ONCE);
      const power = await readPower(tx);
      const terms = await termsFor(context, tx, power);
      const found = (await tx.leads.view(ids)).flatMap(({ lead }) => {
        const neglect = neglectOf(lead, terms);
        return neglect === undefined ? [] : [{ lead, neglect }];
      });
      await work(tx, found, power);
      return ids;
    });
    after = ids.at(-1) ?? after;
    if (ids.length < AT_ONCE) break;
  }
}

async function termsFor(context: JobContext, tx: Transaction, power: Power): Promise<NeglectTerms> {
  const { settings, runtime } = context;
  const now = runtime.now();
  const { people } = await circumstancesOf(tx, context, power, now);
  const { terms: agreement } = termsOf(power, settings);
  return { agreement, people, holidays: settings.holidays, statuses: settings.statuses, now };
}
