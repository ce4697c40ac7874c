/** The embedded database is tidied where it is worth while, beside the work. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PreparedPGlite } from '../../src/store/prepared-pglite.ts';
import { Tidying } from '../../src/store/tidying.ts';

const pglite = new PreparedPGlite();
const stateOf = async (table: string) => {
  const { rows } = await pglite.query<{ counted: boolean; cleared: boolean; dead: number }>(
    `select last_analyze is not null as counted, last_vacuum is not null as cleared, n_dead_tup::int as dead
     from pg_stat_user_tables where relname = $1`,
    [table],
  );
  return rows[0];
};

beforeAll(async () => {
  await pglite.exec('create table busy (id integer); create table idle (id integer)');
});
afterAll(() => pglite.close());

it('what changed is counted after some transactions, and nobody waited for it; what did not change is left alone', async () => {
  const tidying = new Tidying(pglite);
  await pglite.exec('insert into busy select generate_series(1, 100)');
  for (let n = 0; n < 24; n += 1) tidying.count();
  await tidying.end({ last: false });
  expect(await stateOf('busy')).toMatchObject({ counted: false });
  tidying.count();
  await tidying.end({ last: false });
  expect(await stateOf('busy')).toMatchObject({ counted: true, cleared: true });
  expect(await stateOf('idle')).toEqual({ counted: false, cleared: false, dead: 0 });
});

it('at the end what is left is cleared away, if it is worth while', async () => {
  // It was tidied after 25 transactions, 50 more and 100 more; the next time is far.
  const after = async (transactions: number) => {
    const tidying = new Tidying(pglite);
    for (let n = 0; n < 25 + 50 + 100; n += 1) tidying.count();
    await tidying.end({ last: false });
    await pglite.exec('delete from busy; insert into busy select generate_series(1, 100)');
    for (let n = 0; n < transactions; n += 1) tidying.count();
    await tidying.end({ last: true });
    await pglite.exec('select pg_stat_force_next_flush()');
    return stateOf('busy');
  };
  expect(await after(99)).toMatchObject({ dead: 100 });
  expect(await after(100)).toMatchObject({ dead: 0 });
});
