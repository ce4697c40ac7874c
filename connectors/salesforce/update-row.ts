/** One row to be updated, however it goes. */
import type { FieldValue, RecordRef } from '../../src/domain/record.ts';
import type { FieldsWrite } from '../../src/domain/writes.ts';

export interface UpdateRow {
  readonly type: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, FieldValue>>;
  readonly target: RecordRef | undefined;
  /** As of a {@link FieldsWrite}. */
  readonly looked?: FieldsWrite['looked'];
  /** What Salesforce locks with it: rows of one parent go together. */
  readonly parent?: string | undefined;
}
