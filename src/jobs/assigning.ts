/** Gives the turns of the pools: the pools are locked, the pure rule picks, and what they remember is kept in the same transaction. */
import type { Agreement } from '../domain/agreement/schema.ts';
import { type Assignment, assign } from '../domain/assign.ts';
import { calendarFor, isOpen } from '../domain/calendar.ts';
import type { Directory } from '../domain/circumstances.ts';
import type { Assigned, NeedsOwner } from '../domain/decide.ts';
import type { IsoDate } from '../domain/instant.ts';
import type { Team, TeamMember } from '../domain/team.ts';
import type { PoolState, Transaction } from '../ports/store.ts';

export interface TurnsMeans {
  readonly tx: Transaction;
  readonly team: Team;
  readonly now: Temporal.Instant;
  readonly people: Directory;
  readonly terms: Agreement;
  readonly holidays: ReadonlySet<IsoDate>;
  /** Picks without locking a pool or taking a turn. */
  readonly rehearsal?: boolean | undefined;
}

export interface Picked {
  readonly pool: string;
  readonly assignment: Assignment;
}

/** Everything that one transaction gives out. Nobody else gives out a turn of any pool till it ends, so what is open is counted once. */
export class Turns {
  readonly #means: TurnsMeans;
  readonly #pools = new Map<string, PoolState>();
  readonly #given = new Set<string>();
  #open: Record<string, number> | undefined;

  constructor(means: TurnsMeans) {
    this.#means = means;
  }

  /** Of the pool, or of the first after it in which somebody is available; else the pool's own queue. */
  async ownerFor(needs: NeedsOwner): Promise<Assigned> {
    const { tx, rehearsal = false } = this.#means;
    const { own, found } = await this.#ask(needs, (name) => (rehearsal ? tx.leads.seePool(name) : tx.leads.pool(name)));
    const { pool, assignment } = found ?? own;
    const { member, turn, taken } = assignment;
    if (member === undefined) return { queue: this.#poolOf(pool).queue ?? pool, pool, turn };
    if (rehearsal) return { member, pool, turn };
    this.#pools.set(pool, { turn, taken });
    this.#given.add(pool);
    const open = this.#open ?? {};
    open[member] = (open[member] ?? 0) + 1;
    return { member, pool, turn };
  }

  /** Every pool that would be asked, in its order, with its answer. Locks nothing and takes no turn. */
  async tried(needs: NeedsOwner): Promise<readonly Picked[]> {
    return (await this.#ask(needs, (name) => this.#means.tx.leads.seePool(name))).tried;
  }

  /** To be called before the transaction ends. */
  async keep(): Promise<void> {
    for (const pool of [...this.#given].sort()) {
      const state = this.#pools.get(pool);
      if (state !== undefined) await this.#means.tx.leads.savePool(pool, state);
    }
    this.#given.clear();
  }

  async #ask(
    needs: NeedsOwner,
    read: (name: string) => Promise<PoolState>,
  ): Promise<{ own: Picked; found: Picked | undefined; tried: readonly Picked[] }> {
    const own = await this.#pick(needs, needs.pool, read);
    const tried = [own];
    if (own.assignment.member !== undefined) return { own, found: own, tried };
    for (const pool of needs.after ?? []) {
      const other = await this.#pick(needs, pool, read);
      tried.push(other);
      if (other.assignment.member !== undefined) return { own, found: other, tried };
    }
    return { own, found: undefined, tried };
  }

  async #pick(needs: NeedsOwner, name: string, read: (name: string) => Promise<PoolState>): Promise<Picked> {
    const { tx, people, now } = this.#means;
    const pool = this.#poolOf(name);
    // What is open is counted behind the pool's lock: the statements are carried out in this order.
    const [state, open] = await Promise.all([
      this.#pools.get(name) ?? read(name),
      this.#open ?? tx.leads.openByMember(),
    ]);
    this.#pools.set(name, state);
    this.#open ??= { ...open };
    const members = pool.members.flatMap((key) => {
      const member = people.member(key);
      // Without an active user nobody can be given a task: they stand outside the turns until they have one.
      const active = people.userId('salesforce', key) !== undefined;
      return member === undefined ? [] : [active ? member : { ...member, salesforceUser: undefined }];
    });
    const assignment = assign({
      pool: name,
      members,
      state,
      open: this.#open,
      at: now,
      exclude: [...needs.exclude],
      ...(needs.preferred === undefined ? {} : { preferred: needs.preferred }),
      ...(pool.atWork ? { atWork: this.#atWork(members) } : {}),
    });
    return { pool: name, assignment };
  }

  #atWork(members: readonly TeamMember[]): ReadonlySet<string> {
    const { terms, holidays, now } = this.#means;
    const working = members.filter((member) => isOpen(now, calendarFor(terms, member, holidays)));
    return new Set(working.map(({ key }) => key));
  }

  #poolOf(name: string): Team['pools'][string] {
    const pool = this.#means.team.pools[name];
    if (pool === undefined) throw new TypeError(`the agreement names a pool that team.yaml lacks: ${name}`);
    return pool;
  }
}
