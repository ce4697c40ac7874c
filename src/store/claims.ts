/** Which leads are to be judged: wishes for judging, and claims that workers do not share. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asTexts } from './rows.ts';
import type { LeadRow, Tables } from './tables.ts';

/**
 * Marks leads as dirty without waiting for anybody: a lead that another transaction holds is noted beside and taken up by the next claim. So whoever
 * pulls never waits for whoever judges, and the two cannot lock each other out. Undefined: every lead.
 */
export async function touch(db: Kysely<Tables>, leads: readonly LeadId[] | undefined, at: IsoInstant): Promise<void> {
  if (leads?.length === 0) return;
  const these = leads === undefined ? sql`true` : sql`id = any(${asTexts(leads)})`;
  await sql`
    with free as (select id from lead where ${these} order by id for update skip locked),
    marked as (
      update lead set dirty_since = coalesce(dirty_since, ${at}), dirt = dirt + 1
      from free where lead.id = free.id returning lead.id)
    insert into touched (lead, at)
    select id, ${at} from lead where ${these} and id not in (select id from marked) order by id ${UNANSWERED}`.execute(
    db,
  );
}

/** Dirty leads and those whose time has come, hottest first, then by id. Locked till the transaction ends. */
export async function claim(db: Kysely<Tables>, now: IsoInstant, limit: number): Promise<readonly LeadRow[]> {
  const [isNoted, rows] = await Promise.all([areNoted(db), claimMarked(db, now, limit)]);
  if (!isNoted) return rows;
  await takeUp(db);
  // Those that are ours already are among them.
  return claimMarked(db, now, limit);
}

async function areNoted(db: Kysely<Tables>): Promise<boolean> {
  return (await sql`select from touched limit 1`.execute(db)).rows.length > 0;
}

async function claimMarked(db: Kysely<Tables>, now: IsoInstant, limit: number): Promise<readonly LeadRow[]> {
  const { rows } = await sql<LeadRow>`
    with dirty as (
      select * from lead where dirty_since is not null
      order by lane, id limit ${limit} for update skip locked),
    due as (
      select * from lead where dirty_since is null and next_at <= ${now}
      order by lane, id limit ${limit} for update skip locked)
    select * from (select * from dirty union all select * from due) as chosen
    order by lane, id limit ${limit}`.execute(db);
  return rows;
}

/** Wishes noted beside become dirt as soon as their leads are free. */
async function takeUp(db: Kysely<Tables>): Promise<void> {
  await sql`
    with free as (select id from lead where id in (select lead from touched) order by id for update skip locked),
    taken as (delete from touched using free where touched.lead = free.id returning touched.lead, touched.at)
    update lead set dirty_since = coalesce(dirty_since, first.at), dirt = dirt + 1
    from (select lead, min(at) as at from taken group by lead) as first
    where lead.id = first.lead ${UNANSWERED}`.execute(db);
}

/** A moment that has passed if any lead is dirty, else the earliest `next_at`. */
export async function nextDue(db: Kysely<Tables>): Promise<IsoInstant | undefined> {
  const { rows } = await sql<{ at: IsoInstant | null }>`
    select least(
      (select dirty_since from lead where dirty_since is not null order by lane, id limit 1),
      (select at from touched order by no limit 1),
      (select next_at from lead where next_at is not null order by next_at limit 1)) as at`.execute(db);
  return rows[0]?.at ?? undefined;
}
