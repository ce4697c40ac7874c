/** What is to be sent: deeds, each once, and states, whose fields are computed when they are sent. */
import { sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import { type RecordRef, recordKey, type System } from '../domain/record.ts';
import type { DeedPayload, OutboxRow, Outcome } from '../domain/writes.ts';
import type { Outbox } from '../ports/store.ts';
import { claimRows, nextDue } from './outbox-claims.ts';
import { encode } from './rows.ts';
import type { OutboxTableRow } from './tables.ts';
import type { Work } from './work.ts';
import { refOf } from './written.ts';

export type StoredOutboxRow = Omit<OutboxTableRow, 'id'> & { readonly id: number };
type Change = Partial<Pick<OutboxTableRow, 'status' | 'again' | 'attempts' | 'not_before'>>;

/** A refusal that says when to try again is tried so often at most. */
const ATTEMPTS = 20;

export class StoredOutbox implements Outbox {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  /** A state that is being sent is sent once more afterwards: what is on its way may be older than this wish. */
  async putState(target: RecordRef, lead: LeadId): Promise<void> {
    const key = recordKey(target);
    await sql`
      insert into outbox (kind, system, lead, key, target, status) values ('state', ${target.system}, ${lead}, ${key}, ${key}, 'waiting')
      on conflict (system, kind, key) do update set lead = excluded.lead, again = outbox.status <> 'waiting'
      where outbox.lead <> excluded.lead or (outbox.status <> 'waiting' and not outbox.again)`.execute(this.#work.db);
  }

  /** Put again, a refused deed is tried anew; any other stays as it is. */
  async putDeed(
    system: System,
    lead: LeadId,
    key: string,
    payload: DeedPayload,
    notBefore?: IsoInstant,
  ): Promise<void> {
    await sql`
      insert into outbox (kind, system, lead, key, payload, status, not_before)
      values ('deed', ${system}, ${lead}, ${key}, ${encode(payload)}, 'waiting', ${notBefore ?? null})
      on conflict (system, kind, key) do update set status = 'waiting', attempts = 0, not_before = excluded.not_before
      where outbox.status = 'rejected'`.execute(this.#work.db);
  }

  async claim(system: System, now: IsoInstant, machineMs: number, limit: number): Promise<readonly OutboxRow[]> {
    const { db, means } = this.#work;
    const rows = await claimRows(db, { system, now, machineMs, leaseUntil: machineMs + means.leaseMs, limit });
    return rows.map(outboxRowOf);
  }

  async fixDue(id: number, payload: DeedPayload): Promise<void> {
    await this.#work.db
      .updateTable('outbox')
      .set({ payload: encode(payload) })
      .where('id', '=', id)
      .execute();
  }

  async settle(
    id: number,
    outcome: Outcome | { readonly state: 'nothing-to-do' },
    _at: IsoInstant,
    notBefore?: IsoInstant,
  ): Promise<void> {
    const { db } = this.#work;
    const row = await db.selectFrom('outbox').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (row === undefined || row.status === 'done' || row.status === 'rejected' || row.status === 'dropped') return;
    const next = fate(row, outcome, notBefore);
    if (next === 'gone') await db.deleteFrom('outbox').where('id', '=', id).execute();
    else {
      const free = { lease_until: null, resolving: false };
      await db
        .updateTable('outbox')
        .set({ ...free, ...next })
        .where('id', '=', id)
        .execute();
    }
  }

  async orphan(): Promise<number> {
    const { numUpdatedRows } = await this.#work.db
      .updateTable('outbox')
      .set({ status: 'unknown', resolving: false, lease_until: null })
      .where('status', '=', 'sending')
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  /** Everything unsettled, and refused deeds, oldest first. */
  async pending(): Promise<readonly OutboxRow[]> {
    const rows = await this.#work.db
      .selectFrom('outbox')
      .selectAll()
      .where('status', 'in', ['waiting', 'sending', 'unknown', 'rejected'])
      .orderBy('id')
      .execute();
    return rows.map(outboxRowOf);
  }

  nextDue(system: System): Promise<IsoInstant | undefined> {
    return nextDue(this.#work.db, system);
  }

  /** Listed again, it is shown with its newest form and moment. */
  async listProblem(problem: Problem, at: IsoInstant, key: string): Promise<void> {
    const row = { key, at, content: encode(problem) };
    await this.#work.db
      .insertInto('problem')
      .values(row)
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ at, content: row.content }))
      .execute();
  }

  async clearProblem(key: string): Promise<void> {
    await this.#work.db.deleteFrom('problem').where('key', '=', key).execute();
  }

  /** In order of key. */
  async problems(): Promise<readonly (Problem & { readonly key: string; readonly at: IsoInstant })[]> {
    const rows = await this.#work.db.selectFrom('problem').selectAll().orderBy('key').execute();
    return rows.map(({ key, at, content }) => {
      const problem: Problem = JSON.parse(content);
      return { ...problem, key, at };
    });
  }
}

/** What becomes of a row that was answered. States leave no trace; deeds stay, so that none is done twice. */
function fate(
  row: StoredOutboxRow,
  outcome: Outcome | { readonly state: 'nothing-to-do' },
  notBefore: IsoInstant | undefined,
): Change | 'gone' {
  switch (outcome.state) {
    case 'throttled':
      return { status: 'waiting', again: false, not_before: notBefore ?? outcome.until };
    case 'unknown':
      return { status: 'unknown', not_before: notBefore ?? null };
    case 'rejected': {
      const { code, retryAt } = outcome.problem;
      if (row.resolving && code === 'NOT_DONE')
        return { status: 'waiting', again: false, not_before: notBefore ?? null };
      const retry = notBefore ?? retryAt;
      if (retry !== undefined && row.attempts < ATTEMPTS) return { status: 'waiting', again: false, not_before: retry };
      return row.kind === 'deed' ? { status: 'rejected' } : onceMore(row);
    }
    case 'nothing-to-do':
      return row.kind === 'deed' ? { status: 'dropped' } : onceMore(row);
    case 'done':
    case 'already':
      return row.kind === 'deed' ? { status: 'done' } : onceMore(row);
  }
}

function onceMore({ again }: StoredOutboxRow): Change | 'gone' {
  return again ? { status: 'waiting', again: false, attempts: 0, not_before: null } : 'gone';
}

function outboxRowOf(row: StoredOutboxRow): OutboxRow {
  const payload: DeedPayload | undefined = row.payload === null ? undefined : JSON.parse(row.payload);
  return {
    id: row.id,
    kind: row.kind,
    system: row.system,
    lead: row.lead,
    key: row.key,
    status: row.resolving ? 'unknown' : row.status,
    attempts: row.attempts,
    ...(row.target === null ? {} : { target: refOf(row.target) }),
    ...(payload === undefined ? {} : { payload }),
    ...(row.not_before === null ? {} : { notBefore: row.not_before }),
  };
}
