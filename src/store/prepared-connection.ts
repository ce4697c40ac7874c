/**
 * One connection to PostgreSQL. A statement that was run before is not parsed again, a transaction's beginning does not wait for its answer, nor does a write
 * whose answer nobody needs, and what was only read does not wait for its end. The server still does one after the other.
 */
import { type CompiledQuery, type DatabaseConnection, type QueryResult, sql } from 'kysely';
import type { PoolClient } from 'pg';
import type { How } from '../ports/store.ts';

/** At the end of a writing statement: what follows is sent at once. That it failed is told by the next statement, or by the commit, and nothing was written. */
export const UNANSWERED = sql.raw('/* unanswered */');
const MARK = '/* unanswered */';
/** A prepared statement of no more use: its table has another form since (feature_not_supported), or it is gone (invalid_sql_statement_name). */
const OUTLIVED = new Set<unknown>(['0A000', '26000']);
/** Nothing that is sent before its transaction is known to have begun may change anything. */
const ONLY_READS = /^\s*(?:select|with)\b(?!.*\b(?:into|set|delete)\b)/is;

/** What may be prepared; anything else, such as the making of a table, is carried out once. */
const ASKS = /^\s*(?:select|with|insert|update|delete)\b/i;

/** Only what goes by this protocol is held together with others by pg. */
const EXTENDED = { queryMode: 'extended' } as const;

/** What is known of the transaction that runs, apart from those before it: their ends may still be on their way. */
class Underway {
  /** Whether its beginning has been answered; undefined outside any. */
  begun: Promise<void> | undefined;
  /** A statement of it waits for that: those after it wait behind it. */
  waits = false;
  /** Nothing of it can change anything. */
  onlyReads = true;
  /** What was sent and not waited for. Never rejects: the first failure is kept. */
  unanswered: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  aside(answer: Promise<unknown>): Promise<void> {
    const settled = answer.then(
      () => {},
      (error: unknown) => {
        this.#failure ??= { error };
      },
    );
    this.unanswered = this.unanswered.then(() => settled);
    return settled;
  }

  async throwFailure(till: Promise<void>): Promise<void> {
    await till;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

export class PreparedConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  #underway = new Underway();
  /** Not to be used again. */
  #broken = false;
  #plans: number;

  constructor(client: PoolClient, nameOf: (text: string) => string | undefined, plans: number) {
    this.#client = client;
    this.#nameOf = nameOf;
    this.#plans = plans;
  }

  /** Plans of an earlier number are not used any more. */
  renewPlans(number: number): void {
    if (this.#plans === number) return;
    this.#plans = number;
    this.#underway.aside(this.#client.query({ ...EXTENDED, text: 'discard plans' }));
  }

  begin(isolation: string, { lasting = true, few = false }: How): void {
    const underway = new Underway();
    this.#underway = underway;
    underway.begun = underway.aside(this.#client.query({ ...EXTENDED, text: `start transaction${isolation}` }));
    // Outside a transaction they would have no effect.
    if (!lasting) underway.aside(this.#client.query({ ...EXTENDED, text: 'set local synchronous_commit to off' }));
    if (few)
      underway.aside(this.#client.query({ ...EXTENDED, text: 'set local plan_cache_mode to force_generic_plan' }));
  }

  /** Sent at once: what is sent afterwards is carried out after it. */
  async commit(): Promise<void> {
    const underway = this.#underway;
    const committed = this.#client.query({ ...EXTENDED, text: 'commit' });
    if (underway.onlyReads) {
      // All answers are there, and none depends on it.
      underway.aside(committed);
      return;
    }
    const { command } = await committed;
    await underway.throwFailure(underway.unanswered);
    // After a failed statement PostgreSQL answers a commit with this, and no error.
    if (command === 'ROLLBACK') throw new Error('the transaction was rolled back: one of its statements had failed');
  }

  async rollback(): Promise<void> {
    const { unanswered } = this.#underway;
    try {
      await this.#client.query('rollback');
      await unanswered;
    } catch (error) {
      // In what state it is now nobody knows.
      this.#broken = true;
      throw error;
    }
  }

  release(): void {
    this.#client.release(this.#broken);
  }

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const underway = this.#underway;
    const reads = ONLY_READS.test(text);
    if (!reads) underway.onlyReads = false;
    if (underway.begun !== undefined && (underway.waits || !reads)) {
      underway.waits = true;
      await underway.begun;
    }
    const before = underway.unanswered;
    const answer = this.#send(text, parameters);
    if (text.endsWith(MARK)) {
      underway.aside(answer);
      return { rows: [] };
    }
    try {
      const { command, rowCount, rows } = await answer;
      await underway.throwFailure(before);
      return command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    } catch (error) {
      // What failed before it says more than "current transaction is aborted".
      await underway.throwFailure(before);
      throw error;
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('rows are read in pages, never as a stream');
  }

  async #send(text: string, parameters: readonly unknown[]) {
    const name = parameters.length > 0 || ASKS.test(text) ? this.#nameOf(text) : undefined;
    try {
      return await this.#client.query({ ...(name === undefined ? {} : { name }), text, values: [...parameters] });
    } catch (error) {
      if (error instanceof Error && 'code' in error && OUTLIVED.has(error.code)) this.#broken = true;
      throw error;
    }
  }
}
