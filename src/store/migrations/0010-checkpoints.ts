/** Seals of the ledger: how far the tree over its entries has grown, and every checkpoint that was made of it. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table seal_frontier (
    one boolean primary key default true check (one),
    size bigint not null,
    peaks text not null)`,
  `insert into seal_frontier (size, peaks) values (0, '[]')`,
  `create table checkpoint (
    size bigint primary key,
    root text collate "C" not null,
    head text collate "C" not null,
    at text collate "C" not null)`,
  `create trigger checkpoint_stays before update or delete on checkpoint
    for each row execute function ledger_entry_stays()`,
  `create trigger checkpoint_stays_whole before truncate on checkpoint
    for each statement execute function ledger_entry_stays()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
