/** The ledger: entries that never change, the locked head, and beside them what may be erased. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table ledger_head (
    one boolean primary key default true check (one),
    seq bigint not null,
    hash text not null)`,
  `insert into ledger_head (seq, hash) values (0, repeat('0', 64))`,
  `create table ledger_entry (
    seq bigint primary key,
    stream text collate "C" not null,
    version integer not null,
    kind text not null,
    at text collate "C" not null,
    text text not null,
    prev text collate "C" not null unique,
    hash text collate "C" not null,
    unique (stream, version))`,
  `create function ledger_entry_stays() returns trigger language plpgsql as $$
    begin
      raise exception 'ledger entries are only ever added (%)', tg_op;
    end $$`,
  `create trigger ledger_entry_stays before update or delete on ledger_entry
    for each row execute function ledger_entry_stays()`,
  `create trigger ledger_entry_stays_whole before truncate on ledger_entry
    for each statement execute function ledger_entry_stays()`,
  `create table ledger_text (
    hash text collate "C" primary key,
    salt text not null,
    text text not null)`,
  `create table ref (
    ref_id text collate "C" primary key,
    system text collate "C" not null,
    object text collate "C" not null,
    id text collate "C" not null,
    unique (system, object, id))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
