/** How a record and its news become rows, and rows a record again. */
import { createHash } from 'node:crypto';
import type { IsoInstant } from '../domain/instant.ts';
import {
  type Fields,
  type FieldValue,
  recordKey,
  type SourceRecord,
  type SubjectKey,
  saidAtOf,
} from '../domain/record.ts';
import type { News } from '../ports/store.ts';
import { encode, inOrder } from './rows.ts';
import type { RecordVersionRow, SourceRecordRow } from './tables.ts';
import { refOf } from './written.ts';

export type Version = Omit<RecordVersionRow, 'no'>;
/** With what never changes: when the record was made, and the address at which a person opens it. */
export type KnownVersion = Version & Pick<SourceRecordRow, 'url' | 'created_at'>;

/** The record as the row holds it. */
export function recordOf(row: SourceRecordRow): SourceRecord {
  const fields: Fields = JSON.parse(row.fields);
  return {
    ref: { system: row.system, object: row.object, id: row.id },
    fields,
    modifiedAt: row.modified_at,
    deleted: row.deleted,
    ...(row.modified_by === null ? {} : { modifiedBy: row.modified_by }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.editors === null ? {} : { editors: JSON.parse(row.editors) }),
    ...(row.created_at === null ? {} : { createdAt: row.created_at }),
    ...(row.said_at === null || row.said_at === row.modified_at ? {} : { saidAt: row.said_at }),
  };
}

/** Undefined where the record says what the row says. */
export function newsOf(record: SourceRecord, row: SourceRecordRow | undefined): News | undefined {
  if (row === undefined) return { record, before: undefined, changed: differing({}, record.fields) };
  if (row.fingerprint === fingerprint(record)) return undefined;
  const before: Fields = JSON.parse(row.fields);
  return { record, before, changed: differing(before, record.fields) };
}

/** The versions of one record, oldest first, one upon the other. Undefined where there is none. */
export function rebuilt(versions: readonly KnownVersion[]): SourceRecord | undefined {
  const last = versions.at(-1);
  if (last === undefined) return undefined;
  const fields: Record<string, FieldValue> = {};
  let saidAt = last.modified_at;
  for (const { changed, source, modified_at } of versions) {
    const news: Fields = JSON.parse(changed);
    if (source === 'read' && Object.keys(news).length > 0) saidAt = modified_at;
    Object.assign(fields, news);
  }
  return {
    ref: refOf(last.key),
    fields,
    modifiedAt: last.modified_at,
    ...(saidAt === last.modified_at ? {} : { saidAt }),
    deleted: last.deleted,
    ...(last.modified_by === null ? {} : { modifiedBy: last.modified_by }),
    ...(last.url === null ? {} : { url: last.url }),
    ...(last.created_at === null ? {} : { createdAt: last.created_at }),
  };
}

/** A field that is missing is as good as an empty one. */
function differing(before: Fields, after: Fields): readonly string[] {
  return inOrder([...Object.keys(before), ...Object.keys(after)]).filter(
    (field) => (before[field] ?? null) !== (after[field] ?? null),
  );
}

export function rowOf(record: SourceRecord, seenAt: IsoInstant): SourceRecordRow {
  const { system, object, id } = record.ref;
  const email = record.fields['email'];
  return {
    key: recordKey(record.ref),
    system,
    object,
    id,
    fields: encode(record.fields),
    fingerprint: fingerprint(record),
    modified_at: record.modifiedAt,
    modified_by: record.modifiedBy ?? null,
    deleted: record.deleted,
    url: record.url ?? null,
    company: companyOf(record),
    email: typeof email === 'string' && email !== '' ? email : null,
    seen_at: seenAt,
    editors: record.editors === undefined ? null : encode(record.editors),
    created_at: record.createdAt ?? null,
    said_at: saidAtOf(record),
  };
}

/** Whoever gave a field the value that it still has is known on; another value has another editor. */
export function withStandingEditors(record: SourceRecord, before: SourceRecord | undefined): SourceRecord {
  const standing = Object.entries(before?.editors ?? {}).filter(
    ([field]) => (before?.fields[field] ?? null) === (record.fields[field] ?? null),
  );
  const { editors: told = {}, ...rest } = record;
  const editors = { ...Object.fromEntries(standing), ...told };
  return Object.keys(editors).length === 0 ? rest : { ...rest, editors };
}

/** Without `changed` a version only says when the record was changed in something that is not kept. */
export function versionOf(
  { record, changed = [] }: Partial<News> & Pick<News, 'record'>,
  seenAt: IsoInstant,
  source: Version['source'],
): Version {
  return {
    key: recordKey(record.ref),
    seen_at: seenAt,
    modified_at: record.modifiedAt,
    modified_by: record.modifiedBy ?? null,
    deleted: record.deleted,
    changed: encode(Object.fromEntries(changed.map((field) => [field, record.fields[field] ?? null]))),
    source,
  };
}

/** The company that a person's record names by `companyId`. */
export function companyOf({ ref, fields }: SourceRecord): SubjectKey | null {
  const id = fields['companyId'];
  if (id === undefined || id === null || id === '' || ref.object === 'company' || ref.object === 'account') return null;
  return recordKey({ system: ref.system, object: ref.system === 'hubspot' ? 'company' : 'account', id: String(id) });
}

function fingerprint({ fields, deleted }: Pick<SourceRecord, 'fields' | 'deleted'>): string {
  const filled = Object.keys(fields)
    .filter((field) => (fields[field] ?? null) !== null)
    .sort()
    .map((field) => [field, fields[field]]);
  return createHash('sha256')
    .update(encode([deleted, filled]))
    .digest('hex');
}
