/** Loads leads whole, with a number of statements that does not depend on how many they are. */
import { type Kysely, sql } from 'kysely';
import type { Activity } from '../domain/activity.ts';
import { INITIAL_STATE } from '../domain/evolve.ts';
import type { LeadId } from '../domain/facts.ts';
import { noteRef } from '../domain/handoff-note.ts';
import { storyRef } from '../domain/handoff-story.ts';
import type { Lead, LeadState } from '../domain/lead.ts';
import { recordKey, type SourceRecord, type SubjectKey } from '../domain/record.ts';
import type { Sent } from '../domain/writes.ts';
import type { LeadGlance } from '../ports/store.ts';
import { matchesOf } from './accounts.ts';
import { activityOf } from './activities.ts';
import { sentOf } from './outbox-rows.ts';
import { recordOf } from './record-rows.ts';
import { asTexts } from './rows.ts';
import type { ActivityRow, LeadRow, SourceRecordRow, Tables } from './tables.ts';
import { writtenTo } from './written.ts';

const NONE: ReadonlySet<string> = new Set();

/** What a lead is made up of, beside its row. */
interface Parts {
  readonly records: ReadonlyMap<LeadId, readonly (SourceRecordRow & { readonly lead: LeadId })[]>;
  readonly activities: ReadonlyMap<LeadId, readonly Activity[]>;
  readonly sent: ReadonlyMap<LeadId, readonly Sent[]>;
  /** Those that their records name. */
  readonly companies: ReadonlyMap<SubjectKey, SourceRecord>;
}

async function partsOf(db: Kysely<Tables>, ids: readonly LeadId[]): Promise<Parts> {
  const [records, activities, sent, companies] = await Promise.all([
    recordsOf(db, ids),
    activitiesOf(db, ids),
    sentTo(db, ids),
    companiesOf(db, ids),
  ]);
  return { records, activities, sent, companies };
}

/** In the order of the rows. */
export async function leadsOf(
  db: Kysely<Tables>,
  rows: readonly LeadRow[],
  freeMail: ReadonlySet<string> = NONE,
): Promise<readonly Lead[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  return made(db, rows, await partsOf(db, ids), freeMail);
}

/** With their rows, in the order of those, which are asked for at the same time. */
export async function leadsBy(
  db: Kysely<Tables>,
  { ids, rows: asking }: { readonly ids: readonly LeadId[]; readonly rows: Promise<readonly LeadRow[]> },
  freeMail: ReadonlySet<string> = NONE,
): Promise<{ readonly rows: readonly LeadRow[]; readonly leads: readonly Lead[] }> {
  const [rows, parts] = await Promise.all([asking, partsOf(db, ids)]);
  return { rows, leads: await made(db, rows, parts, freeMail) };
}

async function made(
  db: Kysely<Tables>,
  rows: readonly LeadRow[],
  { records, activities, sent, companies }: Parts,
  freeMail: ReadonlySet<string>,
): Promise<readonly Lead[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const everyRecord = [...records.values()].flat();
  const states = rows.map(({ state }): LeadState => JSON.parse(state));
  const stories = states.map(rowsToldOf);
  const [{ people, matches }, written, saidOne] = await Promise.all([
    workplacesOf(db, { records, companies }, { ids, freeMail }),
    writtenTo(db, [...everyRecord.map(({ key }) => key), ...stories.flat()]),
    saidToBeOne(db, everyRecord),
  ]);
  return rows.map((row, index) => {
    const own = records.get(row.id) ?? [];
    const matched = matches.get(row.id);
    return {
      id: row.id,
      state: states[index] ?? INITIAL_STATE,
      records: people[index]?.records ?? [],
      companies: people[index]?.companies ?? [],
      ...(matched === undefined ? {} : { matched }),
      activities: activities.get(row.id) ?? [],
      written: [...own.map(({ key }) => key), ...(stories[index] ?? [])].flatMap((key) => written.get(key) ?? []),
      ...saidOf(own, saidOne),
      ...(sent.has(row.id) ? { sent: sent.get(row.id) ?? [] } : {}),
      ...(row.waits === 'outside' ? { wasOutside: true } : {}),
      ...(row.joined === null ? {} : { joinedInto: row.joined }),
    };
  });
}

/** In the order of the rows: their records, and what is known to be written to those. */
export async function glancesOf(db: Kysely<Tables>, rows: readonly LeadRow[]): Promise<readonly LeadGlance['lead'][]> {
  if (rows.length === 0) return [];
  const records = await recordsOf(
    db,
    rows.map(({ id }) => id),
  );
  const written = await writtenTo(
    db,
    [...records.values()].flat().map(({ key }) => key),
  );
  return rows.map(({ id, state, waits }) => {
    const own = records.get(id) ?? [];
    return {
      id,
      state: JSON.parse(state) as LeadState,
      records: own.map(recordOf),
      written: own.flatMap(({ key }) => written.get(key) ?? []),
      ...(waits === 'outside' ? { wasOutside: true } : {}),
    };
  });
}

/** A state that is broken stops the judging of its own lead, not the loading of all. */
function rowsToldOf({ handoffs }: LeadState): readonly SubjectKey[] {
  return Array.isArray(handoffs)
    ? handoffs.flatMap((handoff) => [recordKey(storyRef(handoff)), recordKey(noteRef(handoff))])
    : [];
}

/** Everybody, in the order of the ids, with the companies that their records name, and the accounts found for those whose records name none. */
async function workplacesOf(
  db: Kysely<Tables>,
  { records, companies }: Pick<Parts, 'records' | 'companies'>,
  { ids, freeMail }: { readonly ids: readonly LeadId[]; readonly freeMail: ReadonlySet<string> },
) {
  const people = ids.map((id) => {
    const own = records.get(id) ?? [];
    return { id, records: own.map(recordOf), companies: companiesNamed(own, companies) };
  });
  return { people, matches: await matchesOf(db, people, freeMail) };
}

/** Asked only where a lead has several Salesforce records. */
async function saidToBeOne(
  db: Kysely<Tables>,
  records: readonly (SourceRecordRow & { readonly lead: LeadId })[],
): Promise<ReadonlySet<SubjectKey>> {
  const byLead = groupBy(
    records.filter(({ system }) => system === 'salesforce'),
    ({ lead }) => lead,
  );
  const several = [...byLead.values()].filter(({ length }) => length > 1).flatMap((own) => own.map(({ key }) => key));
  if (several.length === 0) return new Set();
  const { rows } = await sql<{ one: SubjectKey; other: SubjectKey }>`
    select one, other from identity_word where are = 'one' and one = any(${asTexts(several)})
    union select one, other from identity_word where are = 'one' and other = any(${asTexts(several)})`.execute(db);
  return new Set(rows.flatMap(({ one, other }) => [one, other]));
}

function saidOf(own: readonly SourceRecordRow[], saidOne: ReadonlySet<SubjectKey>): Pick<Lead, 'saidOne'> {
  const said = saidOne.size === 0 ? [] : own.filter(({ key }) => saidOne.has(key));
  return said.length === 0 ? {} : { saidOne: said.map((row) => recordOf(row).ref) };
}

/** By lead: what is on its way and not answered yet. */
async function sentTo(db: Kysely<Tables>, leads: readonly LeadId[]): Promise<ReadonlyMap<LeadId, readonly Sent[]>> {
  const { rows } = await sql<{ lead: LeadId; sent: string }>`
    select lead, sent from outbox
    where lead = any(${asTexts(leads)}) and sent is not null and status in ('sending', 'unknown')
    order by id`.execute(db);
  const byLead = groupBy(rows, ({ lead }) => lead);
  return new Map([...byLead].map(([lead, own]) => [lead, own.map(({ sent }) => sentOf(sent))]));
}

/** By lead, oldest link first. */
async function recordsOf(
  db: Kysely<Tables>,
  leads: readonly LeadId[],
): Promise<ReadonlyMap<LeadId, readonly (SourceRecordRow & { readonly lead: LeadId })[]>> {
  const { rows } = await sql<SourceRecordRow & { lead: LeadId }>`
    select link.lead, source_record.*
    from link join source_record on source_record.key = link.key
    where link.lead = any(${asTexts(leads)}) and link.to_at is null
    order by link.from_at, link.key`.execute(db);
  return groupBy(rows, ({ lead }) => lead);
}

/** Asked for beside the records that name them: nobody waits for one after the other. */
async function companiesOf(
  db: Kysely<Tables>,
  leads: readonly LeadId[],
): Promise<ReadonlyMap<SubjectKey, SourceRecord>> {
  const { rows } = await sql<SourceRecordRow>`
    select * from source_record where key = any(array(
      select own.company from link join source_record as own on own.key = link.key
      where link.lead = any(${asTexts(leads)}) and link.to_at is null and own.company is not null))`.execute(db);
  return new Map(rows.map((row) => [row.key, recordOf(row)]));
}

/** Each once, in the order of the records that name them. */
function companiesNamed(
  records: readonly SourceRecordRow[],
  companies: ReadonlyMap<SubjectKey, SourceRecord>,
): readonly SourceRecord[] {
  const keys = new Set(records.flatMap(({ company }) => company ?? []));
  return [...keys].flatMap((key) => companies.get(key) ?? []);
}

type Told = readonly [ActivityRow['system'], ActivityRow['kind'], string, ActivityRow['occurred_at'], string];

/**
 * An activity with several of a lead's keys among its subjects is the lead's once. All of a lead come as one text: a row for each took twice the time.
 * With `offset 0` they are looked up key by key whatever the planner believes of sizes: in tables that have just been filled it read all for each batch.
 */
async function activitiesOf(
  db: Kysely<Tables>,
  leads: readonly LeadId[],
): Promise<ReadonlyMap<LeadId, readonly Activity[]>> {
  const { rows } = await sql<{ lead: LeadId; told: string }>`
    select own.lead, json_agg(
      json_build_array(activity.system, activity.kind, activity.id, activity.occurred_at, activity.content)
      order by activity.occurred_at, activity.system, activity.kind, activity.id)::text as told
    from (
      select distinct link.lead, met.activity
      from link cross join lateral (select activity from activity_subject where subject = link.key offset 0) as met
      where link.lead = any(${asTexts(leads)}) and link.to_at is null
    ) as own
    cross join lateral (select * from activity where no = own.activity offset 0) as activity
    group by own.lead`.execute(db);
  return new Map(
    rows.map(({ lead, told }) => {
      const all: readonly Told[] = JSON.parse(told);
      const activities = all.map(([system, kind, id, occurred_at, content]) =>
        activityOf({ system, kind, id, occurred_at, content }),
      );
      return [lead, activities];
    }),
  );
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  return Map.groupBy(rows, keyOf);
}
