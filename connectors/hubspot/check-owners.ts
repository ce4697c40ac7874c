/** Owners whom team.yaml names: one that HubSpot does not know, or has deactivated, can own no contact. */
import type { Finding } from '../../src/domain/finding.ts';
import type { CheckAsked } from '../../src/ports/connector.ts';
import { CHECK } from './check-token.ts';
import { type Owner, ownerPage, teamsOf } from './read-owners.ts';
import type { Reading } from './reading.ts';

/** The endpoint's own largest page (page "Owners"); pages of each list that are looked at. */
const PAGE = 500;
const MOST_PAGES = 20;

/** Nothing where owners cannot be read: that is a finding of the scopes. */
export async function checkOwners(reading: Reading, { owners = [] }: CheckAsked): Promise<readonly Finding[]> {
  if (owners.length === 0) return [];
  const active = await ownersOf(reading, false);
  const inactive = active === undefined ? undefined : await ownersOf(reading, true);
  if (active === undefined || inactive === undefined) return [];
  const known = byAddress(active);
  const gone = byAddress(inactive);
  const findings = owners.flatMap(({ email, member, at }): readonly Finding[] => {
    const address = email.toLowerCase();
    if (known.has(address)) return [];
    const says = gone.has(address) ? 'owner-inactive' : 'owner-unknown';
    const base = { name: 'owner', ok: false, severity: 'warning', detail: email, mover: 'admin' } as const;
    return [{ ...base, says, about: { member, owner: email }, at }];
  });
  if (findings.length > 0) return findings;
  const named = owners.flatMap(({ email }) => known.get(email.toLowerCase()) ?? []);
  const teams = [...new Set(named.flatMap(teamsOf))].sort();
  const about = { count: String(owners.length), teams: teams.join(', ') };
  return [{ name: 'owner', ok: true, detail: about.count, says: 'owners-fine', about }];
}

function byAddress(owners: readonly Owner[]): ReadonlyMap<string, Owner> {
  return new Map(owners.flatMap((owner) => (owner.email ? [[owner.email.toLowerCase(), owner] as const] : [])));
}

async function ownersOf({ client }: Reading, deactivated: boolean): Promise<readonly Owner[] | undefined> {
  const owners: Owner[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.ask(CHECK, async () =>
      ownerPage.parse(await client.apis.owners.getPage(undefined, after, PAGE, deactivated)),
    );
    if (answer.state !== 'answered') return undefined;
    owners.push(...answer.value.results);
    after = answer.value.paging?.next?.after;
    if (after === undefined) break;
  }
  return owners;
}
