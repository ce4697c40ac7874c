/** Whom a notice concerns: members of the team, their managers, and the heads of the parties. */
import type { Agreement } from './agreement/schema.ts';
import type { Holder } from './facts.ts';
import type { Recipient, RecipientKey } from './notice.ts';
import type { ChannelName, Department, Team, TeamMember } from './team.ts';

/**
 * Who answers for whoever holds it, and hears of what is late. Of a member: their own manager, else that of a pool in which they take turns. Of a queue:
 * its pool's, else that of a member of the department. Where none is named, the first of the department who has none.
 */
export function managerOf(
  { pools, members }: Pick<Team, 'pools' | 'members'>,
  { department, member }: Holder,
  queue?: string,
): string | undefined {
  const there = members.filter((one) => one.department === department);
  const above = member === undefined ? undefined : members.find(({ key }) => key === member)?.manager;
  // A pool without a queue of its own is called by its name.
  const [, pool] =
    Object.entries(pools).find(
      ([name, one]) =>
        one.manager !== undefined &&
        (member === undefined ? (one.queue ?? name) === queue : one.members.includes(member)),
    ) ?? [];
  const anybodys = member === undefined ? there.find(({ manager }) => manager !== undefined)?.manager : undefined;
  return above ?? pool?.manager ?? anybodys ?? firstOf(there);
}

/** Who speaks for these people where nobody was named: the first who has no manager. */
export function firstOf(members: readonly TeamMember[]): string | undefined {
  return (members.find(({ manager }) => manager === undefined) ?? members[0])?.key;
}

/** The member who holds it, or who stands for its queue. */
export function holderOf(team: Team, to: Holder, queue: string | undefined): string | undefined {
  return to.member ?? managerOf(team, to, queue);
}

/** Who can find out what is missing: whoever holds the lead, if it is theirs to find out, else the whole department. */
export function askedIn({ members }: Team, department: Department, holder: Holder): readonly string[] {
  const there = members.filter((member) => member.department === department).map(({ key }) => key);
  return holder.member !== undefined && there.includes(holder.member) ? [holder.member] : there;
}

/**
 * Of each party: the head in `heads`, or the member who bears the name that the agreement gives its head (`佐藤 明子 / Akiko Sato`: one of the two), or the
 * members of the department who have no manager.
 */
export function headsOf({ parties }: Pick<Agreement, 'parties'>, { members, heads }: Team): readonly RecipientKey[] {
  const keys = parties.flatMap(({ department, head }) => {
    if (heads !== undefined && Object.hasOwn(heads, department)) return [`head:${department}`];
    const named = members.find(({ name }) => head.split('/').some((one) => one.trim() === name));
    if (named !== undefined) return [named.key];
    return members.filter((one) => one.department === department && one.manager === undefined).map(({ key }) => key);
  });
  return [...new Set(keys)];
}

/** Whoever looks after Baton. */
const ADMIN = 'admin:';

/** Who hears of what only an administrator can mend; where team.yaml names none, the heads of the parties, who can tell them. */
export function adminsOf(agreement: Pick<Agreement, 'parties'> | undefined, team: Team): readonly RecipientKey[] {
  if (team.admin !== undefined) return [ADMIN];
  if (agreement !== undefined) return headsOf(agreement, team);
  const first = firstOf(team.members);
  return first === undefined ? [] : [first];
}

/** Those who can be reached by any of these channels, each once; two keys with the same address are one person, the first. */
export function recipientsOf(
  keys: readonly (RecipientKey | undefined)[],
  team: Team,
  channels: readonly ChannelName[],
): readonly Recipient[] {
  const addresses = new Set<string>();
  return [...new Set(keys)].flatMap((key) => {
    const found = key === undefined ? undefined : recipientOf(key, team, channels);
    if (found === undefined || found.channels.length === 0) return [];
    const address = addressOf(found.key, team)?.toLowerCase();
    if (address !== undefined && addresses.has(address)) return [];
    addresses.add(address ?? found.key);
    return [found];
  });
}

/** Undefined where nobody is known by that key any more. */
export function recipientOf(
  key: RecipientKey,
  { members, heads, admin }: Team,
  channels: readonly ChannelName[],
): Recipient | undefined {
  const member = members.find((one) => one.key === key);
  if (member !== undefined) {
    const { name, language, zone, notify } = member;
    return { key, name, language, zone, channels: channels.filter((one) => notify?.includes(one) ?? true) };
  }
  const mail = channels.filter(isMail);
  if (key === ADMIN && admin !== undefined) {
    const { email: name, language, zone } = admin;
    return { key, name, language, zone, channels: mail.length > 0 ? mail : channels };
  }
  const department = departmentOf(key);
  const head = department === undefined ? undefined : heads?.[department];
  if (head === undefined) return undefined;
  // A conversation is the team's.
  return { key, name: head.email, language: head.language, zone: head.zone, channels: mail };
}

function isMail(channel: ChannelName): boolean {
  return channel === 'email';
}

function departmentOf(key: RecipientKey): Department | undefined {
  return key.startsWith('head:') ? key.slice('head:'.length) : undefined;
}

/** Where e-mail goes. */
export function addressOf(key: RecipientKey, { members, heads, admin }: Team): string | undefined {
  const member = members.find((one) => one.key === key);
  if (member !== undefined) return mailOf(member);
  if (key === ADMIN) return admin?.email;
  const department = departmentOf(key);
  return department === undefined ? undefined : heads?.[department]?.email;
}

function mailOf({ email, salesforceUser, hubspotOwner }: TeamMember): string | undefined {
  return email ?? salesforceUser ?? hubspotOwner;
}
