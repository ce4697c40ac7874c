/** Settings that survive a restart, decided handoffs for the gate, and every agreement that was signed. */
import { type Kysely, sql } from 'kysely';

const statements = [
  'create table setting (name text collate "C" primary key, value text not null)',
  'create table decided (handoff text collate "C" primary key, at text collate "C" not null)',
  'create index decided_at on decided (at)',
  `create table agreement (
    hash text collate "C" primary key,
    text text not null,
    at text collate "C" not null)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
