/** Who gave a field its value, where the system's history has told it. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table source_record add column editors text').execute(db);
}
