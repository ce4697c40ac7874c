/** What is to be sent, and what went wrong. */
import { type Kysely, sql } from 'kysely';

const unsettled = `status in ('waiting', 'sending', 'unknown')`;

const statements = [
  `create table outbox (
    id bigint generated always as identity primary key,
    kind text collate "C" not null,
    system text collate "C" not null,
    lead text collate "C" not null,
    key text collate "C" not null,
    target text collate "C",
    payload text,
    status text collate "C" not null,
    resolving boolean not null default false,
    again boolean not null default false,
    attempts integer not null default 0,
    not_before text collate "C",
    lease_until bigint,
    unique (system, kind, key))`,
  `create index outbox_unsettled on outbox (system, kind, id) where ${unsettled}`,
  `create index outbox_deeds on outbox (lead, id) where kind = 'deed' and ${unsettled}`,
  `create index outbox_due on outbox (system, coalesce(not_before, '')) where status in ('waiting', 'unknown')`,
  `create index outbox_leased on outbox (system, lease_until) where status = 'sending'`,
  `create table problem (
    key text collate "C" primary key,
    at text collate "C" not null,
    content text not null)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
