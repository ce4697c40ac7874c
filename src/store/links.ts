/** Which lead each key stands for. Keys move from lead to lead; activities never do. */
import { type Kysely, sql } from 'kysely';
import type { LeadId } from '../domain/facts.ts';
import type { IsoInstant } from '../domain/instant.ts';
import { type RecordRef, recordKey, type SubjectKey } from '../domain/record.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asRows, asTexts, inOrder } from './rows.ts';
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
  const found = await lookUp(db, asked);
  if (found.size === asked.size) return found;
  await sql`select pg_advisory_xact_lock(hashtext(current_schema() || ' identify')) ${UNANSWERED}`.execute(db);
  return lookUp(db, asked);
}

/** As it stands. */
export async function lookUp(
  db: Kysely<Tables>,
  keys: ReadonlySet<SubjectKey>,
): Promise<ReadonlyMap<SubjectKey, LeadId>> {
  if (keys.size === 0) return new Map();
  const rows = await db
    .selectFrom('link')
    .select(['key', 'lead'])
    .where('key', '=', sql<SubjectKey>`any(${asTexts(keys)})`)
    .where('to_at', 'is', null)
    .orderBy('key')
    .execute();
  return new Map(rows.map(({ key, lead }) => [key, lead]));
}

export interface Link {
  readonly key: SubjectKey;
  readonly lead: LeadId;
  readonly from: IsoInstant;
}

/** In their order: a key that is linked twice stands for the last lead. */
export async function linkAll(db: Kysely<Tables>, links: readonly Link[]): Promise<void> {
  const first = [...new Map([...links].reverse().map((one) => [one.key, one])).values()].reverse();
  const linked = await insertNew(db, first);
  const others = links.filter((one) => !linked.has(one));
  const standing = await lockStanding(db, inOrder(others.map(({ key }) => key)));
  for (const one of others) {
    if (standing.get(one.key) === one.lead) continue;
    await move(db, one);
    standing.set(one.key, one.lead);
  }
}

/** Whom each of the keys stands for; nobody else moves them till this transaction ends. */
async function lockStanding(db: Kysely<Tables>, keys: readonly SubjectKey[]): Promise<Map<SubjectKey, LeadId>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<Pick<Link, 'key' | 'lead'>>`
    select key, lead from link where key = any(${asTexts(keys)}) and to_at is null order by key for update`.execute(db);
  return new Map(rows.map(({ key, lead }) => [key, lead]));
}

/** Links the keys that stand for nobody, and answers which. */
async function insertNew(db: Kysely<Tables>, links: readonly Link[]): Promise<ReadonlySet<Link>> {
  const { rows } = await sql<{ key: SubjectKey }>`
    insert into link (key, lead, from_at)
    select key, lead, "from" from json_to_recordset(${asRows(links)}) as row(key text, lead text, "from" text)
    on conflict (key) where to_at is null do nothing returning key`.execute(db);
  const keys = new Set(rows.map(({ key }) => key));
  return new Set(links.filter(({ key }) => keys.has(key)));
}

/** Another worker may link the same key at the same moment; whoever comes last moves it. */
const ATTEMPTS = 3;

async function move(db: Kysely<Tables>, link: Link): Promise<void> {
  const { key, lead, from } = link;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { rows: standing } = await sql<{ lead: LeadId }>`
      select lead from link where key = ${key} and to_at is null for update`.execute(db);
    if (standing[0]?.lead === lead) return;
    await sql`update link set to_at = ${from} where key = ${key} and to_at is null`.execute(db);
    if ((await insertNew(db, [link])).size > 0) return;
  }
  throw new Error('a key was moved by others again and again');
}

/** All that stood for the one stands for the other; what would have become of the one is no longer of interest. */
export async function join(db: Kysely<Tables>, lead: LeadId, into: LeadId, at: IsoInstant): Promise<void> {
  await sql`
    with moved as (update link set to_at = ${at} where lead = ${lead} and to_at is null returning key)
    insert into link (key, lead, from_at) select key, ${into}, ${at} from moved`.execute(db);
  await sql`update lead set joined = ${into} where id = ${lead}`.execute(db);
  await sql`delete from rehearsal where lead = ${lead}`.execute(db);
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
