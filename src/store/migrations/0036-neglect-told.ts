/** Of which neglected leads somebody has been told, and of which neglect: one that lasts is told once. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table neglect_told (
    lead text collate "C" not null,
    step text collate "C" not null,
    since text collate "C" not null,
    primary key (lead, step))`.execute(db);
}
