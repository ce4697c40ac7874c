/** What a qualified lead waits for, so that those who wait are found and counted without reading every lead. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table lead add column waits text collate "C"`,
  // Only a key stands in JSON text as bare quotes: in a person's words they would be escaped.
  `update lead set waits = case when strpos(state, '"standing":{') > 0 then 'standing' else 'held' end
   where strpos(state, '"standing":{') > 0 or strpos(state, '"held":{') > 0`,
  'create index lead_waits on lead (waits, total desc, id) where waits is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
