/** Handoffs by when they were decided, so that those of late are found without reading all. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index handoff_decided on handoff (decided_at)`.execute(db);
}
