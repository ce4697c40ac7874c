import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PreparedPGlite } from '../../src/store/prepared-pglite.ts';

describe('prepared statements answer as PGlite does', () => {
  const pglite = new PreparedPGlite();
  beforeAll(async () => {
    await pglite.waitReady;
  }, 30_000);
  afterAll(() => pglite.close());
  beforeEach(async () => {
    await pglite.exec(
      'drop table if exists thing; create table thing (id bigint primary key, name text, tags text[], seen jsonb, open boolean)',
    );
    await pglite.exec(
      `insert into thing values (1, 'one', '{a,"b c"}', '{"n":1}', true), (2, null, null, null, false)`,
    );
  });

  const ASKED = 'select * from thing where id = any($1::bigint[]) and ($2::boolean is null or open = $2) order by id';

  it('the first time, the second time, and in a transaction', async () => {
    const rows = [
      { id: 1, name: 'one', tags: ['a', 'b c'], seen: { n: 1 }, open: true },
      { id: 2, name: null, tags: null, seen: null, open: false },
    ];
    for (let time = 0; time < 3; time += 1) expect((await pglite.query(ASKED, [[1, 2], null])).rows).toEqual(rows);
    const within = await pglite.transaction(async (tx) => (await tx.query(ASKED, [[2], false])).rows);
    expect(within).toEqual(rows.slice(1));
  });

  it('values of every kind arrive as they were given', async () => {
    const insert = 'insert into thing values ($1, $2, $3, $4, $5)';
    const given = [7, `quote ' and 日本語 \\ "`, ['x,y', '"z"', '{}'], { deep: [1, null, 'ü'] }, false];
    expect((await pglite.query(insert, given)).affectedRows).toBe(1);
    const [row] = (await pglite.query('select * from thing where id = $1', [7])).rows;
    expect(row).toEqual({ id: 7, name: given[1], tags: given[2], seen: given[3], open: false });
  });

  it('a refused statement says why and leaves the connection as good as it was', async () => {
    const insert = 'insert into thing (id) values ($1)';
    await pglite.query(insert, [10]);
    await expect(pglite.query(insert, [10])).rejects.toMatchObject({ code: '23505' });
    await pglite.query(insert, [11]);
    await expect(pglite.query('select nonsense from thing')).rejects.toMatchObject({ code: '42703' });
    expect((await pglite.query('select count(*) as count from thing')).rows).toEqual([{ count: 4 }]);
  });

  it('a refused statement undoes its transaction, and the next one works', async () => {
    const insert = 'insert into thing (id) values ($1)';
    const failed = pglite.transaction(async (tx) => {
      await tx.query(insert, [20]);
      await tx.query(insert, [1]);
    });
    await expect(failed).rejects.toMatchObject({ code: '23505' });
    await pglite.transaction((tx) => tx.query(insert, [21]));
    expect((await pglite.query('select id from thing where id > 2')).rows).toEqual([{ id: 21 }]);
  });

  it('a table that changed its form is noticed: one refusal at most, then the new form', async () => {
    await pglite.query('select * from thing where id = $1', [1]);
    await pglite.exec("alter table thing add column added text default 'new'");
    await pglite.query('select * from thing where id = $1', [1]).catch((error: unknown) => {
      expect(error).toMatchObject({ code: '0A000' });
    });
    const [row] = (await pglite.query('select * from thing where id = $1', [1])).rows;
    expect(row).toMatchObject({ id: 1, added: 'new' });
  });

  it('a statement outside waits for a transaction that is open', async () => {
    const order: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const inside = pglite.transaction(async (tx) => {
      await gate;
      await tx.query('insert into thing (id) values ($1)', [30]);
      order.push('inside');
    });
    const outside = pglite.query('select id from thing where id = $1', [30]).then(({ rows }) => {
      order.push('outside');
      return rows;
    });
    open();
    await inside;
    expect(await outside).toEqual([{ id: 30 }]);
    expect(order).toEqual(['inside', 'outside']);
  });

  it('the database holds a bounded number of them', async () => {
    for (let n = 0; n < 300; n += 1) await pglite.query(`select ${n} as n, $1::text as t`, ['x']);
    for (let n = 0; n < 450; n += 1) await pglite.query('select $1::int as n', [n]);
    const [row] = (await pglite.query<{ count: number }>('select count(*)::int as count from pg_prepared_statements'))
      .rows;
    expect(row?.count).toBeGreaterThan(100);
    expect(row?.count).toBeLessThanOrEqual(252);
  });
});
