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

export class PreparedConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  /** Of the running transaction: whether its beginning has been answered. */
  #begun: Promise<void> | undefined;
  /** A statement of it waits for that: those after it wait behind it. */
  #waits = false;
  /** Nothing of it can change anything. */
  #onlyReads = true;
  /** What was sent and not waited for. Never rejects: the first failure is kept. */
  #unanswered: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
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
    this.#aside(this.#client.query({ ...EXTENDED, text: 'discard plans' }));
  }

  begin(isolation: string, { lasting = true, few = false }: How): void {
    this.#failure = undefined;
    this.#waits = false;
    this.#onlyReads = true;
    this.#begun = this.#aside(this.#client.query({ ...EXTENDED, text: `start transaction${isolation}` }));
    // Outside a transaction they would have no effect.
    if (!lasting) this.#aside(this.#client.query({ ...EXTENDED, text: 'set local synchronous_commit to off' }));
    if (few) this.#aside(this.#client.query({ ...EXTENDED, text: 'set local plan_cache_mode to force_generic_plan' }));
  }

  async commit(): Promise<void> {
    const committed = this.#client.query({ ...EXTENDED, text: 'commit' });
    if (this.#onlyReads) {
      // All answers are there, and none depends on it.
      this.#aside(committed);
      return;
    }
    const { command } = await committed;
    await this.#throwFailure(this.#unanswered);
    // After a failed statement PostgreSQL answers a commit with this, and no error.
    if (command === 'ROLLBACK') throw new Error('the transaction was rolled back: one of its statements had failed');
  }

  async rollback(): Promise<void> {
    try {
      await this.#client.query('rollback');
      await this.#unanswered;
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
    const reads = ONLY_READS.test(text);
    if (!reads) this.#onlyReads = false;
    if (this.#begun !== undefined && (this.#waits || !reads)) {
      this.#waits = true;
      await this.#begun;
    }
    const before = this.#unanswered;
    const answer = this.#send(text, parameters);
    if (text.endsWith(MARK)) {
      this.#aside(answer);
      return { rows: [] };
    }
    try {
      const { command, rowCount, rows } = await answer;
      await this.#throwFailure(before);
      return command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    } catch (error) {
      // What failed before it says more than "current transaction is aborted".
      await this.#throwFailure(before);
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

  #aside(answer: Promise<unknown>): Promise<void> {
    const settled = answer.then(
      () => {},
      (error: unknown) => {
        this.#failure ??= { error };
      },
    );
    this.#unanswered = this.#unanswered.then(() => settled);
    return settled;
  }

  async #throwFailure(till: Promise<void>): Promise<void> {
    await till;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
