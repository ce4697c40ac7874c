/** Those who can see to nothing any more: deactivated users of Salesforce, whose handoffs go to somebody else, and whoever was taken out of team.yaml, whose handoffs are listed. */
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { SourceRecord } from '../domain/record.ts';
import type { Transaction } from '../ports/store.ts';
import { directory } from './circumstances.ts';
import type { JobContext } from './context.ts';

/** Leads that are marked at a time, and how often: nobody has more than a million open handoffs. */
const AT_ONCE = 1000;
const PAGES = 1000;

/** Marks whatever is with those of the team whose records have changed so. In the caller's transaction, after they were kept. */
export async function touchOfGone(
  tx: Transaction,
  context: JobContext,
  changed: readonly SourceRecord[],
  at: IsoInstant,
): Promise<void> {
  const users = changed.filter(({ ref, fields, deleted }) => {
    return ref.system === 'salesforce' && ref.object === 'user' && (deleted || fields['active'] === false);
  });
  if (users.length === 0) return;
  const people = await directory(tx, context);
  const members = users.flatMap(
    ({ ref }) => people.memberOf('salesforce', { type: 'person', user: ref.id })?.key ?? [],
  );
  const gone = [...new Set(members)].filter((key) => people.isGone(key));
  await touchHeld(tx, gone, at);
}

/**
 * Of all who have open handoffs: whoever is gone or in the team no more, also where that came about while nobody was looking; and `back`, whose handoffs may be
 * listed still.
 */
export async function touchOfAbsent(
  tx: Transaction,
  context: JobContext,
  back: readonly string[],
  at: IsoInstant,
): Promise<void> {
  const holders = Object.keys(await tx.leads.openByMember());
  if (holders.length === 0) return;
  const people = await directory(tx, context);
  const absent = holders.filter((key) => people.member(key) === undefined || people.isGone(key) || back.includes(key));
  await touchHeld(tx, absent, at);
}

async function touchHeld(tx: Transaction, members: readonly string[], at: IsoInstant): Promise<void> {
  if (members.length === 0) return;
  let after = '' as LeadId;
  for (let page = 0; page < PAGES; page += 1) {
    const leads = await tx.leads.heldBy(members, after, AT_ONCE);
    await tx.leads.touch(leads, at);
    const last = leads.at(-1);
    if (last === undefined || leads.length < AT_ONCE) return;
    after = last;
  }
}
