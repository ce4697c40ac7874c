/** Finds the PostgreSQL and Redis servers that some tests need; says in one line why tests are skipped where they are not there. */
import { connect } from 'node:net';

export interface Service {
  readonly url: string;
}

/**
 * The PostgreSQL server of the tests: `BATON_TEST_POSTGRES`, else 127.0.0.1:5432, database `test`. Undefined where nobody listens,
 * after a line that says so; throws instead when `BATON_REQUIRE_SERVICES=1`.
 */
export async function postgres(): Promise<Service | undefined> {
  return present('PostgreSQL', await postgresUrl());
}

/** The Redis server of the tests: `BATON_TEST_REDIS`, else 127.0.0.1:6379; absent as with {@link postgres}. */
export async function redis(): Promise<Service | undefined> {
  return present('Redis', await redisUrl());
}

/** The address to connect to, or undefined where nobody listens; says nothing. */
export async function postgresUrl(): Promise<string | undefined> {
  const { env } = process;
  const user = env['PGUSER'] ?? env['USER'] ?? 'root';
  return listening(env['BATON_TEST_POSTGRES'] ?? `postgres://${user}@127.0.0.1:5432/test`, 5432);
}

/** The address to connect to, or undefined where nobody listens; says nothing. */
export async function redisUrl(): Promise<string | undefined> {
  return listening(process.env['BATON_TEST_REDIS'] ?? 'redis://127.0.0.1:6379', 6379);
}

function present(name: string, url: string | undefined): Service | undefined {
  if (url !== undefined) return { url };
  const reason = `${name} tests skipped: no server answers (BATON_REQUIRE_SERVICES=1 makes this a failure)`;
  if (process.env['BATON_REQUIRE_SERVICES'] === '1') throw new Error(reason);
  process.stderr.write(`${reason}\n`);
  return undefined;
}

/** A TCP connection within two seconds is taken as *there*. */
async function listening(url: string, defaultPort: number): Promise<string | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: port === '' ? defaultPort : Number(port), timeout: 2_000 });
    const answer = (found: string | undefined): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => answer(url));
    socket.once('error', () => answer(undefined));
    socket.once('timeout', () => answer(undefined));
  });
}
