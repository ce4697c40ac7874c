/** Which rows of the outbox may be sent now, and by whom. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import type { ClaimWishes } from '../ports/outbox.ts';
import type { StoredOutboxRow } from './outbox-rows.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asNumbers, asTexts, inOrder } from './rows.ts';
import type { Tables } from './tables.ts';

const LONG_AGO = '1970-01-01T00:00:00.000Z' as IsoInstant;

export interface ClaimRequest extends Omit<ClaimWishes, 'own'> {
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
  const { now, leaseUntil, may = true } = request;
  const wanted = await wantedNow(db, request);
  if (wanted.length === 0 || !(await may)) return [];
  const theirs = inOrder(wanted.map(({ lead }) => lead));
  const leads = asTexts(theirs);
  // What is ours from here on is known to the next statement, which is carried out behind it and sees what had been done till then.
  await sql`select id from lead where id = any(${leads}) order by id for update skip locked ${UNANSWERED}`.execute(db);
  request.wanted?.(theirs);
  const { rows } = await sql<StoredOutboxRow>`
    with free as materialized (select id from lead where id = any(${leads}) order by id for update skip locked)
    ${claiming(sql`id = any(${asNumbers(wanted.map(({ id }) => id))}) and lead in (select id from free)`, { now, leaseUntil })}`.execute(
    db,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return wanted.flatMap(({ id }) => byId.get(id) ?? []);
}

/** Of the deeds that this transaction has put, whose leads it holds: which they are need not be asked first. In the order in which they were put. */
export async function claimPut(
  db: Kysely<Tables>,
  put: readonly Put[],
  { system, now, leaseUntil, limit, may, wanted }: ClaimRequest,
): Promise<readonly StoredOutboxRow[]> {
  if ((await may) === false) return [];
  const some = put.slice(0, limit);
  wanted?.(inOrder(some.map(({ lead }) => lead)));
  const keys = asTexts(some.map(({ key }) => key));
  const { rows } = await claiming<StoredOutboxRow>(sql`system = ${system} and kind = 'deed' and key = any(${keys})`, {
    now,
    leaseUntil,
  }).execute(db);
  return rows.toSorted((a, b) => a.id - b.id);
}

export interface Put {
  readonly key: string;
  readonly lead: LeadId;
}

/** Answers the rows. */
function claiming<Row>(
  which: RawBuilder<unknown>,
  { now, leaseUntil }: Pick<ClaimRequest, 'now' | 'leaseUntil'>,
): RawBuilder<Row> {
  return sql<Row>`
    update outbox set
      resolving = status = 'unknown', status = 'sending', attempts = attempts + 1, lease_until = ${leaseUntil}::bigint,
      sent = case when status = 'unknown' then sent end
    where id = any(array(
      select id from outbox
      where ${which} and (not_before is null or not_before <= ${now}) and ${CLAIMABLE}
      order by id for update skip locked))
    returning *`;
}

/** Rows whose sender has not come back in time are among them. */
async function wantedNow(db: Kysely<Tables>, request: ClaimRequest): Promise<readonly Wanted[]> {
  const ask = async (): Promise<readonly Wanted[]> => {
    const [deeds, states] = await Promise.all([wantedOf(db, 'deed', request), wantedOf(db, 'state', request)]);
    return [...deeds, ...states].slice(0, request.limit);
  };
  const [expired, wanted] = await Promise.all([hasExpired(db, request), ask()]);
  if (!expired) return wanted;
  await expire(db, request);
  return ask();
}

interface Wanted {
  readonly id: number;
  readonly lead: LeadId;
}

async function wantedOf(
  db: Kysely<Tables>,
  kind: 'state' | 'deed',
  { system, now, limit }: ClaimRequest,
): Promise<readonly Wanted[]> {
  const { rows } = await sql<Wanted>`
    select id, lead from outbox
    where system = ${system} and kind = ${kind} and (not_before is null or not_before <= ${now}) and ${CLAIMABLE}
    order by lane, id limit ${limit}`.execute(db);
  return rows;
}

async function hasExpired(
  db: Kysely<Tables>,
  { system, machineMs }: Pick<ClaimRequest, 'system' | 'machineMs'>,
): Promise<boolean> {
  const { rows } = await sql`
    select from outbox where system = ${system} and status = 'sending' and lease_until <= ${machineMs}::bigint
    limit 1`.execute(db);
  return rows.length > 0;
}

/** Whoever was sending these has not come back in time: nobody knows what became of them. */
async function expire(
  db: Kysely<Tables>,
  { system, machineMs }: Pick<ClaimRequest, 'system' | 'machineMs'>,
): Promise<void> {
  await sql`
    update outbox set status = 'unknown', resolving = false, lease_until = null
    where id = any(array(
      select id from outbox
      where system = ${system} and status = 'sending' and lease_until <= ${machineMs}::bigint
      order by id for update skip locked)) ${UNANSWERED}`.execute(db);
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
