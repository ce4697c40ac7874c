/** The org as its writing rules see it: schema, records, the admin's own rules, refusals ordered for a test, and who is writing. */
import type { Access } from './access.ts';
import type { Customizing } from './customizing.ts';
import type { RowError } from './refusal.ts';
import type { Rows } from './rows.ts';
import type { ObjectSpec, Schema } from './schema.ts';
import type { Row, Value } from './values.ts';

export interface Org {
  /** What the caller may see. */
  readonly schema: Schema;
  /** All there is. */
  readonly whole: Schema;
  readonly access: Access;
  readonly customizing: Customizing;
  readonly rows: Rows;
  readonly validations: ValidationRule[];
  readonly ordered: OrderedRefusals;
  /** Fields whose history the org keeps: `Lead.Status`; at most 20 of an object. */
  readonly tracked: ReadonlySet<string>;
  assignment: AssignmentRule | undefined;
}

/** The circumstances of one write. */
export interface Doing {
  readonly now: Temporal.Instant;
  readonly userId: string;
  /** Whether the org's assignment rule may move the owner of a Lead. */
  readonly autoAssign: boolean;
}

/** A row that is about to be saved. */
export interface Candidate {
  readonly object: ObjectSpec;
  /** As it would be. */
  readonly row: Row;
  readonly before: Row | undefined;
  /** Fields that this write sets, defaults included. */
  readonly given: ReadonlySet<string>;
}

/** Who becomes the owner of a Lead: a queue by name, a user by e-mail, or an id by function (undefined: no entry of the rule matches). */
export type AssignmentRule =
  | { readonly toQueue: string }
  | { readonly toUser: string }
  | ((lead: Row) => string | undefined);

/** An admin's validation rule: the row is refused with the admin's message while the condition holds. */
export interface ValidationRule {
  readonly object: string;
  readonly message: string;
  /** Where the message is shown; absent: at the top of the page. */
  readonly field?: string;
  readonly when:
    | ((row: Row, before: Row | undefined) => boolean)
    | { readonly field: string; readonly blank: true }
    | { readonly field: string; readonly equals: Value };
}

export function breaks(rule: ValidationRule, row: Row, before: Row | undefined): boolean {
  if (typeof rule.when === 'function') return rule.when(row, before);
  const value = row[rule.when.field] ?? null;
  return 'blank' in rule.when ? value === null || value === '' : value === rule.when.equals;
}

/** An id (15 or 18 characters), or a test of the row as it would be after the write. */
export type RowMatcher = string | ((row: Row) => boolean);

/** Refusals that a test or a demo has ordered, each for the next `times` writes that match. */
export class OrderedRefusals {
  readonly #orders: { object: string; matcher: RowMatcher; error: RowError; left: number }[] = [];

  add(object: string, matcher: RowMatcher, error: RowError, times: number): void {
    this.#orders.push({ object: object.toLowerCase(), matcher, error, left: times });
  }

  take(object: string, row: Row): RowError | undefined {
    const order = this.#orders.find(
      ({ object: name, matcher, left }) =>
        left > 0 &&
        name === object.toLowerCase() &&
        (typeof matcher === 'string' ? String(row['Id']).startsWith(matcher.slice(0, 15)) : matcher(row)),
    );
    if (order === undefined) return undefined;
    order.left -= 1;
    return order.error;
  }
}
