/** What somebody is to be told outside both CRMs, each once by its key. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table notice (
    id text collate "C" primary key,
    no bigint generated always as identity,
    channel text collate "C" not null,
    key text collate "C" not null,
    kind text collate "C" not null,
    about text collate "C" not null,
    recipients text[] not null,
    language text collate "C" not null,
    facts text,
    status text collate "C" not null,
    attempts integer not null default 0,
    not_before text collate "C" not null,
    since text collate "C" not null,
    sent_at text collate "C",
    lease_until bigint,
    unique (channel, key))`,
  `create index notice_due on notice (channel, not_before, no) where status in ('waiting', 'unknown')`,
  `create index notice_leased on notice (lease_until) where status = 'sending'`,
  `create index notice_failed on notice (no) where status = 'failed'`,
  `create index notice_told on notice (kind, sent_at, no) where status = 'sent'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
