/** What reading, writing and checking share. */
import type { SystemMapping } from '../../src/domain/mapping.ts';
import type { BulkJobNote } from '../../src/ports/bulk-job.ts';
import type { SalesforceClient } from './client.ts';
import type { Descriptions } from './describe.ts';
import type { GroupSize } from './group-size.ts';

export interface Context {
  readonly client: SalesforceClient;
  readonly descriptions: Descriptions;
  readonly mapping: SystemMapping;
  /** The name under which the ledger's checkpoints are kept in the org; undefined where they are not. */
  readonly ledger: string | undefined;
  readonly rowsPerCall: GroupSize;
  readonly graphsPerCall: GroupSize;
  /** From more rows of one object than these on they go by a job of Bulk API 2.0. */
  readonly bulkAbove: number;
  readonly bulkJob: BulkJobNote;
  /** Parents of which a row was locked, till one of their rows is written. */
  readonly lockedParents: Set<string>;
}
