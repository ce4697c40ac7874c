/** Contacts and companies: changed records with their mapped fields, and what a contact's counters say it did. */
import type { Activity } from '../../src/domain/activity.ts';
import { type IsoInstant, toIso } from '../../src/domain/instant.ts';
import type { ObjectMapping } from '../../src/domain/mapping.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { type RecordRef, recordKey, type SourceRecord } from '../../src/domain/record.ts';
import type { Row } from './answers.ts';
import { walkChanges } from './read-window.ts';
import { nothing, page, pageName, type Reading, type Stream } from './reading.ts';
import { propertiesOf, readFields } from './values.ts';

/** HubSpot's names for the record kinds that are kept (page "Understanding the CRM"). */
export const KEPT = {
  contact: { plural: 'contacts', typeId: '0-1', modified: 'lastmodifieddate' },
  company: { plural: 'companies', typeId: '0-2', modified: 'hs_lastmodifieddate' },
} as const;
export type KeptObject = keyof typeof KEPT;

/** Ready-made counters (page "Contacts"): below Enterprise they are all that HubSpot tells of visits, and the sign that a form was sent. */
const COUNTERS = [
  'hs_analytics_num_visits',
  'hs_analytics_last_timestamp',
  'hs_analytics_last_url',
  'recent_conversion_date',
] as const;

export function recordStream(reading: Reading, object: KeptObject): Stream {
  const { plural, typeId, modified } = KEPT[object];
  const mapping = reading.mapping.objects[object] ?? NO_FIELDS;
  const counters = object === 'contact' ? COUNTERS : [];
  const properties = [...new Set([...propertiesOf(mapping).values(), ...counters])];
  return async (after) => {
    const typeOf = await reading.types.of(plural, mapping);
    if (typeOf.state !== 'answered') return nothing(after, typeOf);
    const step = await walkChanges(reading, { object: plural, modified, properties }, after);
    if (step.state !== 'answered') return nothing(after, step);
    const link = await reading.portal.links();
    const records: SourceRecord[] = [];
    const activities: Activity[] = [];
    const problems: Problem[] = [];
    for (const row of step.value.rows) {
      const ref: RecordRef = { system: 'hubspot', object, id: row.id };
      const read = readFields(ref, row.properties, mapping, typeOf.value);
      records.push({ ref, fields: read.fields, modifiedAt: row.updatedAt, deleted: false, ...link(typeId, row.id) });
      problems.push(...read.problems);
      if (object !== 'contact') continue;
      const sent = momentIn(row, 'recent_conversion_date');
      if (sent !== undefined) reading.conversions.saw(row.id, sent);
      const visit = lastVisit(ref, row, reading);
      if (visit !== undefined) activities.push(visit);
    }
    return page(step.value.cursor, step.value.more, { records, activities, problems });
  };
}

/** A mapping without this object still follows which records there are. */
const NO_FIELDS: ObjectMapping = { read: {}, write: {}, values: {} };

/** The newest visit as an activity: the visit's number makes it the same one however often it is read. Visits between two pulls are one. */
function lastVisit(ref: RecordRef, row: Row, reading: Reading): Activity | undefined {
  const visits = Number(row.properties['hs_analytics_num_visits'] ?? '');
  const occurredAt = momentIn(row, 'hs_analytics_last_timestamp');
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

/** HubSpot's own counters; one that is no moment is as good as absent. */
function momentIn(row: Row, property: string): IsoInstant | undefined {
  const text = row.properties[property];
  if (!text) return undefined;
  try {
    return toIso(text);
  } catch {
    return undefined;
  }
}
