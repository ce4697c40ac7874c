/** Contacts and companies: changed records with their mapped fields, and what a contact's counters say it did. */
import type { Activity } from '../../src/domain/activity.ts';
import type { IsoInstant } from '../../src/domain/instant.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { type RecordRef, recordKey, type SourceRecord } from '../../src/domain/record.ts';
import type { Unanswered } from '../kit/send.ts';
import type { Row } from './answers.ts';
import { importedBy, importProperties } from './imported.ts';
import { walkChanges } from './read-window.ts';
import { momentOf, nothing, page, pageName, type Reading, type Stream, type StreamPage } from './reading.ts';
import { propertiesOf, readFields, type ValueType } from './values.ts';

/** HubSpot's names for the record kinds that are kept (page "Understanding the CRM"). */
export const KEPT = {
  contact: { plural: 'contacts', typeId: '0-1', modified: 'lastmodifieddate' },
  company: { plural: 'companies', typeId: '0-2', modified: 'hs_lastmodifieddate' },
} as const;
export type KeptObject = keyof typeof KEPT;

/** Ready-made counters (page "Contacts"): below Enterprise they are all that HubSpot tells of visits, and the sign that a form was sent. */
export const COUNTERS = [
  'hs_analytics_num_visits',
  'hs_analytics_last_timestamp',
  'hs_analytics_last_url',
  'recent_conversion_date',
] as const;

/** Where a merge is told: the ids that the record came of; on contacts also in an older form, each with its moment (page "Using object APIs"). */
const MERGED = ['hs_merged_object_ids', 'hs_calculated_merged_vids'] as const;

export function recordStream(reading: Reading, object: KeptObject): Stream {
  const { plural, modified } = KEPT[object];
  return async (after) => {
    const typeOf = await reading.types.of(plural, mappingOf(reading, object));
    if (typeOf.state !== 'answered') return nothing(after, typeOf);
    const walk = { object: plural, modified, properties: propertiesRead(reading, object) };
    const step = await walkChanges(reading, walk, after);
    if (step.state !== 'answered') return nothing(after, step);
    const { rows, cursor, more, progress } = step.value;
    const read = await recordsOf(reading, object, rows, typeOf.value);
    if ('problem' in read) return nothing(after, read);
    return page(cursor, more, { ...read, problems: [...read.problems, ...step.value.problems], progress });
  };
}

/** Every property that a record is read with. */
export function propertiesRead(reading: Reading, object: KeptObject): readonly string[] {
  const mapped = propertiesOf(mappingOf(reading, object)).values();
  const ofContacts = [...COUNTERS, ...MERGED, ...importProperties(reading.mapping)];
  return [...new Set([...mapped, ...(object === 'contact' ? ofContacts : MERGED.slice(0, 1))])];
}

export interface FoundRows extends Pick<StreamPage, 'records' | 'activities' | 'problems'> {
  /** Some contact has sent a form since it was last read. */
  readonly formsSent: boolean;
}

/** The records that these rows tell of, those that a merge ended among them, and what contacts did. */
export async function recordsOf(
  reading: Reading,
  object: KeptObject,
  rows: readonly Row[],
  typeOf: (name: string) => ValueType,
): Promise<FoundRows | Unanswered> {
  const link = await reading.portal.links();
  const records: SourceRecord[] = [];
  const imported: Activity[] = [];
  const visits: Activity[] = [];
  const problems: Problem[] = [];
  let formsSent = false;
  for (const row of rows) {
    const ref: RecordRef = { system: 'hubspot', object, id: row.id };
    const read = readFields(ref, row.properties, mappingOf(reading, object), typeOf);
    const former = formerIds(row);
    const fields = former.length === 0 ? read.fields : { ...read.fields, mergedFrom: former.join(';') };
    records.push({ ref, fields, modifiedAt: row.updatedAt, deleted: false, ...link(KEPT[object].typeId, row.id) });
    for (const id of former) records.push(deleted({ ...ref, id }, row.updatedAt));
    problems.push(...read.problems);
    if (object !== 'contact') continue;
    const sent = momentOf(row, ['recent_conversion_date']);
    if (sent !== undefined && reading.conversions.saw(row.id, sent)) formsSent = true;
    const visit = lastVisit(ref, row, reading);
    if (visit !== undefined) visits.push(visit);
    const card = importedBy(ref, row, reading.mapping);
    if (card !== undefined) imported.push(card);
  }
  if (visits.length > 0 && reading.mapping.pages.length > 0) {
    const has = await reading.edition.hasViews();
    if (has.state !== 'answered') return has;
    // Each page view comes by itself then: the counters would tell of it a second time.
    if (has.value) return { records, activities: imported, problems, formsSent };
  }
  return { records, activities: [...imported, ...visits], problems, formsSent };
}

/** A record that is no more; what was known of it stays known. */
export function deleted(ref: RecordRef, modifiedAt: IsoInstant): SourceRecord {
  return { ref, fields: {}, modifiedAt, deleted: true };
}

/** The ids that a merge ended in this record. */
export function formerIds({ id, properties }: Pick<Row, 'id' | 'properties'>): readonly string[] {
  const named = MERGED.flatMap((property) => (properties[property] ?? '').split(';'));
  const ids = named.map((text) => text.split(':')[0]?.trim() ?? '');
  return [...new Set(ids)].filter((former) => /^\d+$/.test(former) && former !== id);
}

function mappingOf(reading: Reading, object: KeptObject): ObjectMapping {
  return reading.mapping.objects[object] ?? NO_FIELDS;
}

/** A mapping without this object still follows which records there are. */
const NO_FIELDS: ObjectMapping = { read: {}, write: {}, values: {} };

/** The newest visit as an activity: the visit's number makes it the same one however often it is read. Visits between two pulls are one. */
function lastVisit(ref: RecordRef, row: Row, reading: Reading): Activity | undefined {
  const visits = Number(row.properties['hs_analytics_num_visits'] ?? '');
  const occurredAt = momentOf(row, ['hs_analytics_last_timestamp']);
  if (!Number.isSafeInteger(visits) || visits <= 0 || occurredAt === undefined) return undefined;
  const address = row.properties['hs_analytics_last_url'];
  const name = pageName(address, reading.mapping);
  return {
    system: 'hubspot',
    kind: 'site-visited',
    id: `${row.id}:${visits}`,
    subjects: [recordKey(ref)],
    occurredAt,
    actor: { type: 'lead' },
    properties: { visits, ...(name === undefined ? {} : { page: name }) },
    ...(address ? { url: address } : {}),
  };
}
