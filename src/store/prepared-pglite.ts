/**
 * PGlite that prepares its statements. PGlite's own `query` goes into the database six times for each statement and has it parsed and planned anew each
 * time (read in its source, `base.ts`, `#runQuery`); here a statement that was run before is bound, executed and closed off in one go: a third of the time.
 */
import {
  messages,
  PGlite,
  parse,
  protocol,
  type QueryOptions,
  type Results,
  type Transaction,
} from '@electric-sql/pglite';
import { isWriting, type Room } from './room.ts';

/** Statements kept prepared. Baton and its queue have about a hundred; beyond that the oldest makes room. */
const MOST_PREPARED = 250;
/** A plan may be kept for good by the database and the tables grow, while nobody counts them: after so many uses a statement is planned anew. */
const USES = 200;

interface Prepared {
  readonly name: string;
  /** Types of the parameters, by the database's numbers. */
  readonly types: readonly number[];
  /** What its rows look like; absent where it answers none. */
  readonly rows: messages.RowDescriptionMessage | undefined;
  readonly writes: boolean;
  uses: number;
}

/** PostgreSQL's number of the type `text` (pg_type.dat): its binary form is the text itself. */
const TEXT = 25;
/** PGlite measures a text character by character, twice; from here on it is handed over as the bytes that it is. */
const LONG_TEXT = 256;

const { serialize } = protocol;

export class PreparedPGlite extends PGlite {
  readonly #prepared = new Map<string, Prepared>();
  /** Names that the database still holds although we no longer use them. */
  #discarded: string[] = [];
  #named = 0;
  /** Asked before each statement that writes; absent: there is always room. */
  room: Room | undefined;

  override async query<T>(text: string, params: unknown[] = [], options?: QueryOptions): Promise<Results<T>> {
    if (!isPlain(options)) return super.query<T>(text, params, options);
    await this._checkReady();
    // As PGlite does: whoever holds a transaction is waited for.
    return this._runExclusiveTransaction(async () => {
      const results = await this.#run<T>(text, params);
      await this.syncToFs();
      return results;
    });
  }

  override async transaction<T>(callback: (tx: Transaction) => Promise<T>): Promise<T> {
    return super.transaction((tx) => callback(this.#within(tx)));
  }

  #within(tx: Transaction): Transaction {
    return {
      query: async <T>(text: string, params: unknown[] = [], options?: QueryOptions) => {
        if (tx.closed || !isPlain(options)) return tx.query<T>(text, params, options);
        return this.#run<T>(text, params);
      },
      sql: (strings, ...params) => tx.sql(strings, ...params),
      exec: (text, options) => tx.exec(text, options),
      rollback: () => tx.rollback(),
      listen: (channel, callback) => tx.listen(channel, callback),
      get closed() {
        return tx.closed;
      },
    };
  }

  async #run<T>(text: string, params: readonly unknown[]): Promise<Results<T>> {
    return this._runExclusiveQuery(async () => {
      const statement = await this.#prepare(text);
      if (statement.writes) this.room?.require();
      statement.uses += 1;
      const values = params.map((param, index) => this.#asText(param, statement.types[index] ?? 0));
      try {
        const said = await this.#say([
          serialize.bind({ statement: statement.name, values }),
          serialize.execute(),
          serialize.sync(),
        ]);
        const all = statement.rows === undefined ? said : [statement.rows, ...said];
        // The rows' type is the asker's claim about its own SQL, as with PGlite.
        return parse.parseResults(all, this.parsers)[0] as Results<T>;
      } catch (error) {
        // Whatever it was, a table that changed its form included: the next use begins anew.
        this.#discard(text);
        throw error;
      }
    });
  }

  async #prepare(text: string): Promise<Prepared> {
    const known = this.#prepared.get(text);
    if (known !== undefined && known.uses < USES) return known;
    if (known !== undefined) this.#discard(text);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size >= MOST_PREPARED && oldest !== undefined) this.#discard(oldest);
    this.#named += 1;
    const name = `baton_${this.#named}`;
    const closing = this.#discarded.map((old) => serialize.close({ type: 'S', name: old }));
    this.#discarded = [];
    const said = await this.#say([
      ...closing,
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    ]);
    const rows = said.find((message) => message instanceof messages.RowDescriptionMessage);
    const types = parse.parseDescribeStatementResults(said);
    const statement: Prepared = { name, types, rows, writes: isWriting(text), uses: 0 };
    this.#prepared.set(text, statement);
    return statement;
  }

  #discard(text: string): void {
    const known = this.#prepared.get(text);
    if (known === undefined) return;
    this.#prepared.delete(text);
    this.#discarded.push(known.name);
  }

  #asText(value: unknown, type: number): string | Uint8Array | null {
    if (value === null || value === undefined) return null;
    if (type === TEXT && typeof value === 'string') return value.length < LONG_TEXT ? value : Buffer.from(value);
    return this.serializers[type]?.(value) ?? String(value);
  }

  #say(parts: readonly Uint8Array[]): Promise<messages.BackendMessage[]> {
    const message = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      message.set(part, at);
      at += part.length;
    }
    return this.execProtocolStream(message, { syncToFs: false });
  }
}

/** Nothing is asked for beyond rows as objects. */
function isPlain(options: QueryOptions | undefined): boolean {
  return Object.entries(options ?? {}).every(
    ([name, value]) => value === undefined || (name === 'rowMode' && value === 'object'),
  );
}
