/** Which lead each key stands for. Keys move from lead to lead; activities never do. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { type RecordRef, recordKey, type SubjectKey } from '../domain/record.ts';
import { asTexts } from './rows.ts';
import type { Tables } from './tables.ts';

/**
 * A key that nobody knows is about to be given a lead: from there on, one transaction at a time. Else two workers that meet the same new person, one in
 * each system, would make two leads of them.
 */
export async function byKeys(
  db: Kysely<Tables>,
  keys: readonly SubjectKey[],
): Promise<ReadonlyMap<SubjectKey, LeadId>> {
  const asked = new Set(keys);
  if (asked.size === 0) return new Map();
  const found = await lookUp(db, asked);
  if (found.size === asked.size) return found;
  await sql`select pg_advisory_xact_lock(hashtext(current_schema() || ' identify'))`.execute(db);
  return lookUp(db, asked);
}

async function lookUp(db: Kysely<Tables>, keys: Iterable<SubjectKey>): Promise<ReadonlyMap<SubjectKey, LeadId>> {
  const rows = await db
    .selectFrom('link')
    .select(['key', 'lead'])
    .where('key', '=', sql<SubjectKey>`any(${asTexts(keys)})`)
    .where('to_at', 'is', null)
    .orderBy('key')
    .execute();
  return new Map(rows.map(({ key, lead }) => [key, lead]));
}

/** Another worker may link the same key at the same moment; whoever comes last moves it. */
const ATTEMPTS = 3;

export async function link(db: Kysely<Tables>, key: SubjectKey, lead: LeadId, from: IsoInstant): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { rows } = await sql<{ key: SubjectKey }>`
      insert into link (key, lead, from_at) values (${key}, ${lead}, ${from})
      on conflict (key) where to_at is null do nothing returning key`.execute(db);
    if (rows.length > 0) return;
    const { rows: standing } = await sql<{ lead: LeadId }>`
      select lead from link where key = ${key} and to_at is null for update`.execute(db);
    if (standing[0]?.lead === lead) return;
    await sql`update link set to_at = ${from} where key = ${key} and to_at is null and lead <> ${lead}`.execute(db);
  }
  throw new Error('a key was moved by others again and again');
}

/** Leads whose person's record names one of the companies. */
export async function ofCompanies(db: Kysely<Tables>, companies: readonly RecordRef[]): Promise<readonly LeadId[]> {
  if (companies.length === 0) return [];
  const { rows } = await sql<{ lead: LeadId }>`
    select distinct link.lead
    from source_record join link on link.key = source_record.key and link.to_at is null
    where source_record.company = any(${asTexts(companies.map(recordKey))})
    order by link.lead`.execute(db);
  return rows.map((row) => row.lead);
}
