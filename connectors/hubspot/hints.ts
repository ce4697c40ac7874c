/** What HubSpot tells of a change, by webhook or journal, as a hint; undefined where it is about nothing that Baton reads. */
import { dealSetting, type SystemMapping } from '../../src/domain/mapping.ts';
import type { Hint, HintKind } from '../../src/ports/hints.ts';
import { STREAMS, type StreamName } from './read.ts';
import { DEAL_PROPERTIES } from './read-deals.ts';
import { COUNTERS, KEPT, type KeptObject } from './read-records.ts';
import { propertiesOf } from './values.ts';

/** Streams by the words of webhooks and by the ids of object types (page "Understanding the CRM"). */
const STREAM_OF: ReadonlyMap<string, string> = new Map([
  ['contact', 'contacts'],
  ['0-1', 'contacts'],
  ['company', 'companies'],
  ['0-2', 'companies'],
  ['deal', 'deals'],
  ['0-3', 'deals'],
  ['0-27', 'tasks'],
  ['0-46', 'notes'],
  ['0-47', 'meetings'],
  ['0-48', 'calls'],
  ['0-49', 'emails'],
]);

/** Of both lists of words: webhooks (page "Webhooks") and journal (page "Webhooks journal"). */
const KIND_OF: ReadonlyMap<string, HintKind> = new Map([
  ['creation', 'changed'],
  ['propertyChange', 'changed'],
  ['associationChange', 'changed'],
  ['deletion', 'deleted'],
  ['merge', 'merged'],
  ['restore', 'restored'],
  ['privacyDeletion', 'erased'],
  ['CREATE', 'changed'],
  ['UPDATE', 'changed'],
  ['SNAPSHOT', 'changed'],
  ['ASSOCIATION_ADDED', 'changed'],
  ['ASSOCIATION_REMOVED', 'changed'],
  ['DELETE', 'deleted'],
  ['MERGE', 'merged'],
  ['RESTORE', 'restored'],
  ['GDPR_DELETE', 'erased'],
]);

/** Records of these are read by id; of all others the stream is read from its cursor. */
export const READ_BY_ID: ReadonlyMap<string, KeptObject | 'deal'> = new Map<string, KeptObject | 'deal'>([
  [KEPT.contact.plural, 'contact'],
  [KEPT.company.plural, 'company'],
  ['deals', 'deal'],
]);

/** Not read themselves, but they move with `recent_conversion_date`, which is (page "Contacts"). */
const TELL_OF_FORMS = ['num_conversion_events', 'recent_conversion_event_name'] as const;

export interface Told {
  /** `contact`, or an object type's id. */
  readonly object: string;
  readonly what: string;
  readonly id: string | undefined;
  /** Which properties changed, where that is said. */
  readonly properties: readonly string[] | undefined;
}

export function hintOf(told: Told, watched: WatchedProperties): Hint | undefined {
  const stream = STREAMS.find((name) => name === STREAM_OF.get(told.object));
  const kind = KIND_OF.get(told.what);
  if (stream === undefined || kind === undefined || !watched.reads(stream)) return undefined;
  if (kind === 'changed' && told.properties !== undefined && !watched.any(stream, told.properties)) return undefined;
  const about = { system: 'hubspot', stream, kind } as const;
  // An erasure that does not say whose it is, is not one.
  if (told.id === undefined) return kind === 'erased' ? undefined : about;
  const object = READ_BY_ID.get(stream);
  return object === undefined ? about : { ...about, record: { system: 'hubspot', object, id: told.id } };
}

/** The properties of which Baton reads something: a change of any other is no hint. */
export class WatchedProperties {
  readonly #byStream = new Map<StreamName, ReadonlySet<string>>();
  readonly #readsDeals: boolean;

  constructor(mapping: SystemMapping) {
    this.#readsDeals = dealSetting('hubspot', mapping) !== 'none';
    this.#byStream.set('deals', new Set(DEAL_PROPERTIES));
    for (const [stream, object] of READ_BY_ID) {
      if (object === 'deal') continue;
      const mapped = mapping.objects[object];
      const names = mapped === undefined ? [] : propertiesOf(mapped).values();
      const name = STREAMS.find((one) => one === stream);
      if (name !== undefined) this.#byStream.set(name, new Set([...names, ...COUNTERS, ...TELL_OF_FORMS]));
    }
  }

  reads(stream: string): boolean {
    return stream !== 'deals' || this.#readsDeals;
  }

  any(stream: StreamName, properties: readonly string[]): boolean {
    const watched = this.#byStream.get(stream);
    return watched === undefined || properties.some((name) => watched.has(name));
  }
}
