/** Keeps activities with their subjects, each once however often it is read; what a changed one said before stays known. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Activity, ActivityKind } from '../domain/activity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { System } from '../domain/record.ts';
import { erasedAmong } from './erased-keys.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { asNumbers, asRows, encode } from './rows.ts';
import type { ActivityRow, Tables } from './tables.ts';

type Identity = Pick<ActivityRow, 'system' | 'kind' | 'id'>;

/** Answers the new and the changed ones, in the order in which they were given. */
export async function keepActivities(
  db: Kysely<Tables>,
  activities: readonly Activity[],
  seenAt: IsoInstant,
): Promise<readonly Activity[]> {
  const newest = new Map<string, Activity>();
  for (const activity of await withoutErased(db, activities)) newest.set(keyOf(activity), activity);
  if (newest.size === 0) return [];
  const known = await fingerprints(db, [...newest.values()]);
  const changed = [...newest].filter(([key, activity]) => known.get(key) !== fingerprint(activity));
  if (changed.length === 0) return [];
  const inOrder = [...changed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, activity]) => activity);
  await insertSubjects(db, inOrder, await insertRows(db, inOrder, seenAt));
  return changed.map(([, activity]) => activity);
}

/** What somebody did before they were erased does not come back. */
async function withoutErased(db: Kysely<Tables>, activities: readonly Activity[]): Promise<readonly Activity[]> {
  if (activities.length === 0) return activities;
  const erased = await erasedAmong(db, new Set(activities.flatMap(({ subjects }) => subjects)));
  if (erased.size === 0) return activities;
  return activities.filter(({ subjects, occurredAt }) =>
    subjects.some((subject) => occurredAt > (erased.get(subject) ?? '')),
  );
}

/** In the order of their ids. */
export async function activitiesBetween(
  db: Kysely<Tables>,
  { system, kind, after, upTo }: { system: System; kind: ActivityKind; after: string; upTo: string },
): Promise<readonly Activity[]> {
  const rows = await db
    .selectFrom('activity')
    .select(['system', 'kind', 'id', 'occurred_at', 'content'])
    .where('system', '=', system)
    .where('kind', '=', kind)
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .orderBy('id')
    .execute();
  return rows.map(activityOf);
}

/** The activity as the row holds it. */
export function activityOf(row: Pick<ActivityRow, 'system' | 'kind' | 'id' | 'occurred_at' | 'content'>): Activity {
  const content: Omit<Activity, 'system' | 'kind' | 'id' | 'occurredAt'> = JSON.parse(row.content);
  return { system: row.system, kind: row.kind, id: row.id, occurredAt: row.occurred_at, ...content };
}

function keyOf({ system, kind, id }: { system: System; kind: ActivityKind; id: string }): string {
  return `${system} ${kind} ${id}`;
}

function contentOf({ subjects, actor, properties, text, url }: Activity): string {
  return encode({ subjects, actor, properties, text, url });
}

function fingerprint(activity: Activity): string {
  const properties = Object.entries(activity.properties).sort(([a], [b]) => (a < b ? -1 : 1));
  const { subjects, actor, occurredAt, text, url } = activity;
  return createHash('sha256')
    .update(encode([subjects, actor, occurredAt, properties, text, url]))
    .digest('hex');
}

async function fingerprints(db: Kysely<Tables>, activities: readonly Activity[]): Promise<ReadonlyMap<string, string>> {
  const asked: Identity[] = activities.map(({ system, kind, id }) => ({ system, kind, id }));
  const { rows } = await sql<Identity & { fingerprint: string }>`
    select activity.system, activity.kind, activity.id, activity.fingerprint
    from json_to_recordset(${asRows(asked)}) as asked(system text, kind text, id text)
    join activity using (system, kind, id)`.execute(db);
  return new Map(rows.map((row) => [keyOf(row), row.fingerprint]));
}

async function insertRows(
  db: Kysely<Tables>,
  activities: readonly Activity[],
  seenAt: IsoInstant,
): Promise<ReadonlyMap<string, number>> {
  const rows = activities.map((activity) => ({
    system: activity.system,
    kind: activity.kind,
    id: activity.id,
    occurred_at: activity.occurredAt,
    seen_at: seenAt,
    fingerprint: fingerprint(activity),
    content: contentOf(activity),
  }));
  // One statement sees one state of the table: what is put aside is what is replaced.
  const inserted = await sql<Identity & { no: number }>`
    with given as (
      select * from json_to_recordset(${asRows(rows)}) as row(
        system text, kind text, id text, occurred_at text, seen_at text, fingerprint text, content text)
    ), replaced as (
      insert into activity_version (activity, subjects, occurred_at, seen_at, content)
      select activity.no, array(select subject from activity_subject where activity = activity.no order by subject),
        activity.occurred_at, activity.seen_at, activity.content
      from activity join given using (system, kind, id)
      order by activity.no
    )
    insert into activity (system, kind, id, occurred_at, seen_at, fingerprint, content)
    select system, kind, id, occurred_at, seen_at, fingerprint, content from given
    on conflict (system, kind, id) do update set
      occurred_at = excluded.occurred_at, seen_at = excluded.seen_at, fingerprint = excluded.fingerprint, content = excluded.content
    returning no, system, kind, id`.execute(db);
  return new Map(inserted.rows.map((row) => [keyOf(row), row.no]));
}

async function insertSubjects(
  db: Kysely<Tables>,
  activities: readonly Activity[],
  numbers: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = activities.flatMap((activity) => {
    const number = numbers.get(keyOf(activity));
    return activity.subjects.map((subject) => ({ subject, activity: number }));
  });
  await sql`delete from activity_subject where activity = any(${asNumbers(numbers.values())}) ${UNANSWERED}`.execute(
    db,
  );
  await sql`
    insert into activity_subject (subject, activity)
    select distinct subject, activity from json_to_recordset(${asRows(rows)}) as row(subject text, activity bigint)
    on conflict do nothing ${UNANSWERED}`.execute(db);
}
