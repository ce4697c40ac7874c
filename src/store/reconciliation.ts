/** Keeps where a system and Baton did not agree when they were compared last. */
import { sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Disagreement, DisagreementCause } from '../domain/reconcile.ts';
import type { System } from '../domain/record.ts';
import type { Reconciliation } from '../ports/reconciliation.ts';
import { asRows, asTexts, encode } from './rows.ts';
import type { Work } from './work.ts';

type Found = Disagreement & { readonly lead: LeadId };

export class StoredReconciliation implements Reconciliation {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async following(system: System, after: string, limit: number): Promise<readonly LeadId[]> {
    const { rows } = await sql<{ id: LeadId }>`
      select id from lead
      where id > ${after} and joined is null and not erased
        and (stage <> 'lead' or exists (select from handoff where handoff.lead = lead.id and handoff.status <> 'closed')
          or exists (
            select from link join source_record on source_record.key = link.key
            where link.lead = lead.id and link.to_at is null and source_record.system = ${system} and not source_record.deleted
              and coalesce(source_record.fields::json ->> 'stage', '') not in ('', 'lead')))
      order by id limit ${limit}`.execute(await this.#work.db());
    return rows.map(({ id }) => id);
  }

  async keep(system: System, leads: readonly LeadId[], found: readonly Found[], at: IsoInstant): Promise<void> {
    const db = await this.#work.db();
    await sql`delete from disagreement where system = ${system} and lead = any(${asTexts(leads)})`.execute(db);
    const rows = found.map(({ lead, ...content }) => ({ lead, system, content: encode(content), at }));
    if (rows.length === 0) return;
    await sql`
      insert into disagreement (lead, system, content, at)
      select lead, system, content, at from json_to_recordset(${asRows(rows)}) as row(lead text, system text, content text, at text)`.execute(
      db,
    );
  }

  async forget(system: System, before: IsoInstant): Promise<void> {
    await sql`delete from disagreement where system = ${system} and at < ${before}`.execute(await this.#work.db());
  }

  async found(limit: number): Promise<readonly (Found & { readonly at: IsoInstant })[]> {
    const { rows } = await sql<{ lead: LeadId; content: string; at: IsoInstant }>`
      select lead, content, at from disagreement order by lead, no limit ${limit}`.execute(await this.#work.db());
    return rows.map(({ lead, content, at }) => {
      const told: Disagreement = JSON.parse(content);
      return { ...told, lead, at };
    });
  }

  async count(): Promise<readonly { system: System; cause: DisagreementCause; leads: number }[]> {
    const { rows } = await sql<{ system: System; cause: DisagreementCause; leads: number }>`
      select system, content::json ->> 'cause' as cause, count(distinct lead)::int as leads
      from disagreement group by 1, 2 order by 1, 2`.execute(await this.#work.db());
    return rows;
  }
}
