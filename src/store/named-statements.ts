/** PostgreSQL prepares each statement once per connection: parsing and planning one of Baton's takes longer than carrying it out for a single lead. */
import type { PostgresPool } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** Baton has about a hundred statements; what comes beyond that is planned each time. */
const MOST_NAMED = 300;

/** A plan that no longer fits since a table has changed its form, and a name that the server does not know (PostgreSQL, "Error Codes"). */
const OUTDATED: ReadonlySet<unknown> = new Set(['0A000', '26000']);

/** The pool as Kysely sees it: statements with parameters go out under a name of their own. */
export function withNamedStatements(pool: Pool): PostgresPool {
  const names = new Names();
  const known = new WeakMap<PoolClient, object>();
  return asPostgresPool({
    options: pool.options,
    connect: async () => {
      const client = await pool.connect();
      const named = known.get(client) ?? wrap(client, names);
      known.set(client, named);
      return named;
    },
    end: () => pool.end(),
  });
}

class Names {
  readonly #names = new Map<string, string>();
  #given = 0;

  of(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST_NAMED) return known;
    this.#given += 1;
    const name = `baton_${this.#given}`;
    this.#names.set(text, name);
    return name;
  }

  /** Its next use is under another name. */
  forget(text: string): void {
    this.#names.delete(text);
  }
}

function wrap(client: PoolClient, names: Names): object {
  return {
    query: async (text: string, values: readonly unknown[]) => {
      const name = values.length === 0 ? undefined : names.of(text);
      if (name === undefined) return client.query(text, [...values]);
      try {
        return await client.query({ name, text, values: [...values] });
      } catch (error) {
        if (error instanceof Error && 'code' in error && OUTDATED.has(error.code)) names.forget(text);
        throw error;
      }
    },
    release: (destroy?: boolean) => client.release(destroy),
  };
}

/** Kysely's type also has cursors, which Baton does not use. */
function asPostgresPool(pool: object): PostgresPool {
  if (!isPool(pool)) throw new TypeError('not a pool');
  return pool;
}

function isPool(pool: object): pool is PostgresPool {
  return 'connect' in pool && 'end' in pool && 'options' in pool;
}
