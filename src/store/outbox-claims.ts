/** Which rows of the outbox may be sent now, and by whom. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { StoredOutboxRow } from './outbox-rows.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asNumbers, asTexts, inOrder } from './rows.ts';
import type { Tables } from './tables.ts';

const LONG_AGO = '1970-01-01T00:00:00.000Z' as IsoInstant;

export interface ClaimRequest {
  readonly system: System;
  readonly now: IsoInstant;
  readonly machineMs: number;
  readonly leaseUntil: number;
  readonly limit: number;
}

/**
 * Free rows that stand behind no other: a deed behind an older one of its lead in the same system, a state behind any deed of its lead there, and
 * anything behind a deed of its lead, in whatever system, of which nobody knows whether it was done.
 */
const CLAIMABLE: RawBuilder<boolean> = sql`
  outbox.status in ('waiting', 'unknown')
  and not exists (
    select from outbox as other
    where other.lead = outbox.lead and other.kind = 'deed' and other.status in ('waiting', 'sending', 'unknown') and other.id <> outbox.id
      and ((other.system = outbox.system and (outbox.kind = 'state' or other.id < outbox.id))
        or ((other.status = 'unknown' or other.resolving) and (outbox.status <> 'unknown' or other.id < outbox.id))))`;

/**
 * Leads are locked before their rows, as everywhere, and a lead that another worker holds is passed over: so whoever judges and whoever sends never wait
 * for each other in a circle.
 */
export async function claimRows(db: Kysely<Tables>, request: ClaimRequest): Promise<readonly StoredOutboxRow[]> {
  const { system, now, machineMs, leaseUntil, limit } = request;
  await expire(db, system, machineMs);
  const [deeds, states] = await Promise.all([wantedOf(db, 'deed', request), wantedOf(db, 'state', request)]);
  const wanted = [...deeds, ...states].slice(0, limit);
  if (wanted.length === 0) return [];
  const { rows: free } = await sql<{ id: LeadId }>`
    select id from lead where id = any(${asTexts(inOrder(wanted.map(({ lead }) => lead)))}) order by id
    for update skip locked`.execute(db);
  const { rows } = await sql<StoredOutboxRow>`
    update outbox set
      resolving = status = 'unknown', status = 'sending', attempts = attempts + 1, lease_until = ${leaseUntil}::bigint,
      sent = case when status = 'unknown' then sent end
    where id in (
      select id from outbox
      where id = any(${asNumbers(wanted.map(({ id }) => id))})
        and lead = any(${asTexts(free.map(({ id }) => id))}) and (not_before is null or not_before <= ${now}) and ${CLAIMABLE}
      order by id for update skip locked)
    returning *`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return wanted.flatMap(({ id }) => byId.get(id) ?? []);
}

async function wantedOf(
  db: Kysely<Tables>,
  kind: 'state' | 'deed',
  { system, now, limit }: ClaimRequest,
): Promise<readonly { readonly id: number; readonly lead: LeadId }[]> {
  const { rows } = await sql<{ id: number; lead: LeadId }>`
    select id, lead from outbox
    where system = ${system} and kind = ${kind} and (not_before is null or not_before <= ${now}) and ${CLAIMABLE}
    order by lane, id limit ${limit}`.execute(db);
  return rows;
}

/** Whoever was sending these has not come back in time: nobody knows what became of them. */
async function expire(db: Kysely<Tables>, system: System, machineMs: number): Promise<void> {
  await sql`
    update outbox set status = 'unknown', resolving = false, lease_until = null
    where id in (
      select id from outbox
      where system = ${system} and status = 'sending' and lease_until <= ${machineMs}::bigint
      order by id for update skip locked) ${UNANSWERED}`.execute(db);
}

/**
 * The earliest moment at which a row could be claimed, as far as the other rows go; long ago for one that has no time of its own, and for one whose
 * sender has not come back in time.
 */
export async function nextDue(db: Kysely<Tables>, system: System, machineMs: number): Promise<IsoInstant | undefined> {
  // The columns are compared as the indexes have them, so that a long list costs no more than a short one.
  const { rows } = await sql<{ at: IsoInstant | '' | null }>`
    select least(
      (select '' from outbox where system = ${system} and status = 'sending' and lease_until <= ${machineMs}::bigint limit 1),
      (select coalesce(not_before, '') from outbox where system = ${system} and ${CLAIMABLE}
       order by coalesce(not_before, '') limit 1)) as at`.execute(db);
  const at = rows[0]?.at ?? undefined;
  return at === '' ? LONG_AGO : at;
}
