/** Query locators: result sets that are fetched page by page, each frozen at the moment of its query. */
import { refuse } from './refusal.ts';
import type { Plan } from './soql-plan.ts';
import type { Row } from './values.ts';

export interface ResultSet {
  readonly plan: Plan;
  readonly rows: readonly Row[];
  readonly batchSize: number;
}

/** A user may have ten open at once, for two days (SOQL and SOSL Limits; QueryLocator). */
const MAX_OPEN = 10;
const LIFETIME_HOURS = 48;

export class Cursors {
  readonly #open = new Map<string, ResultSet & { readonly userId: string; readonly until: Temporal.Instant }>();
  #made = 0;

  /** Opens a cursor, dropping the user's oldest if there are too many. */
  open(set: ResultSet, userId: string, now: Temporal.Instant): string {
    this.#made += 1;
    const name = `01g5g${String(this.#made).padStart(10, '0')}AAA`;
    this.#open.set(name, { ...set, userId, until: now.add({ hours: LIFETIME_HOURS }) });
    const own = [...this.#open].filter(([, cursor]) => cursor.userId === userId);
    for (const [oldest] of own.slice(0, Math.max(0, own.length - MAX_OPEN))) this.#open.delete(oldest);
    return name;
  }

  /** The set behind `01g…-2000`, and where its next page starts. */
  find(locator: string, userId: string, now: Temporal.Instant): { name: string; set: ResultSet; from: number } {
    const [, name = '', from = ''] = /^(\w+)-(\d+)$/.exec(locator) ?? [];
    const cursor = this.#open.get(name);
    if (cursor === undefined || cursor.userId !== userId || Temporal.Instant.compare(now, cursor.until) > 0)
      throw refuse(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    return { name, set: cursor, from: Number(from) };
  }
}
