/** What people have said about who is who, so that nobody is asked twice; and what they have put aside of the list of problems. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table identity_word (
    one text collate "C" not null,
    other text collate "C" not null,
    are text collate "C" not null,
    at text collate "C" not null,
    primary key (one, other))`,
  'create index identity_word_other on identity_word (other)',
  'alter table problem add column ignored text',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
