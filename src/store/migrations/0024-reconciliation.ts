/** Where both systems and Baton do not agree, as the last look at them found it; and the touches of late, found by their time. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table disagreement (
    no bigint generated always as identity primary key,
    lead text collate "C" not null,
    system text collate "C" not null,
    content text not null,
    at text collate "C" not null)`,
  'create index disagreement_lead on disagreement (lead)',
  `create index activity_touched on activity (occurred_at) where kind in ('call', 'mail', 'meeting')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
