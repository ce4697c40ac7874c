/** Hot leads first also where not all that waits can be sent: each row of the outbox knows its lead's lane. */
import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table outbox add column lane smallint not null default 2',
  'update outbox set lane = lead.lane from lead where lead.id = outbox.lead',
  'drop index outbox_unsettled',
  `create index outbox_unsettled on outbox (system, kind, lane, id) where status in ('waiting', 'sending', 'unknown')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
