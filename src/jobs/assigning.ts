/** Gives the next turn of a pool: the pool's row is locked, the pure rule picks, the turn is kept in the same transaction. */
import { assign } from '../domain/assign.ts';
import type { Directory } from '../domain/circumstances.ts';
import type { Assigned, NeedsOwner } from '../domain/decide.ts';
import type { Team } from '../domain/team.ts';
import type { Transaction } from '../ports/store.ts';

export interface AssignRequest {
  readonly tx: Transaction;
  readonly team: Team;
  readonly now: Temporal.Instant;
  readonly people: Directory;
  /** Picks without taking the turn. */
  readonly rehearsal?: boolean;
}

export async function assignOwner(
  { tx, team, now, people, rehearsal }: AssignRequest,
  needs: NeedsOwner,
): Promise<Assigned> {
  const pool = team.pools[needs.pool];
  if (pool === undefined) throw new TypeError(`the agreement names a pool that team.yaml lacks: ${needs.pool}`);
  const state = await tx.leads.pool(needs.pool);
  const members = team.members.filter(
    (member) => pool.members.includes(member.key) && people.userId('salesforce', member.key) !== undefined,
  );
  const picked = assign({
    pool: needs.pool,
    members,
    state,
    open: await tx.leads.openByMember(),
    at: now,
    exclude: [...needs.exclude],
    ...(needs.preferred === undefined ? {} : { preferred: needs.preferred }),
  });
  if (rehearsal !== true) await tx.leads.savePool(needs.pool, { turn: picked.turn, taken: picked.taken });
  return {
    member: picked.member,
    queue: picked.member === undefined ? (pool.queue ?? needs.pool) : undefined,
    turn: picked.turn,
  };
}
