/** When a record was made, as its system says: whether a Contact came of a conversion or was there before. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table source_record add column created_at text').execute(db);
}
