/** What is known to be written to a record stands in one row: a row for each field took almost three times as long to write and to read (a dozen fields a record). */
import { type Kysely, sql } from 'kysely';

/** `told`: by field the value, who gave it, and when; `newest`: the latest of those moments. */
const STATEMENTS = [
  `create table written_by_target (
    target text collate "C" primary key,
    told jsonb not null,
    newest text collate "C" not null)`,
  `insert into written_by_target (target, told, newest)
    select target, jsonb_object_agg(field, jsonb_build_array(value, source, at)), max(at) from written group by target`,
  'drop table written',
  'alter table written_by_target rename to written',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
