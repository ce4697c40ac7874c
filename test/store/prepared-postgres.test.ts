/** Fewer trips to PostgreSQL: what is sent without waiting is undone, and told, when it fails. */
import { Kysely, sql } from 'kysely';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { How } from '../../src/ports/store.ts';
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
  const dialect = new PreparedPostgresDialect({ pool, first: `set search_path to ${schema}` });
  const db = new Kysely<Tables>({ dialect });
  const together = <T>(run: (tx: Kysely<Tables>) => Promise<T>, how: How = {}): Promise<T> =>
    dialect.transaction(run, how);
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

  it('statements begun together are carried out in their order, and all before the commit', async () => {
    const read = await together(async (tx) => {
      const all = await Promise.all([
        sql`insert into thing (id, name) values (1, 'a')`.execute(tx),
        tx.selectFrom('thing').select('id').execute(),
        add(2).execute(tx),
        tx.selectFrom('thing').select('id').orderBy('id').execute(),
      ]);
      return [all[1], all[3]].map((rows) => rows.map(({ id }) => id));
    });
    expect(read).toEqual([[1], [1, 2]]);
    expect(await ids()).toEqual([1, 2]);
  });

  it('one of them that fails undoes all, and those behind it reach no other transaction', async () => {
    const late = Promise.withResolvers<void>();
    const failing = together(async (tx) => {
      const after = async (): Promise<void> => {
        await late.promise;
        await sql`insert into thing (id, name) values (3, 'late')`.execute(tx);
      };
      const straggler = after();
      straggler.catch(() => {});
      await Promise.all([add(1).execute(tx), sql`select 1 / 0`.execute(tx), straggler]);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    late.resolve();
    await together((tx) => add(2).execute(tx));
    expect(await ids()).toEqual([2]);
  });

  it('what was only read does not wait for its end, and holds nothing up afterwards', async () => {
    await together((tx) => add(1).execute(tx));
    const locked = await together((tx) => tx.selectFrom('thing').select('id').forUpdate().execute());
    await outside.query(`update thing set name = 'b' where id = 1`);
    expect(locked).toEqual([{ id: 1 }]);
  });

  it('need not be on the disk, for as long as it lasts', async () => {
    const asked = (tx: Kysely<Tables>) =>
      sql<{ how: string }>`select current_setting('synchronous_commit') as how`.execute(tx);
    const inside = await together(asked, { lasting: false });
    const next = await together(asked);
    expect([inside.rows[0]?.how, next.rows[0]?.how]).toEqual(['off', 'on']);
  });

  /** Its commit takes as long as that. */
  const slowCommits = (seconds: number) =>
    outside.query(`
      create or replace function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(${seconds}); return null; end $$;
      create constraint trigger slow after insert on thing deferrable initially deferred for each row execute function slow()`);

  it('whoever goes on before it is committed is told how that ends, and whoever begins then sees it on any connection', async () => {
    await slowCommits(0.3);
    const more = new Pool({ connectionString: server?.url, pipeline: true, max: 2 });
    const two = new PreparedPostgresDialect({ pool: more, first: `set search_path to ${schema}` });
    const seen = () => two.transaction((tx: Kysely<Tables>) => tx.selectFrom('thing').select('id').execute(), {});
    await Promise.all([seen(), seen()]);
    const order: string[] = [];
    let committed: Promise<void> | undefined;
    await two.transaction((tx) => add(1).execute(tx), {
      committing: (ending) => {
        committed = ending.then(() => void order.push('committed'));
      },
    });
    order.push('went on');
    expect(await ids()).toEqual([]);
    const both = await Promise.all([seen(), seen()]);
    await committed;
    expect(order).toEqual(['went on', 'committed']);
    expect(both).toEqual([[{ id: 1 }], [{ id: 1 }]]);
    await more.end();
  });

  it('a commit that fails is told to whoever was told of it, and to nobody who came after', async () => {
    let committed: Promise<void> = Promise.resolve();
    const twice = async (tx: Kysely<Tables>): Promise<string> => {
      await add(1).execute(tx);
      await add(1).execute(tx);
      return 'done';
    };
    const committing = (ending: Promise<void>): void => {
      committed = ending;
      committed.catch(() => {});
    };
    expect(await together(twice, { committing })).toBe('done');
    const after = together(async (tx) => {
      const found = await tx.selectFrom('thing').select('id').execute();
      await add(2).execute(tx);
      return found;
    });
    await expect(committed).rejects.toMatchObject({ code: '23505' });
    expect(await after).toEqual([]);
    expect(await ids()).toEqual([2]);
  });

  it('plans are made anew now and then, more and more seldom, on the same connection', async () => {
    const pid = () => together((tx) => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx));
    const before = await pid();
    const sent = vi.spyOn(Client.prototype, 'query');
    for (let n = 0; n < 1_400; n += 1) await together(async () => {});
    const renewed = sent.mock.calls.filter((given) => JSON.stringify(given).includes('discard plans')).length;
    sent.mockRestore();
    // After 200 transactions, 400 more, 800 more; those of the tests before count too.
    expect(renewed).toBeGreaterThanOrEqual(2);
    expect(renewed).toBeLessThanOrEqual(3);
    expect((await pid()).rows).toEqual(before.rows);
  });
});
