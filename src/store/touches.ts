/** Finds the calls, mails and meetings of late with whose they are. */
import { type RawBuilder, sql } from 'kysely';
import type { Handover } from '../domain/collisions.ts';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { recordKey, type SubjectKey } from '../domain/record.ts';
import type { Touched, Touches } from '../ports/touches.ts';
import { activityOf } from './activities.ts';
import { asTexts } from './rows.ts';
import type { ActivityRow } from './tables.ts';
import type { Work } from './work.ts';

type Row = Pick<ActivityRow, 'system' | 'kind' | 'id' | 'occurred_at' | 'content'> & {
  lead: LeadId;
  companies: SubjectKey[];
};

type Where = NonNullable<Parameters<Touches['since']>[2]>;

export class StoredTouches implements Touches {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async since(at: IsoInstant, limit: number, where?: Where): Promise<readonly Touched[]> {
    const { rows } = await sql<Row>`
      with ${where === undefined ? ofAll(at) : ofSome(where, at)}, newest as (
        select own.lead, activity.* from own
        ${where === undefined ? sql`join activity on activity.no = own.no` : sql`cross join lateral (select * from activity where no = own.no offset 0) as activity`}
        order by activity.occurred_at desc, activity.no desc limit ${limit}
      )
      select newest.lead, newest.system, newest.kind, newest.id, newest.occurred_at, newest.content,
        array(
          select distinct source_record.company from link join source_record on source_record.key = link.key
          where link.lead = newest.lead and link.to_at is null and source_record.company is not null and not source_record.deleted
          order by source_record.company) as companies
      from newest order by newest.occurred_at, newest.system, newest.kind, newest.id, newest.lead`.execute(
      await this.#work.db(),
    );
    return rows.map(({ lead, companies, ...row }) => ({ lead, companies, activity: activityOf(row) }));
  }

  async handovers(leads: readonly LeadId[], at: IsoInstant): Promise<readonly Handover[]> {
    const { rows } = await sql<Handover>`
      select lead, from_department as "from", to_department as "to", decided_at as at from handoff
      where lead = any(${asTexts(leads)}) and decided_at >= ${at}
      order by decided_at, key`.execute(await this.#work.db());
    return rows;
  }
}

/** From what happened to whose it is. */
function ofAll(at: IsoInstant): RawBuilder<unknown> {
  return sql`own as (
    select distinct link.lead, activity.no
    from link
    join activity_subject on activity_subject.subject = link.key
    join activity on activity.no = activity_subject.activity
    where link.to_at is null and activity.kind in ('call', 'mail', 'meeting') and activity.occurred_at >= ${at})`;
}

/**
 * From them to what happened, key by key whatever the planner believes of sizes (`offset 0`): it would now and then read all that ever happened to whomever.
 */
function ofSome(where: Where, at: IsoInstant): RawBuilder<unknown> {
  return sql`standing as materialized (${standingOf(where)}), own as (
    select distinct standing.lead, happened.no
    from standing
    cross join lateral (select activity from activity_subject where subject = standing.key offset 0) as met
    cross join lateral (
      select no from activity
      where no = met.activity and kind in ('call', 'mail', 'meeting') and occurred_at >= ${at} offset 0
    ) as happened)`;
}

/**
 * Keys that stand for these leads, and for those whose records name one of these companies. Each step is asked for by what the one before found: of a table
 * that has grown since it was last counted, the whole would be read else.
 */
function standingOf({ leads, companies }: Where): RawBuilder<unknown> {
  return sql`
    select link.key, link.lead from link
    where link.to_at is null and link.lead = any(${asTexts(leads)} || array(
      select of_company.lead from link as of_company
      where of_company.to_at is null and of_company.key = any(array(
        select source_record.key from source_record where source_record.company = any(${asTexts(companies.map(recordKey))})))))`;
}
