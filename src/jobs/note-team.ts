/** Tells the ledger what has changed in team.yaml, so that it can be shown who could be given leads on any day. */
import type { NewFact } from '../domain/facts.ts';
import { iso } from '../domain/instant.ts';
import { changesBetween, TEAM_STREAM, type TeamThen, teamBy, toldOf } from '../domain/team-history.ts';
import type { Transaction } from '../ports/store.ts';
import type { JobContext } from './context.ts';
import { touchOfAbsent } from './owners-gone.ts';
import { readPower } from './power.ts';
import { told } from './team-history.ts';
import { lockTeam } from './team-now.ts';

const NOBODY: TeamThen = { members: new Map(), pools: new Map() };

/** Called before leads are judged by this file: when `work` starts, when a version is signed, and by commands that judge without `work`. */
export async function noteTeam(context: JobContext): Promise<void> {
  await context.store.transaction((tx) => noteTeamIn(tx, context));
}

/** Writes nothing before a version is in force, as nobody can be given leads till then; nor where the ledger tells the same already, or is not trusted. */
export async function noteTeamIn(tx: Transaction, context: JobContext): Promise<void> {
  const { runtime, settings } = context;
  const { distrusted, inForce } = await readPower(tx);
  if (distrusted !== undefined || inForce === undefined) return;
  await lockTeam(tx);
  const at = iso(runtime.now());
  const before = teamBy(await told(tx), at) ?? NOBODY;
  const changes = changesBetween(before, toldOf(settings.team));
  const back = changes.flatMap((one) => (one.of === 'member' && one.is === 'added' ? [one.member] : []));
  await touchOfAbsent(tx, context, back, at);
  if (changes.length === 0) return;
  const cause = { by: 'person', how: 'unknown' } as const;
  await tx.ledger.append(changes.map((fact): NewFact => ({ stream: TEAM_STREAM, at, cause, fact })));
}
