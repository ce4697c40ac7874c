/** Tokens, encrypted, and whose turn it is to renew them. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table secret (
    system text collate "C" not null,
    purpose text collate "C" not null,
    account text collate "C" not null,
    key_id text collate "C" not null,
    nonce text collate "C" not null,
    sealed text not null,
    at text collate "C" not null,
    primary key (system, purpose))`,
  // Two texts under one nonce and key would give both away: each that was ever used stays known.
  'create table nonce (key_id text collate "C" not null, nonce text collate "C" not null, primary key (key_id, nonce))',
  `create table secret_turn (
    system text collate "C" primary key,
    holder text collate "C" not null,
    lease_until bigint not null)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
