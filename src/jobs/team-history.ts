/** Who was in the team on any day, under which name and address, as the ledger tells it. */
import type { NewFact } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { TeamMember } from '../domain/team.ts';
import { membersOf, nameBy, TEAM_STREAM, teamBy } from '../domain/team-history.ts';
import type { Transaction } from '../ports/store.ts';

/** The members at that moment; undefined where the ledger does not tell yet. */
export async function membersAt(tx: Transaction, at: IsoInstant): Promise<readonly TeamMember[] | undefined> {
  const then = teamBy(await told(tx), at);
  return then === undefined ? undefined : membersOf(then);
}

/** What members were called at any moment; undefined for whom the ledger never named. */
export async function namesAt(tx: Transaction): Promise<(member: string, at: IsoInstant) => string | undefined> {
  const entries = await told(tx);
  return (member, at) => nameBy(entries, member, at);
}

/** The addresses in Salesforce under which the ledger has told of these members, whether they are still in the team or not. */
export async function addressesOf(tx: Transaction, members: readonly string[]): Promise<ReadonlySet<string>> {
  const entries = await told(tx);
  const addresses = entries.flatMap(({ fact }) => {
    if (fact.kind !== 'team-changed' || fact.of !== 'member' || fact.is === 'removed') return [];
    return members.includes(fact.member) ? [fact.now.salesforceUser?.text?.toLowerCase() ?? ''] : [];
  });
  return new Set(addresses.filter((one) => one !== ''));
}

export async function told(tx: Transaction): Promise<readonly NewFact[]> {
  return tx.ledger.reveal(await tx.ledger.ofStream(TEAM_STREAM));
}
