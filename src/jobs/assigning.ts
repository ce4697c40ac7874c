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

/** Of the pool, or of the first after it in which somebody is available; else the pool's own queue. */
export async function assignOwner(request: AssignRequest, needs: NeedsOwner): Promise<Assigned> {
  const own = await turnOf(request, needs, needs.pool);
  if (own.member !== undefined) return own;
  for (const pool of needs.after ?? []) {
    const other = await turnOf(request, needs, pool);
    if (other.member !== undefined) return other;
  }
  return own;
}

async function turnOf(
  { tx, team, now, people, rehearsal }: AssignRequest,
  needs: NeedsOwner,
  name: string,
): Promise<Assigned> {
  const pool = team.pools[name];
  if (pool === undefined) throw new TypeError(`the agreement names a pool that team.yaml lacks: ${name}`);
  const state = await tx.leads.pool(name);
  const members = team.members.filter(
    (member) => pool.members.includes(member.key) && people.userId('salesforce', member.key) !== undefined,
  );
  const picked = assign({
    pool: name,
    members,
    state,
    open: await tx.leads.openByMember(),
    at: now,
    exclude: [...needs.exclude],
    ...(needs.preferred === undefined ? {} : { preferred: needs.preferred }),
  });
  if (rehearsal !== true) await tx.leads.savePool(name, { turn: picked.turn, taken: picked.taken });
  return {
    member: picked.member,
    queue: picked.member === undefined ? (pool.queue ?? name) : undefined,
    pool: name,
    turn: picked.turn,
  };
}
