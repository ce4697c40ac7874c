/** What a past day is seen by: what activities said before they changed, and the links that a lead has no more. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table activity_version (
    no bigint generated always as identity primary key,
    activity bigint not null,
    subjects text[] not null,
    occurred_at text collate "C" not null,
    seen_at text collate "C" not null,
    content text not null)`,
  'create index activity_version_of on activity_version (activity)',
  'create index activity_version_subjects on activity_version using gin (subjects)',
  // Beside the index of standing links, which judging goes by: one for all of them misleads the planner of a database that nobody analyses.
  'create index link_lead_ended on link (lead) where to_at is not null',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
