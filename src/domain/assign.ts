/** Who takes the next handoff of a pool: the account's owner, else whoever's turn it is by weight, else the pool's queue. Pure; the caller keeps the turn. */
import { localDate } from './calendar.ts';
import type { OwnerKey, TeamMember } from './team.ts';

/** What a pool remembers: how many handoffs it has given out, and how many each member has had. */
export interface Turns {
  readonly turn: number;
  /** Counts what a member had, and for the time they could not take any, the share they would have had: absence is not made up on return. */
  readonly taken: Readonly<Record<string, number>>;
}

export interface Assigning {
  readonly pool: string;
  readonly members: readonly TeamMember[];
  readonly state: Turns;
  /** Open handoffs by member key. */
  readonly open: Readonly<Record<string, number>>;
  readonly at: Temporal.Instant;
  /** Never these, for this lead only: e.g. the rep who sent it back. They keep their place in turn. */
  readonly exclude?: readonly OwnerKey[];
  /** The owner of the lead's account: first when available. It counts as a turn. */
  readonly preferred?: OwnerKey;
  /** Those in their working hours, where these come first; absent: hours do not matter. Where none of them can take it, the others are asked. */
  readonly atWork?: ReadonlySet<string>;
}

export const BECAUSE = ['absent', 'cap', 'excluded', 'no-salesforce-user', 'off-hours'] as const;
export type Because = (typeof BECAUSE)[number];

export interface Assignment extends Turns {
  readonly member?: OwnerKey;
  /** The pool whose queue takes it; present exactly when `member` is not. */
  readonly queue?: string;
  readonly why: {
    readonly reason: 'account-owner' | 'turn' | 'nobody-available';
    /** Everybody who could not take it, in order of the keys. */
    readonly skipped: readonly { readonly member: string; readonly because: Because }[];
  };
}

/** Nobody is owed more than this, whatever changed in the team or its weights since: a newcomer is not flooded. */
const MOST_OWED = 1;
/** Nobody is ahead by more than this, so that many leads of one's own accounts, or a lowered weight, cost few turns. */
const MOST_AHEAD = 3;
/** Shares are fractions; beyond this many parts of one turn they count as equal. */
const PARTS = 1e9;
const NEARLY = 1e-6;

/**
 * Weighted turns by earliest deadline first (R. Tijdeman, "The chairman assignment problem", 1980): a member's k-th turn becomes possible when the weights
 * entitle them to more than k − 1 and is due when they are entitled to k. While all are available, everybody has at every moment what their weight
 * entitles them to, within less than one. The order in which members are given is irrelevant.
 */
export function assign(request: Assigning): Assignment {
  const members = [...request.members].sort((a, b) => (a.key < b.key ? -1 : 1));
  const barred = new Map(members.map((member) => [member.key, because(member, request)]));
  const able = members.filter(({ key }) => barred.get(key) === undefined);
  const { atWork } = request;
  if (atWork !== undefined && able.some(({ key }) => atWork.has(key)))
    for (const { key } of able) if (!atWork.has(key)) barred.set(key, 'off-hours');
  const skipped = members.flatMap(({ key }) => {
    const reason = barred.get(key);
    return reason === undefined ? [] : [{ member: key, because: reason }];
  });
  const candidates = members.filter(({ key }) => barred.get(key) === undefined);
  const shares = sharesOf(members, request.state.taken);
  const owner = candidates.find(({ key }) => key === request.preferred);
  const chosen = owner ?? earliestDue(candidates, request.open, shares);
  if (chosen === undefined) {
    return { queue: request.pool, ...request.state, why: { reason: 'nobody-available', skipped } };
  }
  // Those whom only this lead passes over share in the turn's progress; the others stand outside it.
  const present = members.filter(({ key }) => [undefined, 'excluded'].includes(barred.get(key)));
  return {
    member: chosen.key as OwnerKey,
    turn: request.state.turn + 1,
    taken: { ...request.state.taken, ...takenAfter(chosen, members, present, shares) },
    why: { reason: owner === undefined ? 'turn' : 'account-owner', skipped },
  };
}

/** Lasting reasons come before the one that concerns this lead alone. */
function because(member: TeamMember, { at, open, exclude = [] }: Assigning): Because | undefined {
  if (member.salesforceUser === undefined) return 'no-salesforce-user';
  const today: string = localDate(at, member.zone);
  if (member.absences.some(({ from, to }) => from <= today && today <= to)) return 'absent';
  if (member.cap !== undefined && (open[member.key] ?? 0) >= member.cap) return 'cap';
  return exclude.some((key) => key === member.key) ? 'excluded' : undefined;
}

interface Shares {
  /** Turns that one unit of weight is entitled to so far. */
  readonly perWeight: number;
  readonly taken: ReadonlyMap<string, number>;
}

function sharesOf(members: readonly TeamMember[], kept: Turns['taken']): Shares {
  const known = members.filter(({ key }) => kept[key] !== undefined);
  const mean = perWeight(known, (key) => kept[key] ?? 0);
  const taken = new Map(
    members.map(({ key, weight }) => {
      const fair = mean * weight;
      return [key, Math.min(fair + MOST_AHEAD, Math.max(fair - MOST_OWED, kept[key] ?? fair))];
    }),
  );
  return { perWeight: perWeight(members, (key) => taken.get(key) ?? 0), taken };
}

function perWeight(members: readonly TeamMember[], taken: (key: string) => number): number {
  const weights = members.reduce((sum, { weight }) => sum + weight, 0);
  return weights === 0 ? 0 : members.reduce((sum, { key }) => sum + taken(key), 0) / weights;
}

/** Of those who may have another turn, the one whose turn is due first; then who is owed most, who has least open, by key. If nobody may, of all. */
function earliestDue(
  candidates: readonly TeamMember[],
  open: Assigning['open'],
  shares: Shares,
): TeamMember | undefined {
  const had = ({ key }: TeamMember): number => shares.taken.get(key) ?? 0;
  const soon = shares.perWeight + 1 / candidates.reduce((sum, { weight }) => sum + weight, 0);
  const released = candidates.filter((member) => had(member) + NEARLY < member.weight * soon);
  const due = (member: TeamMember): number => (had(member) + 1) / member.weight;
  const owed = (member: TeamMember): number => member.weight * soon - had(member);
  const [first] = [...(released.length > 0 ? released : candidates)].sort((a, b) => {
    if (Math.abs(due(a) - due(b)) > NEARLY) return due(a) - due(b);
    if (Math.abs(owed(b) - owed(a)) > NEARLY) return owed(b) - owed(a);
    return (open[a.key] ?? 0) - (open[b.key] ?? 0);
  });
  return first;
}

function takenAfter(
  chosen: TeamMember,
  members: readonly TeamMember[],
  present: readonly TeamMember[],
  shares: Shares,
): Record<string, number> {
  const weights = present.reduce((sum, { weight }) => sum + weight, 0);
  return Object.fromEntries(
    members.map((member) => {
      const before = shares.taken.get(member.key) ?? 0;
      const passed = present.includes(member) ? 0 : member.weight / weights;
      const after = before + (member === chosen ? 1 : passed);
      return [member.key, Math.round(after * PARTS) / PARTS];
    }),
  );
}
