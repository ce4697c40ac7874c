/** What was read: records with their versions, activities, cursors, and what Baton wrote. */
import { type Kysely, sql } from 'kysely';

/** Text in the order of its bytes, the same in every database whatever its locale. */
const statements = [
  `create table source_record (
    key text collate "C" primary key,
    system text collate "C" not null,
    object text collate "C" not null,
    id text collate "C" not null,
    fields text not null,
    fingerprint text not null,
    modified_at text collate "C" not null,
    modified_by text,
    deleted boolean not null,
    url text,
    company text collate "C",
    email text,
    seen_at text collate "C" not null)`,
  'create index source_record_of on source_record (system, object, id)',
  'create index source_record_company on source_record (company) where company is not null',
  `create table record_version (
    no bigint generated always as identity primary key,
    key text collate "C" not null,
    seen_at text collate "C" not null,
    modified_at text collate "C" not null,
    modified_by text,
    deleted boolean not null,
    changed text not null,
    source text not null)`,
  'create index record_version_of on record_version (key, no)',
  `create table written (
    target text collate "C" not null,
    field text collate "C" not null,
    value text not null,
    source text not null,
    at text collate "C" not null,
    primary key (target, field))`,
  `create table activity (
    no bigint generated always as identity primary key,
    system text collate "C" not null,
    kind text collate "C" not null,
    id text collate "C" not null,
    occurred_at text collate "C" not null,
    seen_at text collate "C" not null,
    fingerprint text not null,
    content text not null,
    unique (system, kind, id))`,
  `create table activity_subject (
    subject text collate "C" not null,
    activity bigint not null,
    primary key (subject, activity))`,
  'create index activity_subject_of on activity_subject (activity)',
  `create table stream_cursor (
    system text collate "C" not null,
    stream text collate "C" not null,
    cursor text not null,
    at text collate "C" not null,
    primary key (system, stream))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
