/** Keeps what was read of records, and tells what of it is news. */
import { type Kysely, sql } from 'kysely';
import type { Activity } from '../domain/activity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { WrittenValue } from '../domain/lead.ts';
import {
  type Fields,
  type FieldValue,
  type RecordRef,
  recordKey,
  type SourceRecord,
  type SubjectKey,
  type System,
} from '../domain/record.ts';
import type { Cursor } from '../ports/connector.ts';
import type { News, Records } from '../ports/store.ts';
import { keepAccountKeys } from './accounts.ts';
import { activitiesBetween, keepActivities } from './activities.ts';
import { erasedAmong } from './erased-keys.ts';
import { UNANSWERED } from './prepared-connection.ts';
import { newsOf, recordOf, rowOf, type Version, versionOf, withStandingEditors } from './record-rows.ts';
import { markChanged } from './rosters.ts';
import { asRows, asTexts, encode, inOrder, lastOfEach } from './rows.ts';
import type { SourceRecordRow, Tables } from './tables.ts';
import type { Collected, Work } from './work.ts';
import { protectedFields, writeValues, writtenTo } from './written.ts';

interface Confirmation {
  readonly target: RecordRef;
  readonly fields: Fields;
  readonly at: IsoInstant;
  readonly modifiedAt: IsoInstant | undefined;
}

export class StoredRecords implements Records {
  readonly #work: Work;
  readonly #confirmations: Collected<Confirmation>;
  readonly #cursors: Collected<CursorRow>;

  constructor(work: Work) {
    this.#work = work;
    this.#confirmations = work.collect(confirmAll);
    this.#cursors = work.collect(saveCursors);
  }

  async keep(
    records: readonly SourceRecord[],
    readAt: IsoInstant,
    { seenById = false }: { readonly seenById?: boolean | undefined } = {},
  ): Promise<readonly News[]> {
    const newest = newestOfEach(records);
    if (newest.size === 0) return [];
    const db = await this.#work.db();
    const keys = [...newest.keys()];
    const [kept, erased, ours] = await Promise.all([
      lockRows(db, keys),
      erasedAmong(db, keys),
      protectedFields(db, keys, readAt),
    ]);
    const news: News[] = [];
    const rows: SourceRecordRow[] = [];
    const versions: Version[] = [];
    for (const key of inOrder(keys)) {
      const row = kept.get(key);
      const read = seenById ? alive(newest.get(key), row) : newest.get(key);
      if (read === undefined || (row !== undefined && read.modifiedAt < row.modified_at)) continue;
      if (isOldNews(read, row) || read.modifiedAt <= (erased.get(key) ?? '')) continue;
      const record = withStandingEditors(merge(read, row, ours.get(key)), row && recordOf(row));
      const one = newsOf(record, row);
      rows.push(rowOf(one === undefined || one.changed.length === 0 ? stillSaying(record, row) : record, readAt));
      if (one !== undefined) news.push(one);
      if (one !== undefined || isLater(record, row)) versions.push(versionOf({ ...one, record }, readAt, 'read'));
    }
    await insertRows(db, rows);
    await keepAccountKeys(db, rows);
    await insertVersions(db, versions);
    return inReadOrder(news, newest);
  }

  async keepActivities(activities: readonly Activity[], seenAt: IsoInstant): Promise<readonly Activity[]> {
    return keepActivities(await this.#work.db(), activities, seenAt);
  }

  async activitiesBetween(system: System, kind: Activity['kind'], after: string, upTo: string) {
    return activitiesBetween(await this.#work.db(), { system, kind, after, upTo });
  }

  async get(refs: readonly RecordRef[]): Promise<readonly SourceRecord[]> {
    const keys = refs.map(recordKey);
    const db = await this.#work.db();
    const rows = await db.selectFrom('source_record').selectAll().where('key', '=', anyOf(keys)).execute();
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.flatMap((key) => {
      const row = byKey.get(key);
      return row === undefined ? [] : [recordOf(row)];
    });
  }

  async following(system: System, after: string, limit: number): Promise<readonly SourceRecord[]> {
    const { rows } = await sql<SourceRecordRow>`
      select * from source_record
      where key > ${after} and key > ${`${system}/`} and key < ${`${system}0`} and object in ('company', 'account', 'contact', 'lead')
      order by key limit ${limit}`.execute(await this.#work.db());
    return rows.map(recordOf);
  }

  async find(system: System, object: RecordRef['object']): Promise<readonly SourceRecord[]> {
    const db = await this.#work.db();
    return this.#work.rosters.of(db, { system, object }, () => allOf(db, system, object));
  }

  async written(refs: readonly RecordRef[]): Promise<readonly WrittenValue[]> {
    return [...(await writtenTo(await this.#work.db(), refs.map(recordKey))).values()].flat();
  }

  async confirm(target: RecordRef, fields: Fields, at: IsoInstant, modifiedAt?: IsoInstant): Promise<void> {
    this.#confirmations.add({ target, fields, at, modifiedAt });
  }

  async cursors(system: System): Promise<ReadonlyMap<string, Cursor>> {
    const db = await this.#work.db();
    const rows = await db
      .selectFrom('stream_cursor')
      .select(['stream', 'cursor'])
      .where('system', '=', system)
      .execute();
    return new Map(rows.map(({ stream, cursor }) => [stream, JSON.parse(cursor)]));
  }

  async saveCursor(system: System, stream: string, cursor: Cursor, at: IsoInstant): Promise<void> {
    this.#cursors.add({ system, stream, cursor: encode(cursor), at });
  }
}

type CursorRow = Tables['stream_cursor'];

async function saveCursors(db: Kysely<Tables>, cursors: readonly CursorRow[]): Promise<void> {
  const rows = lastOfEach(cursors, ({ system, stream }) => `${system} ${stream}`);
  await sql`
    insert into stream_cursor (system, stream, cursor, at)
    select system, stream, cursor, at
    from json_to_recordset(${asRows(rows)}) as row(system text, stream text, cursor text, at text)
    order by system, stream
    on conflict (system, stream) do update set cursor = excluded.cursor, at = excluded.at ${UNANSWERED}`.execute(db);
}

/** In their order. A record that was never read keeps only what was written to it. */
async function confirmAll(db: Kysely<Tables>, confirmations: readonly Confirmation[]): Promise<void> {
  await writeValues(
    db,
    confirmations.flatMap(({ target, fields, at }) =>
      Object.entries(fields).map(([field, value]) => ({ target, field, value, by: 'baton' as const, at })),
    ),
  );
  const rows = new Map(
    await lockRows(
      db,
      confirmations.map(({ target }) => recordKey(target)),
    ),
  );
  const versions: Version[] = [];
  for (const { target, fields, at, modifiedAt } of confirmations) {
    const key = recordKey(target);
    const row = rows.get(key);
    if (row === undefined) continue;
    // Read since the write left, it says itself what it holds by now.
    if (row.seen_at > at) continue;
    const before = recordOf(row);
    const stamp = modifiedAt !== undefined && modifiedAt > row.modified_at ? modifiedAt : row.modified_at;
    const after = { ...stillSaying({ ...before, modifiedAt: stamp }, row), fields: { ...before.fields, ...fields } };
    const record = withStandingEditors({ ...after, editors: {} }, before);
    const one = newsOf(record, row);
    if (one !== undefined || isLater(record, row)) versions.push(versionOf({ ...one, record }, at, 'write'));
    rows.set(key, rowOf(record, row.seen_at));
  }
  await insertRows(
    db,
    inOrder(rows.keys()).flatMap((key) => rows.get(key) ?? []),
  );
  await insertVersions(db, versions);
}

function newestOfEach(records: readonly SourceRecord[]): Map<SubjectKey, SourceRecord> {
  const newest = new Map<SubjectKey, SourceRecord>();
  for (const record of records) {
    const key = recordKey(record.ref);
    const other = newest.get(key);
    if (other === undefined || record.modifiedAt >= other.modifiedAt) newest.set(key, record);
  }
  return newest;
}

/** The deletion of what was never read, or is deleted already, without any fields. */
/** Not older than what told that it was gone. */
function alive(read: SourceRecord | undefined, row: SourceRecordRow | undefined): SourceRecord | undefined {
  if (read === undefined || read.deleted || row?.deleted !== true || row.modified_at <= read.modifiedAt) return read;
  return { ...read, modifiedAt: row.modified_at };
}

function isOldNews({ deleted, fields }: SourceRecord, row: SourceRecordRow | undefined): boolean {
  return deleted && Object.keys(fields).length === 0 && (row === undefined || row.deleted);
}

/** It has another stamp, and says nothing else. */
function stillSaying(record: SourceRecord, row: SourceRecordRow | undefined): SourceRecord {
  return row === undefined ? record : { ...record, saidAt: row.said_at ?? row.modified_at };
}

/** Changed in nothing that is mapped, it is no news; its stamp is kept all the same. */
function isLater({ modifiedAt }: SourceRecord, row: SourceRecordRow | undefined): boolean {
  return row !== undefined && modifiedAt > row.modified_at;
}

function inReadOrder(news: readonly News[], order: ReadonlyMap<SubjectKey, SourceRecord>): readonly News[] {
  const byKey = new Map(news.map((one) => [recordKey(one.record.ref), one]));
  return [...order.keys()].flatMap((key) => byKey.get(key) ?? []);
}

/** What is kept of a read: our later writes stand, and a deletion that tells no fields leaves those known before. */
function merge(
  read: SourceRecord,
  row: SourceRecordRow | undefined,
  ours: ReadonlySet<string> | undefined,
): SourceRecord {
  if (row === undefined) return read;
  const before: Fields = JSON.parse(row.fields);
  if (read.deleted && Object.keys(read.fields).length === 0) return { ...read, fields: before };
  if (ours === undefined) return read;
  const fields: Record<string, FieldValue> = { ...read.fields };
  for (const field of ours) {
    const value = before[field];
    if (value !== undefined) fields[field] = value;
  }
  return { ...read, fields };
}

async function allOf(
  db: Kysely<Tables>,
  system: System,
  object: RecordRef['object'],
): Promise<readonly SourceRecord[]> {
  const rows = await db
    .selectFrom('source_record')
    .selectAll()
    .where('system', '=', system)
    .where('object', '=', object)
    .orderBy('id')
    .execute();
  return rows.map(recordOf);
}

function anyOf(keys: Iterable<SubjectKey>) {
  return sql<SubjectKey>`any(${asTexts(keys)})`;
}

async function lockRows(
  db: Kysely<Tables>,
  keys: Iterable<SubjectKey>,
): Promise<ReadonlyMap<SubjectKey, SourceRecordRow>> {
  const rows = await db
    .selectFrom('source_record')
    .selectAll()
    .where('key', '=', anyOf(keys))
    .orderBy('key')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.key, row]));
}

async function insertRows(db: Kysely<Tables>, rows: readonly SourceRecordRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into source_record (key, system, object, id, fields, fingerprint, modified_at, modified_by, deleted, url, company, email, seen_at, editors, created_at, said_at)
    select key, system, object, id, fields, fingerprint, modified_at, modified_by, deleted, url, company, email, seen_at, editors, created_at, said_at
    from json_to_recordset(${asRows(rows)}) as row(
      key text, system text, object text, id text, fields text, fingerprint text, modified_at text, modified_by text, deleted boolean,
      url text, company text, email text, seen_at text, editors text, created_at text, said_at text)
    on conflict (key) do update set
      fields = excluded.fields, fingerprint = excluded.fingerprint, modified_at = excluded.modified_at, modified_by = excluded.modified_by,
      deleted = excluded.deleted, url = excluded.url, company = excluded.company, email = excluded.email, seen_at = excluded.seen_at,
      editors = excluded.editors, created_at = coalesce(excluded.created_at, source_record.created_at),
      said_at = excluded.said_at
    where excluded.modified_at >= source_record.modified_at ${UNANSWERED}`.execute(db);
  await markChanged(db, rows);
}

async function insertVersions(db: Kysely<Tables>, versions: readonly Version[]): Promise<void> {
  if (versions.length === 0) return;
  await sql`
    insert into record_version (key, seen_at, modified_at, modified_by, deleted, changed, source)
    select key, seen_at, modified_at, modified_by, deleted, changed, source
    from json_to_recordset(${asRows(versions)}) as row(
      key text, seen_at text, modified_at text, modified_by text, deleted boolean, changed text, source text) ${UNANSWERED}`.execute(
    db,
  );
}
