/** What is to be sent: deeds, each once, and states, whose fields are computed when they are sent; and what went wrong. */
import { sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { RecordRef, System } from '../domain/record.ts';
import type { DeedPayload, OutboxRow, Outcome, Sent } from '../domain/writes.ts';
import type { ClaimWishes, Ignored, ListedProblem } from '../ports/outbox.ts';
import type { Outbox } from '../ports/store.ts';
import { claimPut, claimRows, nextDue, type Put } from './outbox-claims.ts';
import {
  type DeedPut,
  type Departure,
  noteDepartures,
  outboxRowOf,
  putDeeds,
  putStates,
  type Settlement,
  type StatePut,
  settleAll,
} from './outbox-rows.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { changeProblems, type ProblemChange, problemsOf } from './problems.ts';
import { asNumbers, encode } from './rows.ts';
import type { Collected, Work } from './work.ts';

export class StoredOutbox implements Outbox {
  readonly #work: Work;
  readonly #deeds: Collected<DeedPut>;
  readonly #states: Collected<StatePut>;
  readonly #departures: Collected<Departure>;
  readonly #settlements: Collected<Settlement>;
  readonly #problems: Collected<ProblemChange>;
  readonly #awaiting = new Set<System>();
  readonly #put = new Map<System, Put[]>();

  constructor(work: Work) {
    this.#work = work;
    this.#deeds = work.collect(putDeeds);
    this.#states = work.collect(putStates);
    this.#departures = work.collect(noteDepartures);
    this.#settlements = work.collect(settleAll);
    this.#problems = work.collect(changeProblems);
  }

  async putState(target: RecordRef, lead: LeadId): Promise<void> {
    this.#states.add({ target, lead });
    this.#awaiting.add(target.system);
  }

  async putDeed(
    system: System,
    lead: LeadId,
    key: string,
    payload: DeedPayload,
    notBefore?: IsoInstant,
  ): Promise<void> {
    this.#deeds.add({ system, lead, key, payload, notBefore });
    if (notBefore !== undefined) return;
    this.#awaiting.add(system);
    const put = this.#put.get(system) ?? [];
    put.push({ key, lead });
    this.#put.set(system, put);
  }

  awaiting(): ReadonlySet<System> {
    return this.#awaiting;
  }

  async reopen(id: number, notBefore: IsoInstant): Promise<void> {
    await sql`
      update outbox set status = 'waiting', attempts = 0, not_before = ${notBefore}
      where id = ${id} and status = 'rejected' ${UNANSWERED}`.execute(await this.#work.db());
  }

  async claim(
    system: System,
    now: IsoInstant,
    machineMs: number,
    limit: number,
    { own = false, ...wishes }: ClaimWishes = {},
  ): Promise<readonly OutboxRow[]> {
    const leaseUntil = machineMs + this.#work.means.leaseMs;
    const request = { system, now, machineMs, leaseUntil, limit, ...wishes };
    const db = await this.#work.db();
    const put = own ? (this.#put.get(system) ?? []) : [];
    return (await (put.length > 0 ? claimPut(db, put, request) : claimRows(db, request))).map(outboxRowOf);
  }

  async renew(ids: readonly number[], machineMs: number): Promise<void> {
    await sql`
      update outbox set lease_until = ${machineMs + this.#work.means.leaseMs}::bigint
      where id = any(array(
        select id from outbox
        where id = any(${asNumbers(ids)}) and status = 'sending' and lease_until > ${machineMs}::bigint
        order by id for update))`.execute(await this.#work.db());
  }

  async fixDue(id: number, payload: DeedPayload): Promise<void> {
    await sql`update outbox set payload = ${encode(payload)} where id = ${id} ${UNANSWERED}`.execute(
      await this.#work.db(),
    );
  }

  async sending(id: number, sent: Sent): Promise<void> {
    this.#departures.add({ id, sent });
  }

  async settle(
    id: number,
    outcome: Outcome | { readonly state: 'nothing-to-do' },
    _at: IsoInstant,
    notBefore?: IsoInstant,
  ): Promise<void> {
    this.#settlements.add({ id, outcome, notBefore });
  }

  async orphan(): Promise<number> {
    const db = await this.#work.db();
    const { numUpdatedRows } = await db
      .updateTable('outbox')
      .set({ status: 'unknown', resolving: false, lease_until: null })
      .where('status', '=', 'sending')
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  /** Everything unsettled, and refused deeds, oldest first. */
  async pending(): Promise<readonly OutboxRow[]> {
    const db = await this.#work.db();
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('status', 'in', ['waiting', 'sending', 'unknown', 'rejected'])
      .orderBy('id')
      .execute();
    return rows.map(outboxRowOf);
  }

  async count(
    system?: System,
  ): Promise<{ readonly unsettled: number; readonly deeds: number; readonly problems: number }> {
    const ofOne = system === undefined ? sql`` : sql`and system = ${system}`;
    const { rows } = await sql<{ unsettled: number; deeds: number; problems: number }>`
      select count(*) as unsettled, count(*) filter (where kind = 'deed') as deeds,
        (select count(*) from problem where ignored is null) as problems
      from outbox where status in ('waiting', 'sending', 'unknown') ${ofOne}`.execute(await this.#work.db());
    return rows[0] ?? { unsettled: 0, deeds: 0, problems: 0 };
  }

  async nextDue(system: System, machineMs: number): Promise<IsoInstant | undefined> {
    return nextDue(await this.#work.db(), system, machineMs);
  }

  async listProblem(problem: Problem, at: IsoInstant, key: string): Promise<void> {
    this.#problems.add({ key, listed: { problem, at } });
  }

  async clearProblem(key: string): Promise<void> {
    this.#problems.add({ key, listed: undefined });
  }

  async problems(): Promise<readonly ListedProblem[]> {
    return problemsOf(await this.#work.db());
  }

  async ignoreProblem(key: string, word: Ignored): Promise<void> {
    await sql`update problem set ignored = ${encode(word)} where key = ${key}`.execute(await this.#work.db());
  }
}
