/** Lets BullMQ's PostgreSQL back end run on PGlite: a pool of many clients over one embedded connection that others may share. */
import { EventEmitter } from 'node:events';
import type { PGlite, Results } from '@electric-sql/pglite';
import { type PgPool, type PgPoolClient, type PgQueryResult, runMigrations } from 'bullmq';

/** Where BullMQ's back end looks for its tables when it is given a ready-made pool (source: bullmq 6.7.0, `DEFAULT_SCHEMA`). */
export const BULLMQ_SCHEMA = 'bullmq';

/** A leading `LISTEN name` or `UNLISTEN name`, once comment lines are gone. */
const SUBSCRIPTION = /^(LISTEN|UNLISTEN)\s+"?(\w+)"?\s*;?\s*$/i;
/** What BullMQ's migrator opens and ends its own transaction with; {@link migrate} holds one of PGlite's already. */
const TRANSACTION_WORDS = /^(BEGIN|COMMIT|ROLLBACK)$/;

/**
 * Makes BullMQ's tables where they are missing and points the session's look-ups at them, after `public`: whoever shares the instance goes on
 * making tables in `public`. The order matters: set before the tables exist, the path would send Baton's own tables into BullMQ's schema.
 */
export async function migrate(pglite: PGlite): Promise<void> {
  // One exclusive transaction: BullMQ's own BEGIN would let statements of others in between.
  await pglite.transaction(async (tx) => {
    await runMigrations(
      {
        query: async (text, params) =>
          TRANSACTION_WORDS.test(text) ? { rows: [], rowCount: 0 } : ask(tx, text, params),
      },
      BULLMQ_SCHEMA,
    );
  });
  await pglite.exec(`set search_path to public, ${BULLMQ_SCHEMA}`);
}

/**
 * The part of pg.Pool that BullMQ uses. A statement waits while somebody's transaction is open on the same instance, so nothing may wait for one
 * from inside a transaction. Ending the pool leaves PGlite open: it belongs to whoever made it.
 */
export class PGlitePool extends EventEmitter implements PgPool {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    // Every lane listens, with its queue, its worker and its subscription.
    this.setMaxListeners(0);
    this.#pglite = pglite;
  }

  async query<Row>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<Row>> {
    return ask(this.#pglite, text, params);
  }

  async connect(): Promise<PgPoolClient> {
    return new PGliteClient(this.#pglite);
  }

  async end(): Promise<void> {}
}

/** One borrower of the shared connection, with subscriptions of its own. */
class PGliteClient extends EventEmitter implements PgPoolClient {
  readonly #pglite: PGlite;
  readonly #subscriptions = new Map<string, () => Promise<void>>();

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  async query<Row>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<Row>> {
    const [, word, channel] = SUBSCRIPTION.exec(withoutComments(text)) ?? [];
    if (word === undefined || channel === undefined) return ask(this.#pglite, text, params);
    if (word.toUpperCase() === 'LISTEN') await this.#listen(channel);
    else await this.#unlisten(channel);
    return { rows: [], rowCount: 0 };
  }

  release(): void {
    for (const channel of this.#subscriptions.keys()) {
      // The instance may be closing at the same moment; a subscription that outlives its listeners does nothing.
      this.#unlisten(channel).catch((error: unknown) => this.#report(error));
    }
  }

  async #listen(channel: string): Promise<void> {
    if (this.#subscriptions.has(channel)) return;
    const stop = await this.#pglite.listen(channel, (payload) => this.emit('notification', { channel, payload }));
    this.#subscriptions.set(channel, () => stop());
  }

  async #unlisten(channel: string): Promise<void> {
    const stop = this.#subscriptions.get(channel);
    this.#subscriptions.delete(channel);
    if (!this.#pglite.closed) await stop?.();
  }

  #report(error: unknown): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}

type Asked = Pick<PGlite, 'query' | 'exec'>;

/** Without parameters a text may hold several statements, which only PGlite's `exec` takes; the last one's rows are the answer, as with pg. */
async function ask<Row>(pglite: Asked, text: string, params?: readonly unknown[]): Promise<PgQueryResult<Row>> {
  const result =
    params === undefined ? (await pglite.exec(text)).at(-1) : await pglite.query<unknown>(text, [...params]);
  return shaped<Row>(result);
}

function shaped<Row>(result: Results<unknown> | undefined): PgQueryResult<Row> {
  // The rows' type is the asker's claim about its own SQL, here as in pg.
  const rows = (result?.rows ?? []) as Row[];
  return { rows, rowCount: rows.length > 0 ? rows.length : (result?.affectedRows ?? 0) };
}

function withoutComments(text: string): string {
  return text.replace(/^\s*--.*$/gm, '').trim();
}
