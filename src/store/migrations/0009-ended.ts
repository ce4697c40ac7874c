/** Leads that ended: joined to another, or erased; and what may not come back. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table lead add column joined text collate "C", add column erased boolean not null default false`,
  // Of keys that were erased nothing is kept but that they are.
  `create table erased_key (
    hash text collate "C" primary key,
    at text collate "C" not null)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
