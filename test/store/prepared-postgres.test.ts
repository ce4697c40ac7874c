/** Fewer trips to PostgreSQL: what is sent without waiting is undone, and told, when it fails. */
import { Kysely, sql } from 'kysely';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UNANSWERED } from '../../src/store/prepared-connection.ts';
import { PreparedPostgresDialect } from '../../src/store/prepared-postgres.ts';
import { postgres } from '../support/services.ts';

interface Tables {
  thing: { id: number; name: string };
}

const server = await postgres();

describe.skipIf(server === undefined)('a transaction on PostgreSQL', () => {
  const schema = `baton_test_prepared_${process.pid}`;
  const outside = new Client({ connectionString: server?.url });
  const pool = new Pool({ connectionString: server?.url, pipeline: true, max: 1 });
  const db = new Kysely<Tables>({
    dialect: new PreparedPostgresDialect({ pool, first: `set search_path to ${schema}` }),
  });
  const add = (id: number) => sql`insert into thing (id, name) values (${id}, 'a') ${UNANSWERED}`;
  const ids = async () =>
    (await outside.query<{ id: number }>(`select id from thing order by id`)).rows.map((r) => r.id);

  beforeAll(async () => {
    await outside.connect();
    await outside.query(`create schema ${schema}; set search_path to ${schema}`);
  });
  beforeEach(async () => {
    await outside.query('drop table if exists thing; create table thing (id integer primary key, name text)');
  });
  afterAll(async () => {
    await db.destroy();
    await outside.query(`drop schema ${schema} cascade`);
    await outside.end();
  });

  it('keeps what was written without waiting for the answer', async () => {
    await db.transaction().execute(async (tx) => {
      await add(1).execute(tx);
      await add(2).execute(tx);
    });
    expect(await ids()).toEqual([1, 2]);
  });

  it('a write that failed unseen is told by the commit, and nothing of the transaction stands', async () => {
    const failing = db.transaction().execute(async (tx) => {
      await add(1).execute(tx);
      await add(1).execute(tx);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await ids()).toEqual([]);
  });

  it('or by the next statement, in its own words', async () => {
    let went = false;
    const failing = db.transaction().execute(async (tx) => {
      await add(1).execute(tx);
      await add(1).execute(tx);
      await tx.selectFrom('thing').selectAll().execute();
      went = true;
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(went).toBe(false);
    expect(await ids()).toEqual([]);
  });

  it('and the connection serves the next transaction', async () => {
    for (const id of [1, 1])
      await db
        .transaction()
        .execute((tx) => add(id).execute(tx))
        .catch(() => {});
    await db.transaction().execute((tx) => add(2).execute(tx));
    expect(await ids()).toEqual([1, 2]);
  });

  it('without a statement commits, thrown out of it keeps nothing', async () => {
    await db.transaction().execute(async () => {});
    const thrown = db.transaction().execute(async (tx) => {
      await add(1).execute(tx);
      throw new Error('no more');
    });
    await expect(thrown).rejects.toThrow('no more');
    expect(await ids()).toEqual([]);
  });

  it('a table that changed its form is noticed: one refusal at most, then the new form', async () => {
    const asked = () => db.selectFrom('thing').selectAll().where('id', '=', 1).execute();
    await db.transaction().execute((tx) => add(1).execute(tx));
    for (let time = 0; time < 10; time += 1) expect(await asked()).toEqual([{ id: 1, name: 'a' }]);
    await outside.query(`alter table thing add column more text default 'm'`);
    await asked().catch((error: unknown) => expect(error).toMatchObject({ code: '0A000' }));
    expect(await asked()).toEqual([{ id: 1, name: 'a', more: 'm' }]);
  });

  it('tells how many rows a write changed', async () => {
    await db.transaction().execute((tx) => add(1).execute(tx));
    const { numUpdatedRows } = await db.updateTable('thing').set({ name: 'b' }).executeTakeFirstOrThrow();
    expect(numUpdatedRows).toBe(1n);
  });
});
