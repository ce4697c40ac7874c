/**
 * PostgreSQL with fewer trips to the server: a statement that was run before is not parsed again, a transaction's beginning does not wait for its answer, and
 * neither does a write whose answer nobody needs. The server still does one after the other.
 */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
  sql,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** Statements that are kept prepared. Baton has about a hundred; any beyond that is parsed each time. */
const MOST_PREPARED = 250;
/** Transactions on a connection before another takes its place: a server may keep a plan for as long as the connection lasts, though tables have grown since. */
export const TRANSACTIONS_EACH = 200;

/** At the end of a writing statement: what follows is sent at once. That it failed is told by the next statement, or by the commit, and nothing was written. */
export const UNANSWERED = sql.raw('/* unanswered */');
const MARK = '/* unanswered */';
/** A prepared statement of no more use: its table has another form since (feature_not_supported), or it is gone (invalid_sql_statement_name). */
const OUTLIVED = new Set<unknown>(['0A000', '26000']);
/** Nothing that is sent before its transaction is known to have begun may change anything. */
const ONLY_READS = /^\s*(?:select|with)\b(?!.*\b(?:into|set|delete)\b)/is;

export interface PreparedPostgresConfig {
  /** Its clients are opened with `pipeline`: they send without waiting. */
  readonly pool: Pool;
  /** Run on each new connection. */
  readonly first: string;
}

export class PreparedPostgresDialect extends PostgresDialect {
  readonly #config: PreparedPostgresConfig;

  constructor(config: PreparedPostgresConfig) {
    super({ pool: config.pool });
    this.#config = config;
  }

  override createDriver(): Driver {
    return new PreparedDriver(this.#config);
  }
}

class PreparedDriver implements Driver {
  readonly #config: PreparedPostgresConfig;
  readonly #names = new Map<string, string>();
  readonly #connections = new WeakMap<PoolClient, PreparedConnection>();

  constructor(config: PreparedPostgresConfig) {
    this.#config = config;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PreparedConnection> {
    const client = await this.#config.pool.connect();
    const known = this.#connections.get(client);
    if (known !== undefined) return known;
    try {
      await client.query(this.#config.first);
    } catch (error) {
      client.release(true);
      throw error;
    }
    const connection = new PreparedConnection(client, (text) => this.#nameOf(text));
    this.#connections.set(client, connection);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection, { isolationLevel }: TransactionSettings): Promise<void> {
    own(connection).begin(isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    own(connection).release();
  }

  async destroy(): Promise<void> {
    await this.#config.pool.end();
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST_PREPARED) return known;
    const name = `baton_${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}

function own(connection: DatabaseConnection): PreparedConnection {
  if (connection instanceof PreparedConnection) return connection;
  throw new TypeError('a connection of another driver');
}

class PreparedConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  /** Of the running transaction: whether its beginning has been answered. */
  #begun: Promise<void> | undefined;
  /** What was sent and not waited for. Never rejects: the first failure is kept. */
  #unanswered: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** Not to be used again. */
  #broken = false;

  constructor(client: PoolClient, nameOf: (text: string) => string | undefined) {
    this.#client = client;
    this.#nameOf = nameOf;
  }

  begin(how: string): void {
    this.#failure = undefined;
    this.#begun = this.#aside(this.#client.query(`start transaction${how}`));
  }

  async commit(): Promise<void> {
    const { command } = await this.#client.query('commit');
    await this.#throwFailure();
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
    if (this.#begun !== undefined && !ONLY_READS.test(text)) await this.#begun;
    const answer = this.#send(text, parameters);
    if (text.endsWith(MARK)) {
      this.#aside(answer);
      return { rows: [] };
    }
    try {
      const { command, rowCount, rows } = await answer;
      await this.#throwFailure();
      return command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    } catch (error) {
      // What failed before it says more than "current transaction is aborted".
      await this.#throwFailure();
      throw error;
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('rows are read in pages, never as a stream');
  }

  async #send(text: string, parameters: readonly unknown[]) {
    const name = parameters.length === 0 ? undefined : this.#nameOf(text);
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

  async #throwFailure(): Promise<void> {
    await this.#unanswered;
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
