/**
 * Clears away old rows and counts the tables of the embedded database, which has nobody who does that beside its work: now and then, table by table, where it
 * is worth while. Nobody waits for all of it, and whoever comes meanwhile waits for one table.
 */
import type { PGlite } from '@electric-sql/pglite';

/**
 * A process begins after a few transactions and doubles them: a first reading fills tables that were counted when they were empty, and plans made for those
 * read them whole.
 */
const TRANSACTIONS = { first: 25, most: 20_000 };
/** A process that did less than this leaves it to the next. */
const TRANSACTIONS_WORTH_TIDYING = 100;

/** As PostgreSQL's own tidying chooses (https://www.postgresql.org/docs/current/runtime-config-autovacuum.html), and whatever was never counted. */
const WORTH_TIDYING = `
  select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
  where n_dead_tup > 50 + 0.2 * n_live_tup or n_ins_since_vacuum > 1000 + 0.2 * n_live_tup
    or n_mod_since_analyze > 50 + 0.1 * n_live_tup or (n_mod_since_analyze > 0 and last_analyze is null)
  order by relname`;

export class Tidying {
  readonly #pglite: PGlite;
  #transactions = 0;
  #after = TRANSACTIONS.first;
  #running: Promise<void> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** To be told of each transaction that has ended. */
  count(): void {
    this.#transactions += 1;
    if (this.#transactions < this.#after) return;
    this.#transactions = 0;
    this.#after = Math.min(2 * this.#after, TRANSACTIONS.most);
    // What fails is done the next time: nothing but speed depends on it.
    this.#running = this.#running.then(() => this.#tidy()).catch(() => {});
  }

  /** Before the database is closed; `last`: with what is left to do, for whoever opens it next. */
  async end({ last }: { readonly last: boolean }): Promise<void> {
    await this.#running;
    if (last && this.#transactions >= TRANSACTIONS_WORTH_TIDYING) await this.#tidy();
  }

  async #tidy(): Promise<void> {
    // What this session has changed is counted at most once a second, unless it is asked for.
    await this.#pglite.exec('select pg_stat_force_next_flush()');
    const { rows } = await this.#pglite.query<{ name: string }>(WORTH_TIDYING);
    for (const { name } of rows) await this.#pglite.exec(`vacuum (analyze) ${name}`);
  }
}
