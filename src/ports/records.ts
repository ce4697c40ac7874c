/** What is kept of the records that were read, one part of src/ports/store.ts: their newest versions, activities, cursors. */
import type { Activity } from '../domain/activity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { WrittenValue } from '../domain/lead.ts';
import type { Fields, RecordRef, SourceRecord, System } from '../domain/record.ts';
import type { Cursor } from './connector.ts';

export interface Records {
  /**
   * Keeps the newest version of each. News is a record whose mapped fields differ from those kept, or that is new or deleted. A read older than the kept
   * version (by `modifiedAt`), or, for a field that Baton wrote at or after `readAt`, of that field, changes nothing. A record that was `seenById` alive
   * is, whatever its stamp: taking one back need not change when it was changed last.
   */
  keep(
    records: readonly SourceRecord[],
    readAt: IsoInstant,
    how?: { readonly seenById?: boolean | undefined },
  ): Promise<readonly News[]>;
  /** Keeps those not kept yet, and a changed one's newest form; answers the changed or new ones. */
  keepActivities(activities: readonly Activity[], seenAt: IsoInstant): Promise<readonly Activity[]>;
  /** As they are kept, in the order of their ids from `after` (exclusive) up to and with `upTo`. */
  activitiesBetween(system: System, kind: Activity['kind'], after: string, upTo: string): Promise<readonly Activity[]>;
  get(refs: readonly RecordRef[]): Promise<readonly SourceRecord[]>;
  /** People and companies of a system, deleted ones too, in the order of their keys from `after` (exclusive), at most `limit`. */
  following(system: System, after: string, limit: number): Promise<readonly SourceRecord[]>;
  /** All of a kind, in the order of their ids. Of users and owners, which every judging asks for, the same list till one of them changes. */
  find(system: System, object: RecordRef['object']): Promise<readonly SourceRecord[]>;
  /** Our write of that moment was confirmed: `written` takes its values, and so do kept fields that were not read since, so that reading them again is no news. */
  confirm(target: RecordRef, fields: Fields, at: IsoInstant, modifiedAt?: IsoInstant): Promise<void>;
  /** What is known to have been written to these records, or taken up from somebody. */
  written(refs: readonly RecordRef[]): Promise<readonly WrittenValue[]>;
  /** By stream. */
  cursors(system: System): Promise<ReadonlyMap<string, Cursor>>;
  saveCursor(system: System, stream: string, cursor: Cursor, at: IsoInstant): Promise<void>;
}
export interface News {
  readonly record: SourceRecord;
  readonly before: Fields | undefined;
  readonly changed: readonly string[];
}
