/** A query understood: what is asked for, of which rows, in which order. */
import type { Rows } from './rows.ts';
import type { FieldSpec, ObjectSpec, Schema } from './schema.ts';
import type { Aggregate } from './soql-aggregate.ts';
import type { Clock } from './soql-dates.ts';
import type { Path } from './soql-paths.ts';
import type { Filter } from './soql-where.ts';
import type { Row } from './values.ts';

export interface Plan {
  readonly object: ObjectSpec;
  /** Undefined for `SELECT COUNT()`. */
  readonly fields: readonly Path[] | undefined;
  readonly children: readonly ChildPlan[];
  /** Makes the answer out of the rows that were found. */
  readonly aggregate?: Aggregate;
  readonly where: Filter;
  readonly order: (a: Row, b: Row) => number;
  readonly limit: number | undefined;
  readonly offset: number;
}

/** `(SELECT … FROM Contacts)` among the fields. */
export interface ChildPlan {
  readonly name: string;
  readonly field: FieldSpec;
  readonly plan: Plan;
  /** Children by their parent's id, once they were looked for. */
  families: Map<string, Row[]> | undefined;
}

/** What a query is asked of, and when. */
export interface Ground {
  readonly schema: Schema;
  readonly rows: Rows;
  readonly clock: Clock;
}
