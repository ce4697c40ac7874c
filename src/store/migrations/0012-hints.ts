/** What others say has changed, until it was read. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table hint (
    no bigint generated always as identity primary key,
    system text collate "C" not null,
    stream text collate "C" not null,
    kind text collate "C" not null,
    id text collate "C" not null,
    object text collate "C" not null,
    at text collate "C" not null,
    times integer not null,
    tries integer not null,
    lease_until bigint,
    unique (system, stream, kind, id))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
