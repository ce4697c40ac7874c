/** The team as it is today: team.yaml, and what was set by command since: absences, and how much sales can take. */
import { z } from 'zod';
import { CAPACITIES, type Capacity, type TeamMember } from '../domain/team.ts';
import type { Transaction } from '../ports/store.ts';
import type { Settings } from './context.ts';

const NAME = 'team';
const stored = z.object({
  capacity: z.enum(CAPACITIES).default('normal'),
  away: z.array(z.object({ member: z.string(), from: z.string(), to: z.string() })).default([]),
});
export type SetByCommand = z.infer<typeof stored>;

export interface TeamNow {
  readonly members: readonly TeamMember[];
  readonly capacity: Capacity;
}

export async function teamNow(tx: Transaction, { team }: Pick<Settings, 'team'>): Promise<TeamNow> {
  const { capacity, away } = stored.parse((await tx.installation.get(NAME)) ?? {});
  if (away.length === 0) return { members: team.members, capacity };
  const members = team.members.map((member) => {
    const more = away.filter((one) => one.member === member.key).map(({ from, to }) => ({ from, to }));
    return more.length === 0 ? member : { ...member, absences: [...member.absences, ...more] };
  });
  return { members, capacity };
}

/** Till the transaction ends nobody else changes what is told of the team. */
export async function lockTeam(tx: Transaction): Promise<void> {
  await tx.installation.getLocked(NAME);
}

/** Locked, so that two commands at one moment do not undo each other. */
export async function changeTeam(
  tx: Transaction,
  change: (before: SetByCommand) => SetByCommand,
): Promise<{ readonly before: SetByCommand; readonly after: SetByCommand }> {
  const before = stored.parse((await tx.installation.getLocked(NAME)) ?? {});
  const after = change(before);
  await tx.installation.set(NAME, after);
  return { before, after };
}
