/** Leads, the keys that stand for them, their handoffs with deadlines, the pools' turns, and rehearsals. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table lead (
    id text collate "C" primary key,
    state text not null,
    stage text collate "C" not null,
    lane smallint not null,
    attribute integer not null,
    behaviour integer not null,
    total integer not null,
    next_at text collate "C",
    desired text not null,
    created_at text collate "C" not null,
    dirty_since text collate "C",
    dirt integer not null)`,
  'create index lead_dirty on lead (lane, id) where dirty_since is not null',
  'create index lead_next on lead (next_at) where next_at is not null',
  `create table touched (
    no bigint generated always as identity primary key,
    lead text collate "C" not null,
    at text collate "C" not null)`,
  `create table link (
    no bigint generated always as identity primary key,
    key text collate "C" not null,
    lead text collate "C" not null,
    from_at text collate "C" not null,
    to_at text collate "C")`,
  'create unique index link_open on link (key) where to_at is null',
  'create index link_lead on link (lead) where to_at is null',
  `create table handoff (
    key text collate "C" primary key,
    lead text collate "C" not null,
    type text not null,
    status text not null,
    from_department text not null,
    from_member text,
    to_department text not null,
    to_member text collate "C",
    to_queue text,
    priority text not null,
    decided_at text collate "C" not null,
    task_at text collate "C",
    first_contact_at text collate "C",
    first_contact_how text,
    outcome text,
    closed_at text collate "C")`,
  'create index handoff_lead on handoff (lead)',
  `create index handoff_open on handoff (to_member) where status <> 'closed'`,
  `create table deadline (
    handoff text collate "C" not null,
    deadline text collate "C" not null,
    due_at text collate "C" not null,
    met boolean not null,
    missed boolean not null,
    primary key (handoff, deadline))`,
  `create table pool (
    name text collate "C" primary key,
    turn integer not null,
    taken text not null)`,
  // Every pool is locked through this row, so that two workers that need two pools never wait for each other.
  `insert into pool (name, turn, taken) values ('', 0, '{}')`,
  `create table rehearsal (
    lead text collate "C" primary key,
    at text collate "C" not null,
    content text not null)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
