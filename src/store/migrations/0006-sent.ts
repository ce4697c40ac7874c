/** What is on its way and not answered yet, so that reading it back is no news. */
import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table outbox add column sent text',
  'create index outbox_sent on outbox (lead) where sent is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
