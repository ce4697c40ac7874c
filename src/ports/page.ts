/** What one reading of a connector answers, one part of src/ports/connector.ts. */
import type { Activity } from '../domain/activity.ts';
import type { IsoInstant } from '../domain/instant.ts';
import type { Problem } from '../domain/problem.ts';
import type { RecordRef, SourceRecord } from '../domain/record.ts';

/** Opaque to all but its connector; plain JSON, at most 8 KiB. */
export type Cursor = Readonly<Record<string, unknown>>;

export interface Page {
  readonly records: readonly SourceRecord[];
  readonly activities: readonly Activity[];
  readonly problems: readonly Problem[];
  readonly cursor: Cursor;
  readonly more: boolean;
  /** What the page says of those whom it does not name. */
  readonly roll?: Roll | undefined;
  /** While a stream is read for the first time. */
  readonly progress?: Progress | undefined;
  /** When the request began, in business time: says nothing about writes confirmed at or after it. */
  readonly readAt: IsoInstant;
}

/** The page names everybody of that kind between two ids of activities: who was a `member` there and is not named is one no more. */
export interface Roll {
  readonly kind: 'listed';
  /** Exclusive. */
  readonly after: string;
  /** Inclusive. */
  readonly upTo: string;
}

/** Records so far, and of how many, as far as the system says. */
export interface Progress {
  readonly done: number;
  readonly total?: number | undefined;
}

export interface LookPage extends Page {
  /** The system said of these by name that they exist no more, not even among the deleted; and it is the account that was looked into before. */
  readonly gone: readonly RecordRef[];
  /** What was read says that something new stands in these. */
  readonly streams?: readonly string[];
}
