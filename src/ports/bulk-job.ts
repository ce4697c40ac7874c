/**
 * The one job of a system that works through rows by itself, noted before it is made: after a death whoever comes next finds it by this, and ends it before
 * it can put old values over newer ones.
 */
import type { IsoInstant } from '../domain/instant.ts';

export interface BulkJobNote {
  /** Also what another worker noted; undefined: no job is under way. */
  read(): Promise<NotedJob | undefined>;
  /** Undefined: it is over. Kept when it resolves. */
  write(job: NotedJob | undefined): Promise<void>;
}

export interface NotedJob {
  /** The vendor's name of what its rows are. */
  readonly object: string;
  /** It was made no earlier. */
  readonly since: IsoInstant;
  /** Absent while the vendor has not told it: then no row has been given to it. */
  readonly id?: string | undefined;
}
