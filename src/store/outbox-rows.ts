/** A row of the outbox from the moment it is put till it is settled. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { type RecordRef, recordKey, type System } from '../domain/record.ts';
import { type DeedPayload, isOfOneRecord, type OutboxRow, type Outcome, type Sent } from '../domain/writes.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asNumbers, asRows, encode, lastOfEach } from './rows.ts';
import type { OutboxTableRow, Tables } from './tables.ts';
import { refOf } from './written.ts';

export type StoredOutboxRow = Omit<OutboxTableRow, 'id' | 'lane'> & { readonly id: number };
type Change = Partial<Pick<OutboxTableRow, 'status' | 'again' | 'attempts' | 'not_before'>>;

/** A refusal that says when to try again is tried so often at most. */
const ATTEMPTS = 20;

export interface DeedPut {
  readonly system: System;
  readonly lead: LeadId;
  readonly key: string;
  readonly payload: DeedPayload;
  readonly notBefore: IsoInstant | undefined;
}

/** Each once, as it was put first. */
export async function putDeeds(db: Kysely<Tables>, puts: readonly DeedPut[]): Promise<void> {
  const first = lastOfEach([...puts].reverse(), ({ system, key }) => `${system} ${key}`).toReversed();
  const rows = first.map(({ system, lead, key, payload, notBefore }, no) => ({
    ...{ no, system, lead, key },
    payload: encode(payload),
    not_before: notBefore ?? null,
  }));
  await sql`
    insert into outbox (kind, system, lead, key, payload, status, not_before, lane)
    select 'deed', row.system, row.lead, row.key, row.payload, 'waiting', row.not_before, coalesce(lead.lane, 2)
    from json_to_recordset(${asRows(rows)}) as row(
      no integer, system text, lead text, key text, payload text, not_before text) left join lead on lead.id = row.lead
    order by no
    on conflict (system, kind, key) do nothing ${UNANSWERED}`.execute(db);
}

export interface StatePut {
  readonly target: RecordRef;
  readonly lead: LeadId;
}

/** A state that is being sent is sent once more afterwards: what is on its way may be older than this wish. */
export async function putStates(db: Kysely<Tables>, puts: readonly StatePut[]): Promise<void> {
  const rows = lastOfEach(puts, ({ target }) => recordKey(target)).map(({ target, lead }, no) => ({
    no,
    system: target.system,
    lead,
    key: recordKey(target),
  }));
  await sql`
    insert into outbox (kind, system, lead, key, target, status, lane)
    select 'state', system, row.lead, key, key, 'waiting', coalesce(lead.lane, 2)
    from json_to_recordset(${asRows(rows)}) as row(no integer, system text, lead text, key text) left join lead on lead.id = row.lead
    order by no
    on conflict (system, kind, key) do update set lead = excluded.lead, lane = excluded.lane, again = outbox.status <> 'waiting'
    where outbox.lead <> excluded.lead or outbox.lane <> excluded.lane or (outbox.status <> 'waiting' and not outbox.again) ${UNANSWERED}`.execute(
    db,
  );
}

export interface Departure {
  readonly id: number;
  readonly sent: Sent;
}

export async function noteDepartures(db: Kysely<Tables>, departures: readonly Departure[]): Promise<void> {
  const rows = departures.map(({ id, sent }) => ({ id, sent: encode(sent) }));
  await sql`
    update outbox set sent = row.sent from json_to_recordset(${asRows(rows)}) as row(id bigint, sent text)
    where outbox.id = row.id and outbox.status = 'sending' ${UNANSWERED}`.execute(db);
}

export interface Settlement {
  readonly id: number;
  readonly outcome: Outcome | { readonly state: 'nothing-to-do' };
  readonly notBefore: IsoInstant | undefined;
}

/** In their order. What is settled already, or is not there, stays as it is. */
export async function settleAll(db: Kysely<Tables>, settlements: readonly Settlement[]): Promise<void> {
  const { rows } = await sql<StoredOutboxRow>`
    select * from outbox where id = any(${asNumbers(settlements.map(({ id }) => id))}) order by id for update`.execute(
    db,
  );
  const open = new Map(rows.filter(isUnsettled).map((row) => [row.id, row]));
  const gone = new Set<number>();
  const changed = new Map<number, StoredOutboxRow>();
  for (const { id, outcome, notBefore } of settlements) {
    const row = open.get(id);
    if (row === undefined) continue;
    const next = fate(row, outcome, notBefore);
    if (next === 'gone') {
      gone.add(id);
      changed.delete(id);
      open.delete(id);
    } else {
      const after: StoredOutboxRow = { ...row, resolving: false, lease_until: null, ...next };
      changed.set(id, after);
      if (isUnsettled(after)) open.set(id, after);
      else open.delete(id);
    }
  }
  if (gone.size > 0) await sql`delete from outbox where id = any(${asNumbers(gone)}) ${UNANSWERED}`.execute(db);
  if (changed.size > 0) await update(db, [...changed.values()]);
}

async function update(db: Kysely<Tables>, rows: readonly StoredOutboxRow[]): Promise<void> {
  const columns = rows.map(({ id, status, again, attempts, not_before }) => ({
    id,
    status,
    again,
    attempts,
    not_before,
  }));
  await sql`
    update outbox set
      status = row.status, again = row.again, attempts = row.attempts, not_before = row.not_before, resolving = false, lease_until = null,
      sent = case when row.status = 'unknown' then outbox.sent end
    from json_to_recordset(${asRows(columns)}) as row(id bigint, status text, again boolean, attempts integer, not_before text)
    where outbox.id = row.id ${UNANSWERED}`.execute(db);
}

function isUnsettled({ status }: StoredOutboxRow): boolean {
  return status === 'waiting' || status === 'sending' || status === 'unknown';
}

/** What becomes of a row that was answered. States leave no trace; deeds stay, so that none is done twice. */
function fate(
  row: StoredOutboxRow,
  outcome: Settlement['outcome'],
  notBefore: IsoInstant | undefined,
): Change | 'gone' {
  switch (outcome.state) {
    case 'throttled':
      // The system did nothing for anybody: an hour of that must not use up the attempts of a refusal that asks for another.
      return {
        status: 'waiting',
        again: false,
        attempts: isOfOneRecord(outcome) ? row.attempts : Math.max(0, row.attempts - 1),
        not_before: notBefore ?? outcome.until,
      };
    case 'unknown':
      return { status: 'unknown', not_before: notBefore ?? null };
    case 'rejected': {
      const { code, retryAt } = outcome.problem;
      // A read-back said that the unknown write had not been done: it may be sent (ports/connector.ts, 6).
      if (row.resolving && code === 'NOT_DONE')
        return { status: 'waiting', again: false, not_before: notBefore ?? null };
      if (retryAt !== undefined && row.attempts < ATTEMPTS)
        return { status: 'waiting', again: false, not_before: retryAt };
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

export function sentOf(text: string): Sent {
  return JSON.parse(text);
}

export function outboxRowOf(row: StoredOutboxRow): OutboxRow {
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
    ...(row.sent === null ? {} : { sent: sentOf(row.sent) }),
    ...(row.not_before === null ? {} : { notBefore: row.not_before }),
  };
}
