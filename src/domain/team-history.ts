/** The team as the ledger tells it: what a change of team.yaml means, and who could be given leads at any moment. */
import type { TextValue } from './fact-words.ts';
import type { NewFact } from './facts.ts';
import type { IsoInstant } from './instant.ts';
import { canonical, type Json } from './ledger.ts';
import type { MemberTerms, PoolTerms, TeamFact } from './other-facts.ts';
import type { OwnerKey, Team, TeamMember } from './team.ts';

export const TEAM_STREAM = 'team';

/** By key and by name, as facts have them: texts and members wrapped, null for what there is none of. */
export interface TeamThen {
  readonly members: ReadonlyMap<string, MemberTerms>;
  readonly pools: ReadonlyMap<string, PoolTerms>;
}

/** As the ledger would tell the team of this file. How somebody is told of things is left out: it decides no lead. */
export function toldOf({ members, pools }: Team): TeamThen {
  const names = Object.keys(pools).sort();
  return {
    members: new Map(
      members.map((member) => [
        member.key,
        {
          name: { text: member.name },
          department: member.department,
          language: member.language,
          zone: member.zone,
          manager: memberOrNull(member.manager),
          weight: member.weight,
          cap: member.cap ?? null,
          pools: names.filter((name) => pools[name]?.members.includes(member.key)),
          absences: member.absences.map(({ from, to }) => ({ from, to })),
          hours: member.hours ?? null,
          salesforceUser: textOrNull(member.salesforceUser),
          hubspotOwner: textOrNull(member.hubspotOwner),
        },
      ]),
    ),
    pools: new Map(
      names.map((name) => {
        const pool = pools[name];
        const { queue = null, manager, atWork = false } = pool ?? {};
        return [name, { queue, manager: memberOrNull(manager), atWork }];
      }),
    ),
  };
}

/** What is to be told so that the one becomes the other; nothing where they mean the same, in whatever order and words they were written. */
export function changesBetween(before: TeamThen, after: TeamThen): readonly TeamFact[] {
  const kind = 'team-changed';
  const facts: TeamFact[] = [];
  for (const [name, now] of after.pools) {
    const differs = differing(before.pools.get(name), now);
    const is = before.pools.has(name) ? 'changed' : 'added';
    if (differs !== undefined) facts.push({ kind, of: 'pool', pool: name, is, now: differs });
  }
  for (const [key, now] of after.members) {
    const differs = differing(before.members.get(key), now);
    const is = before.members.has(key) ? 'changed' : 'added';
    if (differs !== undefined) facts.push({ kind, of: 'member', member: key as OwnerKey, is, now: differs });
  }
  for (const key of before.members.keys())
    if (!after.members.has(key)) facts.push({ kind, of: 'member', member: key as OwnerKey, is: 'removed' });
  for (const pool of before.pools.keys())
    if (!after.pools.has(pool)) facts.push({ kind, of: 'pool', pool, is: 'removed' });
  return facts;
}

function differing<Terms extends object>(before: Terms | undefined, now: Terms): Partial<Terms> | undefined {
  const old: Partial<Terms> = before ?? {};
  const names = Object.keys(now) as (keyof Terms)[];
  const changed = names.filter((name) => !(name in old) || !same(old[name], now[name]));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((name) => [name, now[name]])) as Partial<Terms>;
}

function same(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}

/** Without members that are undefined, which no fact has. */
function plain(value: unknown): string {
  const json: Json = JSON.parse(JSON.stringify(value));
  return canonical(json);
}

/** The team that these entries of its stream, in their order, have come to by that moment; undefined where none is so old. */
export function teamBy(entries: readonly NewFact[], at: IsoInstant): TeamThen | undefined {
  const told = entries.filter((entry) => entry.at <= at);
  if (told.length === 0) return undefined;
  const members = new Map<string, MemberTerms>();
  const pools = new Map<string, PoolTerms>();
  for (const { fact } of told) {
    if (fact.kind !== 'team-changed') continue;
    if (fact.of === 'pool') {
      if (fact.is === 'removed') pools.delete(fact.pool);
      else pools.set(fact.pool, { ...NO_POOL, ...pools.get(fact.pool), ...fact.now });
    } else if (fact.is === 'removed') members.delete(fact.member);
    else members.set(fact.member, { ...NOBODY, ...members.get(fact.member), ...fact.now });
  }
  return { members, pools };
}

/** The members as team.yaml would name them. */
export function membersOf({ members }: TeamThen): readonly TeamMember[] {
  return [...members].map(([key, terms]) => ({
    key,
    name: terms.name.text ?? '',
    department: terms.department,
    language: terms.language,
    zone: terms.zone,
    weight: terms.weight,
    absences: [...terms.absences],
    ...(terms.manager === null ? {} : { manager: terms.manager.member }),
    ...(terms.cap === null ? {} : { cap: terms.cap }),
    ...(terms.hours === null ? {} : { hours: terms.hours }),
    ...(terms.salesforceUser?.text ? { salesforceUser: terms.salesforceUser.text } : {}),
    ...(terms.hubspotOwner?.text ? { hubspotOwner: terms.hubspotOwner.text } : {}),
  }));
}

/** The name that a member bore at that moment, or had borne when they left; before the ledger tells of them, the first that it tells. */
export function nameBy(entries: readonly NewFact[], member: string, at: IsoInstant): string | undefined {
  const named = entries.flatMap(({ fact, at: since }) => {
    const theirs = fact.kind === 'team-changed' && fact.of === 'member' && fact.member === member;
    return theirs && fact.is !== 'removed' && fact.now.name !== undefined ? [{ since, name: fact.now.name }] : [];
  });
  return (named.findLast(({ since }) => since <= at) ?? named[0])?.name.text ?? undefined;
}

const NOBODY: MemberTerms = {
  name: { text: '' },
  department: '',
  language: 'en',
  zone: 'UTC',
  manager: null,
  weight: 1,
  cap: null,
  pools: [],
  absences: [],
  hours: null,
  salesforceUser: null,
  hubspotOwner: null,
};
const NO_POOL: PoolTerms = { queue: null, manager: null, atWork: false };

function memberOrNull(key: string | undefined): MemberTerms['manager'] {
  return key === undefined ? null : { member: key as OwnerKey };
}

function textOrNull(text: string | undefined): TextValue | null {
  return text === undefined ? null : { text };
}
