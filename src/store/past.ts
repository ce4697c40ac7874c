/** Rebuilds a lead as it stood: from links, versions and the ledger, with a number of statements that does not depend on how much is kept. */
import { type Kysely, sql } from 'kysely';
import type { Activity } from '../domain/activity.ts';
import { stateAt } from '../domain/evolve.ts';
import type { LeadId } from '../domain/facts.ts';
import { earliest, type IsoInstant, instantOf, iso } from '../domain/instant.ts';
import type { SourceRecord, SubjectKey } from '../domain/record.ts';
import type { Knowledge, LeadThen, Past } from '../ports/past.ts';
import { activityOf } from './activities.ts';
import { StoredLedger } from './ledger.ts';
import { matchThen } from './past-accounts.ts';
import { companyOf, type KnownVersion, rebuilt } from './record-rows.ts';
import { asTexts } from './rows.ts';
import type { ActivityRow, Tables } from './tables.ts';
import type { Work } from './work.ts';

type Link = Pick<Tables['link'], 'key' | 'from_at' | 'to_at'>;
type Versions = ReadonlyMap<SubjectKey, readonly KnownVersion[]>;
/** Of one record's versions those that count. */
type Choice = (all: readonly KnownVersion[]) => readonly KnownVersion[];

/** A first reading takes its time: one system after the other, companies after people. What is seen later is news, as a Lead that Baton made. */
const FIRST_READING_HOURS = 24;

const NONE: ReadonlySet<string> = new Set();

export class StoredPast implements Past {
  readonly #work: Work;
  readonly #ledger: StoredLedger;

  constructor(work: Work) {
    this.#work = work;
    this.#ledger = new StoredLedger(work);
  }

  async lead(id: LeadId, at: IsoInstant, by: Knowledge): Promise<LeadThen> {
    const db = await this.#work.db();
    const links = await linksOf(db, id);
    const versions = await versionsOf(
      db,
      links.map(({ key }) => key),
    );
    const standing = links.filter((link) => (by === 'seen' ? stood(link, at) : link.to_at === null));
    const byThen: Choice = (all) => all.filter((version) => momentOf(version, by) <= at);
    const known = standing.some(({ key }) => byThen(versions.get(key) ?? []).length > 0);
    const keys = new Set((known ? standing : links).map(({ key }) => key));
    const firstSeenAt = earliest(...[...keys].map((key) => versions.get(key)?.[0]?.seen_at));
    const chosen = known ? byThen : asFirstSeen(firstSeenAt);
    const records = recordsOf(keys, versions, chosen);
    const companies = new Set(records.flatMap((record) => companyOf(record) ?? []));
    const places = recordsOf(companies, await versionsOf(db, companies), chosen);
    const matched = await matchThen(
      db,
      { records, companies: places },
      this.#work.means.freeMail ?? NONE,
      async (met) => recordsOf(met, await versionsOf(db, met), chosen),
    );
    const lead = {
      id,
      state: stateAt(await this.#ledger.reveal(await this.#ledger.ofStream(`lead:${id}`)), at),
      records,
      companies: places,
      ...(matched === undefined ? {} : { matched }),
      activities: known && by === 'seen' ? await seenOf(db, keys, at) : await happenedOf(db, keys, at),
      written: [],
    };
    return known ? { lead, known } : { lead, known, firstSeenAt };
  }
}

/** All that the lead ever had, oldest first. */
async function linksOf(db: Kysely<Tables>, lead: LeadId): Promise<readonly Link[]> {
  // Each half by its own index.
  const { rows } = await sql<Link>`
    select key, from_at, to_at from link where lead = ${lead} and to_at is null
    union all
    select key, from_at, to_at from link where lead = ${lead} and to_at is not null
    order by from_at, key`.execute(db);
  return rows;
}

function stood({ from_at, to_at }: Link, at: IsoInstant): boolean {
  return from_at <= at && (to_at === null || to_at > at);
}

/** Where a system did not say when our write changed the record, it changed when we wrote. */
function momentOf({ seen_at, modified_at, source }: KnownVersion, by: Knowledge): IsoInstant {
  if (by === 'seen' || (source === 'write' && seen_at > modified_at)) return seen_at;
  return modified_at;
}

function asFirstSeen(first: IsoInstant | undefined): Choice {
  const until = first === undefined ? undefined : iso(instantOf(first).add({ hours: FIRST_READING_HOURS }));
  return ([oldest]) => (oldest === undefined || until === undefined || oldest.seen_at > until ? [] : [oldest]);
}

/** By record, in the order in which they came. */
async function versionsOf(db: Kysely<Tables>, keys: Iterable<SubjectKey>): Promise<Versions> {
  const { rows } = await sql<KnownVersion>`
    select record_version.*, source_record.url, source_record.created_at
    from record_version join source_record using (key)
    where record_version.key = any(${asTexts(keys)})
    order by record_version.key, record_version.no`.execute(db);
  return Map.groupBy(rows, ({ key }) => key);
}

function recordsOf(keys: Iterable<SubjectKey>, versions: Versions, chosen: Choice): readonly SourceRecord[] {
  return [...keys].flatMap((key) => rebuilt(chosen(versions.get(key) ?? [])) ?? []);
}

/** As they are known today. What is dated later had not happened yet, and nobody can tell whether it was planned. */
async function happenedOf(db: Kysely<Tables>, keys: ReadonlySet<SubjectKey>, at: IsoInstant) {
  const all = await seenOf(db, keys, undefined);
  return all.filter(({ occurredAt }) => occurredAt <= at);
}

/** Those of which one of the keys was a subject, as they had been seen by then, or by now. */
async function seenOf(
  db: Kysely<Tables>,
  keys: ReadonlySet<SubjectKey>,
  at: IsoInstant | undefined,
): Promise<readonly Activity[]> {
  const asked = asTexts(keys);
  // Today's form has no number, and stands before an older one of the same moment.
  const { rows } = await sql<Pick<ActivityRow, 'system' | 'kind' | 'id' | 'occurred_at' | 'content'>>`
    select system, kind, id, occurred_at, content from (
      select distinct on (activity.no) activity.system, activity.kind, activity.id, form.occurred_at, form.content
      from (
        select activity from activity_subject where subject = any(${asked})
        union select activity from activity_version where subjects && ${asked}
      ) as own
      join activity on activity.no = own.activity
      cross join lateral (
        select null::bigint as no, activity.occurred_at, activity.seen_at, activity.content
        union all
        select no, occurred_at, seen_at, content from activity_version where activity_version.activity = activity.no
      ) as form
      where form.seen_at <= coalesce(${at ?? null}::text, form.seen_at)
      order by activity.no, form.seen_at desc, form.no desc
    ) as told
    order by occurred_at, system, kind, id`.execute(db);
  return rows.map(activityOf).filter(({ subjects }) => subjects.some((subject) => keys.has(subject)));
}
