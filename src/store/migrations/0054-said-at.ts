/** When a record was last seen to say something else, by its own stamp: of two records that differ the one that said so last counts, whatever Baton wrote to it since. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table source_record add column said_at text').execute(db);
}
