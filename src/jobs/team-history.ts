/** Tells the ledger what has changed in team.yaml, so that it can be shown who could be given leads on any day. */
import type { NewFact } from '../domain/facts.ts';
import { type IsoInstant, iso } from '../domain/instant.ts';
import type { TeamMember } from '../domain/team.ts';
import {
  changesBetween,
  membersOf,
  nameBy,
  TEAM_STREAM,
  type TeamThen,
  teamBy,
  toldOf,
} from '../domain/team-history.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { readPower } from './power.ts';
import { lockTeam } from './team-now.ts';

const NOBODY: TeamThen = { members: new Map(), pools: new Map() };

/** Called before leads are judged by this file: when `work` starts, when a version is signed, and by commands that judge without `work`. */
export async function noteTeam(context: JobContext): Promise<void> {
  await context.store.transaction((tx) => noteTeamIn(tx, context));
}

/** Writes nothing before a version is in force, as nobody can be given leads till then; nor where the ledger tells the same already, or is not trusted. */
export async function noteTeamIn(tx: Transaction, { runtime, settings }: JobContext): Promise<void> {
  const { distrusted, inForce } = await readPower(tx);
  if (distrusted !== undefined || inForce === undefined) return;
  await lockTeam(tx);
  const at = iso(runtime.now());
  const before = teamBy(await told(tx), at) ?? NOBODY;
  const changes = changesBetween(before, toldOf(settings.team));
  if (changes.length === 0) return;
  const cause = { by: 'person', how: 'unknown' } as const;
  await tx.ledger.append(changes.map((fact): NewFact => ({ stream: TEAM_STREAM, at, cause, fact })));
}

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

async function told(tx: Transaction): Promise<readonly NewFact[]> {
  return tx.ledger.reveal(await tx.ledger.ofStream(TEAM_STREAM));
}
