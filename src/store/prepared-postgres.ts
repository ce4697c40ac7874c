/** PostgreSQL with fewer trips to the server: the statements of a transaction need not wait for each other. */
import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Driver,
  Kysely,
  type KyselyProps,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { How } from '../ports/store.ts';
import { PreparedConnection } from './prepared-connection.ts';

/** Statements that are kept prepared. Baton has about a hundred; any beyond that is parsed each time. */
const MOST_PREPARED = 250;
/**
 * A server may keep a plan for good though tables have grown since. All are made anew after so many transactions of this process, and then each time that
 * these have doubled: what a plan was made for is then at most half of what the process has written since.
 */
const TRANSACTIONS_TILL_NEW_PLANS = 200;
const MOST_TILL_NEW_PLANS = 20_000;

const COMPILER = new PostgresQueryCompiler();
const ADAPTER = new PostgresAdapter();

export interface PreparedPostgresConfig {
  /** Its clients are opened with `pipeline`: they send without waiting. */
  readonly pool: Pool;
  /** Run on each new connection. */
  readonly first: string;
}

export class PreparedPostgresDialect extends PostgresDialect {
  readonly #driver: PreparedDriver;
  readonly #props: Omit<KyselyProps, 'executor'>;

  constructor(config: PreparedPostgresConfig) {
    super({ pool: config.pool });
    this.#driver = new PreparedDriver(config);
    this.#props = { config: { dialect: this }, dialect: this, driver: this.#driver };
  }

  override createDriver(): Driver {
    return this.#driver;
  }

  /**
   * READ COMMITTED. Statements that are begun without waiting for each other are sent in that order and together. What was only read is not waited for at
   * the end; where it need not be lasting neither is the disk, and what was written may be lost with the server. Nor is the commit, where somebody is told that
   * it is under way.
   */
  async transaction<Tables, T>(run: (db: Kysely<Tables>) => Promise<T>, how: How): Promise<T> {
    const connection = await this.#driver.acquireConnection();
    const lease = new Lease(connection);
    try {
      connection.begin(' isolation level read committed', how);
      try {
        const executor = new DefaultQueryExecutor(COMPILER, ADAPTER, lease);
        const result = await run(new Kysely<Tables>({ ...this.#props, executor }));
        const committed = connection.commit();
        if (how.committing === undefined) await committed;
        else how.committing(this.#driver.waitsFor(connection, committed));
        return result;
      } catch (error) {
        await connection.rollback();
        throw error;
      }
    } finally {
      lease.end();
      connection.release();
    }
  }
}

class PreparedDriver implements Driver {
  readonly #config: PreparedPostgresConfig;
  readonly #names = new Map<string, string>();
  readonly #connections = new WeakMap<PoolClient, PreparedConnection>();
  /** Commits that nobody waits for yet. */
  readonly #committing = new Map<PreparedConnection, Promise<void>>();
  #transactions = 0;
  #newPlansAfter = TRANSACTIONS_TILL_NEW_PLANS;
  /** How often all plans were thrown away. */
  #plans = 0;

  constructor(config: PreparedPostgresConfig) {
    this.#config = config;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PreparedConnection> {
    const connection = await this.#connection();
    this.#transactions += 1;
    if (this.#transactions >= this.#newPlansAfter) {
      this.#transactions = 0;
      this.#newPlansAfter = Math.min(2 * this.#newPlansAfter, MOST_TILL_NEW_PLANS);
      this.#plans += 1;
    }
    connection.renewPlans(this.#plans);
    // On its own connection a commit comes first anyway; from any other it would not be seen yet.
    const others = [...this.#committing].filter(([other]) => other !== connection);
    if (others.length > 0) await Promise.all(others.map(([, committed]) => committed));
    return connection;
  }

  /** Whoever begins from now on sees what is being committed. */
  waitsFor(connection: PreparedConnection, committed: Promise<void>): Promise<void> {
    const ended = committed
      .catch(() => {})
      .then(() => {
        if (this.#committing.get(connection) === ended) this.#committing.delete(connection);
      });
    this.#committing.set(connection, ended);
    return committed;
  }

  async #connection(): Promise<PreparedConnection> {
    const client = await this.#config.pool.connect();
    const known = this.#connections.get(client);
    if (known !== undefined) return known;
    try {
      await client.query(this.#config.first);
    } catch (error) {
      client.release(true);
      throw error;
    }
    const connection = new PreparedConnection(client, (text) => this.#nameOf(text), this.#plans);
    this.#connections.set(client, connection);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection, { isolationLevel }: TransactionSettings): Promise<void> {
    const how = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    own(connection).begin(how, {});
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

/** A connection for as long as one transaction lasts. Kysely's own transactions let each statement wait for the one before. */
class Lease implements DatabaseConnection, ConnectionProvider {
  readonly #connection: PreparedConnection;
  #ended = false;

  constructor(connection: PreparedConnection) {
    this.#connection = connection;
  }

  end(): void {
    this.#ended = true;
  }

  provideConnection<T>(use: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return use(this);
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // Else it would be carried out in somebody else's transaction, or in none.
    if (this.#ended) throw new Error('this transaction has ended');
    return this.#connection.executeQuery(query);
  }

  streamQuery(): AsyncIterableIterator<never> {
    return this.#connection.streamQuery();
  }
}
