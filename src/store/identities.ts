/** Keeps what people said of who is who. */
import { sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { Side, Word } from '../domain/identity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { SubjectKey } from '../domain/record.ts';
import type { Doubled, Identities } from '../ports/identities.ts';
import { asTexts } from './rows.ts';
import type { Work } from './work.ts';

export class StoredIdentities implements Identities {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  async say(one: SubjectKey, other: SubjectKey, are: Word['are'], at: IsoInstant): Promise<void> {
    const [lesser, greater] = one < other ? [one, other] : [other, one];
    await sql`
      insert into identity_word (one, other, are, at) values (${lesser}, ${greater}, ${are}, ${at})
      on conflict (one, other) do update set are = excluded.are, at = excluded.at`.execute(await this.#work.db());
  }

  async words(about: readonly Side[]): Promise<readonly Word[]> {
    if (about.length === 0) return [];
    const asked = asTexts(about);
    const { rows } = await sql<Word>`
      with meant as (
        select key from link where lead = any(${asked}) and to_at is null
        union select unnest(${asked})
      ), said as (
        select * from identity_word where one in (select key from meant)
        union select * from identity_word where other in (select key from meant)
      )
      select coalesce(a.lead, said.one) as one, coalesce(b.lead, said.other) as other, said.are
      from said
      left join link a on a.key = said.one and a.to_at is null
      left join link b on b.key = said.other and b.to_at is null
      order by said.one, said.other`.execute(await this.#work.db());
    return rows;
  }

  async doubled(limit: number): Promise<readonly Doubled[]> {
    const { rows } = await sql<{ lead: LeadId; records: SubjectKey[] }>`
      select link.lead, array_agg(source_record.key order by source_record.key) as records
      from lead
      join link on link.lead = lead.id and link.to_at is null
      join source_record on source_record.key = link.key
      where lead.joined is null and not lead.erased and (lead.stage in ('mql', 'sql', 'opportunity') or lead.waits = 'held')
        and source_record.system = 'salesforce' and not source_record.deleted
        and source_record.fields::json ->> 'converted' is distinct from 'true'
      group by link.lead
      having count(*) > 1 and not bool_and(exists (
        select from identity_word where are = 'one' and source_record.key in (one, other)))
      order by link.lead limit ${limit}`.execute(await this.#work.db());
    return rows;
  }
}
