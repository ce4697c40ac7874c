/** Opening says what a person must mend, and never touches a database that a newer version has made. */
import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { mustKeep } from '../../src/store/durability.ts';
import { openStore } from '../../src/store/index.ts';
import { postgres } from '../support/services.ts';
import { countedIds, LEASE_MS } from './ground.ts';

const means = { leaseMs: LEASE_MS, id: countedIds().id };
const server = await postgres();
const schema = `baton_test_open_${process.pid}`;

test('a server that does not answer is named without its password', async () => {
  const opening = openStore({ kind: 'postgres', url: 'postgres://me:hush@127.0.0.1:9/x', schema: 'baton' }, means);
  await expect(opening).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  await expect(opening).rejects.toThrow(/^(?!.*hush).*127\.0\.0\.1:9/);
});

test('a schema name that would have to be quoted is refused', async () => {
  const opening = openStore({ kind: 'postgres', url: 'postgres://127.0.0.1:9/x', schema: 'x"; drop' }, means);
  await expect(opening).rejects.toMatchObject({ code: 'SCHEMA_NAME' });
});

test.each([
  [{ fsync: 'off' }, 'DATABASE_FORGETS', 'fsync'],
  [{ commits: 'off' }, 'DATABASE_FORGETS', 'synchronous_commit'],
  [{ standby: true }, 'DATABASE_READ_ONLY', 'primary'],
  [{ readOnly: 'on' }, 'DATABASE_READ_ONLY', 'primary'],
])('a server that would not keep what it confirms is refused: %j', (told, code, remedy) => {
  const sound = { fsync: 'on', commits: 'on', readOnly: 'off', standby: false };
  const open = (): void => mustKeep('db.kaede.example:5432', { ...sound, ...told });
  expect(open).toThrow(expect.objectContaining({ code, remedy: expect.stringContaining(remedy) }));
  for (const commits of ['on', 'local', 'remote_write', 'remote_apply'])
    expect(() => mustKeep('db.kaede.example:5432', { ...sound, commits })).not.toThrow();
});

describe.runIf(server !== undefined)('on PostgreSQL', () => {
  const url = server?.url ?? '';
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  afterAll(() => run(`drop schema if exists ${schema} cascade`));

  test('two processes that open a new database at once both find it up to date', async () => {
    const stores = await Promise.all([1, 2].map(() => openStore({ kind: 'postgres', url, schema }, means)));
    expect(stores.map(({ migrated }) => migrated.length > 0).sort()).toEqual([false, true]);
    for (const store of stores) {
      expect(await store.transaction((tx) => tx.ledger.head())).toEqual({ seq: 0, hash: '0'.repeat(64) });
      expect(store.behind).toBeUndefined();
      await store.close();
    }
  });

  test('a user whose commits are not waited for is told so, and nothing is made', async () => {
    const hasty = new URL(url);
    hasty.searchParams.set('options', '-c synchronous_commit=off');
    const other = `${schema}_hasty`;
    await expect(openStore({ kind: 'postgres', url: hasty.href, schema: other }, means)).rejects.toMatchObject({
      code: 'DATABASE_FORGETS',
      about: { setting: 'synchronous_commit' },
    });
    await expect(run(`comment on schema ${other} is 'made'`)).rejects.toThrow('does not exist');
  });

  test('a database of a newer version is refused and left as it is', async () => {
    await (await openStore({ kind: 'postgres', url, schema }, means)).close();
    await run(`insert into ${schema}.kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')`);
    await expect(openStore({ kind: 'postgres', url, schema }, means)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
  });
});
